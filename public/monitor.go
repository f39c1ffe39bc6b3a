package public

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type monitorPage struct {
	frame
	Legend []legendLine
	States []stateHead
	Groups []monitorGroup
	Table  grid
}

// legendLine says what a sign of the table means.
type legendLine struct {
	Sign string
	Text words
}

// stateHead is a state over its column.
type stateHead struct {
	Code string
	item
}

// monitorGroup is the lines of one pillar of the Convention.
type monitorGroup struct {
	ID    string
	Title words
	Count words
	Open  bool
	Lines []monitorLine
}

// monitorLine is a paragraph with what is known of every state on it.
type monitorLine struct {
	Number string
	Title  words
	Href   string
	Cells  []monitorCell
}

// monitorCell is one place of the table: a sign and its word, and the page that says
// more.
type monitorCell struct {
	Sign string
	Text words
	Href string
}

// signs are the forms of the cells. They differ in form and have no order of worth.
var signs = map[string]string{
	convention.CellNone: "–", convention.CellFact: "○", convention.CellMeasure: "■", convention.CellAssessed: "◆",
}

// pillars are the parts of the Convention, in the order in which it has them.
var pillars = []string{"criminalisation_law_enforcement", "prevention", "protection", "repatriation", "cooperation", "institutions_monitoring", "final_clauses"}

var monitorView = page.NewView[monitorPage]("monitor")

// showMonitor sets every state beside every paragraph of the Convention. It says what
// is recorded, and ranks nobody.
func showMonitor(v *visit) (document, error) {
	lines := convention.Monitor(v.snap, v.e.now())
	p := monitorPage{frame: v.frame("public.monitor.title"), Table: v.monitorGrid("monitor", lines, "")}
	for _, code := range convention.CellCodes {
		p.Legend = append(p.Legend, legendLine{signs[code], v.label("public.monitor.cell." + code)})
	}
	for _, state := range lindung.States {
		p.States = append(p.States, stateHead{string(state), item{words: v.name(state), Href: v.href("monitor", string(state))}})
	}
	for _, l := range lines {
		pillar := l.Paragraph.Pillar
		i := slices.IndexFunc(p.Groups, func(g monitorGroup) bool { return g.ID == pillar })
		if i < 0 {
			i = len(p.Groups)
			p.Groups = append(p.Groups, monitorGroup{ID: pillar, Title: v.label("convention.pillar." + pillar), Open: pillar == "protection"})
		}
		p.Groups[i].Lines = append(p.Groups[i].Lines, v.monitorLine(l))
	}
	slices.SortStableFunc(p.Groups, func(a, b monitorGroup) int { return slices.Index(pillars, a.ID) - slices.Index(pillars, b.ID) })
	for i, g := range p.Groups {
		p.Groups[i].Count = v.label("common.items", "n", len(g.Lines))
	}
	p.Description = v.t.Text("public.monitor.lead")
	return show(v, monitorView, p, p.Table), nil
}

func (v *visit) monitorLine(l convention.MonitorLine) monitorLine {
	x := monitorLine{Number: l.Number, Title: v.lineTitle(l), Href: v.paragraphHref(l.Paragraph)}
	if l.Whole {
		x.Href = v.href("i", convened, strconv.Itoa(l.Article))
	}
	for _, c := range l.Cells {
		one := monitorCell{Sign: signs[c.Code()], Text: v.label("public.monitor.short." + c.Code())}
		if c.Code() != convention.CellNone {
			one.Href = v.href("s", string(c.State), convened, strconv.Itoa(l.Article))
		}
		x.Cells = append(x.Cells, one)
	}
	return x
}

// lineTitle names a paragraph, or says that the line is of the article as a whole.
func (v *visit) lineTitle(l convention.MonitorLine) words {
	if !l.Whole {
		return v.say(l.Paragraph.Title)
	}
	for _, ps := range v.articles(convened) {
		if ps[0].Article == l.Article {
			title := v.articleTitle(ps)
			return words{v.t.Text("public.monitor.whole", "title", title.Text), title.Lang}
		}
	}
	return words{}
}

// monitorGrid is what is known of states on paragraphs, one line for each place; of
// one state, where it is named.
func (v *visit) monitorGrid(address string, lines []convention.MonitorLine, only lindung.Country) grid {
	g := grid{
		Address: address, Caption: v.label("public.set.monitor"),
		Columns: []column{
			v.shown("paragraph", "public.col.paragraph"), v.shown("title", "public.col.title"), v.shown("state", "public.col.state"),
			v.shown("known", "public.col.known"), filed("measures"), {Key: "facts", Type: typeWhole}, filed("assessed_by"),
		},
	}
	for _, l := range lines {
		for _, c := range l.Cells {
			if only != "" && c.State != only {
				continue
			}
			x, from := v.monitorLine(l), cellEvidence(c)
			var ids []string
			for _, m := range c.Measures {
				ids = append(ids, m.ID)
			}
			g.Rows = append(g.Rows, row{
				From: from, Page: x.Href,
				Cells: []cell{
					plain(l.Number), text(x.Title), value(v.name(c.State), string(c.State)), value(v.label("public.monitor.cell."+c.Code()), c.Code()),
					plain(strings.Join(ids, " ")), plain(strconv.Itoa(len(c.Facts))), plain(strings.Join(convention.Assessors(c.Assessed), "; ")),
				},
			})
		}
	}
	return v.finish(g)
}

// cellEvidence is where all that is known at one place comes from, as sure as the
// least sure of it.
func cellEvidence(c convention.MonitorCell) convention.Evidence {
	if c.Code() == convention.CellNone {
		return convention.Evidence{Certainty: convention.NotEstablished}
	}
	var e convention.Evidence
	var sure []convention.Certainty
	add := func(one convention.Evidence) {
		sure = append(sure, one.Certainty)
		for _, s := range one.Sources {
			if !slices.Contains(e.Sources, s) {
				e.Sources = append(e.Sources, s)
			}
		}
	}
	for _, m := range c.Measures {
		add(m.Evidence)
	}
	for _, f := range c.Facts {
		add(f.Evidence)
	}
	for _, a := range c.Assessed {
		add(a.Evidence)
	}
	e.Certainty = weakest(sure...)
	return e
}

type stateMonitorPage struct {
	frame
	State    item
	Sentence words
	Class    string
	Why      []words
	Bond     *proof
	Groups   []reportGroup
	Rest     []measure // ended, not taken yet, or without a paragraph
	Missing  []item
	Table    grid
}

// reportGroup is what a report says on one article.
type reportGroup struct {
	ID    string
	Title words
	Count words
	Lines []reportLine
}

// reportLine is what a report says on one paragraph.
type reportLine struct {
	Number   string
	Title    words
	Measures []measure
	Facts    []lawFact
	Said     []said
}

var stateMonitorView = page.NewView[stateMonitorPage]("monitor_state")

// showStateMonitor is the draft of what is reported of one state: where it stands, what
// it has done on each paragraph, who assessed that, and on what nothing is recorded.
//
// Source: ACTIP 24
func showStateMonitor(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	at := v.position(st, state)
	lines := convention.Monitor(v.snap, v.e.now())
	p := stateMonitorPage{
		frame: v.frame("public.monitor.state_title", "state", state), State: item{words: v.name(state), Href: v.href("s", string(state))},
		Sentence: v.stands(st.Instrument, at), Class: "l-stand l-stand--" + at.Code, Bond: v.standProof(at), Table: v.monitorGrid(v.rest, lines, state),
	}
	for _, o := range at.Open {
		p.Why = append(p.Why, v.why(o, st.Known))
	}
	listed, named := map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		c := l.Cells[slices.Index(lindung.States, state)]
		if c.Code() == convention.CellNone {
			if !l.Whole {
				title := v.lineTitle(l)
				p.Missing = append(p.Missing, item{words: words{v.t.Text("public.article.short", "n", l.Number, "title", title.Text), title.Lang}, Href: v.paragraphHref(l.Paragraph)})
			}
			continue
		}
		if n := len(p.Groups); n == 0 || p.Groups[n-1].ID != "a"+strconv.Itoa(l.Article) {
			p.Groups = append(p.Groups, reportGroup{ID: "a" + strconv.Itoa(l.Article), Title: v.reportTitle(l)})
		}
		g := &p.Groups[len(p.Groups)-1]
		one := v.reportLine(state, l, c)
		for i, x := range one.Said { // what is said of a measure is under each of its paragraphs, and a link leads to the first
			if named[x.ID] {
				one.Said[i].ID = ""
			}
			named[x.ID] = true
		}
		g.Lines = append(g.Lines, one)
		for _, m := range c.Measures {
			listed[m.ID] = true
		}
	}
	for i, g := range p.Groups {
		p.Groups[i].Count = v.label("common.items", "n", len(g.Lines))
	}
	for _, m := range v.snap.Ask(convention.MeasureQuery{State: state}, v.e.now()) {
		if !listed[m.ID] {
			p.Rest = append(p.Rest, v.measure(m))
		}
	}
	return show(v, stateMonitorView, p, p.Table), nil
}

func (v *visit) reportTitle(l convention.MonitorLine) words {
	for _, ps := range v.articles(convened) {
		if ps[0].Article == l.Article {
			title := v.articleTitle(ps)
			return words{v.t.Text("public.article.title", "n", l.Article, "title", title.Text), title.Lang}
		}
	}
	return words{}
}

func (v *visit) reportLine(state lindung.Country, l convention.MonitorLine, c convention.MonitorCell) reportLine {
	x := reportLine{Number: l.Number, Title: v.lineTitle(l), Measures: v.measures(c.Measures), Said: v.said(c.Assessed)}
	for _, f := range c.Facts {
		r := v.lawRow(state, f)
		x.Facts = append(x.Facts, lawFact{r.Cells[1], v.say(f.Note), r.Proof})
	}
	return x
}

// articleState is one state in the table of an article: what it has done on it.
type articleState struct {
	ID       string
	State    item
	Measures []measure
	Took     bool  // one of them is more than announced or drafted
	Ended    words // how many have ended
	Facts    item  // the facts of its law
	Assessed words // by whom
}

// articleStates is the table of an article with all states, also those of which
// nothing is recorded.
func (v *visit) articleStates(ps []convention.Paragraph) []articleState {
	var all []articleState
	number := strconv.Itoa(ps[0].Article)
	for _, state := range lindung.States {
		x := articleState{ID: string(state), State: item{words: v.name(state), Href: v.href("s", string(state))}}
		if v.e.knows(state, ps) {
			x.State.Href = v.href("s", string(state), convened, number)
		}
		ended := 0
		for _, m := range v.snap.Ask(convention.MeasureQuery{State: state, Number: number}, v.e.now()) {
			status := m.On(v.e.today)
			if status == convention.MeasureEnded {
				ended++
				continue
			}
			x.Took = x.Took || status == convention.MeasureInForce || status == convention.MeasureOpen
			x.Measures = append(x.Measures, v.measure(m))
		}
		if ended > 0 {
			x.Ended = v.label("public.measures.ended", "n", ended)
		}
		n, _ := v.snap.National(state)
		if facts := len(v.e.factsFor(n, ps)); facts > 0 {
			x.Facts = item{words: v.label("public.facts", "n", facts), Href: v.href("s", string(state), convened, number)}
		}
		if by := convention.Assessors(v.snap.AssessedState(state, number, v.e.today)); len(by) > 0 {
			x.Assessed = v.label("public.measures.assessed_by", "names", strings.Join(by, v.t.Text("common.list_separator")))
		}
		all = append(all, x)
	}
	return all
}

// taken says how many states have a measure for an article, and which.
func (v *visit) taken(all []articleState) words {
	var names []string
	for _, x := range all {
		if x.Took {
			names = append(names, x.State.Text)
		}
	}
	return v.label("public.article.measures_of", "n", len(names), "states", strings.Join(names, v.t.Text("common.list_separator")))
}

// articleGrid is the table of an article as files hold it: a line for each measure, and
// one for each state without any.
func (v *visit) articleGrid(ps []convention.Paragraph) grid {
	number := strconv.Itoa(ps[0].Article)
	g := grid{
		Address: "i/" + convened + "/" + number + "/states", Caption: v.label("public.article.measures_caption", "n", number),
		Columns: []column{
			v.shown("state", "public.col.state"), filed("measure"), filed("kind"), v.shown("title", "public.col.what"), dated("begins"), dated("ends"),
			v.shown("status", "public.col.status"), filed("paragraphs"), {Key: "facts", Type: typeWhole}, filed("assessed_by"),
		},
	}
	for _, state := range lindung.States {
		n, _ := v.snap.National(state)
		facts := plain(strconv.Itoa(len(v.e.factsFor(n, ps))))
		by := plain(strings.Join(convention.Assessors(v.snap.AssessedState(state, number, v.e.today)), "; "))
		all := v.snap.Ask(convention.MeasureQuery{State: state, Number: number}, v.e.now())
		for _, m := range all {
			x := v.measure(m)
			g.Rows = append(g.Rows, row{From: m.Evidence, Page: x.Href, Cells: []cell{
				value(v.name(state), string(state)), plain(m.ID), plain(string(m.Kind)), text(x.Title), plain(m.Begins.String()), plain(m.Ends.String()),
				value(x.Status, m.On(v.e.today)), plain(strings.Join(m.Paragraphs, " ")), facts, by,
			}})
		}
		if len(all) == 0 {
			g.Rows = append(g.Rows, row{From: convention.Evidence{Certainty: convention.NotEstablished}, Page: v.href("s", string(state)), Cells: []cell{
				value(v.name(state), string(state)), {}, {}, {}, {}, {}, {}, {}, facts, by,
			}})
		}
	}
	return v.finish(g)
}

// showArticleStates leads to the part of the article's page; the files beside it are
// the table's own.
func showArticleStates(v *visit) (document, error) {
	in, ps, err := v.article()
	if err != nil {
		return document{}, err
	}
	if in.ID != convened {
		return document{}, lindung.ErrNotFound
	}
	return document{moved: v.href("i", in.ID, strconv.Itoa(ps[0].Article)) + "#states", grids: []grid{v.articleGrid(ps)}}, nil
}

// allDone are the articles of the Convention for which a state has a measure; the
// tables of the others hold the names of the states alone.
func (e *edition) allDone() [][]string {
	return slices.DeleteFunc(e.allArticles(), func(parts []string) bool {
		return parts[0] != convened || len(e.snap.Ask(convention.MeasureQuery{Number: parts[1]}, e.now())) == 0
	})
}

// knows reports whether anything is known of a state for an article: a fact of its
// law, a measure, or an assessment.
func (e *edition) knows(state lindung.Country, ps []convention.Paragraph) bool {
	if e.factFor(state, ps) {
		return true
	}
	if ps[0].Instrument != convened {
		return false
	}
	number := strconv.Itoa(ps[0].Article)
	return len(e.snap.Ask(convention.MeasureQuery{State: state, Number: number}, e.now())) > 0 || len(e.snap.AssessedState(state, number, e.today)) > 0
}
