package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lindung/internal/test/soak"
)

// TestSoakUpgrade brings a node of every schema that there was up to date: it builds the
// program as it was when each migration came, lets that make a node and read cases in, and
// then upgrades with today's, by migrate and by a restore of the old program's backup.
func TestSoakUpgrade(t *testing.T) {
	soak.Until(t, 0)
	steps, err := filepath.Glob("../../internal/db/migrations/*.sql")
	if err != nil || len(steps) == 0 {
		t.Fatal(steps, err)
	}
	tried, looked := 0, 0
	for i, step := range steps {
		if i == len(steps)-1 {
			break // today's own
		}
		t.Run(filepath.Base(step), func(t *testing.T) {
			old := builtBefore(t, steps[i+1])
			if old == "" {
				t.Skip("the program before the next migration is not in this repository")
			}
			tried++
			looked += upgraded(t, old)
		})
	}
	faults := 0
	if t.Failed() {
		faults = 1
	}
	soak.Add(t, soak.Count{What: "upgrades from an older schema", Where: "sqlite", Tried: tried, Looked: looked, Faults: faults})
}

// builtBefore builds the program as it was before a migration came, and returns where it is;
// "" if the history does not go back so far.
func builtBefore(t *testing.T, step string) string {
	t.Helper()
	git := func(args ...string) string {
		said, err := exec.CommandContext(t.Context(), "git", args...).Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(said))
	}
	// The newest commit that is part of this one and does not have the migration yet.
	came := strings.Fields(git("log", "--format=%H", "--diff-filter=A", "--first-parent", "--", step))
	if len(came) == 0 {
		came = strings.Fields(git("log", "--format=%H", "--diff-filter=A", "-m", "--", step))
	}
	if len(came) == 0 {
		return ""
	}
	before := git("rev-parse", "--verify", came[len(came)-1]+"^1")
	dir := t.TempDir()
	unpack := exec.CommandContext(t.Context(), "sh", "-c", `git -C "$1" archive "$2" | tar -x -C "$3"`, "sh", git("rev-parse", "--show-toplevel"), before, dir)
	if said, err := unpack.CombinedOutput(); err != nil || before == "" {
		t.Fatalf("%s: %v %s", before, err, said)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", "lindung-before", "./cmd/lindung")
	build.Dir = dir
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s", before, err, said)
	}
	t.Logf("before %s: %s", filepath.Base(step), before)
	return filepath.Join(dir, "lindung-before")
}

// upgraded makes a node by an older program and upgrades it, and returns how many cases were
// looked for.
func upgraded(t *testing.T, old string) (looked int) {
	t.Helper()
	p := sqlitePlace(t)
	before := func(args ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), old, args...)
		var errs strings.Builder
		c.Stderr = &errs
		said, err := c.Output()
		if err != nil {
			t.Fatalf("the old program: %q: %v: %s", args, err, errs.String())
		}
		return string(said)
	}
	before("init", "--db", p.db, "--key-file", p.key, "--org", "Example Shelter", "--country", "TH", "--sector", "shelter", "--json")
	before(p.node("import", "htcds", "--org", "Example Shelter", "--partial", "--json", brokenFile)...)
	before(p.node("import", "htcds", "--org", "Example Shelter", "--partial", "--json", plainFile)...)
	exported := func(db string, run func(...string) string) map[string]json.RawMessage {
		var all struct {
			Cases []json.RawMessage `json:"cases"`
		}
		p.read(run("export", "htcds", "--org", "Example Shelter", "--format", "json", "--db", db, "--key-file", p.key, "--reason", "check"), &all)
		found := map[string]json.RawMessage{}
		for _, c := range all.Cases {
			var one struct {
				Number string `json:"x_number"`
			}
			p.read(string(c), &one)
			found[one.Number] = c
		}
		return found
	}
	was := exported(p.db, before)
	var identity struct {
		Recipient string `json:"recipient"`
	}
	p.read(before("backup", "identity", "--to", p.file("identity"), "--json"), &identity)
	before(p.node("backup", "--to", p.file("old.backup"), "--recipient", identity.Recipient)...)

	p.fails("lindung migrate", p.node("org", "list")...)
	back := p.another()
	p.does("restore", "--from", p.file("old.backup"), "--identity", p.file("identity"), "--db", back, "--key-file", p.key)
	p.does(p.node("migrate", "--migrate-without-backup")...)
	for _, db := range []string{p.db, back} {
		p.healthy(db)
		now := exported(db, func(args ...string) string { return p.does(args...) })
		if len(was) == 0 || len(now) != len(was) {
			t.Errorf("%d cases were there, %d are", len(was), len(now))
		}
		for number := range was {
			if _, there := now[number]; !there {
				t.Errorf("the case %s is gone", number)
			}
			looked++
		}
		p.does("audit", "verify", "--db", db, "--key-file", p.key)
	}
	return looked
}
