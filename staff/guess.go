package staff

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

//go:embed guessed.txt
var guessedText string

// guessed are words that people here choose first, the longest first. The list was
// written for this program.
var guessed = longestFirst(strings.Fields(guessedText))

// leastNew is how many letters and signs a password must have that do not follow from
// those before them.
const leastNew = 8

var (
	years = regexp.MustCompile(`(19|20)[0-9]{2}`)
	// swaps are signs that people write for letters.
	swaps = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")
	// rows are those of a keyboard.
	rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"}
)

// guessable reports whether a password follows from names, from words that many choose,
// from a year, a row of keys or a repetition.
func guessable(password string, names []string) bool {
	password = strings.ToLower(normal(password))
	if strings.Trim(password, "0123456789 .-+/") == "" {
		return true // a telephone number or a day
	}
	var own []string
	for _, name := range names {
		if name = strings.ToLower(strings.TrimSpace(name)); len(name) > 2 {
			own = append(own, name)
		}
	}
	words := slices.Concat(longestFirst(own), guessed)
	return newSigns(without(password, words)) < leastNew || newSigns(without(swaps.Replace(password), words)) < leastNew
}

// without returns text without words and years.
func without(text string, words []string) string {
	text = years.ReplaceAllString(text, "")
	joined := strings.ReplaceAll(text, " ", "")
	for _, word := range words {
		text, joined = strings.ReplaceAll(text, word, ""), strings.ReplaceAll(joined, word, "")
	}
	if len(joined) < len(strings.ReplaceAll(text, " ", "")) {
		return joined // words that were written in two, such as "kata sandi"
	}
	return text
}

// newSigns counts what does not follow from what stands before it: the same sign, its
// neighbour, or a pair that was there already.
func newSigns(text string) int {
	n, before := 0, rune(0)
	pairs := map[string]bool{}
	for _, r := range text {
		pair := string(before) + string(r)
		if unicode.IsGraphic(r) && !neighbours(before, r) && !pairs[pair] {
			n++
		}
		pairs[pair], before = true, r
	}
	return n
}

// neighbours reports whether two signs are the same, or beside each other in the
// alphabet or on a keyboard.
func neighbours(a, b rune) bool {
	if a-b >= -1 && a-b <= 1 {
		return true
	}
	return slices.ContainsFunc(rows, func(row string) bool {
		i, j := strings.IndexRune(row, a), strings.IndexRune(row, b)
		return i >= 0 && j >= 0 && i-j >= -1 && i-j <= 1
	})
}

func longestFirst(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
