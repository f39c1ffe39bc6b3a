package access

import (
	"context"
	"fmt"
	"strings"

	"lindung"
	"lindung/internal/db"
)

// What the command line needs to know before it can act for anybody.

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

// FindOrg returns the organisation that text names, by its identifier or by its
// name in any letter case. It is lindung.ErrNotFound when there is none, and
// lindung.ErrConflict when several have that name.
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

// Directory returns all organisations that have not ended, by name. It is for
// the program's own actor; others ask Orgs.
func Directory(ctx context.Context, s Session) ([]Org, error) {
	var all []Org
	err := s.See(ctx, SystemRun, s.Node(), func(tx *Tx) error {
		var err error
		all, err = orgs(tx)
		tx.Count(len(all), "directory")
		return err
	})
	return all, err
}

// Standing is an actor without what names him.
type Standing struct {
	ID      lindung.ActorID
	Org     lindung.OrgID
	Roles   []lindung.Role
	State   string
	Created db.Time
}

// Roster returns the actors of the session's organisation without what names
// them, in the order in which they came. It is for the program's own actor.
func Roster(ctx context.Context, s Session) ([]Standing, error) {
	var all []Standing
	err := s.See(ctx, SystemRun, s.Own(), func(tx *Tx) error {
		rows, err := actorsOf(tx, s.actor.Org)
		if err != nil {
			return err
		}
		all = nil
		for _, r := range rows {
			all = append(all, Standing{r.ID, r.Org, roles(r.Roles), r.State, r.Created})
		}
		tx.Count(len(all), "roster")
		return nil
	})
	return all, err
}
