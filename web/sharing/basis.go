package sharing

import (
	"errors"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

// basisCard shows a legal basis and says that it is based on law. use says how it was
// used.
func basisCard(v *desk.Visit, b consent.Basis, use page.SummaryList) grantCard {
	now := access.StoredTime(v.Node.Now())
	base := casefile.Path(b.Case) + "/basis/" + b.ID
	card := grantCard{
		T:     v.T,
		Agree: page.Form{Action: base + "/agree", Save: page.Button{Text: v.Text("consent.basis.agree")}},
		End:   page.Form{Action: base + "/end", Save: page.Button{Text: v.Text("consent.basis.end"), Classes: "govuk-button--secondary"}},
	}
	f := v.Facts()
	f.Add("consent.basis.kind", v.Text("consent.kind."+b.Kind))
	f.Add("consent.recipient", b.To)
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
		card.CanAgree = b.ProposedBy != v.Session.Actor().ID && v.Session.Actor().HasRole(lindung.Supervisor, lindung.DataProtection)
		card.CanEnd = true
	default:
		card.State = page.Tag{Text: v.Text("consent.state.basis"), Classes: "l-tag--soon"}
		if b.Paused {
			card.State.Text = v.Text("consent.state.paused")
		}
		card.CanEnd = true
	}
	f.List.Rows = append(f.List.Rows, use.Rows...)
	card.Facts = f.List
	return card
}

// newBasis asks for a disclosure that the law allows without consent.
func newBasis(v *desk.Visit) error {
	in := url.Values{}
	v.PutDay(in, "until", v.Node.Now().AddDate(0, 0, 30))
	return basisForm(v, v.Filled(in), nil)
}

func basisForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	if !a.Can(access.ConsentGive) {
		return casefile.ClosedOr(v, a.Case)
	}
	q := v.Ask("basis", in, problems)
	q.Choose("kind", desk.ChooseFrom(v, "consent.kind", consent.BasisKinds))
	q.Input("source", "off")
	q.Long("reason")
	q.Pick("recipient", a.recipients(v))
	q.Choose("purpose", desk.ChooseFrom(v, "purpose", []lindung.Purpose{lindung.Assistance, lindung.LawEnforcement, lindung.Identification, lindung.LegalAid}))
	groups := consent.Groups
	if a.MayRead(lindung.Justice) { // what an investigation finds is opened by law alone
		groups = lindung.Groups
	}
	q.Tick("groups", desk.ChooseFrom(v, "group", groups))
	q.Date("until")
	p := desk.FormPage{Base: v.Base("page.basis_new"), Lead: v.Text("basis.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(a.ID) + "/consent"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("basis.save")}}
	return desk.Show(v, desk.FormView, p)
}

func proposeBasis(v *desk.Visit) error {
	until, bad := v.DayOf("until")
	b := consent.Basis{
		Recipient: consent.ParseRecipient(v.Sent("recipient")), Kind: v.Sent("kind"), Source: v.Sent("source"), Reason: v.Sent("reason"),
		Purpose: lindung.Purpose(v.Sent("purpose")), Groups: desk.GroupsOf(v.Form(), "groups"), Until: access.StoredTime(until),
	}
	problems := instead(b.Check(access.StoredTime(v.Node.Now())), bad)
	if len(problems) > 0 {
		return basisForm(v, v.Form(), problems)
	}
	to := desk.Done(casefile.Path(casefile.ID(v))+"/consent", "basis_proposed")
	_, err := consent.ProposeBasis(v.Ctx(), v.Act(to), cases.Target(casefile.ID(v)), b)
	if errors.As(err, &problems) {
		return basisForm(v, v.Form(), problems)
	}
	if err != nil {
		return err
	}
	return v.Acted()
}

func agreeBasis(v *desk.Visit) error {
	err := consent.AgreeBasis(v.Ctx(), v.Act(desk.Done("/bases", "basis_agreed")), cases.Target(casefile.ID(v)), v.ID("basis"))
	if errors.Is(err, access.ErrNewHand) {
		return v.Done("/bases", "new_hand")
	}
	if err != nil {
		return err
	}
	return v.Acted()
}

func endBasis(v *desk.Visit) error {
	to := desk.Done(casefile.Path(casefile.ID(v))+"/consent", "basis_ended")
	if err := consent.EndBasis(v.Ctx(), v.Act(to), cases.Target(casefile.ID(v)), v.ID("basis")); err != nil {
		return err
	}
	return v.Acted()
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
	all, err := cases.ListWaitingBases(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := basesPage{Base: v.Base("page.bases")}
	for _, b := range all {
		p.Cards = append(p.Cards, basisLine{b.Number, basisCard(v, b.Basis, page.SummaryList{})})
	}
	return desk.Show(v, basesView, p)
}
