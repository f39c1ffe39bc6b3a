package linkage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
)

// lookBack is for how long it is shown who has asked.
const lookBack = 14 * 24 * time.Hour

// An Asked is that a colleague asked whether somebody similar is known.
type Asked struct {
	By   lindung.ActorID
	Name string
	At   db.Time
	Case lindung.CaseID // the similar case; "" in the supervisor's list
	N    int            // how many were similar and not protected
	File bool
}

// AskedHere returns who of the actor's organisation has asked in the last days, newest
// first, for a supervisor.
//
// Source: ACTIP 14.6
func AskedHere(ctx context.Context, s access.Session) ([]Asked, error) {
	var all []Asked
	err := s.See(ctx, access.WorkloadRead, s.OrgTarget(), func(tx *access.Tx) error {
		all = nil
		accounts, err := access.AccountsOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			entries, err := askedBy(tx, a.ID, tx.Now.Time().Add(-lookBack))
			if err != nil {
				return err
			}
			for _, e := range entries {
				one, err := askedOf(tx, e)
				if err != nil {
					return err
				}
				all = append(all, one)
			}
		}
		slices.SortFunc(all, func(a, b Asked) int { return cmp.Compare(b.At, a.At) })
		tx.SetCount(len(all), "similar")
		return nil
	})
	return all, err
}

// AskedOfMine returns who has asked in the last days about somebody similar to the person
// of a protected case on whose team the actor is, newest first.
func AskedOfMine(ctx context.Context, s access.Session) ([]Asked, error) {
	var all []Asked
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		all = nil
		mine, err := cases.ProtectedMine(tx)
		if err != nil {
			return err
		}
		for _, c := range mine {
			entries, err := audit.AboutByOrg(tx, string(c), tx.Actor().Org, 200)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if e.Act != string(access.CaseSimilar) || e.Time().Before(tx.Now.Time().Add(-lookBack)) {
					continue
				}
				one, err := askedOf(tx, e)
				if err != nil {
					return err
				}
				one.Case = c
				all = append(all, one)
			}
		}
		slices.SortFunc(all, func(a, b Asked) int { return cmp.Compare(b.At, a.At) })
		tx.SetCount(len(all), "similar")
		return nil
	})
	return all, err
}

func askedOf(tx *access.Tx, e audit.Entry) (Asked, error) {
	name, err := tx.NameOf(lindung.ActorID(e.Actor))
	return Asked{By: lindung.ActorID(e.Actor), Name: name, At: db.TimeOf(e.Time()), N: e.Count, File: e.Filter == "file"}, err
}
