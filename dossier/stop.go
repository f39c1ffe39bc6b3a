package dossier

import (
	"context"

	"lindung/access"
	"lindung/consent"
	"lindung/staff"
)

// Stop ends, in one act, every session of the actor's organisation but the one at work,
// and pauses what the organisation shares: nobody knows yet who reads along. It returns
// of how many cases sharing was paused. Withdrawal goes on.
//
// Source: ACTIP 14.6
func Stop(ctx context.Context, s access.Session) (cases int, err error) {
	err = s.Do(ctx, access.SharingPause, s.OrgTarget(), func(tx *access.Tx) error {
		if err := staff.EndSessionsIn(tx, tx.Actor().Org); err != nil {
			return err
		}
		var err error
		cases, err = consent.PauseIn(tx, tx.Actor().Org)
		tx.SetCount(cases, "")
		return err
	})
	return cases, err
}
