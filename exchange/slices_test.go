package exchange_test

import (
	"bytes"
	"fmt"
	"testing"

	"lindung/cases"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
)

// manyRows is a file of n invented people.
func manyRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString("prs_FirstName\n")
	for i := range n {
		fmt.Fprintf(&b, "Contoh %d\n", i)
	}
	return b.Bytes()
}

// seen is what a supervisor finds of cases, by any way.
func seen(t *testing.T, n *nodetest.Node, f *cases.Finder) (string, error) {
	sup := n.As(t, "supervisor@shelter")
	rows, _, err := cases.List(ctx, sup, cases.Filter{})
	if err != nil {
		return "", err
	}
	found, err := f.Search(ctx, sup, "Contoh 17")
	if err != nil {
		return "", err
	}
	batches, err := exchange.Batches(ctx, sup)
	return fmt.Sprint(len(rows) > 0, len(found) > 0, len(batches) > 0), err
}

// A large file comes in a slice at a time: others work in between, and see nothing
// of it before its end.
func TestSlices(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		const rows = 1050
		f, s, finder := read(t, manyRows(rows)), cli(n, "shelter"), dossier.NewFinder()
		ended := make(chan error, 1)
		var r exchange.Report
		go func() {
			var err error
			r, err = exchange.Import(ctx, s, f, false)
			ended <- err
		}()
		between := 0
		for stored := 0; stored < rows; between++ {
			got, err := seen(t, n, finder)
			if err != nil {
				t.Fatal(err)
			}
			if stored = countOf(t, n, `SELECT count(*) FROM cases WHERE batch <> ''`); stored < rows && got != "false false false" {
				t.Errorf("of %d rows is seen: %s", stored, got)
			}
		}
		if err := <-ended; err != nil || tally(r) != [5]int{rows, rows, 0, 0, 0} {
			t.Fatalf("%v, %v", tally(r), err)
		}
		if between < 2 {
			t.Errorf("others came to their work %d times", between)
		}
		if got, err := seen(t, n, finder); err != nil || got != "true true true" {
			t.Errorf("of the whole file is seen: %s, %v", got, err)
		}
		if r, err := exchange.Import(ctx, s, f, false); err != nil || r.Duplicates != rows {
			t.Errorf("once more: %v, %v", tally(r), err)
		}
		if u, err := exchange.Undo(ctx, s, r.Batch); err != nil || u.Cases != rows {
			t.Errorf("undone: %+v, %v", u, err)
		}
		if got := countOf(t, n, `SELECT (SELECT count(*) FROM cases WHERE batch <> '') + (SELECT count(*) FROM batches WHERE pending)`); got != 0 {
			t.Errorf("%d rows are left", got)
		}
		if got, err := seen(t, n, finder); err != nil || got != "false false true" {
			t.Errorf("after the undo is seen: %s, %v", got, err)
		}
	})
}

func countOf(t *testing.T, n *nodetest.Node, text string) (count int) {
	t.Helper()
	err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		count, err = db.One(tx, db.Value[int], text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}
