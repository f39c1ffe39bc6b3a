package sharing

import (
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// handedOverPath lists the cases that moved to other organisations.
const handedOverPath = "/queue/handed-over"

func transferPath(id lindung.CaseID) string { return casefile.Path(id) + "/transfer" }

// askTransfer asks to whom the whole case is offered, of those to whom the person agreed
// that it moves. Where they agreed to nobody, that is asked first.
func askTransfer(v *desk.Visit) error {
	in := url.Values{}
	v.PutDay(in, "due", v.Node.Now().AddDate(0, 0, 2))
	return transferForm(v, v.Filled(in), nil)
}

func transferForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	if !a.Can(access.ReferralSend) {
		return casefile.ClosedOr(v, a.Case)
	}
	agreed := a.Consent.MovesTo(access.StoredTime(v.Node.Now()))
	if len(agreed.Grants) == 0 && a.Can(access.ConsentGive) {
		return v.GoTo(casefile.Path(a.ID) + "/consent/new?moves=yes")
	}
	if len(agreed.Grants) == 0 {
		return needConsent(v, a.Case, "page.transfer", "transfer.need_consent")
	}
	if len(agreed.Grants) == 1 && in.Get("grant") == "" {
		in.Set("grant", string(agreed.Grants[0].ID))
	}
	q := v.Ask("transfer", in, problems)
	var to []page.Choice
	for _, g := range agreed.Grants {
		to = append(to, page.Choice{Value: string(g.ID), Text: g.To, Hint: &page.Hint{Text: v.Text("transfer.until", "day", v.DayOn(g.Until.Time()))}})
	}
	q.Choose("grant", to)
	q.Date("due")
	q.Long("words")
	p := referralNewPage{Warnings: warnings(v, a.Case)}
	p.Base, p.Lead = v.Base("page.transfer"), v.Text("transfer.lead", "name", casefile.CalledIn(v, a.Case))
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(a.ID) + "#referrals"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: transferPath(a.ID), Rows: q.Rows, Save: page.Button{Text: v.Text("transfer.offer")}}
	return desk.Show(v, referralNewView, p)
}

func offerTransfer(v *desk.Visit) error {
	due, bad := v.DayOf("due")
	n := referral.New{Due: access.StoredTime(due), Words: v.Sent("words")}
	if v.Sent("grant") == "" {
		return transferForm(v, v.Form(), instead(field.Problems{{Field: "grant", Key: "transfer.problem.grant"}}, bad))
	}
	n.BasedOn = []string{v.Sent("grant")}
	id := casefile.ID(v)
	_, err := referral.Offer(v.Ctx(), v.Act(desk.Done(casefile.ReferralPath(access.MadeID), "transfer_offered")), id, n)
	return sentOn(v, err, casefile.Path(id)+"/consent", func(problems field.Problems) error {
		return transferForm(v, v.Form(), instead(problems, bad))
	})
}

func takeOver(v *desk.Visit) error {
	return stepDone(v, dossier.TakeOver(v.Ctx(), step(v, "referral_moved"), casefile.Referral(v), v.Sent("take_words")))
}

// listHandedOver shows what the organisation keeps of the cases that it handed over: the
// number, the day, and to whom.
func listHandedOver(v *desk.Visit) error {
	all, err := referral.HandedOver(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := queuePage{Base: v.Base("page.handed_over"), Empty: v.Text("transfer.none"), All: &page.Link{Text: v.Text("queue.all"), Href: "/queue"}}
	p.addLinks(v)
	p.Back = &page.BackLink{Text: v.Text("nav.queue"), Href: "/queue"}
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("transfer.listed", "n", len(all)), CaptionClasses: "govuk-visually-hidden"}
	for _, h := range []string{"referral.number", "transfer.on", "referral.to"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text(h)})
	}
	for _, r := range all {
		last := r.Steps[len(r.Steps)-1]
		t.Rows = append(t.Rows, []page.Cell{{Text: r.CaseNumber, Href: casefile.ReferralPath(r.ID)}, {Text: v.When(last.At.Time())}, {Text: r.ToName}})
	}
	if len(all) > 0 {
		p.Piles = []pile{{"moved", t}}
	}
	return desk.Show(v, queueView, p)
}
