package dossier

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/identification"
	"lindung/referral"
)

// ties are what decisions have to do with referrals: a decision on a case that was opened
// for a referral comes back to whom has asked for it.
var ties = identification.Ties{Back: bringBack, Asked: referral.AskedForDecision, Elsewhere: elsewhere, Team: decidesTogether, Told: toldBack, Opened: openedFor}

// toldBack tells who has asked, for a notice or for the decision on which it rests, that the
// state of the person was told, and returns by which referral.
//
// Source: ACTIP 14.3; ACTIP 14.6
func toldBack(tx *access.Tx, n identification.Notice) (lindung.ReferralID, error) {
	by := n.Referral
	if by == "" {
		c, err := cases.ReadIn(tx, n.Case)
		if by = c.Referral; err != nil || by == "" {
			return "", err
		}
	}
	r, comes, err := referral.BringBack(tx, by, referral.NoticeGiven)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && !comes {
		return n.Referral, nil
	}
	tx.AddListed(string(r.Case))
	return r.ID, err
}

// openedFor returns the case for which a case was opened, while the person's consent or a
// basis opens it to the actor: what they have answered there is not asked again.
func openedFor(tx *access.Tx, id lindung.CaseID) (lindung.CaseID, error) {
	c, err := cases.ReadIn(tx, id)
	if err != nil || !c.Own {
		return "", err
	}
	return open(tx, c)
}

// open returns the case of another organisation for which c was opened, while it is open to
// the actor; "" for none.
func open(tx *access.Tx, c cases.Case) (lindung.CaseID, error) {
	if c.Referral == "" {
		return "", nil
	}
	r, err := referral.ReadOpenedFor(tx, c.Referral)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && (r.Case == "" || r.Mine) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	o, err := cases.Target(r.Case)(tx)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && !tx.May(access.CaseRead, o, "") {
		return "", nil
	}
	return r.Case, err
}

// elsewhere returns the decisions of the case that asks for one, as far as the person's
// consent or a basis opens them to the actor: whom another authority has identified need
// not be identified anew. Nothing is sent for it.
//
// Source: ACTIP 14.2; ACTIP 14.6
func elsewhere(tx *access.Tx, c cases.Case) ([]identification.Decision, error) {
	id, err := open(tx, c)
	if err != nil || id == "" {
		return nil, err
	}
	asks, err := cases.ReadIn(tx, id)
	if err != nil {
		return nil, err
	}
	l, err := identification.ReadIn(tx, asks, identification.Ties{Asked: referral.AskedForDecision})
	if len(l.Decisions) > 0 {
		tx.AddListed(string(id))
	}
	return l.Decisions, err
}

// decidesTogether returns what keeps the bodies of a conference from deciding together.
func decidesTogether(tx *access.Tx, c cases.Case, d identification.Decision) (field.Problems, error) {
	holds := map[identification.Status]string{identification.Actual: referral.HoldsVictim, identification.NotVictim: referral.HoldsNot, identification.Possible: referral.HoldsNotYet}
	return referral.TeamProblems(tx, c, d.Team, holds[d.Status])
}

// bringBack lets a decision come back to the organisation that has asked for it, as long as
// the person agrees. It stays where it was recorded, and the history of both cases tells of
// it.
//
// Source: ACTIP 14.2; ACTIP 14.6
func bringBack(tx *access.Tx, c cases.Case, d *identification.Decision) error {
	if d.Reported || c.Referral == "" {
		return nil
	}
	r, comes, err := referral.BringBack(tx, c.Referral, referral.DecisionMade)
	if errors.Is(err, lindung.ErrNotFound) { // the case that asked was erased
		return nil
	}
	if err != nil || !comes {
		return err
	}
	d.Referral = r.ID
	tx.SetCount(1, "decided")
	tx.AddListed(string(r.Case))
	return nil
}

// Decide records a decision on a case, see [identification.Decide].
//
// Source: ACTIP 14.1
func Decide(ctx context.Context, s access.Session, id lindung.CaseID, d identification.Decision) (identification.Decision, error) {
	return identification.Decide(ctx, s, id, d, ties)
}

// ChangeDecision records what became of a decision of an own case.
func ChangeDecision(ctx context.Context, s access.Session, id lindung.CaseID, decision string, c identification.Change) error {
	return identification.ChangeDecision(ctx, s, id, decision, c, ties)
}

// ReadDecisions returns the screenings and decisions of a case, with those that it has
// asked others for.
func ReadDecisions(ctx context.Context, s access.Session, id lindung.CaseID) (identification.Overview, error) {
	return identification.Read(ctx, s, id, ties)
}

// GiveNotice records that the actor's organisation has told the state of a person, in an own
// case or, where r is set, for the referral that asks for it.
//
// Source: ACTIP 14.3
func GiveNotice(ctx context.Context, s access.Session, id lindung.CaseID, r lindung.ReferralID, n identification.Notice) error {
	if n.Case, n.Referral = id, r; r == "" {
		return identification.GiveNotice(ctx, s, cases.Target(id), n, ties)
	}
	on := func(tx *access.Tx) (access.Object, error) {
		o, err := referral.Target(r)(tx)
		if err != nil {
			return o, err
		}
		of, err := referral.ReadIn(tx, r)
		if err == nil && (of.Case != id || !of.AsksNotice() || of.State != referral.Accepted || of.Over()) {
			err = lindung.ErrNotFound
		}
		return o, err
	}
	return identification.GiveNotice(ctx, s, on, n, ties)
}

// NoticeAsked is what the page of a referral that asks for a notice shows.
type NoticeAsked struct {
	May   identification.Noticeable
	Given []identification.Notice
}

// ReadNotice returns what stops a notice that a referral asks for, and those that were
// given.
func ReadNotice(ctx context.Context, s access.Session, r lindung.ReferralID) (of referral.Referral, n NoticeAsked, err error) {
	err = s.See(ctx, access.ReferralRead, referral.Target(r), func(tx *access.Tx) error {
		var err error
		if of, err = referral.ReadIn(tx, r); err != nil {
			return err
		}
		if !of.AsksNotice() || of.State != referral.Accepted || of.Over() || of.Mine {
			return nil
		}
		if n.May, err = identification.ReadNoticeable(tx, of.Case, ties); err != nil {
			return err
		}
		if n.Given, err = identification.NoticesIn(tx, of.Case, ties); err != nil {
			return err
		}
		n.Given = slices.DeleteFunc(n.Given, func(x identification.Notice) bool { return x.Org != tx.Actor().Org })
		return nil
	})
	return of, n, err
}

// ReadOwnNotice is ReadNotice for an own case.
func ReadOwnNotice(ctx context.Context, s access.Session, id lindung.CaseID) (c cases.Case, n NoticeAsked, err error) {
	c, err = cases.ReadSome(ctx, s, id, cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		if !c.Own || !c.MayRead(lindung.Legal) && !c.MayRead(lindung.Screening) {
			return nil
		}
		if n.May, err = identification.ReadNoticeable(tx, id, ties); err != nil {
			return err
		}
		n.Given, err = identification.NoticesIn(tx, id, ties)
		return err
	})
	return c, n, err
}
