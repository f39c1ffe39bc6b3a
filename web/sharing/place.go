package sharing

import (
	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// wordOf reads a word, and until when a place is held.
func wordOf(v *desk.Visit, words string) (referral.Word, error) {
	held, bad := v.MomentOf("held")
	if bad != nil {
		return referral.Word{}, field.Problems{*bad}
	}
	w := referral.Word{Words: v.Sent(words)}
	if !held.IsZero() {
		w.Held = access.StoredTime(held)
	}
	return w, nil
}

func acceptReferral(v *desk.Visit) error {
	w, err := wordOf(v, "accept_words")
	if err == nil {
		err = referral.Accept(v.Ctx(), step(v, "referral_accepted"), casefile.Referral(v), w)
	}
	return stepDone(v, err)
}

// placeForms asks who holds a place what becomes of it; before anything else once its
// time has run out.
func placeForms(v *desk.Visit, r referral.Referral, wrong []field.Problem) []stepOf {
	if !r.MayHold() {
		return nil
	}
	until := r.HeldUntil()
	q := v.Ask("referral", v.Form(), wrong)
	s := stepOf{path: "hold", classes: "govuk-button--secondary", folded: true, open: at(wrong, "hold_answer", "held", "held-hour", "hold_words")}
	switch {
	case until == 0:
		s.kind, s.hidden = ".new", []page.Hidden{{Name: "hold_answer", Value: referral.HoldLonger}}
	case until < access.StoredTime(v.Node.Now()):
		s.kind, s.folded = ".over", false
	}
	if until != 0 {
		q.Choose("hold_answer", desk.ChooseFrom(v, "hold_answer", referral.HoldAnswers))
	}
	q.Moment("held")
	q.Long("hold_words").Rows = 2
	s.rows = q.Rows
	if r.To.Outside() {
		s.kind += ".letter"
	}
	return []stepOf{s}
}

func holdPlace(v *desk.Visit) error {
	w, err := wordOf(v, "hold_words")
	if err == nil {
		err = referral.Hold(v.Ctx(), step(v, "referral_held"), casefile.Referral(v), v.Sent("hold_answer"), w)
	}
	return stepDone(v, err)
}

// heldText says until when a place is held, or that its time has run out; "" for none.
func heldText(v *desk.Visit, r referral.Referral) string {
	until := r.HeldUntil()
	switch {
	case until == 0:
		return ""
	case until < access.StoredTime(v.Node.Now()):
		return v.Text("referral.held.over", "when", v.When(until.Time()))
	}
	return v.Text("referral.held.until", "when", v.When(until.Time()))
}
