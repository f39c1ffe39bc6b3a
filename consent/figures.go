package consent

import (
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Whether a person is counted in figures is a grant of its own: its recipient is the
// organisation that keeps the case, its purpose is statistics, and nothing of the case
// opens by it. Who says no is not asked again unawares: the answer is stored as a grant
// that ends the moment it begins.

// Figures returns the newest answer of the person to whether org counts them; false if it
// has not asked them.
func (l Ledger) Figures(org lindung.OrgID) (Grant, bool) {
	var last Grant
	for _, g := range l.Counted {
		newer := g.GivenAt > last.GivenAt || g.GivenAt == last.GivenAt && last.SaidNo() // a yes ends each no before it
		if g.Recipient == ToOrg(org) && newer {
			last = g
		}
	}
	return last, last.ID != ""
}

// SaidNo reports whether g is the answer of a person who is not to be counted.
func (g Grant) SaidNo() bool { return g.Counts() && (g.WithdrawnAt != 0 || g.Until <= g.From) }

// All returns every grant of l, those about figures too.
func (l Ledger) All() []Grant { return slices.Concat(l.Grants, l.Counted) }

// ToCount returns what a person is asked who may be counted in the figures of org.
func ToCount(org lindung.OrgID, from, until db.Time) Grant {
	return Grant{
		Recipient: ToOrg(org), Purpose: lindung.Statistics, Groups: slices.Clone(Groups), From: from, Until: until,
		Opens: ByFigures, TextVersion: CurrentVersion,
	}
}

// SayNo stores that the person said no to being counted, with what g says of how they
// were asked; on is the case's target. What they agreed to before ends with it. A no
// lacks nothing: it needs neither a guardian nor a text that was read to its end.
//
// Source: ACTIP 14.6
func SayNo(ctx context.Context, s access.Session, on access.Target, g Grant) error {
	return s.Do(ctx, access.ConsentWithdraw, on, func(tx *access.Tx) error {
		tx.SetPurpose(lindung.Statistics)
		no := ToCount(tx.Object().Org, tx.Now, tx.Now)
		no.ID, no.Lang, no.TextVersion, no.Child, no.Detail = lindung.GrantID(lindung.NewID()), g.Lang, g.TextVersion, g.Child, g.Detail
		if err := uncount(tx); err != nil {
			return err
		}
		if err := pinOwner(tx, &no); err != nil {
			return err
		}
		no.Case, no.GivenAt, no.GivenBy = lindung.CaseID(tx.Object().ID), tx.Now, tx.Actor().ID
		return insertGrant(tx, no)
	})
}

// uncount ends what the person of the act's case agreed to before: the newest answer
// counts.
func uncount(tx *access.Tx) error {
	all, err := countedOf(tx, lindung.CaseID(tx.Object().ID))
	for _, g := range all {
		if err == nil && g.end(tx.Now) == 0 {
			err = withdraw(tx, g.ID)
		}
	}
	return err
}

// CountedCases returns the cases of an organisation whose persons agreed to be counted
// and have not withdrawn that, at this moment and while sharing is not paused. It opens
// nothing sealed.
func CountedCases(tx *access.Tx, org lindung.OrgID) (map[lindung.CaseID]bool, error) {
	stopped, err := pausesOf(tx, org)
	if err != nil {
		return nil, err
	}
	all := map[lindung.CaseID]bool{}
	_, err = db.Pages(func(after grantRow) ([]grantRow, error) {
		return countedAfter(tx, org, after)
	}, func(r grantRow) error {
		if r.Counts() && r.InForce(tx.Now) {
			all[r.Case] = true
		}
		return nil
	})
	for _, p := range stopped {
		delete(all, p.Case)
	}
	return all, err
}
