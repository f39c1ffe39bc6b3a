package assistance

import (
	"strings"
	"testing"

	"lindung"
)

// How the person is doing is asked when they have settled, after six months and then
// every year from the opening; a little early counts, and what was missed is gone.
func TestWellbeingDue(t *testing.T) {
	for _, c := range []struct{ opened, rated, want string }{
		{"2026-03-01", "", "2026-03-15"},
		{"2026-03-01", "2026-03-01", "2026-09-01"},
		{"2026-03-01", "2026-03-20", "2026-09-01"},
		{"2026-03-01", "2026-08-01", "2026-09-01"},
		{"2026-03-01", "2026-08-10", "2027-03-01"},
		{"2026-03-01", "2026-03-10 2026-09-02", "2027-03-01"},
		{"2026-03-01", "2026-09-02 2026-03-10", "2027-03-01"},
		{"2026-03-01", "2026-11-20", "2027-03-01"},
		{"2026-03-01", "2027-02-20", "2028-03-01"},
		{"2026-03-01", "2029-05", "2030-03-01"},
		{"2026-03-01", "2020-01-01", "2026-09-01"},
		{"2024-02-29", "2024-09-10", "2025-03-01"},
		{"2026-08-31", "2026-09-01", "2027-03-03"},
	} {
		day := func(s string) lindung.Date {
			d, err := lindung.ParseDate(s)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		var rated []lindung.Date
		for _, s := range strings.Fields(c.rated) {
			rated = append(rated, day(s))
		}
		if got := WellbeingDue(day(c.opened), rated...).String(); got != c.want {
			t.Errorf("opened %s, asked %q: %s, want %s", c.opened, c.rated, got, c.want)
		}
	}
}
