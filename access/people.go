package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/internal/db"
)

// Org is an organisation of the node.
type Org struct {
	ID      lindung.OrgID
	Name    string
	Sector  lindung.Sector
	Country lindung.Country
	Lang    string // language of its letters and of new actors
	Duty    string // when its duty queue is read, as it says itself
	Ended   bool
	Created db.Time
	Version int64
}

// AddOrg adds an organisation to the node. The session is the system's or an
// administrator's of the organisation that keeps the node.
func AddOrg(ctx context.Context, s Session, o Org) (Org, error) {
	o.ID, o.Version = lindung.OrgID(lindung.NewID()), 1
	err := s.Do(ctx, OrgAdd, s.Node(), func(tx *Tx) error { return addOrg(tx, &o) })
	return o, err
}

func addOrg(tx *Tx, o *Org) error {
	tx.On(string(o.ID))
	o.Created = tx.Now
	if err := insertOrg(tx, *o); err != nil {
		return err
	}
	_, err := meta(tx, metaKeeper)
	if errors.Is(err, lindung.ErrNotFound) {
		return setMeta(tx, metaKeeper, string(o.ID))
	}
	return err
}

// Keeps reports whether the session's organisation keeps the node. It is for
// what a page offers, never for what it allows.
func Keeps(ctx context.Context, s Session) bool {
	var keeper string
	err := s.node.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		keeper, err = meta(tx, metaKeeper)
		return err
	})
	return err == nil && keeper == string(s.actor.Org)
}

// metaKeeper names the organisation that keeps the node: the first one.
const metaKeeper = "keeper"

// Node is the target of acts on the node as a whole. It belongs to the
// organisation that keeps it; to the program's own actor it belongs whatever
// the organisation for which it acts.
func (s Session) Node() Target {
	return func(tx *Tx) (Object, error) {
		o := Object{Type: TypeNode, ID: s.node.ID, Org: s.actor.Org}
		if s.actor.System {
			return o, nil
		}
		keeper, err := meta(tx, metaKeeper)
		o.Org = lindung.OrgID(keeper)
		return o, err
	}
}

// EditOrg changes what an organisation says of itself; its sector and country
// stay. o.Version is the one that was shown.
func EditOrg(ctx context.Context, s Session, o Org) error {
	return s.Do(ctx, OrgEdit, orgTarget(o.ID), func(tx *Tx) error { return updateOrg(tx, o) })
}

// OrgFor returns an organisation of the directory.
func OrgFor(ctx context.Context, s Session, id lindung.OrgID) (Org, error) {
	var o Org
	err := s.See(ctx, OrgList, orgTarget(id), func(tx *Tx) error {
		var err error
		o, err = org(tx, id)
		return err
	})
	return o, err
}

func orgTarget(id lindung.OrgID) Target {
	return func(tx *Tx) (Object, error) {
		o, err := org(tx, id)
		return Object{Type: TypeOrg, ID: string(o.ID), Org: o.ID}, err
	}
}

// OrgOf returns an organisation inside an act on something else.
func OrgOf(tx db.Holder, id lindung.OrgID) (Org, error) { return org(tx, id) }

// Orgs returns all organisations that have not ended, by name.
func Orgs(ctx context.Context, s Session) ([]Org, error) {
	var all []Org
	err := s.See(ctx, OrgList, s.Node(), func(tx *Tx) error {
		var err error
		all, err = orgs(tx)
		tx.Count(len(all), "")
		return err
	})
	return all, err
}

// actorRow is an actor as stored.
type actorRow struct {
	ID       lindung.ActorID
	Org      lindung.OrgID
	Login    string // keyed hash
	Sealed   []byte // profile
	Roles    string // joined with a comma
	Lang     string
	Password string
	TOTP     []byte
	Step     int64
	Codes    string // hashes of recovery codes, a line each
	State    string
	Created  db.Time
	Version  int64

	OrgName string
	Sector  lindung.Sector
	Country lindung.Country
}

// States of an actor.
const (
	Invited = "invited" // has not chosen a password yet
	Active  = "active"
	Ended   = "ended"
)

// profile is what names an actor; it is sealed with the node's key.
type profile struct{ Name, Login string }

func actorPlace(id lindung.ActorID) string { return "actors|" + string(id) + "|sealed" }

func (n *Node) sealProfile(id lindung.ActorID, p profile) ([]byte, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return n.ring.Node().Seal(actorPlace(id), b), nil
}

func (n *Node) profile(r actorRow) (profile, error) {
	var p profile
	b, err := n.ring.Node().Open(actorPlace(r.ID), r.Sealed)
	if err != nil {
		return p, fmt.Errorf("actor %s: %w", r.ID, err)
	}
	return p, json.Unmarshal(b, &p)
}

// current returns a as stored now: roles may have been taken away, and whoever
// has ended may do nothing more.
func (n *Node) current(tx db.Holder, a Actor) (Actor, error) {
	if a.System {
		return a, nil
	}
	if a.ID == "" {
		return Actor{}, ErrDenied
	}
	r, err := actor(tx, a.ID)
	if err != nil {
		return Actor{}, err
	}
	if r.State != Active {
		return Actor{}, ErrDenied
	}
	now := r.actor()
	now.Name = a.Name
	return now, nil
}

// actor returns who r is, without the name.
func (r actorRow) actor() Actor {
	return Actor{
		ID: r.ID, Org: r.Org, Country: r.Country, Sector: r.Sector,
		Roles: roles(r.Roles), Lang: r.Lang, OrgName: r.OrgName,
	}
}

func roles(text string) []lindung.Role {
	var all []lindung.Role
	for _, r := range strings.Split(text, ",") {
		if slices.Contains(lindung.Roles, lindung.Role(r)) {
			all = append(all, lindung.Role(r))
		}
	}
	return all
}

// Has reports whether the actor has one of roles. It is for what a page offers,
// never for what it allows.
func (a Actor) Has(any ...lindung.Role) bool {
	return slices.ContainsFunc(any, func(r lindung.Role) bool { return slices.Contains(a.Roles, r) })
}

// NameOf returns the name of an actor, for pages that say who did what.
func (t *Tx) NameOf(id lindung.ActorID) (string, error) {
	r, err := actor(t, id)
	if err != nil {
		return "", err
	}
	p, err := t.session.node.profile(r)
	return p.Name, err
}

// SealNode and OpenNode seal what belongs to no case with the node's own key.
func (t *Tx) SealNode(place string, plain []byte) []byte {
	return t.session.node.ring.Node().Seal(place, plain)
}

// OpenNode opens what SealNode sealed.
func (t *Tx) OpenNode(place string, box []byte) ([]byte, error) {
	return t.session.node.ring.Node().Open(place, box)
}
