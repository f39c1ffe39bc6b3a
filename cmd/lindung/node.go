package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// cliActor is the name of the system actor that the command line acts as.
const cliActor = "cli"

// A node is an unlocked node with what belongs to the program that opened it.
type node struct {
	*access.Node
	db     *db.DB
	ring   *seal.Ring
	memory memory
	notes  *journal
	jobs   jobs
}

// Close closes the node's database.
func (n *node) Close() error { return n.db.Close() }

// openNode unlocks the node that --db and the key name. It never makes a
// database: a wrong path must not look like an empty node.
func (c *call) openNode(ctx context.Context, opt db.Options) (*node, error) {
	ring, err := c.ring()
	if err != nil {
		return nil, err
	}
	if !db.IsPostgres(c.DB) {
		if _, err := os.Stat(c.DB); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no database %s; run lindung init to make one", c.DB)
		}
		opt.Key = db.FileKey(c.DB, ring.Files())
	}
	opt.Steps = c.steps
	d, err := db.Open(ctx, c.DB, opt)
	if err != nil {
		return nil, err
	}
	n, err := open(ctx, d, ring)
	if c.typed && (errors.Is(err, access.ErrNewKey) || errors.Is(err, access.ErrBothKeys)) {
		n, err = c.openWithBoth(ctx, d, ring)
	}
	if err != nil {
		d.Close()
		return n, err
	}
	n.OnNewKey(c.newerRing)
	n.memory, n.notes = c.memory(ring), c.journal(ring)
	n.recall()
	return n, nil
}

// openWithBoth asks for shares of a second set: a rotation has not come to its end.
func (c *call) openWithBoth(ctx context.Context, d *db.DB, ring *seal.Ring) (*node, error) {
	fmt.Fprint(c.err, "A rotation of the keys has not come to its end: shares of the other set are needed as well. ")
	other, err := c.typedShares(ctx)
	if err != nil {
		return nil, err
	}
	ring.Join(other)
	return open(ctx, d, ring)
}

// open unlocks the node in an open database.
func open(ctx context.Context, d *db.DB, ring *seal.Ring) (*node, error) {
	n, err := access.Unlock(ctx, d, ring, dossier.Forms, dossier.Owned)
	if errors.Is(err, lindung.ErrNotFound) {
		err = errors.New("this database contains no node; run lindung init")
	}
	return &node{Node: n, db: d, ring: ring}, err
}

// onNode runs work on the node that the settings name, as the command line.
func (c *call) onNode(ctx context.Context, work func(*node, access.Session) error) error {
	n, err := c.openNode(ctx, db.Options{})
	if err != nil {
		return err
	}
	s, err := c.session(ctx, n)
	if err == nil {
		err = work(n, s)
	}
	if kept := n.remember(ctx); err == nil && kept != nil && !errors.Is(kept, audit.ErrTampered) {
		fmt.Fprintf(c.err, "lindung: the head of the log is not kept beside the key: %v\n", kept)
	}
	if closed := n.Close(); err == nil {
		err = closed
	}
	return err
}

// session returns the session of the command line for the organisation of
// --org or, without it, for the one that keeps the node. A node that has none
// yet acts for itself.
func (c *call) session(ctx context.Context, n *node) (access.Session, error) {
	if c.Org == "" {
		keeper, err := n.Keeper(ctx)
		if errors.Is(err, lindung.ErrNotFound) {
			keeper, err = lindung.OrgID(n.ID), nil
		}
		return n.System(keeper, cliActor), err
	}
	org, err := n.FindOrg(ctx, c.Org)
	switch {
	case errors.Is(err, lindung.ErrNotFound):
		err = errors.New("there is no organisation with the name or identifier of --org; lindung org list shows them")
	case errors.Is(err, lindung.ErrConflict):
		err = errors.New("several organisations have the name of --org; give the identifier, which lindung org list shows")
	}
	return n.System(org.ID, cliActor), err
}
