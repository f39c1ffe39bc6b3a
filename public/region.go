package public

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type conflictsPage struct {
	frame
	Open, Closed []conflict
	Table        grid
}

var conflictsView = page.NewView[conflictsPage]("conflicts")

// conflict is a question on which sources disagree, with both readings.
type conflict struct {
	ID       string
	Question words
	A, B     words
	Handling words
	State    words
	Open     bool
	Checked  words
	Href     string
	Proof    *proof
}

func (v *visit) conflict(c convention.Conflict) conflict {
	certainty := convention.Partly
	if c.Open {
		certainty = convention.NotEstablished
	}
	state := v.label("public.conflict.closed")
	if c.Open {
		state = v.label("public.conflict.open")
	}
	p := v.proof(convention.Evidence{Certainty: certainty, Checked: c.Checked}, "conflicts.csv "+c.ID)
	p.NoSource = words{}
	return conflict{
		ID: c.ID, Question: v.say(c.Question), A: v.say(c.A), B: v.say(c.B), Handling: v.settled(state, v.say(c.Handling)), State: state, Open: c.Open,
		Href: v.href("conflicts") + "#" + c.ID, Proof: p,
	}
}

// settled joins whether a conflict is settled with what is done about it.
func (v *visit) settled(state, handling words) words {
	return words{v.t.Text("common.colon", "label", state.Text, "value", handling.Text), handling.Lang}
}

// conflictsOn are the conflicts about a treaty or a state.
func (v *visit) conflictsOn(instrument string, state lindung.Country) []conflict {
	var all []conflict
	for _, c := range v.snap.Conflicts() {
		if c.Concerns(instrument, state) {
			all = append(all, v.conflict(c))
		}
	}
	return all
}

func listConflicts(v *visit) (document, error) {
	p := conflictsPage{frame: v.frame("public.conflicts.title")}
	g := grid{
		Address: "conflicts", Caption: v.label("public.conflicts.caption"),
		Columns: []column{
			v.shown("id", "public.col.id"), v.shown("question", "public.col.question"), v.shown("reading_a", "public.col.reading_a"),
			v.shown("reading_b", "public.col.reading_b"), v.shown("handling", "public.col.handling"), v.shown("state", "public.col.settled"), filed("about"),
		},
	}
	for _, c := range v.snap.Conflicts() {
		x := v.conflict(c)
		if c.Open {
			p.Open = append(p.Open, x)
		} else {
			p.Closed = append(p.Closed, x)
		}
		g.Rows = append(g.Rows, row{
			ID: c.ID, From: convention.Evidence{Checked: c.Checked}, Page: x.Href, Proof: x.Proof,
			Cells: []cell{
				plain(c.ID), text(x.Question), text(x.A), text(x.B), text(v.say(c.Handling)),
				value(x.State, map[bool]string{true: "open", false: "closed"}[c.Open]), plain(strings.Join(c.About, " ")),
			},
		})
	}
	p.Table = v.finish(g)
	return show(v, conflictsView, p, p.Table), nil
}

type plansPage struct {
	frame
	Note  words
	Plans []plan
	Whole bool // the lines of a plan are in the data
	Table grid
}

var plansView = page.NewView[plansPage]("plans")

// plan is a plan or a guideline of the region.
type plan struct {
	ID         string
	Title      words
	Year       words
	Binding    words
	Areas      []words
	Asks       []words
	Software   []words
	Monitoring words
	Lines      []planLine
	Serving    []measure
	Proof      *proof
}

// planLine is one line of a plan, in the plan's own columns.
type planLine struct {
	Columns []fact
	Proof   *proof
}

func (v *visit) planLines(plan string) []planLine {
	var all []planLine
	for _, l := range v.snap.LinesOf(plan) {
		status := v.say(l.Status)
		if !l.AsOf.IsZero() {
			status.Text = v.t.Text("public.plans.status", "status", status.Text, "day", l.AsOf)
		}
		x := planLine{Proof: v.proof(l.Evidence, "plan_lines.csv "+l.ID)}
		for _, c := range []fact{
			{v.label("public.plans.provision"), v.say(l.Provision)}, {v.label("public.plans.area"), v.say(l.Area)},
			{v.label("public.plans.activity"), v.say(l.Activity)}, {v.label("public.plans.output"), v.say(l.Output)},
			{v.label("public.plans.lead_body"), v.say(l.Lead)}, {v.label("public.plans.co_operating"), v.say(l.CoOperating)},
			{v.label("public.plans.line_status"), status},
		} {
			if !c.Value.empty() {
				x.Columns = append(x.Columns, c)
			}
		}
		all = append(all, x)
	}
	return all
}

// listPlanLines is every line of the plans of the region.
func listPlanLines(v *visit) (document, error) {
	g := grid{
		Address: "plan_lines", Caption: v.label("public.set.plan_lines"),
		Columns: []column{
			filed("id"), filed("plan"), filed("provision"), filed("area"), filed("activity"), filed("output"), filed("lead"), filed("co_operating"),
			filed("status"), dated("as_of"), filed("note"),
		},
	}
	plans, _ := v.snap.Plans()
	for _, p := range plans {
		for _, l := range v.snap.LinesOf(p.ID) {
			g.Rows = append(g.Rows, row{From: l.Evidence, Page: v.href("plans") + "#" + p.ID, Cells: []cell{
				plain(l.ID), plain(l.Plan), text(v.say(l.Provision)), text(v.say(l.Area)), text(v.say(l.Activity)), text(v.say(l.Output)), text(v.say(l.Lead)),
				text(v.say(l.CoOperating)), text(v.say(l.Status)), plain(l.AsOf.String()), text(v.say(l.Note)),
			}})
		}
	}
	return v.tableOnly(g), nil
}

func listPlans(v *visit) (document, error) {
	plans, note := v.snap.Plans()
	p := plansPage{frame: v.frame("public.plans.title"), Note: v.say(note)}
	g := grid{
		Address: "plans", Caption: v.label("public.plans.caption"),
		Columns: []column{
			filed("id"), v.shown("title", "public.col.title"), v.shown("year", "public.col.year"), v.shown("binding", "public.col.binding"),
			filed("areas"), v.shown("asks", "public.col.asks"), filed("monitoring"),
		},
	}
	for _, x := range plans {
		code := map[bool]string{true: "yes", false: "no"}[x.Binding]
		one := plan{
			ID: x.ID, Title: v.say(x.Title), Year: v.say(x.Year), Binding: v.label("public.binding." + code), Areas: v.sayAll(x.Areas),
			Asks: v.sayAll(x.Asks), Software: v.sayAll(x.Software), Monitoring: v.say(x.Monitoring), Proof: v.proof(x.Evidence, "plans.json "+x.ID),
			Lines: v.planLines(x.ID), Serving: v.measures(v.snap.Serving(x.ID, v.e.today)),
		}
		p.Whole = p.Whole || len(one.Lines) > 0
		if !strings.Contains(x.Year, " ") {
			one.Year = words{Text: x.Year}
		}
		p.Plans = append(p.Plans, one)
		g.Rows = append(g.Rows, row{
			ID: x.ID, From: x.Evidence, Page: v.href("plans") + "#" + x.ID, Proof: one.Proof,
			Cells: []cell{
				plain(x.ID), text(one.Title), value(one.Year, x.Year), value(one.Binding, code), plain(joined(one.Areas)),
				value(words{joined(one.Asks), ""}, joined(one.Asks)), plain(one.Monitoring.Text),
			},
		})
	}
	p.Table = v.finish(g)
	return show(v, plansView, p, p.Table), nil
}

type bodiesPage struct {
	frame
	Note   words
	Bodies []body
	Table  grid
}

// body is one body of the region.
type body struct {
	ID                 string
	Name, Pillar, Role words
	Focals             []focal
	Advice             []advice // what it was asked
	Proof              *proof
}

var bodiesView = page.NewView[bodiesPage]("bodies")

func listBodies(v *visit) (document, error) {
	bodies, note := v.snap.Bodies()
	p := bodiesPage{frame: v.frame("public.bodies.title"), Note: v.say(note)}
	g := grid{
		Address: "bodies", Caption: v.label("public.bodies.caption"),
		Columns: []column{v.shown("id", "public.col.short"), v.shown("name", "public.col.name"), v.shown("pillar", "public.col.pillar"), v.shown("role", "public.col.role")},
	}
	for _, b := range bodies {
		x := body{b.ID, v.say(b.Name), v.say(b.Pillar), v.say(b.Role), v.focals("", b.ID), v.advised(func(f convention.Followed) bool { return f.Asks(b.ID) }), v.proof(b.Evidence, "bodies.json "+b.ID)}
		p.Bodies = append(p.Bodies, x)
		g.Rows = append(g.Rows, row{
			ID: b.ID, From: b.Evidence, Page: v.href("bodies") + "#" + b.ID, Proof: x.Proof,
			Cells: []cell{plain(b.ID), text(x.Name), text(x.Pillar), text(x.Role)},
		})
	}
	p.Table = v.finish(g)
	return show(v, bodiesView, p, p.Table), nil
}

type openPage struct {
	frame
	Lead   words
	Groups []openGroup
	Table  grid
}

var openView = page.NewView[openPage]("open")

// openGroup is the open questions on which the same hangs.
type openGroup struct {
	ID        string
	Title     words
	Hangs     words // what hangs on them
	Count     words
	Questions []question
}

// question is one thing for people with the documents to establish.
type question struct {
	Kind    words
	Subject words
	Href    string
	Text    words
	Note    words
	Days    words
	Proof   *proof
}

// ranks are the groups of questions, by what hangs on them: first who is bound by
// the Convention, then a number that somebody will call, and so on.
var ranks = []string{"bound", "help", "text", "law", "other_bound", "region", "other_text"}

// rankOf is the group of a question.
func (e *edition) rankOf(q convention.Question) string {
	switch q.Kind {
	case convention.AskConflict:
		for _, c := range e.snap.Conflicts() {
			switch {
			case c.ID != q.Item:
			case c.Concerns(convened, ""):
				return "bound"
			case len(c.About) > 0 && len(c.About[0]) == len("ID"):
				return "law"
			}
		}
		return "other_bound"
	case convention.AskContact:
		return "help"
	case convention.AskNational, convention.AskMeasure:
		return "law"
	case convention.AskBody, convention.AskPlan, convention.AskEvent, convention.AskRecommendation:
		return "region"
	case convention.AskParagraph:
		return "text"
	case convention.AskText:
		return "other_text"
	}
	if q.Instrument == convened {
		return "bound"
	}
	return "other_bound"
}

func listOpen(v *visit) (document, error) {
	all := convention.Questions(v.snap, v.e.today)
	slices.SortStableFunc(all, func(a, b convention.Question) int {
		return cmp.Compare(slices.Index(ranks, v.e.rankOf(a)), slices.Index(ranks, v.e.rankOf(b)))
	})
	p := openPage{frame: v.frame("public.open.title"), Lead: v.label("convention.open.count", "n", len(all))}
	g := grid{
		Address: "open", Caption: v.label("public.open.caption", "day", v.e.today),
		Columns: []column{
			filed("rank"), v.shown("kind", "public.col.kind"), v.shown("subject", "public.col.subject"), filed("instrument"), filed("state"), filed("item"),
			v.shown("text", "public.col.known"), filed("note"), dated("not_before"), dated("not_after"), filed("file"), {Key: "line", Type: typeWhole},
		},
	}
	for _, q := range all {
		x, rank := v.question(q), v.e.rankOf(q)
		if n := len(p.Groups); n == 0 || p.Groups[n-1].ID != rank {
			p.Groups = append(p.Groups, openGroup{ID: rank, Title: v.label("public.open." + rank), Hangs: v.label("public.open." + rank + ".why")})
		}
		o := &p.Groups[len(p.Groups)-1]
		o.Questions = append(o.Questions, x)
		g.Rows = append(g.Rows, row{
			From: q.Evidence, Page: x.Href, Proof: x.Proof,
			Cells: []cell{
				plain(rank), value(x.Kind, q.Kind), {words: x.Subject, Href: x.Href}, plain(q.Instrument), plain(string(q.State)),
				plain(q.Item), text(x.Text), plain(x.Note.Text), plain(q.Days.First.String()), plain(q.Days.Last.String()), plain(q.File), plain(strconv.Itoa(q.Line)),
			},
		})
	}
	for i := range p.Groups {
		p.Groups[i].Count = v.label("common.items", "n", len(p.Groups[i].Questions))
	}
	p.Table = v.finish(g)
	return show(v, openView, p, p.Table), nil
}

func (v *visit) question(q convention.Question) question {
	x := question{
		Kind: v.label("convention.ask." + q.Kind), Subject: v.subject(q), Href: v.subjectHref(q), Text: v.say(q.Text), Note: v.say(q.Note),
		Proof: v.proof(q.Evidence, q.File+" "+strings.Join([]string{q.Instrument, string(q.State), q.Item}, "/")),
	}
	switch {
	case q.Kind == convention.AskContact && q.Text == "":
		x.Text = v.label("convention.span.none")
	case q.Kind == convention.AskContact:
		x.Text = words{Text: q.Text}
	case q.Kind == convention.AskAct:
		x.Text = v.label("convention.standing." + standingKey(convention.Standing(q.Text)))
	case q.Kind == convention.AskDay:
		x.Text = v.span(q.Days)
	}
	if !q.Days.IsZero() {
		x.Days = v.span(q.Days)
	}
	return x
}

// standingKey is the part of a label for a standing.
func standingKey(s convention.Standing) string {
	switch s {
	case convention.NotParty:
		return "not_party"
	case convention.NotPartyMemory:
		return "not_party_memory"
	case "":
		return "unknown"
	}
	return string(s)
}

// subject names what a question is about.
func (v *visit) subject(q convention.Question) words {
	var parts []string
	var w words
	if q.Instrument != "" && q.Item == "" {
		parts = append(parts, q.Instrument)
	}
	if q.State != "" {
		parts = append(parts, v.name(q.State).Text)
	}
	switch {
	case q.Kind == convention.AskNational:
		w = v.label("convention.topic." + q.Item)
		parts = append(parts, w.Text)
	case q.Item != "":
		parts = append(parts, q.Item)
	}
	return words{strings.Join(parts, ", "), w.Lang}
}

// subjectHref returns the page that would show the answer.
func (v *visit) subjectHref(q convention.Question) string {
	switch q.Kind {
	case convention.AskConflict:
		return v.href("conflicts") + "#" + q.Item
	case convention.AskBody:
		return v.href("bodies") + "#" + q.Item
	case convention.AskPlan:
		return v.href("plans") + "#" + q.Item
	case convention.AskEvent:
		return v.eventHref(q.Item)
	case convention.AskRecommendation:
		if _, ok := v.snap.Event(q.Item); ok {
			return v.eventHref(q.Item)
		}
		return v.href("r", q.Item)
	case convention.AskParagraph:
		if p, ok := v.snap.Paragraph(q.Item); ok {
			return v.paragraphHref(p)
		}
	case convention.AskNational:
		return v.href("s", string(q.State)) + "#law"
	case convention.AskMeasure:
		return v.href("m", q.Item)
	case convention.AskContact:
		return v.href("help", string(q.State))
	}
	if q.State != "" {
		return v.href("s", string(q.State))
	}
	return v.href("i", q.Instrument)
}
