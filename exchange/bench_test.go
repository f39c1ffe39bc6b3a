package exchange_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"testing"

	"lindung/exchange"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
)

// many returns a file of n rows, each of another invented person: those of the
// templates with a number in the second name.
func many(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := []string{}
	for name := range sheet(t, templates[0])[0] {
		header = append(header, name)
	}
	rows := sheet(t, templates[0])
	for at := range n + 1 {
		cells := make([]string, len(header))
		for i, name := range header {
			switch {
			case at == 0:
				cells[i] = name
			case name == "prs_SecondName":
				cells[i] = fmt.Sprint("Contoh ", at)
			default:
				cells[i] = rows[at%len(rows)][name]
			}
		}
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

// rows is how many rows the measurements use: LINDUNG_ROWS, or 300.
func rows() int {
	if n, err := strconv.Atoi(os.Getenv("LINDUNG_ROWS")); err == nil {
		return n
	}
	return 300
}

func each(b *testing.B, work func(*testing.B, *nodetest.Node)) {
	clock := &dbtest.Clock{}
	open := map[string]func(testing.TB, *dbtest.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run(kind, func(b *testing.B) {
			b.StopTimer()
			work(b, nodetest.New(b, open[kind](b, clock), clock))
		})
	}
}

func BenchmarkRead(b *testing.B) {
	text := many(b, rows())
	for b.Loop() {
		read(b, text)
	}
}

func BenchmarkReadSheet(b *testing.B) {
	text := file(b, templates[2])
	for b.Loop() {
		read(b, text)
	}
}

func BenchmarkImport(b *testing.B) {
	f := read(b, many(b, rows()))
	each(b, func(b *testing.B, n *nodetest.Node) {
		s := cli(n, "shelter")
		for range b.N {
			b.StartTimer()
			r, err := exchange.Import(ctx, s, f, false)
			b.StopTimer()
			if err != nil || r.Accepted != rows() {
				b.Fatal(r.Accepted, err)
			}
			if _, err := exchange.Undo(ctx, s, r.Batch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkExport(b *testing.B) {
	f := read(b, many(b, rows()))
	each(b, func(b *testing.B, n *nodetest.Node) {
		if _, err := exchange.Import(ctx, cli(n, "shelter"), f, false); err != nil {
			b.Fatal(err)
		}
		s := n.As(b, "supervisor@shelter").SteppedUp(true)
		for range b.N {
			for _, format := range []string{"csv", "json"} {
				b.StartTimer()
				export(b, s, format)
				b.StopTimer()
			}
		}
	})
}
