package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
)

var restoreCommand = command{
	name: "restore", brief: "make a new database from a backup and verify all of it",
	needs: []string{"db", "key-file", "from", "identity"},
	run:   restore,
}

// restored is what restore says.
type restored struct {
	Node    string `json:"node"`
	Made    string `json:"made"` // when the backup was
	Rows    int64  `json:"rows"`
	Seals   int    `json:"seals"`
	Entries int64  `json:"log_entries"`
	putBack

	head    audit.Signed // of the log with the restore in it
	journal mark
}

func (r restored) text() string {
	return fmt.Sprintf(`The node %s is back as it was at %s:
%d rows, %d sealed values open, the log of %d entries verifies.

%sAll browser sessions and unused invitations were ended.
`, r.Node, r.Made, r.Rows, r.Seals, r.Entries, r.putBack.text())
}

// restore loads into a database that nobody opens until everything in it has been
// verified: a file beside the one that is asked for, and then under its name, or a
// PostgreSQL database that is emptied again when something does not fit.
func restore(ctx context.Context, c *call) error {
	ring, err := c.ring()
	if err != nil {
		return err
	}
	if err := c.noDatabase(); err != nil {
		return err
	}
	from, err := os.Open(c.From)
	if err != nil {
		return err
	}
	defer from.Close()
	file := backup.File{R: from, Ring: ring}
	if file.Identities, err = c.identities(); err != nil {
		return err
	}
	head, err := backup.Check(file)
	if err != nil {
		return err
	}
	file.Ring = ring.Alone(max(head.Epoch, seal.First))
	r := restored{Node: head.Node, Made: head.At}
	into := c.restoreSQLite
	if db.IsPostgres(c.DB) {
		into = c.restorePostgres
	}
	if err := into(ctx, file, &r); err != nil {
		return err
	}
	// The log that was there before, if any, is not the one that goes on here.
	if err := c.memory(ring).accept(r.head, r.journal); err != nil {
		return err
	}
	return c.print(r, r.text())
}

func (c *call) identities() ([]backup.Identity, error) {
	f, err := os.Open(c.Identity)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return backup.Identities(f)
}

func (c *call) restoreSQLite(ctx context.Context, file backup.File, r *restored) error {
	path := c.DB + hidden
	if err := removeDatabase(path); err != nil { // of a restore that was killed
		return err
	}
	key := file.Ring.File()
	d, err := db.Open(ctx, path, db.Options{Key: key, Restore: true, Steps: c.steps})
	if err == nil {
		err = errors.Join(r.fill(ctx, c, file, d), d.Close())
	}
	if err == nil {
		err = backup.Settle(path, c.DB)
	}
	if err == nil {
		err = c.confirm(ctx, file, r)
	}
	return errors.Join(err, removeDatabase(path))
}

// confirm verifies a file once more under the name that it is opened by from now
// on. One that does not pass loses the name again.
func (c *call) confirm(ctx context.Context, file backup.File, r *restored) error {
	d, err := db.Open(ctx, c.DB, db.Options{Key: file.Ring.File(), Restore: true, Steps: c.steps})
	if err == nil {
		if err = r.verify(ctx, file, d); err == nil {
			err = d.Whole(ctx)
		}
		err = errors.Join(err, d.Close())
	}
	if err != nil {
		err = errors.Join(err, os.Rename(c.DB, c.DB+hidden))
	}
	return err
}

func (c *call) restorePostgres(ctx context.Context, file backup.File, r *restored) error {
	d, err := db.Open(ctx, c.DB, db.Options{Restore: true, Steps: c.steps})
	if err != nil {
		return err
	}
	if err = r.fill(ctx, c, file, d); err == nil {
		err = d.Whole(ctx)
	}
	if r.Rows > 0 && err != nil { // Load itself leaves nothing when it fails
		err = errors.Join(err, d.Unload(context.WithoutCancel(ctx)))
	}
	return errors.Join(err, d.Close())
}

// fill loads the file, verifies what is there now, and ends what has ended since, with
// the ways in that it holds.
func (r *restored) fill(ctx context.Context, c *call, file backup.File, d *db.DB) error {
	var err error
	r.Rows, err = backup.Load(ctx, file, d)
	if errors.Is(err, db.ErrUnique) {
		return errors.New("the database already holds something: restore into an empty one")
	}
	if err == nil {
		err = r.verify(ctx, file, d)
	}
	if err != nil {
		return err
	}
	n, s, err := restoredNode(ctx, file, d)
	if err != nil {
		return err
	}
	made, err := time.Parse(time.RFC3339, r.Made)
	if err != nil {
		return backup.ErrDamaged
	}
	n.memory, n.notes = c.memory(file.Ring), c.journal(file.Ring)
	r.putBack, err = n.putBack(ctx, n.System(s.Actor().Org, acceptActor), "restore", made, true)
	if err == nil {
		err = n.upToNewest(ctx, s)
	}
	r.journal = n.notes.last()
	r.head = n.NewestHead()
	return err
}

// verify opens every sealed value, and verifies the file's own structure and the
// log.
func (r *restored) verify(ctx context.Context, file backup.File, d *db.DB) error {
	n, s, err := restoredNode(ctx, file, d)
	if err != nil {
		return err
	}
	if err := d.Sound(ctx); err != nil {
		return err
	}
	if r.Seals, err = openSeals(ctx, s); err != nil {
		return err
	}
	r.Entries, err = audit.Verify(ctx, d, n.PublicKey(), "")
	r.head = n.NewestHead()
	return err
}

// restoredNode unlocks the node that was loaded, for the command line.
func restoredNode(ctx context.Context, file backup.File, d *db.DB) (*node, access.Session, error) {
	n, err := open(ctx, d, file.Ring)
	if err != nil {
		return nil, access.Session{}, err
	}
	s, err := (&call{}).session(ctx, n)
	return n, s, err
}
