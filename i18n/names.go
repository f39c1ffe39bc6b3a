package i18n

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"lindung"
)

// A Name is a code with the name that it has in one language.
type Name struct{ Code, Name string }

// names are the parsed name tables of a book, made at the first question.
type names struct {
	once                       sync.Once
	countries, languages       map[string]string
	allCountries, allLanguages []Name
}

// Country returns the name of c, in English where the language has none, and the
// code itself for a code that no country has.
func (t T) Country(c lindung.Country) string {
	return cmp.Or(t.book().named().countries[string(c)], string(c))
}

// Language returns the name of a language by its code of ISO 639, with two or
// three letters. A code without a name is returned as it is.
func (t T) Language(code string) string {
	return cmp.Or(t.book().named().languages[threeLetters(code)], code)
}

// Countries returns the 249 countries of ISO 3166-1 in the order of their names
// in the language of t.
func (t T) Countries() []Name { return slices.Clone(t.book().named().allCountries) }

// Languages returns the languages that forms offer, by their three-letter codes
// of ISO 639, in the order of their names in the language of t.
func (t T) Languages() []Name { return slices.Clone(t.book().named().allLanguages) }

// LanguageCode returns the three-letter code of ISO 639 for a code with two or
// three letters in any case, and false when forms do not offer that language.
func LanguageCode(code string) (string, bool) {
	code = threeLetters(strings.ToLower(strings.TrimSpace(code)))
	return code, books[English]().named().languages[code] != ""
}

func threeLetters(code string) string {
	if i := strings.Index(shortCodes, " "+code+"="); i >= 0 {
		return shortCodes[i+len(code)+2 : i+len(code)+5]
	}
	return code
}

func (b *book) named() *names {
	n := &b.names
	n.once.Do(func() {
		n.countries = map[string]string{}
		n.languages = map[string]string{}
		for at := b; at != nil; at = at.next {
			addNames(n.countries, at.locale.countries)
			addNames(n.languages, at.locale.languages)
		}
		order := collate.New(language.Make(string(b.lang)), collate.IgnoreCase)
		n.allCountries = sorted(n.countries, order)
		n.allLanguages = sorted(n.languages, order)
	})
	return n
}

// addNames reads lines of "code name" and keeps what is there already.
func addNames(to map[string]string, table string) {
	for line := range strings.Lines(table) {
		code, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if ok && to[code] == "" {
			to[code] = name
		}
	}
}

func sorted(from map[string]string, order *collate.Collator) []Name {
	out := make([]Name, 0, len(from))
	for code, name := range from {
		out = append(out, Name{code, name})
	}
	slices.SortFunc(out, func(a, b Name) int {
		return cmp.Or(order.CompareString(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	return out
}
