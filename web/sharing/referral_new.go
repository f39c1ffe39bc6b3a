package sharing

import (
	"errors"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/referral"
	"lindung/web/bodies"
	"lindung/web/casefile"
)

type referralNewPage struct {
	desk.FormPage
	Warnings []page.Link // what should be corrected first
	Other    *page.Link  // to ask the person about another organisation
}

type previewPage struct {
	page.Base
	Case     casefile.Head
	To       string
	Warnings []page.Link
	Asks     []string // what the person asks of the recipient, as it will be read
	Facts    page.SummaryList
	Seen     []seenGroup
	Unseen   []previewGroup
	Approve  string      // that a supervisor has to approve it
	Law      bool        // something is based on law instead of consent
	Choose   []page.Form // which consents it is based on, when there are several
	Send     page.Form
}

// seenGroup is what of one field group will be seen, word for word.
type seenGroup struct {
	Title  string
	Why    string // why it is seen although nobody agreed to its group
	Empty  string // that nothing is written in it yet
	Pieces []page.SummaryList
}

// previewGroup says what of one field group will not be seen, and why.
type previewGroup struct {
	Title string
	Lines []string
	Why   string
}

type needConsentPage struct {
	page.Base
	Case casefile.Head
	Lead string
}

var (
	referralNewView = page.NewView[referralNewPage]("referral_new")
	previewView     = page.NewView[previewPage]("referral_preview")
	needConsentView = page.NewView[needConsentPage]("referral_need_consent")
)

// newReferral asks to whom, what for, until when. It offers only the recipients of
// grants and bases in force.
func newReferral(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	in, err := a.asked(v)
	if err != nil {
		return err
	}
	// From the directory the recipient is chosen already; without their consent that
	// is asked first.
	if to := consent.ParseRecipient(v.Query("to")); !to.None() {
		in.Set("recipient", to.String())
		if a.Can(access.ConsentGive) && len(a.Consent.InForceFor(to, access.StoredTime(v.Node.Now())).IDs()) == 0 {
			return v.GoTo(toAsk(a.ID, in) + "&to=" + url.QueryEscape(to.String()))
		}
	}
	return newReferralPage(v, a, v.Filled(in), nil)
}

// toAsk leads to where the person is asked, with what is asked of the recipient.
func toAsk(id lindung.CaseID, in url.Values) string {
	at := casefile.Path(id) + "/consent/new?" + forWhat + "=" + forRefer
	if e := referral.ParseEarlier(in.Get(earlierIn)); e.ID != "" {
		at += "&" + earlierIn + "=" + string(e.ID)
	}
	return at
}

// allowed returns the recipients to whom the case can be referred now.
func (a agreed) allowed(v *desk.Visit, in url.Values) []page.Choice {
	now := access.StoredTime(v.Node.Now())
	var all []page.Choice
	old, _ := a.earlier(v, in)
	for _, r := range a.Consent.Recipients(now) {
		if r == old.To {
			continue
		}
		c := page.Choice{Value: r.String()}
		of := a.Consent.InForceFor(r, now)
		for _, b := range of.Bases {
			c.Text, c.Hint = b.To, &page.Hint{Text: v.Text("referral.recipient.law", "kind", v.Text("consent.kind."+b.Kind))}
		}
		for _, g := range of.Grants {
			c.Text, c.Hint = g.To, &page.Hint{Text: v.Text("referral.recipient.until", "when", v.Day(g.Until.Time()))}
		}
		if lines := bodies.KeyLines(v, a.listed, r); lines != "" {
			c.Hint.Text = v.Text("referral.recipient.offers", "what", c.Hint.Text, "offers", lines)
		}
		if r.Outside() {
			c.Text = v.Text("referral.recipient.outside", "name", c.Text)
		}
		all = append(all, c)
	}
	return all
}

func referralForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	return newReferralPage(v, a, in, problems)
}

func newReferralPage(v *desk.Visit, a agreed, in url.Values, problems []field.Problem) error {
	if !a.Can(access.ReferralSend) {
		return casefile.ClosedOr(v, a.Case)
	}
	at, to := casefile.Path(a.ID), a.allowed(v, in)
	if len(to) == 0 && a.Can(access.ConsentGive) {
		return v.GoTo(toAsk(a.ID, in))
	}
	if len(to) == 0 {
		return needConsent(v, a.Case, "page.referral_new", "referral.need_consent")
	}
	q := v.Ask("referral", in, problems)
	q.Choose("recipient", to)
	q.Rows = append(q.Rows, askedOf(v, a, in, problems)...)
	lead := v.Text("referral.new.lead", "name", casefile.CalledIn(v, a.Case))
	if old, ok := a.earlier(v, in); ok {
		lead = v.Text("referral.new.lead_instead", "name", old.ToName)
	}
	p := referralNewPage{FormPage: desk.FormPage{Base: v.Base("page.referral_new"), Lead: lead}, Warnings: warnings(v, a.Case)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: at}
	q.Mark(&p.Base)
	if a.Can(access.ConsentGive) {
		p.Other = &page.Link{Text: v.Text("referral.new.other"), Href: toAsk(a.ID, in)}
	}
	p.Form = page.Form{
		Action: at + "/referrals/preview", Rows: q.Rows, Hidden: desk.Carry(in, earlierIn), Save: page.Button{Text: v.Text("referral.new.preview")},
	}
	return desk.Show(v, referralNewView, p)
}

// needConsent says that a colleague asks the person first.
func needConsent(v *desk.Visit, c cases.Case, title, lead string) error {
	p := needConsentPage{Base: v.Base(title), Case: casefile.HeadOf(v, c), Lead: v.Text(lead)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID)}
	return desk.Show(v, needConsentView, p)
}

// askedOf are the questions on what is asked of the recipient.
func askedOf(v *desk.Visit, a agreed, in url.Values, problems []field.Problem) []page.Row {
	q := v.Ask("referral", in, problems)
	q.Pick("need", desk.PickFrom(v, "need", referral.Needs))
	q.Date("due")
	q.Long("words")
	if old, ok := a.earlier(v, in); ok && old.Waiting() {
		q.Tick(cancelIn, []page.Choice{{Value: "yes", Text: v.Text("referral.cancel_earlier.yes")}})
	}
	return q.Rows
}

// wrongAsked is what has to be corrected at them.
func wrongAsked(v *desk.Visit) []field.Problem {
	due, bad := v.DayOf("due")
	n := referral.New{Need: v.Sent("need"), Words: v.Sent("words"), Due: access.StoredTime(due)}
	return only(instead(n.Check(access.StoredTime(v.Node.Now())), bad), "need", "due", "words")
}

// warnings returns what should be corrected before the case is referred, each with a
// link.
func warnings(v *desk.Visit, c cases.Case) []page.Link {
	where := map[string]string{referral.AskSafety: casefile.FormPath(c.ID, person.SafeContact.Name)}
	var all []page.Link
	for _, w := range referral.Warnings(c) {
		all = append(all, page.Link{Text: v.Text(w), Href: where[w]})
	}
	return all
}

// wanted reads the form. A referral is based on all that is in force for its
// recipient, unless some of it was chosen.
func (a agreed) wanted(v *desk.Visit) (referral.New, consent.Ledger, []field.Problem) {
	now := access.StoredTime(v.Node.Now())
	due, bad := v.DayOf("due")
	n := referral.New{To: consent.ParseRecipient(v.Sent("recipient")), Need: v.Sent("need"), Words: v.Sent("words"), Due: access.StoredTime(due)}
	n.Instead = earlierSent(v)
	rests := a.Consent.InForceFor(n.To, now)
	if v.Sent("chosen") != "" {
		rests = rests.Chosen(v.Form()["rests_on"])
	}
	n.BasedOn = rests.IDs()
	problems := instead(n.Check(now), bad)
	if len(n.BasedOn) == 0 && !n.To.None() {
		problems = append(problems, field.Problem{Field: "recipient", Key: "referral.problem.rests_on"})
	}
	if to, known := a.sectorOf(n.To); known {
		problems = append(problems, referral.DecisionProblems(n.Need, to, rests)...)
	}
	return n, rests, problems
}

// The inputs that a preview carries from its form: what is asked of a recipient, and for
// one person what it is asked instead of.
var (
	askedValues    = []string{"recipient", "need", "due-day", "due-month", "due-year", "words"}
	referralValues = append(slices.Clone(askedValues), earlierIn, cancelIn)
)

// previewReferral leads to what will be seen and what not.
func previewReferral(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	if _, _, problems := a.wanted(v); len(problems) > 0 {
		return newReferralPage(v, a, v.Form(), problems)
	}
	return v.Hold(v.Request.URL.Path, v.Form())
}

// showPreview shows, before anything leaves, what will be seen and what not, and
// why.
func showPreview(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo(casefile.Path(casefile.ID(v)) + "/referrals/new")
	}
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	n, rests, problems := a.wanted(v)
	if len(problems) > 0 { // withdrawn since
		return newReferralPage(v, a, v.Form(), problems)
	}
	to := calledIn(rests)
	p := previewPage{
		Base: v.Base("page.referral_preview"), Case: casefile.HeadOf(v, a.Case), To: to,
		Warnings: warnings(v, a.Case), Asks: rests.Conditions(), Law: len(rests.Bases) > 0,
	}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: v.WithHeld(p.Case.Href + "/referrals/new")}
	f := v.Facts()
	f.Add("referral.to", to)
	f.Add("referral.need", v.Text("need."+n.Need))
	f.Add("referral.due.answer", v.Day(n.Due.Time()))
	f.Add("referral.words", n.Words)
	f.Lines("referral.rests_on", restsOn(v, rests))
	if old, ok := a.earlier(v, v.Form()); ok && n.Instead.Cancel && !referral.MustApprove(a.set, n.To, n.Need) {
		f.Add("referral.cancels", old.ToName)
	}
	p.Facts = f.List
	view := a.Leaving(rests)
	p.Unseen = unseenGroups(v, dossier.Preview(a.Whole, rests))
	p.Seen = seenGroups(v, dossier.Letter(dossier.Pieces(a.Whole), view), view, p.Unseen)
	p.Choose = a.choose(v, n)
	if referral.MustApprove(a.set, n.To, n.Need) {
		p.Approve = v.Text("referral.preview.approve")
	}
	p.Send = page.Form{
		Action: p.Case.Href + "/referrals", Save: page.Button{Text: v.Text("referral.send", "name", to)},
		Hidden: append(desk.Carry(v.Form(), referralValues...), page.Hidden{Name: "chosen", Value: "yes"}),
	}
	for _, id := range n.BasedOn {
		p.Send.Hidden = append(p.Send.Hidden, page.Hidden{Name: "rests_on", Value: id})
	}
	return desk.Show(v, previewView, p)
}

// calledIn returns the name of the recipient of all of l.
func calledIn(l consent.Ledger) string {
	for _, g := range l.Grants {
		return g.To
	}
	for _, b := range l.Bases {
		return b.To
	}
	return ""
}

// choose asks on which consents a referral is based, if the recipient has several.
func (a agreed) choose(v *desk.Visit, n referral.New) []page.Form {
	all := a.Consent.InForceFor(n.To, access.StoredTime(v.Node.Now()))
	if len(all.IDs()) < 2 {
		return nil
	}
	var items []page.Choice
	for i, text := range restsOn(v, all) {
		items = append(items, page.Choice{Value: all.IDs()[i], Text: text})
	}
	q := v.Ask("referral", url.Values{"rests_on": n.BasedOn}, nil)
	q.Tick("rests_on", items)
	return []page.Form{{
		Action: casefile.Path(a.ID) + "/referrals/preview", Rows: q.Rows,
		Hidden: append(desk.Carry(v.Form(), referralValues...), page.Hidden{Name: "chosen", Value: "yes"}),
		Save:   page.Button{Text: v.Text("referral.rests_on.show"), Classes: "govuk-button--secondary"},
	}}
}

// seenGroups sorts what will be seen by group. A group that was agreed and in which
// nothing is written says so: what is written there later will be read too.
//
// Source: ACTIP 14.6
func seenGroups(v *desk.Visit, seen []dossier.Piece, view consent.View, unseen []previewGroup) []seenGroup {
	by := map[lindung.Group][]page.SummaryList{}
	for _, it := range seen {
		g := it.Groups[0]
		if agreed := slices.IndexFunc(it.Groups, func(g lindung.Group) bool { return len(view[g]) > 0 }); agreed >= 0 {
			g = it.Groups[agreed]
		}
		by[g] = append(by[g], casefile.PieceCard(v, it, page.Reading{Masked: v.Private()}))
	}
	var all []seenGroup
	for _, g := range lindung.Groups {
		group := seenGroup{Title: v.Text("group." + string(g)), Pieces: by[g]}
		switch {
		case len(view[g]) == 0 && len(by[g]) == 0:
			continue
		case len(view[g]) == 0:
			group.Why = v.Text(dossier.GoesAlong)
		case len(by[g]) == 0 && slices.ContainsFunc(unseen, func(p previewGroup) bool { return p.Title == group.Title }):
			group.Empty = v.Text("referral.preview.none_of_it")
		case len(by[g]) == 0:
			group.Empty = v.Text("referral.preview.empty")
		}
		all = append(all, group)
	}
	return all
}

// unseenGroups sorts what will not be seen by group and reason.
func unseenGroups(v *desk.Visit, all []dossier.Sight) []previewGroup {
	var unseen []previewGroup
	for _, it := range all {
		if !it.Seen {
			unseen = putLine(unseen, v.Text("group."+string(it.Group)), v.Text(it.Why), v.Text(it.Label))
		}
	}
	return unseen
}

// putLine adds a line to its group.
func putLine(all []previewGroup, title, why, line string) []previewGroup {
	for i := range all {
		if all[i].Title == title && all[i].Why == why {
			all[i].Lines = append(all[i].Lines, line)
			return all
		}
	}
	return append(all, previewGroup{title, []string{line}, why})
}

// sendReferral sends the referral. If the person has withdrawn meanwhile, nothing
// leaves.
func sendReferral(v *desk.Visit) error {
	due, bad := v.DayOf("due")
	n := referral.New{
		To: consent.ParseRecipient(v.Sent("recipient")), BasedOn: v.Form()["rests_on"], Need: v.Sent("need"), Words: v.Sent("words"), Due: access.StoredTime(due), Instead: earlierSent(v),
	}
	problems := instead(n.Check(access.StoredTime(v.Node.Now())), bad)
	if len(problems) > 0 {
		return referralForm(v, v.Form(), problems)
	}
	id := casefile.ID(v)
	_, err := referral.Send(v.Ctx(), v.Act(desk.Done(casefile.ReferralPath(access.MadeID), "referral_sent")), id, n)
	if errors.Is(err, lindung.ErrConflict) {
		return v.Done(casefile.ReferralPath(n.Instead.ID), "referral_other_step")
	}
	return sentOn(v, err, casefile.Path(id)+"/consent", func(problems field.Problems) error { return referralForm(v, v.Form(), problems) })
}
