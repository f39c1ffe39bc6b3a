package web

import (
	"errors"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/identification"
	"lindung/internal/page"
)

// decisionCard is one decision of one body.
type decisionCard struct {
	Status   page.Tag
	Body     string
	Reported string // it was made elsewhere
	Facts    page.SummaryList
}

// decisionCards sorts the decisions into those that stand and those that another
// of the same body has followed.
func (v *visit) decisionCards(l identification.Ledger) (standing, earlier []decisionCard) {
	stands := map[identification.Decision]bool{}
	for _, d := range l.Standing() {
		stands[d] = true
		standing = append(standing, v.decisionCard(l, d))
	}
	for _, d := range l.Decisions {
		if !stands[d] {
			earlier = append(earlier, v.decisionCard(l, d))
		}
	}
	return standing, earlier
}

func (v *visit) decisionCard(l identification.Ledger, d identification.Decision) decisionCard {
	c := decisionCard{
		Status: page.Tag{Text: v.text("identification.status." + string(d.Status))},
		Body:   v.bodyName(d), Reported: v.reportedNote(d),
	}
	f := v.facts()
	f.add("decision.kind", v.bodyKind(d))
	if d.Country != "" {
		f.add("decision.country", v.t.Country(d.Country))
	}
	f.add("decision.law", d.Law)
	f.add("decision.on", v.decidedOn(d))
	f.add("decision.grounds", d.Grounds)
	recorded := v.t.Day(d.At.Time())
	if name := l.Who[d.By]; name != "" {
		recorded = v.text("decision.recorded_by", "day", recorded, "name", name)
	}
	f.add("decision.recorded", recorded)
	c.Facts = f.list
	return c
}

// bodyName is the name of the body, or where none was reported its kind.
func (v *visit) bodyName(d identification.Decision) string {
	if d.Name != "" {
		return d.Name
	}
	return v.bodyKind(d)
}

func (v *visit) bodyKind(d identification.Decision) string {
	if d.Kind == "" {
		return v.text("decision.unnamed")
	}
	return v.text("identification.body." + string(d.Kind))
}

func (v *visit) decidedOn(d identification.Decision) string {
	if d.On.IsZero() {
		return v.text("decision.no_day")
	}
	return v.t.Date(d.On)
}

func (v *visit) reportedNote(d identification.Decision) string {
	switch {
	case d.FromFile:
		return v.text("decision.from_file")
	case d.Reported:
		return v.text("identification.reported_of", "body", v.bodyName(d))
	}
	return ""
}

// newDecision asks what was decided, by whom and under which law.
func newDecision(v *visit) error { return v.decisionForm(url.Values{}, nil) }

// isAuthority reports whether the actor's own organisation can decide.
func (v *visit) isAuthority() bool {
	return identification.BodyOf(v.session.Actor().Sector).Authority()
}

func (v *visit) decisionForm(in url.Values, problems []field.Problem) error {
	l, err := identification.Of(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	if !l.MayDecide && (len(problems) == 0 || !l.Case.Status.Closed()) {
		return v.closedOr(l.Case)
	}
	q := v.ask("decision", in, problems)
	q.choose("status", choices(v, "identification.status", identification.Statuses))
	if v.isAuthority() {
		q.choose("whose", []page.Choice{
			{Value: "own", Text: v.text("decision.whose.own", "name", v.session.Actor().OrgName)},
			{Value: "other", Text: v.text("decision.whose.other")},
		})
		q.heading("body")
	}
	q.input("name", "off")
	q.choose("kind", choices(v, "identification.body", identification.Bodies))
	q.pick("country", v.countryOptions())
	if v.isAuthority() {
		q.heading("both")
	}
	q.input("law", "off")
	q.date("on")
	q.long("grounds")
	p := caseFormPage{Base: v.base("page.decision_new"), Case: v.head(l.Case), Lead: v.text("decision.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: screeningAt(l.Case.ID)}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/cases/" + string(l.Case.ID) + "/decision/new", Rows: q.rows, Save: page.Button{Text: v.text("decision.save")}}
	return show(v, caseFormView, p)
}

// decided reads the form. A decision of somebody else is a reported one, and
// needs the name of who made it.
//
// Source: ACTIP 14.1
func (v *visit) decided() (identification.Decision, []field.Problem) {
	a := v.session.Actor()
	d := identification.Decision{
		Status: identification.Status(v.sent("status")), Kind: identification.Body(v.sent("kind")), Name: v.sent("name"),
		Country: lindung.Country(v.sent("country")), Law: v.sent("law"), Grounds: v.sent("grounds"), Reported: true,
	}
	var problems []field.Problem
	if v.isAuthority() {
		problems = missing(v.form(), "whose")
		d.Reported = v.sent("whose") != "own"
	}
	if !d.Reported {
		d.Kind, d.Name, d.Country = identification.BodyOf(a.Sector), a.OrgName, a.Country
	}
	on, bad := v.dateOf("on")
	if bad != nil {
		problems = append(problems, *bad)
	}
	d.On = on
	if d.Reported && d.Name == "" {
		problems = append(problems, field.Problem{Field: "name", Key: "identification.problem.name"})
	}
	if d.Country != "" && !slices.ContainsFunc(v.t.Countries(), func(n i18n.Name) bool { return n.Code == string(d.Country) }) {
		problems = append(problems, field.Problem{Field: "country", Key: "problem.country"})
	}
	for _, p := range d.Problems(v.node.Now()) {
		if bad == nil || p.Field != "on" {
			problems = append(problems, p)
		}
	}
	return d, problems
}

// recordDecision records it, as an act of its own.
func recordDecision(v *visit) error {
	d, problems := v.decided()
	if len(problems) > 0 {
		return v.decisionForm(v.form(), problems)
	}
	_, err := identification.Decide(v.ctx(), v.session, v.caseID(), d)
	switch {
	case errors.Is(err, identification.ErrIncomplete):
		return lindung.ErrNotFound
	case errors.Is(err, access.ErrClosed):
		return v.decisionForm(v.form(), []field.Problem{{Key: "problem.case_closed"}})
	case err != nil:
		return err
	}
	return v.done(screeningAt(v.caseID()), "decision_recorded")
}

// dateOf reads a posted date of the past, of which day and month may be missing.
func (v *visit) dateOf(name string) (lindung.Date, *field.Problem) {
	f := field.NewForm("posted", field.NewDate(name))
	values, problems := f.Decode(v.form(), v.node.Now())
	if len(problems) > 0 {
		return lindung.Date{}, &problems[0]
	}
	d, _ := field.Of[lindung.Date]{Info: f.Fields[0]}.Get(values)
	return d, nil
}
