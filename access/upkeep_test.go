package access

import (
	"testing"
	"time"
)

// A backup and a drill are old after the days that are set; a young node needs neither.
func TestUpkeepOld(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC).AddDate(0, 0, -n) }
	now := day(0)
	for _, c := range []struct {
		name          string
		u             Upkeep
		backup, drill bool
	}{
		{"new", Upkeep{Founded: day(3)}, false, false},
		{"never backed up", Upkeep{Founded: day(8)}, true, false},
		{"never tried out", Upkeep{Founded: day(80), Backup: day(1)}, false, true},
		{"all is well", Upkeep{Founded: day(80), Backup: day(7), Drilled: Drill{At: day(35)}}, false, false},
		{"long ago", Upkeep{Founded: day(80), Backup: day(7).Add(-time.Second), Drilled: Drill{At: day(36)}}, true, true},
		{"the copy was tried out", Upkeep{Founded: day(80), Backup: now, Drilled: Drill{At: day(36)}, Copied: Drill{At: day(1)}}, false, false},
	} {
		c.u.BackupDays, c.u.DrillDays = 7, 35
		if got := c.u.BackupOld(now); got != c.backup {
			t.Errorf("%s: the backup is old: %t", c.name, got)
		}
		if got := c.u.DrillOld(now); got != c.drill {
			t.Errorf("%s: the drill is old: %t", c.name, got)
		}
	}
}
