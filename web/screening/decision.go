package screening

import (
	"net/url"
	"slices"
	"strings"

	"lindung/internal/desk"
	"lindung/web/casefile"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/i18n"
	"lindung/identification"
	"lindung/internal/page"
	"lindung/referral"
)

// decisionCard is one decision of one body, and what became of it.
type decisionCard struct {
	Status   page.Tag
	Body     string
	State    string // where it is in its life, where that is not said by its status
	Reported string // it was made elsewhere
	Facts    page.SummaryList
	Changes  []string
	Change   page.Link // to say what became of it
}

// decisionCards sorts the decisions into current ones and those that hold no longer.
func decisionCards(v *desk.Visit, l identification.Overview) (standing, earlier []decisionCard) {
	current := l.CurrentDecisions()
	holds := func(d identification.Decision) bool {
		return slices.ContainsFunc(current, func(e identification.Decision) bool { return e.ID == d.ID })
	}
	for _, d := range current {
		standing = append(standing, cardOfDecision(v, l, d))
	}
	for _, d := range l.Decisions {
		if !holds(d) {
			earlier = append(earlier, cardOfDecision(v, l, d))
		}
	}
	return standing, earlier
}

func cardOfDecision(v *desk.Visit, l identification.Overview, d identification.Decision) decisionCard {
	c := decisionCard{
		Status: page.Tag{Text: v.Text("identification.status." + string(d.Status))},
		Body:   bodyName(v, d), Reported: reportedNote(v, d), State: stateNote(v, d),
	}
	f := v.Facts()
	f.Add("decision.kind", bodyKind(v, d))
	if d.Country != "" {
		f.Add("decision.country", v.T.Country(d.Country))
	}
	f.Add("decision.law", d.Law)
	f.Add("decision.on", decidedOn(v, d))
	f.Add("decision.acts", codes(v, "identification.acts", d.Found.Acts))
	f.Add("decision.means", codes(v, "identification.means", d.Found.Means))
	f.Add("decision.ends", codes(v, "identification.ends", d.Found.Ends))
	f.Add("decision.grounds", d.Grounds)
	f.Add("decision.replaced", namedIn(v, l.Decisions, d.Replaces))
	f.Add("decision.recognises", namedIn(v, append(slices.Clone(l.Decisions), l.Elsewhere...), d.Recognises))
	if d.Team != "" {
		f.Add("decision.team", v.Text("decision.team.yes"))
	}
	if d.Referral != "" && !d.Asked {
		f.Add("decision.came_back", v.Text("decision.came_back.yes"))
	}
	recorded := v.DayOn(d.At.Time())
	if name := l.Who[d.By]; name != "" {
		recorded = v.Text("decision.recorded_by", "day", recorded, "name", name)
	}
	f.Add("decision.recorded", recorded)
	c.Facts = f.List
	for _, x := range d.Changes {
		c.Changes = append(c.Changes, changeLine(v, x))
	}
	if l.MayDecide && !d.Asked && !d.FromFile && len(d.Chosen()) > 0 {
		c.Change = page.Link{Text: v.Text("page.decision_change"), Href: casefile.Path(l.Case.ID) + "/decision/" + d.ID}
	}
	return c
}

// stateNote says where a decision is in its life; "" where its status says it.
func stateNote(v *desk.Visit, d identification.Decision) string {
	switch d.State {
	case identification.Presumed, identification.Positive, identification.Negative, "":
		return ""
	}
	return v.Text("identification.state." + string(d.State))
}

func changeLine(v *desk.Visit, c identification.Change) string {
	key := "decision.change." + string(c.To)
	if c.To == identification.Positive || c.To == identification.Negative {
		key = "decision.change.confirmed"
	}
	text := v.Text(key, "day", v.T.Date(c.On))
	for _, more := range []string{c.Law, c.Grounds} {
		if more != "" {
			text = v.Text("decision.change.more", "text", text, "more", more)
		}
	}
	return text
}

// codes are the names of codes, in one line.
func codes(v *desk.Visit, stem string, all []string) string {
	names := make([]string, len(all))
	for i, code := range all {
		names[i] = v.Text(stem + "." + code)
	}
	return strings.Join(names, v.Text("common.list_separator"))
}

// namedIn names a decision by its body, its day and its status; "" for none.
func namedIn(v *desk.Visit, all []identification.Decision, id string) string {
	at := slices.IndexFunc(all, func(d identification.Decision) bool { return id != "" && d.ID == id })
	if at < 0 {
		return ""
	}
	return nameOf(v, all[at])
}

func nameOf(v *desk.Visit, d identification.Decision) string {
	return v.Text("decision.named", "status", v.Text("identification.status."+string(d.Status)), "body", bodyName(v, d), "day", decidedOn(v, d))
}

// recognised is the decision of an authority of another state that the actor's respects,
// in the case or in the one that asks for a decision.
//
// Source: ACTIP 14.2
func recognised(v *desk.Visit, l identification.Overview) (identification.Decision, bool) {
	return identification.Recognised(append(slices.Clone(l.Decisions), l.Elsewhere...), v.Session.Actor().Country)
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
	case d.Asked:
		return v.Text("decision.asked", "body", bodyName(v, d), "day", decidedOn(v, d), "law", d.Law)
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

// The answers to who has decided: the actor's organisation, by itself, or in that it
// respects the decision of another; or somebody else.
const (
	ownDecision   = "own"
	ownRecognises = "recognises"
	ofOther       = "other"
)

func decisionForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	l, err := dossier.ReadDecisions(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !l.MayDecide && (len(problems) == 0 || !l.Case.Status.Closed()) {
		return casefile.ClosedOr(v, l.Case)
	}
	q := v.Ask("decision", in, problems)
	if isAuthority(v) {
		whose := []page.Choice{{Value: ownDecision, Text: v.Text("decision.whose.own", "name", v.Session.Actor().OrgName)}}
		if d, ok := identification.Recognised(l.Elsewhere, v.Session.Actor().Country); ok {
			whose = append(whose, page.Choice{Value: ownRecognises, Text: v.Text("decision.whose.recognises", "what", nameOf(v, d))})
		}
		q.Choose("whose", append(whose, page.Choice{Value: ofOther, Text: v.Text("decision.whose.other")}))
	}
	q.Choose("status", desk.ChooseFrom(v, "identification.status", identification.Statuses))
	q.Input("law", "off")
	q.Date("on")
	q.Heading("found")
	q.Tick("acts", desk.ChooseFrom(v, "identification.acts", identification.Acts))
	q.Tick("means", desk.ChooseFrom(v, "identification.means", identification.MeansList))
	q.Tick("ends", desk.ChooseFrom(v, "identification.ends", identification.Ends))
	q.Long("grounds")
	if earlier := replaceable(v, l); len(earlier) > 0 {
		q.Choose("replaces", append([]page.Choice{{Value: "", Text: v.Text("decision.replaces.none")}}, earlier...))
	}
	if isAuthority(v) {
		if err := askTeam(v, q, l.Case); err != nil {
			return err
		}
		q.Heading("body")
	}
	q.Input("name", "off")
	q.Choose("kind", desk.ChooseFrom(v, "identification.body", identification.Bodies))
	q.Pick("country", v.CountryOptions())
	p := casefile.FormPage{Base: v.Base("page.decision_new"), Case: casefile.HeadOf(v, l.Case), Lead: v.Text("decision.lead")}
	if r := w.OpenedFor; r.AsksDecision() && isAuthority(v) {
		key := "decision.lead.asked"
		if !r.Backing.InForce {
			key = "decision.lead.asked_ended"
		}
		p.Lead = v.Text("decision.lead.and", "first", p.Lead, "then", v.Text(key, "name", r.FromName))
	}
	if l.Case.Child {
		p.Lead = v.Text("decision.lead.and", "first", p.Lead, "then", v.Text("decision.lead.child"))
	}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: screeningAt(l.Case.ID)}
	p.Told = casefile.ToldBefore(v, w)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/cases/" + string(l.Case.ID) + "/decision/new", Rows: q.Rows, Save: page.Button{Text: v.Text("decision.save")}}
	return desk.Show(v, casefile.FormView, p)
}

// replaceable are the current decisions that another one can replace.
func replaceable(v *desk.Visit, l identification.Overview) []page.Choice {
	var all []page.Choice
	for _, d := range l.CurrentDecisions() {
		if !d.FromFile {
			all = append(all, page.Choice{Value: d.ID, Text: nameOf(v, d)})
		}
	}
	return all
}

// askTeam asks, where bodies have met on the case and said what they hold, whether they
// decide together.
func askTeam(v *desk.Visit, q *desk.Questions, c cases.Case) error {
	_, all, _, err := dossier.ReadConferences(v.Ctx(), v.Session, c.ID)
	if err != nil {
		return err
	}
	var teams []page.Choice
	for _, one := range all {
		if slices.ContainsFunc(one.Members, func(m referral.Member) bool { return m.Holds != "" }) {
			teams = append(teams, page.Choice{Value: one.ID, Text: v.Text("decision.team.of", "day", v.When(one.At.Time()))})
		}
	}
	if len(teams) > 0 {
		q.Choose("team", append([]page.Choice{{Value: "", Text: v.Text("decision.team.alone")}}, teams...))
	}
	return nil
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
		Found:    identification.Elements{Acts: v.Form()["acts"], Means: v.Form()["means"], Ends: v.Form()["ends"]},
		Replaces: v.Sent("replaces"),
	}
	var problems []field.Problem
	if isAuthority(v) {
		problems = desk.Missing(v.Form(), "whose")
		d.Reported = v.Sent("whose") == ofOther || v.Sent("whose") == ""
	}
	if !d.Reported {
		d.Kind, d.Name, d.Country, d.Team = identification.BodyOf(a.Sector), a.OrgName, a.Country, v.Sent("team")
	}
	on, bad := v.DateOf("on")
	if bad != nil {
		problems = append(problems, *bad)
	}
	d.On = on
	if d.Country != "" && !slices.ContainsFunc(v.T.Countries(), func(n i18n.Name) bool { return n.Code == string(d.Country) }) {
		problems = append(problems, field.Problem{Field: "country", Key: "problem.country"})
	}
	if len(problems) > 0 { // all that has to be mended is said at once
		for _, p := range d.Problems(v.Now(), true) {
			if bad == nil || p.Field != "on" {
				problems = append(problems, p)
			}
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
	id, done := casefile.ID(v), "decision_recorded"
	if v.Sent("whose") == ownRecognises {
		l, err := dossier.ReadDecisions(v.Ctx(), v.Session, id)
		if err != nil {
			return err
		}
		of, _ := identification.Recognised(l.Elsewhere, v.Session.Actor().Country)
		d.Recognises, d.Status, d.Found = of.ID, identification.Actual, identification.Elements{}
	}
	_, err := dossier.Decide(v.Ctx(), v.Act(desk.Done(screeningAt(id), done)), id, d)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return decisionForm(v, v.Form(), problems)
	}
	return v.Acted()
}

// decisionAt returns the decision that the address names, of an own case that the actor
// may change.
func decisionAt(v *desk.Visit) (identification.Overview, identification.Decision, error) {
	l, err := dossier.ReadDecisions(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return l, identification.Decision{}, err
	}
	at := slices.IndexFunc(l.Decisions, func(d identification.Decision) bool { return d.ID == v.ID("decision") && !d.Asked })
	if at < 0 {
		return l, identification.Decision{}, lindung.ErrNotFound
	}
	return l, l.Decisions[at], nil
}

// askChange asks what became of a decision.
func askChange(v *desk.Visit) error { return changeForm(v, v.Filled(url.Values{}), nil) }

func changeForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	l, d, err := decisionAt(v)
	if err != nil {
		return err
	}
	if !l.MayDecide {
		return casefile.ClosedOr(v, l.Case)
	}
	to := d.Chosen()
	if len(to) == 0 {
		return v.GoTo(screeningAt(l.Case.ID))
	}
	q := v.Ask("decision.change", in, problems)
	q.Choose("to", changeChoices(v, to))
	q.Input("law", "off")
	q.Date("on")
	q.Long("grounds")
	p := casefile.FormPage{Base: v.Base("page.decision_change"), Case: casefile.HeadOf(v, l.Case), Lead: v.Text("decision.change.lead", "what", nameOf(v, d))}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: screeningAt(l.Case.ID)}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: casefile.Path(l.Case.ID) + "/decision/" + d.ID, Rows: q.Rows, Save: page.Button{Text: v.Text("decision.change.save")}}
	return desk.Show(v, casefile.FormView, p)
}

func changeChoices(v *desk.Visit, to []identification.State) []page.Choice {
	all := make([]page.Choice, len(to))
	for i, s := range to {
		all[i] = page.Choice{Value: string(s), Text: v.Text("decision.change.to." + string(s))}
	}
	return all
}

// saveChange records what became of a decision.
func saveChange(v *desk.Visit) error {
	on, bad := v.DateOf("on")
	if bad != nil {
		return changeForm(v, v.Form(), []field.Problem{*bad})
	}
	c := identification.Change{To: identification.State(v.Sent("to")), Law: v.Sent("law"), Grounds: v.Sent("grounds"), On: on}
	id := casefile.ID(v)
	err := dossier.ChangeDecision(v.Ctx(), v.Act(desk.Done(screeningAt(id), "decision_changed")), id, v.ID("decision"), c)
	problems, err := v.Problems(err)
	if err != nil {
		return orClosed(v, err)
	}
	if len(problems) > 0 {
		return changeForm(v, v.Form(), problems)
	}
	return v.Acted()
}

var decisionAsks = desk.Asks{Stem: "decision", Words: map[string]desk.Say{
	"status": desk.Code("identification.status"), "kind": desk.Code("identification.body"), "country": desk.SayCountry,
	"acts": desk.Code("identification.acts"), "means": desk.Code("identification.means"), "ends": desk.Code("identification.ends"),
	"whose": func(v *desk.Visit, value string) (string, error) {
		if value == ownRecognises {
			return v.Text("decision.whose.recognised"), nil
		}
		return v.Text("decision.whose."+value, "name", v.Session.Actor().OrgName), nil
	},
	"replaces": func(v *desk.Visit, value string) (string, error) {
		l, err := dossier.ReadDecisions(v.Ctx(), v.Session, casefile.ID(v))
		return namedIn(v, l.Decisions, value), err
	},
	"team": func(v *desk.Visit, value string) (string, error) {
		if value == "" {
			return "", nil
		}
		return v.Text("decision.team.yes"), nil
	},
}}

var changeAsks = desk.Asks{Stem: "decision.change", Words: map[string]desk.Say{"to": desk.Code("decision.change.to")}}
