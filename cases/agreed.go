package cases

import (
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/internal/db"
)

// WaitingBasis is a legal basis that waits for a second actor, with its case's number.
type WaitingBasis struct {
	consent.Basis
	Number string
}

// ListWaitingBases returns the bases of the actor's organisation that wait for a
// second actor, oldest first.
func ListWaitingBases(ctx context.Context, s access.Session) ([]WaitingBasis, error) {
	var all []WaitingBasis
	err := s.See(ctx, access.BasisList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		all, err = WaitingBasesIn(tx)
		tx.SetCount(len(all), "waiting")
		for _, b := range all {
			tx.AddListed(string(b.Case))
		}
		return err
	})
	return all, err
}

// WaitingBasesIn is ListWaitingBases inside another act.
func WaitingBasesIn(tx *access.Tx) ([]WaitingBasis, error) {
	found, err := consent.WaitingBases(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(found))
	for i, b := range found {
		ids[i] = b.Case
	}
	of, err := Briefs(tx, ids)
	var all []WaitingBasis
	for _, b := range found {
		if c := of[b.Case]; err == nil && (tx.ByProgram() || tx.May(access.ConsentRead, c.Object(), "")) {
			all = append(all, WaitingBasis{b, c.Number})
		}
	}
	return all, err
}

// EndingGrant is a grant that ends soon, with its case's number.
type EndingGrant struct {
	consent.Grant
	Number string
	Team   []lindung.ActorID // of the case

	Responsible lindung.ActorID // for it
}

// mostEnding is how many grants EndingGrantsIn reads.
const mostEnding = 200

// EndingGrantsIn returns the grants in force that end before a moment in the open
// cases that the actor sees, the first to end first, inside an act on the actor's
// organisation.
func EndingGrantsIn(tx *access.Tx, before db.Time) ([]EndingGrant, error) {
	found, err := consent.EndingGrants(tx, tx.Actor().Org, before, mostEnding)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(found))
	for i, g := range found {
		ids[i] = g.Case
	}
	of, err := Briefs(tx, ids)
	if err != nil {
		return nil, err
	}
	var all []EndingGrant
	for _, g := range found {
		c := of[g.Case]
		if !c.Closed && tx.May(access.CaseRead, c.Object(), "") {
			all = append(all, EndingGrant{g, c.Number, c.Team, c.Responsible})
		}
	}
	return all, nil
}

// A PausedCase is a case whose sharing is paused, with what was shared.
type PausedCase struct {
	consent.Pause
	Number string
	Ledger consent.Ledger // without what has ended
}

// mostPaused is how many cases ListPaused opens.
const mostPaused = 50

// CountPaused returns of how many cases of the actor's organisation sharing is paused. It
// opens none of them.
func CountPaused(ctx context.Context, s access.Session) (n int, err error) {
	err = s.See(ctx, access.SharingConfirm, s.OrgTarget(), func(tx *access.Tx) error {
		found, _, err := pausedSeen(tx)
		n = len(found)
		tx.SetCount(n, "paused")
		return err
	})
	return n, err
}

// ListPaused returns the cases of the actor's organisation whose sharing is paused, for a
// supervisor to go through, and how many there are.
func ListPaused(ctx context.Context, s access.Session) (all []PausedCase, n int, err error) {
	err = s.See(ctx, access.SharingConfirm, s.OrgTarget(), func(tx *access.Tx) error {
		found, of, err := pausedSeen(tx)
		if err != nil {
			return err
		}
		n = len(found)
		tx.SetCount(n, "paused")
		found = found[:min(n, mostPaused)]
		for _, p := range found {
			tx.AddListed(string(p.Case))
		}
		all = nil
		for _, p := range found {
			if err != nil {
				break
			}
			c := PausedCase{Pause: p, Number: of[p.Case].Number}
			if c.Ledger, err = consent.ReadIn(tx, p.Case); access.IsBroken(err) {
				err = nil // the page of the case shows what it can of it
			}
			c.Ledger = c.Ledger.NotEnded(tx.Now)
			all = append(all, c)
		}
		return err
	})
	return all, n, err
}

// pausedSeen returns the pauses that hold in the actor's organisation, without those of
// protected cases that they do not see, and the briefs of their cases.
func pausedSeen(tx *access.Tx) ([]consent.Pause, map[lindung.CaseID]Brief, error) {
	all, err := consent.PausedOf(tx, tx.Actor().Org)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]lindung.CaseID, len(all))
	for i, p := range all {
		ids[i] = p.Case
	}
	of, err := Briefs(tx, ids)
	return slices.DeleteFunc(all, func(p consent.Pause) bool { return !tx.May(access.ConsentRead, of[p.Case].Object(), "") }), of, err
}

// ConfirmSharing ends the pause of cases of the actor's organisation, which a supervisor
// has gone through. Without cases it ends all that they see. It returns how many there
// were.
func ConfirmSharing(ctx context.Context, s access.Session, ids ...lindung.CaseID) (n int, err error) {
	err = s.Do(ctx, access.SharingConfirm, s.OrgTarget(), func(tx *access.Tx) error {
		all, _, err := pausedSeen(tx)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			all = slices.DeleteFunc(all, func(p consent.Pause) bool { return !slices.Contains(ids, p.Case) })
		}
		if n = len(all); len(ids) > 0 && n != len(ids) {
			return lindung.ErrNotFound
		}
		return consent.ConfirmIn(tx, all)
	})
	return n, err
}
