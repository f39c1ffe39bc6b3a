package public

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lindung"
	"lindung/convention"
)

// tileMap is the picture of the eleven states: a tile for each, roughly where
// the state lies. No border is drawn. All numbers are units of its view box.
type tileMap struct {
	Title words
	Desc  words
	Width int
	High  int
	Tiles []tile
	Own   item // as a file of its own
}

// tile is one state. Its state is told by words, by the form of its edge and by
// its colour.
type tile struct {
	X, Y    int
	Size    int
	High    int
	Code    string
	Name    []line
	When    string
	Class   string
	Href    string
	Label   words
	Middle  int
	CodeY   int
	WhenY   int
	WhenFit int
}

// line is one line of text in a picture. Fit is the width it is pressed into
// where it would be wider; 0 where it fits.
type line struct {
	Text string
	Y    int
	Fit  int
}

// places are the column and row of each tile.
var places = map[lindung.Country][2]int{
	"MM": {0, 0}, "LA": {1, 0}, "VN": {2, 0},
	"TH": {0, 1}, "KH": {1, 1}, "PH": {3, 1},
	"MY": {1, 2}, "BN": {2, 2},
	"SG": {1, 3}, "ID": {2, 3}, "TL": {3, 3},
}

const (
	tileSize = 100
	tileHigh = 84
	tileGap  = 8
)

func (v *visit) tileMap(st convention.Status) tileMap {
	m := tileMap{
		Title: v.label("public.map.title", "instrument", st.Instrument, "day", st.On), Desc: v.label("public.map.desc"),
		Width: 4*tileSize + 3*tileGap + 4, High: 4*tileHigh + 3*tileGap + 4,
	}
	if slices.ContainsFunc(v.positions(st), func(p position) bool { return p.Code == posRatified || p.Code == posSigned }) {
		m.Desc.Text += " " + v.label("public.map.desc_then").Text
	}
	for _, p := range v.positions(st) {
		at := places[p.State]
		x, y := at[0]*(tileSize+tileGap), at[1]*(tileHigh+tileGap)
		name, when := v.name(p.State).Text, whenOf(p)
		if p.Code == posRatified {
			when = years(p.Bond.Deposit)
		}
		fits := 0
		if len(when) > len("2017") {
			fits = tileSize - 16
		}
		m.Tiles = append(m.Tiles, tile{
			WhenFit: fits,
			X:       x, Y: y, Size: tileSize, High: tileHigh, Code: string(p.State), Middle: x + tileSize/2, Name: fit(name, tileSize-12, y+46), When: when, CodeY: y + 29, WhenY: y + 76,
			Class: "tile tile--" + p.Code, Href: v.href("s", string(p.State)),
			Label: p.Text,
		})
	}
	m.Own = v.ownPicture(v.rest)
	return m
}

// drawn is the map as a file of its own.
func (m tileMap) drawn(v *visit) func() ([]byte, error) {
	return v.drawn(picture{Tiles: &m, Title: m.Title, Desc: m.Desc}, m.Width+8, m.High+8)
}

// whenOf is the year since which a state is bound, or a question mark.
func whenOf(p position) string {
	switch {
	case p.Code == posBound:
		return years(p.Bond.Force)
	case p.Code == posOpen:
		return "?"
	}
	return "–"
}

// Height of a line of a name, and the width of a character, in units.
const (
	nameLine = 13
	nameChar = 6.6
)

// fit breaks a name into lines of at most width; a word that is wider is
// pressed into it.
func fit(name string, width, y int) []line {
	var lines []line
	add := func(text string) {
		l := line{Text: text, Y: y + nameLine*len(lines)}
		if wide(text) > float64(width) {
			l.Fit = width
		}
		lines = append(lines, l)
	}
	now := ""
	for _, word := range strings.Fields(strings.ReplaceAll(name, "-", "- ")) {
		joined := now + word
		if now != "" && !strings.HasSuffix(now, "-") {
			joined = now + " " + word
		}
		if now != "" && wide(joined) > float64(width) {
			add(now)
			now = word
		} else {
			now = joined
		}
	}
	add(now)
	return lines
}

// wide is about how wide a text is: marks above and below take no room, signs
// of Chinese twice as much.
func wide(text string) float64 {
	n := 0.0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.Is(unicode.Han, r):
			n += 2
		case utf8.RuneLen(r) > 2:
			n += 1.25
		default:
			n++
		}
	}
	return n * nameChar
}
