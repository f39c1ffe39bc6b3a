package public

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/internal/page"
)

// measure is a measure in a list.
type measure struct {
	ID     string
	Title  words
	Href   string
	Kind   words
	Of     words // the state or the body that took it
	Period words
	Status words
	Class  string
	Proof  *proof
}

func (v *visit) measure(m convention.Measure) measure {
	status := m.On(v.e.today)
	x := measure{
		ID: m.ID, Title: v.say(m.Title), Href: v.href("m", m.ID), Kind: v.label("convention.measure.kind." + string(m.Kind)), Of: v.taker(m),
		Period: v.period(m), Status: v.label("convention.measure.status." + status), Class: "l-held l-held--" + status,
		Proof: v.proof(m.Evidence, "measures.csv "+m.ID),
	}
	return x
}

// period says since when and until when; what is only drafted has neither.
func (v *visit) period(m convention.Measure) words {
	if m.Pending == "" && m.Begins.IsZero() && m.Ends.IsZero() {
		return v.label("public.measure.since_open")
	}
	return v.marked("convention.measure.since", m.Period(v.t))
}

// taker names whose measure it is.
func (v *visit) taker(m convention.Measure) words {
	if m.State != "" {
		return v.name(m.State)
	}
	return words{Text: m.Body}
}

func (v *visit) takerHref(m convention.Measure) string {
	if m.State != "" {
		return v.href("s", string(m.State))
	}
	return v.href("bodies") + "#" + m.Body
}

func (v *visit) measures(all []convention.Measure) []measure {
	list := make([]measure, len(all))
	for i, m := range all {
		list[i] = v.measure(m)
	}
	return list
}

// measureGroup is the measures of a state, or of a kind.
type measureGroup struct {
	ID       string
	Title    words
	Count    words
	Open     bool
	Measures []measure
}

// groups puts measures under what title says of each, in their order.
func (v *visit) groups(all []convention.Measure, title func(convention.Measure) (string, words)) []measureGroup {
	var list []measureGroup
	for _, m := range all {
		id, text := title(m)
		i := slices.IndexFunc(list, func(g measureGroup) bool { return g.ID == id })
		if i < 0 {
			i = len(list)
			list = append(list, measureGroup{ID: id, Title: text})
		}
		list[i].Measures = append(list[i].Measures, v.measure(m))
	}
	for i := range list {
		list[i].Count = v.label("common.items", "n", len(list[i].Measures))
	}
	return list
}

// byKind groups the measures of one state.
func (v *visit) byKind(all []convention.Measure) []measureGroup {
	slices.SortStableFunc(all, func(a, b convention.Measure) int {
		return slices.Index(convention.MeasureKinds, a.Kind) - slices.Index(convention.MeasureKinds, b.Kind)
	})
	return v.groups(all, func(m convention.Measure) (string, words) {
		return string(m.Kind), v.label("convention.measure.kind." + string(m.Kind))
	})
}

type measuresPage struct {
	frame
	Lead     words
	Asked    bool
	States   []option
	Articles []option
	Kinds    []option
	Count    words
	Groups   []measureGroup
	Monitor  item
	Table    grid
}

var measuresView = page.NewView[measuresPage]("measures")

// measuresOpen is how many measures a list shows without folding them.
const measuresOpen = 8

// listMeasures lists what states and bodies have done, what is in force first, and
// narrows it to a state, an article or a kind.
func listMeasures(v *visit) (document, error) {
	q := convention.MeasureQuery{
		State: lindung.Country(v.query.Get("state")), Number: v.query.Get("article"), Kind: convention.MeasureKind(v.query.Get("kind")),
	}
	whole := v.snap.Ask(convention.MeasureQuery{}, v.e.now())
	ofStates := slices.DeleteFunc(slices.Clone(whole), func(m convention.Measure) bool { return m.State == "" })
	all := v.snap.Ask(q, v.e.now())
	p := measuresPage{
		frame: v.frame("public.measures.title"), Asked: q != convention.MeasureQuery{}, Count: v.label("common.results", "n", len(all)),
		Lead:    v.label("public.measures.lead", "n", len(ofStates), "force", inForce(ofStates, v.e.today), "states", len(statesOf(ofStates)), "day", v.e.today),
		Monitor: item{words: v.label("public.nav.monitor"), Href: v.href("monitor")}, Table: v.measureGrid(whole),
	}
	p.States, p.Articles, p.Kinds = v.measureChoices(q, whole)
	p.Groups = v.groups(bystate(all), func(m convention.Measure) (string, words) {
		if m.State == "" {
			return "bodies", v.label("public.nav.bodies")
		}
		return string(m.State), v.name(m.State)
	})
	for i := range p.Groups {
		p.Groups[i].Open = p.Asked && (len(all) <= measuresOpen || len(p.Groups) == 1)
	}
	p.Description = p.Lead.Text
	return show(v, measuresView, p, p.Table), nil
}

// bystate puts the measures of a state together, in each what is in force first, and
// those of bodies last.
func bystate(all []convention.Measure) []convention.Measure {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b convention.Measure) int {
		rank := func(m convention.Measure) int {
			if m.State == "" {
				return len(lindung.States)
			}
			return slices.Index(lindung.States, m.State)
		}
		return rank(a) - rank(b)
	})
	return all
}

func inForce(all []convention.Measure, day lindung.Date) int {
	n := 0
	for _, m := range all {
		if m.On(day) == convention.MeasureInForce {
			n++
		}
	}
	return n
}

func statesOf(all []convention.Measure) []lindung.Country {
	var states []lindung.Country
	for _, state := range lindung.States {
		if slices.ContainsFunc(all, func(m convention.Measure) bool { return m.State == state }) {
			states = append(states, state)
		}
	}
	return states
}

// measureChoices are what a list can be narrowed to: states, articles and kinds of
// which there is a measure.
func (v *visit) measureChoices(q convention.MeasureQuery, all []convention.Measure) (states, articles, kinds []option) {
	add := func(list *[]option, value, text string, chosen bool) {
		*list = append(*list, option{words{Text: text}, value, chosen})
	}
	for _, list := range []*[]option{&states, &articles, &kinds} {
		add(list, "", v.t.Text("public.measures.any"), false)
	}
	for _, state := range statesOf(all) {
		add(&states, string(state), v.name(state).Text, state == q.State)
	}
	for _, ps := range v.articles(convened) {
		n := strconv.Itoa(ps[0].Article)
		if slices.ContainsFunc(all, func(m convention.Measure) bool { return m.For(n) }) {
			add(&articles, n, v.t.Text("public.article.short", "n", n, "title", v.articleTitle(ps).Text), n == q.Number)
		}
	}
	for _, kind := range convention.MeasureKinds {
		if slices.ContainsFunc(all, func(m convention.Measure) bool { return m.Kind == kind }) {
			add(&kinds, string(kind), v.t.Text("convention.measure.kind."+string(kind)), kind == q.Kind)
		}
	}
	return states, articles, kinds
}

// measureGrid is measures as files hold them.
func (v *visit) measureGrid(all []convention.Measure) grid {
	g := grid{
		Address: "m", Caption: v.label("public.set.m"),
		Columns: []column{
			v.shown("id", "public.col.id"), v.shown("state", "public.col.state"), filed("body"), v.shown("kind", "public.col.kind"),
			v.shown("title", "public.col.what"), filed("law"), dated("begins"), dated("ends"), v.shown("status", "public.col.status"), filed("pending"),
			filed("replaces"), filed("paragraphs"), filed("plan"), filed("relation"), filed("relation_by"), filed("note"),
		},
	}
	for _, m := range all {
		x, state := v.measure(m), cell{}
		if m.State != "" {
			state = value(v.name(m.State), string(m.State))
		}
		g.Rows = append(g.Rows, row{
			ID: m.ID, From: m.Evidence, Page: x.Href, Proof: x.Proof,
			Cells: []cell{
				plain(m.ID), state, plain(m.Body), value(x.Kind, string(m.Kind)), {words: x.Title, Href: x.Href}, text(v.say(m.Law)),
				plain(m.Begins.String()), plain(m.Ends.String()), value(x.Status, m.On(v.e.today)), plain(string(m.Pending)), plain(strings.Join(m.Replaces, " ")),
				plain(strings.Join(m.Paragraphs, " ")), plain(m.Plan), plain(string(m.Relation)), plain(m.RelationBy), text(v.say(m.Note)),
			},
		})
	}
	return v.finish(g)
}

type measurePage struct {
	frame
	Measure  measure
	Of       item
	Law      words
	Replaces []item
	Replaced []item
	For      []item
	Plan     item
	Note     words
	Relation words
	Said     []said
}

var measureView = page.NewView[measurePage]("measure")

// showMeasure shows one measure: what it is, of whom, since when and until when, what
// it replaces, what it is for, and what was said of it.
func showMeasure(v *visit) (document, error) {
	m, ok := v.snap.Measure(v.parts["measure"], v.e.today)
	if !ok {
		id := v.parts["measure"]
		if _, ok := v.snap.Measure(strings.ToUpper(id), v.e.today); ok {
			return document{}, v.otherwise(id, strings.ToUpper(id))
		}
		return document{}, lindung.ErrNotFound
	}
	p := measurePage{
		frame: v.titled(v.say(m.Title)), Measure: v.measure(m), Of: item{words: v.taker(m), Href: v.takerHref(m)}, Law: v.say(m.Law),
		Replaced: v.measureItems(v.snap.ReplacedBy(m.ID, v.e.today)), For: v.numberItems(m.Paragraphs), Note: v.say(m.Note),
		Said: v.said(v.snap.AssessedMeasure(m.ID, v.e.today)),
	}
	for _, id := range m.Replaces {
		if old, ok := v.snap.Measure(id, v.e.today); ok {
			p.Replaces = append(p.Replaces, v.measureItems([]convention.Measure{old})...)
		}
	}
	plans, _ := v.snap.Plans()
	for _, plan := range plans {
		if plan.ID == m.Plan {
			p.Plan = item{words: v.say(plan.Title), Href: v.href("plans") + "#" + plan.ID}
		}
	}
	if m.Relation != "" {
		p.Relation = v.label("convention.relation." + string(m.Relation))
		for _, a := range v.snap.Assessments(v.e.today) {
			if a.ID == m.RelationBy {
				p.Relation.Text = v.t.Text("common.colon", "label", a.By, "value", p.Relation.Text)
			}
		}
	}
	p.Description = p.Of.Text + ": " + p.Heading.Text
	return show(v, measureView, p), nil
}

func (v *visit) measureItems(all []convention.Measure) []item {
	var list []item
	for _, m := range all {
		list = append(list, item{words: v.say(m.Title), Href: v.href("m", m.ID)})
	}
	return list
}

// numberItems lead to paragraphs and articles of the Convention.
func (v *visit) numberItems(numbers []string) []item {
	var list []item
	for _, n := range numbers {
		if p, ok := v.snap.Paragraph(convened + "-" + n); ok {
			list = append(list, item{words: words{v.t.Text("public.article.short", "n", n, "title", v.say(p.Title).Text), v.say(p.Title).Lang}, Href: v.paragraphHref(p)})
			continue
		}
		for _, ps := range v.articles(convened) {
			if strconv.Itoa(ps[0].Article) == n {
				title := v.articleTitle(ps)
				list = append(list, item{words: words{v.t.Text("public.article.short", "n", n, "title", title.Text), title.Lang}, Href: v.href("i", convened, n)})
			}
		}
	}
	return list
}

// said is an assessment as a page shows it, with the replies to it beside it.
type said struct {
	ID      string
	By      words
	Finding words
	Method  words
	Note    words
	Proof   *proof
	Replies []said
}

func (v *visit) said(all []convention.Assessed) []said {
	var list []said
	for _, a := range all {
		by := v.label("convention.assessor." + string(a.Kind))
		by.Text = a.By + " (" + by.Text + "), " + v.t.Date(a.Day)
		list = append(list, said{
			ID: a.ID, By: by, Finding: v.say(a.Finding), Method: v.say(a.Method), Note: v.say(a.Note), Proof: v.proof(a.Evidence, "assessments.csv "+a.ID),
			Replies: v.said(a.Replies),
		})
	}
	return list
}

func (e *edition) allMeasures() [][]string {
	var all [][]string
	for _, m := range e.snap.Measures(e.today) {
		all = append(all, []string{m.ID})
	}
	return all
}

// listAssessments is everything that named assessors have said.
func listAssessments(v *visit) (document, error) {
	g := grid{
		Address: "assessments", Caption: v.label("public.set.assessments"),
		Columns: []column{
			filed("id"), filed("about"), filed("by"), v.shown("by_kind", "public.col.kind"), dated("day"), filed("finding"), filed("method"), filed("reply_of"), filed("note"),
		},
	}
	for _, a := range v.snap.Assessments(v.e.today) {
		g.Rows = append(g.Rows, row{
			ID: a.ID, From: a.Evidence, Page: v.href("m"),
			Cells: []cell{
				plain(a.ID), plain(a.About), plain(a.By), value(v.label("convention.assessor."+string(a.Kind)), string(a.Kind)), plain(a.Day.String()), text(v.say(a.Finding)),
				text(v.say(a.Method)), plain(a.ReplyOf), text(v.say(a.Note)),
			},
		})
	}
	return v.tableOnly(g), nil
}

// listFocals is the offices that states and bodies have named.
func listFocals(v *visit) (document, error) {
	g := grid{
		Address: "focal", Caption: v.label("public.set.focal"),
		Columns: []column{v.shown("state", "public.col.state"), filed("body"), filed("office"), filed("contact"), dated("begins"), filed("note")},
	}
	add := func(f convention.Focal, of cell, at string) {
		g.Rows = append(g.Rows, row{
			From: f.Evidence, Page: at,
			Cells: []cell{of, plain(f.Body), text(v.say(f.Office)), plain(f.Contact), plain(f.Begins.String()), text(v.say(f.Note))},
		})
	}
	for _, state := range lindung.States {
		for _, f := range v.snap.Focals(state, "", v.e.now()) {
			add(f, value(v.name(state), string(state)), v.href("s", string(state)))
		}
	}
	bodies, _ := v.snap.Bodies()
	for _, b := range bodies {
		for _, f := range v.snap.Focals("", b.ID, v.e.now()) {
			if f.State == "" {
				add(f, cell{}, v.href("bodies")+"#"+b.ID)
			}
		}
	}
	return v.tableOnly(g), nil
}

// focal is an office that a state or a body has named.
type focal struct {
	Office  words
	For     words
	Contact item
	Note    words
	Proof   *proof
}

func (v *visit) focals(state lindung.Country, body string) []focal {
	var all []focal
	for _, f := range v.snap.Focals(state, body, v.e.now()) {
		x := focal{Office: v.say(f.Office), For: words{Text: f.Body}, Note: v.say(f.Note), Proof: v.proof(f.Evidence, "focal.csv "+string(f.State)+"/"+f.Body)}
		if body != "" && f.State != "" {
			x.For = v.name(f.State)
		}
		if f.Contact != "" {
			x.Contact = item{words: words{Text: f.Contact}, Href: reportAddress(f.Contact)}
		}
		all = append(all, x)
	}
	return all
}

// unripe are the kinds of pages to which no menu leads: too little is behind them.
func unripe(snap *convention.Snapshot) map[string]bool {
	all := map[string]bool{}
	for _, r := range data.Count(snap) {
		all[r.Kind] = !r.Ripe()
	}
	return all
}
