package public

import (
	"strings"
	"sync"

	"lindung/i18n"
	"lindung/internal/page"
)

// The site is translated by stages: the pages for a person at risk first, then
// the rest. A language offers the pages whose stage is whole, and for all others
// leads to English.
var (
	helpStage  = []string{"public.help.", "public.promise.", "public.draft", "page.leave"}
	wholeStage = []string{"public.", "convention."}
)

// stagesOf says which stages are whole in a language.
type stagesOf struct{ help, all bool }

var stages = sync.OnceValue(func() map[i18n.Lang]stagesOf {
	all := map[i18n.Lang]stagesOf{}
	for _, l := range i18n.Langs() {
		all[l] = stagesOf{i18n.Whole(l, helpStage...), i18n.Whole(l, wholeStage...)}
	}
	return all
})

// speaks reports whether a language has the page at an address.
func speaks(l i18n.Lang, rest string) bool {
	s := stages()[l]
	if rest == "help" || strings.HasPrefix(rest, "help/") {
		return s.help
	}
	return s.all
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
