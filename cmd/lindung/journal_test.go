package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"lindung/audit"
	"lindung/internal/seal"
)

// newJournal returns a journal in a folder of the test.
func newJournal(t *testing.T, key seal.Key, path string) *journal {
	t.Helper()
	return &journal{path: path, key: key, head: func() string { return "a head" }}
}

// ending is a line for what an act has ended.
func ending(what string) journalLine {
	return journalLine{Log: 7, At: "2026-11-28T12:00:00Z", Ends: []string{what}}
}

// What has ended is told once, where it was said last; of where a case moved only the last.
func TestJournalEndsInOrder(t *testing.T) {
	c := chain{lines: []journalLine{ending("owner:c:b"), ending("sight:c:x:y"), ending("owner:c:a"), ending("grant:g"), ending("sight:c:x:y"), ending("owner:c:b")}}
	if got := c.ends(); !slices.Equal(got, []string{"grant:g", "sight:c:x:y", "owner:c:b"}) {
		t.Error(got)
	}
}

// A journal is believed only if each line follows the one before it, to the line that is
// remembered.
func TestJournalChain(t *testing.T) {
	key, path := seal.NewRing().Node(), t.TempDir()+"/journal"
	j := newJournal(t, key, path)
	for _, what := range []string{"grant:a", "grant:b", "case:c"} {
		if err := j.write(ending(what)); err != nil {
			t.Fatal(err)
		}
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(good, []byte("\n"))[:4]
	flipped := bytes.Clone(good)
	flipped[len(lines[0])+9] ^= 1
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"as it was written", "", good},
		{"a line that was not finished", "", append(bytes.Clone(good), "abc"...)},
		{"a line is missing", "line 2", slices.Concat(lines[0], lines[2], lines[3])},
		{"two have changed places", "line 2", slices.Concat(lines[0], lines[2], lines[1], lines[3])},
		{"a line is there twice", "line 3", slices.Concat(lines[0], lines[1], lines[1], lines[2], lines[3])},
		{"one bit", "line 2", flipped},
		{"the last line was cut off", "ends before line 4", slices.Concat(lines[0], lines[1], lines[2])},
		{"a part of it was cut off", "ends before line 4", good[:len(good)-5]},
		{"nothing", "ends before line 4", nil},
	} {
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		again := newJournal(t, key, path)
		last, _ := j.last()
		again.remembers(last)
		got, err := again.read()
		if c.want == "" && (err != nil || !slices.Equal(got.ends(), []string{"grant:a", "grant:b", "case:c"})) {
			t.Errorf("%s: %v, %v", c.name, got.ends(), err)
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
		// Whatever was found, the next line can be written and is found again.
		if err := again.write(ending("grant:d")); err != nil {
			t.Fatal(err)
		}
		got, err = again.read()
		if err != nil || !slices.Contains(got.ends(), "grant:d") {
			t.Errorf("%s, and one more: %v, %v", c.name, got.ends(), err)
		}
	}
	if _, err := newJournal(t, seal.NewRing().Node(), path).read(); err == nil {
		t.Error("another key opens it")
	}
}

// Two programs write to one journal by turns.
func TestJournalOfTwo(t *testing.T) {
	key, path := seal.NewRing().Node(), t.TempDir()+"/journal"
	a, b := newJournal(t, key, path), newJournal(t, key, path)
	for _, j := range []*journal{a, b, a, a, b} {
		if err := j.write(ending("grant:x"), ending("grant:y")); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := a.read(); err != nil || c.end.N != 11 {
		t.Errorf("%d lines, %v", c.end.N, err)
	}
}

// TestGap: when a journal tells all that has ended since, and why it does not.
func TestGap(t *testing.T) {
	good := told{place: true, memory: true, whole: true, upToDate: true, continued: true, known: true}
	for _, c := range []struct {
		want string
		edit func(*told)
	}{
		{"", func(*told) {}},
		{"no place", func(k *told) { k.place = false }},
		{"not known how long", func(k *told) { k.memory = false }},
		{"missing, damaged or cut off", func(k *told) { k.whole = false }},
		{"not all could be written", func(k *told) { k.upToDate = false }},
		{"begins later", func(k *told) { k.continued = false }},
		{"does not know", func(k *told) { k.known = false }},
	} {
		k := good
		c.edit(&k)
		if got := k.gap(); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// An older log is served from in rescue mode; what is noted then is entered in the
// right log by the next serve, once.
func TestRescueMode(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		early := p.log()
		p.does(p.node("org", "list")...)
		good := p.log()
		p.behind(putHead(early))
		p.fails("--rescue", p.node("serve", "--addr", "127.0.0.1:0")...)
		if code, _, _ := typed(t, p.node("serve", "--rescue", "--accept-older", "other")...); code != 2 {
			t.Errorf("both ended with %d", code)
		}
		_, stop := p.serving("--rescue")
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		ring, err := c.ring()
		if err != nil {
			t.Fatal(err)
		}
		j := c.journal(ring)
		for _, act := range []string{"case.read", "consent.withdraw"} {
			e := audit.Entry{Org: "org", Actor: "ana", Act: act, Object: "one", State: "3.of another database", Decision: audit.Allowed, Noted: "2026-11-28T12:00:00Z"}
			if err := j.noted([]audit.Entry{e}); err != nil {
				t.Fatal(err)
			}
		}
		if code := stop(); code != 0 {
			t.Errorf("stopped with %d", code)
		}
		if now := p.log(); now.size != early.size {
			t.Errorf("rescue mode added to the log: %d, then %d", early.size, now.size)
		}
		text, err := os.ReadFile(p.key + ".journal")
		if err != nil || strings.Contains(string(text), "case") {
			t.Errorf("the journal can be read: %v", err)
		}
		// A line that a crash cut off belongs to nothing that was acknowledged.
		p.write("node.key.journal", text[:len(text)-7])
		p.behind(putHead(good))
		for range 2 {
			_, stop = p.serving()
			stop()
			p.healthy(p.db) // the state was of rows that this database does not have
		}
		log := p.does(p.node("audit", "export")...)
		if strings.Count(log, `"act":"case.read"`) != 1 || !strings.Contains(log, `"noted":"2026-11-28T12:00:00Z"`) || strings.Contains(log, "consent.withdraw") {
			t.Error("the log has not what was noted")
		}
		text[3] ^= 1
		p.write("node.key.journal", text)
		p.wantFault("journal", "line 1")
	})
}
