package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"lindung/audit"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/staff"
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

	head audit.Signed // of the log with the restore in it
}

func (r restored) text() string {
	return fmt.Sprintf(`The node %s is back as it was at %s:
%d rows, %d sealed values open, the log of %d entries verifies.

What was withdrawn, ended or taken back after that moment is not in it: go through
it before you serve. All browser sessions and unused invitations were ended.
`, r.Node, r.Made, r.Rows, r.Seals, r.Entries)
}

// restore loads into a database that no one sees until everything in it has been
// verified: a file beside the one that is asked for, or a PostgreSQL database
// that is emptied again when something does not fit.
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
	r := restored{Node: head.Node, Made: head.At}
	into := c.restoreSQLite
	if db.IsPostgres(c.DB) {
		into = c.restorePostgres
	}
	if err := into(ctx, file, &r); err != nil {
		return err
	}
	// The log that was there before, if any, is not the one that goes on here.
	if err := c.memory(ring).accept(r.head); err != nil {
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
	d, err := db.Open(ctx, path, db.Options{Key: file.Ring.File()})
	if err == nil {
		err = errors.Join(r.fill(ctx, file, d), d.Close())
	}
	if err == nil {
		err = backup.Settle(path, c.DB)
	}
	return errors.Join(err, removeDatabase(path))
}

func (c *call) restorePostgres(ctx context.Context, file backup.File, r *restored) error {
	d, err := db.Open(ctx, c.DB, db.Options{})
	if err != nil {
		return err
	}
	err = r.fill(ctx, file, d)
	if r.Rows > 0 && err != nil { // Load itself leaves nothing when it fails
		err = errors.Join(err, d.Unload(context.WithoutCancel(ctx)))
	}
	return errors.Join(err, d.Close())
}

// fill loads the file and verifies what is there now.
func (r *restored) fill(ctx context.Context, file backup.File, d *db.DB) error {
	var err error
	r.Rows, err = backup.Load(ctx, file, d)
	if errors.Is(err, db.ErrUnique) {
		return errors.New("the database already holds something: restore into an empty one")
	}
	if err != nil {
		return err
	}
	n, err := open(ctx, d, file.Ring)
	if err != nil {
		return err
	}
	s, err := (&call{}).session(ctx, n)
	if err != nil {
		return err
	}
	if r.Seals, err = openSeals(ctx, s); err != nil {
		return err
	}
	if r.Entries, err = audit.Verify(ctx, d, n.PublicKey(), ""); err != nil {
		return err
	}
	if err := staff.EndWays(ctx, s); err != nil {
		return err
	}
	err = note(ctx, n.System(s.Actor().Org, acceptActor), acceptActor+" restore", int(r.Entries))
	r.head = n.NewestHead()
	return err
}
