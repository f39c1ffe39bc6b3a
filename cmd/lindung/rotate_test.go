package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
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
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
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
		says := "does not open this database" // nor its file
		if p.kind() == "postgres" {
			says = "needs the new key file"
		}
		p.fails(says, "audit", "key", "--db", p.db, "--key-file", oldKey)

		ring, err := seal.ReadRing(string(good(t, p.key)), "")
		if err != nil {
			t.Fatal(err)
		}
		printed := p.file("printed.key") // the first line alone, as it is on paper
		if err := os.WriteFile(printed, []byte(ring.Text("")), 0o600); err != nil {
			t.Fatal(err)
		}
		p.does("audit", "verify", "--db", p.db, "--key-file", printed, "--since", p.file("log"))

		p.backup("after.backup")
		for _, from := range []string{before, p.file("after.backup")} {
			to := p.another()
			p.does("restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key)
			p.healthy(to)
		}
		p.fails("made with another key", "restore", "--from", p.file("after.backup"), "--identity", p.open, "--db", p.another(), "--key-file", oldKey)
		p.fails("need its key", p.node("key", "forget", "--epoch", "1")...)
	})
}

// A backup and a copy of an epoch that is over say so when they come back.
func TestRestoreOfEpochThatIsOver(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	before, copied := p.backup("before.backup"), p.followedBy("before")
	p.does(p.node("key", "rotate")...)
	for _, from := range []string{before, copied} {
		to := p.another()
		said := p.does("restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key)
		if !strings.Contains(said, "under the key of epoch 1, which is over") {
			t.Errorf("restore of %s says %s", filepath.Base(from), said)
		}
		p.healthy(to)
		p.does("drill", "--db", p.db, "--key-file", p.key, "--from", from, "--identity", p.open)
	}
}

// A copy goes on through a rotation, and is begun anew at its end: from then on the new key
// alone restores it. So does one that was begun anew with the file.
func TestCopyOfRotatedNode(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	dir := p.file("second")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c := &call{config: config{DB: p.db, KeyFile: p.key, CopyTo: dir}}
	n, err := c.openNode(t.Context(), db.Options{Sole: true}) // as serve does
	if err != nil {
		t.Fatal(err)
	}
	k, err := c.newCopier(n, nil)
	if err == nil {
		err = k.Step(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	comesBack := func(when string, want bool) {
		t.Helper()
		ring, err := seal.ReadRing(string(good(t, p.key)), "")
		if err != nil {
			t.Fatal(err)
		}
		line := ring.Text("") // as it is printed: the newest root alone
		alone, to := p.file("alone.key"), p.another()
		if err := os.WriteFile(alone, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, errs := typed(t, "restore", "--from", dir, "--db", to, "--key-file", alone)
		if (code == 0) != want {
			t.Errorf("%s, restored with the new key alone: ended with %d: %s", when, code, errs)
		}
		p.remove("alone.key")
		p.remove("alone.key.head")
		p.remove("alone.key.journal")
	}
	var v rotatedKey
	p.read(p.does(p.node("key", "rotate", "--json")...), &v)
	if !v.OldFile {
		t.Error("the file was written anew under a program that has it open")
	}
	comesBack("before the copy follows", false)
	if err := errors.Join(k.Step(t.Context()), k.Close(), n.Close()); err != nil {
		t.Fatal(err)
	}
	if len(p.bases(dir)) != 2 {
		t.Errorf("the copy has bases %v", p.bases(dir))
	}
	comesBack("after the copy has followed", true)
	before := p.bases(dir)
	p.followed() // serve is started anew, and the file written anew
	if after := p.bases(dir); slices.Equal(before, after) {
		t.Error("the copy of a file that was written anew is not begun anew")
	}
	comesBack("after the file was written anew", true)
}

// What was broken off after the end of a rotation is ended, and does not begin another.
func TestRotationEndsOnce(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		c := &call{config: config{DB: p.db, KeyFile: p.key}, streams: streams{in: strings.NewReader("")}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			if _, err := c.newRoot(t.Context(), n.ring); err != nil {
				return err
			}
			if err := n.BeginRotation(t.Context(), s); err != nil {
				return err
			}
			p.unwell("keys", "has not come to its end")
			_, err := n.Rotate(t.Context(), s, access.Rotation{Tables: authenticated(), Rows: 100})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		p.unwell("keys", "takes the key of an epoch that is over for one in use")
		var v rotatedKey
		p.read(p.does(p.node("key", "rotate", "--json")...), &v)
		if v.Epoch != 2 || v.Rows != 0 {
			t.Errorf("a rotation that was at its end: %+v", v)
		}
		p.healthy(p.db)
	})
}

// Two programs that rotate at once do not write over each other's root.
func TestTwoRotationsAtOnce(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	one, other := &call{config: config{KeyFile: p.key}}, &call{config: config{KeyFile: p.key}}
	var rings []*seal.Ring
	for _, c := range []*call{one, other} {
		c.in = strings.NewReader("")
		ring, err := c.ring()
		if err != nil {
			t.Fatal(err)
		}
		rings = append(rings, ring)
	}
	if _, err := one.newRoot(t.Context(), rings[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := other.newRoot(t.Context(), rings[1]); !errors.Is(err, errOtherRoot) {
		t.Errorf("the second root: %v", err)
	}
	if there, err := seal.ReadRing(string(good(t, p.key)), ""); err != nil || there.CheckOf(2) != rings[0].CheckOf(2) {
		t.Error("the first root is not in the file: ", err)
	}
}

// People write while the root is rotated, and the rotation is killed and goes on: nobody's act
// fails, nothing that was acknowledged is lost, and what was forged before stays forged.
func TestRotateUnderLoad(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		p.employ()
		forged := p.forgedCase()
		c := child(t, "write", nil, p.db, p.key)
		var errs strings.Builder
		c.Stderr = &errs
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		var said []string
		longest := time.Duration(0)
		hear := func(more int) {
			t.Helper()
			for range more {
				began := time.Now()
				line, err := lines.ReadString('\n')
				if err != nil {
					t.Fatalf("who writes has stopped after %d acts: %v, %s", len(said), err, errs.String())
				}
				longest = max(longest, time.Since(began))
				said = append(said, strings.TrimSpace(line))
			}
		}
		hear(200)
		killed := 0
		for kill := 20 * time.Millisecond; ; kill *= 2 {
			r := child(t, "run", nil, p.node("key", "rotate")...)
			if err := r.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(kill, func() { r.Process.Kill() })
			if r.Wait() == nil {
				break
			}
			killed++
			hear(20)
		}
		hear(200)
		t.Logf("killed %d times; nobody waited for longer than %s for the next of %d acts", killed, longest, len(said))
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		c.Wait()
		var k checkedKey
		p.read(p.does(p.node("key", "check", "--json")...), &k)
		if k.InUse != 2 || k.Least != 2 || killed == 0 {
			t.Errorf("after %d kills: %+v", killed, k)
		}
		p.wantOpen(said)
		p.foundForged(forged)
	})
}

// forgedCase opens a case, and changes its row behind the back of the program.
func (p place) forgedCase() string {
	p.t.Helper()
	var id lindung.CaseID
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(p.t.Context(), n, s)
		if err != nil {
			return err
		}
		made, err := cases.Open(p.t.Context(), worker, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}})
		id = made.ID
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.behind(func(tx *db.Tx) error {
		return db.Change(tx, `UPDATE cases SET number = number || 'x' WHERE id = ?`, string(id))
	})
	return string(id)
}

// foundForged wants the row of a case to be found as forged, and no other row but the sum of
// the case.
func (p place) foundForged(id string) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		found, err := damagedRows(p.t.Context(), s)
		there := false
		for _, d := range found {
			there = there || d.Table == "cases" && d.Key == id && d.Kind == db.DamageForged
			if d.Owner != id {
				p.t.Errorf("%s %s is %s", d.Table, d.Key, d.Kind)
			}
		}
		if !there {
			p.t.Errorf("the forged row is not found: %v", found)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// unwell wants doctor to find a fault.
func (p place) unwell(check, says string) {
	p.t.Helper()
	_, out, _ := typed(p.t, p.node("doctor", "--json")...)
	var f findings
	p.read(out, &f)
	for _, c := range f.Checks {
		if c.Check == check {
			if c.OK || !strings.Contains(c.Detail, says) {
				p.t.Errorf("doctor says of %s: %+v", check, c)
			}
			return
		}
	}
	p.t.Errorf("doctor says nothing of %s", check)
}

// An epoch that is over stays over: who has its root and the database puts back the row by
// which both were believed, and nothing opens.
func TestEpochStaysOver(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		var value, mac string
		row := func(tx *db.Tx) (err error) {
			_, err = db.One(tx, func(s *string) []any { return []any{&value, &mac} }, `SELECT value, mac FROM meta WHERE name = 'epochs'`)
			return err
		}
		c := &call{config: config{DB: p.db, KeyFile: p.key}, streams: streams{in: strings.NewReader("")}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			if _, err := c.newRoot(t.Context(), n.ring); err != nil {
				return err
			}
			return n.BeginRotation(t.Context(), s)
		})
		if err != nil {
			t.Fatal(err)
		}
		p.behind(row)
		p.does(p.node("key", "rotate")...)
		p.behind(func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE meta SET value = ?, mac = ? WHERE name = 'epochs'`, value, mac)
		})
		p.fails("of an epoch that is over", p.node("audit", "key")...)
	})
}

// A program that has not heard of a rotation reads what another has renewed since.
func TestReadBesideRotation(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		n, err := c.openNode(t.Context(), db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		s, err := c.session(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		key := lindung.NewID()
		err = s.Do(t.Context(), access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			_, err := tx.NewKey(key)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		other := &call{config: c.config, streams: streams{in: strings.NewReader("")}}
		err = other.onNode(t.Context(), func(n *node, s access.Session) error {
			if _, err := other.newRoot(t.Context(), n.ring); err != nil {
				return err
			}
			if err := n.BeginRotation(t.Context(), s); err != nil {
				return err
			}
			acts := 0 // the keys come first
			_, err := n.Rotate(t.Context(), s, access.Rotation{Tables: authenticated(), Rows: 100, Around: func(_ context.Context, act func() error) error {
				if acts++; acts > 1 {
					return errKilled
				}
				return act()
			}})
			if errors.Is(err, errKilled) {
				err = nil
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = n.db.Read(t.Context(), func(tx *db.Tx) error {
			wrapped, err := db.One(tx, db.Value[[]byte], `SELECT wrapped FROM keys WHERE owner = ?`, key)
			if err == nil && n.ring.IsNew(wrapped) {
				t.Error("the key was not renewed")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.See(t.Context(), access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			_, err := tx.Key(key)
			return err
		})
		if err != nil {
			t.Errorf("what was renewed meanwhile is not read: %v", err)
		}
	})
}

// A node that opens by shares alone is rotated to new shares, which alone open it then; and
// a rotation that was killed goes on with shares of both sets.
func TestRotateShares(t *testing.T) {
	for _, killed := range []bool{false, true} {
		p := sqlitePlace(t)
		p.fill()
		split := func(name string, args ...string) string {
			dir := filepath.Dir(p.dirIn(name))
			p.does(append(args, "--of", "3", "--need", "2", "--dir", dir, "--key-file", p.key)...)
			all, err := filepath.Glob(filepath.Join(dir, "share-*"))
			if err != nil || len(all) != 3 {
				t.Fatal(all, err)
			}
			slices.Sort(all)
			return all[0] + "," + all[2]
		}
		old := split("old", "key", "split")
		if err := os.Rename(p.key, p.file("away.key")); err != nil {
			t.Fatal(err)
		}
		var both string
		if killed {
			c := &call{config: config{DB: p.db, KeyFile: p.key, Shares: old, Of: "3", Need: "2", Dir: filepath.Dir(p.dirIn("new"))}, streams: streams{in: strings.NewReader(""), out: io.Discard}}
			err := c.onNode(t.Context(), func(n *node, s access.Session) error {
				if _, err := c.newRoot(t.Context(), n.ring); err != nil {
					return err
				}
				return n.BeginRotation(t.Context(), s)
			})
			if err != nil {
				t.Fatal(err)
			}
			all, _ := filepath.Glob(p.file("new/share-*"))
			both = all[0] + "," + all[1]
			p.fails("needs the new key", "key", "check", "--db", p.db, "--key-file", p.key, "--shares", old)
			p.does("key", "rotate", "--db", p.db, "--key-file", p.key, "--shares", old+","+both)
		} else {
			both = split("new", "key", "rotate", "--db", p.db, "--shares", old)
		}
		p.does("key", "check", "--db", p.db, "--key-file", p.key, "--shares", both)
		p.fails("does not open this database", "key", "check", "--db", p.db, "--key-file", p.key, "--shares", old)
		p.does(append([]string{"key", "join", "--to", p.key}, strings.Split(both, ",")...)...)
		p.healthy(p.db)
	}
}

// The file of a database is under the new key once serve was started, and only then may the
// old one go.
func TestRekey(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	other, err := c.openNode(t.Context(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.does(p.node("key", "rotate")...)
	p.fails("start lindung serve once", p.node("key", "forget", "--epoch", "1")...)
	c = &call{config: c.config}
	n, err := c.openNode(t.Context(), db.Options{Sole: true})
	if err != nil {
		t.Fatal(err)
	}
	from := db.FileKey(p.db, n.ring.Files())
	if n, err = c.openRekeyed(t.Context(), n, db.Options{}); err != nil || !c.underOldKey(n.ring) {
		t.Fatalf("the file of others was changed under them: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err = c.openRekeyed(t.Context(), n, db.Options{}); err != nil {
		t.Fatal(err)
	}
	defer n.Close()
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
			if steps++; steps > 6 { // each begins with a database of its own
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
