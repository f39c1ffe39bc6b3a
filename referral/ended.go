package referral

import (
	"context"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Kept is the answer that names the law by which something is kept.
const Kept = "kept"

// EndAnswers is the closed list of what a recipient did with what it had of the person
// when the consent had ended.
var EndAnswers = []string{"stopped", "erased", Kept}

// endAnswered is within how long it is asked to say so.
const endAnswered = 3 * 24 * time.Hour

// AwaitsEnd reports whether the consent has ended and the side that replies has not
// said what became of what it had.
//
// Source: ACTIP 14.6
func (r Referral) AwaitsEnd() bool {
	return r.Over() && (r.pending() || r.paper() && !slices.ContainsFunc(r.Steps, func(s Step) bool { return s.State == Ended }))
}

// paper reports whether an outside body has the letter of a referral that is over: what
// closes on pages stays on paper, so a withdrawal still concerns it.
func (r Referral) paper() bool {
	return r.To.Outside() && r.Left() && slices.Contains([]State{Declined, Finished, TakenBack}, r.State)
}

// EndDue returns by when that is to be said.
func (r Referral) EndDue() db.Time { return r.Backing.Ended.Add(endAnswered) }

// AnswerEnd says what the recipient did with what it had, since the consent has ended:
// one of EndAnswers, and in words what it keeps by which law. For an outside body the
// sender enters what it was told. Nothing more is asked of the recipient.
//
// Source: ACTIP 14.6
func AnswerEnd(ctx context.Context, s access.Session, id lindung.ReferralID, answer, words string) error {
	var ps field.Problems
	ps.Need(slices.Contains(EndAnswers, answer), "end_answer", "referral.problem.end_answer")
	ps.Need(answer != Kept || strings.TrimSpace(words) != "", "end_words", "referral.problem.end_words")
	checkWords(&ps, "end_words", words)
	if err := ps.Err(); err != nil {
		return err
	}
	return s.Do(ctx, access.ReferralWrite, Target(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if !r.AwaitsEnd() || !r.WeAnswer() {
			return ErrStep
		}
		to := Step{State: Ended, Reason: answer, Words: words}
		if r.pending() {
			return carryOut(tx, r, to, shut)
		}
		to.Org, to.Words = tx.Actor().Org, strings.TrimSpace(words)
		return addStep(tx, r, to) // it stays finished, declined or cancelled
	})
}
