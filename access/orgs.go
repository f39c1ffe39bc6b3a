package access

import (
	"context"
	"fmt"
	"strings"

	"lindung"
	"lindung/internal/db"
)

// Org is an organisation of the node.
type Org struct {
	ID        lindung.OrgID
	Name      string
	Sector    lindung.Sector
	Country   lindung.Country
	Lang      string // language of its letters and of new actors
	Duty      string // when its duty queue is read, as it says itself
	Telephone string // under which a person reaches it; E.164
	Address   string // where a person finds it; "" also where that must stay secret
	Complaint string // where else a person can complain
	Ended     bool
	Begun     db.Time // when it got its first case or referral; 0 for never
	Created   db.Time
	Version   int64
	mac       db.Mac
}

// OrgTarget is the target of acts on one organisation.
func OrgTarget(id lindung.OrgID) Target {
	return func(tx *Tx) (Object, error) {
		o, err := OrgOf(tx, id)
		return Object{Type: TypeOrg, ID: string(o.ID), Org: o.ID}, err
	}
}

// OrgOf returns an organisation inside an act on something else.
func OrgOf(tx db.Holder, id lindung.OrgID) (Org, error) {
	if o, _, ok := shadow(tx); ok && id == Nowhere {
		return o, nil
	}
	return org(tx, id)
}

// orgKey is the key under which a page has read an organisation.
type orgKey lindung.OrgID

// OrgOf is the function OrgOf for an act that asks for the same ones again: they are
// read once.
func (t *Tx) OrgOf(id lindung.OrgID) (Org, error) {
	if o, ok := t.orgs[id]; ok {
		return o, nil
	}
	o, err := ReadOnce(t, orgKey(id), func() (Org, error) { return OrgOf(t, id) })
	if err == nil {
		if t.orgs == nil {
			t.orgs = map[lindung.OrgID]Org{}
		}
		t.orgs[id] = o
	}
	return o, err
}

// AllOrgNames returns the names of all organisations of the node, those that have
// ended too.
func AllOrgNames(tx db.Holder) (map[lindung.OrgID]string, error) { return namesOf(allOrgs(tx)) }

// OrgNames returns the names of some organisations of the node, those that have ended
// too, inside an act that shows them.
func OrgNames(tx db.Holder, ids []lindung.OrgID) (map[lindung.OrgID]string, error) {
	return namesOf(orgsIn(tx, ids))
}

func namesOf(all []Org, err error) (map[lindung.OrgID]string, error) {
	names := make(map[lindung.OrgID]string, len(all))
	for _, o := range all {
		names[o.ID] = o.Name
	}
	return names, err
}

// OrgsOf returns all organisations that have not ended, by name.
func OrgsOf(tx db.Holder) ([]Org, error) {
	if o, _, ok := shadow(tx); ok {
		return []Org{o}, nil
	}
	return orgs(tx)
}

// InsertOrg stores a new organisation and sets when it was added. The first one
// keeps the node.
func InsertOrg(tx *Tx, o *Org) error {
	o.Created, o.Version = tx.Now, 1
	founded, err := anyOrg(tx)
	if err != nil {
		return err
	}
	if err := insertOrg(tx, *o); err != nil || founded {
		return err
	}
	return setMeta(tx, metaKeeper, string(o.ID))
}

// BeginOrg says that an organisation has a case now, or was asked to help in one:
// from now on the rights of its people need two people.
func BeginOrg(tx *Tx, id lindung.OrgID) error {
	if o, err := tx.OrgOf(id); err != nil || o.Begun != 0 {
		return err
	}
	delete(tx.orgs, id)
	return beginOrg(tx, id)
}

// UpdateOrg stores what an organisation says of itself; its sector and country
// stay. Another version than o's own in the database is lindung.ErrConflict.
func UpdateOrg(tx *Tx, o Org) error { return updateOrg(tx, o) }

// metaKeeper names the organisation that keeps the node.
const metaKeeper = "keeper"

// Keeper returns the organisation that keeps the node: the first one. It is
// lindung.ErrNotFound while there is none.
func (n *Node) Keeper(ctx context.Context) (lindung.OrgID, error) {
	var id string
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		id, err = meta(tx, metaKeeper)
		return err
	})
	return lindung.OrgID(id), err
}

// KeepsNode reports whether the session's organisation keeps the node. It is for
// what a page offers, never for what it allows.
func KeepsNode(ctx context.Context, s Session) bool {
	_, org := s.principal.name()
	keeper, err := s.node.Keeper(ctx)
	return err == nil && keeper == org
}

// NodeTarget is the target of acts on the node as a whole. It belongs to the
// organisation that keeps it; to the program's own actor it belongs whatever
// the organisation for which it acts.
func (s Session) NodeTarget() Target {
	return func(tx *Tx) (Object, error) {
		o := Object{Type: TypeNode, ID: s.node.ID, Org: s.Actor().Org}
		if tx.ByProgram() {
			return o, nil
		}
		keeper, err := meta(tx, metaKeeper)
		o.Org = lindung.OrgID(keeper)
		return o, err
	}
}

// FindOrg returns the organisation that text names, by its identifier or by its
// name in any letter case, so that the command line can act for it. It is
// lindung.ErrNotFound when there is none, and lindung.ErrConflict when several
// have that name.
func (n *Node) FindOrg(ctx context.Context, text string) (Org, error) {
	var all []Org
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		all, err = orgs(tx)
		return err
	})
	if err != nil {
		return Org{}, err
	}
	var found []Org
	for _, o := range all {
		if string(o.ID) == text {
			return o, nil
		}
		if strings.EqualFold(strings.TrimSpace(o.Name), strings.TrimSpace(text)) {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 0:
		return Org{}, lindung.ErrNotFound
	case 1:
		return found[0], nil
	}
	return Org{}, fmt.Errorf("%d organisations have this name: %w", len(found), lindung.ErrConflict)
}
