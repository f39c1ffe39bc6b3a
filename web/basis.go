package web

import (
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
)

// basisCard shows a disclosure that rests on law, always as such.
func (v *visit) basisCard(b consent.Basis, names map[lindung.OrgID]string) grantCard {
	now := access.At(v.node.Now())
	base := "/cases/" + string(b.Case) + "/basis/" + b.ID
	card := grantCard{
		T:     v.t,
		Agree: page.Form{Action: base + "/agree", Save: page.Button{Text: v.text("consent.basis.agree")}},
		End:   page.Form{Action: base + "/end", Save: page.Button{Text: v.text("consent.basis.end"), Classes: "govuk-button--secondary"}},
	}
	f := v.facts()
	f.add("consent.basis.kind", v.text("consent.kind."+b.Kind))
	f.add("consent.recipient", names[b.Recipient])
	f.add("consent.basis.source", b.Source)
	f.add("consent.basis.reason", b.Reason)
	f.add("consent.purpose", v.text("purpose."+string(b.Purpose)))
	f.lines("consent.groups", v.groupNames(b.Groups))
	f.add("consent.until", v.day(b.Until.Time()))
	switch {
	case b.EndedAt != 0 || b.Until <= now:
		card.State = page.Tag{Text: v.text("consent.state.over"), Classes: "l-tag--quiet"}
	case b.AgreedAt == 0:
		card.State = page.Tag{Text: v.text("consent.state.waiting"), Classes: "l-tag--soon"}
		card.CanAgree = b.ProposedBy != v.session.Actor().ID && v.session.Actor().Has(lindung.Supervisor, lindung.DataProtection)
		card.CanEnd = true
	default:
		card.State = page.Tag{Text: v.text("consent.state.basis"), Classes: "l-tag--soon"}
		card.CanEnd = true
	}
	card.Facts = f.list
	return card
}

// newBasis asks for a disclosure that the law allows without consent.
func newBasis(v *visit) error {
	in := url.Values{}
	v.putDay(in, "until", v.node.Now().AddDate(0, 0, 30))
	return v.basisForm(in, nil)
}

func (v *visit) basisForm(in url.Values, problems []field.Problem) error {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	to, err := v.otherOrgs()
	if err != nil {
		return err
	}
	q := v.ask("basis", in, problems)
	q.choose("kind", choices(v, "consent.kind", consent.Kinds))
	q.input("source", "off")
	q.long("reason")
	q.pick("recipient", to)
	q.choose("purpose", choices(v, "purpose", []lindung.Purpose{lindung.Assistance, lindung.LawEnforcement, lindung.Identification, lindung.LegalAid}))
	q.tick("groups", choices(v, "group", lindung.Groups))
	q.date("until")
	p := formPage{Base: v.base("page.basis_new"), Lead: v.text("basis.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: v.r.URL.Path, Rows: q.rows, Save: page.Button{Text: v.text("basis.save")}}
	return show(v, formView, p)
}

func proposeBasis(v *visit) error {
	b := consent.Basis{
		Recipient: lindung.OrgID(v.sent("recipient")), Kind: v.sent("kind"), Source: v.sent("source"), Reason: v.sent("reason"),
		Purpose: lindung.Purpose(v.sent("purpose")), Groups: groupsOf(v.form(), "groups"),
	}
	problems := missing(v.form(), "kind", "source", "reason", "recipient", "purpose", "groups")
	until, bad := v.dayOf("until")
	if bad != nil {
		problems = append(problems, *bad)
	}
	b.Until = access.At(until)
	if len(problems) == 0 {
		for _, k := range b.Check(access.At(v.node.Now())) {
			problems = append(problems, field.Problem{Field: "until", Key: k})
		}
	}
	if len(problems) > 0 {
		return v.basisForm(v.form(), problems)
	}
	if _, err := consent.Propose(v.ctx(), v.session, cases.On(v.caseID()), b); err != nil {
		return err
	}
	return v.done("/cases/"+string(v.caseID())+"/consent", "basis_proposed")
}

func agreeBasis(v *visit) error {
	if err := consent.Agree(v.ctx(), v.session, cases.On(v.caseID()), v.id("basis")); err != nil {
		return err
	}
	return v.done("/bases", "basis_agreed")
}

func endBasis(v *visit) error {
	if err := consent.End(v.ctx(), v.session, cases.On(v.caseID()), v.id("basis")); err != nil {
		return err
	}
	return v.done("/cases/"+string(v.caseID())+"/consent", "basis_ended")
}

type basesPage struct {
	page.Base
	Cards []basisLine
}

type basisLine struct {
	Number string
	grantCard
}

var basesView = page.NewView[basesPage]("bases")

// listBases shows what waits for a second actor.
func listBases(v *visit) error {
	all, err := consent.ListWaiting(v.ctx(), v.session)
	if err != nil {
		return err
	}
	names, err := v.orgNames()
	if err != nil {
		return err
	}
	p := basesPage{Base: v.base("page.bases")}
	for _, b := range all {
		p.Cards = append(p.Cards, basisLine{b.Number, v.basisCard(b.Basis, names)})
	}
	return show(v, basesView, p)
}
