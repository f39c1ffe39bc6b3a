package sharing

import (
	"lindung/internal/desk"
	"lindung/web/casefile"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
)

// basisCard shows a disclosure that rests on law, always as such.
func basisCard(v *desk.Visit, b consent.Basis, names map[lindung.OrgID]string) grantCard {
	now := access.At(v.Node.Now())
	base := "/cases/" + string(b.Case) + "/basis/" + b.ID
	card := grantCard{
		T:     v.T,
		Agree: page.Form{Action: base + "/agree", Save: page.Button{Text: v.Text("consent.basis.agree")}},
		End:   page.Form{Action: base + "/end", Save: page.Button{Text: v.Text("consent.basis.end"), Classes: "govuk-button--secondary"}},
	}
	f := v.Facts()
	f.Add("consent.basis.kind", v.Text("consent.kind."+b.Kind))
	f.Add("consent.recipient", names[b.Recipient])
	f.Add("consent.basis.source", b.Source)
	f.Add("consent.basis.reason", b.Reason)
	f.Add("consent.purpose", v.Text("purpose."+string(b.Purpose)))
	f.Lines("consent.groups", v.GroupNames(b.Groups))
	f.Add("consent.until", v.Day(b.Until.Time()))
	switch {
	case b.EndedAt != 0 || b.Until <= now:
		card.State = page.Tag{Text: v.Text("consent.state.over"), Classes: "l-tag--quiet"}
	case b.AgreedAt == 0:
		card.State = page.Tag{Text: v.Text("consent.state.waiting"), Classes: "l-tag--soon"}
		card.CanAgree = b.ProposedBy != v.Session.Actor().ID && v.Session.Actor().Has(lindung.Supervisor, lindung.DataProtection)
		card.CanEnd = true
	default:
		card.State = page.Tag{Text: v.Text("consent.state.basis"), Classes: "l-tag--soon"}
		card.CanEnd = true
	}
	card.Facts = f.List
	return card
}

// newBasis asks for a disclosure that the law allows without consent.
func newBasis(v *desk.Visit) error {
	in := url.Values{}
	v.PutDay(in, "until", v.Node.Now().AddDate(0, 0, 30))
	return basisForm(v, in, nil)
}

func basisForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	to, err := v.OtherOrgs()
	if err != nil {
		return err
	}
	q := v.Ask("basis", in, problems)
	q.Choose("kind", desk.ChooseFrom(v, "consent.kind", consent.Kinds))
	q.Input("source", "off")
	q.Long("reason")
	q.Pick("recipient", to)
	q.Choose("purpose", desk.ChooseFrom(v, "purpose", []lindung.Purpose{lindung.Assistance, lindung.LawEnforcement, lindung.Identification, lindung.LegalAid}))
	q.Tick("groups", desk.ChooseFrom(v, "group", lindung.Groups))
	q.Date("until")
	p := desk.FormPage{Base: v.Base("page.basis_new"), Lead: v.Text("basis.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("basis.save")}}
	return desk.Show(v, desk.FormView, p)
}

func proposeBasis(v *desk.Visit) error {
	b := consent.Basis{
		Recipient: lindung.OrgID(v.Sent("recipient")), Kind: v.Sent("kind"), Source: v.Sent("source"), Reason: v.Sent("reason"),
		Purpose: lindung.Purpose(v.Sent("purpose")), Groups: desk.GroupsOf(v.Form(), "groups"),
	}
	problems := desk.Missing(v.Form(), "kind", "source", "reason", "recipient", "purpose", "groups")
	until, bad := v.DayOf("until")
	if bad != nil {
		problems = append(problems, *bad)
	}
	b.Until = access.At(until)
	if len(problems) == 0 {
		for _, k := range b.Check(access.At(v.Node.Now())) {
			problems = append(problems, field.Problem{Field: "until", Key: k})
		}
	}
	if len(problems) > 0 {
		return basisForm(v, v.Form(), problems)
	}
	if _, err := consent.Propose(v.Ctx(), v.Session, cases.On(casefile.ID(v)), b); err != nil {
		return err
	}
	return v.Done("/cases/"+string(casefile.ID(v))+"/consent", "basis_proposed")
}

func agreeBasis(v *desk.Visit) error {
	if err := consent.Agree(v.Ctx(), v.Session, cases.On(casefile.ID(v)), v.ID("basis")); err != nil {
		return err
	}
	return v.Done("/bases", "basis_agreed")
}

func endBasis(v *desk.Visit) error {
	if err := consent.End(v.Ctx(), v.Session, cases.On(casefile.ID(v)), v.ID("basis")); err != nil {
		return err
	}
	return v.Done("/cases/"+string(casefile.ID(v))+"/consent", "basis_ended")
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
func listBases(v *desk.Visit) error {
	all, err := consent.ListWaiting(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	names, err := v.OrgNames()
	if err != nil {
		return err
	}
	p := basesPage{Base: v.Base("page.bases")}
	for _, b := range all {
		p.Cards = append(p.Cards, basisLine{b.Number, basisCard(v, b.Basis, names)})
	}
	return desk.Show(v, basesView, p)
}
