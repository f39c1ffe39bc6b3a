package access

import (
	"errors"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"

	"lindung"
)

// A Principal is who acts in a session: an actor who has signed in, the person whom a
// case is about, the holder of a link, somebody who told something without a name, or the
// program itself. Another kind needs a type in this package, policies and an oracle; Do,
// See and May stay as they are.
type Principal interface {
	// name returns how the log names it, and the organisation that it acts for.
	name() (lindung.ActorID, lindung.OrgID)
	// current returns it as it is stored now; ErrDenied if it may act no more.
	current(*Tx) (Principal, error)
	// entity returns it as the policies know it. It reports false if something
	// is missing that a policy compares.
	entity() (cedar.Entity, bool)
	// purpose returns why it does an act.
	purpose(Action) lindung.Purpose
}

// Actor is a worker with an account, as the stored rows describe them at this
// moment.
type Actor struct {
	ID      lindung.ActorID
	Org     lindung.OrgID
	Country lindung.Country
	Sector  lindung.Sector
	Roles   []lindung.Role
	Lang    string
	Name    string
	OrgName string
	// Undertaking is the last one that they gave.
	Undertaking Undertaking
}

// HasRole reports whether the actor has one of roles. It is for what a page offers,
// never for what it allows.
func (a Actor) HasRole(any ...lindung.Role) bool {
	return slices.ContainsFunc(any, func(r lindung.Role) bool { return slices.Contains(a.Roles, r) })
}

func (a Actor) name() (lindung.ActorID, lindung.OrgID) { return a.ID, a.Org }

// current loads the account again: roles may have changed, and an account that has
// ended may do nothing.
func (a Actor) current(tx *Tx) (Principal, error) {
	if a.ID == "" {
		return nil, ErrDenied
	}
	now, err := AccountOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	if now.State != Active {
		return nil, ErrDenied
	}
	now.Name = a.Name
	return now.Actor, nil
}

func (a Actor) entity() (cedar.Entity, bool) {
	roles := make([]cedar.Value, len(a.Roles))
	for i, r := range a.Roles {
		roles[i] = cedar.NewEntityUID("Role", cedar.String(r))
	}
	unknown := func(r lindung.Role) bool { return !slices.Contains(lindung.Roles, r) }
	known := a.ID != "" && a.Org != "" && slices.Contains(lindung.Sectors, a.Sector) && !slices.ContainsFunc(a.Roles, unknown)
	return cedar.Entity{UID: actorUID(a.ID), Attributes: cedar.NewRecord(cedar.RecordMap{
		"organisation": orgUID(a.Org),
		"sector":       cedar.NewEntityUID("Sector", cedar.String(a.Sector)),
		"roles":        cedar.NewSet(roles...),
	})}, known
}

func (a Actor) purpose(act Action) lindung.Purpose { return purposeOf(act, a) }

// program is the program's own actor, at work for one organisation: the command
// line, jobs, sign-in. It has no roles; the policies say what it may do.
type program struct {
	id      lindung.ActorID
	org     lindung.OrgID
	country lindung.Country // of the organisation; "" before an act, and for one that is not there
}

func (p program) name() (lindung.ActorID, lindung.OrgID) { return p.id, p.org }

// current loads the country of the organisation: its day is the day of what the program does.
func (p program) current(tx *Tx) (Principal, error) {
	o, err := tx.OrgOf(p.org)
	if errors.Is(err, lindung.ErrNotFound) {
		return p, nil // the node itself, before it has an organisation
	}
	p.country = o.Country
	return p, err
}

func (p program) entity() (cedar.Entity, bool) {
	return cedar.Entity{
		UID:        cedar.NewEntityUID("System", cedar.String(p.id)),
		Attributes: cedar.NewRecord(cedar.RecordMap{"organisation": orgUID(p.org)}),
	}, p.id != "" && p.org != ""
}

func (p program) purpose(act Action) lindung.Purpose { return purposeOf(act, Actor{}) }

// IsOfProgram reports whether the log names the program itself.
func IsOfProgram(id lindung.ActorID) bool { return isSystem(id) }

// isSystem reports whether an actor of the log is the program itself.
func isSystem(id lindung.ActorID) bool { return strings.HasPrefix(string(id), string(systemID(""))) }
