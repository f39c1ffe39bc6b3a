package convention

import "testing"

func BenchmarkStatus(b *testing.B) {
	s, err := Embedded()
	if err != nil {
		b.Fatal(err)
	}
	on, known := addDays(s.instruments[0].Start, 200), addDays(s.instruments[0].Checked, 1)
	for b.Loop() {
		if _, err := StatusOf(s, "ACTIP", on, known); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
