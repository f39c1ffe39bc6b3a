// Package casefile holds the pages of a person's file: find and open a case, its
// page, its forms, names, notes, team, state, event and history.
package casefile

import (
	"errors"
	"lindung/internal/desk"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/page"
	"lindung/referral"
)

type casePage struct {
	page.Base
	Head  caseTop
	Jumps []page.Link // to the parts
	Other *otherView  // set for a case of another organisation
	Parts []casePart
}

// caseTop is what must never be out of sight: who, how to reach her safely,
// what she agreed to, what is due.
type caseTop struct {
	Number, Org string
	Heading     string // the name, or in privacy mode the number
	Hidden      string // the name, in privacy mode
	Show        string // what to press to see it
	State       page.Tag
	Child       string // that the person is a child, or may be
	ChildWhy    string // what says so
	Facts       []string
	Safety      string
	AskSafety   *page.Link // when nobody has asked yet
	Asks        []string   // what the person asks of who reads another organisation's case
	Consent     page.Link
	Due         []dueLine
	Privacy     page.Form
	Notices     []page.Link // what has changed around the case
}

// dueLine is what is due next.
type dueLine struct {
	page.Link
	Late bool
}

// casePart is a section of the page.
type casePart struct {
	Section
	Flash       string
	Lists       []page.SummaryList
	Missing     []page.Link
	MissingLead string
	Steps       []page.Task
	StepsTitle  string
	Notes       []noteLine
	Hidden      string
}

// Tasks returns the next steps as a list.
func (p casePart) Tasks() page.TaskList { return page.TaskList{Items: p.Steps} }

var caseView = page.NewView[casePage]("case_show")

// Whole is a case with everything that its page shows, read in one act.
type Whole struct {
	cases.Case
	Ledger    consent.Ledger
	Referrals []referral.Referral
	came      referral.Referral  // that the case was opened for
	panels    map[string]Section // what other wings show of it, by their panel's ID
}

func readWhole(v *desk.Visit, panels []Panel) (Whole, error) {
	var w Whole
	c, err := cases.ReadWith(v.Ctx(), v.Session, ID(v), func(tx *access.Tx, c cases.Case) error {
		w = Whole{Case: c, Ledger: c.OpenBy, panels: map[string]Section{}}
		if c.Own {
			if err := around(v, tx, &w); err != nil {
				return err
			}
		}
		for _, p := range panels {
			s, shown, err := p.Read(v, tx, w)
			if err != nil {
				return err
			}
			if shown {
				w.panels[p.ID] = s
			}
		}
		return nil
	})
	w.Case = c
	return w, err
}

// around reads what belongs to an own case and stands elsewhere.
func around(v *desk.Visit, tx *access.Tx, w *Whole) error {
	var err error
	if w.Can(access.ConsentRead) {
		if w.Ledger, err = consent.Of(tx, w.ID); err != nil {
			return err
		}
		if w.Referrals, err = referral.OfCase(tx, w.ID); err != nil {
			return err
		}
	}
	if w.Referral != "" {
		if w.came, err = referral.Came(tx, w.Referral); err != nil && !errors.Is(err, lindung.ErrNotFound) {
			return err
		}
	}
	return nil
}

// showCase is the page of a case: of the own organisation to work on, of
// another one to read what stands open.
func showCase(v *desk.Visit, panels []Panel) error {
	w, err := readWhole(v, panels)
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
	p.Parts = caseParts(v, w)
	for _, part := range p.Parts {
		p.Jumps = append(p.Jumps, page.Link{Text: part.Title, Href: "#" + part.ID})
	}
	if w.Can(access.CaseHistory) {
		p.Jumps = append(p.Jumps, page.Link{Text: v.Text("common.history"), Href: Path(w.ID) + "/history"})
	}
	flashAt(v, &p)
	return desk.Show(v, caseView, p)
}

// flashAt puts what the last step did where the reader was.
func flashAt(v *desk.Visit, p *casePage) {
	for i := range p.Parts {
		if p.Parts[i].ID == v.Query("at") {
			p.Parts[i].Flash, p.Flash = p.Flash, ""
		}
	}
}
