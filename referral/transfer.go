package referral

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
)

// WholeCase is the need of a referral that offers the whole case. It opens nothing:
// the recipient takes the case over, or does not.
const WholeCase = "whole_case"

// MovedAway is the reason for which the referrals of the old owner end.
const MovedAway = "moved"

// Whole reports whether the referral offers the whole case.
func (r Referral) Whole() bool { return r.Need == WholeCase }

// Offer offers the whole case to an organisation of this node, as the person has agreed
// by n.BasedOn: a grant whose text told them what that means. How to reach the person
// safely must be known first. What is missing is returned as field.Problems; without the
// grant nothing leaves, and it is consent.ErrNoConsent.
//
// Source: ACTIP 14.10
func Offer(ctx context.Context, s access.Session, id lindung.CaseID, n New) (Referral, error) {
	made := lindung.ReferralID(lindung.NewID())
	var r Referral
	err := s.Do(ctx, access.ReferralSend, cases.Target(id), func(tx *access.Tx) error {
		tx.SetMade(string(made))
		rests, err := agreedMove(tx, id, n)
		if err != nil {
			return err
		}
		if err := offers(tx, id, n, rests); err != nil {
			return err
		}
		n.Need, n.To = WholeCase, rests.Grants[0].Recipient
		if r, err = prepared(tx, id, n, made, ""); err != nil {
			return err
		}
		return store(tx, r, rests)
	})
	return r, err
}

// agreedMove returns the one grant in force that an offer is based on.
func agreedMove(tx *access.Tx, id lindung.CaseID, n New) (consent.Ledger, error) {
	ledger, err := consent.ReadIn(tx, id)
	if err != nil {
		return consent.Ledger{}, err
	}
	rests := ledger.MovesTo(tx.Now).Chosen(n.BasedOn)
	if len(n.BasedOn) != 1 || !covers(rests, n.BasedOn) {
		return consent.Ledger{}, consent.ErrNoConsent
	}
	return rests, nil
}

// offers returns what is missing before a case can be offered.
//
// Source: ACTIP 14.5
func offers(tx *access.Tx, id lindung.CaseID, n New, rests consent.Ledger) error {
	c, err := cases.ReadIn(tx, id)
	if err != nil {
		return err
	}
	to, err := access.OrgOf(tx, rests.Grants[0].Recipient.Org())
	if err != nil {
		return err
	}
	rows, err := ofCase(tx, id)
	var ps field.Problems
	ps.Need(n.Due > tx.Now, "due", "referral.problem.due")
	checkWords(&ps, "words", n.Words)
	ps.Need(c.AskedSafety(), "grant", "transfer.problem.safety")
	ps.Need(!to.Ended, "grant", "transfer.problem.ended")
	offered := func(r row) bool { return r.Whole() && !r.State.over() && r.From == tx.Actor().Org }
	ps.Need(!slices.ContainsFunc(rows, offered), "grant", "transfer.problem.offered")
	if err != nil {
		return err
	}
	return ps.Err()
}

// TakeOver takes over the case that a referral offers: from this moment the actor's
// organisation keeps it. words say when and where the person is received; both sides
// read them. move gives the case over, once the referrals of the old owner have ended. If
// the person has withdrawn, it is consent.ErrNoConsent and nothing changes.
//
// Source: ACTIP 14.6; ACTIP 14.10
func TakeOver(ctx context.Context, s access.Session, id lindung.ReferralID, words string, move func(*access.Tx, Referral) error) error {
	var ps field.Problems
	ps.Need(strings.TrimSpace(words) != "", "take_words", "transfer.problem.words")
	checkWords(&ps, "take_words", words)
	if err := ps.Err(); err != nil {
		return err
	}
	return step(ctx, s, access.ReferralAccept, id, Step{State: Moved, Words: words}, func(tx *access.Tx, r Referral) error {
		if !r.Whole() || r.To.Org() != tx.Actor().Org {
			return ErrStep
		}
		if !r.Backing.InForce {
			return consent.ErrNoConsent
		}
		if err := shut(tx, r); err != nil {
			return err
		}
		if err := endOthers(tx, r); err != nil {
			return err
		}
		tx.SetCount(0, "moved")
		return move(tx, r)
	})
}

// endOthers ends the other referrals of the case: their recipients were chosen by the old
// owner, and the new one asks anew.
func endOthers(tx *access.Tx, of Referral) error {
	rows, err := ofCase(tx, of.Case)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.ID == of.ID || r.State.over() {
			continue
		}
		if err := change(tx, r.Referral, Step{State: TakenBack, Org: r.From, Reason: MovedAway}, shut); err != nil {
			return err
		}
	}
	return nil
}

// forOldOwner returns what the organisation that handed a case over keeps of a referral:
// the number, the days, to whom, and what the new owner said when it took the case over.
//
// Source: ACTIP 14.6
func (r Referral) forOldOwner() Referral {
	r.Steps = withoutTalk(r.Steps)
	for i, s := range r.Steps {
		if s.State != Moved {
			r.Steps[i].Words = ""
		}
	}
	r.Words, r.Conditions, r.BasedOn, r.Child = "", nil, consent.Ledger{}, false
	return r
}

// HandedOver returns the referrals by which cases of the actor's organisation moved to
// another one, the latest first. One that is protected there is left to the log.
func HandedOver(ctx context.Context, s access.Session) ([]Referral, error) {
	var all []Referral
	err := s.See(ctx, access.ReferralList, s.OrgTarget(), func(tx *access.Tx) error {
		rows, err := movedFrom(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		ids := make([]lindung.CaseID, len(rows))
		for i, r := range rows {
			ids[i] = r.Case
		}
		hidden, err := cases.Hidden(tx, ids...)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r row) bool { return hidden[r.Case] })
		all, err = shown(tx, rows)
		all = slices.DeleteFunc(all, func(r Referral) bool { return !r.Gone }) // it has come back
		tx.SetCount(len(all), "moved")
		return err
	})
	return all, err
}
