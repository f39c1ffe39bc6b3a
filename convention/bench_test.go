package convention_test

import (
	"testing"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
)

func BenchmarkStatus(b *testing.B) {
	s, err := data.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	when := convention.When{On: lindung.Date{Year: 2017, Month: 9, Day: 10}, Known: lindung.Date{Year: 2026, Month: 11, Day: 24}}
	for b.Loop() {
		if _, err := convention.StatusOf(s, "ACTIP", when); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := data.Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
