package web

import (
	"errors"
	"net/url"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

type caseEventPage struct {
	page.Base
	Case   caseHead
	Facts  page.SummaryList
	Cases  page.Table
	Change *page.Link
	Open   *page.Button
}

// Buttons returns what can be done here.
func (p caseEventPage) Buttons() []page.Button {
	if p.Open == nil {
		return nil
	}
	return []page.Button{*p.Open}
}

var caseEventView = page.NewView[caseEventPage]("case_event")

// showEvent shows what happened to several persons at once, and who they are as
// far as the actor sees them.
func showEvent(v *visit) error {
	c, e, err := v.event()
	if err != nil {
		return err
	}
	p := caseEventPage{Base: v.base("page.case_event"), Case: v.head(c), Facts: v.eventFacts(e), Cases: v.caseTable(e.Cases)}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID)}
	p.Wide = true
	if c.CanEdit(lindung.Situation) {
		p.Change = &page.Link{Text: v.text("case.event.change"), Href: caseAt(c.ID) + "/event/change"}
	}
	if c.Can(access.CaseSibling) {
		p.Open = &page.Button{Text: v.text("page.case_another"), Href: caseAt(c.ID) + "/another", Classes: "govuk-button--secondary"}
	}
	return show(v, caseEventView, p)
}

func (v *visit) event() (cases.Case, cases.Event, error) {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return c, cases.Event{}, err
	}
	e, err := cases.ReadEvent(v.ctx(), v.session, c.ID)
	return c, e, err
}

func (v *visit) eventFacts(e cases.Event) page.SummaryList {
	f := v.facts()
	f.add("case.event.event_kind", v.text("event_kind."+e.Kind))
	if d, err := lindung.ParseDate(e.Date); err == nil && e.Date != "" {
		f.add("case.event.event_day", v.t.Date(d))
	}
	f.add("case.event.event_place", e.Place)
	f.add("case.event.event_text", e.Text)
	return f.list
}

// eventRows ask about an event.
func (v *visit) eventRows(in url.Values, problems []field.Problem) []page.Row {
	q := v.ask("case.event", in, problems)
	q.choose("event_kind", choices(v, "event_kind", cases.EventKinds))
	q.date("event_day")
	q.input("event_place", "off")
	q.long("event_text")
	return q.rows
}

// sentEvent reads an event from a posted form.
func (v *visit) sentEvent() (cases.Event, []field.Problem) {
	e := cases.Event{Kind: v.sent("event_kind"), Place: v.sent("event_place"), Text: v.sent("event_text")}
	problems := missing(v.form(), "event_kind")
	if e.Place == "" && e.Text == "" {
		problems = append(problems, field.Problem{Field: "event_place", Key: "case.event.problem"})
	}
	day := field.NewDate("event_day")
	values, bad := field.NewForm("event", day).Decode(v.form(), v.node.Now())
	if d, ok := day.Get(values); ok {
		e.Date = d.String()
	}
	return e, append(problems, bad...)
}

func editEvent(v *visit) error {
	c, e, err := v.event()
	if err != nil {
		return err
	}
	if !c.CanEdit(lindung.Situation) {
		return v.closedOr(c)
	}
	in := url.Values{"event_kind": {e.Kind}, "event_place": {e.Place}, "event_text": {e.Text}}
	if d, err := lindung.ParseDate(e.Date); err == nil && e.Date != "" {
		for part, n := range map[string]int{"day": d.Day, "month": d.Month, "year": d.Year} {
			if n > 0 {
				in.Set("event_day-"+part, strconv.Itoa(n))
			}
		}
	}
	return v.eventForm(c, e, in, nil)
}

// eventForm shows the version that is saved beside what is in the form, where
// the two have parted.
func (v *visit) eventForm(c cases.Case, e cases.Event, in url.Values, problems []field.Problem) error {
	p := caseFormPage{Base: v.base("page.case_event"), Case: v.head(c), Lead: v.text("case.event.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID) + "/event"}
	v.wrongAt(&p.Base, problems)
	p.Form = page.Form{
		Action: caseAt(c.ID) + "/event/change", Hidden: versionOf(e.Version), Rows: v.eventRows(in, problems), Save: page.Button{Text: v.text("common.save")},
		Cancel: &page.Link{Text: v.text("common.cancel"), Href: caseAt(c.ID) + "/event"},
	}
	return show(v, caseFormView, p)
}

func saveEvent(v *visit) error {
	c, saved, err := v.event()
	if err != nil {
		return err
	}
	version, err := v.sentVersion()
	if err != nil {
		return err
	}
	e, problems := v.sentEvent()
	e.Version = version
	if len(problems) == 0 {
		err = cases.SaveEvent(v.ctx(), v.session, c.ID, e)
	}
	switch {
	case errors.Is(err, lindung.ErrConflict):
		problems = []field.Problem{{Key: "case.event.conflict", Args: []any{"place", saved.Place, "text", saved.Text}}}
		e.Version = saved.Version
	case errors.Is(err, cases.ErrIncomplete):
		problems = []field.Problem{{Field: "event_text", Key: "problem.text.long", Args: []any{"max", 10_000}}}
	case errors.Is(err, access.ErrClosed):
		problems = []field.Problem{{Key: "problem.case_closed"}}
	case err != nil:
		return err
	}
	if len(problems) > 0 {
		return v.eventForm(c, e, v.form(), problems)
	}
	return v.done(caseAt(c.ID)+"/event", "case_saved")
}

// newSibling opens another case from this one: the same raid, a mother and her
// child. The event is written down once; each person's consent is her own.
func newSibling(v *visit) error { return v.siblingPage(nil, nil) }

func (v *visit) siblingPage(names []cases.Name, problems []field.Problem) error {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	if !c.Can(access.CaseSibling) || c.Refused {
		return lindung.ErrNotFound
	}
	p := v.openPage(names, problems)
	p.Title = v.text("page.case_another")
	p.Lead = v.text("case.another.lead", "name", v.calledIn(c))
	p.Action = caseAt(c.ID) + "/another"
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID)}
	if c.Event == "" {
		p.First = append([]page.Row{{Heading: v.text("case.event.heading"), Intro: v.text("case.event.lead")}}, v.eventRows(v.form(), problems)...)
		return show(v, openCaseView, p)
	}
	e, err := cases.ReadEvent(v.ctx(), v.session, c.ID)
	if err != nil {
		return err
	}
	p.Event = v.eventFacts(e)
	return show(v, openCaseView, p)
}

func openSibling(v *visit) error {
	names, stepped := v.stepNames(v.sentNames())
	if stepped {
		return v.siblingPage(names, nil)
	}
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	answers, problems := v.firstAnswers()
	problems = append(wrongNames(names), problems...)
	n := cases.New{Names: given(names), Answers: answers}
	if c.Event == "" {
		e, bad := v.sentEvent()
		n.Event = &e
		problems = append(bad, problems...)
	}
	if len(problems) > 0 {
		return v.siblingPage(names, problems)
	}
	if v.sent("step") != "none" {
		found, err := v.lookFor(names)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			v.form().Set("step", "none")
			return v.matches(found, v.r.URL.Path, hidden(v.form()))
		}
	}
	s, err := cases.Sibling(v.ctx(), v.session, c.ID, n)
	if errors.Is(err, cases.ErrIncomplete) {
		return v.siblingPage(names, []field.Problem{{Field: "name", Key: "problem.text.long", Args: []any{"max", 300}}})
	}
	if err != nil {
		return err
	}
	return v.done(caseAt(s.ID), "case_opened")
}
