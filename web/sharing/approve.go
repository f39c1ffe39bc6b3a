package sharing

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/referral"
	"lindung/web/casefile"
)

// approveForms let a supervisor who has not asked for it approve a referral that has not
// left, or refuse it.
func approveForms(v *desk.Visit, r referral.Referral, wrong []field.Problem) []desk.ActForm {
	a := v.Session.Actor()
	if r.State != referral.Proposed || !r.Mine || !a.HasRole(lindung.Supervisor) || r.SentBy == a.ID {
		return nil
	}
	q := v.Ask("referral", v.Form(), wrong)
	q.Long("refuse_words")
	return []desk.ActForm{
		stepForm(v, r, stepOf{path: "approve"}),
		stepForm(v, r, stepOf{path: "refuse", rows: q.Rows, classes: "govuk-button--secondary", folded: true, open: at(wrong, "refuse_words")}),
	}
}

func approveReferral(v *desk.Visit) error {
	err := referral.Approve(v.Ctx(), step(v, "referral_approved"), casefile.Referral(v))
	if errors.Is(err, access.ErrNewHand) {
		return v.Done(casefile.ReferralPath(casefile.Referral(v)), "new_hand")
	}
	return stepDone(v, err)
}

func refuseReferral(v *desk.Visit) error {
	return stepDone(v, referral.Refuse(v.Ctx(), step(v, "referral_refused"), casefile.Referral(v), v.Sent("refuse_words")))
}
