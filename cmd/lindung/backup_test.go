package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/dossier"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/seal"
)

// fill founds a node in the place with the invented people of the demo, so that
// every table holds something, and returns who can sign in.
func (p place) fill() []demo.Actor { return p.fillWith(demo.Fill) }

// fillWith founds a node in the place and fills it.
func (p place) fillWith(fill func(context.Context, *access.Node, *demo.Clock) ([]demo.Actor, error)) []demo.Actor {
	p.t.Helper()
	ring := seal.NewRing()
	err := backup.Save(p.key, func(w io.Writer) error { _, err := io.WriteString(w, ring.Text("")); return err })
	if err != nil {
		p.t.Fatal(err)
	}
	clock := demo.NewClock(time.Now)
	d, err := db.Open(p.t.Context(), p.db, db.Options{Key: ring.File(), Clock: clock.Now})
	if err != nil {
		p.t.Fatal(err)
	}
	n, err := access.CreateNode(p.t.Context(), d, ring, dossier.Forms, dossier.Owned)
	if err != nil {
		p.t.Fatal(err)
	}
	actors, err := fill(p.t.Context(), n, clock)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		p.t.Fatal(err)
	}
	return actors
}

// healthy runs doctor. The server of the tests is not durable, and doctor says
// so; nothing else may be wrong.
func (p place) healthy(address string) {
	p.t.Helper()
	code, out, errs := typed(p.t, "doctor", "--db", address, "--key-file", p.key, "--json")
	var f findings
	p.read(out, &f)
	for _, c := range f.Checks {
		if c.Check == "backup" || c.Check == "drill" {
			continue // the invented node is older than its first backup
		}
		if !c.OK && (c.Check != "settings" || !db.IsPostgres(address)) {
			p.t.Errorf("doctor: %s: %s", c.Check, c.Detail)
		}
	}
	if (code != 0 && f.OK) || len(f.Checks) < 8 {
		p.t.Errorf("doctor ended with %d, %s%s", code, out, errs)
	}
}

// A node goes through a fire: founded, filled, backed up, restored into each
// kind of database, and looked at.
func TestBackupRestore(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		p.does(p.node("audit", "export", "--out", p.file("before"))...)
		from := p.backup("node.age")
		p.healthy(p.db)
		plain, err := os.ReadFile(from)
		if err != nil || bytes.Contains(plain, []byte("Example")) || bytes.Contains(plain, []byte("lindung_")) {
			t.Errorf("the backup can be read without its identity (%v)", err)
		}
		for _, to := range []string{p.another(), p.file("sqlite.db")} {
			var r restored
			p.read(p.does("restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key, "--json"), &r)
			if r.Rows < 500 || r.Seals < 100 || r.Entries < 300 {
				t.Errorf("restored %+v", r)
			}
			p.healthy(to)
			p.does("audit", "verify", "--db", to, "--key-file", p.key, "--since", p.file("before"))
			p.fails("already", "restore", "--from", from, "--identity", p.open, "--db", to, "--key-file", p.key)
		}
		if strings.Contains(p.files(), "restoring") || strings.Contains(p.files(), ".part") {
			t.Errorf("left behind: %s", p.files())
		}
		p.fails("overwritten", p.node("backup", "--to", from, "--recipient", p.recipient)...)
	})
}

// What cannot be restored is refused with its reason, and leaves nothing.
func TestRestoreRefused(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		from := p.backup("good")
		good, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		p.does("backup", "identity", "--to", p.file("other identity"))
		other := p
		other.db, other.key = p.another(), p.file("other.key")
		other.init()
		foreign := other.backup("foreign")
		to := p.another()
		before := p.files()
		restore := func(from, identity, key string) []string {
			return []string{"restore", "--from", from, "--identity", identity, "--db", to, "--key-file", key}
		}
		p.fails("does not open the backup", restore(from, p.file("other identity"), p.key)...)
		p.fails("made with another key", restore(from, p.open, other.key)...)
		p.fails("made with another key", restore(foreign, p.open, p.key)...)
		p.fails("no file of an age identity", restore(from, p.key, p.key)...)
		p.fails("damaged", restore(p.key, p.open, p.key)...)
		p.fails("no such file", restore(p.file("nowhere"), p.open, p.key)...)
		broken := p.file("broken")
		for at := 0; at < len(good); at += 1 + len(good)/40 {
			flipped := bytes.Clone(good)
			flipped[at] ^= 1 << (at % 8)
			p.refusedFile(broken, flipped, restore(broken, p.open, p.key))
			p.refusedFile(broken, good[:at], restore(broken, p.open, p.key))
		}
		if now := p.files(); now != before {
			t.Errorf("before %s, now %s", before, now)
		}
		p.does(restore(from, p.open, p.key)...)
	})
}

// refusedFile restores from a file that holds b, which must be refused.
func (p place) refusedFile(name string, b []byte, restore []string) {
	p.t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		p.t.Fatal(err)
	}
	code, _, errs := typed(p.t, restore...)
	if code != 1 || !strings.Contains(errs, "the backup") {
		p.t.Errorf("%d bytes: ended with %d: %s", len(b), code, errs)
	}
	if err := os.Remove(name); err != nil {
		p.t.Fatal(err)
	}
}

// plainRecipient is one of the older kind, from age's own documentation.
const plainRecipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

func TestBackupRecipients(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	strong := strings.TrimSpace(p.does("backup", "identity", "--to", p.file("strong")))
	secret, err := os.ReadFile(p.file("strong"))
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(secret))
	for _, c := range []struct{ recipient, want string }{
		{"nonsense", "no recipient of age"},
		{strong + "," + plainRecipient, "cannot be mixed"},
		{words[len(words)-1], "it is an identity"},
		{",", "at least one"},
	} {
		p.fails(c.want, p.node("backup", "--to", p.file("x"), "--recipient", c.recipient)...)
	}
	t.Setenv("LINDUNG_RECIPIENT", plainRecipient+" "+plainRecipient)
	if out := p.does(p.node("backup", "--to", p.file("plain"), "--json")...); !strings.Contains(out, `"recipients":2`) {
		t.Errorf("backup said %s", out)
	}
	p.fails("no such file", p.node("backup", "--to", p.file("nowhere/x"))...)
	if strings.Contains(p.files(), "x") {
		t.Errorf("left behind: %s", p.files())
	}
}

// Save leaves nothing when what is written, or the writing, fails.
func TestSave(t *testing.T) {
	p := sqlitePlace(t)
	fault := errors.New("fault")
	err := backup.Save(p.file("a"), func(w io.Writer) error {
		w.Write(make([]byte, 1<<20))
		return fault
	})
	if !errors.Is(err, fault) || p.files() != "" {
		t.Errorf("%v, left behind %q", err, p.files())
	}
}

// The next backup removes what killed ones have left beside it, and nothing else.
func TestBackupClearsParts(t *testing.T) {
	p := sqlitePlace(t)
	for name, text := range map[string]string{".yesterday.backup.part": "age-encryption.org/v1\n-> X25519", ".song.part": "la la"} {
		if err := os.WriteFile(p.file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := backup.Save(p.file("today.backup"), func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
		t.Fatal(err)
	}
	if got := p.files(); got != ".song.part today.backup" {
		t.Errorf("there are %s", got)
	}
}
