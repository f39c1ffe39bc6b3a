package web

import (
	"errors"
	"time"

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
	Child       string
	Facts       []string
	Safety      string
	AskSafety   *page.Link // when nobody has asked yet
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
	caseSection
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

// wholeCase is a case with everything that its page shows, read in one act.
type wholeCase struct {
	cases.Case
	ledger    consent.Ledger
	referrals []referral.Referral
	orgs      map[lindung.OrgID]string // that the ledger names
	came      referral.Referral        // that the case was opened for
	screening caseSection
}

func (v *visit) wholeCase() (wholeCase, error) {
	var w wholeCase
	c, err := cases.ReadWith(v.ctx(), v.session, v.caseID(), func(tx *access.Tx, c cases.Case) error {
		w = wholeCase{Case: c, ledger: c.Standing, orgs: map[lindung.OrgID]string{}}
		var err error
		if w.screening, err = v.screeningSection(tx, c); err != nil || !c.Own {
			return err
		}
		return v.around(tx, &w)
	})
	w.Case = c
	return w, err
}

// around reads what belongs to an own case and stands elsewhere.
func (v *visit) around(tx *access.Tx, w *wholeCase) error {
	var err error
	if w.Can(access.ConsentRead) {
		if w.ledger, err = consent.Of(tx, w.ID); err != nil {
			return err
		}
		if w.referrals, err = referral.OfCase(tx, w.ID); err != nil {
			return err
		}
	}
	for _, id := range recipientsOf(w.ledger) {
		o, err := access.OrgOf(tx, id)
		if err != nil {
			return err
		}
		w.orgs[id] = o.Name
	}
	if w.Referral != "" {
		if w.came, err = referral.Came(tx, w.Referral); err != nil && !errors.Is(err, lindung.ErrNotFound) {
			return err
		}
	}
	return nil
}

func recipientsOf(l consent.Ledger) []lindung.OrgID {
	var all []lindung.OrgID
	for _, g := range l.Grants {
		if !g.Outside {
			all = append(all, g.Recipient)
		}
	}
	for _, b := range l.Bases {
		all = append(all, b.Recipient)
	}
	return all
}

// showCase is the page of a case: of the own organisation to work on, of
// another one to read what stands open.
func showCase(v *visit) error {
	w, err := v.wholeCase()
	if err != nil {
		return err
	}
	p := casePage{Base: v.base("page.case", "number", w.Number), Head: v.caseTop(w)}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.text("nav.cases"), Href: "/cases"}
	if !w.Own {
		p.Back.Text, p.Back.Href = v.text("page.cases_shared"), "/cases/shared"
		p.Other = v.otherView(w)
	}
	p.Parts = v.caseParts(w)
	for _, part := range p.Parts {
		p.Jumps = append(p.Jumps, page.Link{Text: part.Title, Href: "#" + part.ID})
	}
	if w.Can(access.CaseHistory) {
		p.Jumps = append(p.Jumps, page.Link{Text: v.text("common.history"), Href: caseAt(w.ID) + "/history"})
	}
	v.flashAt(&p)
	return show(v, caseView, p)
}

// flashAt puts what the last step did where the reader was.
func (v *visit) flashAt(p *casePage) {
	for i := range p.Parts {
		if p.Parts[i].ID == v.query("at") {
			p.Parts[i].Flash, p.Flash = p.Flash, ""
		}
	}
}

func caseAt(id lindung.CaseID) string { return "/cases/" + string(id) }

// caseDone leads back to a part of the page of a case.
func (v *visit) caseDone(part, what string) error {
	at := caseAt(v.caseID()) + "?done=" + what
	if part != "" {
		at += "&at=" + part + "#" + part
	}
	return v.goTo(at)
}

// head is what stands above every other page of a case.
func (v *visit) head(c cases.Case) caseHead {
	h := caseHead{Number: c.Number, Called: c.Called(), Href: caseAt(c.ID)}
	if v.private() {
		h.Called = ""
	}
	return h
}

// calledIn is the name in a sentence: what the person is called, or the number.
func (v *visit) calledIn(c cases.Case) string {
	if name := c.Called(); name != "" && !v.private() {
		return name
	}
	return c.Number
}

// dayOn, moment and near write a time by the clock on the actor's wall.
func (v *visit) dayOn(at time.Time) string { return v.t.Day(v.local(at)) }

func (v *visit) moment(at time.Time) string { return v.t.Moment(v.local(at)) }

func (v *visit) near(at time.Time) string { return v.t.Near(v.local(v.node.Now()), at) }
