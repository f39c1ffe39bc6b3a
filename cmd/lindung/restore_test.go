package main

import (
	"errors"
	"os"
	"strings"
	"testing"

	"lindung/internal/backup"
	"lindung/internal/db"
)

// restoring are the arguments of a restore into the database at to.
func (p place) restoring(from, to string) []string {
	return []string{"restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key}
}

// What an earlier database left beside the name is not read into the restored
// one: a WAL of the same key would be.
func TestRestoreBesideLeftovers(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	p.employ()
	from := p.backup("good")
	p.writeAndKill(1, 0)
	if err := os.Rename(p.db, p.db+".broken"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.files(), "-wal") {
		t.Fatal("the killed node left no WAL")
	}
	before := p.files()
	p.fails("left by another database", p.restoring(from, p.db)...)
	p.fails("left by another database", "init", "--db", p.db, "--key-file", p.file("other.key"), "--org", "x", "--country", "TH", "--sector", "ngo")
	if now := p.files(); now != before {
		t.Errorf("before %s, now %s", before, now)
	}
	p.remove("node1.db")
	p.does(p.restoring(from, p.db)...)
	p.healthy(p.db)
}

// A restore that was stopped before it had verified all leaves a database that
// nothing opens, and that the next restore replaces.
func TestRestoreStopped(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		from := p.backup("good")
		to := p.another()
		d, file := p.loadable(from, to)
		if _, err := backup.Load(t.Context(), file, d); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		stopped := p
		stopped.db = to
		for _, command := range [][]string{{"org", "list"}, {"doctor"}, {"audit", "verify"}, {"serve"}} {
			if code, out, errs := typed(t, stopped.node(command...)...); code != 1 || !strings.Contains(out+errs, "restore") {
				t.Errorf("%s ended with %d: %s%s", command[0], code, out, errs)
			}
		}
		if db.IsPostgres(to) {
			p.does(p.restoring(from, to)...)
			p.healthy(to)
		}
	})
}

// loadable opens what a restore of from into to has open while it loads.
func (p place) loadable(from, to string) (*db.DB, backup.File) {
	p.t.Helper()
	c := &call{config: config{DB: to, KeyFile: p.key, From: from, Identity: p.open}}
	ring, err := c.ring()
	ids, wrong := c.identities()
	f, fault := os.Open(from)
	d, shut := db.Open(p.t.Context(), to, db.Options{Key: ring.File(), Restore: true})
	if err := errors.Join(err, wrong, fault, shut); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { f.Close() })
	return d, backup.File{R: f, Ring: ring, Identities: ids}
}
