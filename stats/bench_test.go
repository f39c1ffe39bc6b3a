package stats_test

import (
	"fmt"
	"net/url"
	"testing"

	"lindung/cases"
	"lindung/field"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/stats"
)

// BenchmarkLook counts all cases of an organisation, for every indicator and one table of
// two dimensions: go test ./stats -run ^$ -bench Look.
func BenchmarkLook(b *testing.B) {
	for _, many := range []int{2000, 20000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			clock := &dbtest.Clock{}
			n := nodetest.New(b, dbtest.SQLite(b, clock), clock)
			s := n.As(b, "supervisor@shelter")
			v, _ := person.Birth.Decode(url.Values{"sex": {"Feminine"}}, n.Now())
			for range many {
				if _, err := cases.Open(b.Context(), s, cases.New{Names: []person.Name{{Text: "Test Samanama", Kind: "official"}}, Answers: map[string]field.Values{person.Birth.Name: v}}); err != nil {
					b.Fatal(err)
				}
			}
			for _, q := range []stats.Query{{By: []string{"sex", "age_group"}}, {View: stats.Law}} {
				b.Run("view="+q.View, func(b *testing.B) {
					for b.Loop() {
						if _, err := stats.Look(b.Context(), s, q); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
