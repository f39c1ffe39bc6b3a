// Package i18n holds every text that people read: catalogs, plural rules, dates,
// numbers, and the names of countries and languages. No text for people lives
// in Go code anywhere else.
//
// # Catalogs
//
// A language has a folder catalog/<language> with one flat JSON file for each
// area of the program; all files of a folder are one catalog, and a key may
// be in one of them only. English is the reference: a text that a language
// does not have is shown in English, and [T.Fallback] says so, so that the page
// can mark it with lang="en". English and Indonesian are complete; a test holds
// that. The others are written by stages, see [Stage]; a language is offered where
// its stage is whole. A language is read when it is first asked for, once.
//
// What no native speaker has read is a draft, and every page that shows one says
// so: see [Readings] and [T.Drafted].
//
// # Messages
//
// A message is text with places: {name} is replaced by the argument of that
// name, {n, plural, one {# file} other {# files}} chooses by the language's
// plural rule (=0 and the like choose by the number itself, and # is the
// number), {x, select, yes {…} other {…}} chooses by a word. '{' and '}' give
// the braces themselves.
//
// # Dates and numbers
//
// Dates are always written out, since 3/4/2026 is two different days in this
// region; Thai shows both eras; digits are Latin, so that a reference can be
// read on the other side of a border.
//
// Texts of law and of consent are not here: they are files with a version.
package i18n

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Lang is a language tag in the form of the addresses and of HTML's lang
// attribute, as "km" or "ms-BN".
type Lang string

// English is the reference that every other language falls back to.
const English Lang = "en"

// langs lists the languages in the order in which pages offer them.
var langs = []Lang{"en", "id", "ms", "th", "vi", "km", "lo", "my", "fil", "pt", "tet", "zh", "ta"}

// complete lists the languages that lack nothing.
var complete = []Lang{"en", "id"}

// Langs returns the languages in the order in which pages offer them. Most of
// them have some stages only so far; see [Offered] and [Lang.Draft].
func Langs() []Lang { return slices.Clone(langs) }

// Complete returns the languages in which every text exists.
func Complete() []Lang { return slices.Clone(complete) }

// Known reports whether l is one of [Langs], letter for letter. Addresses take
// nothing else.
func Known(l Lang) bool { return slices.Contains(langs, l) }

// Draft reports whether a text of l is a draft, which no native speaker has read.
func (l Lang) Draft() bool {
	b := For(l).book()
	if b.lang == English || len(b.settled) == 0 {
		return b.lang != English
	}
	for key := range b.messages {
		if b.draft(key) {
			return true
		}
	}
	return false
}

// Match returns the language that fits an Accept-Language header best, among
// the given ones or, when none are given, among [Langs]. The first of them is
// the answer when nothing fits or the header makes no sense.
func Match(accept string, among ...Lang) Lang {
	if len(among) == 0 {
		among = langs
	}
	const enough = 300 // no browser sends more; a longer header only costs time
	if len(accept) > enough {
		accept = accept[:strings.LastIndexByte(accept[:enough], ',')+1]
	}
	wanted, _, err := language.ParseAcceptLanguage(strings.TrimSuffix(accept, ","))
	if err != nil || len(wanted) == 0 {
		return among[0]
	}
	m := wholeMatcher
	if len(among) != len(langs) || !slices.Equal(among, langs) {
		m = func() language.Matcher { return matcher(among) }
	}
	_, i, confidence := m().Match(wanted...)
	if confidence == language.No {
		return among[0]
	}
	return among[i]
}

var wholeMatcher = sync.OnceValue(func() language.Matcher { return matcher(langs) })

func matcher(among []Lang) language.Matcher {
	tags := make([]language.Tag, len(among))
	for i, l := range among {
		tags[i] = language.Make(string(l))
	}
	return language.NewMatcher(tags)
}

// chain returns l and the languages it falls back to, nearest first: ms-BN, ms,
// en.
func chain(l Lang) []Lang {
	var out []Lang
	for s := string(l); s != "" && s != string(English); {
		out = append(out, Lang(s))
		i := strings.LastIndexByte(s, '-')
		if i < 0 {
			break
		}
		s = s[:i]
	}
	return append(out, English)
}

// nearest returns the known language that is used for l.
func nearest(l Lang) Lang {
	for _, c := range chain(l) {
		if Known(c) {
			return c
		}
	}
	return English
}
