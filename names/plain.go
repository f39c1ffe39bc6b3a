package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Plain returns the words of text without what is only a way of writing: in
// compatibility form, lower case, without diacritics of Latin (đ is d), tone
// marks of Thai and Lao, vowel points of Arabic, punctuation and invisible
// characters, with digits in ASCII and with marks of Khmer and Burmese in one
// order. Words are separated by single spaces. Spellings stay as they are:
// that is what a search in running text wants. Plain(Plain(x)) is Plain(x).
func Plain(text string) string {
	if s, ok := plainASCII(text); ok {
		return s
	}
	s := strings.ToValidUTF8(text, "")
	for range 4 { // lower case can leave compatibility form, and the other way round
		next := plainOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// plainASCII is Plain for text of ASCII only, which most names are.
func plainASCII(text string) (string, bool) {
	b := make([]byte, 0, len(text))
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			return "", false
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '/':
			b = append(b, c)
		case c == '\'' || c == '`': // inside a word: Nu'man
		default:
			b = append(b, ' ')
		}
	}
	return join(string(b)), true
}

func plainOnce(s string) string {
	s = strings.ReplaceAll(s, "´", "'") // its compatibility form would part the word
	s = norm.NFD.String(strings.ToLower(norm.NFKC.String(s)))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch c := plainRune(r); {
		case c > 0:
			b.WriteRune(c)
		case c == 0:
			b.WriteString(wide[r])
		}
	}
	return join(order(norm.NFC.String(b.String())))
}

// plainRune returns what r becomes: itself, another, a space, 0 for one that
// becomes several or nothing.
func plainRune(r rune) rune {
	if c, ok := alike[r]; ok {
		return c
	}
	switch {
	case r == '/' || r >= 'a' && r <= 'z':
		return r
	case dropped(r):
		return 0
	case unicode.Is(unicode.Nd, r):
		return Digit(r)
	case unicode.In(r, unicode.L, unicode.M, unicode.N):
		return r
	}
	return ' '
}

// dropped reports whether r carries nothing that tells two names apart.
func dropped(r rune) bool {
	if _, ok := wide[r]; ok {
		return true
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(marks, r)
}

// marks are signs that people leave out or set differently. Vowel signs of
// Indic scripts are not among them: they are letters in all but name.
var marks = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0300, 0x036f, 1}, // accents of Latin, Greek, Cyrillic
		{0x0640, 0x0640, 1}, // Arabic tatweel
		{0x064b, 0x065f, 1}, // Arabic points, and the hamza that NFD splits off
		{0x0670, 0x0670, 1},
		{0x0e47, 0x0e4c, 1}, // Thai shortener, tone marks, silencer
		{0x0e4e, 0x0e4e, 1},
		{0x0ec8, 0x0ecc, 1}, // Lao tone marks, silencer
		{0x17b4, 0x17b5, 1}, // Khmer inherent vowels, never meant to be written
		{0x1ab0, 0x1aff, 1},
		{0x1dc0, 0x1dff, 1},
		{0x20d0, 0x20ff, 1},
		{0xfe00, 0xfe0f, 1}, // variation selectors
	},
}

// alike maps a character to the one that is written for it elsewhere.
var alike = map[rune]rune{
	'đ': 'd', 'ð': 'd', 'ø': 'o', 'ł': 'l', 'ı': 'i', 'ħ': 'h', 'ŧ': 't', 'ɓ': 'b', 'ɗ': 'd',
	'ى': 'ي', 'ی': 'ي', 'ک': 'ك', 'ة': 'ه', 'ہ': 'ه',
	0x17a3: 0x17a2, 0x17b2: 0x17b1, // Khmer letters that the standard gave up
}

// wide maps a character to several, or to none.
var wide = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 0x17a4: "\u17a2\u17b6",
	'\'': "", '`': "", '‘': "", '’': "", '‛': "", 'ʼ': "", 'ʻ': "", 'ʹ': "", 'ˈ': "", 'ʾ': "", 'ʿ': "", '′': "",
}

// Digit returns the ASCII digit of a decimal digit in any script. The ten
// digits of a script follow each other, beginning with its zero.
func Digit(r rune) rune {
	zero := r
	for r-zero < 9 && unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return '0' + r - zero
}

// join separates the words of s by single spaces, keeps a slash in the four
// particles that have one, and parts forms of address from the words behind.
func join(s string) string {
	var words []string
	for w := range strings.FieldsSeq(s) {
		if strings.Contains(w, "/") && !slashed[w] {
			words = append(words, strings.FieldsFunc(w, func(r rune) bool { return r == '/' })...)
			continue
		}
		for rest := w; rest != ""; {
			w, rest = parted(rest)
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// parted splits a form of address off a word of a script without spaces.
func parted(w string) (first, rest string) {
	if w[0] < utf8.RuneSelf || slices.Contains(prefixed, w) {
		return w, ""
	}
	for _, t := range prefixed {
		rest, ok := strings.CutPrefix(w, t)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(rest); unicode.Is(unicode.M, r) {
			continue // the prefix ended inside a syllable
		}
		return t, rest
	}
	return w, ""
}
