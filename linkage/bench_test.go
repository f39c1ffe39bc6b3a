package linkage_test

import (
	"fmt"
	"net/url"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/linkage"
	"lindung/person"
)

// BenchmarkAskOfFile measures whom to ask about the persons of a file of 200, among as many
// cases as ASK_CASES says (3,000 otherwise), in processor time: how long the first reading of
// the names takes is in none of it.
func BenchmarkAskOfFile(b *testing.B) {
	many := 3000
	if n, err := strconv.Atoi(os.Getenv("ASK_CASES")); err == nil {
		many = n
	}
	clock := &dbtest.Clock{}
	d, statements := dbtest.Counted(b, clock)
	n := nodetest.New(b, d, clock)
	n.Set(b, "shelter", access.SimilarAsks, 20)
	parts := []string{"Siti", "Contoh", "Sok", "Dara", "Khin", "Htwe", "Juan", "Halimbawa", "Tan", "Putri", "Wayan", "Somchai", "Kham", "Bounmy"}
	name := func(i int) string {
		return parts[i%len(parts)] + " " + parts[i/len(parts)%len(parts)] + " " + strconv.FormatInt(int64(i)*7919%(1<<24), 36)
	}
	born := func(i int) field.Values {
		v, _ := person.Birth.Decode(url.Values{"birth_date": {fmt.Sprintf("%d-%02d-%02d", 1980+i%25, 1+i%12, 1+i%28)}}, n.Now())
		return v
	}
	s := n.As(b, "caseworker@shelter")
	for at := 0; at < many; at += 200 {
		if err := s.Do(ctx, access.CaseOpen, s.OrgTarget(), func(tx *access.Tx) error {
			for i := at; i < at+200; i++ {
				_, err := cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: name(i), Kind: "official"}}, Answers: map[string]field.Values{person.Birth.Name: born(i)}})
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	f := cases.NewFinder(cases.SearchNames)
	if err := f.Fill(ctx, n.Node); err != nil {
		b.Fatal(err)
	}
	var file []linkage.Person
	for i := range 200 {
		file = append(file, linkage.PersonOf([]string{name(many + i)}, born(many+i)))
	}
	var used time.Duration
	var asked int64
	for b.Loop() {
		n.At(n.Now().Add(24 * time.Hour)) // as many answers as there are in a day
		before, busy := statements(), cpu(b)
		if _, err := linkage.AskOfFile(ctx, n.As(b, "supervisor@shelter"), f, file, "batch"); err != nil {
			b.Fatal(err)
		}
		used, asked = cpu(b)-busy, statements()-before
	}
	b.ReportMetric(float64(used.Microseconds())/1000/float64(len(file)), "cpu-ms/person")
	b.ReportMetric(float64(asked), "statements")
}

// cpu is how much processor time the program has used.
func cpu(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
