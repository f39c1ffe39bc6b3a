package names

import "unicode"

// scripts are those in which names of the region are written, by ISO 15924.
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Thai", unicode.Thai}, {"Khmr", unicode.Khmer}, {"Mymr", unicode.Myanmar},
	{"Laoo", unicode.Lao}, {"Hani", unicode.Han}, {"Taml", unicode.Tamil}, {"Arab", unicode.Arabic},
	{"Beng", unicode.Bengali}, {"Deva", unicode.Devanagari}, {"Hang", unicode.Hangul},
	{"Rohg", unicode.Hanifi_Rohingya}, {"Hira", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Cyrl", unicode.Cyrillic}, {"Grek", unicode.Greek},
}

// Script returns the ISO 15924 code of the script that most characters of text
// are written in: Latn, Thai, Laoo, Khmr, Mymr, Hani, Taml, Arab and so on, the
// first to appear when two are equal; Zyyy when text has no letter of a script
// known here.
func Script(text string) string {
	var count [17]int
	best, last := -1, 0
	for _, r := range text {
		i := scriptOf(r, last)
		if i < 0 {
			continue
		}
		last = i
		count[i]++
		if best < 0 || count[i] > count[best] {
			best = i
		}
	}
	if best < 0 {
		return "Zyyy"
	}
	return scripts[best].code
}

// scriptOf returns the place of r's script in scripts, or -1; it asks hint first.
func scriptOf(r rune, hint int) int {
	if r < 'A' {
		return -1
	}
	if unicode.Is(scripts[hint].table, r) {
		return hint
	}
	for i, s := range scripts {
		if unicode.Is(s.table, r) {
			return i
		}
	}
	return -1
}

// spaceless reports whether words in the script are written without spaces
// between them, so that a word of a name may be any part of what is written.
func spaceless(script string) bool {
	switch script {
	case "Hani", "Thai", "Laoo", "Khmr", "Mymr":
		return true
	}
	return false
}

// writtenIn returns the scripts of the characters of a word, as bits: two words without a
// common one have no character in common.
func writtenIn(w string) (bits uint16) {
	last := 0
	for _, r := range w {
		i := scriptOf(r, last)
		if i < 0 {
			bits |= 1 << 15 // digits, and scripts that are not known here
			continue
		}
		last, bits = i, bits|1<<i
	}
	return bits
}
