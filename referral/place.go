package referral

import (
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Holds is a step of the recipient: it holds a place longer, or holds it no more.
const Holds State = "holds"

// What a recipient says of a place that it holds.
const (
	HoldLonger = "longer"
	HoldCame   = "came" // the person has come
	HoldFree   = "free" // the place is given to others
)

// HoldAnswers is the closed list of what a recipient says of a place that it holds.
var HoldAnswers = []string{HoldLonger, HoldCame, HoldFree}

// longestHold is for how long a place can be held at most.
const longestHold = 30 * 24 * time.Hour

// A Word is what a recipient says with its acceptance.
type Word struct {
	Words string
	Held  db.Time // until when it holds a place; zero for none
}

// checkHeld adds what is wrong with the moment until which a place is held.
func checkHeld(ps *field.Problems, until db.Time, now time.Time) {
	ps.Need(until > db.TimeOf(now), "held", "referral.problem.held")
	ps.Need(until <= db.TimeOf(now.Add(longestHold)), "held", "referral.problem.held_long", "max", int(longestHold/(24*time.Hour)))
}

// check returns what is wrong with a word.
func (w Word) check(s access.Session) error {
	var ps field.Problems
	checkWords(&ps, "accept_words", w.Words)
	if w.Held != 0 {
		checkHeld(&ps, w.Held, s.Now())
	}
	return ps.Err()
}

// HeldUntil returns until when the recipient holds a place for the person; zero when it
// holds none. No place is held once the referral asks nothing more.
func (r Referral) HeldUntil() db.Time {
	var until db.Time
	for _, s := range r.Steps {
		if s.State == Accepted || s.State == Holds {
			until = s.HeldUntil
		}
	}
	if r.State != Accepted || r.Over() {
		return 0
	}
	return until
}

// MayHold reports whether the actor's side may say until when a place is held.
func (r Referral) MayHold() bool { return r.WeAnswer() && r.State == Accepted && !r.Over() }

// Hold says of the place one of HoldAnswers, with words: that it is held until another
// moment, that the person has come, or that it is free again.
func Hold(ctx context.Context, s access.Session, id lindung.ReferralID, answer string, w Word) error {
	var ps field.Problems
	ps.Need(slices.Contains(HoldAnswers, answer), "hold_answer", "referral.problem.hold_answer")
	checkWords(&ps, "hold_words", w.Words)
	if answer == HoldLonger {
		checkHeld(&ps, w.Held, s.Now())
	} else {
		w.Held = 0
	}
	if err := ps.Err(); err != nil {
		return err
	}
	return say(ctx, s, id, Step{State: Holds, Reason: answer, Words: w.Words, HeldUntil: w.Held}, orStep(func(r Referral) bool {
		return r.MayHold() && (answer == HoldLonger || r.HeldUntil() != 0)
	}))
}
