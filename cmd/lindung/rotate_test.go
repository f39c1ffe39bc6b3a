package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// A root key is rotated: what was written is renewed and whole, the old key opens the
// database no more, and an older backup comes back under the new one.
func TestRotate(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		old, err := os.ReadFile(p.key)
		if err != nil {
			t.Fatal(err)
		}
		before := p.backup("before.backup")
		p.does(p.node("audit", "export", "--out", p.file("log"))...)
		var v rotatedKey
		p.read(p.does(p.node("key", "rotate", "--json")...), &v)
		if v.Epoch != 2 || v.Keys < 10 || v.Rows < 500 || v.Sums == 0 && v.Acts < 50 || v.Forged != 0 || v.Keep == "" {
			t.Errorf("rotated %+v", v)
		}
		p.healthy(p.db)
		p.does("audit", "verify", "--db", p.db, "--key-file", p.key, "--since", p.file("log"))
		var k checkedKey
		p.read(p.does(p.node("key", "check", "--json")...), &k)
		if !k.Opens || k.InUse != 2 || k.Least != 2 || !slices.Equal(k.Epochs, []int{1, 2}) || !slices.Equal(k.Old, []int{1}) || k.Keep != v.Keep {
			t.Errorf("key check says %+v", k)
		}
		oldKey := p.file("old.key")
		if err := os.WriteFile(oldKey, old, 0o600); err != nil {
			t.Fatal(err)
		}
		p.fails("does not open this database", "audit", "key", "--db", p.db, "--key-file", oldKey)

		p.backup("after.backup")
		for _, from := range []string{before, p.file("after.backup")} {
			to := p.another()
			p.does("restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key)
			p.healthy(to)
		}
		p.fails("made with another key", "restore", "--from", p.file("after.backup"), "--identity", p.open, "--db", p.another(), "--key-file", oldKey)
		if p.kind() == "postgres" {
			p.fails("need its key", p.node("key", "forget", "--epoch", "1")...)
		}
	})
}

// The file of a database is under the new key once serve was started, and only then may the
// old one go.
func TestRekey(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	p.does(p.node("key", "rotate")...)
	p.fails("start lindung serve once", p.node("key", "forget", "--epoch", "1")...)
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	n, err := c.openNode(t.Context(), db.Options{Sole: true})
	if err != nil {
		t.Fatal(err)
	}
	other, err := (&call{config: c.config}).openNode(t.Context(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	from := db.FileKey(p.db, n.ring.Files())
	if closed, err := c.rekey(t.Context(), n); !closed || err != nil || string(db.FileKey(p.db, n.ring.Files())) != string(from) {
		t.Errorf("the file of others was changed under them: %v, %v", closed, err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err = c.openNode(t.Context(), db.Options{Sole: true}); err != nil {
		t.Fatal(err)
	}
	if closed, err := c.rekey(t.Context(), n); !closed || err != nil {
		t.Fatal(closed, err)
	}
	to := db.FileKey(p.db, n.ring.Files())
	if string(to) == string(from) || string(to) != string(n.ring.FileOf(2)) || strings.Contains(p.files(), ".part") {
		t.Error("the file is still under the old key, or something is left behind: ", p.files())
	}
	p.healthy(p.db)
	p.fails("need its key", p.node("key", "forget", "--epoch", "1")...)
}

func TestMayForget(t *testing.T) {
	day := func(text string) lindung.Date {
		d, err := lindung.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	at := func(text string) time.Time { return day(text).First() }
	for _, c := range []struct {
		what, drilled, today string
		says                 string
	}{
		{"while older backups may be used", "2026-12-20", "2027-02-28", "may be used until 2027-02-28"},
		{"without a drill", "", "2027-03-01", "no backup has ever passed"},
		{"after a drill of an older backup", "2026-11-29", "2027-03-01", "of the epoch that is over"},
		{"after all of it", "2026-12-20", "2027-03-01", ""},
	} {
		var drilled time.Time
		if c.drilled != "" {
			drilled = at(c.drilled)
		}
		err := mayForget(at("2026-11-30"), drilled, day("2027-02-28"), day(c.today))
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// Shares open what the key opens, a wrong one is named, and a node goes on with a key that
// was put together from them.
func TestKeyShares(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	p.does("key", "split", "--key-file", p.key, "--of", "3", "--need", "2", "--dir", p.dir)
	shares, err := filepath.Glob(p.file("share-*"))
	if err != nil || len(shares) != 3 {
		t.Fatal(shares, err)
	}
	slices.Sort(shares)
	for _, two := range [][]string{{shares[0], shares[1]}, {shares[2], shares[0]}} {
		p.does("key", "check", "--db", p.db, "--key-file", p.key, "--shares", strings.Join(two, ","))
	}
	joined := p.file("joined.key")
	p.does("key", "join", "--to", joined, shares[2], shares[1])
	p.does("key", "check", "--from", joined, "--key-file", p.key)
	p.does("key", "check", "--from", shares[1])
	p.fails("are needed", "key", "join", "--to", p.file("never"), shares[0])
	p.does("key", "split", "--key-file", p.key, "--of", "3", "--need", "2", "--dir", filepath.Dir(p.dirIn("others")))
	others, _ := filepath.Glob(p.file("others/share-*-1-of-3.txt"))
	p.fails("does not go with set", "key", "join", "--to", p.file("never"), shares[0], others[0])

	text := string(good(t, shares[0]))
	at := strings.Index(text, "lindung-share-1") + 40
	for text[at] < 'A' || text[at] > 'Z' {
		at++
	}
	wrong := text[:at] + map[bool]string{true: "B", false: "A"}[text[at] == 'A'] + text[at+1:]
	if err := os.WriteFile(p.file("mistyped"), []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	p.fails("mistake in group", "key", "check", "--from", p.file("mistyped"))

	// Typed: the lines that are not comments, one share after the other.
	var typedLines []string
	for _, name := range shares[:2] {
		share, _, _ := strings.Cut(string(good(t, name)), "# The list")
		for line := range strings.Lines(share) {
			if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "lindung-share-1" {
				typedLines = append(typedLines, strings.ToLower(line))
			}
		}
	}
	typedLines = slices.Insert(typedLines, 2, "aaaab ccccd eeeef ggggh\n") // a line with mistakes is asked for again
	var said strings.Builder
	c := &call{streams: streams{in: strings.NewReader(strings.Join(typedLines, "")), out: &said, err: &said}}
	ring, err := c.typedShares(t.Context())
	if err != nil || !strings.Contains(said.String(), "Type this line again") {
		t.Fatal(err, said.String())
	}
	if own, err := seal.ReadRing(string(good(t, p.key)), ""); err != nil || own.Check() != ring.Check() {
		t.Error("what was typed gives another key")
	}
}

// dirIn makes a folder in the place, and returns the name of something in it.
func (p place) dirIn(name string) string {
	if err := os.MkdirAll(p.file(name), 0o700); err != nil {
		p.t.Fatal(err)
	}
	return filepath.Join(p.file(name), "x")
}

// errKilled breaks a rotation off.
var errKilled = errors.New("killed")

// A node is written to, its keys are rotated, the rotation is killed, rows are forged and
// put back, in any order. What was forged stays forged, and nothing else ever is.
func TestRotationSteps(t *testing.T) {
	eachPlace(t, func(p place) {
		steps := 0
		rapid.Check(t, func(rt *rapid.T) {
			if steps++; steps > 12 { // each begins with a database of its own
				return
			}
			q := p
			q.t = t
			q.db, q.key = p.another(), p.file(fmt.Sprintf("%d.key", steps))
			q.init()
			m := &rotations{p: q, forged: map[string]bool{}, keys: map[string]bool{}}
			m.open(rt)
			defer func() { m.n.Close() }()
			rt.Repeat(map[string]func(*rapid.T){
				"write": m.write, "begin": m.begin, "rotate": m.rotate, "forge": m.forge, "restart": m.open, "": m.check,
			})
		})
	})
}

// rotations are the node under test, and what must be true of it.
type rotations struct {
	p      place
	n      *node
	s      access.Session
	orgs   []string
	keys   map[string]bool
	forged map[string]bool
}

func (m *rotations) open(t *rapid.T) {
	if m.n != nil {
		if err := m.n.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c := &call{config: config{DB: m.p.db, KeyFile: m.p.key}}
	var err error
	if m.n, err = c.openNode(m.p.t.Context(), db.Options{}); err != nil {
		t.Fatal(err)
	}
	if m.s, err = c.session(m.p.t.Context(), m.n); err != nil {
		t.Fatal(err)
	}
}

func (m *rotations) write(t *rapid.T) {
	o := access.Org{ID: lindung.OrgID(lindung.NewID()), Name: "Another Example", Sector: "ngo", Country: "TH", Lang: "en"}
	key := lindung.NewID()
	err := m.s.Do(m.p.t.Context(), access.OrgAdd, m.s.NodeTarget(), func(tx *access.Tx) error {
		if _, err := tx.NewKey(key); err != nil {
			return err
		}
		tx.SetObject(string(o.ID))
		return access.InsertOrg(tx, &o)
	})
	if err != nil {
		t.Fatal(err)
	}
	m.orgs, m.keys[key] = append(m.orgs, string(o.ID)), true
}

func (m *rotations) begin(t *rapid.T) {
	use, least := m.n.Epochs()
	if use != least || use > 3 {
		t.Skip()
	}
	c := &call{config: config{KeyFile: m.p.key}, streams: streams{in: strings.NewReader("")}}
	if _, err := c.newRoot(m.p.t.Context(), m.n.ring); err != nil {
		t.Fatal(err)
	}
	if err := m.n.BeginRotation(m.p.t.Context(), m.s); err != nil {
		t.Fatal(err)
	}
}

// rotate goes on with a rotation, and is killed after some acts.
func (m *rotations) rotate(t *rapid.T) {
	lives := rapid.IntRange(1, 120).Draw(t, "lives")
	_, err := m.n.Rotate(m.p.t.Context(), m.s, access.Rotation{Tables: authenticated(), Rows: 3, Around: func(_ context.Context, act func() error) error {
		if lives--; lives == 0 {
			return errKilled
		}
		return act()
	}})
	if err != nil && !errors.Is(err, errKilled) && !errors.Is(err, access.ErrNoNewKey) {
		t.Fatal(err)
	}
}

// forge changes a row behind the back of the program.
func (m *rotations) forge(t *rapid.T) {
	if len(m.orgs) == 0 {
		t.Skip()
	}
	org := rapid.SampledFrom(m.orgs).Draw(t, "org")
	err := m.n.db.Write(m.p.t.Context(), func(tx *db.Tx) error {
		return db.Change(tx, `UPDATE orgs SET lang = lang || 'x' WHERE id = ?`, org)
	})
	if err != nil {
		t.Fatal(err)
	}
	m.forged[org] = true
}

func (m *rotations) check(t *rapid.T) {
	found := map[string]bool{}
	err := m.s.See(m.p.t.Context(), access.SystemRun, m.s.NodeTarget(), func(tx *access.Tx) error {
		all, err := access.CheckRows(tx, authenticated())
		for _, d := range all {
			if d.Table == "orgs" {
				found[d.Key] = true
			} else if d.Table != "sums" || len(m.forged) == 0 {
				t.Errorf("%s %s is %s", d.Table, d.Key, d.Kind)
			}
		}
		for key := range m.keys {
			if _, err := tx.Key(key); err != nil {
				t.Errorf("a key does not open: %v", err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(found, m.forged) {
		t.Fatalf("found %v, and %v were forged", slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(m.forged)))
	}
}
