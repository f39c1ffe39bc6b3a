package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/seal"
	"lindung/person"
)

// A flipped bit in what a node of three cases keeps is found, or changes nothing that it
// says: in the key file, the exported log, a backup and the database file.
func TestFlipped(t *testing.T) {
	flipped(t, 64, 512, 4096, time.Hour)
}

// TestSoakFlipped flips every byte of the key file and the log, and one in 64 of the file
// and the backup, as far as TEST_SOAK lets it come.
func TestSoakFlipped(t *testing.T) {
	how, err := time.ParseDuration(os.Getenv("TEST_SOAK"))
	if err != nil {
		t.Skip("TEST_SOAK is not set: run make soak")
	}
	flipped(t, 1, 64, 64, how/4)
}

// flipped flips one byte in each of so many of the log, of the backup and of the database
// file; of each no longer than most.
func flipped(t *testing.T, ofLog, ofBackup, ofFile int, most time.Duration) {
	p := threeCases(t)
	backup := p.backup("good")
	p.does(p.node("audit", "export", "--out", p.file("log"))...)
	public := strings.TrimSpace(p.does(p.node("audit", "key")...))

	eachFlip(t, p.key, 1, most, func(text []byte) bool {
		ring, err := seal.ReadRing(string(text), "")
		return err != nil || ring.Text("") == string(good(t, p.key))
	})
	log := good(t, p.file("log"))
	entries, err := audit.VerifyExport(bytes.NewReader(log), public)
	if err != nil {
		t.Fatal(err)
	}
	eachFlip(t, p.file("log"), ofLog, most, func(text []byte) bool {
		n, err := audit.VerifyExport(bytes.NewReader(text), public)
		// The base64 of a signature has bits that say nothing.
		return err != nil || n == entries && bytes.Equal(bytes.SplitAfter(text, []byte("\n\n"))[0], bytes.SplitAfter(log, []byte("\n\n"))[0])
	})
	to := p.another()
	eachFlip(t, backup, ofBackup, most, func(text []byte) bool {
		if err := os.WriteFile(p.file("flipped"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, _ := typed(t, "restore", "--from", p.file("flipped"), "--identity", p.open, "--db", to, "--key-file", p.key)
		return code == 1 && !exists(to)
	})
	head := good(t, p.key+".head")
	whole, err := dumpOf(t, p.db, p.key)
	if err != nil {
		t.Fatal(err)
	}
	eachFlip(t, p.db, ofFile, most, func(text []byte) bool {
		if err := os.WriteFile(to, text, 0o600); err != nil {
			t.Fatal(err)
		}
		defer func() {
			for _, end := range []string{"", "-wal", "-shm"} {
				if err := os.Remove(to + end); err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
			}
			// What a visit adds to the log must not make the next file look older.
			if err := os.WriteFile(p.key+".head", head, 0o600); err != nil {
				t.Fatal(err)
			}
		}()
		if said, err := dumpOf(t, to, p.key); err == nil && said == whole {
			return true // a page that is free
		}
		code, _, _ := typed(t, "doctor", "--db", to, "--key-file", p.key)
		return code == 1
	})
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

// eachFlip flips a bit of one byte in each step of a file and wants to see it found, or
// harmless.
func eachFlip(t *testing.T, path string, step int, most time.Duration, found func([]byte) bool) {
	t.Helper()
	all, flips, missed := good(t, path), 0, 0
	for at, end := step/2, time.Now().Add(most); at < len(all) && time.Now().Before(end); at += step {
		all[at] ^= 1 << (at % 8)
		flips++
		if !found(bytes.Clone(all)) {
			missed++
		}
		all[at] ^= 1 << (at % 8)
	}
	t.Logf("%s: %d of %d bytes flipped, %d not found", path[strings.LastIndex(path, "/")+1:], flips, len(all), missed)
	if missed > 0 || flips == 0 {
		t.Errorf("%s: %d of %d flips were not found and are not harmless", path[strings.LastIndex(path, "/")+1:], missed, flips)
	}
}
