package cases_test

import (
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
)

// When a case falls due follows from what it is and when something last happened in it.
func TestDueAfter(t *testing.T) {
	at := func(y int, m time.Month, d int) db.Time { return db.TimeOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }
	last, grown, forever := at(2026, 3, 10), at(2031, 6, 1), at(9999, 12, 31)
	for name, c := range map[string]struct {
		of     cases.Kept
		class  access.Setting
		months int
		due    db.Time
	}{
		"closed":                     {cases.Kept{Last: last}, access.KeepClosed, 24, at(2028, 3, 10)},
		"no time is set":             {cases.Kept{Last: last}, access.KeepClosed, 0, 0},
		"a child":                    {cases.Kept{Last: last, Until: grown}, access.KeepChild, 12, at(2032, 6, 1)},
		"a child who is grown":       {cases.Kept{Last: last, Until: at(2025, 1, 1)}, access.KeepChild, 12, at(2027, 3, 10)},
		"may be a child, no day":     {cases.Kept{Last: last, Until: forever}, access.KeepChild, 12, 0},
		"opened in error":            {cases.Kept{Last: last, Mistaken: true}, access.KeepMistaken, 1, at(2026, 4, 10)},
		"a child's, opened in error": {cases.Kept{Last: last, Mistaken: true, Until: forever}, access.KeepMistaken, 1, at(2026, 4, 10)},
		"counted":                    {cases.Kept{Last: last, Refused: true}, access.KeepCounted, 6, at(2026, 9, 10)},
	} {
		if class := c.of.Class(); class != c.class {
			t.Errorf("%s: %s", name, class.Key)
		}
		if due := c.of.DueAfter(c.months); due != c.due {
			t.Errorf("%s: due %s, not %s", name, due.Time(), c.due.Time())
		}
	}
}
