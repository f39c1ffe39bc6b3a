package public

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
	"lindung/internal/page"
)

// A route is one kind of page. Its path follows the language; a part in braces
// is any text, and do decides whether there is such a page.
type route struct {
	path string
	do   func(*visit) (document, error)
	// all are the parts of every page of this kind, for the static folder; nil
	// for a page without parts, and for one that only a server can answer.
	all func(*edition) [][]string
	// served says that the page needs a server: the folder does without it.
	served bool
}

// A document is what there is at an address: a page, the tables in it, which
// have addresses of their own, and a feed.
type document struct {
	html   func() ([]byte, error)
	grids  []grid
	feed   *feed
	moved  string // somewhere else
	table  string // there is a table and no page
	secret bool   // no browser may keep it
	rare   bool   // not worth keeping
}

// routes are all pages. Addresses never change and are never used again for
// something else. Left free for what is to come: m (measures), e (evidence), c
// (consultations), r (recommendations), f (figures), each with ids under it.
func routes() []route {
	return []route{
		{path: "", do: showHome},
		{path: "i", do: listInstruments},
		{path: "i/{instrument}", do: showInstrument, all: (*edition).allInstruments},
		{path: "i/{instrument}/{article}", do: showArticle, all: (*edition).allArticles},
		{path: "i/{instrument}/{article}/{paragraph}", do: showParagraph, all: (*edition).allParagraphs},
		{path: "s", do: listStates},
		{path: "s/{state}", do: showState, all: (*edition).allStates},
		{path: "s/{state}/law", do: showStateLaw, all: (*edition).allStates},
		{path: "s/{state}/{instrument}/{article}", do: showStateArticle, all: (*edition).allStateArticles},
		{path: "on", do: chooseDay},
		{path: "on/{day}", do: showDay, all: (*edition).allDays},
		{path: "on/{day}/known/{known}", do: showDay, served: true},
		{path: "on/{day}/{instrument}", do: showDayInstrument, all: (*edition).allDayInstruments},
		{path: "timeline", do: showTimeline},
		{path: "compare", do: chooseStates},
		{path: "compare/{a}/{b}", do: showComparison, all: (*edition).allPairs},
		{path: "changes", do: chooseSince},
		{path: "changes/{since}", do: showChanges, served: true},
		{path: "open", do: listOpen},
		{path: "conflicts", do: listConflicts},
		{path: "plans", do: listPlans},
		{path: "bodies", do: listBodies},
		{path: "help", do: chooseHelp},
		{path: "help/{state}", do: showHelp, all: (*edition).allStates},
		{path: "search", do: showSearch},
		{path: "index", do: showIndex},
		{path: "about", do: showAbout},
		{path: "data", do: listData},
	}
}

// A visit is one question to the site: an address in a language.
type visit struct {
	speaker
	e     *edition
	lang  i18n.Lang
	rest  string // the address under the language, without an ending
	route route
	parts map[string]string
	query url.Values
}

// moved is an address that is written otherwise than asked for.
type moved string

func (moved) Error() string { return "moved" }

// visit reads an address.
func (e *edition) visit(path, query string) (*visit, string, error) {
	lang, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !i18n.Known(i18n.Lang(lang)) {
		return nil, "", lindung.ErrNotFound
	}
	if path == "/"+lang {
		return nil, "", moved(path + "/")
	}
	if trimmed := strings.TrimSuffix(strings.TrimSuffix(rest, "index.html"), "/"); trimmed != rest {
		return nil, "", moved("/" + lang + "/" + trimmed)
	}
	rest, ext := splitEnding(rest)
	values, err := url.ParseQuery(query)
	if err != nil {
		values = nil
	}
	v := &visit{
		speaker: speaker{i18n.For(i18n.Lang(lang)), e.snap}, e: e, lang: i18n.Lang(lang), rest: rest,
		parts: map[string]string{}, query: values,
	}
	for _, r := range e.site.routes {
		if v.match(r) {
			return v, ext, nil
		}
	}
	return nil, "", lindung.ErrNotFound
}

// splitEnding takes from an address what says which form of it is wanted.
func splitEnding(rest string) (address, ext string) {
	if address, ok := strings.CutSuffix(rest, "/feed.xml"); ok {
		return address, "feed.xml"
	}
	for _, ext := range []string{"csv", "json"} {
		if address, ok := strings.CutSuffix(rest, "."+ext); ok {
			return address, ext
		}
	}
	return rest, ""
}

// match reports whether the address is of a route, and takes its parts.
func (v *visit) match(r route) bool {
	want, have := strings.Split(r.path, "/"), strings.Split(v.rest, "/")
	if len(want) != len(have) {
		return false
	}
	for i, w := range want {
		if strings.HasPrefix(w, "{") {
			if have[i] == "" {
				return false
			}
		} else if w != have[i] {
			return false
		}
	}
	for i, w := range want {
		if strings.HasPrefix(w, "{") {
			v.parts[strings.Trim(w, "{}")] = have[i]
		}
	}
	v.route = r
	return true
}

// fill is the address of a route with its parts.
func (r route) fill(parts []string) string {
	segments := strings.Split(r.path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			segments[i], parts = parts[0], parts[1:]
		}
	}
	return strings.Join(segments, "/")
}

// path is the visit's own address.
func (v *visit) path() string { return "/" + string(v.lang) + "/" + v.rest }

// href is the address of another page in the same language.
func (v *visit) href(parts ...string) string {
	return "/" + string(v.lang) + "/" + strings.Join(parts, "/")
}

// state reads a part that is a member state's code.
func (v *visit) state(part string) (lindung.Country, error) {
	code := lindung.Country(v.parts[part])
	if slices.Contains(lindung.States, code) {
		return code, nil
	}
	if upper := lindung.Country(strings.ToUpper(string(code))); slices.Contains(lindung.States, upper) {
		return "", v.otherwise(string(code), string(upper))
	}
	return "", lindung.ErrNotFound
}

// instrument reads a part that is the id of a treaty.
func (v *visit) instrument() (convention.Instrument, error) {
	id := v.parts["instrument"]
	if in, ok := v.snap.Instrument(id); ok {
		return in, nil
	}
	if in, ok := v.snap.Instrument(strings.ToUpper(id)); ok {
		return convention.Instrument{}, v.otherwise(id, in.ID)
	}
	return convention.Instrument{}, lindung.ErrNotFound
}

// otherwise leads to the same address with one part written as it is.
func (v *visit) otherwise(part, as string) error {
	parts := strings.Split(v.rest, "/")
	for i, p := range parts {
		if p == part {
			parts[i] = as
		}
	}
	return moved(v.href(parts...))
}

// day reads a part that is a whole day.
func (v *visit) day(part string) (lindung.Date, error) {
	d, err := lindung.ParseDate(v.parts[part])
	if err != nil || d.Day == 0 || d.Year < 1900 || d.Year > 2200 {
		return lindung.Date{}, errors.Join(lindung.ErrNotFound, err)
	}
	return d, nil
}

// show makes a document of a page and its tables.
func show[P page.Filled](v *visit, view page.View[P], p P, grids ...grid) document {
	return document{html: func() ([]byte, error) { return view.HTML(v.e.site.pages, p) }, grids: grids}
}
