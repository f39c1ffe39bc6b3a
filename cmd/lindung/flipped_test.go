package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/soak"
	"lindung/person"
)

// A flipped bit in what a node of three cases keeps is found, or changes nothing that it
// says: in the key file, the exported log, a backup, each sealed value, the database file
// and its WAL.
func TestFlipped(t *testing.T) {
	most := time.Hour
	if testing.Short() {
		most = 2 * time.Second
	}
	p := threeCases(t)
	for _, k := range kept {
		k.flip(p, &flips{what: k.what, step: k.check, end: time.Now().Add(most)})
	}
}

// TestSoakFlipped flips every byte of the key file, the log and the seals, and one in 64 of
// the rest, as far as a part of the time of TEST_SOAK lets it come: from a random byte on, so
// that what many runs flip adds up.
func TestSoakFlipped(t *testing.T) {
	soak.Until(t, 0)
	p := threeCases(t)
	for _, k := range kept {
		k.flip(p, &flips{what: k.what, step: k.soak, end: soak.Until(t, 0.04), soak: true})
	}
}

// kept is what a node keeps: one byte in so many is flipped in make check and in make soak.
var kept = []struct {
	what        string
	check, soak int
	flip        func(place, *flips)
}{
	{"the key file", 1, 1, place.flipKey},
	{"the log", 64, 1, place.flipLog},
	{"the seals", 128, 1, place.flipSeals},
	{"the backup", 512, 64, place.flipBackup},
	{"the database file", 4096, 64, place.flipFile},
	{"the WAL", 4120, 64, place.flipWAL},
}

func (p place) flipKey(f *flips) {
	f.file(p.t, p.key, func(text []byte) bool {
		ring, err := seal.ReadRing(string(text), "")
		return err != nil || ring.Text("") == string(good(p.t, p.key))
	})
}

func (p place) flipLog(f *flips) {
	if !exists(p.file("log")) {
		p.does(p.node("audit", "export", "--out", p.file("log"))...)
	}
	public := strings.TrimSpace(p.does(p.node("audit", "key")...))
	log := good(p.t, p.file("log"))
	entries, err := audit.VerifyExport(bytes.NewReader(log), public)
	if err != nil {
		p.t.Fatal(err)
	}
	f.file(p.t, p.file("log"), func(text []byte) bool {
		n, err := audit.VerifyExport(bytes.NewReader(text), public)
		// The base64 of a signature has bits that say nothing.
		return err != nil || n == entries && bytes.Equal(bytes.SplitAfter(text, []byte("\n\n"))[0], bytes.SplitAfter(log, []byte("\n\n"))[0])
	})
}

// flipSeals flips the bytes of each sealed value in the tables.
func (p place) flipSeals(f *flips) {
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		for _, c := range sealedColumns(p.t, n.db) {
			var boxes [][]byte
			err := n.db.Read(p.t.Context(), func(tx *db.Tx) (err error) {
				boxes, err = db.All(tx, db.Value[[]byte], fmt.Sprintf(`SELECT %s FROM %s WHERE length(%[1]s) > 0`, c.column, c.table))
				return err
			})
			if err != nil {
				return err
			}
			put := func(box, was []byte) {
				err := n.db.Write(p.t.Context(), func(tx *db.Tx) error {
					return db.Change(tx, fmt.Sprintf(`UPDATE %s SET %s = ? WHERE %[2]s = ?`, c.table, c.column), box, was)
				})
				if err != nil {
					p.t.Fatal(err)
				}
			}
			for _, box := range boxes {
				f.bytes(p.t, box, func(flipped []byte) bool {
					put(flipped, box)
					_, err := openSeals(p.t.Context(), s)
					put(box, flipped)
					return err != nil
				})
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	f.done(p.t)
}

func (p place) flipBackup(f *flips) {
	backup, to := p.file("flipping"), p.another()
	if !exists(backup) {
		backup = p.backup("flipping")
	}
	f.file(p.t, backup, func(text []byte) bool {
		p.write("flipped", text)
		code, _, _ := typed(p.t, "restore", "--from", p.file("flipped"), "--identity", p.open, "--db", to, "--key-file", p.key)
		return code == 1 && !exists(to)
	})
}

func (p place) flipFile(f *flips) {
	says := p.says(good(p.t, p.db), nil)
	f.file(p.t, p.db, func(text []byte) bool { return says(text, nil) })
}

// flipWAL flips the WAL that a program has left which was killed.
func (p place) flipWAL(f *flips) {
	p.writeAndKill(3, 0)
	file, wal := good(p.t, p.db), good(p.t, p.db+"-wal")
	says := p.says(file, wal)
	f.bytes(p.t, wal, func(text []byte) bool { return says(file, text) })
	f.done(p.t)
}

// says returns what reports whether a database file and its WAL say the same as these, or
// are found to be damaged.
func (p place) says(file, wal []byte) func(file, wal []byte) bool {
	p.t.Helper()
	to, head := p.another(), good(p.t, p.key+".head")
	put := func(file, wal []byte) {
		left, err := filepath.Glob(to + "*")
		for _, name := range left {
			err = errors.Join(err, os.Remove(name))
		}
		// What a visit adds to the log must not make the next file look older.
		err = errors.Join(err, os.WriteFile(p.key+".head", head, 0o600), os.WriteFile(to, file, 0o600))
		if wal != nil {
			err = errors.Join(err, os.WriteFile(to+"-wal", wal, 0o600))
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	put(file, wal)
	whole, err := dumpOf(p.t, to, p.key)
	if err != nil {
		p.t.Fatal(err)
	}
	return func(file, wal []byte) bool {
		put(file, wal)
		if said, err := dumpOf(p.t, to, p.key); err == nil && said == whole {
			return true // a page that is free
		}
		code, _, _ := typed(p.t, "doctor", "--db", to, "--key-file", p.key)
		// A last commit that is not whole is what a power cut leaves: it is cut off, and what
		// was there is kept beside the file, which doctor says.
		return code == 1 || len(db.KeptWALs(to)) > 0
	}
}

// threeCases makes a node with three cases.
func threeCases(t *testing.T) place {
	t.Helper()
	p := sqlitePlace(t)
	p.init()
	p.employ()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(t.Context(), n, s)
		for range 3 {
			if err == nil {
				_, err = cases.Open(t.Context(), worker, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// dumpOf returns all that a database says.
func dumpOf(t *testing.T, path, key string) (string, error) {
	t.Helper()
	var dump strings.Builder
	c := &call{config: config{DB: path, KeyFile: key}, streams: streams{err: io.Discard}}
	err := c.onNode(t.Context(), func(n *node, _ access.Session) error {
		_, err := n.db.Dump(t.Context(), &dump)
		return err
	})
	return dump.String(), err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func good(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// flips are the bits that are flipped in one thing that a node keeps: one in each step of
// bytes, until the end of the time.
type flips struct {
	what   string
	step   int
	end    time.Time
	soak   bool
	tried  int
	missed int
}

// file flips the bits of a file, and is done.
func (f *flips) file(t *testing.T, path string, found func([]byte) bool) {
	t.Helper()
	f.bytes(t, good(t, path), found)
	f.done(t)
}

// bytes flips a bit of one byte in each step and wants to see it found, or harmless. In make
// soak it begins anywhere.
func (f *flips) bytes(t *testing.T, all []byte, found func([]byte) bool) {
	t.Helper()
	n := max(1, len(all)/f.step)
	first, within := 0, f.step/2
	if f.soak {
		first, within = rand.IntN(n), rand.IntN(f.step)
	}
	for i := 0; i < n && time.Now().Before(f.end); i++ {
		at := min((first+i)%n*f.step+within, len(all)-1)
		flipped := bytes.Clone(all)
		flipped[at] ^= 1 << (at % 8)
		if f.tried++; !found(flipped) {
			f.missed++
			t.Errorf("%s: a flip of byte %d of %d is not found and is not harmless", f.what, at, len(all))
		}
	}
}

func (f *flips) done(t *testing.T) {
	t.Helper()
	t.Logf("%s: %d flips, %d not found", f.what, f.tried, f.missed)
	if f.tried == 0 {
		t.Errorf("%s: nothing was flipped", f.what)
	}
	if f.soak {
		soak.Add(t, soak.Count{What: "flipped bytes of " + f.what, Where: "sqlite", Tried: f.tried, Looked: f.tried, Faults: f.missed})
	}
}
