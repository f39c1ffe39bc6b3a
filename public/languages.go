package public

import (
	"strings"
	"sync"

	"lindung/i18n"
	"lindung/internal/page"
)

// speaks reports whether a language has the page at an address: the pages for a person at
// risk are translated first, then the rest. A language offers the pages whose stage is
// whole, and for all others leads to English.
func speaks(l i18n.Lang, rest string) bool {
	if state, is := sheetIn(rest); is {
		return hasSheet(state, l)
	}
	if rest == "help" || strings.HasPrefix(rest, "help/") {
		return helpIn()[l]
	}
	return allIn()[l]
}

// helpIn and allIn are the languages of the help pages and of the whole site.
var (
	helpIn = sync.OnceValue(func() map[i18n.Lang]bool { return set(i18n.Offered(i18n.ForHelp...)) })
	allIn  = sync.OnceValue(func() map[i18n.Lang]bool { return set(i18n.Offered(i18n.ForPublic...)) })
)

func set(langs []i18n.Lang) map[i18n.Lang]bool {
	all := map[i18n.Lang]bool{}
	for _, l := range langs {
		all[l] = true
	}
	return all
}

// Languages returns the languages in which the whole site can be read.
func Languages() []i18n.Lang {
	var all []i18n.Lang
	for _, l := range i18n.Langs() {
		if speaks(l, "") {
			all = append(all, l)
		}
	}
	return all
}

// languages are the languages that have this page, with the page in each.
func (v *visit) languages() []page.Language {
	var all []page.Language
	for _, l := range i18n.Langs() {
		if speaks(l, v.rest) {
			all = append(all, page.Language{
				Lang: string(l), Name: v.t.Text("lang." + string(l)), Href: "/" + string(l) + "/" + v.rest, Current: l == v.lang,
			})
		}
	}
	return all
}
