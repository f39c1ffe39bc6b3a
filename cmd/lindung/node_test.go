package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/access"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
)

// A place is where a test keeps a node: a folder, and the address of a database
// that is empty at first.
type place struct {
	t               *testing.T
	dir, db, key    string
	another         func() string // the address of one more empty database
	recipient, open string        // of its backups
}

// eachPlace runs test with an empty place for each kind of database.
func eachPlace(t *testing.T, test func(place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(sqlitePlace(t)) })
	if os.Getenv("TEST_POSTGRES") != "" {
		t.Run("postgres", func(t *testing.T) {
			p := sqlitePlace(t)
			p.another = func() string { return dbtest.PostgresURL(t) }
			p.db = p.another()
			test(p)
		})
	}
}

func sqlitePlace(t *testing.T) place {
	p := place{t: t, dir: t.TempDir()}
	n := 0
	p.another = func() string { n++; return p.file(fmt.Sprintf("node%d.db", n)) }
	p.db, p.key = p.another(), p.file("node.key")
	return p
}

// kind is which database the place is of.
func (p place) kind() string {
	if db.IsPostgres(p.db) {
		return "postgres"
	}
	return "sqlite"
}

// anew is the place of another node, in the stead of this one, which is removed.
func (p place) anew() place {
	p.t.Helper()
	if p.kind() == "sqlite" {
		p.remove(filepath.Base(p.db))
	}
	if err := os.Remove(p.key); err != nil {
		p.t.Fatal(err)
	}
	for _, beside := range []string{".head", ".journal"} {
		if err := forget(p.key + beside); err != nil {
			p.t.Fatal(err)
		}
	}
	p.db = p.another()
	return p
}

func (p place) file(name string) string { return filepath.Join(p.dir, name) }

// node appends the settings that name the node.
func (p place) node(args ...string) []string { return append(args, "--db", p.db, "--key-file", p.key) }

// does runs a command that must succeed and returns what it printed.
func (p place) does(args ...string) string {
	p.t.Helper()
	code, out, errs := typed(p.t, args...)
	if code != 0 {
		p.t.Fatalf("lindung %s ended with %d: %s", args[0], code, errs)
	}
	return out
}

// fails runs a command that must be refused with an answer that holds want.
func (p place) fails(want string, args ...string) {
	p.t.Helper()
	code, _, errs := typed(p.t, args...)
	if code != 1 || !strings.Contains(errs, want) {
		p.t.Errorf("lindung %s ended with %d and %q, want 1 and %q", strings.Join(args, " "), code, errs, want)
	}
}

// init founds the node of the place.
func (p place) init() founded {
	p.t.Helper()
	var f founded
	p.read(p.does(p.node("init", "--org", "Example Shelter", "--country", "TH", "--sector", "shelter", "--json")...), &f)
	return f
}

// backup makes a backup called name, and the identity that opens it.
func (p *place) backup(name string) string {
	p.t.Helper()
	if p.open == "" {
		p.open = p.file("identity")
		p.recipient = strings.TrimSpace(p.does("backup", "identity", "--to", p.open))
	}
	p.does(p.node("backup", "--to", p.file(name), "--recipient", p.recipient)...)
	return p.file(name)
}

func (p place) read(text string, into any) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		p.t.Fatalf("%q: %v", text, err)
	}
}

// files are the names of what lies in the place.
func (p place) files() string {
	p.t.Helper()
	all, err := os.ReadDir(p.dir)
	if err != nil {
		p.t.Fatal(err)
	}
	var names []string
	for _, f := range all {
		names = append(names, f.Name())
	}
	return strings.Join(names, " ")
}

func TestInit(t *testing.T) {
	eachPlace(t, func(p place) {
		before := p.files()
		f := p.init()
		if !strings.HasPrefix(f.PublicKey, f.Node+"+") || !strings.HasPrefix(f.Enrolment, "/enrol/") || f.Org == "" {
			t.Errorf("init said %+v", f)
		}
		info, err := os.Stat(p.key)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the key file is %v, %v", info.Mode(), err)
		}
		again := []string{"init", "--db", p.db, "--org", "Another", "--country", "TH", "--sector", "ngo"}
		p.fails("never overwritten", append(again, "--key-file", p.key)...)
		p.fails("already", append(again, "--key-file", p.file("other"))...)
		if now := p.files(); strings.Contains(now, "other") || !strings.Contains(now, "node.key") {
			t.Errorf("before %s, now %s", before, now)
		}
		if got := p.does(p.node("audit", "key")...); strings.TrimSpace(got) != f.PublicKey {
			t.Errorf("audit key says %q, init said %q", got, f.PublicKey)
		}
	})
}

func TestInitProof(t *testing.T) {
	p := sqlitePlace(t)
	try := func(answers ...string) (int, string) {
		var out, errs strings.Builder
		asked := 0
		// The operator reads the copy when they are asked, not before.
		in := answering(func() string {
			if asked++; asked > len(answers) {
				return ""
			}
			if a := answers[asked-1]; a != "right" {
				return a + "\n"
			}
			text, err := os.ReadFile(p.key)
			if err != nil {
				t.Fatal(err)
			}
			copied := seal.Bare(string(text))
			return copied[len(copied)-6:] + "\n"
		})
		code := run(t.Context(), p.node("init", "--proof", "--org", "Example Shelter", "--country", "TH", "--sector", "shelter"),
			streams{in, &out, &errs})
		return code, errs.String()
	}
	for _, wrong := range [][]string{{}, {"abcdef", "abcdef", "abcdef", "right"}, {""}} {
		if code, errs := try(wrong...); code != 1 || !strings.Contains(errs, "nothing was made") || p.files() != "" {
			t.Errorf("after %q: %d, %q, files %q", wrong, code, errs, p.files())
		}
	}
	t.Setenv("LINDUNG_PASSPHRASE", "an invented passphrase")
	if code, errs := try("abcdef", "right"); code != 0 {
		t.Errorf("the right answer ended with %d: %s", code, errs)
	}
	p.does(p.node("audit", "verify")...)
	t.Setenv("LINDUNG_PASSPHRASE", "another")
	p.fails("passphrase", p.node("audit", "verify")...)
}

// answering is a reader that asks a function for each line.
type answering func() string

func (a answering) Read(b []byte) (int, error) {
	line := a()
	if line == "" {
		return 0, os.ErrClosed
	}
	return copy(b, line), nil
}

func TestOrgAndActor(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		id := strings.TrimSpace(p.does(p.node("org", "add", "--org", "Yayasan Contoh", "--country", "id", "--sector", "ngo", "--lang", "id")...))
		var orgs []orgShown
		p.read(p.does(p.node("org", "list", "--json")...), &orgs)
		if len(orgs) != 2 || string(orgs[1].ID) != id || orgs[1].Country != "ID" || orgs[1].Lang != "id" {
			t.Errorf("organisations %+v", orgs)
		}
		invite := p.node("actor", "invite", "--login", "ana", "--name", "Ana Example", "--role", "caseworker, supervisor")
		if out := p.does(append(invite, "--org", "yayasan contoh", "--json")...); strings.Contains(out, "Ana") || !strings.Contains(out, "/enrol/") {
			t.Errorf("invite said %s", out)
		}
		p.fails("already", append(invite, "--org", id)...)
		p.fails("no organisation", append(invite, "--org", "Nobody's")...)
		var actors []struct{ ID, State string }
		out := p.does(p.node("actor", "list", "--org", id, "--json")...)
		if p.read(out, &actors); len(actors) != 1 || actors[0].State != "invited" || strings.Contains(out, `"ana"`) {
			t.Errorf("actors %s", out)
		}
		for _, wrong := range [][]string{
			{"--role", "king", "--login", "bob"}, {"--role", "caseworker", "--login", "b c"}, {"--role", "analyst", "--login", "bob", "--lang", "xx"},
		} {
			code, _, errs := typed(t, append(p.node("actor", "invite", "--name", "Dara Contoh", "--org", id), wrong...)...)
			if code != 2 {
				t.Errorf("%q ended with %d: %s", wrong, code, errs)
			}
		}
		p.does(p.node("audit", "verify")...)
	})
}

// A node whose founding was cut off, or that another version has changed.
func TestUnfinished(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		p.harm(`INSERT INTO migrations (name, hash) VALUES ('9999_future.sql', 'x')`)
		before := p.files()
		for _, args := range [][]string{
			p.node("org", "list"), p.node("audit", "verify"), p.node("serve", "--addr", "127.0.0.1:0"),
			p.node("backup", "--to", p.file("x"), "--recipient", plainRecipient),
		} {
			p.fails("newer version", args...)
		}
		if now := p.files(); strings.Contains(now, " x") {
			t.Errorf("before %s, now %s", before, now)
		}
		alone := p
		alone.db = p.another()
		ring, err := (&call{config: config{KeyFile: p.key}}).ring()
		if err != nil {
			t.Fatal(err)
		}
		d, err := db.Open(t.Context(), alone.db, db.Options{Key: ring.File()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := access.CreateNode(t.Context(), d, ring, dossier.Forms, dossier.Owned); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		alone.does(alone.node("org", "add", "--org", "Example Shelter", "--country", "TH", "--sector", "shelter")...)
		alone.does(alone.node("audit", "verify")...)
	})
}

func TestNewOrgUsage(t *testing.T) {
	p := sqlitePlace(t)
	for _, wrong := range [][]string{
		{"--country", "XX", "--sector", "ngo"}, {"--country", "TH", "--sector", "circus"}, {"--country", "TH", "--sector", "ngo", "--lang", "xx"},
	} {
		for _, name := range []string{"init", "org add"} {
			code, _, errs := typed(t, append(p.node(append(strings.Fields(name), "--org", "Example")...), wrong...)...)
			if code != 2 || !strings.Contains(errs, "say ") {
				t.Errorf("%s %q ended with %d: %s", name, wrong, code, errs)
			}
		}
	}
	if p.files() != "" {
		t.Errorf("wrong usage made %s", p.files())
	}
}

func TestWrongKey(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		other := p
		other.db, other.key = p.another(), p.file("other.key")
		other.init()
		code, out, _ := typed(t, "doctor", "--db", p.db, "--key-file", other.key, "--json")
		if code != 1 || !strings.Contains(out, "the key does not open") {
			t.Errorf("doctor with another key ended with %d: %s", code, out)
		}
		p.fails("does not open", "org", "list", "--db", p.db, "--key-file", other.key)
		p.fails("no such file", "org", "list", "--db", p.db, "--key-file", p.file("nowhere"))
		if err := os.WriteFile(p.file("noise"), []byte("noise"), 0o600); err != nil {
			t.Fatal(err)
		}
		p.fails("not a key", "org", "list", "--db", p.db, "--key-file", p.file("noise"))
		p.fails("there is no database", "org", "list", "--db", p.file("nowhere.db"), "--key-file", p.key)
		empty := p.another()
		if !db.IsPostgres(empty) {
			if err := os.WriteFile(empty, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p.fails("contains no node", "org", "list", "--db", empty, "--key-file", p.key)
	})
}
