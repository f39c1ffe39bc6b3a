package access

import (
	"errors"
	"maps"
	"strings"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// What an act has ended is in the log by kind and identifier, and in the journal beside
// the key, from where a restore does it again in the older database.
//
// Sessions and invitations are in neither: a restore ends all of them.

// The kinds of what an act ends. An erased case has its own: see [audit.Entry.Endings].
const (
	EndedGrant     = "grant"
	EndedBasis     = "basis"
	EndedEmergency = "emergency"
	EndedSharing   = "sharing"  // of an organisation, paused
	EndedReferral  = "referral" // with the state that it has since
	EndedMember    = "member"   // of the team of a case
	EndedAccount   = "account"
	EndedRoles     = "roles"   // of an account, those that were taken
	EndedRight     = "right"   // that was asked for
	EndedCase      = "case"    // erased
	EndedKey       = "key"     // of an erased case, by its digest: the proof
	EndedFree      = "free"    // that a case could be erased: it was held, and why
	EndedSight     = "sight"   // of a case for all but those who are named
	EndedOwner     = "owner"   // of a case, by whom it is kept since
	EndedPart      = "part"    // of an organisation in a conference
	EndedTip       = "tip"     // erased
	EndedEntity    = "entity"  // erased
	EndedReport    = "report"  // of a tip, the key of who told it without a name
	EndedPaper     = "paper"   // with which a person reads their file
	EndedWhere     = "where"   // on a paper, that it shows where the person is
	EndedContact   = "contact" // ways in which a person may be reached
	EndedPasskey   = "passkey" // with which somebody signs in
	EndedLink      = "link"    // with which a body outside reads a referral
)

// Ends puts into the act's entry what it ends, by its kind and what names it.
func (t *Tx) Ends(kind string, names ...string) {
	t.entry.Ended = append(t.entry.Ended, strings.Join(append([]string{kind}, names...), ":"))
}

// An Ending ends again what the journal names, in a database in which it may not have
// ended. It returns what the log shall name, a case or an account; "" if there is
// nothing to end.
type Ending func(tx *Tx, names []string) (about string, err error)

// Endings are those of a package, by kind.
type Endings map[string]Ending

// End ends what one line of the journal names, if all says how. ok is false for a kind
// that the program does not know.
func (all Endings) End(tx *Tx, ended string) (about string, ok bool, err error) {
	names := strings.Split(ended, ":")
	how, ok := all[names[0]]
	if !ok || len(names) < 2 {
		return "", false, nil
	}
	about, err = how(tx, names[1:])
	if errors.Is(err, lindung.ErrNotFound) {
		return "", true, nil // it is not in this database
	}
	return about, true, err
}

// GuardEndings end what belongs to the guard.
var GuardEndings = Endings{EndedAccount: endAccount, EndedRoles: takeRoles, EndedRight: stopAgain, EndedKey: withItsCase}

// withItsCase ends nothing: a key is destroyed with its case.
func withItsCase(*Tx, []string) (string, error) { return "", nil }

func endAccount(tx *Tx, names []string) (string, error) {
	a, err := account(tx, lindung.ActorID(names[0]))
	if err != nil || a.State == Ended {
		return "", err
	}
	a.State = Ended
	return names[0], UpdateAccount(tx, a)
}

// takeRoles takes roles from an account. One that has no other is ended.
func takeRoles(tx *Tx, names []string) (string, error) {
	a, err := account(tx, lindung.ActorID(names[0]))
	if err != nil || a.State == Ended || len(names) < 2 {
		return "", err
	}
	left := without(a.Roles, splitRoles(names[1]))
	switch len(left) {
	case len(a.Roles):
		return "", nil
	case 0:
		return endAccount(tx, names)
	}
	tx.endsRoles(a, left)
	return names[0], updateAccount(tx, a, left...)
}

// endsRoles says which roles an account loses.
func (t *Tx) endsRoles(a Account, after []lindung.Role) {
	if lost := without(a.Roles, after); len(lost) > 0 {
		t.Ends(EndedRoles, string(a.ID), joinRoles(lost))
	}
}

func stopAgain(tx *Tx, names []string) (string, error) {
	r, err := rightOf(tx, names[0])
	if err != nil || !r.can(stepStop, tx.Now) {
		return "", err
	}
	return string(r.Org), stopRight(tx, r)
}

// stopRight stores that a right was stopped by who is at work.
func stopRight(tx *Tx, r Right) error {
	tx.Ends(EndedRight, r.ID)
	r.EndedBy, r.EndedAt = tx.name(), tx.Now
	return updateRight(tx, r)
}

// hereStates leaves out of noted entries the states of rows that this database does not
// have: they were those of another one, which was there when the entries were noted.
func hereStates(tx db.Holder, noted []audit.Entry) error {
	last := map[string]string{}
	for _, e := range noted {
		eachState(e, func(owner, state string) { last[owner] = state })
	}
	for owner := range last {
		here, err := stateOf(tx, owner)
		if err != nil {
			return err
		}
		if here == last[owner] {
			delete(last, owner)
		}
	}
	for i := range noted {
		if _, other := last[noted[i].Object]; other {
			noted[i].State = ""
		}
		noted[i].States = maps.Clone(noted[i].States)
		maps.DeleteFunc(noted[i].States, func(owner, _ string) bool { _, other := last[owner]; return other })
	}
	return nil
}

// eachState calls f with the states that an entry says.
func eachState(e audit.Entry, f func(owner, state string)) {
	if e.State != "" {
		f(e.Object, e.State)
	}
	for owner, state := range e.States {
		f(owner, state)
	}
}

// stateOf returns the state of an owner's rows as the log would say it; "" for none.
func stateOf(tx db.Holder, owner string) (string, error) {
	found, err := sumsOf(tx, owner)
	if err != nil || len(found) != 1 {
		return "", err
	}
	return found[0].state(), nil
}
