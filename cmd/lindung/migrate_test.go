package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"lindung/internal/db"
)

// next is a migration of a program to come, after the last of today: it begins a counter.
var next = db.Step{Name: afterLast("next"), Does: "begin a counter called next", Run: func(tx *db.Tx) error {
	_, err := db.Exec(tx, `INSERT INTO counters (name, n) VALUES ('next', 1)`)
	return err
}}

// afterLast names the step that comes after those of this program.
func afterLast(name string) string {
	all, _ := filepath.Glob("../../internal/db/migrations/*.sql")
	return fmt.Sprintf("%04d_%s", len(all)+1, name)
}

// tomorrow is a call of the program to come on the node of the place.
func (p place) tomorrow(c config) (*call, *bytes.Buffer) {
	if c.DB == "" {
		c.DB = p.db
	}
	c.KeyFile = p.key
	var out bytes.Buffer
	return &call{config: c, steps: []db.Step{next}, streams: streams{strings.NewReader(""), &out, &out}}, &out
}

// raised returns whether the step was carried out, as the program to come sees it.
func (p place) raised(at string) bool {
	p.t.Helper()
	c, _ := p.tomorrow(config{DB: at})
	n, err := c.openNode(p.t.Context(), db.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer n.Close()
	var all []int
	err = n.db.Read(p.t.Context(), func(tx *db.Tx) error {
		all, err = db.All(tx, db.Value[int], `SELECT n FROM counters WHERE name = 'next'`)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return len(all) == 1
}

// An older database is changed by migrate and serve alone, after a backup that
// today's program restores.
func TestMigrate(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		from := p.backup("yesterday")
		old := p.another()
		p.does(p.restoring(from, old)...)
		for _, command := range []command{doctorCommand, auditVerifyCommand, orgListCommand, backupCommand} {
			c, out := p.tomorrow(config{To: p.file("x"), Recipient: p.recipient})
			err := command.run(t.Context(), c)
			if err == nil || !strings.Contains(out.String()+err.Error(), "lindung migrate") {
				t.Errorf("%s on an older database: %v, %s", command.name, err, out)
			}
		}
		for _, run := range []command{migrateCommand, serveCommand} {
			c, _ := p.tomorrow(config{})
			if err := run.run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "--backup-to") {
				t.Errorf("%s without a place for the backup: %v", run.name, err)
			}
		}
		p.does(p.node("org", "list")...) // nothing was changed
		c, out := p.tomorrow(config{BackupTo: p.dir, Recipient: p.recipient, JSON: true})
		if err := migrate(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		var m migrated
		p.read(out.String(), &m)
		if !m.Changed || !p.raised(p.db) {
			t.Errorf("migrate said %+v", m)
		}
		p.fails("newer version", p.node("org", "list")...)
		back := p.another()
		p.does(p.restoring(m.Backup, back)...) // by the old program
		p.does("org", "list", "--db", back, "--key-file", p.key)
		if c, out = p.tomorrow(config{}); migrate(t.Context(), c) != nil || !strings.Contains(out.String(), "nothing was changed") {
			t.Errorf("once more: %s", out)
		}
		if c, out = p.tomorrow(config{DB: old, NoBackup: true}); migrate(t.Context(), c) != nil || !p.raised(old) {
			t.Errorf("without a backup: %s", out)
		}
	})
}

// Yesterday's backup restores into today's program.
func TestRestoreOlder(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		from, to := p.backup("yesterday"), p.another()
		c, out := p.tomorrow(config{DB: to, From: from, Identity: p.open})
		if err := restore(t.Context(), c); err != nil || !p.raised(to) {
			t.Errorf("%v, %s", err, out)
		}
		c, _ = p.tomorrow(config{DB: to, To: p.file("new"), Recipient: p.recipient})
		if err := backUp(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		p.fails("newer version", p.restoring(p.file("new"), p.another())...)
	})
}

// A program that serves stops when a newer one has changed the database.
func TestServeStopsOnNewer(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		_, stop := p.serving()
		if !db.IsPostgres(p.db) {
			c, _ := p.tomorrow(config{NoBackup: true})
			if err := migrate(t.Context(), c); !errors.Is(err, db.ErrInUse) {
				t.Errorf("while another serves: %v", err)
			}
		}
		if code := stop(); code != 0 {
			t.Errorf("stopped with %d", code)
		}
		c, _ := p.tomorrow(config{NoBackup: true})
		told := make(chan bool, 9)
		n, _, err := (&call{config: config{DB: p.db, KeyFile: p.key}}).openUpgrading(t.Context(), db.Options{Newer: func() { told <- true }})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		// As on PostgreSQL, where several programs share a database.
		d, err := db.Open(t.Context(), p.db, db.Options{Key: n.ring.File(), Steps: c.steps, Upgrade: func(context.Context, *db.DB) error { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		s, err := (&call{}).session(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if err := note(t.Context(), s, "test", 1); !errors.Is(err, db.ErrNewer) || len(told) == 0 {
			t.Errorf("an act of the older program: %v", err)
		}
	})
}
