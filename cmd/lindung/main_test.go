package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/internal/seal"
)

// typed runs the program as someone would type it and returns what it printed.
func typed(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), args, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args      string
		code      int
		out, errs string // parts of what is printed
	}{
		{"", 2, "", "name a command"},
		{"nothing", 2, "", "there is no such command"},
		{"help", 0, "lindung version", ""},
		{"--help", 0, "lindung version", ""},
		{"help version", 0, "lindung version [--json]", ""},
		{"help nothing", 2, "", "no such command"},
		{"help config", 0, "LINDUNG_KEY_FILE", ""},
		{"version", 0, "lindung ", ""},
		{"--version", 0, "lindung ", ""},
		{"version --json", 0, `"go":"go1.`, ""},
		{"version extra", 2, "", "1 operands too many"},
		{"version --partial", 2, "", "not defined: -partial"},
		{"version -h", 0, "the result as JSON", ""},
		{"version --json=maybe", 2, "", "flag -json"},
		{"fields", 0, "# Data dictionary", ""},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, out, errs := typed(t, strings.Fields(c.args)...)
			if code != c.code {
				t.Errorf("ended with %d, want %d", code, c.code)
			}
			if !strings.Contains(out, c.out) || (c.out == "") != (out == "") {
				t.Errorf("standard output %q, want %q", out, c.out)
			}
			if !strings.Contains(errs, c.errs) || (c.errs == "") != (errs == "") {
				t.Errorf("standard error %q, want %q", errs, c.errs)
			}
			if strings.Contains(errs, "maybe") {
				t.Errorf("a typed value was repeated: %q", errs)
			}
		})
	}
}

// try runs one made-up command through the same steps as a real one.
func try(t *testing.T, cmd command, args ...string) (*call, error) {
	t.Helper()
	var got *call
	cmd.run = func(_ context.Context, c *call) error { got = c; return nil }
	err := (&call{command: cmd, streams: streams{strings.NewReader(""), os.Stdout, os.Stderr}}).start(t.Context(), args)
	return got, err
}

func TestFlagsBeforeAndAfterOperands(t *testing.T) {
	cmd := command{name: "import htcds", operands: []string{"FILE"}, needs: []string{"db", "org"}, takes: []string{"partial"}}
	for _, args := range [][]string{
		{"--db", "a.db", "--org", "Example Shelter", "--partial", "rows.csv"},
		{"rows.csv", "--db", "a.db", "--org", "Example Shelter", "--partial"},
		{"--db=a.db", "rows.csv", "-org=Example Shelter", "--partial=true"},
		{"--db", "a.db", "--org", "Example Shelter", "--partial", "--", "rows.csv"},
	} {
		c, err := try(t, cmd, args...)
		if err != nil {
			t.Errorf("%q: %v", args, err)
			continue
		}
		if c.DB != "a.db" || c.Org != "Example Shelter" || !c.Partial || len(c.args) != 1 || c.args[0] != "rows.csv" {
			t.Errorf("%q: got %+v, operands %q", args, c.config, c.args)
		}
	}
	c, err := try(t, cmd, "--db", "a.db", "--org", "x", "--", "--partial")
	if err != nil || c.Partial || c.args[0] != "--partial" {
		t.Errorf("after --: got %+v, %v", c, err)
	}
}

func TestWrongUsage(t *testing.T) {
	cmd := command{name: "x", operands: []string{"FILE", "[MORE...]"}, needs: []string{"db", "key-file"}, takes: []string{"org", "partial"}}
	for _, c := range []struct{ args, want string }{
		{"", "FILE is missing"},
		{"a", "--db, --key-file is missing"},
		{"a --db", "needs an argument: -db"},
		{"a --db d", "--key-file is missing"},
		{"a --db d --key-file k --partial=many", "-partial"},
	} {
		if _, err := try(t, cmd, strings.Fields(c.args)...); !errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.args, err, c.want)
		}
	}
	if got := cmd.usage(); got != "lindung x --db D --key-file K [--org NAME] [--partial] [--json] FILE [MORE...]" {
		t.Errorf("usage: %s", got)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("LINDUNG_DB", "env.db")
	t.Setenv("LINDUNG_BEHIND_PROXY", "true")
	t.Setenv("LINDUNG_COUNTRY", "TH")
	t.Setenv("LINDUNG_PASSPHRASE", "an invented passphrase")
	cmd := command{name: "x", needs: []string{"db"}, takes: []string{"behind-proxy", "country"}}
	c, err := try(t, cmd)
	if err != nil || c.DB != "env.db" || !c.BehindProxy || c.Passphrase == "" {
		t.Errorf("got %+v, %v", c, err)
	}
	if c.Country != "" {
		t.Error("a setting of one call was taken from the environment")
	}
	if c, err = try(t, cmd, "--db", "flag.db"); err != nil || c.DB != "flag.db" {
		t.Errorf("a flag must win: got %+v, %v", c, err)
	}
	t.Setenv("LINDUNG_BEHIND_PROXY", "perhaps")
	if _, err = try(t, cmd); !errors.Is(err, errUsage) || strings.Contains(err.Error(), "perhaps") {
		t.Errorf("got %v, want a usage error without the value", err)
	}
}

// TestTables holds the two tables: every command is explained and names only
// settings that exist, every setting is documented and has a field of its own.
func TestTables(t *testing.T) {
	known := map[string]bool{}
	var c config
	fields := map[any]bool{}
	for _, s := range settings {
		if known[s.name] || s.help == "" || fields[s.field(&c)] {
			t.Errorf("setting %s: twice, without help, or with another's field", s.name)
		}
		known[s.name], fields[s.field(&c)] = true, true
	}
	seen := map[string]bool{}
	for _, cmd := range commands() {
		if seen[cmd.name] || cmd.brief == "" || cmd.run == nil {
			t.Errorf("command %q: twice, without its line, or without a function", cmd.name)
		}
		seen[cmd.name] = true
		for _, s := range cmd.settings() {
			if !known[s] {
				t.Errorf("command %s names the setting %s, which does not exist", cmd.name, s)
			}
		}
	}
}

func TestFieldsJSON(t *testing.T) {
	code, out, errs := typed(t, "fields", "--json")
	var lines []dictionaryField
	if err := json.Unmarshal([]byte(out), &lines); err != nil || code != 0 || errs != "" {
		t.Fatalf("ended with %d, %v, %s", code, err, errs)
	}
	if len(lines) < 84 {
		t.Errorf("%d fields: HTCDS alone has 84", len(lines))
	}
	for _, l := range lines {
		if l.Class != "open" && l.Why == "" {
			t.Errorf("field %s is %s and asked without a reason", l.Name, l.Class)
		}
		if l.Label == "" || strings.HasPrefix(l.Label, "field.") {
			t.Errorf("field %s has no label", l.Name)
		}
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// TestDictionary keeps doc/fields.md true.
func TestDictionary(t *testing.T) {
	code, out, errs := typed(t, "fields")
	if code != 0 {
		t.Fatal(errs)
	}
	name := filepath.Join("..", "..", "doc", "fields.md")
	if *update {
		if err := os.WriteFile(name, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if golden, err := os.ReadFile(name); err != nil || string(golden) != out {
		t.Errorf("doc/fields.md is not what the program declares: run go test ./cmd/lindung -update and read the difference (%v)", err)
	}
}

// The dictionary says of every form whether it is answered many times, and of
// every field whether the program decides on it.
func TestDictionaryMarks(t *testing.T) {
	_, out, _ := typed(t, "fields")
	for _, f := range forms() {
		_, section, _ := strings.Cut(out, "## Form `"+f.Name+"`\n")
		section, _, _ = strings.Cut(section, "\n## ")
		if strings.Contains(section, "Answered many times") != (f.Repeat != nil) {
			t.Errorf("form %s: many times is not said as it is", f.Name)
		}
		for _, i := range f.Fields {
			_, line, _ := strings.Cut(section, "| `"+i.Name+"`")
			line, _, _ = strings.Cut(line, "\n")
			if strings.Contains(line, ", fact") != i.Fact || strings.Contains(line, ", urgent") != i.Urgent {
				t.Errorf("field %s: whether it is a fact is not said as it is", i.Name)
			}
		}
	}
}

func TestKeyFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(name, []byte(seal.NewRing().Text("")), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &call{config: config{KeyFile: name}}
	ring, err := c.ring()
	if err != nil {
		t.Fatal(err)
	}
	same, err := (&call{config: config{RootKey: ring.Text("")}}).ring()
	if err != nil || same.Check() != ring.Check() {
		t.Errorf("the key from the environment is another: %v", err)
	}
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (&call{config: c.config}).ring(); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that everybody can read was taken: %v", err)
	}
}

// TestNobodyBehindNull: a program that another one starts with no input asks nothing.
func TestNobodyBehindNull(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if terminal(null) || terminal(strings.NewReader("")) {
		t.Error("somebody would be asked")
	}
}
