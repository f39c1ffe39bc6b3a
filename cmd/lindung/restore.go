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
	name: "restore", brief: "make a new database from a backup, or from the copy that serve keeps, and verify all of it",
	needs: []string{"db", "key-file", "from"},
	takes: []string{"identity"},
	run:   restore,
}

// restored is what restore says.
type restored struct {
	Node    string `json:"node"`
	Made    string `json:"made"`   // when the backup was, or up to when the copy goes
	Unused  int    `json:"unused"` // files of a copy after the last that could be used
	Rows    int64  `json:"rows"`
	Seals   int    `json:"seals"`
	Entries int64  `json:"log_entries"`
	Epoch   int    `json:"epoch,omitempty"` // of what was restored, if that epoch is over
	putBack

	head    audit.Signed // of the log with the restore in it
	journal mark
}

func (r restored) text() string {
	unused := ""
	if r.Unused > 0 {
		unused = fmt.Sprintf("%d later files of the copy could not be used: one before them is damaged or missing.\n", r.Unused)
	}
	return fmt.Sprintf(`The node %s is back as it was at %s:
%d rows, %d sealed values open, the log of %d entries verifies.
%s%s
%sAll browser sessions and unused invitations were ended.
`, r.Node, r.Made, r.Rows, r.Seals, r.Entries, r.overText(), unused, r.putBack.text())
}

// overText says that what was restored is of an epoch that is over.
func (r restored) overText() string {
	if r.Epoch == 0 {
		return ""
	}
	return fmt.Sprintf(`It was made under the key of epoch %d, which is over, and is under the newest key now. Whoever had that
key could have made or changed it: if it was stolen, use a backup of a later epoch if there is one.
`, r.Epoch)
}

// An origin is what a database is restored from: a backup, or else a copy.
type origin struct {
	ring   *seal.Ring
	file   backup.File
	copy   *backup.Copied
	copied bool // the journal came with the copy
	steps  []db.Step
}

// origin opens what --from names, and verifies a backup. The caller closes it.
func (c *call) origin(r *restored) (o origin, done func(), err error) {
	o, done = origin{steps: c.steps}, func() {}
	if o.ring, err = c.ring(); err != nil {
		return o, done, err
	}
	if backup.IsCopy(c.From) {
		o.ring = o.ring.Alone(o.ring.Newest())
		o.copy, err = backup.OpenCopy(c.From)
		return o, done, err
	}
	if c.Identity == "" {
		return o, done, misuse("--identity is missing: a backup does not open without it")
	}
	from, err := os.Open(c.From)
	if err != nil {
		return o, done, err
	}
	done = func() { from.Close() }
	o.file = backup.File{R: from, Ring: o.ring}
	if o.file.Identities, err = c.identities(); err != nil {
		return o, done, err
	}
	head, err := backup.Check(o.file)
	r.Node, r.Made = head.Node, head.At
	o.ring = o.ring.Alone(max(head.Epoch, seal.First))
	o.file.Ring = o.ring
	return o, done, err
}

// restore loads into a database that nobody opens until everything in it has been
// verified: a file beside the one that is asked for, and then under its name, or a
// PostgreSQL database that is emptied again when something does not fit.
func restore(ctx context.Context, c *call) error {
	var r restored
	if err := c.noDatabase(); err != nil {
		return err
	}
	o, done, err := c.origin(&r)
	defer done()
	if err != nil {
		return err
	}
	into := c.restoreSQLite
	if db.IsPostgres(c.DB) {
		into = c.restorePostgres
	}
	undo := func() {}
	if o.copy != nil {
		if o.copied, undo, err = c.carry(o.copy); err != nil {
			return err
		}
	}
	if err := into(ctx, o, &r); err != nil {
		undo()
		return err
	}
	ring, err := c.ring() // with all roots: what is kept beside the key is of the newest
	if err != nil {
		return err
	}
	ring.Join(o.ring) // and what the database keeps of those that are gone
	// The log that was there before, if any, is not the one that goes on here.
	if err := c.memory(ring).accept(r.head, r.journal, 0); err != nil {
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

// sqlite makes a new SQLite file of what is restored. Nobody else opens it yet.
func (o origin) sqlite(ctx context.Context, path string, r *restored) (*db.DB, error) {
	opt := db.Options{Key: o.ring.File(), Restore: true, Steps: o.steps}
	if o.copy == nil {
		d, err := db.Open(ctx, path, opt)
		if err == nil {
			if err = o.load(ctx, d, r); err != nil {
				d.Close()
			}
		}
		return d, err
	}
	if err := o.copy.Restore(path, o.ring); err != nil {
		return nil, err
	}
	r.Node, r.Made, r.Unused = o.copy.Node, o.copy.At.UTC().Format(time.RFC3339), o.copy.Unused
	opt.Restore, opt.Upgrade = false, func(context.Context, *db.DB) error { return nil }
	d, err := db.Open(ctx, path, opt)
	if err != nil {
		return nil, err
	}
	if err = d.Doubt(ctx); err == nil {
		var counts map[string]int64
		counts, err = d.Counts(ctx)
		for _, n := range counts {
			r.Rows += n
		}
	}
	if err != nil {
		d.Close()
	}
	return d, err
}

// kind is what is noted of a restore that found no fault.
func (o origin) kind() string {
	if o.copy != nil {
		return access.UpkeepCopied
	}
	return access.UpkeepDrilled
}

// load loads a backup into a database.
func (o origin) load(ctx context.Context, d *db.DB, r *restored) (err error) {
	r.Rows, err = backup.Load(ctx, o.file, d)
	if errors.Is(err, db.ErrUnique) {
		return errors.New("the database already holds something: restore into an empty one")
	}
	return err
}

func (c *call) restoreSQLite(ctx context.Context, o origin, r *restored) error {
	path := c.DB + hidden
	if err := removeDatabase(path); err != nil { // of a restore that was killed
		return err
	}
	d, err := o.sqlite(ctx, path, r)
	if err == nil {
		err = errors.Join(r.fill(ctx, c, o, d), d.Close())
	}
	if err == nil {
		err = backup.Settle(path, c.DB)
	}
	if err == nil {
		err = c.confirm(ctx, o, r)
	}
	return errors.Join(err, removeDatabase(path))
}

// confirm verifies a file once more under the name that it is opened by from now
// on. One that does not pass loses the name again.
func (c *call) confirm(ctx context.Context, o origin, r *restored) error {
	d, err := db.Open(ctx, c.DB, db.Options{Key: o.ring.File(), Restore: true, Steps: c.steps})
	if err == nil {
		if err = r.verify(ctx, o, d); err == nil {
			err = d.Whole(ctx)
		}
		err = errors.Join(err, d.Close())
	}
	if err != nil {
		err = errors.Join(err, os.Rename(c.DB, c.DB+hidden))
	}
	return err
}

func (c *call) restorePostgres(ctx context.Context, o origin, r *restored) error {
	if o.copy != nil {
		return errors.New("a copy is restored into an SQLite file; lindung backup and restore take it to PostgreSQL from there")
	}
	d, err := db.Open(ctx, c.DB, db.Options{Restore: true, Steps: c.steps})
	if err != nil {
		return err
	}
	if err = o.load(ctx, d, r); err == nil {
		err = r.fill(ctx, c, o, d)
	}
	if err == nil {
		err = d.Whole(ctx)
	}
	if r.Rows > 0 && err != nil { // Load itself leaves nothing when it fails
		err = errors.Join(err, d.Unload(context.WithoutCancel(ctx)))
	}
	return errors.Join(err, d.Close())
}

// fill verifies what was loaded, and ends what has ended since, with the ways in that it
// holds.
func (r *restored) fill(ctx context.Context, c *call, o origin, d *db.DB) error {
	if err := r.verify(ctx, o, d); err != nil {
		return err
	}
	n, s, err := restoredNode(ctx, o, d)
	if err != nil {
		return err
	}
	made, err := time.Parse(time.RFC3339, r.Made)
	if err != nil {
		return backup.ErrDamaged
	}
	n.memory, n.notes = c.memory(o.ring), c.journal(o.ring)
	n.notes.copied = o.copied
	r.putBack, err = n.putBack(ctx, n.System(s.Actor().Org, acceptActor), "restore", made, o.kind())
	if err == nil {
		r.Epoch, err = n.upToNewest(ctx, s)
	}
	r.journal, _ = n.notes.last()
	r.head = n.NewestHead()
	return err
}

// verify opens every sealed value, and verifies the file's own structure and the
// log.
func (r *restored) verify(ctx context.Context, o origin, d *db.DB) error {
	n, s, err := restoredNode(ctx, o, d)
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
func restoredNode(ctx context.Context, o origin, d *db.DB) (*node, access.Session, error) {
	n, err := open(ctx, d, o.ring)
	if err != nil {
		return nil, access.Session{}, err
	}
	s, err := (&call{}).session(ctx, n)
	return n, s, err
}
