package archtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestProject holds the whole project against every rule.
func TestProject(t *testing.T) {
	tree, err := Load(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Packages) < 3 {
		t.Fatalf("only %d packages were read: the rules saw nothing", len(tree.Packages))
	}
	tree.Debts = debts
	for _, r := range Rules {
		t.Run(r.Name, func(t *testing.T) {
			for _, f := range check(t, tree, r) {
				t.Error(f)
			}
			for place := range debts[r.Name] {
				if !tree.Owed[r.Name+": "+place] {
					t.Errorf("the debt %q is paid: remove it from debts.go", place)
				}
			}
		})
	}
}

// slow are the rules that build programs. With -short they are left out.
var slow = map[string]bool{"dead": true, "recipes": true}

// check runs one rule, or skips it.
func check(t *testing.T, tree *Tree, r Rule) []Fault {
	t.Helper()
	if testing.Short() && slow[r.Name] {
		t.Skip("it builds the program")
	}
	faults, err := tree.Check(r)
	if errors.Is(err, errNoTools) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	return faults
}

// TestRulesBite runs each rule on a small module that breaks it. An example is
// testdata/RULE[_n].txt: the expected faults as "file:line: part of the text",
// then the module's files, each after a line "-- name --".
func TestRulesBite(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	bitten := map[string]bool{}
	for _, name := range names {
		rule, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txt"), "_")
		i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Name == rule })
		if i < 0 {
			t.Fatalf("%s: there is no rule %s", name, rule)
		}
		bitten[rule] = true
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			want, dir := unpack(t, name)
			tree, err := Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, check(t, tree, Rules[i]), want)
		})
	}
	for _, r := range Rules {
		if !bitten[r.Name] {
			t.Errorf("rule %s has no example in testdata that it refuses", r.Name)
		}
	}
}

// compare wants one fault for each expected line, in order, and no others.
func compare(t *testing.T, faults []Fault, want []string) {
	t.Helper()
	for i := range max(len(faults), len(want)) {
		switch {
		case i >= len(faults):
			t.Errorf("not found: %s", want[i])
		case i >= len(want):
			t.Errorf("too much: %s", faults[i])
		default:
			place, part, _ := strings.Cut(want[i], ": ")
			if got := faults[i].String(); !strings.HasPrefix(got, place+": ") || !strings.Contains(got, part) {
				t.Errorf("got  %s\nwant %s", got, want[i])
			}
		}
	}
}

// unpack writes an example's files into a new folder that git knows, and
// returns its expected faults.
func unpack(t *testing.T, name string) ([]string, string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	head, rest, _ := strings.Cut("\n"+string(text), "\n-- ")
	write(t, filepath.Join(dir, "go.mod"), "module lindung\n\ngo 1.26\n")
	for rest != "" {
		var file, body string
		file, rest, _ = strings.Cut(rest, " --\n")
		body, rest, _ = strings.Cut(rest, "\n-- ")
		write(t, filepath.Join(dir, file), strings.NewReplacer("{{dir}}", dir, "{{parent}}", filepath.Dir(dir)).Replace(body)+"\n")
	}
	init := exec.Command("git", "init", "--quiet")
	init.Dir = dir
	if err := init.Run(); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(head, "\n"), func(s string) bool { return s == "" || strings.HasPrefix(s, "#") }), dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
