package access

import (
	"slices"

	"lindung"
	"lindung/internal/db"
)

// Nowhere is the organisation in which an actor works who was forced to sign in. No row
// has it: what they open shows no case, no colleague and no other organisation, because
// the policies and every list compare organisations.
const Nowhere lindung.OrgID = "nowhere"

// forced is an actor who was forced to sign in. The pages and the policies know them as
// someone who works nowhere, the log by where they work.
type forced struct {
	Actor
	org lindung.OrgID
}

func (f forced) name() (lindung.ActorID, lindung.OrgID) { return f.ID, f.org }

func (f forced) current(tx *Tx) (Principal, error) {
	now, err := f.Actor.current(tx)
	if err != nil {
		return nil, err
	}
	return nowhere(now.(Actor)), nil
}

func nowhere(a Actor) forced {
	f := forced{a, a.Org}
	f.Org = Nowhere
	return f
}

// UnderForce returns the session of an actor who was forced to sign in.
func (s Session) UnderForce() Session {
	s.principal = nowhere(s.Actor())
	return s
}

// IsForced reports whether the actor was forced to sign in.
func (s Session) IsForced() bool {
	_, yes := s.principal.(forced)
	return yes
}

// errForced says that nothing is stored for someone who was forced to sign in. It looks
// like a full disk.
var errForced = Refusal("nothing was stored")

// unforced returns the work of an act that changes something. Of what someone does who
// was forced to sign in, only what is of their own account is done.
func (s Session) unforced(action Action, work func(*Tx) error) func(*Tx) error {
	if !s.IsForced() || slices.Contains([]Action{OwnSession, OwnPassword, OwnUndertake, LogVerify}, action) {
		return work
	}
	return func(*Tx) error { return errForced }
}

// shadow is what someone who was forced to sign in sees of their organisation: what the
// head of each page says of it. ok is false for any other act.
func shadow(in db.Holder) (o Org, of Actor, ok bool) {
	tx, ok := in.(*Tx)
	if !ok || !tx.session.IsForced() {
		return o, of, false
	}
	of = tx.Actor()
	return Org{ID: Nowhere, Name: of.OrgName, Sector: of.Sector, Country: of.Country, Lang: of.Lang, Version: 1}, of, true
}
