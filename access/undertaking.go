package access

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/internal/db"
)

// Everyone whose role leads to reading cases undertakes to keep what they read to
// themselves: once when they begin, and anew each time that it has run out. Until then
// nothing of a case opens to them. What protects a person goes on.

// ErrUndertaking says that the actor, who may do the act, has not given the undertaking,
// or not for the words of today.
var ErrUndertaking = errors.New("the undertaking is not in force")

// UndertakingVersion is the version of the words, see the catalogs. Other words get
// another version, and everyone is asked again.
const UndertakingVersion = "1"

// UndertakingPoints is how many points the words have.
const UndertakingPoints = 7

// UndertakenFor is for how many months an undertaking is valid that is given from now on.
var UndertakenFor = Setting{Key: "undertaken_for", Unit: "months", Low: 1, High: 24, Default: 12}

// An Undertaking is that an actor has undertaken to keep to themselves what they read.
type Undertaking struct {
	Version string // of the words; "" for never
	At      db.Time
	Until   db.Time
}

// InForce reports whether an undertaking is in force at now.
//
// Source: ACTIP 14.6
func (u Undertaking) InForce(now db.Time) bool {
	return u.Version == UndertakingVersion && now < u.Until
}

// Undertakes reports whether an actor with these roles has to give the undertaking.
func Undertakes(roles []lindung.Role) bool { return leads(roles) }

// unbound are the acts on cases that need no undertaking: they open none, or they
// protect, and the log is read without what is in a case.
var unbound = []Action{
	HomeRead, ConsentWithdraw, BasisEnd, EmergencyEnd, SharingPause, LogRead, LogExport, LogVerify,
}

// undertook refuses an act that the policies allow while its actor's undertaking is not in
// force. In rescue mode nobody is asked: it could not be stored.
//
// Source: ACTIP 14.6
func (s Session) undertook(act Action, now db.Time) error {
	a := s.Actor()
	if s.node.rescuing || purposes[act] == "" || slices.Contains(unbound, act) || !Undertakes(a.Roles) || a.Undertaking.InForce(now) {
		return nil
	}
	return ErrUndertaking
}

// Undertake stores that the actor gives the undertaking, in the words of a version. Other
// words than those of today are lindung.ErrConflict.
//
// Source: ACTIP 14.6
func Undertake(ctx context.Context, s Session, version string) error {
	return s.Do(ctx, OwnUndertake, AccountTarget(s.Actor().ID), func(tx *Tx) error {
		if version != UndertakingVersion {
			return lindung.ErrConflict
		}
		tx.SetCount(0, version)
		a, err := AccountOf(tx, tx.Actor().ID)
		if err != nil {
			return err
		}
		if a.Undertaking, err = undertakenNow(tx, a.Org); err != nil {
			return err
		}
		return updateAccount(tx, a)
	})
}

// WithUndertaking returns the account of someone who gives the undertaking in the act in
// which they begin, where their roles ask for it.
func (a Account) WithUndertaking(tx *Tx) (Account, error) {
	if !Undertakes(a.Roles) {
		return a, nil
	}
	var err error
	a.Undertaking, err = undertakenNow(tx, a.Org)
	return a, err
}

func undertakenNow(tx *Tx, org lindung.OrgID) (Undertaking, error) {
	months, err := SettingOf(tx, org, UndertakenFor)
	return Undertaking{UndertakingVersion, tx.Now, db.TimeOf(tx.Now.Time().AddDate(0, months, 0))}, err
}
