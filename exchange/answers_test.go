package exchange_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/exchange"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
)

// TestAnswers reads every file of testdata/import, each as it was met in the trade or
// in a public report of a fault, and compares what comes of it with the answer that
// is right: the report, then each stored row.
func TestAnswers(t *testing.T) {
	names, err := filepath.Glob("testdata/import/*.*")
	if err != nil || len(names) < 70 {
		t.Fatal(len(names), err)
	}
	clock := &dbtest.Clock{}
	clock.Set(time.Date(2026, 11, 30, 18, 30, 0, 0, time.UTC)) // the next day has begun where the shelter is
	n := nodetest.New(t, dbtest.SQLite(t, clock), clock)
	today := lindung.DateOf(n.Now().In(lindung.Zone(n.Orgs["shelter"].Country))).String()
	var got strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "== %s\n", filepath.Base(name))
		r := try(t, n, b)
		fmt.Fprintf(&got, "rows %d, accepted %d, mapped %d, refused %d, duplicates %d\n", r.Rows, r.Accepted, r.Mapped, r.Refused, r.Duplicates)
		for _, l := range r.Lines {
			fmt.Fprintf(&got, "%d %s %s %s\n", l.Row, l.Column, l.Action, l.Rule)
		}
		if r.Batch == "" {
			continue
		}
		for _, row := range table(t, export(t, cli(n, "shelter"), "csv")) {
			var cells []string
			for _, column := range slices.Sorted(maps.Keys(row)) {
				text := row[column]
				if column == "x_age_asof" && text == today {
					text = "today"
				}
				if text != "" && column != "x_case" { // a number is drawn anew
					if len(text) > 200 {
						text = fmt.Sprintf("(%d bytes)", len(text))
					}
					cells = append(cells, column+"="+text)
				}
			}
			got.WriteString(strings.ReplaceAll(strings.Join(cells, " | "), "\n", "\\n") + "\n")
		}
		if _, err := exchange.Undo(ctx, cli(n, "shelter"), r.Batch); err != nil {
			t.Fatal(err)
		}
	}
	const file = "testdata/answers.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, got.String(), string(want))
}

// compare says which files are answered otherwise.
func compare(t *testing.T, got, want string) {
	t.Helper()
	answers := func(text string) map[string]string {
		all := map[string]string{}
		for _, one := range strings.Split("\n"+text, "\n== ")[1:] {
			name, answer, _ := strings.Cut(one, "\n")
			all[name] = strings.TrimSpace(answer)
		}
		return all
	}
	is, should := answers(got), answers(want)
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if is[name] != should[name] {
			t.Errorf("%s: got\n%s\nwant\n%s", name, is[name], should[name])
		}
	}
	if len(is) != len(should) {
		t.Errorf("%d answers to %d files", len(should), len(is))
	}
}
