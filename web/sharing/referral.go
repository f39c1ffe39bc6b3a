package sharing

import (
	"errors"
	"lindung/internal/desk"
	"lindung/web/casefile"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
	"lindung/person"
	"lindung/referral"
)

type queuePage struct {
	page.Base
	Waiting page.Table // asks something of this organisation
	Out     page.Table // sent by it
	Shared  page.Link
	Bases   page.Link
}

type referralPage struct {
	page.Base
	Facts   page.SummaryList
	State   page.Tag
	Steps   []stepLine
	View    string // where the sender's case can be seen; "" while nothing is open
	Closed  string // why nothing is open any more
	Own     page.Link
	OpenOwn string
	Letter  string
	Forms   []desk.ActForm
}

type stepLine struct {
	Title, When, Words string
	New                bool
}

var (
	queueView    = page.NewView[queuePage]("queue")
	referralView = page.NewView[referralPage]("referral")
)

// showQueue shows what waits for this organisation and what it waits for.
func showQueue(v *desk.Visit) error {
	waiting, err := referral.Queue(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	out, err := referral.Out(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := queuePage{Base: v.Base("page.queue")}
	p.Waiting = ReferralTable(v, "queue.waiting", waiting)
	p.Out = ReferralTable(v, "queue.out", out)
	p.Shared = page.Link{Text: v.Text("queue.shared"), Href: "/cases/shared"}
	p.Bases = page.Link{Text: v.Text("queue.bases"), Href: "/bases"}
	return desk.Show(v, queueView, p)
}

// ReferralTable lists referrals, the first due first.
func ReferralTable(v *desk.Visit, caption string, all []referral.Referral) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text(caption, "n", len(all)), CaptionClasses: "govuk-table__caption--m"}
	for _, h := range []string{"need", "with", "state", "due"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("referral." + h)})
	}
	for _, r := range all {
		with := v.Text("referral.from_org", "name", r.FromName)
		if r.Mine {
			with = v.Text("referral.to_org", "name", r.ToName)
		}
		need := page.Cell{Text: v.Text("need." + r.Need), Href: "/referrals/" + string(r.ID), Note: r.CaseNumber}
		if r.Child {
			need.Note = v.Text("referral.child_line", "number", r.CaseNumber)
		}
		state := referralTag(v, r)
		t.Rows = append(t.Rows, []page.Cell{need, {Text: with}, {Tag: &state}, {Text: v.Day(r.Due.Time())}})
	}
	return t
}

// referralTag says how far a referral is; late comes before everything else.
func referralTag(v *desk.Visit, r referral.Referral) page.Tag {
	switch {
	case r.Withdrawn:
		return page.Tag{Text: v.Text("referral.state.withdrawn"), Classes: "l-tag--quiet"}
	case r.Overdue(v.Node.Now()):
		return page.Tag{Text: v.Text("referral.state.late"), Classes: "l-tag--now"}
	}
	colours := map[referral.State]string{
		referral.Sent: "l-tag--soon", referral.Accepted: "l-tag--done",
		referral.Finished: "l-tag--quiet", referral.Declined: "l-tag--soon", referral.TakenBack: "l-tag--quiet",
	}
	return page.Tag{Text: v.Text("referral.state." + string(r.State)), Classes: colours[r.State]}
}

func referralID(v *desk.Visit) lindung.ReferralID { return lindung.ReferralID(v.ID("id")) }

// showReferral shows one referral to its sender or its recipient.
func showReferral(v *desk.Visit) error {
	r, err := referral.Read(v.Ctx(), v.Session, referralID(v))
	if err != nil {
		return err
	}
	return pageOf(v, r, nil)
}

func pageOf(v *desk.Visit, r referral.Referral, wrong []field.Problem) error {
	p := referralPage{Base: v.Base("page.referral", "need", v.Text("need."+r.Need)), State: referralTag(v, r)}
	p.Back = &page.BackLink{Text: v.Text("nav.queue"), Href: "/queue"}
	f := v.Facts()
	f.Add("referral.from", r.FromName)
	f.Add("referral.to", r.ToName)
	f.Add("referral.number", r.CaseNumber)
	if r.Child {
		f.Add("referral.child", v.Text("referral.child.yes"))
	}
	f.Add("referral.sent_at", v.When(r.SentAt.Time()))
	f.Add("referral.due", v.Day(r.Due.Time()))
	f.Add("referral.words", r.Words)
	p.Facts = f.List
	for _, s := range r.Steps {
		p.Steps = append(p.Steps, lineOfStep(v, r, s))
	}
	referralLinks(v, &p, r)
	p.Forms = stepForms(v, r, wrong)
	v.WrongAt(&p.Base, wrong)
	return desk.Show(v, referralView, p)
}

// referralLinks says where the referral leads for the actor's side, and why
// nothing is open any more.
func referralLinks(v *desk.Visit, p *referralPage, r referral.Referral) {
	at := "/referrals/" + string(r.ID)
	switch {
	case r.Mine:
		p.Own = page.Link{Text: v.Text("referral.to_case", "number", r.CaseNumber), Href: "/cases/" + string(r.Case)}
		if r.Outside {
			p.Letter = at + "/letter"
		}
	case r.Linked != "":
		p.Own = page.Link{Text: v.Text("referral.own_case"), Href: "/cases/" + string(r.Linked)}
	case r.State == referral.Accepted:
		p.OpenOwn = at + "/case"
	}
	if !r.Mine && r.Open {
		p.View = "/cases/" + string(r.Case)
	}
	switch {
	case r.Withdrawn:
		p.Closed = v.Text("referral.closed.withdrawn")
	case r.State == referral.Finished, r.State == referral.TakenBack:
		p.Closed = v.Text("referral.closed." + string(r.State))
	}
}

func lineOfStep(v *desk.Visit, r referral.Referral, s referral.Step) stepLine {
	l := stepLine{When: v.T.Moment(v.Local(s.At.Time())), Words: s.Words, Title: v.Text("referral.step." + string(s.State))}
	switch s.State {
	case referral.Declined:
		l.Title = v.Text("referral.step.declined_why", "why", v.Text("decline."+s.Reason))
	case referral.Finished:
		l.Title = v.Text("referral.step.finished_what", "what", v.Text("outcome."+s.Reason))
	}
	l.New = r.Mine && s.Org != r.From && s.SeenAt == 0
	return l
}

// stepForms are the steps that are left to the actor's side. Of a referral to a
// body outside the node, the sender enters what it answered.
func stepForms(v *desk.Visit, r referral.Referral, wrong []field.Problem) []desk.ActForm {
	base := "/referrals/" + string(r.ID)
	form := func(step string, q *desk.Questions, button page.Button) desk.ActForm {
		f := desk.ActForm{Title: v.Text("referral.do." + step), Form: page.Form{Action: base + "/" + step, Save: button}}
		if key := "referral.do." + step + ".lead"; v.T.Has(key) {
			f.Lead = v.Text(key)
		}
		if q != nil {
			f.Form.Rows = q.Rows
		}
		return f
	}
	side := r.Outside == r.Mine // the side that answers
	var all []desk.ActForm
	if r.Mine && r.News() {
		all = append(all, form("noted", nil, page.Button{Text: v.Text("referral.do.noted.button")}))
	}
	if side && r.State == referral.Sent {
		all = append(all, form("accept", nil, page.Button{Text: v.Text("referral.do.accept.button")}))
		q := v.Ask("referral", v.Form(), wrong)
		q.Choose("decline_reason", desk.ChooseFrom(v, "decline", referral.DeclineReasons))
		q.Long("decline_words")
		all = append(all, form("decline", q, page.Button{Text: v.Text("referral.do.decline.button"), Classes: "govuk-button--secondary"}))
	}
	if side && r.State == referral.Accepted {
		q := v.Ask("referral", v.Form(), wrong)
		q.Choose("outcome", desk.ChooseFrom(v, "outcome", referral.Outcomes))
		q.Long("outcome_words")
		all = append(all, form("finish", q, page.Button{Text: v.Text("referral.do.finish.button", "name", r.FromName)}))
	}
	if r.Mine && r.Waiting() {
		q := v.Ask("referral", v.Form(), wrong)
		q.Long("back_words")
		all = append(all, form("take-back", q, page.Button{Text: v.Text("referral.do.take-back.button"), Classes: "govuk-button--secondary"}))
	}
	return all
}

// stepDone takes a step and says what came of it. What is missing shows the
// page again.
func stepDone(v *desk.Visit, err error, done string, at string) error {
	id := referralID(v)
	switch {
	case errors.Is(err, referral.ErrIncomplete):
		r, readErr := referral.Read(v.Ctx(), v.Session, id)
		if readErr != nil {
			return readErr
		}
		return pageOf(v, r, []field.Problem{{Field: at, Key: "problem.missing"}})
	case errors.Is(err, consent.ErrNone):
		return v.Done("/referrals/"+string(id), "referral_no_consent")
	case errors.Is(err, referral.ErrStep), errors.Is(err, lindung.ErrConflict):
		return v.Done("/referrals/"+string(id), "referral_other_step")
	case err != nil:
		return err
	}
	return v.Done("/referrals/"+string(id), done)
}

func acceptReferral(v *desk.Visit) error {
	return stepDone(v, referral.Accept(v.Ctx(), v.Session, referralID(v)), "referral_accepted", "")
}

func declineReferral(v *desk.Visit) error {
	err := referral.Decline(v.Ctx(), v.Session, referralID(v), v.Sent("decline_reason"), v.Sent("decline_words"))
	return stepDone(v, err, "referral_declined", "decline_reason")
}

func finishReferral(v *desk.Visit) error {
	err := referral.Finish(v.Ctx(), v.Session, referralID(v), v.Sent("outcome"), v.Sent("outcome_words"))
	return stepDone(v, err, "referral_finished", "outcome")
}

func takeBackReferral(v *desk.Visit) error {
	return stepDone(v, referral.TakeBack(v.Ctx(), v.Session, referralID(v), v.Sent("back_words")), "referral_taken_back", "back_words")
}

func noteReferral(v *desk.Visit) error {
	return stepDone(v, referral.Note(v.Ctx(), v.Session, referralID(v)), "referral_noted", "")
}

// newOwnCase asks for what the receiver's own case begins with. The names that
// the person let it see are shown beside, never filled in: nothing is copied.
func newOwnCase(v *desk.Visit) error { return ownCase(v, nil) }

func ownCase(v *desk.Visit, problems []field.Problem) error {
	r, err := referral.Read(v.Ctx(), v.Session, referralID(v))
	if err != nil {
		return err
	}
	p := desk.FormPage{Base: v.Base("page.own_case"), Lead: v.Text("referral.own.lead", "name", r.FromName)}
	if seen, err := cases.Read(v.Ctx(), v.Session, r.Case); err == nil && seen.Called() != "" {
		p.Lead = v.Text("referral.own.lead_name", "name", r.FromName, "called", casefile.CalledIn(v, seen))
	} else if err != nil && !errors.Is(err, access.ErrDenied) {
		return err
	}
	q := v.Ask("referral.own", v.Form(), problems)
	q.Input("name", "off")
	q.Choose("kind", desk.ChooseFrom(v, "name_kind", person.NameKinds))
	q.Mark(&p.Base)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/referrals/" + string(r.ID)}
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("referral.own.save")}}
	return desk.Show(v, desk.FormView, p)
}

func openOwnCase(v *desk.Visit) error {
	if problems := desk.Missing(v.Form(), "name"); len(problems) > 0 {
		return ownCase(v, problems)
	}
	kind := v.Sent("kind")
	if kind == "" {
		kind = person.NameKinds[0]
	}
	n := cases.New{Names: []person.Name{{Text: v.Sent("name"), Kind: kind, Call: true}}}
	c, err := referral.Link(v.Ctx(), v.Session, referralID(v), n)
	if errors.Is(err, cases.ErrIncomplete) {
		return ownCase(v, []field.Problem{{Field: "name", Key: "problem.text.long", Args: []any{"max", 300}}})
	}
	if err != nil {
		return stepDone(v, err, "", "")
	}
	return v.Done("/cases/"+string(c.ID), "case_opened")
}

// on is the referral in the address of a page as what its act is done to.
func on(v *desk.Visit) access.Target { return referral.On(referralID(v)) }
