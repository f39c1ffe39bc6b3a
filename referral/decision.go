package referral

import (
	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// ForDecision is the need of a referral that asks an authority for its decision on the
// status of the person in law; ForNotice that of one that asks it to tell the state of the
// person, once they were asked and do not object.
const (
	ForDecision = "identification"
	ForNotice   = "notice"
)

// DecisionMade is the step that says that the recipient has recorded a decision, or what
// became of one. What was decided stays in the file of the recipient, and is shown from
// there.
const DecisionMade State = "decision"

// NoticeGiven is the step that says that the recipient has told the state of the person.
const NoticeGiven State = "notice"

// AsksDecision reports whether the referral asks an organisation of this node for a
// decision.
func (r Referral) AsksDecision() bool { return r.Need == ForDecision && !r.To.Outside() }

// AsksNotice reports whether the referral asks an organisation of this node to tell the
// state of the person.
func (r Referral) AsksNotice() bool { return r.Need == ForNotice && !r.To.Outside() }

// mayAsk refuses to ask for a decision who cannot decide, or where the person was not told
// what becomes of it.
func mayAsk(tx *access.Tx, n New, rests consent.Ledger) error {
	if n.To.Outside() || n.Need != ForDecision && n.Need != ForNotice {
		return nil
	}
	o, err := access.OrgOf(tx, n.To.Org())
	if err != nil {
		return err
	}
	return DecisionProblems(n.Need, o.Sector, rests).Err()
}

// DecisionProblems returns why an organisation of this node cannot be asked for a decision,
// or for notice to a state, on what the person agreed to.
//
// Source: ACTIP 14.1; ACTIP 14.6
func DecisionProblems(need string, to lindung.Sector, rests consent.Ledger) field.Problems {
	var ps field.Problems
	if need != ForDecision && need != ForNotice {
		return nil
	}
	ps.Need(consent.Decides(to), "need", "referral.problem.no_authority")
	ps.Need(len(rests.Decisions().IDs()) > 0, "need", "referral.problem.not_told")
	return ps
}

// comesBack reports whether what the recipient decides comes back to the sender at now: it
// has accepted to decide, and what the person agreed to is in force. Once they have
// withdrawn, nothing more comes back; what came back before stays.
//
// Source: ACTIP 14.6
func comesBack(r Referral, rests consent.Ledger, now db.Time) bool {
	return (r.AsksDecision() || r.AsksNotice()) && (r.State == Accepted || r.State == Finished) && len(rests.InForce(now).Decisions().IDs()) > 0
}

// BringBack tells the sender of a referral that its recipient has decided, or has told the
// state of the person, inside an act of the recipient, and reports whether that comes back.
func BringBack(tx *access.Tx, id lindung.ReferralID, what State) (Referral, bool, error) {
	n, err := stored(tx, id)
	if err != nil || n.To.Org() != tx.Actor().Org {
		return Referral{}, false, err
	}
	r, err := load(tx, id)
	if err != nil || r.ID == "" {
		return r, false, err
	}
	rests, err := consent.ReferralLedger(tx, r.Case, r.ID)
	if err != nil || !comesBack(r, rests, tx.Now) {
		return r, false, err
	}
	if err := addStep(tx, r, Step{State: what, Org: tx.Actor().Org}); err != nil {
		return r, false, err
	}
	if n.asksFrom {
		return r, true, nil
	}
	return r, true, askSender(tx, n)
}

// AskedForDecision returns the referrals by which a case has asked for decisions, inside an
// act that reads the case.
func AskedForDecision(tx *access.Tx, id lindung.CaseID) ([]lindung.ReferralID, error) {
	all, err := ofCase(tx, id)
	var asked []lindung.ReferralID
	for _, r := range all {
		if r.AsksDecision() {
			asked = append(asked, r.ID)
		}
	}
	return asked, err
}
