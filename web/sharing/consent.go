package sharing

import (
	"lindung/internal/desk"
	"lindung/web/casefile"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
)

type consentPage struct {
	page.Base
	Case   casefile.Head
	Live   []grantCard
	Ended  []grantCard
	Bases  []grantCard
	Give   page.Button
	Basis  page.Button
	Texts  []page.Link
	Change bool // the actor may give and change
}

// grantCard is one grant or legal basis.
type grantCard struct {
	T        i18n.T
	Facts    page.SummaryList
	State    page.Tag
	Withdraw string // where it can be withdrawn; "" when it has ended
	Change   string
	Sheet    string
	Agree    page.Form
	CanAgree bool
	End      page.Form
	CanEnd   bool
}

var consentView = page.NewView[consentPage]("consent")

// showConsent shows what a person has agreed to, and what has ended.
func showConsent(v *desk.Visit) error {
	id := casefile.ID(v)
	c, err := cases.Read(v.Ctx(), v.Session, id)
	if err != nil {
		return err
	}
	ledger, err := consent.Read(v.Ctx(), v.Session, cases.On(id))
	if err != nil {
		return err
	}
	names, err := v.OrgNames()
	if err != nil {
		return err
	}
	p := consentPage{Base: v.Base("page.consent"), Case: casefile.HeadOf(v, c), Change: !c.Status.Closed() && c.Own}
	p.Back = &page.BackLink{Text: v.Text("consent.back", "number", c.Number), Href: p.Case.Href}
	p.Give = page.Button{Text: v.Text("consent.give"), Href: p.Case.Href + "/consent/new"}
	p.Basis = page.Button{Text: v.Text("consent.basis.propose"), Href: p.Case.Href + "/basis/new", Classes: "govuk-button--secondary"}
	now := access.At(v.Node.Now())
	for _, g := range ledger.Grants {
		card := cardOfGrant(v, g, names)
		if g.Live(now) || g.WithdrawnAt == 0 && g.From > now {
			p.Live = append(p.Live, card)
		} else {
			p.Ended = append(p.Ended, card)
		}
	}
	for _, b := range ledger.Bases {
		p.Bases = append(p.Bases, basisCard(v, b, names))
	}
	for _, t := range consent.Texts() {
		p.Texts = append(p.Texts, page.Link{Text: v.T.Text("lang." + t.Lang), Href: "/consent/text/" + t.Lang})
	}
	return desk.Show(v, consentView, p)
}

func cardOfGrant(v *desk.Visit, g consent.Grant, names map[lindung.OrgID]string) grantCard {
	now := access.At(v.Node.Now())
	to := names[g.Recipient]
	if g.Outside {
		to = g.Detail.Body
	}
	base := "/cases/" + string(g.Case) + "/consent/" + string(g.ID)
	card := grantCard{T: v.T, Sheet: base + "/sheet"}
	facts := v.Facts()
	facts.Add("consent.recipient", to)
	facts.Add("consent.purpose", v.Text("purpose."+string(g.Purpose)))
	facts.Lines("consent.groups", v.GroupNames(g.Groups))
	facts.Add("consent.until", v.Day(g.Until.Time()))
	facts.List.Rows = append(facts.List.Rows, explained(v, g).Rows...)
	facts.Add("consent.words", g.Detail.Words)
	switch {
	case g.WithdrawnAt != 0:
		card.State = page.Tag{Text: v.Text("consent.state.withdrawn"), Classes: "l-tag--quiet"}
		facts.Add("consent.withdrawn_at", v.When(g.WithdrawnAt.Time()))
	case g.Until <= now:
		card.State = page.Tag{Text: v.Text("consent.state.over"), Classes: "l-tag--quiet"}
	default:
		card.State = page.Tag{Text: v.Text("consent.state.live"), Classes: "l-tag--done"}
		if g.OpenedAt != 0 {
			facts.Add("consent.open", v.Text("consent.open_since", "when", v.T.Moment(v.Local(g.OpenedAt.Time()))))
		} else if !g.Outside {
			facts.Add("consent.open", v.Text("consent.not_open"))
		}
		card.Withdraw, card.Change = base+"/withdraw", base+"/change"
	}
	card.Facts = facts.List
	return card
}

// asked are the questions of the first of the two pages on which consent is
// written down; they travel with the second.
var asked = []string{"recipient", "body", "purpose", "groups", "until-day", "until-month", "until-year"}

// newConsent asks with whom, what for, which groups and until when.
func newConsent(v *desk.Visit) error {
	in := url.Values{}
	if to := v.Query("to"); lindung.IsID(to) {
		in.Set("recipient", to)
	}
	v.PutDay(in, "until", v.Node.Now().AddDate(0, 0, 90))
	return consentTerms(v, in, nil)
}

func consentTerms(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	to, err := v.OtherOrgs()
	if err != nil {
		return err
	}
	q := v.Ask("consent", in, problems)
	q.Pick("recipient", to)
	q.Input("body", "off")
	q.Choose("purpose", desk.ChooseFrom(v, "purpose", []lindung.Purpose{
		lindung.Assistance, lindung.LegalAid, lindung.Identification, lindung.LawEnforcement, lindung.Return, lindung.Tracing, lindung.OwnRequest,
	}))
	q.Tick("groups", desk.ChooseFrom(v, "group", lindung.Groups))
	q.Date("until")
	p := desk.FormPage{Base: v.Base("page.consent_new"), Lead: v.Text("consent.new.lead", "name", casefile.CalledIn(v, c))}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("common.continue"), Name: "step", Value: "how"}}
	return desk.Show(v, desk.FormView, p)
}

// terms reads the first page. A form that comes back from the second is read
// again, since nothing was kept in between.
func terms(v *desk.Visit) (consent.Grant, []field.Problem) {
	in := v.Form()
	g := consent.Grant{
		Recipient: lindung.OrgID(v.Sent("recipient")), Purpose: lindung.Purpose(v.Sent("purpose")),
		Groups: desk.GroupsOf(in, "groups"), From: access.At(v.Node.Now()),
	}
	g.Detail.Body = v.Sent("body")
	g.Outside = g.Recipient == "" && g.Detail.Body != ""
	problems := desk.Missing(in, "purpose", "groups")
	switch {
	case g.Recipient == "" && !g.Outside:
		problems = append(problems, field.Problem{Field: "recipient", Key: "consent.problem.recipient"})
	case g.Recipient != "" && g.Detail.Body != "":
		problems = append(problems, field.Problem{Field: "body", Key: "consent.problem.both"})
	}
	until, bad := v.DayOf("until")
	if bad != nil {
		return g, append(problems, *bad)
	}
	g.Until = access.At(until)
	if g.Until <= g.From {
		problems = append(problems, field.Problem{Field: "until", Key: "consent.problem.until"})
	} else if until.Sub(v.Node.Now()) > consent.Longest {
		problems = append(problems, field.Problem{Field: "until", Key: "consent.problem.long"})
	}
	return g, problems
}

// giveConsent takes either page: the first leads to the second, the second
// stores the grant.
func giveConsent(v *desk.Visit) error {
	g, problems := terms(v)
	if len(problems) > 0 || v.Sent("step") == "terms" {
		return consentTerms(v, v.Form(), problems)
	}
	c, err := cases.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	g.Child = c.Mark.Said()
	if v.Sent("step") == "how" {
		in := v.Form()
		in.Set("explained_by", v.Session.Actor().Name)
		in.Set("text", defaultText(v.T.Lang()))
		return consentHow(v, c, in, nil)
	}
	how(v, &g)
	if bad := g.Check(access.At(v.Node.Now())); len(bad) > 0 {
		return consentHow(v, c, v.Form(), howProblems(bad))
	}
	if old := v.ID("grant"); old != "" {
		err = replaceGrant(v, c, lindung.GrantID(old), g)
	} else {
		_, err = consent.Give(v.Ctx(), v.Session, cases.On(c.ID), g)
	}
	if err != nil {
		return err
	}
	return v.Done("/cases/"+string(c.ID)+"/consent", "consent_given")
}

// replaceGrant narrows a grant when the new one gives nothing more, which
// always works, and else changes it.
func replaceGrant(v *desk.Visit, c cases.Case, old lindung.GrantID, g consent.Grant) error {
	ledger, err := consent.Read(v.Ctx(), v.Session, cases.On(c.ID))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(ledger.Grants, func(x consent.Grant) bool { return x.ID == old })
	if i < 0 {
		return lindung.ErrNotFound
	}
	g.From = max(g.From, ledger.Grants[i].From)
	if consent.Narrower(g, ledger.Grants[i]) {
		_, err = consent.Narrow(v.Ctx(), v.Session, cases.On(c.ID), old, g)
	} else {
		_, err = consent.Change(v.Ctx(), v.Session, cases.On(c.ID), old, g)
	}
	return err
}

func defaultText(l i18n.Lang) string {
	for _, t := range consent.Texts() {
		if t.Lang == string(l) {
			return t.Lang + "." + t.Version
		}
	}
	return ""
}

// how reads the second page.
func how(v *desk.Visit, g *consent.Grant) {
	g.Lang, g.TextVersion, _ = strings.Cut(v.Sent("text"), ".")
	d := &g.Detail
	d.ExplainedBy, d.Interpreter, d.Witness = v.Sent("explained_by"), v.Sent("interpreter"), v.Sent("witness")
	d.Guardian, d.NoGuardian, d.Words = v.Sent("guardian"), v.Sent("no_guardian"), v.Sent("words")
	d.Assent = v.Sent("assent") == "yes"
}

// howProblems puts what is missing at its question.
func howProblems(keys []string) []field.Problem {
	at := map[string]string{
		"consent.problem.explained": "explained_by", "consent.problem.text": "text",
		"consent.problem.guardian": "guardian", "consent.problem.assent": "assent",
	}
	all := make([]field.Problem, len(keys))
	for i, k := range keys {
		all[i] = field.Problem{Field: at[k], Key: k}
	}
	return all
}

// consentHow asks how it was explained and who was there.
func consentHow(v *desk.Visit, c cases.Case, in url.Values, problems []field.Problem) error {
	q := v.Ask("consent", in, problems)
	var texts []page.Choice
	for _, t := range consent.Texts() {
		texts = append(texts, page.Choice{Value: t.Lang + "." + t.Version, Text: v.Text("consent.text_line", "language", v.Text("lang."+t.Lang), "version", t.Version)})
	}
	q.Choose("text", texts)
	q.Input("explained_by", "off")
	q.Input("interpreter", "off")
	q.Input("witness", "off")
	if c.Mark.Said() {
		q.Heading("for_child")
		q.Choose("assent", []page.Choice{{Value: "yes", Text: v.Text("consent.assent.yes")}, {Value: "no", Text: v.Text("consent.assent.no")}})
		q.Input("guardian", "off")
		q.Input("no_guardian", "off")
	}
	q.Long("words")
	p := desk.FormPage{Base: v.Base("page.consent_how"), Lead: v.Text("consent.how.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	q.Mark(&p.Base)
	p.Form = page.Form{
		Action: v.Request.URL.Path, Hidden: desk.Carry(in, asked...), Rows: q.Rows,
		Save: page.Button{Text: v.Text("consent.save"), Name: "step", Value: "store"},
	}
	return desk.Show(v, desk.FormView, p)
}

// changeConsent shows a grant in the form, to be narrowed or, after asking the
// person again, widened.
func changeConsent(v *desk.Visit) error {
	g, _, err := grant(v)
	if err != nil {
		return err
	}
	in := url.Values{"recipient": {string(g.Recipient)}, "body": {g.Detail.Body}, "purpose": {string(g.Purpose)}}
	for _, x := range g.Groups {
		in.Add("groups", string(x))
	}
	v.PutDay(in, "until", g.Until.Time())
	return consentTerms(v, in, nil)
}

// grant returns the grant that the address names.
func grant(v *desk.Visit) (consent.Grant, cases.Case, error) {
	c, err := cases.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return consent.Grant{}, c, err
	}
	ledger, err := consent.Read(v.Ctx(), v.Session, cases.On(c.ID))
	if err != nil {
		return consent.Grant{}, c, err
	}
	for _, g := range ledger.Grants {
		if string(g.ID) == v.ID("grant") {
			return g, c, nil
		}
	}
	return consent.Grant{}, c, lindung.ErrNotFound
}
