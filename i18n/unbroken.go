package i18n

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// glossaryCSV has the terms of the program in its languages: key, English, language,
// term, how sure it is, and other words for it.
//
//go:embed glossary.csv
var glossaryCSV string

// joiner is U+2060: no line ends where it is.
const joiner = "\u2060"

// partsOfTerms are words of long terms of the glossary, which are no terms themselves.
var partsOfTerms = map[Lang][]string{
	"km": {"ជនរងគ្រោះ", "អនុសញ្ញា", "ជួញដូរ", "មនុស្ស", "សច្ចាប័ន", "អាស៊ាន", "សុវត្ថិភាព", "ឥឡូវនេះ"},
	"lo": {"ຜູ້ຖືກເຄາະຮ້າຍ", "ສົນທິສັນຍາ", "ມະນຸດ", "ສັດຕະຍາບັນ", "ອາຊຽນ"},
	"my": {"လူကုန်ကူး", "ကွန်ဗင်းရှင်း", "အာဆီယံ", "သဘောတူ"},
	"th": {"ผู้เสียหาย", "อนุสัญญา", "มนุษย์", "สัตยาบัน", "อาเซียน"},
}

// mostClusters is how long a word may be that no line breaks: a longer term is a phrase,
// and would not fit into the line of a small telephone.
const mostClusters = 8

// unbroken are the languages that write no space between words, so that a browser looks for
// the ends of words, and takes the ends of syllables for them.
var unbroken = map[Lang]func() []string{
	"km": sync.OnceValue(func() []string { return wordsOf("km") }),
	"lo": sync.OnceValue(func() []string { return wordsOf("lo") }),
	"my": sync.OnceValue(func() []string { return wordsOf("my") }),
	"th": sync.OnceValue(func() []string { return wordsOf("th") }),
}

// Unbroken returns the words of the glossary inside of which no line of l may end, the
// longest first; none for a language that has spaces between its words.
func Unbroken(l Lang) []string {
	if words := unbroken[l]; words != nil {
		return words()
	}
	return nil
}

func wordsOf(l Lang) []string {
	words := slices.Clone(partsOfTerms[l])
	rows, err := csv.NewReader(strings.NewReader(glossaryCSV)).ReadAll()
	if err != nil {
		panic("i18n: the glossary is damaged: " + err.Error())
	}
	for _, row := range rows {
		if Lang(row[2]) != l {
			continue
		}
		for _, terms := range []string{row[3], row[5]} {
			words = append(words, strings.FieldsFunc(terms, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })...)
		}
	}
	words = slices.DeleteFunc(words, func(w string) bool {
		n := len(clusters(w))
		return n < 2 || n > mostClusters || w[0] < utf8.RuneSelf
	})
	slices.SortFunc(words, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(words)
}

// Joined returns text with a joiner between the syllables of each word of l that no line
// may break. It is for pages alone: what is compared, sent or kept has no joiners.
func Joined(l Lang, text string) string {
	words := Unbroken(l)
	if !containsAny(text, words) {
		return text
	}
	return joining[l]().Replace(text)
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// joining replaces the words of a language by the same with joiners.
var joining = func() map[Lang]func() *strings.Replacer {
	all := map[Lang]func() *strings.Replacer{}
	for l, words := range unbroken {
		all[l] = sync.OnceValue(func() *strings.Replacer {
			var pairs []string
			for _, w := range words() {
				pairs = append(pairs, w, strings.Join(clusters(w), joiner))
			}
			return strings.NewReplacer(pairs...)
		})
	}
	return all
}()

// clusters cuts a word of one of these scripts wherever a browser could end a line: before
// a letter that no sign binds to the one before it.
func clusters(word string) []string {
	var all []string
	runes := []rune(word)
	from := 0
	for i := 1; i < len(runes); i++ {
		if begins(runes[i-1], runes[i]) {
			all, from = append(all, string(runes[from:i])), i
		}
	}
	return append(all, string(runes[from:]))
}

const (
	leading   = "เแโใไເແໂໃໄ"   // vowels that are written before their consonant
	following = "ะาำๅๆฯະາຳຽໆຯ" // letters that belong to the one before them
	stacking  = "\u17d2\u1039" // what comes after is written below
)

func begins(before, r rune) bool {
	return unicode.IsLetter(r) && !strings.ContainsRune(following, r) && !strings.ContainsRune(leading+stacking, before)
}

// Unparted returns the texts of the catalog of l that no place divides, and what is
// between the places of the others, as far as they hold a word that no line may break.
// Nobody may change them.
func Unparted(l Lang) (whole, parts []string) {
	if found := unparted[l]; found != nil {
		return found()
	}
	return nil, nil
}

// unparted are they of every language with words that no line may break.
var unparted = func() map[Lang]func() (whole, parts []string) {
	all := map[Lang]func() (whole, parts []string){}
	for l := range unbroken {
		all[l] = sync.OnceValues(func() (whole, parts []string) { return findUnparted(l, Unbroken(l)) })
	}
	return all
}()

func findUnparted(l Lang, words []string) (whole, parts []string) {
	for _, m := range For(l).book().messages {
		if text, ok := m.literal(); ok {
			if containsAny(text, words) {
				whole = append(whole, text)
			}
			continue
		}
		for _, text := range m.literals() {
			if containsAny(text, words) {
				parts = append(parts, text)
			}
		}
	}
	return whole, parts
}
