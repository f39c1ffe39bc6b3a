package casefile

import (
	"errors"
	"lindung/internal/desk"
	"maps"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
	"lindung/person"
)

type caseEventPage struct {
	page.Base
	Case   Head
	Facts  page.SummaryList
	Cases  page.Table
	Change *page.Link
	Open   *page.Button
	Refer  *page.Button // several of them at once
}

// Buttons returns what can be done here.
func (p caseEventPage) Buttons() []page.Button {
	var all []page.Button
	for _, b := range []*page.Button{p.Open, p.Refer} {
		if b != nil {
			all = append(all, *b)
		}
	}
	return all
}

var caseEventView = page.NewView[caseEventPage]("case_event")

// showEvent shows what happened to several persons at once, and who they are as
// far as the actor sees them.
func showEvent(v *desk.Visit) error {
	c, e, err := event(v)
	if err != nil {
		return err
	}
	p := caseEventPage{Base: v.Base("page.case_event"), Case: HeadOf(v, c), Facts: eventFacts(v, e), Cases: caseTable(v, e.Cases)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID)}
	p.Wide = true
	if c.CanEdit(lindung.Situation) {
		p.Change = &page.Link{Text: v.Text("case.event.change"), Href: Path(c.ID) + "/event/change"}
	}
	if c.Can(access.CaseSibling) {
		p.Open = &page.Button{Text: v.Text("page.case_another"), Href: Path(c.ID) + "/another", Classes: "govuk-button--secondary"}
	}
	if c.Can(access.ReferralSend) && len(e.Cases) > 1 {
		p.Refer = &page.Button{Text: v.Text("page.referral_together"), Href: Path(c.ID) + "/referrals/together", Classes: "govuk-button--secondary"}
	}
	return desk.Show(v, caseEventView, p)
}

func event(v *desk.Visit) (cases.Case, cases.Event, error) {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return c, cases.Event{}, err
	}
	e, err := cases.ReadEvent(v.Ctx(), v.Session, c.ID)
	return c, e, err
}

func eventFacts(v *desk.Visit, e cases.Event) page.SummaryList {
	f := v.Facts()
	f.Add("case.event.event_kind", v.Text("event_kind."+e.Kind))
	if d, err := lindung.ParseDate(e.Date); err == nil && e.Date != "" {
		f.Add("case.event.event_day", v.T.Date(d))
	}
	f.Add("case.event.event_place", e.Place)
	f.Add("case.event.event_text", e.Text)
	return f.List
}

// EventRows ask about an event.
func EventRows(v *desk.Visit, in url.Values, problems []field.Problem) []page.Row {
	q := v.Ask("case.event", in, problems)
	q.Choose("event_kind", desk.ChooseFrom(v, "event_kind", cases.EventKinds))
	q.Date("event_day")
	q.Input("event_place", "off")
	q.Long("event_text")
	return q.Rows
}

// SentEvent reads an event from a posted form.
func SentEvent(v *desk.Visit) (cases.Event, []field.Problem) {
	e := cases.Event{Kind: v.Sent("event_kind"), Place: v.Sent("event_place"), Text: v.Sent("event_text")}
	day, bad := v.DateOf("event_day")
	if !day.IsZero() {
		e.Date = day.String()
	}
	problems := []field.Problem(e.Problems())
	if bad != nil {
		problems = append(problems, *bad)
	}
	return e, problems
}

func editEvent(v *desk.Visit) error {
	c, e, err := event(v)
	if err != nil {
		return err
	}
	if !c.CanEdit(lindung.Situation) {
		return ClosedOr(v, c)
	}
	in := url.Values{"event_kind": {e.Kind}, "event_place": {e.Place}, "event_text": {e.Text}}
	if d, err := lindung.ParseDate(e.Date); err == nil && e.Date != "" {
		desk.PutDate(in, "event_day", d)
	}
	if v.Held() {
		if e.Version, err = v.SentVersion(); err != nil {
			return err
		}
	}
	return eventForm(v, c, e, v.Filled(in), nil)
}

// eventForm shows the version that is saved beside what is in the form, where
// the two have parted.
func eventForm(v *desk.Visit, c cases.Case, e cases.Event, in url.Values, problems []field.Problem) error {
	p := FormPage{Base: v.Base("page.case_event"), Case: HeadOf(v, c), Lead: v.Text("case.event.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "/event"}
	v.Wrong(&p.Base, problems, "case.event")
	p.Form = page.Form{
		Action: Path(c.ID) + "/event/change", Hidden: desk.Version(e.Version), Rows: EventRows(v, in, problems), Save: page.Button{Text: v.Text("common.save")},
		Cancel: &page.Link{Text: v.Text("common.cancel"), Href: Path(c.ID) + "/event"},
	}
	return desk.Show(v, FormView, p)
}

func saveEvent(v *desk.Visit) error {
	c, saved, err := event(v)
	if err != nil {
		return err
	}
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	e, problems := SentEvent(v)
	e.Version = version
	if len(problems) > 0 {
		return eventForm(v, c, e, v.Form(), problems)
	}
	err = cases.SaveEvent(v.Ctx(), v.Act(desk.Done(Path(c.ID)+"/event", "case_saved")), c.ID, e)
	if errors.Is(err, lindung.ErrConflict) {
		e.Version = saved.Version
		return eventForm(v, c, e, v.Form(), []field.Problem{{Key: "case.event.conflict", Args: []any{"place", saved.Place, "text", saved.Text}}})
	}
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return eventForm(v, c, e, v.Form(), problems)
	}
	return v.Acted()
}

// newSibling opens another case from this one: the same raid, a parent and a
// child. The event is recorded once; each person consents for themselves.
func newSibling(v *desk.Visit) error { return siblingPage(v, sentNames(v), nil) }

func siblingPage(v *desk.Visit, names []person.Name, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !c.Can(access.CaseSibling) || c.Refused {
		return lindung.ErrNotFound
	}
	p := openPage(v, names, problems)
	p.Title = v.Text("page.case_another")
	p.Lead = v.Text("case.another.lead", "name", CalledIn(v, c))
	p.Action = Path(c.ID) + "/another"
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID)}
	if c.Event == "" {
		p.First = append([]page.Row{{Heading: v.Text("case.event.heading"), Intro: v.Text("case.event.lead")}}, EventRows(v, v.Form(), problems)...)
		return desk.Show(v, openCaseView, p)
	}
	e, err := cases.ReadEvent(v.Ctx(), v.Session, c.ID)
	if err != nil {
		return err
	}
	p.Event = eventFacts(v, e)
	return desk.Show(v, openCaseView, p)
}

func openSibling(v *desk.Visit) error {
	names, stepped := stepNames(v, sentNames(v))
	if stepped {
		return v.Hold(v.Request.URL.Path, withNames(v.Form(), names))
	}
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	answers, problems := firstAnswers(v)
	problems = append(wrongNames(names), problems...)
	n := cases.New{Names: given(names), Answers: answers}
	if c.Event == "" {
		e, bad := SentEvent(v)
		n.Event = &e
		problems = append(bad, problems...)
	}
	if len(problems) > 0 {
		return siblingPage(v, names, problems)
	}
	if v.Sent("step") != "none" {
		found, err := lookFor(v, names)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return v.Hold(v.Request.URL.Path+"/matches", v.Form())
		}
	}
	if asked, err := AsksSimilar(v, withNames(v.Form(), names), names, slices.Collect(maps.Values(answers))...); asked || err != nil {
		return err
	}
	_, err = cases.OpenSibling(v.Ctx(), v.Act(desk.Done(Path(access.MadeID), "case_opened")), c.ID, n)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return siblingPage(v, names, problems)
	}
	return v.Acted()
}

// siblingMatches shows who it might be before another case is opened.
func siblingMatches(v *desk.Visit) error {
	at := Path(ID(v)) + "/another"
	if !v.Held() {
		return v.GoTo(at)
	}
	found, err := lookFor(v, sentNames(v))
	if err != nil {
		return err
	}
	p := matchesOf(v, found, at)
	v.Form().Set("step", "none")
	p.None = []page.Form{{Action: at, Hidden: desk.Hidden(v.Form()), Save: page.Button{Text: v.Text("case.matches.none")}, Cancel: &p.Again}}
	return desk.Show(v, matchesView, p)
}

var eventAsks = desk.Asks{Stem: "case.event", Words: map[string]desk.Say{"event_kind": desk.Code("event_kind")}}
