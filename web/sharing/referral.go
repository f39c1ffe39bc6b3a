package sharing

import (
	"cmp"
	"errors"
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
	"lindung/person"
	"lindung/referral"
	"lindung/web/casefile"
	"lindung/web/emergency"
	"lindung/web/finding"
)

type referralPage struct {
	page.Base
	Asks    []string // what the person asks of the recipient
	AsksOf  string   // title of that
	Paused  string   // that sharing is paused; "" if it is not
	Facts   page.SummaryList
	State   page.Tag
	Steps   []stepLine
	View    string // where the sender's case can be seen; "" while nothing is open
	Meet    string // where the conferences to which they were invited are
	Closed  string // why nothing is open any more
	Own     page.Link
	OpenOwn string
	Decide  string    // what is asked of the recipient where it is a decision or a notice
	Tell    page.Link // to where it says that it has told the state of the person
	Letter  string
	Link    string    // to the link of a body outside
	Another string    // where another organisation is asked for the same
	Danger  page.Link // to its emergencies
	Unsent  string    // what was written and not sent, because the referral was changed in the meantime
	Others  string    // to those who were referred together
	Forms   []desk.ActForm
}

type stepLine struct {
	Title, When, Words string
	New                bool
}

var referralView = page.NewView[referralPage]("referral")

// showReferral shows one referral to its sender or its recipient.
func showReferral(v *desk.Visit) error {
	r, err := referral.Read(v.Ctx(), v.Session, casefile.Referral(v))
	if err != nil {
		return err
	}
	return pageOf(v, r, nil)
}

func pageOf(v *desk.Visit, r referral.Referral, wrong []field.Problem) error {
	p := referralPage{Base: v.Base("page.referral", "need", v.Text("need."+r.Need)), State: referralTag(v, r), Asks: r.Conditions}
	p.AsksOf = v.Text("referral.asks")
	if !r.Mine {
		p.AsksOf = v.Text("referral.asks_you")
	}
	p.Back = &page.BackLink{Text: v.Text("nav.queue"), Href: "/queue"}
	var err error
	if p.Paused, err = PauseText(v); err != nil {
		return err
	}
	f := v.Facts()
	f.Add("referral.from", r.FromName)
	f.Add("referral.to", r.ToName)
	f.Add("referral.number", r.CaseNumber)
	if r.Child {
		f.Add("referral.child", v.Text("referral.child.yes"))
	}
	sent := "referral.sent_at"
	if !r.Left() {
		sent = "referral.asked_at"
	}
	f.Add(sent, v.When(r.SentAt.Time()))
	if owed := r.Owed(); owed != "" {
		f.Add("referral.due."+owed, v.Day(r.Due.Time()))
	}
	f.Add("referral.place", heldText(v, r))
	f.Add("referral.words", r.Words)
	f.Lines("referral.rests_on", restsOn(v, r.BasedOn))
	p.Facts = f.List
	for _, s := range r.Steps {
		p.Steps = append(p.Steps, lineOfStep(v, r, s))
	}
	referralLinks(v, &p, r)
	p.Danger = emergency.Link(v, r)
	p.Forms = stepForms(v, r, wrong)
	if at(wrong, "unsent") {
		p.Unsent = typedWords(v.Form())
	}
	v.Wrong(&p.Base, wrong, "referral")
	return desk.Show(v, referralView, p)
}

// restsOn names the grants and legal bases of a referral, each with what it is for.
func restsOn(v *desk.Visit, l consent.Ledger) []string {
	var all []string
	for _, g := range l.Grants {
		all = append(all, v.Text("referral.rests_on.consent", "purpose", desk.LowerFirst(v.Text("purpose."+string(g.Purpose))), "day", v.DayOn(g.Until.Time())))
	}
	for _, b := range l.Bases {
		all = append(all, v.Text("referral.rests_on.law", "kind", desk.LowerFirst(v.Text("consent.kind."+b.Kind)), "day", v.DayOn(b.Until.Time())))
	}
	return all
}

// referralLinks links to the cases of the referral that the actor's side may open, and
// says why nothing is open any more.
func referralLinks(v *desk.Visit, p *referralPage, r referral.Referral) {
	switch {
	case r.Gone:
	case r.State == referral.Moved:
		p.Own = page.Link{Text: v.Text("referral.own_case"), Href: casefile.Path(r.Case)}
	case r.Mine:
		p.Own = page.Link{Text: v.Text("referral.to_case", "number", r.CaseNumber), Href: casefile.Path(r.Case)}
		if r.To.Outside() && r.Left() && !r.Over() {
			p.Letter = casefile.ReferralPath(r.ID) + "/letter"
		}
		p.Link = linkOf(r)
		if r.MayAskAnother(v.Node.Now()) {
			p.Another = anotherPath(r)
		}
	case r.Linked != "":
		p.Own = page.Link{Text: v.Text("referral.own_case"), Href: casefile.Path(r.Linked)}
	case r.State == referral.Accepted && !r.Over() && v.Session.Actor().HasRole(desk.Openers...):
		p.OpenOwn = casefile.ReferralPath(r.ID) + "/case"
	case r.State == referral.Accepted && !r.Over() && !r.AsksNotice():
		p.Decide = v.Text("referral.colleague_opens")
	}
	forAuthority(v, p, r)
	if r.Group != "" {
		p.Others = casefile.ReferralPath(r.ID) + "/together"
	}
	if !r.Mine && r.Backing.Open {
		p.View, p.Meet = casefile.Path(r.Case), conferencesPath(r.Case)
	}
	switch {
	case r.Over() && !r.Backing.Withdrawn:
		p.Closed = v.Text("referral.closed.lapsed")
	case r.Over() && r.To.Outside():
		p.Closed = v.Text("referral.closed.withdrawn.letter", "name", r.ToName)
	case r.Over():
		p.Closed = v.Text("referral.closed.withdrawn")
	case r.State == referral.Proposed:
		p.Closed = v.Text("referral.closed.proposed")
	case r.State == referral.Moved && r.Gone:
		p.Closed = v.Text("referral.closed.moved")
	case r.State == referral.Finished, r.State == referral.TakenBack, r.State == referral.Refused:
		p.Closed = v.Text("referral.closed." + string(r.State))
	}
}

// forAuthority leads the two sides of a referral that asks for a decision, or for a notice, to
// where that is recorded and read.
func forAuthority(v *desk.Visit, p *referralPage, r referral.Referral) {
	made := slices.ContainsFunc(r.Steps, func(s referral.Step) bool { return s.State == referral.DecisionMade })
	switch {
	case r.Gone:
	case r.Mine && r.AsksDecision() && made:
		p.Own = page.Link{Text: v.Text("referral.to_decision"), Href: casefile.Path(r.Case) + "/screening"}
	case r.Mine || r.State != referral.Accepted || r.Over():
	case r.AsksNotice():
		p.Tell = page.Link{Text: v.Text("page.notice"), Href: casefile.ReferralPath(r.ID) + "/notice"}
	case r.AsksDecision() && r.Linked != "":
		p.Decide = v.Text("referral.decide", "name", r.FromName)
		p.Own = page.Link{Text: v.Text("referral.to_decide"), Href: casefile.Path(r.Linked) + "/decision/new"}
	case r.AsksDecision() && p.OpenOwn != "":
		p.Decide = v.Text("referral.decide_open", "name", r.FromName)
	}
}

func lineOfStep(v *desk.Visit, r referral.Referral, s referral.Step) stepLine {
	l := stepLine{When: v.Moment(s.At.Time()), Words: s.Words, Title: v.Text("referral.step." + string(s.State)), New: r.IsNew(s)}
	switch s.State {
	case referral.Declined:
		l.Title = v.Text("referral.step.declined_why", "why", v.Text("decline."+s.Reason))
	case referral.Finished:
		l.Title = v.Text("referral.step.finished_what", "what", v.Text("outcome."+s.Reason))
	case referral.TakenBack:
		if s.Reason == referral.MovedAway {
			l.Title = v.Text("referral.step.taken_back.moved")
		}
	case referral.Told:
		l.Title = v.Text("referral.step.told", "name", sideOf(r, s))
		if r.To.Outside() {
			l.Title = v.Text("referral.step.told.letter", "name", r.ToName)
		}
	case referral.Ended:
		if s.Reason != "" {
			l.Title = v.Text("referral.step.ended_what", "name", r.ToName, "what", desk.LowerFirst(v.Text("end_answer."+s.Reason)))
		}
	case referral.Reminded:
		l.Title = v.Text("referral.step.reminded", "name", r.FromName)
		if r.To.Outside() {
			l.Title = v.Text("referral.step.reminded.letter", "name", r.ToName)
		}
	case referral.Accepted:
		if s.HeldUntil != 0 {
			l.Title = v.Text("referral.step.accepted_held", "when", v.Moment(s.HeldUntil.Time()))
		}
	case referral.Holds:
		l.Title = v.Text("referral.step.holds."+s.Reason, "name", r.ToName, "when", v.Moment(s.HeldUntil.Time()))
	case referral.Emergency:
		l.Title = v.Text("referral.step.emergency", "name", sideOf(r, s), "why", desk.LowerFirst(v.Text("emergency.danger."+s.Reason)))
	case referral.Judged:
		l.Title = v.Text("referral.step.judged", "name", sideOf(r, s), "what", desk.LowerFirst(v.Text("emergency.verdict."+s.Reason)))
	case referral.NoticeGiven:
		l.Title = v.Text("referral.step.notice", "name", r.ToName)
	case referral.DecisionMade:
		l.Title = v.Text("referral.step.decision", "name", r.ToName)
	case referral.Asked, referral.Answered:
		l.Title = v.Text("referral.step."+string(s.State), "name", sideOf(r, s))
	}
	if s.ByLink() {
		if s.State == referral.Told {
			l.Title = v.Text("referral.step.told", "name", r.ToName)
		}
		l.Title = v.Text("referral.step.by_link", "what", l.Title)
	}
	return l
}

// sideOf names the side that took a step.
func sideOf(r referral.Referral, s referral.Step) string {
	if s.Org == r.From {
		return r.FromName
	}
	return r.ToName
}

// A stepOf is a step that a page offers: its path, its labels and its questions.
type stepOf struct {
	path, kind, classes string
	rows                []page.Row
	hidden              []page.Hidden
	folded, open        bool
}

// stepForms returns the forms of the steps that the actor's side can take, news first.
// For an outside body the sender enters its reply.
func stepForms(v *desk.Visit, r referral.Referral, wrong []field.Problem) []desk.ActForm {
	all := approveForms(v, r, wrong)
	talk := append(placeForms(v, r, wrong), talkForms(v, r, wrong)...)
	for _, s := range talk {
		if !s.folded {
			all = append(all, stepForm(v, r, s))
		}
	}
	switch {
	case r.AwaitsEnd() && r.WeAnswer():
		all = append(all, endForm(v, r, wrong))
	case r.HasNews() && !r.MustSay():
		all = append(all, notedForm(v, r))
	}
	if r.MayRemind(v.Node.Now()) {
		s := stepOf{path: "remind", classes: "govuk-button--secondary"}
		if r.To.Outside() {
			s.kind = ".letter"
		}
		all = append(all, stepForm(v, r, s))
	}
	if r.WeAnswer() {
		for _, s := range answers(v, r, wrong) {
			if r.To.Outside() {
				s.kind = ".letter"
			}
			all = append(all, stepForm(v, r, s))
		}
	}
	for _, s := range talk {
		if s.folded {
			all = append(all, stepForm(v, r, s))
		}
	}
	if r.Mine && (r.State == referral.Proposed || r.State == referral.Sent || r.State == referral.Accepted) {
		q := v.Ask("referral", v.Form(), wrong)
		q.Long("back_words")
		all = append(all, stepForm(v, r, stepOf{path: "take-back", rows: q.Rows, classes: "govuk-button--secondary", folded: true, open: at(wrong, "back_words")}))
	}
	return all
}

// answers returns the steps of the side that replies.
func answers(v *desk.Visit, r referral.Referral, wrong []field.Problem) []stepOf {
	q := v.Ask("referral", v.Form(), wrong)
	switch r.State {
	case referral.Sent:
		if r.Over() {
			return nil
		}
		q.Choose("decline_reason", desk.ChooseFrom(v, "decline", referral.DeclineReasons))
		q.Long("decline_words")
		take := stepOf{path: "accept"}
		asked := v.Ask("referral", v.Form(), wrong)
		if r.Whole() {
			asked.Long("take_words")
			take.path = "take-over"
		} else {
			asked.Long("accept_words").Rows = 2
			asked.Moment("held")
		}
		take.rows = asked.Rows
		return []stepOf{take, {
			path: "decline", rows: q.Rows, classes: "govuk-button--secondary", folded: true, open: at(wrong, "decline_reason", "decline_words"),
		}}
	case referral.Accepted, referral.Ended:
		q.Choose("outcome", desk.ChooseFrom(v, "outcome", referral.Outcomes))
		q.Long("outcome_words")
		return []stepOf{{path: "finish", rows: q.Rows}}
	}
	return nil
}

// at reports whether one of problems is at one of fields.
func at(problems []field.Problem, fields ...string) bool { return len(only(problems, fields...)) > 0 }

// stepForm is the form of a step.
func stepForm(v *desk.Visit, r referral.Referral, s stepOf) desk.ActForm {
	label := "referral.do." + s.path + s.kind
	name := r.OtherName()
	f := desk.ActForm{Title: v.Text(label, "name", name), Folded: s.folded, Open: s.open, Form: page.Form{
		Action: casefile.ReferralPath(r.ID) + "/" + s.path, Rows: s.rows, Hidden: s.hidden, Save: page.Button{Text: v.Text(label+".button", "name", name), Classes: s.classes},
	}}
	if v.T.Has(label + ".lead") {
		f.Lead = v.Text(label+".lead", "name", name, "phone", phoneOf(r))
	}
	return f
}

// notedForm says what is new, and lets the actor's side note it.
func notedForm(v *desk.Visit, r referral.Referral) desk.ActForm {
	s := stepOf{path: "noted"}
	if r.State == referral.TakenBack || r.State == referral.Refused {
		s.kind = "." + string(r.State)
	}
	return stepForm(v, r, s)
}

// endForm says that the consent has ended, and asks what became of what the recipient
// had.
func endForm(v *desk.Visit, r referral.Referral, wrong []field.Problem) desk.ActForm {
	q := v.Ask("referral", v.Form(), wrong)
	q.Choose("end_answer", desk.ChooseFrom(v, "end_answer", referral.EndAnswers))
	q.Long("end_words")
	s := stepOf{path: "ended", kind: ".lapsed", rows: q.Rows}
	switch {
	case r.To.Outside():
		s.kind = ".tell"
	case r.Backing.Withdrawn:
		s.kind = ".withdrawn"
	}
	return stepForm(v, r, s)
}

// phoneOf returns the telephone of the body outside that a referral goes to.
func phoneOf(r referral.Referral) string {
	for _, g := range r.BasedOn.Grants {
		if g.Body.Phone != "" {
			return g.Body.Phone
		}
	}
	return ""
}

// step is the session for a step, which leads back to the referral.
func step(v *desk.Visit, done string) access.Session {
	return v.Act(desk.Done(casefile.ReferralPath(casefile.Referral(v)), done))
}

// stepDone leads back to the referral after a step, or shows the page again with what
// is missing.
func stepDone(v *desk.Visit, err error) error {
	id := casefile.Referral(v)
	var problems field.Problems
	switch {
	case errors.As(err, &problems):
		r, readErr := referral.Read(v.Ctx(), v.Session, id)
		if readErr != nil {
			return readErr
		}
		return pageOf(v, r, problems)
	case errors.Is(err, consent.ErrNoConsent):
		return v.Done(casefile.ReferralPath(id), "referral_no_consent")
	case (errors.Is(err, referral.ErrStep) || errors.Is(err, lindung.ErrConflict)) && typedWords(v.Form()) != "":
		r, readErr := referral.Read(v.Ctx(), v.Session, id)
		if readErr != nil {
			return readErr
		}
		return pageOf(v, r, field.Problems{{Field: "unsent", Key: "referral.problem.unsent"}})
	case errors.Is(err, referral.ErrStep), errors.Is(err, lindung.ErrConflict):
		return v.Done(casefile.ReferralPath(id), "referral_other_step")
	case err != nil:
		return err
	}
	return v.Acted()
}

func declineReferral(v *desk.Visit) error {
	err := referral.Decline(v.Ctx(), step(v, "referral_declined"), casefile.Referral(v), v.Sent("decline_reason"), v.Sent("decline_words"))
	return stepDone(v, err)
}

func finishReferral(v *desk.Visit) error {
	err := referral.Finish(v.Ctx(), step(v, "referral_finished"), casefile.Referral(v), v.Sent("outcome"), v.Sent("outcome_words"))
	return stepDone(v, err)
}

func takeBackReferral(v *desk.Visit) error {
	return stepDone(v, referral.TakeBack(v.Ctx(), step(v, "referral_taken_back"), casefile.Referral(v), v.Sent("back_words")))
}

func answerEnd(v *desk.Visit) error {
	err := referral.AnswerEnd(v.Ctx(), step(v, "referral_ended"), casefile.Referral(v), v.Sent("end_answer"), v.Sent("end_words"))
	return stepDone(v, err)
}

func noteReferral(v *desk.Visit) error {
	return stepDone(v, referral.NoteSteps(v.Ctx(), step(v, "referral_noted"), casefile.Referral(v)))
}

// newOwnCase asks for what the receiver's own case begins with, and shows what the person
// agreed to carry over into it.
func newOwnCase(v *desk.Visit) error { return ownCase(v, nil) }

// carriedOver returns what the person of a referral agreed to carry over.
func carriedOver(v *desk.Visit, r referral.Referral) (dossier.Whole, []dossier.Piece, error) {
	w, err := dossier.Read(v.Ctx(), v.Session, r.Case)
	if errors.Is(err, access.ErrDenied) {
		return w, nil, nil
	}
	return w, dossier.CarriedPieces(w), err
}

func ownCase(v *desk.Visit, problems []field.Problem) error {
	r, err := referral.Read(v.Ctx(), v.Session, casefile.Referral(v))
	if err != nil {
		return err
	}
	w, pieces, err := carriedOver(v, r)
	if err != nil {
		return err
	}
	p := desk.FormPage{Base: v.Base("page.own_case"), Lead: v.Text("referral.own.lead", "name", r.FromName)}
	switch {
	case len(pieces) > 0:
		p.Lead = v.Text("referral.own.carried", "name", r.FromName, "what", strings.Join(labelsOf(v, pieces), v.Text("common.list_separator")))
	case w.Called() != "":
		p.Lead = v.Text("referral.own.lead_name", "name", r.FromName, "called", casefile.CalledIn(v, w.Case))
	}
	q := v.Ask("referral.own", v.Form(), problems)
	if !carriesNames(w) {
		q.Input("name", "off")
		q.Choose("kind", desk.ChooseFrom(v, "name_kind", person.NameKinds))
	}
	q.Mark(&p.Base)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.ReferralPath(r.ID)}
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("referral.own.save")}}
	return desk.Show(v, desk.FormView, p)
}

// carriesNames reports whether names are carried over, so that nobody types them.
func carriesNames(w dossier.Whole) bool {
	return len(w.Carried()[lindung.Identity]) > 0 && len(w.Names) > 0
}

// labelsOf names each kind of piece once.
func labelsOf(v *desk.Visit, pieces []dossier.Piece) []string {
	var all []string
	for _, it := range pieces {
		if label := desk.LowerFirst(v.Text(it.Label)); !slices.Contains(all, label) {
			all = append(all, label)
		}
	}
	return all
}

func openOwnCase(v *desk.Visit) error {
	var n cases.New
	if name := v.Sent("name"); name != "" {
		n.Names = []person.Name{{Text: name, Kind: cmp.Or(v.Sent("kind"), person.NameKinds[0]), Call: true}}
	}
	if asked, err := asksKnown(v, n.Names); asked || err != nil {
		return err
	}
	to := desk.Done(casefile.Path(access.MadeID), "case_opened")
	_, err := dossier.OpenLinkedCase(v.Ctx(), v.Act(to), casefile.Referral(v), n)
	problems, err := v.Problems(err)
	if len(problems) > 0 {
		return ownCase(v, problems)
	}
	return stepDone(v, err)
}

// asksKnown asks whether someone like the person of a referral is known in the own
// organisation, by the names that were typed and by what is carried over.
func asksKnown(v *desk.Visit, named []person.Name) (bool, error) {
	r, err := referral.Read(v.Ctx(), v.Session, casefile.Referral(v))
	if err != nil || r.State != referral.Accepted || r.Over() || r.Linked != "" {
		return false, err
	}
	w, pieces, err := carriedOver(v, r)
	if err != nil {
		return false, err
	}
	if len(named) == 0 && carriesNames(w) {
		named = w.Names
	}
	if len(person.WrongNames(named)) > 0 {
		return false, nil // the act says what is missing
	}
	var answers []field.Values
	for _, it := range pieces {
		answers = append(answers, it.Values)
	}
	return finding.AsksSimilar(v, v.Form(), named, answers...)
}
