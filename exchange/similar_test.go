package exchange_test

import (
	"testing"

	"lindung/cases"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// A row that says the same in another composition, spacing or case, or without marks, is
// one row, in one file and against what is stored.
func TestWrittenOtherwise(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := cli(n, "shelter")
		for _, c := range []struct {
			file                 string
			accepted, duplicates int
		}{
			{"prs_FirstName\nTest Nguy\u1ec5n\n", 1, 0},
			{"prs_FirstName\nTest Nguye\u0302\u0303n\ntest  NGUYEN\nTest\u200b Nguyen\n", 0, 3},
			{"prs_FirstName\nTest Nguyet\n", 1, 0},
		} {
			if r := bring(t, s, []byte(c.file), false); r.Accepted != c.accepted || r.Duplicates != c.duplicates {
				t.Errorf("%q: accepted %d, duplicates %d", c.file, r.Accepted, r.Duplicates)
			}
		}
	})
}

// An import that is carried out says once of the whole file whom to ask.
func TestSimilarInFile(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		if _, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Siti Samanama", Kind: "official"}}}); err != nil {
			t.Fatal(err)
		}
		f := read(t, []byte("prs_FirstName\nSiti Samanama\nDara Contoh\nRusdi Kosong\n"))
		r, err := exchange.Import(ctx, sup, f, false)
		if err != nil {
			t.Fatal(err)
		}
		a, err := exchange.Similar(ctx, sup, dossier.NewFinder(), f, r)
		if err != nil || a.Rows != 1 || a.Of != 3 || len(a.Ask) != 1 {
			t.Errorf("%+v, %v", a, err)
		}
		if a, err := exchange.Similar(ctx, sup, dossier.NewFinder(), f, exchange.Report{}); err != nil || a.Of != 0 {
			t.Errorf("of a file that was not stored: %+v, %v", a, err)
		}
	})
}
