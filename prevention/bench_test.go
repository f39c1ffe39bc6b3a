package prevention_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/prevention"
)

// BenchmarkSeen measures the answer to whether an organisation knows an entity, among as
// many as SEEN_ENTITIES says (200,000 as a rule of the figures; 2,000 otherwise): the 99th
// of a hundred, and what the finder needs of memory.
func BenchmarkSeen(b *testing.B) {
	const persons = 20_000
	most := 2000
	if n, err := strconv.Atoi(os.Getenv("SEEN_ENTITIES")); err == nil {
		most = n
	}
	clock := &dbtest.Clock{}
	n := nodetest.New(b, dbtest.SQLite(b, clock), clock)
	n.Set(b, "shelter", access.SimilarAsks, 20)
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		const first, next = "bcdghjklmnprstw", "aeiou"
		text := ""
		for range 2 + r.IntN(2) {
			text += string(first[r.IntN(len(first))]) + string(next[r.IntN(len(next))])
		}
		return text
	}
	name := func() string { return word() + " " + word() + " " + word() }
	says := func(i *field.Info, v *field.Values, text string) {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			b.Fatal(bad)
		}
	}
	var texts []string
	many := make([]prevention.Entity, most)
	for i := range many {
		e := prevention.Entity{Kind: prevention.EntityKinds[i%len(prevention.EntityKinds)]}
		called, number := name(), fmt.Sprintf("+62%010d", r.Int64N(1e10))
		says(prevention.EntityNames.Info, &e.Answers, called)
		says(prevention.EntityNumbers.Info, &e.Answers, number)
		many[i] = e
		if i%(most/40+1) == 0 {
			texts = append(texts, called, number, name())
		}
	}
	if err := prevention.EnterAll(ctx, n.As(b, "caseworker@ngo"), many); err != nil {
		b.Fatal(err)
	}
	many = nil
	for range persons / 200 { // whose names are compared with what is found
		s := n.As(b, "caseworker@hospital")
		if err := s.Do(ctx, access.CaseOpen, s.OrgTarget(), func(tx *access.Tx) error {
			for range 200 {
				if _, err := cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: name(), Kind: "official"}}}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	people, f := cases.NewFinder(cases.SearchNames), prevention.NewFinder()
	if err := people.Fill(ctx, n.Node); err != nil {
		b.Fatal(err)
	}
	before := heap()
	start := time.Now()
	if err := f.Fill(ctx, n.Node); err != nil {
		b.Fatal(err)
	}
	filled, memory := time.Since(start), heap()-before
	var took, used []time.Duration
	for b.Loop() {
		for at := range texts {
			if at%15 == 0 { // as many answers as a worker has in a day
				n.At(n.Now().Add(24 * time.Hour))
			}
			s := n.As(b, "caseworker@shelter")
			start, busy := time.Now(), cpu(b)
			if _, err := prevention.Seen(ctx, s, f, people, texts[at]); err != nil {
				b.Fatal(err)
			}
			took, used = append(took, time.Since(start)), append(used, cpu(b)-busy)
		}
	}
	slices.Sort(took)
	slices.Sort(used)
	b.ReportMetric(float64(used[len(used)/2].Microseconds())/1000, "cpu-ms-p50")
	b.ReportMetric(float64(used[len(used)*99/100].Microseconds())/1000, "cpu-ms-p99")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(memory)/(1<<20), "MiB")
	b.ReportMetric(filled.Seconds(), "s-fill")
	runtime.KeepAlive(f)
}

// cpu is how much processor time the program has used, which does not grow while others
// use the machine.
func cpu(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// heap is how much memory is in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
