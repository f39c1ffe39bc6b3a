package dossier

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
)

// A roster says who works in an organisation, so that nothing is asked of those alone
// who have left.
type roster []access.Account

// rosterKey is the key under which a page has read a roster.
type rosterKey struct{}

// readRoster reads the roster of the actor's organisation; what the policies refuse is
// empty, as if nobody had left.
func readRoster(ctx context.Context, s access.Session) (roster, error) {
	var all roster
	err := s.See(ctx, access.ActorList, s.OrgTarget(), func(tx *access.Tx) (err error) {
		all, err = access.ReadOnce(tx, rosterKey{}, func() (roster, error) { return access.AccountsOf(tx, tx.Actor().Org) })
		return err
	})
	if errors.Is(err, access.ErrDenied) {
		return nil, nil
	}
	return all, err
}

// gone reports whether an account has ended.
func (r roster) gone(id lindung.ActorID) bool {
	return slices.ContainsFunc(r, func(a access.Account) bool { return a.ID == id && a.State == access.Ended })
}

// left returns the accounts that have ended.
func (r roster) left() []lindung.ActorID {
	var all []lindung.ActorID
	for _, a := range r {
		if a.State == access.Ended {
			all = append(all, a.ID)
		}
	}
	return all
}

func supervises(a access.Account) bool {
	return a.State == access.Active && a.HasRole(lindung.Supervisor)
}

// takesOver reports whether an actor sees to what was asked of those who have left: the
// supervisors do, and where there is none everyone.
func (r roster) takesOver(of lindung.ActorID) bool {
	return !slices.ContainsFunc(r, supervises) ||
		slices.ContainsFunc(r, func(a access.Account) bool { return a.ID == of && supervises(a) })
}

// asks reports whether an actor is asked to see to what one is asked for; "" is everyone.
func (r roster) asks(of, one lindung.ActorID) bool {
	return of == "" || one == "" || one == of || r.gone(one) && r.takesOver(of)
}

// asksTeam is asks for what a team sees to together: of a team that has left, whoever
// takes over.
func (r roster) asksTeam(of lindung.ActorID, team []lindung.ActorID) bool {
	works := func(one lindung.ActorID) bool { return !r.gone(one) }
	return of == "" || slices.Contains(team, of) || !slices.ContainsFunc(team, works) && r.takesOver(of)
}

// asksDue is asks for something that falls due. What a role is asked for is not asked of
// the one who wants it.
func (r roster) asksDue(of lindung.ActorID, d Due) bool {
	if d.Role == "" || of == "" {
		return r.asks(of, d.For)
	}
	return of != d.For && slices.ContainsFunc(r, func(a access.Account) bool { return a.ID == of && a.State == access.Active && a.HasRole(d.Role) })
}
