package i18n

import (
	"cmp"
	"maps"
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
	return cmp.Or(t.book().named().languages[LanguageCode(code)], code)
}

// Countries returns the 249 countries of ISO 3166-1 in the order of their names
// in the language of t.
func (t T) Countries() []Name { return slices.Clone(t.book().named().allCountries) }

// Languages returns the languages that forms offer, those of the region and of
// people who pass through it, by their codes of ISO 639-2 and in the order of
// their names in the language of t. [T.Language] names others too.
func (t T) Languages() []Name { return slices.Clone(t.book().named().allLanguages) }

// LanguageCode returns the code of three letters (ISO 639-2, terminology form)
// for one of two letters or a bibliographic one, and any other code as it is.
func LanguageCode(code string) string {
	if i := strings.Index(shortCodes, " "+code+"="); i >= 0 {
		return shortCodes[i+len(code)+2 : i+len(code)+5]
	}
	return code
}

func (b *book) named() *names {
	b = b.catalog()
	n := &b.names
	n.once.Do(func() {
		n.countries = map[string]string{}
		n.languages = map[string]string{}
		for at := b; at != nil; at = at.next {
			addNames(n.countries, at.locale.countries)
			addNames(n.languages, at.locale.languages)
		}
		order := T{b: b}.Order()
		n.allCountries = sorted(n.countries, slices.Sorted(maps.Keys(n.countries)), order)
		n.allLanguages = sorted(n.languages, strings.Fields(offered), order)
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

// Order returns the order of the dictionary in the language of t, for sorting
// names of people, bodies and places. It serves one goroutine.
func (t T) Order() func(a, b string) int {
	c := collate.New(language.Make(string(t.Lang())), collate.IgnoreCase)
	return func(a, b string) int { return cmp.Or(c.CompareString(a, b), cmp.Compare(a, b)) }
}

func sorted(named map[string]string, codes []string, order func(a, b string) int) []Name {
	out := make([]Name, len(codes))
	for i, code := range codes {
		out[i] = Name{code, named[code]}
	}
	slices.SortFunc(out, func(a, b Name) int { return order(a.Name, b.Name) })
	return out
}
