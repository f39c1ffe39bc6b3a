package sharing

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

type togetherPage struct {
	page.Base
	Case    casefile.Head
	Lead    string
	Facts   page.SummaryList
	To      string
	All     []togetherOne // who is referred, each with what will be seen
	Else    []page.Link   // who has not agreed, with the way to ask them
	Approve string        // that a supervisor has to approve what goes to the recipient
	Form    page.Form     // without rows and button when nobody has agreed to anything
}

// A togetherOne is one person who is referred with others.
type togetherOne struct {
	Title, Rests string
	Asks         []string
	Seen         []seenGroup
	Unseen       []previewGroup
	Warnings     []page.Link // what should be corrected first
}

var togetherView = page.NewView[togetherPage]("referral_together")

// togetherPath is where several persons of one event are referred.
func togetherPath(id lindung.CaseID) string { return casefile.Path(id) + "/referrals/together" }

// people are the cases of one event that the actor may refer, the one of the address first.
type people []dossier.Whole

// readPeople reads them, and which referrals a supervisor approves.
func readPeople(v *desk.Visit) (people, int, error) {
	var all people
	var set int
	id := casefile.ID(v)
	err := v.Session.See(v.Ctx(), access.ConsentRead, cases.Target(id), func(tx *access.Tx) error {
		there, err := cases.SameEvent(tx, id)
		if err != nil {
			return err
		}
		all = nil
		for _, b := range there {
			if !tx.May(access.ConsentRead, b.Object(), "") || !tx.May(access.ReferralSend, b.Object(), "") {
				continue
			}
			w, err := dossier.ReadIn(tx, b.ID)
			if access.IsBroken(err) {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, w)
			if b.ID != id {
				tx.AddEntry(string(b.ID))
			}
		}
		set, err = access.SettingOf(tx, tx.Object().Org, access.ApproveReferrals)
		return err
	})
	if err == nil && (len(all) == 0 || all[0].ID != id) {
		err = lindung.ErrNotFound
	}
	return all, set, err
}

// recipients are those to whom at least one of the people can be referred, with how many.
func (p people) recipients(v *desk.Visit) []page.Choice {
	now := access.StoredTime(v.Node.Now())
	var order []consent.Recipient
	names, n := map[consent.Recipient]string{}, map[consent.Recipient]int{}
	for _, w := range p {
		for _, r := range w.Consent.Recipients(now) {
			if n[r]++; n[r] == 1 {
				order, names[r] = append(order, r), calledIn(w.Consent.InForceFor(r, now))
			}
		}
	}
	var all []page.Choice
	for _, r := range order {
		name := names[r]
		if r.Outside() {
			name = v.Text("referral.recipient.outside", "name", name)
		}
		all = append(all, page.Choice{Value: r.String(), Text: name, Hint: &page.Hint{Text: v.Text("referral.together.agreed", "n", n[r], "all", len(p))}})
	}
	return all
}

// newTogether asks to whom several persons of one event are referred, what for, until when.
func newTogether(v *desk.Visit) error {
	p, _, err := readPeople(v)
	if err != nil {
		return err
	}
	in := url.Values{}
	v.PutDay(in, "due", v.Node.Now().AddDate(0, 0, 2))
	return newTogetherPage(v, p, v.Filled(in), nil)
}

func (p people) page(v *desk.Visit, title string) togetherPage {
	t := togetherPage{Base: v.Base(title), Case: casefile.HeadOf(v, p[0].Case)}
	t.Back = &page.BackLink{Text: v.Text("common.back"), Href: t.Case.Href + "/event"}
	return t
}

func newTogetherPage(v *desk.Visit, p people, in url.Values, problems []field.Problem) error {
	t := p.page(v, "page.referral_together")
	t.Lead = v.Text("referral.together.lead", "n", len(p))
	to := p.recipients(v)
	if len(to) == 0 {
		t.Lead = v.Text("referral.together.nobody")
		t.Else = p.toAsk(v, consent.Recipient{}, p)
		return desk.Show(v, togetherView, t)
	}
	q := v.Ask("referral", in, problems)
	q.Choose("recipient", to)
	q.Rows = append(q.Rows, askedOf(v, agreed{}, in, problems)...)
	q.Mark(&t.Base)
	t.Form = page.Form{Action: togetherPath(p[0].ID) + "/preview", Rows: q.Rows, Save: page.Button{Text: v.Text("referral.new.preview")}}
	return desk.Show(v, togetherView, t)
}

// toAsk links to where some of the people are asked whether a recipient may see anything.
func (p people) toAsk(v *desk.Visit, to consent.Recipient, some people) []page.Link {
	var all []page.Link
	for _, w := range some {
		href := casefile.Path(w.ID) + "/consent/new"
		if !to.None() {
			href += "?to=" + url.QueryEscape(to.String())
		}
		all = append(all, page.Link{Text: v.Text("referral.together.ask", "name", casefile.CalledIn(v, w.Case)), Href: href})
	}
	return all
}

// wantedTogether reads what is asked of the recipient.
func wantedTogether(v *desk.Visit) (referral.New, []field.Problem) {
	due, bad := v.DayOf("due")
	n := referral.New{To: consent.ParseRecipient(v.Sent("recipient")), Need: v.Sent("need"), Words: v.Sent("words"), Due: access.StoredTime(due)}
	return n, instead(n.Check(access.StoredTime(v.Node.Now())), bad)
}

// previewTogether leads to who will be referred, with what will be seen of each.
func previewTogether(v *desk.Visit) error {
	if _, problems := wantedTogether(v); len(problems) > 0 {
		p, _, err := readPeople(v)
		if err != nil {
			return err
		}
		return newTogetherPage(v, p, v.Form(), problems)
	}
	return v.Hold(v.Request.URL.Path, v.Form())
}

func showTogether(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo(togetherPath(casefile.ID(v)))
	}
	return togetherPreview(v, nil)
}

// togetherPreview shows, before anything leaves, who is referred and what will be seen of
// each, and who is not, because they have not agreed.
func togetherPreview(v *desk.Visit, problems []field.Problem) error {
	p, set, err := readPeople(v)
	if err != nil {
		return err
	}
	n, wrong := wantedTogether(v)
	if len(wrong) > 0 {
		return newTogetherPage(v, p, v.Form(), wrong)
	}
	now := access.StoredTime(v.Node.Now())
	t := p.page(v, "page.referral_preview")
	t.Back.Href = v.WithHeld(togetherPath(p[0].ID))
	var agree, others people
	hidden := desk.Carry(v.Form(), askedValues...)
	var items []page.Choice
	ticked := url.Values{"persons": v.Form()["persons"]}
	for _, w := range p {
		rests := w.Consent.InForceFor(n.To, now)
		if len(rests.IDs()) == 0 {
			others = append(others, w)
			continue
		}
		agree = append(agree, w)
		t.To = calledIn(rests)
		for _, id := range rests.IDs() {
			hidden = append(hidden, page.Hidden{Name: "rests_of", Value: string(w.ID) + "." + id})
		}
		items = append(items, page.Choice{Value: string(w.ID), Text: personText(v, w.Case)})
		if !v.Form().Has("rests_of") {
			ticked.Add("persons", string(w.ID))
		}
		t.All = append(t.All, togetherSeen(v, w, rests))
	}
	if len(agree) == 0 { // withdrawn since
		return newTogetherPage(v, p, v.Form(), []field.Problem{{Field: "recipient", Key: "referral.problem.rests_on"}})
	}
	f := v.Facts()
	f.Add("referral.to", t.To)
	f.Add("referral.need", v.Text("need."+n.Need))
	f.Add("referral.due.answer", v.Day(n.Due.Time()))
	f.Add("referral.words", n.Words)
	t.Facts, t.Lead = f.List, v.Text("referral.together.preview", "name", t.To)
	t.Else = p.toAsk(v, n.To, others)
	if referral.MustApprove(set, n.To, n.Need) {
		t.Approve = v.Text("referral.preview.approve")
	}
	q := v.Ask("referral", ticked, problems)
	q.Tick("persons", items)
	q.Mark(&t.Base)
	t.Form = page.Form{Action: togetherPath(p[0].ID), Rows: q.Rows, Hidden: hidden, Save: page.Button{Text: v.Text("referral.send", "name", t.To)}}
	return desk.Show(v, togetherView, t)
}

// togetherSeen is what will be seen of one person.
func togetherSeen(v *desk.Visit, w dossier.Whole, rests consent.Ledger) togetherOne {
	view := w.Leaving(rests)
	one := togetherOne{Title: casefile.CalledIn(v, w.Case), Rests: strings.Join(restsOn(v, rests), v.Text("common.list_separator")), Asks: rests.Conditions()}
	one.Warnings = warnings(v, w.Case)
	one.Unseen = unseenGroups(v, dossier.Preview(w, rests))
	one.Seen = seenGroups(v, dossier.Letter(dossier.Pieces(w), view), view, one.Unseen)
	for _, group := range one.Seen {
		for _, piece := range group.Pieces {
			if piece.Card != nil {
				piece.Card.Title.HeadingLevel = 5
			}
		}
	}
	return one
}

// sendTogether sends one referral for each person that is ticked, all or none.
func sendTogether(v *desk.Visit) error {
	n, problems := wantedTogether(v)
	var of []referral.One
	for _, id := range v.Form()["persons"] {
		one := referral.One{Case: lindung.CaseID(id)}
		for _, pair := range v.Form()["rests_of"] {
			if of, on, ok := strings.Cut(pair, "."); ok && of == id {
				one.BasedOn = append(one.BasedOn, on)
			}
		}
		of = append(of, one)
	}
	if len(problems) > 0 {
		return togetherPreview(v, problems)
	}
	id := casefile.ID(v)
	to := desk.Done(casefile.ReferralPath(access.MadeID)+"/together", "referral_sent")
	_, err := referral.SendTogether(v.Ctx(), v.Act(to), id, n, of)
	return sentOn(v, err, togetherPath(id), func(problems field.Problems) error { return togetherPreview(v, problems) })
}

type referralsPage struct {
	page.Base
	Facts page.SummaryList
	All   page.Table
	Forms []desk.ActForm
}

var referralsView = page.NewView[referralsPage]("referrals_together")

// showReferrals shows those who were referred together to one side.
func showReferrals(v *desk.Visit) error { return referralsOf(v, nil) }

func referralsOf(v *desk.Visit, wrong []field.Problem) error {
	all, err := referral.ReadTogether(v.Ctx(), v.Session, casefile.Referral(v))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return lindung.ErrNotFound
	}
	first := all[0]
	p := referralsPage{Base: v.Base("page.referrals_together", "n", len(all), "need", v.Text("need."+first.Need))}
	p.Back = &page.BackLink{Text: v.Text("nav.queue"), Href: "/queue"}
	p.Wide = true
	f := v.Facts()
	f.Add("referral.from", first.FromName)
	f.Add("referral.to", first.ToName)
	f.Add("referral.sent_at", v.When(first.SentAt.Time()))
	if at := slices.IndexFunc(all, func(r referral.Referral) bool { return r.Words != "" }); at >= 0 {
		f.Add("referral.words", all[at].Words)
	}
	p.Facts = f.List
	p.All = eachReferral(v, all)
	waits := slices.DeleteFunc(slices.Clone(all), func(r referral.Referral) bool { return !r.MayReply() })
	if len(waits) > 0 {
		p.Forms = replyForms(v, waits, wrong)
	}
	v.Wrong(&p.Base, wrong, "referral")
	return desk.Show(v, referralsView, p)
}

// eachReferral lists referrals by the numbers of their cases, each leading to its page.
func eachReferral(v *desk.Visit, all []referral.Referral) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("referral.together.all"), CaptionClasses: "govuk-visually-hidden"}
	for _, h := range []string{"number", "state", "owed"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("referral." + h)})
	}
	for _, r := range all {
		number := page.Cell{Text: r.CaseNumber, Href: casefile.ReferralPath(r.ID)}
		if number.Text == "" {
			number.Text = v.Text("referral.together.closed")
		}
		if r.Child {
			number.Note = v.Text("referral.child.yes")
		}
		state := referralTag(v, r)
		t.Rows = append(t.Rows, []page.Cell{number, {Tag: &state}, owedCell(v, r)})
	}
	return t
}

// replyForms are the replies to all that wait for one.
func replyForms(v *desk.Visit, waits []referral.Referral, wrong []field.Problem) []desk.ActForm {
	var all []desk.ActForm
	for _, s := range answers(v, waits[0], wrong) {
		label := "referral.together." + s.path
		all = append(all, desk.ActForm{Title: v.Text(label, "n", len(waits)), Folded: s.folded, Open: s.open, Form: page.Form{
			Action: casefile.ReferralPath(casefile.Referral(v)) + "/together/" + s.path, Rows: s.rows,
			Save: page.Button{Text: v.Text(label, "n", len(waits)), Classes: s.classes},
		}})
	}
	return all
}

// repliedTogether leads back to those who were referred together after a reply to all.
func repliedTogether(v *desk.Visit, err error) error {
	at := casefile.ReferralPath(casefile.Referral(v)) + "/together"
	if errors.Is(err, referral.ErrStep) || errors.Is(err, lindung.ErrConflict) {
		return v.Done(at, "referral_other_step")
	}
	return sentOn(v, err, at, func(problems field.Problems) error { return referralsOf(v, problems) })
}

// allOf is the session for a reply to all, which leads back to them.
func allOf(v *desk.Visit, done string) access.Session {
	return v.Act(desk.Done(casefile.ReferralPath(casefile.Referral(v))+"/together", done))
}

func acceptTogether(v *desk.Visit) error {
	w, err := wordOf(v, "accept_words")
	if err == nil {
		err = referral.AcceptTogether(v.Ctx(), allOf(v, "referral_accepted"), casefile.Referral(v), w)
	}
	return repliedTogether(v, err)
}

func declineTogether(v *desk.Visit) error {
	return repliedTogether(v, referral.DeclineTogether(v.Ctx(), allOf(v, "referral_declined"), casefile.Referral(v), v.Sent("decline_reason"), v.Sent("decline_words")))
}

// personText names a person with their case.
func personText(v *desk.Visit, c cases.Case) string {
	return v.Text("referral.together.person", "name", casefile.CalledIn(v, c), "number", c.Number)
}

// sayPerson names a person who is referred with others.
func sayPerson(v *desk.Visit, value string) (string, error) {
	c, err := cases.ReadHead(v.Ctx(), v.Session, lindung.CaseID(value))
	if errors.Is(err, lindung.ErrNotFound) || errors.Is(err, access.ErrDenied) || access.IsBroken(err) {
		return value, nil
	}
	return personText(v, c), err
}
