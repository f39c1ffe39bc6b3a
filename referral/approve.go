package referral

import (
	"context"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
)

// The states of a referral that has not left: its recipient learns nothing of it.
const (
	Proposed State = "proposed" // it waits for a supervisor's approval
	Refused  State = "refused"  // a supervisor has refused it, with words
)

// What an organisation sets of [access.ApproveReferrals].
const (
	approveOutside = 1
	approveAll     = 2
)

// MustApprove reports whether a referral of a need to a recipient waits for a supervisor's
// approval before it leaves, as the organisation has set. A whole case leaves the
// organisation for good: it waits wherever anything does.
func MustApprove(set int, to consent.Recipient, need string) bool {
	return set == approveAll || set == approveOutside && (to.Outside() || need == WholeCase)
}

// Left reports whether the referral has left.
func (r Referral) Left() bool { return r.LeftAt != 0 }

// proposal is the target of acts of the second person on a referral that has not left.
func proposal(id lindung.ReferralID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		if !lindung.IsID(string(id)) {
			return access.Object{}, lindung.ErrNotFound
		}
		r, err := stored(tx, id)
		if err != nil {
			return access.Object{}, err
		}
		o, err := cases.Target(r.Case)(tx)
		o.Proposer = r.SentBy
		return o, err
	}
}

// Approve lets a referral leave, as a supervisor who has not asked for it. If nothing that
// it is based on is in force any more it returns consent.ErrNoConsent, and while their
// account or role is too new access.ErrNewHand.
//
// Source: ACTIP 14.6; ACTIP 14.10
func Approve(ctx context.Context, s access.Session, id lindung.ReferralID) error {
	return s.Do(ctx, access.ReferralApprove, proposal(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if err := access.OldHand(tx); err != nil {
			return err
		}
		return carryOut(tx, r, Step{State: Sent}, func(tx *access.Tx, r Referral) error {
			if !r.Backing.InForce {
				return consent.ErrNoConsent
			}
			return begun(tx, r)
		})
	})
}

// Refuse ends a referral that has not left, as a supervisor who has not asked for it. The
// sender reads the words.
func Refuse(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	var ps field.Problems
	ps.Need(strings.TrimSpace(words) != "", "refuse_words", "referral.problem.refuse_words")
	checkWords(&ps, "refuse_words", words)
	if err := ps.Err(); err != nil {
		return err
	}
	return s.Do(ctx, access.ReferralApprove, proposal(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		return carryOut(tx, r, Step{State: Refused, Words: words}, shut)
	})
}

// begun records that something came to the recipient.
func begun(tx *access.Tx, r Referral) error {
	if r.To.Outside() {
		return nil
	}
	return access.BeginOrg(tx, r.To.Org())
}
