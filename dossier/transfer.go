package dossier

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/contact"
	"lindung/justice"
	"lindung/linkage"
	"lindung/prevention"
	"lindung/referral"
	"lindung/staff"
	"lindung/survivor"
)

// TakeOver takes over the whole case that a referral offers, with words for the old
// owner, in one act: what was shared of the case ends, the actor becomes responsible,
// and the old owner reads it no more. See [cases.MoveIn] for what goes along.
//
// Source: ACTIP 14.6; ACTIP 14.10
func TakeOver(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	return referral.TakeOver(ctx, s, id, words, func(tx *access.Tx, r referral.Referral) error {
		if err := consent.EndAllIn(tx, r.Case); err != nil {
			return err
		}
		if err := staff.StoredDrafts.EraseCases(tx, []lindung.CaseID{r.Case}); err != nil {
			return err
		}
		if err := justice.LeaveAll(tx, r.Case); err != nil {
			return err
		}
		if err := linkage.PartAll(tx, r.Case); err != nil {
			return err
		}
		if err := prevention.PartAll(tx, r.Case); err != nil {
			return err
		}
		if err := survivor.MoveIn(tx, r.Case, tx.Actor().Org); err != nil {
			return err
		}
		if err := contact.MoveIn(tx, r.Case, tx.Actor().Org); err != nil {
			return err
		}
		return cases.MoveIn(tx, r.Case, tx.Actor().Org, tx.Actor().ID)
	})
}
