package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"lindung"
	"lindung/access"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
)

var migrateCommand = command{
	name: "migrate", brief: "bring the database of an older version up to date, after a backup; serve does it too",
	needs: []string{"db", "key-file"},
	takes: []string{"backup-to", "recipient", "migrate-without-backup"},
	run:   migrate,
}

// migrated is what migrate says.
type migrated struct {
	Changed bool   `json:"changed"`
	Backup  string `json:"backup"` // the file, "" for none
}

func (m migrated) text() string {
	switch {
	case !m.Changed:
		return "The database is up to date; nothing was changed.\n"
	case m.Backup == "":
		return "The database was brought up to date, without a backup.\n"
	}
	return fmt.Sprintf("The database was brought up to date. As it was before, it is in %s.\n", m.Backup)
}

func migrate(ctx context.Context, c *call) error {
	n, m, err := c.openUpgrading(ctx, db.Options{})
	if err != nil {
		return err
	}
	return errors.Join(c.print(m, m.text()), n.Close())
}

// openUpgrading opens the node as the one program that serves from it, and brings
// its tables up to date.
func (c *call) openUpgrading(ctx context.Context, opt db.Options) (*node, migrated, error) {
	var m migrated
	ring, err := c.ring()
	if err != nil {
		return nil, m, err
	}
	opt.Sole = true
	opt.Upgrade = func(ctx context.Context, d *db.DB) error {
		if err := d.Look(ctx); err != nil {
			return err
		}
		m.Changed = true
		m.Backup, err = c.backupBefore(ctx, d, ring)
		return err
	}
	n, err := c.openNode(ctx, opt)
	if err != nil || !m.Changed {
		return n, m, err
	}
	s, err := c.session(ctx, n)
	if err == nil {
		err = note(ctx, s, "migrate", 1)
	}
	if err != nil {
		n.Close()
	}
	return n, m, err
}

// backupBefore writes a backup of the tables as an older version has left them,
// and returns its name.
func (c *call) backupBefore(ctx context.Context, d *db.DB, ring *seal.Ring) (string, error) {
	if c.NoBackup {
		return "", nil
	}
	if c.BackupTo == "" || c.Recipient == "" {
		return "", errors.New("the database is of an older version and must be brought up to date; name a folder for the backup with --backup-to and its --recipient, or say --migrate-without-backup")
	}
	to, err := backup.Recipients(c.Recipient)
	if err != nil {
		return "", err
	}
	n, err := open(ctx, d, ring)
	if err != nil {
		return "", err
	}
	path := filepath.Join(c.BackupTo, "before-migration-"+d.Now().Format("20060102T150405Z")+".backup")
	err = backup.Save(path, func(w io.Writer) error {
		_, err := backup.Write(ctx, backup.Source{ID: n.ID, DB: d, Ring: ring}, to, w)
		return err
	})
	if err == nil {
		// What the organisation has set cannot be read from tables of an older version.
		err = c.memory(ring).keepBackup(path, lindung.DateOf(d.Now().AddDate(0, 0, access.ErasedGone.Default)))
	}
	return path, err
}
