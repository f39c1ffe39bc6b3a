package consent

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// A Basis is a disclosure that is based on law instead of consent. It opens nothing
// until a second actor of the same organisation has agreed. Pages always show that
// it is not the person's agreement.
type Basis struct {
	ID         string
	Case       lindung.CaseID
	Recipient  Recipient
	To         string // what the recipient is called
	Kind       string // one of BasisKinds
	Source     string // the law, the order, its number and day; sealed
	Purpose    lindung.Purpose
	Groups     []lindung.Group
	Until      db.Time
	ProposedAt db.Time
	ProposedBy lindung.ActorID
	AgreedAt   db.Time
	AgreedBy   lindung.ActorID
	EndedAt    db.Time
	Reason     string    // sealed
	Paused     bool      // sharing of the case is, see Pause
	Openings   []Opening // one for each referral that is based on it
}

// BasisKinds is the closed list of legal bases.
var BasisKinds = []string{"child_at_risk", "life_in_danger", "court_order"}

// InForce reports whether b opens its groups at now.
func (b Basis) InForce(now db.Time) bool {
	return b.AgreedAt != 0 && b.EndedAt == 0 && !b.Paused && b.AgreedAt <= now && now < b.Until
}

// Waiting reports whether b waits for its second actor.
func (b Basis) Waiting(now db.Time) bool { return b.AgreedAt == 0 && b.EndedAt == 0 && now < b.Until }

// Check returns what is missing before b can be proposed.
//
// Source: ACTIP 14.6
func (b Basis) Check(now db.Time) field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(BasisKinds, b.Kind), "kind", "consent.problem.kind")
	ps.Need(strings.TrimSpace(b.Source) != "", "source", "consent.problem.source")
	ps.Need(strings.TrimSpace(b.Reason) != "", "reason", "consent.problem.reason")
	ps.Need(!b.Recipient.None(), "recipient", "consent.problem.recipient")
	ps.Need(slices.Contains(lindung.Purposes, b.Purpose), "purpose", "consent.problem.purpose")
	ps.Need(allOf(lindung.Groups, b.Groups), "groups", "consent.problem.groups")
	if b.Until > now {
		ps.Need(b.Until.Time().Sub(now.Time()) <= LongestGrant, "until", "consent.problem.long")
	} else {
		ps.Need(false, "until", "consent.problem.until")
	}
	return ps
}

// ProposeBasis stores a basis that waits for a second actor. What is missing is
// returned as field.Problems.
func ProposeBasis(ctx context.Context, s access.Session, on access.Target, b Basis) (Basis, error) {
	b.ID, b.AgreedAt, b.EndedAt = lindung.NewID(), 0, 0
	err := s.Do(ctx, access.BasisPropose, on, func(tx *access.Tx) error {
		if err := b.Check(tx.Now).Err(); err != nil {
			return err
		}
		if b.Recipient == ToOrg(tx.Object().Org) {
			return field.Problems{{Field: "recipient", Key: "consent.problem.own"}}
		}
		if err := mayReceive(tx, b.Recipient); err != nil {
			return err
		}
		tx.SetPurpose(b.Purpose)
		b.Case = lindung.CaseID(tx.Object().ID)
		b.ProposedAt, b.ProposedBy = tx.Now, tx.Actor().ID
		return insertBasis(tx, b)
	})
	return b, err
}

// AgreeBasis records the agreement of a second actor: from now on the basis opens its
// groups. It is access.ErrNewHand while their account or role is too new.
func AgreeBasis(ctx context.Context, s access.Session, on access.Target, id string) error {
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
		if err := access.OldHand(tx); err != nil {
			return err
		}
		tx.SetPurpose(b.Purpose)
		return agree(tx, id)
	})
}

// EndBasis ends a basis now.
func EndBasis(ctx context.Context, s access.Session, on access.Target, id string) error {
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

// WaitingBases returns the bases of an organisation's cases that wait for a second
// actor, oldest first, inside an act that shows them.
func WaitingBases(tx *access.Tx, org lindung.OrgID) ([]Basis, error) {
	all, err := waitingBases(tx, org)
	if err != nil {
		return nil, err
	}
	l := Ledger{Bases: all}
	return all, l.name(tx)
}

// EndingGrants returns at most limit grants in force of an organisation's cases that
// end before a moment, the first to end first, inside an act that judges the cases.
// It does not open their sealed part.
func EndingGrants(tx *access.Tx, org lindung.OrgID, before db.Time, limit int) ([]Grant, error) {
	all, err := endingGrants(tx, org, before, limit)
	if err != nil {
		return nil, err
	}
	l := Ledger{Grants: all}
	return all, l.name(tx)
}
