package screening

import (
	"lindung/internal/desk"
	"lindung/web/casefile"
	"net/url"
	"slices"

	"lindung"
	"lindung/dossier"
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

// decisionCards sorts the decisions into current ones and those that a later decision
// of the same body replaced.
func decisionCards(v *desk.Visit, l identification.Overview) (standing, earlier []decisionCard) {
	stands := map[identification.Decision]bool{}
	for _, d := range l.CurrentDecisions() {
		stands[d] = true
		standing = append(standing, cardOfDecision(v, l, d))
	}
	for _, d := range l.Decisions {
		if !stands[d] {
			earlier = append(earlier, cardOfDecision(v, l, d))
		}
	}
	return standing, earlier
}

func cardOfDecision(v *desk.Visit, l identification.Overview, d identification.Decision) decisionCard {
	c := decisionCard{
		Status: page.Tag{Text: v.Text("identification.status." + string(d.Status))},
		Body:   bodyName(v, d), Reported: reportedNote(v, d),
	}
	f := v.Facts()
	f.Add("decision.kind", bodyKind(v, d))
	if d.Country != "" {
		f.Add("decision.country", v.T.Country(d.Country))
	}
	f.Add("decision.law", d.Law)
	f.Add("decision.on", decidedOn(v, d))
	f.Add("decision.grounds", d.Grounds)
	recorded := v.DayOn(d.At.Time())
	if name := l.Who[d.By]; name != "" {
		recorded = v.Text("decision.recorded_by", "day", recorded, "name", name)
	}
	f.Add("decision.recorded", recorded)
	c.Facts = f.List
	return c
}

// bodyName returns the name of the body, or its kind if no name was reported.
func bodyName(v *desk.Visit, d identification.Decision) string {
	if d.Name != "" {
		return d.Name
	}
	return bodyKind(v, d)
}

func bodyKind(v *desk.Visit, d identification.Decision) string {
	if d.Kind == "" {
		return v.Text("decision.unnamed")
	}
	return v.Text("identification.body." + string(d.Kind))
}

func decidedOn(v *desk.Visit, d identification.Decision) string {
	if d.On.IsZero() {
		return v.Text("decision.no_day")
	}
	return v.T.Date(d.On)
}

func reportedNote(v *desk.Visit, d identification.Decision) string {
	switch {
	case d.FromFile:
		return v.Text("decision.from_file")
	case d.Reported:
		return v.Text("identification.reported_of", "body", bodyName(v, d))
	}
	return ""
}

// newDecision asks what was decided, by whom and under which law.
func newDecision(v *desk.Visit) error { return decisionForm(v, v.Filled(url.Values{}), nil) }

// isAuthority reports whether the actor's own organisation can decide.
func isAuthority(v *desk.Visit) bool {
	return identification.BodyOf(v.Session.Actor().Sector).Authority()
}

func decisionForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	l := w.Screening
	if !l.MayDecide && (len(problems) == 0 || !l.Case.Status.Closed()) {
		return casefile.ClosedOr(v, l.Case)
	}
	q := v.Ask("decision", in, problems)
	q.Choose("status", desk.ChooseFrom(v, "identification.status", identification.Statuses))
	if isAuthority(v) {
		q.Choose("whose", []page.Choice{
			{Value: "own", Text: v.Text("decision.whose.own", "name", v.Session.Actor().OrgName)},
			{Value: "other", Text: v.Text("decision.whose.other")},
		})
		q.Heading("body")
	}
	q.Input("name", "off")
	q.Choose("kind", desk.ChooseFrom(v, "identification.body", identification.Bodies))
	q.Pick("country", v.CountryOptions())
	if isAuthority(v) {
		q.Heading("both")
	}
	q.Input("law", "off")
	q.Date("on")
	q.Long("grounds")
	p := casefile.FormPage{Base: v.Base("page.decision_new"), Case: casefile.HeadOf(v, l.Case), Lead: v.Text("decision.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: screeningAt(l.Case.ID)}
	p.Told = casefile.ToldBefore(v, w)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/cases/" + string(l.Case.ID) + "/decision/new", Rows: q.Rows, Save: page.Button{Text: v.Text("decision.save")}}
	return desk.Show(v, casefile.FormView, p)
}

// decided reads the form. A decision of another body is a reported one and needs its
// name.
//
// Source: ACTIP 14.1
func decided(v *desk.Visit) (identification.Decision, []field.Problem) {
	a := v.Session.Actor()
	d := identification.Decision{
		Status: identification.Status(v.Sent("status")), Kind: identification.Body(v.Sent("kind")), Name: v.Sent("name"),
		Country: lindung.Country(v.Sent("country")), Law: v.Sent("law"), Grounds: v.Sent("grounds"), Reported: true,
	}
	var problems []field.Problem
	if isAuthority(v) {
		problems = desk.Missing(v.Form(), "whose")
		d.Reported = v.Sent("whose") != "own"
	}
	if !d.Reported {
		d.Kind, d.Name, d.Country = identification.BodyOf(a.Sector), a.OrgName, a.Country
	}
	on, bad := v.DateOf("on")
	if bad != nil {
		problems = append(problems, *bad)
	}
	d.On = on
	if d.Country != "" && !slices.ContainsFunc(v.T.Countries(), func(n i18n.Name) bool { return n.Code == string(d.Country) }) {
		problems = append(problems, field.Problem{Field: "country", Key: "problem.country"})
	}
	for _, p := range d.Problems(v.Now()) {
		if bad == nil || p.Field != "on" {
			problems = append(problems, p)
		}
	}
	return d, problems
}

// recordDecision records it, as an act of its own.
func recordDecision(v *desk.Visit) error {
	d, problems := decided(v)
	if len(problems) > 0 {
		return decisionForm(v, v.Form(), problems)
	}
	_, err := identification.Decide(v.Ctx(), v.Act(desk.Done(screeningAt(casefile.ID(v)), "decision_recorded")), casefile.ID(v), d)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return decisionForm(v, v.Form(), problems)
	}
	return v.Acted()
}

var decisionAsks = desk.Asks{Stem: "decision", Words: map[string]desk.Say{
	"status": desk.Code("identification.status"), "kind": desk.Code("identification.body"), "country": desk.SayCountry,
	"whose": func(v *desk.Visit, value string) (string, error) {
		return v.Text("decision.whose."+value, "name", v.Session.Actor().OrgName), nil
	},
}}
