package web

import (
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
	Case   caseHead
	Live   []grantCard
	Ended  []grantCard
	Bases  []grantCard
	Give   page.Button
	Basis  page.Button
	Texts  []page.Link
	Change bool // the actor may give and change
}

// caseHead is what stands above every page of a case.
type caseHead struct{ Number, Called, Href string }

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

func (v *visit) caseID() lindung.CaseID { return lindung.CaseID(v.id("id")) }

// showConsent shows what a person has agreed to, and what has ended.
func showConsent(v *visit) error {
	id := v.caseID()
	c, err := cases.Read(v.ctx(), v.session, id)
	if err != nil {
		return err
	}
	ledger, err := consent.Read(v.ctx(), v.session, cases.On(id))
	if err != nil {
		return err
	}
	names, err := v.orgNames()
	if err != nil {
		return err
	}
	p := consentPage{Base: v.base("page.consent"), Case: v.head(c), Change: !c.Status.Closed() && c.Own}
	p.Back = &page.BackLink{Text: v.text("consent.back", "number", c.Number), Href: p.Case.Href}
	p.Give = page.Button{Text: v.text("consent.give"), Href: p.Case.Href + "/consent/new"}
	p.Basis = page.Button{Text: v.text("consent.basis.propose"), Href: p.Case.Href + "/basis/new", Classes: "govuk-button--secondary"}
	now := access.At(v.node.Now())
	for _, g := range ledger.Grants {
		card := v.grantCard(g, names)
		if g.Live(now) || g.WithdrawnAt == 0 && g.From > now {
			p.Live = append(p.Live, card)
		} else {
			p.Ended = append(p.Ended, card)
		}
	}
	for _, b := range ledger.Bases {
		p.Bases = append(p.Bases, v.basisCard(b, names))
	}
	for _, t := range consent.Texts() {
		p.Texts = append(p.Texts, page.Link{Text: v.t.Text("lang." + t.Lang), Href: "/consent/text/" + t.Lang})
	}
	return show(v, consentView, p)
}

// otherOrgs are the organisations that something can be shown to.
func (v *visit) otherOrgs() ([]page.Option, error) {
	orgs, err := access.Orgs(v.ctx(), v.session)
	var all []page.Option
	for _, o := range orgs {
		if o.ID != v.session.Actor().Org {
			all = append(all, page.Option{Value: string(o.ID), Text: v.text("consent.org_line", "name", o.Name, "sector", v.text("sector."+string(o.Sector)), "country", v.t.Country(o.Country))})
		}
	}
	return all, err
}

// orgNames returns the names of the organisations of the node.
func (v *visit) orgNames() (map[lindung.OrgID]string, error) {
	all, err := access.Orgs(v.ctx(), v.session)
	names := map[lindung.OrgID]string{}
	for _, o := range all {
		names[o.ID] = o.Name
	}
	return names, err
}

func (v *visit) grantCard(g consent.Grant, names map[lindung.OrgID]string) grantCard {
	now := access.At(v.node.Now())
	to := names[g.Recipient]
	if g.Outside {
		to = g.Detail.Body
	}
	base := "/cases/" + string(g.Case) + "/consent/" + string(g.ID)
	card := grantCard{T: v.t, Sheet: base + "/sheet"}
	facts := v.facts()
	facts.add("consent.recipient", to)
	facts.add("consent.purpose", v.text("purpose."+string(g.Purpose)))
	facts.lines("consent.groups", v.groupNames(g.Groups))
	facts.add("consent.until", v.day(g.Until.Time()))
	facts.add("consent.read_in", v.text("consent.read_in_text", "language", v.text("lang."+g.Lang), "version", g.TextVersion))
	facts.add("consent.explained_by", g.Detail.ExplainedBy)
	facts.add("consent.interpreter", g.Detail.Interpreter)
	facts.add("consent.witness", g.Detail.Witness)
	facts.add("consent.guardian", g.Detail.Guardian)
	facts.add("consent.no_guardian", g.Detail.NoGuardian)
	facts.add("consent.words", g.Detail.Words)
	switch {
	case g.WithdrawnAt != 0:
		card.State = page.Tag{Text: v.text("consent.state.withdrawn"), Classes: "l-tag--quiet"}
		facts.add("consent.withdrawn_at", v.when(g.WithdrawnAt.Time()))
	case g.Until <= now:
		card.State = page.Tag{Text: v.text("consent.state.over"), Classes: "l-tag--quiet"}
	default:
		card.State = page.Tag{Text: v.text("consent.state.live"), Classes: "l-tag--done"}
		if g.OpenedAt != 0 {
			facts.add("consent.open", v.text("consent.open_since", "when", v.t.Moment(v.local(g.OpenedAt.Time()))))
		} else if !g.Outside {
			facts.add("consent.open", v.text("consent.not_open"))
		}
		card.Withdraw, card.Change = base+"/withdraw", base+"/change"
	}
	card.Facts = facts.list
	return card
}

// facts builds a summary list, leaving out what is empty.
type facts struct {
	v    *visit
	list page.SummaryList
}

func (v *visit) facts() *facts { return &facts{v: v} }

func (f *facts) add(label, value string) {
	if strings.TrimSpace(value) != "" {
		f.lines(label, strings.Split(value, "\n"))
	}
}

func (f *facts) lines(label string, values []string) {
	if len(values) == 0 {
		return
	}
	f.list.Rows = append(f.list.Rows, page.SummaryRow{
		Key: page.SummaryText{Text: f.v.text(label)}, Value: page.SummaryText{Text: values[0], Lines: values[1:]},
	})
}

func (v *visit) groupNames(gs []lindung.Group) []string {
	all := make([]string, len(gs))
	for i, g := range gs {
		all[i] = v.text("group." + string(g))
	}
	return all
}

// asked are the questions of the first of the two pages on which consent is
// written down; they travel with the second.
var asked = []string{"recipient", "body", "purpose", "groups", "until-day", "until-month", "until-year"}

// newConsent asks with whom, what for, which groups and until when.
func newConsent(v *visit) error {
	in := url.Values{}
	if to := v.query("to"); lindung.IsID(to) {
		in.Set("recipient", to)
	}
	v.putDay(in, "until", v.node.Now().AddDate(0, 0, 90))
	return v.consentTerms(in, nil)
}

func (v *visit) consentTerms(in url.Values, problems []field.Problem) error {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	to, err := v.otherOrgs()
	if err != nil {
		return err
	}
	q := v.ask("consent", in, problems)
	q.pick("recipient", to)
	q.input("body", "off")
	q.choose("purpose", choices(v, "purpose", []lindung.Purpose{
		lindung.Assistance, lindung.LegalAid, lindung.Identification, lindung.LawEnforcement, lindung.Return, lindung.Tracing, lindung.OwnRequest,
	}))
	q.tick("groups", choices(v, "group", lindung.Groups))
	q.date("until")
	p := formPage{Base: v.base("page.consent_new"), Lead: v.text("consent.new.lead", "name", v.calledIn(c))}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: v.r.URL.Path, Rows: q.rows, Save: page.Button{Text: v.text("common.continue"), Name: "step", Value: "how"}}
	return show(v, formView, p)
}

// terms reads the first page. A form that comes back from the second is read
// again, since nothing was kept in between.
func (v *visit) terms() (consent.Grant, []field.Problem) {
	in := v.form()
	g := consent.Grant{
		Recipient: lindung.OrgID(v.sent("recipient")), Purpose: lindung.Purpose(v.sent("purpose")),
		Groups: groupsOf(in, "groups"), From: access.At(v.node.Now()),
	}
	g.Detail.Body = v.sent("body")
	g.Outside = g.Recipient == "" && g.Detail.Body != ""
	problems := missing(in, "purpose", "groups")
	switch {
	case g.Recipient == "" && !g.Outside:
		problems = append(problems, field.Problem{Field: "recipient", Key: "consent.problem.recipient"})
	case g.Recipient != "" && g.Detail.Body != "":
		problems = append(problems, field.Problem{Field: "body", Key: "consent.problem.both"})
	}
	until, bad := v.dayOf("until")
	if bad != nil {
		return g, append(problems, *bad)
	}
	g.Until = access.At(until)
	if g.Until <= g.From {
		problems = append(problems, field.Problem{Field: "until", Key: "consent.problem.until"})
	} else if until.Sub(v.node.Now()) > consent.Longest {
		problems = append(problems, field.Problem{Field: "until", Key: "consent.problem.long"})
	}
	return g, problems
}

// giveConsent takes either page: the first leads to the second, the second
// stores the grant.
func giveConsent(v *visit) error {
	g, problems := v.terms()
	if len(problems) > 0 || v.sent("step") == "terms" {
		return v.consentTerms(v.form(), problems)
	}
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	g.Child = c.Child
	if v.sent("step") == "how" {
		in := v.form()
		in.Set("explained_by", v.session.Actor().Name)
		in.Set("text", defaultText(v.t.Lang()))
		return v.consentHow(c, in, nil)
	}
	v.how(&g)
	if bad := g.Check(access.At(v.node.Now())); len(bad) > 0 {
		return v.consentHow(c, v.form(), howProblems(bad))
	}
	if old := v.id("grant"); old != "" {
		err = v.replaceGrant(c, lindung.GrantID(old), g)
	} else {
		_, err = consent.Give(v.ctx(), v.session, cases.On(c.ID), g)
	}
	if err != nil {
		return err
	}
	return v.done("/cases/"+string(c.ID)+"/consent", "consent_given")
}

// replaceGrant narrows a grant when the new one gives nothing more, which
// always works, and else changes it.
func (v *visit) replaceGrant(c cases.Case, old lindung.GrantID, g consent.Grant) error {
	ledger, err := consent.Read(v.ctx(), v.session, cases.On(c.ID))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(ledger.Grants, func(x consent.Grant) bool { return x.ID == old })
	if i < 0 {
		return lindung.ErrNotFound
	}
	g.From = max(g.From, ledger.Grants[i].From)
	if consent.Narrower(g, ledger.Grants[i]) {
		_, err = consent.Narrow(v.ctx(), v.session, cases.On(c.ID), old, g)
	} else {
		_, err = consent.Change(v.ctx(), v.session, cases.On(c.ID), old, g)
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
func (v *visit) how(g *consent.Grant) {
	g.Lang, g.TextVersion, _ = strings.Cut(v.sent("text"), ".")
	d := &g.Detail
	d.ExplainedBy, d.Interpreter, d.Witness = v.sent("explained_by"), v.sent("interpreter"), v.sent("witness")
	d.Guardian, d.NoGuardian, d.Words = v.sent("guardian"), v.sent("no_guardian"), v.sent("words")
	d.Assent = v.sent("assent") == "yes"
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
func (v *visit) consentHow(c cases.Case, in url.Values, problems []field.Problem) error {
	q := v.ask("consent", in, problems)
	var texts []page.Choice
	for _, t := range consent.Texts() {
		texts = append(texts, page.Choice{Value: t.Lang + "." + t.Version, Text: v.text("consent.text_line", "language", v.text("lang."+t.Lang), "version", t.Version)})
	}
	q.choose("text", texts)
	q.input("explained_by", "off")
	q.input("interpreter", "off")
	q.input("witness", "off")
	if c.Child {
		q.heading("for_child")
		q.choose("assent", []page.Choice{{Value: "yes", Text: v.text("consent.assent.yes")}, {Value: "no", Text: v.text("consent.assent.no")}})
		q.input("guardian", "off")
		q.input("no_guardian", "off")
	}
	q.long("words")
	p := formPage{Base: v.base("page.consent_how"), Lead: v.text("consent.how.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	q.mark(&p.Base)
	p.Form = page.Form{
		Action: v.r.URL.Path, Hidden: carry(in, asked...), Rows: q.rows,
		Save: page.Button{Text: v.text("consent.save"), Name: "step", Value: "store"},
	}
	return show(v, formView, p)
}

// changeConsent shows a grant in the form, to be narrowed or, after asking the
// person again, widened.
func changeConsent(v *visit) error {
	g, _, err := v.grant()
	if err != nil {
		return err
	}
	in := url.Values{"recipient": {string(g.Recipient)}, "body": {g.Detail.Body}, "purpose": {string(g.Purpose)}}
	for _, x := range g.Groups {
		in.Add("groups", string(x))
	}
	v.putDay(in, "until", g.Until.Time())
	return v.consentTerms(in, nil)
}

// grant returns the grant that the address names.
func (v *visit) grant() (consent.Grant, cases.Case, error) {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return consent.Grant{}, c, err
	}
	ledger, err := consent.Read(v.ctx(), v.session, cases.On(c.ID))
	if err != nil {
		return consent.Grant{}, c, err
	}
	for _, g := range ledger.Grants {
		if string(g.ID) == v.id("grant") {
			return g, c, nil
		}
	}
	return consent.Grant{}, c, lindung.ErrNotFound
}
