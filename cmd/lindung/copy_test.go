package main

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/test/soak"
)

// copying is the folder of a copy.
func (p place) copying() string {
	p.t.Helper()
	dir := p.file("second")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// bases are the bases of a copy.
func (p place) bases(dir string) []string {
	p.t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "0*.base"))
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// followed lets serve keep a copy until it has a new base.
func (p place) followed() string {
	p.t.Helper()
	dir := p.copying()
	before := strings.Join(p.bases(dir), " ")
	_, stop := p.serving("--copy-to", dir)
	for began := time.Now(); strings.Join(p.bases(dir), " ") == before; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			p.t.Fatal("no copy is made")
		}
	}
	if code := stop(); code != 0 {
		p.t.Fatalf("serve ended with %d", code)
	}
	return dir
}

// A node is lost with all that lies beside it but the printed key, and comes back from the
// copy. The journal of the copy may lack the last moments, so that sharing is paused.
func TestCopyRestored(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	p.followed()
	p.does(p.node("org", "add", "--org", "Yayasan Contoh", "--country", "ID", "--sector", "ngo")...)
	p.healthy(p.db)
	dir := p.followed() // serve starts again, and finds what was done without it
	lost := p
	lost.dir = t.TempDir()
	lost.db, lost.key = lost.file("node.db"), lost.file("node.key")
	key, err := os.ReadFile(p.key)
	if err != nil {
		t.Fatal(err)
	}
	lost.write("node.key", key)
	var r restored
	lost.read(lost.does(lost.node("restore", "--from", dir, "--json")...), &r)
	if r.Rows < 500 || r.Seals < 100 || r.Entries < 300 || r.Unused != 0 || !strings.Contains(r.Gap, "came with the copy") || r.Paused == 0 {
		t.Errorf("restored %+v", r)
	}
	lost.healthy(lost.db)
	if out := lost.does(lost.node("org", "list")...); !strings.Contains(out, "Yayasan Contoh") {
		t.Error("what was done last is lost")
	}
	lost.fails("already", lost.node("restore", "--from", dir)...)
	p.fails("SQLite file", "restore", "--from", dir, "--db", "postgres://127.0.0.1:1/none", "--key-file", p.key)
	// With the journal beside the key nothing is unknown.
	var here restored
	p.read(p.does("restore", "--from", dir, "--db", p.file("back.db"), "--key-file", p.key, "--json"), &here)
	if here.Gap != "" || here.Paused != 0 {
		t.Errorf("beside the key: %+v", here)
	}
	p.healthy(p.file("back.db"))
}

// What was withdrawn after the last file of the copy stays withdrawn where the journal is.
func TestCopyAndJournal(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	dir := p.followed()
	s := p.anyShared()
	err := p.as(p.db, s.owner, func(o access.Session) error {
		return consent.Withdraw(t.Context(), o, cases.Target(s.of), s.grant)
	})
	if err != nil {
		t.Fatal(err)
	}
	to := p.another()
	var r restored
	p.read(p.does("restore", "--from", dir, "--db", to, "--key-file", p.key, "--json"), &r)
	if r.Gap != "" || r.Ended == 0 || p.reads(to, s.reader, s.of) {
		t.Errorf("withdrawn, and back: %+v", r)
	}
}

// serve does not begin with a setting that cannot hold.
func TestCopyRefused(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	for _, args := range [][]string{
		{"serve", "--db", "postgres://127.0.0.1:1/none", "--key-file", p.key, "--copy-to", p.dir},
		p.node("serve", "--rescue", "--copy-to", p.dir),
	} {
		if code, _, errs := typed(t, args...); code != 2 || !strings.Contains(errs, "copy-to") {
			t.Errorf("ended with %d: %s", code, errs)
		}
	}
	p.fails("no copy that is whole", "restore", "--from", t.TempDir(), "--db", p.file("x.db"), "--key-file", p.key)
}

// doctor knows how far the copy is, and why it stands still.
func TestDoctorLooksAtTheCopy(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	said := func() finding {
		_, out, _ := typed(t, p.node("doctor", "--json")...)
		var all findings
		p.read(out, &all)
		for _, f := range all.Checks {
			if f.Check == "copy" {
				return f
			}
		}
		return finding{}
	}
	if f := said(); !f.OK || !strings.Contains(f.Detail, "none") {
		t.Errorf("without one: %+v", f)
	}
	dir := p.followed()
	if f := said(); !f.OK || !strings.Contains(f.Detail, "is in it") || !strings.Contains(f.Detail, "on the disk of the database") {
		t.Errorf("with one: %+v", f)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	_, stop := p.serving("--copy-to", dir)
	for began := time.Now(); said().OK && time.Since(began) < time.Minute; {
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	if f := said(); f.OK || !strings.Contains(f.Detail, "stands still: its place is not there") {
		t.Errorf("away: %+v", f)
	}
}

// A drill tries a backup and the copy out, notes its day, and leaves nothing.
func TestDrill(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		from := p.backup("node.age")
		scratch := t.TempDir()
		drill := func(args ...string) []string {
			return p.node(append([]string{"drill", "--dir", scratch, "--json"}, args...)...)
		}
		var d drilled
		p.read(p.does(drill("--from", from, "--identity", p.open)...), &d)
		if !d.OK || len(d.Checks) < 10 || d.Tables["cases"].Then == 0 || d.Tables["log_entries"].Now <= d.Tables["log_entries"].Then {
			t.Errorf("the drill says %+v", d)
		}
		u := p.upkeep()
		if u.Drilled.At.IsZero() || u.Drilled.Of.IsZero() || u.Backup.IsZero() || !u.Copied.At.IsZero() {
			t.Errorf("noted %+v", u)
		}
		if p.kind() == "sqlite" {
			p.does(drill("--from", p.followed())...)
			if u := p.upkeep(); u.Copied.At.IsZero() {
				t.Errorf("noted %+v", u)
			}
		}
		code, _, errs := typed(t, drill("--from", from)...)
		if code != 2 || !strings.Contains(errs, "--identity") {
			t.Errorf("without an identity: %d, %s", code, errs)
		}
		p.empty(scratch)
	})
}

// empty wants a folder to be empty.
func (p place) empty(dir string) {
	p.t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		p.t.Errorf("left behind: %v, %v", left, err)
	}
}

func (p place) upkeep() (u access.Upkeep) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, _ access.Session) (err error) {
		u, err = n.Upkeep(p.t.Context())
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return u
}

// What is damaged is named by table, row and kind, never by its value; no day is noted.
func TestDrillFinds(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	for _, c := range []struct{ table, kind, harm string }{
		{"notes", db.DamageForged, `UPDATE notes SET sealed = (SELECT sealed FROM notes ORDER BY id LIMIT 1)`},
		{"grants", db.DamageForged, `UPDATE grants SET until_at = until_at + 86400`},
	} {
		p.harm(c.harm)
		scratch := t.TempDir()
		code, out, _ := typed(t, p.node("drill", "--from", p.followedBy(c.table), "--dir", scratch, "--json")...)
		var d drilled
		p.read(out, &d)
		named := false
		for _, f := range d.Checks {
			named = named || !f.OK && f.Table == c.table && f.Kind == c.kind && f.Row != ""
		}
		if code != 1 || !named || d.OK {
			t.Errorf("%s: ended with %d, %s", c.table, code, out)
		}
		for _, value := range []string{"Contoh", "Example", "Dara"} {
			if strings.Contains(out, value) {
				t.Errorf("%s: the answer has a value", c.table)
			}
		}
		p.empty(scratch)
	}
	if u := p.upkeep(); !u.Copied.At.IsZero() || !u.Drilled.At.IsZero() {
		t.Errorf("noted %+v", u)
	}
}

// followedBy is the folder of a copy of its own, made without serve.
func (p place) followedBy(name string) string {
	p.t.Helper()
	dir := p.file("copy of " + name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	c := &call{config: config{DB: p.db, KeyFile: p.key, CopyTo: dir}}
	err := c.onNode(p.t.Context(), func(n *node, _ access.Session) error {
		k, err := c.newCopier(n, nil)
		if err != nil {
			return err
		}
		return errors.Join(k.Step(p.t.Context()), k.Close())
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// A process that is killed at any moment while it writes and copies leaves a copy that has
// all that was acknowledged before its last file.
func TestCopyKilled(t *testing.T) {
	rounds := 4
	if testing.Short() {
		rounds = 2
	}
	p := sqlitePlace(t)
	p.copyKilled(func(n int) bool { return n < rounds })
}

// TestSoakCopyKilled is TestCopyKilled for a part of the time that TEST_SOAK says.
func TestSoakCopyKilled(t *testing.T) {
	end := soak.Until(t, 0.1)
	p := sqlitePlace(t)
	for time.Now().Before(end) && !t.Failed() {
		kills, acts := p.copyKilled(func(n int) bool { return n < 40 && time.Now().Before(end) })
		faults := 0
		if t.Failed() {
			faults = 1
		}
		soak.Add(t, soak.Count{What: "kills with a copy", Where: "sqlite", Tried: kills, Looked: acts, Faults: faults})
		if err := os.RemoveAll(p.file("second")); err != nil {
			t.Fatal(err)
		}
		p = p.anew()
	}
}

// copyKilled makes a node and kills a child that writes to it and copies it, again and
// again. After each kill the copy is restored, and has each act that was acknowledged
// before the moment of its last file.
func (p place) copyKilled(more func(round int) bool) (kills, acts int) {
	p.t.Helper()
	p.init()
	p.employ()
	dir := p.copying()
	for n := 0; more(n) && !p.t.Failed(); n++ {
		said := p.copyAndKill(dir, time.Duration(200+rand.IntN(1500))*time.Millisecond)
		kills++
		if _, err := backup.OpenCopy(dir); errors.Is(err, backup.ErrNoCopy) && n == 0 {
			continue // killed before the first base
		}
		back := p
		back.db = p.file("back.db")
		var r restored
		back.read(back.does(back.node("restore", "--from", dir, "--json")...), &r)
		at, err := time.Parse(time.RFC3339, r.Made)
		if err != nil {
			p.t.Fatal(err)
		}
		var want []string
		for _, s := range said {
			if s.At.Before(at) {
				want = append(want, s.ID)
			}
		}
		back.wantOpen(want)
		acts += len(want)
		p.remove("back.db")
	}
	p.t.Logf("%d kills, %d acts looked for in the copy", kills, acts)
	if acts == 0 {
		p.t.Error("no act came as far as the copy")
	}
	return kills, acts
}

// saidAt is an act that was acknowledged, and when.
type saidAt struct {
	ID string
	At time.Time
}

// copyAndKill lets a child write and copy for a time, kills it, and returns what it
// acknowledged.
func (p place) copyAndKill(dir string, after time.Duration) (said []saidAt) {
	p.t.Helper()
	c := child(p.t, "write", []string{"CHILD_COPY=" + dir}, p.db, p.key)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // without its end the line was not said
		}
		if len(said) == 0 {
			time.AfterFunc(after, func() { c.Process.Kill() })
		}
		said = append(said, saidAt{strings.TrimSpace(line), time.Now()})
	}
	if err := c.Wait(); err == nil {
		p.t.Error("the child ended by itself")
	}
	return said
}

// A backup whose day is over, a copy that was left and a WAL that was kept are named by
// doctor once the horizon of erasure is over, and not before.
func TestCarriersOutlived(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	from := p.backup("node.age")
	dir := p.followed()
	kept := p.db + "-wal.torn-20260101T000000Z"
	if err := os.WriteFile(kept, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	outlived := func(days int) (said string) {
		err := c.onNode(t.Context(), func(n *node, _ access.Session) error {
			known, err := n.memory.known()
			said = strings.Join(c.outlived(known, 90, db.TimeOf(time.Now().AddDate(0, 0, days))), "\n")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	for days, want := range map[int][]string{0: nil, 89: nil, 92: {from, dir, kept}} {
		said := outlived(days)
		if want == nil && said != "" {
			t.Errorf("after %d days: %s", days, said)
		}
		for _, one := range want {
			if !strings.Contains(said, one) {
				t.Errorf("after %d days %s is not named: %s", days, one, said)
			}
		}
	}
	if err := os.Remove(from); err != nil || strings.Contains(outlived(92), from) {
		t.Errorf("a backup that was destroyed is named, %v", err)
	}
}

// An erased case is in the copy for two days at most: then each file of before is gone,
// and what is left has no key of it.
func TestErasedLeavesTheCopy(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	_, stop := p.serving()
	stop()
	dir := p.copying()
	s := p.anyShared()
	var number string
	p.behind(func(tx *db.Tx) (err error) {
		number, err = db.One(tx, db.Value[string], `SELECT number FROM cases WHERE id = ?`, s.of)
		return err
	})
	p.copiesOn(dir, 0)
	if !p.keyIn(dir, s.of) {
		t.Fatal("the copy has no key of a case that is there")
	}
	before := p.pieces(dir)
	p.does(p.node("erase", "--case", number, "--reason", "person_asked")...)
	p.agreeErasures(s.owner)
	if !p.keyIn(dir, s.of) {
		t.Fatal("a copy that stands still has lost a key")
	}
	for day := range 3 {
		p.copiesOn(dir, day)
		if p.keyIn(dir, s.of) {
			t.Errorf("day %d: the copy opens the erased case", day)
		}
	}
	now := p.pieces(dir)
	for _, name := range before {
		if slices.Contains(now, name) {
			t.Errorf("after two days %s is still there, of before the erasure", name)
		}
	}
}

// copiesOn brings the copy up to now, some days later.
func (p place) copiesOn(dir string, days int) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key, CopyTo: dir}}
	n, err := c.openNode(p.t.Context(), db.Options{Clock: func() time.Time { return time.Now().AddDate(0, 0, days) }})
	if err != nil {
		p.t.Fatal(err)
	}
	k, err := c.newCopier(n, nil)
	if err == nil {
		err = errors.Join(k.Step(p.t.Context()), k.Close())
	}
	if err := errors.Join(err, n.Close()); err != nil {
		p.t.Fatal(err)
	}
}

// pieces are the names of the files of a copy.
func (p place) pieces(dir string) (names []string) {
	p.t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "0*"))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range found {
		names = append(names, filepath.Base(f))
	}
	return names
}

// keyIn reports whether what the copy holds has the key of a case, as whoever has the key
// file could find it, without the journal.
func (p place) keyIn(dir string, id lindung.CaseID) bool {
	p.t.Helper()
	ring, err := (&call{config: config{KeyFile: p.key}}).ring()
	if err != nil {
		p.t.Fatal(err)
	}
	path := p.file("found.db")
	defer p.remove("found.db")
	at, err := backup.OpenCopy(dir)
	if err == nil {
		err = at.Restore(path, ring)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	d, err := db.Open(p.t.Context(), path, db.Options{Key: ring.File()})
	if err != nil {
		p.t.Fatal(err)
	}
	defer d.Close()
	var n int
	err = d.Read(p.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(tx, db.Value[int], `SELECT count(*) FROM keys WHERE owner = ?`, id)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n > 0
}
