package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// harm changes what is stored behind the back of the program.
func (p place) harm(text string) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, _ access.Session) error {
		return n.db.Write(p.t.Context(), func(tx *db.Tx) error {
			changed, err := db.Exec(tx, text)
			if err == nil && changed == 0 {
				p.t.Errorf("nothing was changed by %s", text)
			}
			return err
		})
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// Whatever is changed behind the program's back, doctor finds and names it, and
// a backup of it is not restored.
func TestDoctorFinds(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		good := p.backup("good")
		for i, c := range []struct{ check, want, harm string }{
			{"log", "does not verify", `UPDATE log_entries SET entry = replace(entry, 'allowed', 'refused') WHERE n = 7`},
			{"seals", "access: key of", `UPDATE keys SET wrapped = (SELECT sealed FROM notes ORDER BY id LIMIT 1)`},
			{"seals", "forms: answers of", `UPDATE records SET answers = '{"nonsense": 1}'`},
			{"seals", "access: actor", `UPDATE actors SET sealed = (SELECT totp FROM factors WHERE actor = id)`},
			{"log", "does not verify", `DELETE FROM log_entries WHERE n = 100`},
			{"log", "does not verify", `DELETE FROM log_entries WHERE n = (SELECT max(n) FROM log_entries)`},
			{"seals", "staff: actor", `UPDATE factors SET login = actor`},
			{"seals", "staff: device", `UPDATE factors SET totp = (SELECT sealed FROM actors WHERE id = actor)`},
			{"seals", "names: names of", `UPDATE names SET sealed = (SELECT sealed FROM notes ORDER BY id LIMIT 1)`},
			{"seals", "notes: note of", `UPDATE notes SET sealed = (SELECT sealed FROM notes ORDER BY id LIMIT 1)`},
			{"seals", "consent: grant", `UPDATE grants SET sealed = (SELECT sealed FROM grants ORDER BY id LIMIT 1)`},
			{"seals", "referrals: ", `UPDATE referrals SET sealed = (SELECT sealed FROM referrals ORDER BY id LIMIT 1)`},
		} {
			if i > 2 && db.IsPostgres(p.db) || i > 0 && testing.Short() {
				break // the rest is the same there
			}
			harmed := p
			harmed.db = p.another()
			p.does("restore", "--from", good, "--identity", p.open, "--db", harmed.db, "--key-file", p.key)
			harmed.harm(c.harm)
			harmed.wantFault(c.check, c.want)
			harmed.wantNoRestore(fmt.Sprintf("harmed%d", i))
		}
	})
}

// wantFault wants doctor to find a fault in one check, and to say what it is.
func (p place) wantFault(check, want string) {
	p.t.Helper()
	code, out, _ := typed(p.t, p.node("doctor")...)
	for line := range strings.Lines(out) {
		if code == 1 && strings.HasPrefix(line, "FAULT  "+check+" ") && strings.Contains(line, want) {
			return
		}
	}
	p.t.Errorf("doctor ended with %d and did not find %q:\n%s", code, want, out)
}

// wantNoRestore wants a backup of the node to be refused, and nothing left. Of a node
// whose log has stopped no backup is made at all.
func (p place) wantNoRestore(name string) {
	p.t.Helper()
	code, _, errs := typed(p.t, p.node("backup", "--to", p.file(name), "--recipient", p.recipient)...)
	if code == 1 && strings.Contains(errs, "does not verify") {
		return
	}
	to, from := p.another(), p.file(name)
	before := p.files()
	p.fails("", "restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key)
	if now := p.files(); now != before {
		p.t.Errorf("before %s, now %s", before, now)
	}
	if db.IsPostgres(to) { // it is empty again
		p.fails("contains no node", "org", "list", "--db", to, "--key-file", p.key)
	}
}

// A byte that is changed in the file itself, where nothing but the file's own
// structure could be harmed, is found as well.
func TestDoctorFindsFlippedByte(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	good, err := os.ReadFile(p.db)
	if err != nil {
		t.Fatal(err)
	}
	found, tries := 0, 12
	if testing.Short() {
		tries = 4
	}
	for i := range tries {
		at := len(good) * (2*i + 1) / (2 * tries)
		good[at] ^= 1
		if err := os.WriteFile(p.db, good, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, _ := typed(t, p.node("doctor")...); code == 1 {
			found++
		}
		for _, end := range []string{"-wal", "-shm"} {
			if err := os.Remove(p.db + end); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
		good[at] ^= 1
	}
	t.Logf("%d of %d flipped bytes were found", found, tries)
	if found < tries-2 { // a page that is free holds nothing
		t.Errorf("only %d of %d flipped bytes were found", found, tries)
	}
}

func TestDoctorOutside(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	p.healthy(p.db)
	if err := os.Chmod(p.db, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := typed(t, p.node("doctor")...); code != 1 || !strings.Contains(out, "chmod 600") || errs == "" {
		t.Errorf("doctor ended with %d: %s", code, out)
	}
	if err := os.Chmod(p.key, 0o640); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := typed(t, p.node("doctor")...); code != 1 || strings.Count(out, "FAULT") != 3 {
		t.Errorf("doctor ended with %d: %s", code, out)
	}
}

// What a damaged WAL has lost is said by doctor and by serve, until the copy that
// was kept is moved away; a file whose pages are damaged is not served from.
func TestDamageAfterKill(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	p.employ()
	p.writeAndKill(1, 20*time.Millisecond) // less than what fills the log once
	// In the first frame: behind the last commit lie frames that no one reads any more.
	p.flip(p.db+"-wal", func(b []byte) { b[32+24+2000] ^= 1 })
	for range 2 {
		p.wantFault("wal", "acts that were acknowledged are lost")
	}
	p.writeAndKill(1, 0)
	p.flip(p.db, func(b []byte) {
		for at := 3 * 4096; at < len(b); at += 2 * 4096 {
			b[at] ^= 1
		}
	})
	p.fails("restore the newest backup", p.node("serve", "--addr", "127.0.0.1:0")...)
}

// flip changes a file.
func (p place) flip(name string, how func([]byte)) {
	p.t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		p.t.Fatal(err)
	}
	how(b)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// What the node keeps of itself, and the tables, are looked at too: who keeps the node, a
// trigger that somebody has put there.
func TestDoctorFindsWhatIsNoRow(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		p.harm(`DELETE FROM meta WHERE name = 'keeper'`)
		p.wantFault("rows", "meta keeper: gone")
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		err := c.onNode(t.Context(), func(n *node, _ access.Session) error {
			dbtest.Steal(t, n.db).Run(`CREATE UNIQUE INDEX one_note ON notes (case_id, at)`)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		p.wantFault("schema", "one_note")
	})
}

// A clock that has gone back is told.
func TestDoctorLooksAtTheTimes(t *testing.T) {
	day, now := 24*time.Hour, time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		last  time.Duration // before now
		wrong bool
	}{
		{"new", time.Hour, false},
		{"the clock went back", -day, true},
		{"a little behind", -time.Minute, false},
	} {
		s := times{last: now.Add(-c.last)}
		if err := s.clock(now); (err != nil) != c.wrong {
			t.Errorf("%s: the clock: %v", c.name, err)
		}
		s.hear(audit.Entry{Actor: "system:accept_clock", At: now.Format(time.RFC3339)})
		if err := s.clock(now); err != nil {
			t.Errorf("%s: the clock was accepted: %v", c.name, err)
		}
	}
}
