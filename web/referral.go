package web

import (
	"errors"
	"net/http"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
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
	Forms   []actForm
}

// actForm is one step that the actor can take.
type actForm struct {
	Title, Lead string
	Form        page.Form
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
func showQueue(v *visit) error {
	waiting, err := referral.Queue(v.ctx(), v.session)
	if err != nil {
		return err
	}
	out, err := referral.Out(v.ctx(), v.session)
	if err != nil {
		return err
	}
	p := queuePage{Base: v.base("page.queue")}
	p.Waiting = v.referralTable("queue.waiting", waiting)
	p.Out = v.referralTable("queue.out", out)
	p.Shared = page.Link{Text: v.text("queue.shared"), Href: "/cases/shared"}
	p.Bases = page.Link{Text: v.text("queue.bases"), Href: "/bases"}
	return show(v, queueView, p)
}

// referralTable lists referrals, the first due first.
func (v *visit) referralTable(caption string, all []referral.Referral) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.text(caption, "n", len(all)), CaptionClasses: "govuk-table__caption--m"}
	for _, h := range []string{"need", "with", "state", "due"} {
		t.Head = append(t.Head, page.Cell{Text: v.text("referral." + h)})
	}
	for _, r := range all {
		with := v.text("referral.from_org", "name", r.FromName)
		if r.Mine {
			with = v.text("referral.to_org", "name", r.ToName)
		}
		need := page.Cell{Text: v.text("need." + r.Need), Href: "/referrals/" + string(r.ID), Note: r.CaseNumber}
		if r.Child {
			need.Note = v.text("referral.child_line", "number", r.CaseNumber)
		}
		state := v.referralTag(r)
		t.Rows = append(t.Rows, []page.Cell{need, {Text: with}, {Tag: &state}, {Text: v.day(r.Due.Time())}})
	}
	return t
}

// referralTag says how far a referral is; late comes before everything else.
func (v *visit) referralTag(r referral.Referral) page.Tag {
	switch {
	case r.Withdrawn:
		return page.Tag{Text: v.text("referral.state.withdrawn"), Classes: "l-tag--quiet"}
	case r.Overdue(v.node.Now()):
		return page.Tag{Text: v.text("referral.state.late"), Classes: "l-tag--now"}
	}
	colours := map[referral.State]string{
		referral.Sent: "l-tag--soon", referral.Accepted: "l-tag--done",
		referral.Finished: "l-tag--quiet", referral.Declined: "l-tag--soon", referral.TakenBack: "l-tag--quiet",
	}
	return page.Tag{Text: v.text("referral.state." + string(r.State)), Classes: colours[r.State]}
}

func (v *visit) referralID() lindung.ReferralID { return lindung.ReferralID(v.id("id")) }

// showReferral shows one referral to its sender or its recipient.
func showReferral(v *visit) error {
	r, err := referral.Read(v.ctx(), v.session, v.referralID())
	if err != nil {
		return err
	}
	return v.referralPage(r, nil)
}

func (v *visit) referralPage(r referral.Referral, wrong []field.Problem) error {
	p := referralPage{Base: v.base("page.referral", "need", v.text("need."+r.Need)), State: v.referralTag(r)}
	p.Back = &page.BackLink{Text: v.text("nav.queue"), Href: "/queue"}
	f := v.facts()
	f.add("referral.from", r.FromName)
	f.add("referral.to", r.ToName)
	f.add("referral.number", r.CaseNumber)
	if r.Child {
		f.add("referral.child", v.text("referral.child.yes"))
	}
	f.add("referral.sent_at", v.when(r.SentAt.Time()))
	f.add("referral.due", v.day(r.Due.Time()))
	f.add("referral.words", r.Words)
	p.Facts = f.list
	for _, s := range r.Steps {
		p.Steps = append(p.Steps, v.stepLine(r, s))
	}
	v.referralLinks(&p, r)
	p.Forms = v.stepForms(r, wrong)
	v.wrongAt(&p.Base, wrong)
	return show(v, referralView, p)
}

// referralLinks says where the referral leads for the actor's side, and why
// nothing is open any more.
func (v *visit) referralLinks(p *referralPage, r referral.Referral) {
	at := "/referrals/" + string(r.ID)
	switch {
	case r.Mine:
		p.Own = page.Link{Text: v.text("referral.to_case", "number", r.CaseNumber), Href: "/cases/" + string(r.Case)}
		if r.Outside {
			p.Letter = at + "/letter"
		}
	case r.Linked != "":
		p.Own = page.Link{Text: v.text("referral.own_case"), Href: "/cases/" + string(r.Linked)}
	case r.State == referral.Accepted:
		p.OpenOwn = at + "/case"
	}
	if !r.Mine && r.Open {
		p.View = "/cases/" + string(r.Case)
	}
	switch {
	case r.Withdrawn:
		p.Closed = v.text("referral.closed.withdrawn")
	case r.State == referral.Finished, r.State == referral.TakenBack:
		p.Closed = v.text("referral.closed." + string(r.State))
	}
}

// wrongAt is wrong for questions that are no fields of a case.
func (v *visit) wrongAt(b *page.Base, problems []field.Problem) {
	if len(problems) == 0 {
		return
	}
	b.Status = http.StatusUnprocessableEntity
	b.Wrong = &page.ErrorSummary{TitleText: v.text("page.problem_title")}
	for _, x := range problems {
		b.Wrong.ErrorList = append(b.Wrong.ErrorList, page.Link{Text: v.text(x.Key, x.Args...), Href: "#" + x.Field})
	}
}

func (v *visit) stepLine(r referral.Referral, s referral.Step) stepLine {
	l := stepLine{When: v.t.Moment(v.local(s.At.Time())), Words: s.Words, Title: v.text("referral.step." + string(s.State))}
	switch s.State {
	case referral.Declined:
		l.Title = v.text("referral.step.declined_why", "why", v.text("decline."+s.Reason))
	case referral.Finished:
		l.Title = v.text("referral.step.finished_what", "what", v.text("outcome."+s.Reason))
	}
	l.New = r.Mine && s.Org != r.From && s.SeenAt == 0
	return l
}

// stepForms are the steps that are left to the actor's side. Of a referral to a
// body outside the node, the sender enters what it answered.
func (v *visit) stepForms(r referral.Referral, wrong []field.Problem) []actForm {
	base := "/referrals/" + string(r.ID)
	form := func(step string, q *questions, button page.Button) actForm {
		f := actForm{Title: v.text("referral.do." + step), Form: page.Form{Action: base + "/" + step, Save: button}}
		if key := "referral.do." + step + ".lead"; v.t.Has(key) {
			f.Lead = v.text(key)
		}
		if q != nil {
			f.Form.Rows = q.rows
		}
		return f
	}
	side := r.Outside == r.Mine // the side that answers
	var all []actForm
	if r.Mine && r.News() {
		all = append(all, form("noted", nil, page.Button{Text: v.text("referral.do.noted.button")}))
	}
	if side && r.State == referral.Sent {
		all = append(all, form("accept", nil, page.Button{Text: v.text("referral.do.accept.button")}))
		q := v.ask("referral", v.form(), wrong)
		q.choose("decline_reason", choices(v, "decline", referral.DeclineReasons))
		q.long("decline_words")
		all = append(all, form("decline", q, page.Button{Text: v.text("referral.do.decline.button"), Classes: "govuk-button--secondary"}))
	}
	if side && r.State == referral.Accepted {
		q := v.ask("referral", v.form(), wrong)
		q.choose("outcome", choices(v, "outcome", referral.Outcomes))
		q.long("outcome_words")
		all = append(all, form("finish", q, page.Button{Text: v.text("referral.do.finish.button", "name", r.FromName)}))
	}
	if r.Mine && r.Waiting() {
		q := v.ask("referral", v.form(), wrong)
		q.long("back_words")
		all = append(all, form("take-back", q, page.Button{Text: v.text("referral.do.take-back.button"), Classes: "govuk-button--secondary"}))
	}
	return all
}

// stepDone takes a step and says what came of it. What is missing shows the
// page again.
func (v *visit) stepDone(err error, done string, at string) error {
	id := v.referralID()
	switch {
	case errors.Is(err, referral.ErrIncomplete):
		r, readErr := referral.Read(v.ctx(), v.session, id)
		if readErr != nil {
			return readErr
		}
		return v.referralPage(r, []field.Problem{{Field: at, Key: "problem.missing"}})
	case errors.Is(err, consent.ErrNone):
		return v.done("/referrals/"+string(id), "referral_no_consent")
	case errors.Is(err, referral.ErrStep), errors.Is(err, lindung.ErrConflict):
		return v.done("/referrals/"+string(id), "referral_other_step")
	case err != nil:
		return err
	}
	return v.done("/referrals/"+string(id), done)
}

func acceptReferral(v *visit) error {
	return v.stepDone(referral.Accept(v.ctx(), v.session, v.referralID()), "referral_accepted", "")
}

func declineReferral(v *visit) error {
	err := referral.Decline(v.ctx(), v.session, v.referralID(), v.sent("decline_reason"), v.sent("decline_words"))
	return v.stepDone(err, "referral_declined", "decline_reason")
}

func finishReferral(v *visit) error {
	err := referral.Finish(v.ctx(), v.session, v.referralID(), v.sent("outcome"), v.sent("outcome_words"))
	return v.stepDone(err, "referral_finished", "outcome")
}

func takeBackReferral(v *visit) error {
	return v.stepDone(referral.TakeBack(v.ctx(), v.session, v.referralID(), v.sent("back_words")), "referral_taken_back", "back_words")
}

func noteReferral(v *visit) error {
	return v.stepDone(referral.Note(v.ctx(), v.session, v.referralID()), "referral_noted", "")
}

// newOwnCase asks for what the receiver's own case begins with. The names that
// the person let it see are shown beside, never filled in: nothing is copied.
func newOwnCase(v *visit) error { return v.ownCase(nil) }

func (v *visit) ownCase(problems []field.Problem) error {
	r, err := referral.Read(v.ctx(), v.session, v.referralID())
	if err != nil {
		return err
	}
	p := formPage{Base: v.base("page.own_case"), Lead: v.text("referral.own.lead", "name", r.FromName)}
	if seen, err := cases.Read(v.ctx(), v.session, r.Case); err == nil && seen.Called() != "" {
		p.Lead = v.text("referral.own.lead_name", "name", r.FromName, "called", v.calledIn(seen))
	} else if err != nil && !errors.Is(err, access.ErrDenied) {
		return err
	}
	q := v.ask("referral.own", v.form(), problems)
	q.input("name", "off")
	q.choose("kind", choices(v, "name_kind", cases.NameKinds))
	q.mark(&p.Base)
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/referrals/" + string(r.ID)}
	p.Form = page.Form{Action: v.r.URL.Path, Rows: q.rows, Save: page.Button{Text: v.text("referral.own.save")}}
	return show(v, formView, p)
}

func openOwnCase(v *visit) error {
	if problems := missing(v.form(), "name"); len(problems) > 0 {
		return v.ownCase(problems)
	}
	kind := v.sent("kind")
	if kind == "" {
		kind = cases.NameKinds[0]
	}
	n := cases.New{Names: []cases.Name{{Text: v.sent("name"), Kind: kind, Call: true}}}
	c, err := referral.Link(v.ctx(), v.session, v.referralID(), n)
	if errors.Is(err, cases.ErrIncomplete) {
		return v.ownCase([]field.Problem{{Field: "name", Key: "problem.text.long", Args: []any{"max", 300}}})
	}
	if err != nil {
		return v.stepDone(err, "", "")
	}
	return v.done("/cases/"+string(c.ID), "case_opened")
}
