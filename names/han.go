package names

import (
	_ "embed" // the tables of readings
	"slices"
	"strings"
	"sync"
)

// hanReadings has lines "pinyin cantonese characters": one reading of Mandarin
// and one of Cantonese for each of 8,836 characters of GB 2312 and of the first
// plane of Big5, from the Unihan database 15.0 of Unicode (kMandarin, kCantonese),
// without tones, Cantonese rewritten as Hong Kong writes names.
//
//go:embed han.txt
var hanReadings string

// hanSurnames has lines "characters spelling…" for surnames.
//
//go:embed surnames.txt
var hanSurnames string

// hanDialects has lines like hanSurnames for given names.
//
//go:embed dialects.txt
var hanDialects string

// hanTable holds the readings of a character, with commas between them.
type hanTable struct{ given, family map[rune]string }

var hanSounds = sync.OnceValue(func() hanTable {
	given := map[rune][]string{}
	for l := range strings.Lines(hanReadings) {
		f := strings.Fields(l)
		for _, r := range f[2] {
			given[r] = addSound(given[r], pinyin(f[0]))
			given[r] = addSound(given[r], f[1])
		}
	}
	addReadings(given, hanDialects)
	family := map[rune][]string{}
	for r, all := range given {
		family[r] = slices.Clone(all)
	}
	addReadings(family, hanSurnames)
	return hanTable{joinReadings(given), joinReadings(family)}
})

// pinyin writes the q of Pinyin as everybody else does.
func pinyin(s string) string {
	if rest, ok := strings.CutPrefix(s, "q"); ok {
		return "ch" + rest
	}
	return s
}

func joinReadings(table map[rune][]string) map[rune]string {
	joined := make(map[rune]string, len(table))
	for r, all := range table {
		joined[r] = strings.Join(all, ",")
	}
	return joined
}

// addReadings adds the spellings of lines "characters spelling…" to table.
func addReadings(table map[rune][]string, lines string) {
	for l := range strings.Lines(lines) {
		f := strings.Fields(l)
		if len(f) < 2 || f[0] == "#" {
			continue
		}
		for _, r := range f[0] {
			for _, s := range f[1:] {
				table[r] = addSound(table[r], s)
			}
		}
	}
}

func addSound(all []string, spelling string) []string {
	s := sayLatin(spelling)
	if s == "" || slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// sayHan reads a word of Chinese characters, a word for each, with the readings
// of all dialects that the tables have. The first is read as a surname too.
func sayHan(w string) string {
	var words []string
	for _, r := range w {
		table := hanSounds().given
		if len(words) == 0 {
			table = hanSounds().family
		}
		if s, ok := table[r]; ok {
			words = append(words, s)
		}
	}
	return strings.Join(words, " ")
}

// hanKnown reports whether the tables have all characters of a word.
func hanKnown(w string) bool {
	for _, r := range w {
		if _, ok := hanSounds().family[r]; !ok && Script(string(r)) == "Hani" {
			return false
		}
	}
	return true
}
