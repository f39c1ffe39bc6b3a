package casefile

import (
	"errors"
	"lindung/internal/desk"
	"net/url"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

func event(v *desk.Visit) (cases.Case, cases.Event, error) {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return c, cases.Event{}, err
	}
	e, err := cases.ReadEvent(v.Ctx(), v.Session, c.ID)
	return c, e, err
}

// EventFacts show what is known of an event.
func EventFacts(v *desk.Visit, e cases.Event) page.SummaryList {
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

// EventAsks are the questions about an event.
var EventAsks = desk.Asks{Stem: "case.event", Words: map[string]desk.Say{"event_kind": desk.Code("event_kind")}}
