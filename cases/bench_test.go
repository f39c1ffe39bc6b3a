package cases_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// size is how many cases the benchmarks run on; LINDUNG_BENCH_CASES changes it.
func size() int {
	if n, err := strconv.Atoi(os.Getenv("LINDUNG_BENCH_CASES")); err == nil {
		return n
	}
	return 20_000
}

var parts = []string{"Siti", "Contoh", "Sok", "Dara", "Nguyễn", "Ví Dụ", "สมใจ", "ตัวอย่าง", "សុខ", "ឧទាហរណ៍", "Ma", "Khin", "Htwe", "Juan",
	"Halimbawa", "Tan", "Ah Kow", "Putri", "Wayan", "Bin Ali", "Mohd", "Somchai", "Kham", "Bounmy"}

func someName(r *rand.Rand) string {
	return fmt.Sprintf("%s %s %s", parts[r.IntN(len(parts))], parts[r.IntN(len(parts))], strconv.FormatInt(int64(r.IntN(1<<20)), 36))
}

// load fills a node with n cases of two organisations, six forms each.
func load(b *testing.B, n *nodetest.Node, count int) []lindung.CaseID {
	b.Helper()
	answers := map[string]field.Values{}
	for form, posted := range map[string]url.Values{
		"identity_birth":         {"birth_date": {"1999-02-28"}, "sex": {"Feminine"}},
		"identity_language":      {"primary_language": {"khm"}},
		"health_needs":           {"medicines": {"insulin"}, "health_notes": {"a note of some length about what they need"}},
		"situation_wishes":       {"wishes": {"home"}, "situation": {"a story of some length, invented for measuring, told once and not again"}},
		"situation_exploitation": {"exploitation_type": {"ForcedLabour"}},
		"safety_contact":         {"contact_hours": {"09:00-11:00"}},
	} {
		f, ok := person.Forms.Named(form)
		if !ok {
			b.Fatal(form)
		}
		v, problems := f.Decode(posted, n.Now())
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		answers[form] = v
	}
	ids := make([]lindung.CaseID, count)
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r := rand.New(rand.NewPCG(1, uint64(w)))
			s := n.As(b, []string{"caseworker@shelter", "second@shelter", "caseworker@ngo"}[w%3])
			for i := w; i < count; i += 64 {
				c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: someName(r), Kind: "official"}}, Answers: answers})
				if err != nil {
					b.Error(err)
					return
				}
				ids[i] = c.ID
			}
		}()
	}
	wg.Wait()
	return ids
}

// measure runs act for a while with eight at once and prints rate and p99.
func measure(b *testing.B, act func(r *rand.Rand) error) {
	var mu sync.Mutex
	var took []time.Duration
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		r := rand.New(rand.NewPCG(rand.Uint64(), 2))
		var mine []time.Duration
		for pb.Next() {
			start := time.Now()
			if err := act(r); err != nil {
				b.Error(err)
				return
			}
			mine = append(mine, time.Since(start))
		}
		mu.Lock()
		took = append(took, mine...)
		mu.Unlock()
	})
	slices.Sort(took)
	if len(took) > 0 {
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "acts/s")
	}
}

// BenchmarkCases measures opening, saving, listing 50 and searching by name at
// size cases on both databases, policy, log and seals included.
func BenchmarkCases(b *testing.B) {
	run := func(b *testing.B, d *db.DB, clock *dbtest.Clock) {
		n := nodetest.New(b, d, clock)
		start := time.Now()
		ids := load(b, n, size())
		b.Logf("%d cases opened in %v: %.0f/s", len(ids), time.Since(start).Round(time.Millisecond), float64(len(ids))/time.Since(start).Seconds())
		sup := n.As(b, "supervisor@shelter")
		finder := cases.NewFinder(cases.SearchNames)
		start = time.Now()
		if err := finder.Fill(ctx, n.Node); err != nil {
			b.Fatal(err)
		}
		b.Logf("index filled in %v", time.Since(start).Round(time.Millisecond))
		mine := func(r *rand.Rand) (lindung.CaseID, access.Session) { // of the shelter: w%3 != 2
			for {
				if i := r.IntN(len(ids)); i%64%3 != 2 {
					return ids[i], sup
				}
			}
		}
		f, _ := person.Forms.Named("health_needs")
		v, _ := f.Decode(url.Values{"medicines": {"changed"}}, n.Now())
		b.Run("open", func(b *testing.B) {
			measure(b, func(r *rand.Rand) error {
				id, s := mine(r)
				_, err := cases.Read(ctx, s, id)
				return err
			})
		})
		b.Run("save", func(b *testing.B) {
			measure(b, func(r *rand.Rand) error {
				id, s := mine(r)
				return cases.AddNote(ctx, s, id, "general", v.Text(person.Medicines.Info))
			})
		})
		b.Run("list", func(b *testing.B) {
			measure(b, func(*rand.Rand) error {
				_, _, err := cases.List(ctx, sup, cases.Filter{})
				return err
			})
		})
		b.Run("search", func(b *testing.B) {
			measure(b, func(r *rand.Rand) error {
				_, err := finder.Search(ctx, sup, someName(r)[:9])
				return err
			})
		})
	}
	clock := &dbtest.Clock{}
	b.Run("sqlite", func(b *testing.B) { run(b, dbtest.SQLite(b, clock), clock) })
	b.Run("postgres", func(b *testing.B) { run(b, dbtest.Postgres(b, clock), clock) })
}
