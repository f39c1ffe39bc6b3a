package consent

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Basis is a disclosure that rests on law instead of consent. It opens
// nothing until a second actor of the same organisation has agreed, and is
// shown as what it is wherever it opens something.
type Basis struct {
	ID         string
	Case       lindung.CaseID
	Recipient  lindung.OrgID
	Kind       string // one of Kinds
	Source     string // the law, the order, its number and day; sealed
	Purpose    lindung.Purpose
	Groups     []lindung.Group
	Until      db.Time
	ProposedAt db.Time
	ProposedBy lindung.ActorID
	AgreedAt   db.Time
	AgreedBy   lindung.ActorID
	EndedAt    db.Time
	Reason     string // sealed
}

// Kinds is the closed list of legal bases.
var Kinds = []string{"child_at_risk", "life_in_danger", "court_order"}

// Live reports whether b opens its groups at now.
func (b Basis) Live(now db.Time) bool {
	return b.AgreedAt != 0 && b.EndedAt == 0 && b.AgreedAt <= now && now < b.Until
}

// Waiting reports whether b waits for its second actor.
func (b Basis) Waiting(now db.Time) bool { return b.AgreedAt == 0 && b.EndedAt == 0 && now < b.Until }

// Check returns the label keys of what is missing before b can be proposed.
func (b Basis) Check(now db.Time) []string {
	var missing []string
	need := func(ok bool, key string) {
		if !ok {
			missing = append(missing, key)
		}
	}
	need(b.Recipient != "", "consent.problem.recipient")
	need(slices.Contains(Kinds, b.Kind), "consent.problem.kind")
	need(slices.Contains(lindung.Purposes, b.Purpose), "consent.problem.purpose")
	need(len(b.Groups) > 0, "consent.problem.groups")
	need(strings.TrimSpace(b.Source) != "", "consent.problem.source")
	need(strings.TrimSpace(b.Reason) != "", "consent.problem.reason")
	need(b.Until > now && b.Until.Time().Sub(now.Time()) <= Longest, "consent.problem.until")
	return missing
}

// Propose stores a basis that waits for a second actor.
func Propose(ctx context.Context, s access.Session, on access.Target, b Basis) (Basis, error) {
	b.ID, b.AgreedAt, b.EndedAt = lindung.NewID(), 0, 0
	err := s.Do(ctx, access.BasisPropose, on, func(tx *access.Tx) error {
		if len(b.Check(tx.Now)) > 0 {
			return ErrTerms
		}
		tx.Purpose(b.Purpose)
		b.Case = lindung.CaseID(tx.Object().ID)
		b.ProposedAt, b.ProposedBy = tx.Now, tx.Actor().ID
		return insertBasis(tx, b)
	})
	return b, err
}

// Agree is the second actor's act: from now on the basis opens its groups.
func Agree(ctx context.Context, s access.Session, on access.Target, id string) error {
	of := func(tx *access.Tx) (access.Object, error) {
		o, err := on(tx)
		if err != nil {
			return o, err
		}
		b, err := basis(tx, id)
		if err == nil && string(b.Case) != o.ID {
			err = lindung.ErrNotFound
		}
		o.Proposer = b.ProposedBy
		return o, err
	}
	return s.Do(ctx, access.BasisAgree, of, func(tx *access.Tx) error {
		b, err := basis(tx, id)
		if err != nil {
			return err
		}
		if !b.Waiting(tx.Now) {
			return ErrEnded
		}
		tx.Purpose(b.Purpose)
		return agree(tx, id)
	})
}

// End ends a basis now.
func End(ctx context.Context, s access.Session, on access.Target, id string) error {
	return s.Do(ctx, access.BasisEnd, on, func(tx *access.Tx) error {
		b, err := basis(tx, id)
		if err != nil {
			return err
		}
		if string(b.Case) != tx.Object().ID {
			return lindung.ErrNotFound
		}
		return endBasis(tx, id)
	})
}

// Waiting is a basis that waits for a second actor, with its case's number.
type Waiting struct {
	Basis
	Number string
}

// ListWaiting returns the bases of the actor's organisation that wait for a
// second actor, oldest first.
func ListWaiting(ctx context.Context, s access.Session) ([]Waiting, error) {
	var all []Waiting
	err := s.See(ctx, access.BasisList, s.Own(), func(tx *access.Tx) error {
		found, err := waitingBases(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		all = make([]Waiting, len(found))
		for i, b := range found {
			all[i].Basis = b
			if all[i].Number, err = caseNumber(tx, b.Case); err != nil {
				return err
			}
		}
		tx.Count(len(all), "waiting")
		return nil
	})
	return all, err
}

// Ending is a grant that ends soon.
type Ending struct {
	Case   lindung.CaseID
	Number string
	To     string // name of the recipient; "" for a body outside the node
	Until  db.Time
}

// ListEnding returns the live grants of the actor's cases that end before a
// moment, the first to end first.
func ListEnding(ctx context.Context, s access.Session, before db.Time) ([]Ending, error) {
	var all []Ending
	err := s.See(ctx, access.CaseList, s.Own(), func(tx *access.Tx) error {
		rows, err := endingBefore(tx, before)
		if err != nil {
			return err
		}
		all = nil
		for _, r := range rows {
			if tx.May(access.CaseRead, r.object(), "") {
				all = append(all, r.Ending)
			}
		}
		tx.Count(len(all), "ending")
		return nil
	})
	return all, err
}
