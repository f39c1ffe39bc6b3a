package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	notes "golang.org/x/mod/sumdb/note"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
)

// publisher signs editions in tests.
type publisher struct {
	by  notes.Signer
	key string
}

func newPublisher(t *testing.T) publisher {
	t.Helper()
	secret, key, err := notes.GenerateKey(rand.Reader, "lindung-example")
	if err != nil {
		t.Fatal(err)
	}
	by, err := notes.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return publisher{by, key}
}

// chain makes so many editions, one after the other, in which a question is other words.
func (p publisher) chain(t *testing.T, n int, word string) [][]byte {
	t.Helper()
	var all [][]byte
	var past []convention.Edition
	for i := range n {
		text, err := fs.ReadFile(data.Files(), "conflicts.csv")
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(text), "Philippine deposit of ACTIP", word+strings.Repeat(" again", i), 1)
		b, e, err := data.Publish(data.Changed{"conflicts.csv": []byte(changed)}, lindung.Date{Year: 2026, Month: 11, Day: 30}, past, p.by)
		if err != nil {
			t.Fatal(err)
		}
		all, past = append(all, b), append(past, e)
	}
	return all
}

// What a public site refuses, and that the last good edition stays, also after a restart.
func TestSnapshotOfAnEdition(t *testing.T) {
	p := newPublisher(t)
	ours, fork, other := p.chain(t, 3, "ours"), p.chain(t, 3, "fork"), newPublisher(t).chain(t, 3, "other")
	changed := bytes.Clone(ours[2])
	changed[len(changed)/2] ^= 1
	path := filepath.Join(t.TempDir(), "edition.zip")
	put := func(b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look := func() (*convention.Snapshot, error) { // each time as a program that was started again
		return (&call{config: config{Snapshot: path, EditionKey: p.key}, keeps: true}).snapshot()
	}
	for _, c := range []struct {
		name string
		file []byte
		want int // the number of the edition that is used
		err  error
	}{
		{"one of another key, before any", other[0], 0, data.ErrOtherKey},
		{"the second", ours[1], 2, nil},
		{"one byte changed", changed, 0, data.ErrChanged},
		{"an older one", ours[0], 0, data.ErrOlder},
		{"another second", fork[1], 0, data.ErrFork},
		{"the third of a fork", fork[2], 0, data.ErrFork},
		{"a later one of another key", other[2], 0, data.ErrOtherKey},
		{"no edition", []byte("PK"), 0, data.ErrUnsigned},
		{"the same again", ours[1], 2, nil},
		{"the third", ours[2], 3, nil},
		{"the second once more", ours[1], 0, data.ErrOlder},
	} {
		put(c.file)
		snap, err := look()
		if !errors.Is(err, c.err) || c.err == nil && (err != nil || snap.Edition().Number != c.want) {
			t.Errorf("%s: %v, want edition %d, %v", c.name, err, c.want, c.err)
		}
	}
	kept, err := os.ReadFile(path + usedEnding)
	if err != nil || !bytes.Equal(kept, ours[2]) {
		t.Errorf("kept: %v, and not the third edition", err)
	}
	put(other[2])
	if _, err := (&call{config: config{Snapshot: path, EditionKey: newPublisher(t).key}}).snapshot(); !errors.Is(err, data.ErrOtherKey) {
		t.Errorf("with another key than the kept edition has: %v", err)
	}
	put(ours[2])
	if err := os.WriteFile(path+usedEnding, kept[1:], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := look(); err == nil || !strings.Contains(err.Error(), "remove that file") {
		t.Errorf("with a damaged edition that was used last: %v", err)
	}
}

// A key that is none is a fault of the command line, and the answer shows what one looks like.
func TestEditionKeyIsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "edition.zip")
	for _, command := range [][]string{{"convention", "check"}, {"public", "--addr", "127.0.0.1:0"}} {
		code, _, errs := typed(t, append(command, "--snapshot", path, "--edition-key", "not a key")...)
		if code != 2 || !strings.Contains(errs, "lindung-editions+1a2b3c4d+") {
			t.Errorf("%v: %d, %q", command, code, errs)
		}
	}
}

// A site that cannot read which edition it used last does not begin with older data.
func TestUsedEditionUnreadable(t *testing.T) {
	p := newPublisher(t)
	ours := p.chain(t, 2, "ours")
	path := filepath.Join(t.TempDir(), "edition.zip")
	for name, b := range map[string][]byte{path: ours[0][1:], path + usedEnding: ours[1][1:]} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, _, errs := typed(t, "public", "--addr", "127.0.0.1:0", "--snapshot", path, "--edition-key", p.key)
	if code != 1 || !strings.Contains(errs, "remove that file") {
		t.Errorf("%d, %q", code, errs)
	}
}

// A folder has no signature, and check says which edition is wrong.
func TestEditionKeyNeedsAnEdition(t *testing.T) {
	p := newPublisher(t)
	if code, _, errs := typed(t, "convention", "check", "--snapshot", t.TempDir(), "--edition-key", p.key); code != 1 || !strings.Contains(errs, "a folder has no signature") {
		t.Errorf("a folder: %d, %q", code, errs)
	}
	path := filepath.Join(t.TempDir(), "edition.zip")
	if err := os.WriteFile(path, p.chain(t, 1, "ours")[0], 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := typed(t, "convention", "check", "--snapshot", path, "--edition-key", p.key); code != 0 || !strings.Contains(out, "The data is good.") {
		t.Errorf("an edition: %d, %q, %q", code, out, errs)
	}
	if _, err := os.Stat(path + usedEnding); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a check says which edition the site used last: %v", err)
	}
	if code, _, errs := typed(t, "convention", "check", "--snapshot", path, "--edition-key", newPublisher(t).key); code != 1 || !strings.Contains(errs, "another key has signed it") {
		t.Errorf("an edition of another: %d, %q", code, errs)
	}
}

// The site serves editions as they come, keeps the last good one, and serves it when it
// is started again with a wrong one.
func TestPublicEditions(t *testing.T) {
	p := newPublisher(t)
	ours := p.chain(t, 2, "ours")
	path := filepath.Join(t.TempDir(), "edition.zip")
	put := func(b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(ours[0])
	url, stop := startPublic(t, "--snapshot", path, "--edition-key", p.key)
	has(t, url+"en/", "Edition 1 of 30 November 2026")
	has(t, url+"id/", "Edisi 1")
	has(t, url+"en/data", "signed by lindung-example")
	put(ours[1])
	has(t, url+"en/conflicts", "ours again")
	has(t, url+"en/conflicts", "Edition 2 of 30 November 2026")
	put(ours[0])
	time.Sleep(watchTime + watchTime/2)
	has(t, url+"en/conflicts", "Edition 2 of 30 November 2026")
	stop()
	put(ours[1][1:])
	url, stop = startPublic(t, "--snapshot", path, "--edition-key", p.key)
	defer stop()
	has(t, url+"en/conflicts", "Edition 2 of 30 November 2026")
}

// What the desks of a node have published is taken as a file, and used by a site that pins
// the key of the node.
func TestEditionTake(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	code, key, errs := typed(t, p.node("edition", "key")...)
	if code != 0 {
		t.Fatal(errs)
	}
	path := filepath.Join(t.TempDir(), "edition.zip")
	if code, out, errs := typed(t, p.node("edition", "take", "--to", path)...); code != 0 || !strings.HasPrefix(out, "edition 2 of ") {
		t.Fatalf("%d, %q, %q", code, out, errs)
	}
	snap, err := (&call{config: config{Snapshot: path, EditionKey: strings.TrimSpace(key)}}).snapshot()
	if err != nil || snap.Edition().Number != 2 {
		t.Errorf("%v", err)
	}
	p.does(p.node("edition", "take", "--to", path)...) // in the place of the older one
	before, err := os.ReadFile(p.key)
	if err != nil {
		t.Fatal(err)
	}
	p.fails("is no edition of this node", p.node("edition", "take", "--to", p.key)...)
	if after, err := os.ReadFile(p.key); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key file was written over: %v", err)
	}
}
