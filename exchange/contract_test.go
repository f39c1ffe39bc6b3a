package exchange_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
)

var update = flag.Bool("update", false, "write the expected part of the contract files")

// dashes stand in a contract file between the input and what comes of it: the
// report of a partial import, then each stored row as it goes out.
const dashes = "--------\n"

func TestContract(t *testing.T) {
	names, err := filepath.Glob("testdata/contract/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	clock := &dbtest.Clock{}
	n := nodetest.New(t, dbtest.SQLite(t, clock), clock)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			input, want, ok := bytes.Cut(text, []byte(dashes))
			if !ok {
				t.Fatal("there is no line of dashes")
			}
			got := outcome(t, n, input)
			if *update {
				if err := os.WriteFile(name, slices.Concat(input, []byte(dashes), []byte(got)), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// outcome imports and undoes, and describes what happened in between. What goes
// out must come in again as the same.
func outcome(t *testing.T, n *nodetest.Node, input []byte) string {
	t.Helper()
	s, other := cli(n, "shelter"), cli(n, "ngo")
	r, err := exchange.Import(ctx, s, read(t, input), true)
	if err != nil && !errors.Is(err, exchange.ErrRefused) {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "rows %d, accepted %d, mapped %d, refused %d, duplicates %d\n", r.Rows, r.Accepted, r.Mapped, r.Refused, r.Duplicates)
	for _, l := range r.Lines {
		fmt.Fprintf(&b, "%d %s %s %s\n", l.Row, l.Column, l.Action, l.Rule)
	}
	if r.Rows != r.Accepted+r.Refused+r.Duplicates {
		t.Error("the numbers do not add up")
	}
	if r.Batch == "" {
		return b.String()
	}
	out := export(t, s, "csv")
	for _, row := range table(t, out) {
		b.WriteString("\n")
		for _, column := range slices.Sorted(maps.Keys(row)) {
			if row[column] != "" && column != "x_case" {
				fmt.Fprintf(&b, "%s = %s\n", column, row[column])
			}
		}
	}
	again := bring(t, other, out, false)
	if untied(t, export(t, other, "csv")) != untied(t, out) {
		t.Error("what went out and came in goes out otherwise")
	}
	for _, one := range []struct {
		s     access.Session
		batch lindung.BatchID
	}{{s, r.Batch}, {other, again.Batch}} {
		if _, err := exchange.Undo(ctx, one.s, one.batch); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
