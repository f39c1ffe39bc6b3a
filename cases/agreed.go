package cases

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/internal/db"
)

// Waiting is a legal basis that waits for a second actor, with its case's number.
type Waiting struct {
	consent.Basis
	Number string
}

// ListWaiting returns the bases of the actor's organisation that wait for a
// second actor, oldest first.
func ListWaiting(ctx context.Context, s access.Session) ([]Waiting, error) {
	var all []Waiting
	err := s.See(ctx, access.BasisList, s.Own(), func(tx *access.Tx) error {
		var err error
		all, err = WaitingOf(tx)
		tx.Count(len(all), "waiting")
		for _, b := range all {
			tx.Listed(string(b.Case))
		}
		return err
	})
	return all, err
}

// WaitingOf is ListWaiting inside another act.
func WaitingOf(tx *access.Tx) ([]Waiting, error) {
	found, err := consent.Waiting(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(found))
	for i, b := range found {
		ids[i] = b.Case
	}
	of, err := Briefs(tx, ids)
	all := make([]Waiting, len(found))
	for i, b := range found {
		all[i] = Waiting{b, of[b.Case].Number}
	}
	return all, err
}

// Ending is a grant that ends soon, with its case's number.
type Ending struct {
	consent.Grant
	Number string
}

// mostEnding is how many grants EndingOf looks at.
const mostEnding = 200

// EndingOf returns, inside an act on the actor's organisation, the live grants of
// the open cases that the actor sees which end before a moment, the first to end
// first.
func EndingOf(tx *access.Tx, before db.Time) ([]Ending, error) {
	found, err := consent.Ending(tx, tx.Actor().Org, before, mostEnding)
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
	var all []Ending
	for _, g := range found {
		c := of[g.Case]
		if !c.Closed && tx.May(access.CaseRead, c.Object(), "") {
			all = append(all, Ending{g, c.Number})
		}
	}
	return all, nil
}
