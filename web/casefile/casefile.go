// Package casefile holds the pages of a person's file: find and open a case, its
// page, its forms, names, notes, team, state, event and history.
package casefile

import (
	"strconv"
	"time"

	"lindung/access"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

type casePage struct {
	page.Base
	Head  caseTop
	Jumps page.Jumps // to the parts
	Other *otherView // set for a case of another organisation
	Parts []casePart
}

// caseTop is what must always be in sight: who the person is, how to reach them
// safely, what they agreed to, what is due.
type caseTop struct {
	Number, Org string
	Heading     string // the name, or in privacy mode the number
	Hidden      string // the name, in privacy mode
	Show        string // what to press to see it
	State       page.Tag
	Child       string      // that the person is a child, or may be
	ChildWhy    string      // what says so
	Facts       []fact      // what one must know at a glance
	Do          []page.Link // what is done most
	Safety      string
	AskSafety   *page.Link // when no one has asked yet
	Asks        []string   // what the person asks of who reads another organisation's case
	Consent     page.Link
	Due         []dueLine
	Privacy     page.Form
	Notices     []page.Link // what has changed around the case
}

// fact is one thing that is known of the person or the case.
type fact struct{ Label, Value string }

// dueLine is what is due next.
type dueLine struct {
	page.Link
	Late bool
}

// casePart is a section of the page.
type casePart struct {
	Section
	Flash       string
	Open        bool // on a phone, where parts are folded: something in it is urgent, waits, or was just done
	Lists       []page.SummaryList
	Missing     []page.Link
	MissingLead string
	Steps       []page.Task
	StepsTitle  string
	Notes       []page.NoteCard
	Hidden      string
}

// count is how much is in the part; "" for nothing.
func (p casePart) count() string {
	if n := max(p.Count, len(p.Lists)+len(p.Notes)+len(p.Table.Rows)); n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// Part returns the part as it is shown.
func (p casePart) Part() page.Part {
	return page.Part{
		ID: p.ID, Title: p.Title, Open: p.Open || p.Flash != "", Count: p.count(), Flash: p.Flash, Lead: p.Lead, StepsTitle: p.StepsTitle, Steps: p.Steps, Lists: p.Lists, Notes: p.Notes,
		Table: p.Table, MissingLead: p.MissingLead, Missing: p.Missing, Hidden: p.Hidden, Buttons: p.Buttons(), More: p.More,
	}
}

var caseView = page.NewView[casePage]("case_show")

// showCase is the page of a case: of the own organisation to work on, of
// another one to read what is open.
func showCase(v *desk.Visit, panels []Panel) error {
	w, err := dossier.ReadPage(v.Ctx(), v.Session, ID(v), mostRecords, mostNotes)
	if access.IsBroken(err) {
		return showBroken(v)
	}
	if err != nil {
		return err
	}
	p := casePage{Base: v.Base("page.case", "number", w.Number), Head: topOf(v, w)}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.Text("nav.cases"), Href: "/cases"}
	if !w.Own {
		p.Back.Text, p.Back.Href = v.Text("page.cases_shared"), "/cases/shared"
		p.Other = viewOfOther(v, w)
	}
	p.Parts = caseParts(v, w, panels)
	p.Shortcut = &page.SkipLink{Text: v.Text("case.skip_to_parts"), Href: "#parts"}
	open := openParts(w, w.Forms(), v.Node.Now())
	for i, part := range p.Parts {
		p.Parts[i].Open = !w.Own || w.Refused || open[part.ID]
		p.Jumps = append(p.Jumps, page.Link{Text: part.Title, Href: "#" + part.ID})
	}
	if w.Can(access.CaseHistory) {
		p.Jumps = append(p.Jumps, page.Link{Text: v.Text("common.history"), Href: Path(w.ID) + "/history"})
	}
	flashAt(v, &p)
	return desk.Show(v, caseView, p)
}

// brokenPage stands for a case that does not open, and leads to what still works.
type brokenPage struct {
	page.Base
	Consent page.Button
}

var brokenView = page.NewView[brokenPage]("case_broken")

func showBroken(v *desk.Visit) error {
	p := brokenPage{Base: v.Base("page.case_broken")}
	p.Back = &page.BackLink{Text: v.Text("nav.cases"), Href: "/cases"}
	p.Consent = page.Button{Text: v.Text("case.broken.consent"), Href: Path(ID(v)) + "/consent"}
	return desk.Show(v, brokenView, p)
}

// openParts are the parts of a case in which something must not wait or falls due,
// and the overview, which says what to do first.
func openParts(w dossier.Whole, forms field.Set, now time.Time) map[string]bool {
	open := map[string]bool{"overview": true}
	for _, u := range dossier.Urgent(w) {
		open[u.Form.Section] = true
	}
	for _, d := range dossier.Owed(w, now) {
		if f, ok := forms.Named(d.Form); ok {
			open[f.Section] = true
		} else {
			open[d.Part] = true
		}
	}
	return open
}

// flashAt puts what the last step did where the reader was.
func flashAt(v *desk.Visit, p *casePage) {
	for i := range p.Parts {
		if p.Parts[i].ID == v.Query("at") {
			p.Parts[i].Flash, p.Flash = p.Flash, ""
		}
	}
}
