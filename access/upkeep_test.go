package access

import (
	"testing"

	"lindung/internal/db"
)

// A backup and a drill are old after the days that are set; a young node needs neither.
func TestUpkeepOld(t *testing.T) {
	now := db.Time(100 * day)
	for _, c := range []struct {
		name          string
		u             Upkeep
		backup, drill bool
	}{
		{"new", Upkeep{Founded: now - 3*day}, false, false},
		{"never backed up", Upkeep{Founded: now - 8*day}, true, false},
		{"never tried out", Upkeep{Founded: now - 80*day, Backup: now - day}, false, true},
		{"all is well", Upkeep{Founded: now - 80*day, Backup: now - 7*day, Drilled: Drill{At: now - 35*day}}, false, false},
		{"long ago", Upkeep{Founded: now - 80*day, Backup: now - 7*day - 1, Drilled: Drill{At: now - 36*day}}, true, true},
		{"the copy was tried out", Upkeep{Founded: now - 80*day, Backup: now, Drilled: Drill{At: now - 36*day}, Copied: Drill{At: now - day}}, false, false},
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
