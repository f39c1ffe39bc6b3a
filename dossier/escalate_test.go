package dossier

import (
	"testing"

	"lindung"
)

// TestEscalated: what is overdue by more days than are set is escalated, and what has no
// day, is not late, or is to come never is, whatever the clock says.
func TestEscalated(t *testing.T) {
	on := func(text string) lindung.Date {
		d, err := lindung.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		day, today string
		late       bool
		after      int
		want       bool
	}{
		{"2026-11-01", "2026-11-08", true, 7, false}, {"2026-11-01", "2026-11-09", true, 7, true},
		{"2026-11-01", "2026-11-09", false, 7, false}, {"2026-11-01", "2026-10-01", true, 7, false},
		{"2026-10", "2026-11-07", true, 7, false}, {"2026-10", "2026-11-08", true, 7, true},
		{"2026-12-31", "2027-01-02", true, 1, true},
	} {
		if got := Escalated(Due{Day: on(c.day), Late: c.late}, on(c.today), c.after); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if Escalated(Due{Late: true}, on("2026-11-24"), 1) {
		t.Error("what has no day is escalated")
	}
}
