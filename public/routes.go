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
	// served says that the folder does without the page: it needs a server, or
	// another page says the same.
	served bool
	// table says that there are tables and no page.
	table bool
}

// A document is what there is at an address: a page, the tables in it, which
// have addresses of their own, and a feed.
type document struct {
	html   func() ([]byte, error)
	grids  []grid
	feed   *feed
	drawn  func() ([]byte, error) // the picture of the page as a file of its own
	card   func() ([]byte, error) // the card of the page, see card.go
	moved  string                 // somewhere else; its tables are here all the same
	secret bool                   // no browser may keep it
	rare   bool                   // not worth keeping
}

// routes are all pages. Addresses never change and are never used again for
// something else. Left free for what is to come: e (evidence), f (figures), each
// with ids under it.
func routes() []route {
	return []route{
		{path: "", do: showHome},
		{path: "i", do: listInstruments},
		{path: "i/{instrument}", do: showInstrument, all: (*edition).allInstruments},
		{path: "i/{instrument}/{article}", do: showArticle, all: (*edition).allArticles},
		{path: "i/{instrument}/{article}/states", do: showArticleStates, all: (*edition).allDone, table: true},
		{path: "i/{instrument}/{article}/{paragraph}", do: showParagraph, all: (*edition).allParagraphs},
		{path: "s", do: listStates},
		{path: "s/{state}", do: showState, all: (*edition).allStates},
		{path: "s/{state}/law", do: showStateLaw, all: (*edition).allStates, table: true},
		{path: "s/{state}/road", do: showStateRoad, all: (*edition).allStates, table: true},
		{path: "s/{state}/kit", do: showKit, all: (*edition).allUnbound},
		{path: "s/{state}/sheet", do: showSheet, all: (*edition).allStates},
		{path: "s/{state}/{instrument}/{article}", do: showStateArticle, all: (*edition).allStateArticles},
		{path: "m", do: listMeasures},
		{path: "m/{measure}", do: showMeasure, all: (*edition).allMeasures},
		{path: "monitor", do: showMonitor},
		{path: "monitor/{state}", do: showStateMonitor, all: (*edition).allStates},
		{path: "on", do: chooseDay},
		{path: "on/{day}", do: showDay, all: (*edition).allDays},
		{path: "on/{day}/known/{known}", do: showDay, served: true},
		{path: "on/{day}/{instrument}", do: showDayInstrument, served: true},
		{path: "timeline", do: showTimeline},
		{path: "compare", do: chooseStates},
		{path: "compare/{a}/{b}", do: showComparison, all: (*edition).allPairs},
		{path: "changes", do: chooseSince},
		{path: "changes/{since}", do: showChanges, served: true},
		{path: "open", do: listOpen},
		{path: "conflicts", do: listConflicts},
		{path: "plans", do: listPlans},
		{path: "bodies", do: listBodies},
		{path: "c", do: listConsultations},
		{path: "c/{event}", do: showConsultation, all: (*edition).allConsultations},
		{path: "r", do: listRecommendations},
		{path: "r/{recommendation}", do: showRecommendation, all: (*edition).allRecommendations},
		{path: "help", do: chooseHelp},
		{path: "help/{state}", do: showHelp, all: (*edition).allStates},
		{path: "search", do: showSearch},
		{path: "index", do: showIndex},
		{path: "about", do: showAbout},
		{path: "data", do: listData},
		{path: "positions", do: listPositions, table: true},
		{path: "articles", do: listParagraphs, table: true},
		{path: "law", do: listLaw, table: true},
		{path: "steps", do: listSteps, table: true},
		{path: "procedures", do: listProcedures, table: true},
		{path: "contacts", do: listContacts, table: true},
		{path: "assessments", do: listAssessments, table: true},
		{path: "focal", do: listFocals, table: true},
		{path: "plan_lines", do: listPlanLines, table: true},
		{path: "followups", do: listFollowUps, table: true},
		{path: "program", do: listProgram, table: true},
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

// elsewhere is an address that has the page for now.
type elsewhere string

func (elsewhere) Error() string { return "elsewhere" }

// visitor asks in a language, from no page.
func (e *edition) visitor(l i18n.Lang) *visit {
	return &visit{speaker: speaker{i18n.For(l), e.snap}, e: e, lang: l, parts: map[string]string{}}
}

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
	if !speaks(i18n.Lang(lang), rest) {
		return nil, "", elsewhere(strings.Replace(path, lang, string(i18n.English), 1))
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		values = nil
	}
	v := e.visitor(i18n.Lang(lang))
	v.rest, v.query = rest, values
	for _, r := range e.site.routes {
		if v.match(r) {
			return v, ext, nil
		}
	}
	return nil, "", lindung.ErrNotFound
}

// endings are the names of the files of a page of its own.
var endings = []string{"feed.xml", pictureName, cardName}

// splitEnding takes from an address what says which form of it is wanted.
func splitEnding(rest string) (address, ext string) {
	for _, name := range endings {
		if address, ok := strings.CutSuffix(rest, name); ok && (address == "" || strings.HasSuffix(address, "/")) {
			return strings.TrimSuffix(address, "/"), name
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

// href is the address of another page in the same language, or in English where
// the language does not have it.
func (v *visit) href(parts ...string) string {
	rest, lang := strings.Join(parts, "/"), v.lang
	if !speaks(lang, rest) {
		lang = i18n.English
	}
	return "/" + string(lang) + "/" + rest
}

// state reads a part that is a member state's code.
func (v *visit) state(part string) (lindung.Country, error) {
	code := lindung.Country(v.parts[part])
	if slices.Contains(lindung.States, code) {
		return code, nil
	}
	if named, ok := stateNamed(string(code)); ok {
		return "", v.otherwise(string(code), string(named))
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

// day reads a part that is a day, in any usual way of writing it.
func (v *visit) day(part string) (lindung.Date, error) {
	text := v.parts[part]
	d, err := readDay(text)
	switch {
	case err != nil:
		return lindung.Date{}, errors.Join(lindung.ErrNotFound, err)
	case d.String() != text:
		return lindung.Date{}, v.otherwise(text, d.String())
	}
	return d, nil
}

// readDay reads a day that the site can be asked about. A month or a year is its
// last day: "who was bound in 2017" asks how it was in the end.
func readDay(text string) (lindung.Date, error) {
	d, err := i18n.ReadDate(text)
	if err == nil && (d.Year < 1900 || d.Year > 2200) {
		err = lindung.ErrDateImpossible
	}
	if err != nil {
		return lindung.Date{}, err
	}
	return lindung.DateOf(d.Last()), nil
}

// wrongDay says what is wrong with a day that was typed.
func (v *visit) wrongDay(err error) words {
	if errors.Is(err, lindung.ErrDateOrder) {
		return v.label("public.on.order")
	}
	return v.label("public.on.wrong")
}

// show makes a document of a page and its tables.
func show[P page.Filled](v *visit, view page.View[P], p P, grids ...grid) document {
	return document{html: func() ([]byte, error) { return view.HTML(v.e.site.pages, p) }, grids: grids}
}
