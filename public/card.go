package public

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"path"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"lindung/i18n"
)

// cardName is what the address of a card ends with: the picture that networks show
// beside a link to a page. They read PNG only.
const cardName = "card.png"

// card is what such a picture says.
type card struct {
	Over  string // the line above the title
	Title string
	Under string
	Foot  string
	Tiles []tile // of the map, or one of them
	Mark  string // a number in the place of tiles
}

// Width and height of a card, and where its parts lie, in pixels.
const (
	cardWide  = 1200
	cardHigh  = 630
	cardLeft  = 80
	cardRight = 60
	cardSide  = 430 // the room of the tiles or the mark
)

// letters are the fonts of cards, read once.
var letters = sync.OnceValues(func() (fonts [2]*opentype.Font, err error) {
	for i, b := range [][]byte{goregular.TTF, gobold.TTF} {
		if fonts[i], err = opentype.Parse(b); err != nil {
			return fonts, err
		}
	}
	return fonts, nil
})

// The two fonts.
const (
	regular = iota
	bold
)

// drawable reports whether the font has every letter of a text. It has those of
// Latin only: what draws cards does not shape the letters of Khmer.
func drawable(text string) bool {
	fonts, err := letters()
	if err != nil {
		return false
	}
	for _, r := range text {
		if i, err := fonts[regular].GlyphIndex(nil, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

// card gives a page its card: the address and what draws it. Where the language of
// the page cannot be drawn, it is the card of the English page.
func (v *visit) card(f *frame, c card) (draw func() ([]byte, error)) {
	if f.Canonical == "" {
		return nil // networks ask for a card by the name of the site
	}
	c.Foot = v.t.Text("page.program") + " · " + strings.TrimSuffix(f.Known.Text, ".") + " · " + licence
	says := c.Over + c.Title + c.Under + c.Foot
	f.Card = v.cardOf(v.rest, says)
	if !drawable(says) {
		return nil
	}
	return c.png
}

// cardOf is the address of the card of a page that says something.
func (v *visit) cardOf(rest, says string) string {
	lang := v.lang
	if !drawable(says) {
		lang = i18n.English
	}
	return v.e.absolute(path.Join("/", string(lang), rest, cardName))
}

// png draws the card.
func (c card) png() ([]byte, error) {
	fonts, err := letters()
	if err != nil {
		return nil, err
	}
	p := &painter{image.NewRGBA(image.Rect(0, 0, cardWide, cardHigh)), fonts}
	p.fill(p.Bounds(), "#f3ede2")
	p.fill(image.Rect(0, 0, 24, cardHigh), "#0b5563")
	wide := cardWide - cardLeft - cardRight
	switch {
	case len(c.Tiles) > 0:
		p.tiles(c.Tiles)
		wide -= cardSide
	case c.Mark != "":
		p.lines([]string{c.Mark}, bold, 190, cardWide-cardRight-p.width(bold, 190, c.Mark), 260, "#0b5563")
		wide -= cardSide - 100
	}
	y := p.text(c.Over, regular, []int{30}, 2, wide, 96, "#4f565c")
	y = p.text(c.Title, bold, []int{72, 60, 52, 46, 42}, 6, wide, y+30, "#1b1f23")
	p.text(c.Under, regular, []int{36, 32}, max(1, (cardHigh-100-y)/46), wide, y+16, "#1b1f23")
	p.text(c.Foot, regular, []int{24}, 1, cardWide-cardLeft-cardRight, cardHigh-58, "#4f565c")
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, p.few())
	return out.Bytes(), err
}

// inks are what is written on what, on cards.
var inks = [][2]string{
	{"#4f565c", "#f3ede2"}, {"#1b1f23", "#f3ede2"}, {"#0b5563", "#f3ede2"}, {"#8a5a00", "#fffaf0"}, {"#1b1f23", "#fffaf0"}, {"#1b1f23", "#ffffff"}, {"#ffffff", "#0b5563"},
}

// steps is how many colours lead from an ink to what is below it.
const steps = 24

// few is the picture in the few colours that it needs: a third of the bytes.
func (p *painter) few() *image.Paletted {
	var all color.Palette
	for _, pair := range inks {
		ink, below := paintOf(pair[0]), paintOf(pair[1])
		for i := range steps + 1 {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*i + int(b)*(steps-i)) / steps) }
			all = append(all, color.RGBA{mix(ink.R, below.R), mix(ink.G, below.G), mix(ink.B, below.B), 255})
		}
	}
	out, known := image.NewPaletted(p.Bounds(), all), map[color.RGBA]uint8{}
	for i := range out.Pix {
		c := color.RGBA{p.Pix[4*i], p.Pix[4*i+1], p.Pix[4*i+2], 255}
		at, ok := known[c]
		if !ok {
			at = uint8(all.Index(c))
			known[c] = at
		}
		out.Pix[i] = at
	}
	return out
}

// painter draws on a picture.
type painter struct {
	*image.RGBA
	fonts [2]*opentype.Font
}

// paintOf reads a colour as style sheets write it.
func paintOf(hex string) color.RGBA {
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		return color.RGBA{}
	}
	return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
}

func (p *painter) fill(r image.Rectangle, hex string) {
	draw.Draw(p, r, image.NewUniform(paintOf(hex)), image.Point{}, draw.Src)
}

// face is a font in a size.
func (p *painter) face(which, size int) font.Face {
	f, err := opentype.NewFace(p.fonts[which], &opentype.FaceOptions{Size: float64(size), DPI: 72})
	if err != nil {
		return basicfont.Face7x13 // no size that we ask for fails
	}
	return f
}

func (p *painter) width(which, size int, text string) int {
	return font.MeasureString(p.face(which, size), text).Ceil()
}

// text writes a text in the largest size in which it fits into so many lines, from
// y on, and returns where it ends. What does not fit in the smallest is cut off.
func (p *painter) text(text string, which int, sizes []int, most, wide, y int, hex string) int {
	if text == "" {
		return y
	}
	var lines []string
	var size int
	for _, size = range sizes {
		if lines = p.wrap(text, which, size, wide); len(lines) <= most {
			break
		}
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += " …"
	}
	return p.lines(lines, which, size, cardLeft, y, hex)
}

// wrap breaks a text into lines of at most a width.
func (p *painter) wrap(text string, which, size, wide int) []string {
	face, line := p.face(which, size), ""
	var lines []string
	for _, word := range strings.Fields(text) {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && font.MeasureString(face, longer).Ceil() > wide {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}

// lines writes lines one below the other and returns where they end.
func (p *painter) lines(lines []string, which, size, x, y int, hex string) int {
	d := font.Drawer{Dst: p, Src: image.NewUniform(paintOf(hex)), Face: p.face(which, size)}
	for _, line := range lines {
		d.Dot = fixed.P(x, y+size)
		d.DrawString(line)
		y += size * 5 / 4
	}
	return y
}

// tiles draws the tiles of the map at the right; one alone is drawn large.
func (p *painter) tiles(tiles []tile) {
	scale, left, top := 1.0, cardWide-cardRight-(4*tileSize+3*tileGap), 110
	if len(tiles) == 1 {
		scale, left, top = 3, cardWide-cardRight-3*tileSize, 130
		tiles[0].X, tiles[0].Y = 0, 0
	}
	at := func(n int) int { return int(float64(n) * scale) }
	for _, t := range tiles {
		c := paints[t.Class]
		x, y := left+at(t.X), top+at(t.Y)
		r := image.Rect(x, y, x+at(t.Size), y+at(t.High))
		p.fill(r, c.Stroke)
		p.fill(r.Inset(at(3)), c.Fill)
		if c.Dash != "none" {
			p.dash(r, at(3), c.Fill)
		}
		for _, part := range []struct {
			text       string
			size, base int
		}{{t.Code, 30, 8}, {t.When, 20, 50}} {
			size := at(part.size)
			for part.text != "" && p.width(bold, size, part.text) > at(t.Size-12) {
				size--
			}
			p.lines([]string{part.text}, bold, size, x+(at(t.Size)-p.width(bold, size, part.text))/2, y+at(part.base), c.Ink)
		}
	}
}

// dash breaks the edge of a tile.
func (p *painter) dash(r image.Rectangle, edge int, hex string) {
	for x := r.Min.X + 4*edge; x < r.Max.X-4*edge; x += 6 * edge {
		p.fill(image.Rect(x, r.Min.Y, x+2*edge, r.Min.Y+edge), hex)
		p.fill(image.Rect(x, r.Max.Y-edge, x+2*edge, r.Max.Y), hex)
	}
	for y := r.Min.Y + 4*edge; y < r.Max.Y-4*edge; y += 6 * edge {
		p.fill(image.Rect(r.Min.X, y, r.Min.X+edge, y+2*edge), hex)
		p.fill(image.Rect(r.Max.X-edge, y, r.Max.X, y+2*edge), hex)
	}
}
