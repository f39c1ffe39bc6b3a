package names

import (
	"slices"
	"strings"
	"unicode"
)

// order writes look-alike sequences of Thai, Lao, Khmer and Burmese in one way.
// It changes only what a reader cannot see.
func order(s string) string {
	kind := seaScripts(s)
	if kind&thaiLao != 0 {
		s = doubled.Replace(s)
	}
	if kind&khmer != 0 {
		s = khmerPairs.Replace(orderKhmer(s))
	}
	if kind&burmese != 0 {
		s = orderBurmese(s)
	}
	return s
}

const (
	thaiLao = 1 << iota
	khmer
	burmese
)

// seaScripts says which of the scripts with look-alikes occur in s.
func seaScripts(s string) (kinds int) {
	for _, r := range s {
		switch {
		case r >= 0x0e00 && r <= 0x0eff:
			kinds |= thaiLao
		case r >= 0x1780 && r <= 0x17ff:
			kinds |= khmer
		case r >= 0x1000 && r <= 0x109f:
			kinds |= burmese
		}
	}
	return kinds
}

// doubled joins two short vowel signs that are typed for one long one.
var doubled = strings.NewReplacer("เเ", "แ", "ເເ", "ແ")

// khmerPairs joins two vowel signs that are typed for one, and the two
// subscripts that have one shape (da and ta).
var khmerPairs = strings.NewReplacer(
	"\u17c1\u17b6", "\u17c4",
	"\u17c1\u17b8", "\u17be",
	"\u17b6\u17c1", "\u17c4",
	"\u17b8\u17c1", "\u17be",
	"\u17d2\u178a", "\u17d2\u178f",
)

// khmerSign is one sign of a cluster: a mark, or a subscript of two characters.
type khmerSign struct {
	rank int
	text string
}

// khmerRank is the place of a mark in a cluster, 0 for what is not a mark:
// subscripts, subscript ro, register shifters, vowels, other signs.
func khmerRank(r rune) int {
	switch {
	case r == 0x17cc: // robat follows its consonant
		return 1
	case r == 0x17c9 || r == 0x17ca:
		return 4
	case r >= 0x17b6 && r <= 0x17c5:
		return 5
	case r == 0x17c6 || r == 0x17c7 || r == 0x17c8:
		return 7
	case r >= 0x17cb && r <= 0x17d1, r == 0x17d3, r == 0x17dd:
		return 6
	}
	return 0
}

// orderKhmer sorts the marks behind each letter, as the Khmer encoding structure
// has them; letters stay where they are.
func orderKhmer(s string) string {
	rs := []rune(s)
	var b strings.Builder
	b.Grow(len(s))
	var signs []khmerSign
	flush := func() {
		slices.SortStableFunc(signs, func(a, c khmerSign) int { return a.rank - c.rank })
		for _, g := range signs {
			b.WriteString(g.text)
		}
		signs = signs[:0]
	}
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		switch rank := khmerRank(r); {
		case r == 0x17d2 && i+1 < len(rs) && rs[i+1] >= 0x1780 && rs[i+1] <= 0x17b3:
			signs = append(signs, khmerSign{subscriptRank(rs[i+1]), string(rs[i : i+2])})
			i++
		case rank > 0:
			signs = append(signs, khmerSign{rank, string(r)})
		default:
			flush()
			b.WriteRune(r)
		}
	}
	flush()
	return b.String()
}

// subscriptRank puts the subscript of ro behind the others, where it is drawn
// before the letter whatever the typing order was.
func subscriptRank(r rune) int {
	if r == 0x179a {
		return 3
	}
	return 2
}

// burmeseRank is the place of a mark behind its letter: medials, vowel e, upper
// and lower vowels, dot and visarga. The stacker and the killer are not in it:
// moving them would make another word.
func burmeseRank(r rune) int {
	switch r {
	case 0x103b, 0x103c, 0x103d, 0x103e:
		return int(r-0x103b) + 1
	case 0x1031:
		return 5
	case 0x102d, 0x102e, 0x1032:
		return 6
	case 0x102f, 0x1030:
		return 7
	case 0x102b, 0x102c:
		return 8
	case 0x1036:
		return 9
	case 0x1037:
		return 10
	case 0x1038:
		return 11
	}
	return 0
}

// orderBurmese sorts runs of marks and replaces letters typed for one another.
func orderBurmese(s string) string {
	rs := []rune(s)
	for i := 0; i < len(rs); {
		j := i
		for j < len(rs) && burmeseRank(rs[j]) > 0 {
			j++
		}
		slices.SortStableFunc(rs[i:j], func(a, c rune) int { return burmeseRank(a) - burmeseRank(c) })
		i = max(j, i+1)
	}
	for i, r := range rs {
		next := rune(0)
		if i+1 < len(rs) {
			next = rs[i+1]
		}
		if r == 0x1025 && next == 0x103a { // u before the killer is nya
			rs[i] = 0x1009
		}
		// Zero and seven become ASCII before; before a mark they were wa and ra.
		if unicode.Is(unicode.M, next) && next >= 0x1000 && next <= 0x109f {
			rs[i] = burmeseLetter(r)
		}
	}
	return string(rs)
}

// burmeseLetter returns the letter that is drawn like a digit.
func burmeseLetter(r rune) rune {
	switch r {
	case '0':
		return 0x101d
	case '7':
		return 0x101b
	}
	return r
}
