// Package law holds the pages that say what the law asks in a case: who owes what, since
// when it binds them, until when it is due, and what is recorded of it. Its routes are in
// [Wing], its section of the page of a case in [Panels].
package law

import (
	"embed"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/duties"
	"lindung/identification"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "law", Templates: templates, Views: []desk.View{dutiesView}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/duties", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showDuties},
}}

// Panels are the sections of the page of a case that this package fills.
var Panels = []casefile.Panel{{ID: "duties", Show: dutiesPart}}

type dutiesPage struct {
	page.Base
	Case   casefile.Head
	Lead   []string
	Owed   page.Table
	Others page.Table // what is not established, or does not bind
	Note   string
}

var dutiesView = page.NewView[dutiesPage]("duties")

// A group is what one state owes by one rule, with each place where it is written.
type group struct {
	duties.Duty // the first of them that binds, or the first
	All         []duties.Duty
}

// grouped puts what is owed together by rule and state, in the order of the rules; a line of
// national law is a group of its own.
func grouped(all []duties.Duty) []group {
	var groups []group
	for _, d := range all {
		i := slices.IndexFunc(groups, func(g group) bool {
			return d.Rule != "national" && g.Rule == d.Rule && g.Bearer == d.Bearer && g.Towards == d.Towards
		})
		if i < 0 {
			groups = append(groups, group{d, []duties.Duty{d}})
			continue
		}
		groups[i].All = append(groups[i].All, d)
		if groups[i].Binds != duties.Yes && d.Binds == duties.Yes {
			groups[i].Duty = d
		}
	}
	return groups
}

// binds reports whether any place where it is written binds the state.
func (g group) binds() bool { return g.Binds == duties.Yes }

// dutiesPart is the section of the page of a case: what binds and has nothing recorded yet.
func dutiesPart(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	s := casefile.Section{ID: "duties", Title: v.Text("case.part.duties")}
	if w.Refused || !w.Own {
		return s, false
	}
	_, all, err := dossier.DutiesOf(w, v.Node.Now())
	if err != nil || len(all) == 0 {
		return s, false
	}
	bind, open := 0, 0
	for _, g := range grouped(all) {
		if !g.binds() {
			continue
		}
		bind++
		if done := dossier.DoneOf(w, g.Duty); done.Kept && (!done.Any || done.Open) {
			open++
		}
	}
	s.Lead = v.Text("duties.part.lead", "n", bind, "open", open)
	s.Count = bind
	s.More = []page.Link{{Text: v.Text("duties.part.more"), Href: casefile.DutiesPath(w.ID)}}
	return s, true
}

// showDuties is the page of what the law asks in a case.
func showDuties(v *desk.Visit) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if w.Refused {
		return lindung.ErrNotFound
	}
	l, all, err := dossier.DutiesOf(w, v.Node.Now())
	if err != nil {
		return err
	}
	p := dutiesPage{Base: v.Base("page.case_duties"), Case: casefile.HeadOf(v, w.Case)}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(w.ID)}
	p.Lead = []string{v.Text("duties.lead", "on", l.On), v.Text("duties.lead.services")}
	p.Owed = table(v, "duties.caption.owed")
	p.Others = table(v, "duties.caption.others")
	for _, g := range grouped(all) {
		to := &p.Others
		if g.binds() {
			to = &p.Owed
		}
		to.Rows = append(to.Rows, row(v, l, w, g))
	}
	p.Note = v.Text("duties.note")
	return desk.Show(v, dutiesView, p)
}

func table(v *desk.Visit, caption string) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text(caption)}
	for _, h := range []string{"what", "who", "law", "until", "done"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("duties.head." + h)})
	}
	return t
}

// row says of one group what, who, by which law since when, until when, and what is recorded.
func row(v *desk.Visit, l *duties.Law, w dossier.Whole, g group) []page.Cell {
	what := v.Text("duties.rule." + g.Rule)
	if g.Rule == "national" {
		what = l.Say(v.T, g.Says)
	}
	who := v.T.Country(g.Bearer)
	if g.Towards != "" {
		who = v.Text("duties.who_to", "state", g.Bearer, "other", g.Towards)
	}
	return []page.Cell{
		{Text: what, Note: g.Reason(v.T)},
		{Text: who, Note: l.Say(v.T, g.Authority)},
		laws(v, g),
		{Text: until(v, g)},
		done(v, w, g),
	}
}

// laws names each place where it is written, how hard it asks there, and since when it binds.
func laws(v *desk.Visit, g group) page.Cell {
	var note []string
	for _, d := range g.All {
		key := "duties.law"
		if len(g.All) > 1 {
			key = "duties.law_of"
		}
		note = append(note, v.Text(key, "source", cite(v, d), "strength", v.Text("duties.strength."+string(d.Strength)), "bond", d.Bond(v.T)))
	}
	return page.Cell{Text: cite(v, g.Duty), Note: strings.Join(note, " ")}
}

// cite names a paragraph as people know the treaty; a national law by its own name.
func cite(v *desk.Visit, d duties.Duty) string {
	treaty, n, _ := strings.Cut(d.Source, " ")
	if key := "duties.treaty." + treaty; v.T.Has(key) {
		return v.Text("duties.cite", "treaty", v.Text(key), "n", n)
	}
	return d.Source
}

// until says by when it is due: by a time limit of the law, or in its words.
func until(v *desk.Visit, g group) string {
	for _, d := range g.All {
		if d.TimeLimit != nil {
			return d.Time(v.T)
		}
	}
	return v.Text("duties.no_time")
}

// done says what is recorded of it, and leads to where it is recorded.
func done(v *desk.Visit, w dossier.Whole, g group) page.Cell {
	d := dossier.DoneOf(w, g.Duty)
	at, what := place(w, g.Duty)
	if !w.Own {
		at = "" // of another organisation's case the page of the case shows what is open
	}
	switch {
	case !d.Kept:
		return page.Cell{Text: v.Text("duties.done.no_record")}
	case d.Any && d.Open:
		return page.Cell{Text: v.Text("duties.done.open", "day", d.Day), Href: at}
	case d.Any:
		return page.Cell{Text: v.Text("duties.done", "day", d.Day), Href: at}
	case !w.Own || w.Status.Closed():
		return page.Cell{Text: v.Text("duties.done.nothing")}
	}
	if p, ok := dossier.Proofs[g.Rule]; ok {
		if !w.CanEdit(p.Form.Group()) {
			return page.Cell{Text: v.Text("duties.done.nothing")}
		}
		at += "/new"
	}
	return page.Cell{Text: v.Text("duties.done.record", "what", desk.LowerFirst(v.Text(what))), Href: at}
}

// place returns where what is done of a duty is recorded, and the label key of its name.
func place(w dossier.Whole, d duties.Duty) (at, what string) {
	switch d.Rule {
	case "identify":
		return casefile.Path(w.ID) + "/screening", "page.screenings"
	case "ask_before_notice":
		return casefile.FormPath(w.ID, identification.AskedNotice.Name), "form.notice"
	case "notify":
		return casefile.Path(w.ID) + "/notice", "page.notice"
	}
	if p, ok := dossier.Proofs[d.Rule]; ok {
		return casefile.RecordPath(w.ID, p.Form.Name, ""), "form." + p.Form.Name
	}
	return "", ""
}
