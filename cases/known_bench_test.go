package cases

import (
	"fmt"
	"runtime"
	"testing"

	"lindung"
	"lindung/person"
)

// BenchmarkKnown prints how much memory the finder takes for what it knows besides names,
// of 20,000 and 200,000 cases with a telephone, a birth and four coded answers each.
func BenchmarkKnown(b *testing.B) {
	for _, n := range []int{20_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				k := newKnown(nil)
				k.phone(person.MobilePhone.Info)
				for i := range n {
					id := lindung.NewID()
					k.put(lindung.CaseID(id), 1, "KH-26-"+sayable(id), fact{
						born: born{int32(i % 20000), int32(i%20000 + 364)}, lines: []line{{digits: uint64(6281200000000 + i)}},
						codes: []Coded{{person.Sex.Info, "Feminine"}, {person.Citizenships.Info, fmt.Sprintf("C%d", i%20)},
							{person.ExploitationType.Info, fmt.Sprintf("E%d", i%12)}, {person.HealthNeed.Info, fmt.Sprintf("H%d", i%15)}},
					})
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
				runtime.KeepAlive(k)
			}
		})
	}
}
