// Package names makes the names of persons comparable: it folds spellings and
// scripts of South-East Asia, and searches names in memory.
//
// # Four ideas
//
// A name is words without an order. No word is a first or a last name: people
// of the region have one name, or the family first, or no family name at all.
//
// A word has forms. [Plain] takes away what two hands write differently for the
// same word: case, diacritics, punctuation, invisible characters, digits, marks
// in another order that look the same. [Fold] goes further and joins common
// spellings: Joesoef and Yusuf, Mohd and Muhammad, Noor and Nur. [Keys] returns
// all forms of all words.
//
// A name has a sound. Names in two scripts meet by a romanisation of each, letter
// by letter, where letters that people exchange differ little (hear.go). What
// romanisers know of a script is in a file by its name.
//
// A match is an offer to a person who decides. [Index.Search] prefers to show a
// stranger lower on the list over missing the one who was meant.
//
// # What it never does
//
// It never decides that two names are one person, never changes a name for
// display, never romanises for identity, and never writes a name or a part of
// one to a disk or a log. What it keeps in memory is as secret as the names.
package names

import "strings"

// Kind says how a key was made from a word.
type Kind uint8

// The kinds. Keys are of words as they are written; names of different scripts are
// compared whole, by how they sound (see line).
const (
	Written Kind = iota // the word by Plain
	Spelled             // the word by Fold, where that differs, or read as Zawgyi
)

// Key is one form of one word.
type Key struct {
	Kind  Kind
	Text  string
	Light bool // a particle or a form of address: it may be absent without harm
}

// Keyer makes the keys of a name. Each word begins with its Written key, and the
// keys up to the next Written key are further forms of it. The keys of a word
// may depend on its written form only. [Keys] is the Keyer of this package.
type Keyer func(name string) []Key

const (
	maxRunes = 600 // of a name that is indexed or searched for
	maxWord  = 80  // runes of one word
	maxWords = 24  // words of one name
)

// Keys returns the forms of the distinct words of a name, in the order in which
// they were written. A name of more than 600 characters is cut.
func Keys(name string) []Key {
	name = cut(name, maxRunes)
	words := strings.Fields(Plain(name))
	old := zawgyiWords(name, words)
	keys := make([]Key, 0, 2*len(words))
	seen := make(map[string]bool, len(words))
	for i, w := range words {
		w = cut(w, maxWord)
		if seen[w] || len(seen) == maxWords {
			continue
		}
		seen[w] = true
		light := Light(w)
		keys = append(keys, Key{Written, w, light})
		if s := spell(w); s != w && 2*len(s) >= len(w) { // xyzzy is no name because Si is one
			keys = append(keys, Key{Spelled, s, light})
		}
		if old != nil && old[i] != w {
			keys = append(keys, Key{Spelled, cut(old[i], maxWord), light})
		}
	}
	return keys
}

// Fold returns the words of text in one spelling, separated by single spaces.
// Two texts that fold alike may be the same name; Fold(Fold(x)) is Fold(x).
func Fold(text string) string {
	words := strings.Fields(Plain(text))
	for i, w := range words {
		words[i] = spell(w)
	}
	return strings.Join(words, " ")
}

// Tokens returns the distinct folded words of text, and for words of scripts
// that do not separate words (Thai, Lao, Khmer, Burmese, Chinese) also their
// overlapping pieces: two characters in Chinese, three in the others. An index
// by tokens that asks for all tokens of a query finds it inside a longer run.
// [Index] does not need the pieces, because it compares every word it holds.
func Tokens(text string) []string {
	var all []string
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	for w := range strings.FieldsSeq(Fold(text)) {
		add(w)
		for _, p := range pieces(w) {
			add(p)
		}
	}
	return all
}

// pieces returns the overlapping pieces of a word of a script without spaces.
func pieces(w string) []string {
	n := 0
	switch Script(w) {
	case "Hani":
		n = 2
	case "Thai", "Laoo", "Khmr", "Mymr":
		n = 3
	default:
		return nil
	}
	runes := []rune(w)
	var all []string
	for i := 0; i+n < len(runes)+1 && len(runes) > n; i++ {
		all = append(all, string(runes[i:i+n]))
	}
	return all
}

// OneTypo reports whether a and b are equal or one edit apart: a character
// added, left out, replaced, or two neighbours exchanged.
func OneTypo(a, b string) bool {
	var x, y [maxWord]rune
	return oneEdit(runes(x[:0], a), runes(y[:0], b))
}

// runes appends the characters of s to buf, which spares an allocation.
func runes(buf []rune, s string) []rune {
	for _, r := range s {
		buf = append(buf, r)
	}
	return buf
}

func oneEdit(a, b []rune) bool {
	if d := len(a) - len(b); d > 1 || d < -1 {
		return false
	}
	a, b = apart(a, b)
	if len(a) != 2 || len(b) != 2 {
		return len(a) <= 1 && len(b) <= 1
	}
	return a[0] == b[1] && a[1] == b[0]
}

// apart returns what is left of a and b without their common beginning and end.
func apart(a, b []rune) ([]rune, []rune) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// cut returns the first n characters of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
