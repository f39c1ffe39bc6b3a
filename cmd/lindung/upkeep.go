package main

import (
	"context"
	"errors"
	"fmt"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
)

// upkeep is what was done so that the node can be lost.
type upkeep struct{ access.Upkeep }

// upkeepDays are the settings of the organisation that runs the node: from when on a
// backup and a drill are old, and when a backup may not be there any more.
type upkeepDays struct{ backup, drill, gone int }

// upkeep reads what was done, and the settings.
func (n *node) upkeep(ctx context.Context, s access.Session) (u upkeep, days upkeepDays, err error) {
	if u.Upkeep, err = n.Upkeep(ctx); err != nil {
		return u, days, err
	}
	looked := false
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, "setting")
		for of, to := range map[access.Setting]*int{access.BackupAge: &days.backup, access.DrillAge: &days.drill, access.ErasedGone: &days.gone} {
			if *to, err = access.KeeperSetting(tx, of); err != nil {
				return err
			}
		}
		looked = true
		return nil
	})
	if looked && errors.Is(err, audit.ErrTampered) {
		err = nil // doctor says elsewhere that nothing can be recorded
	}
	return u, days, err
}

const secondsOfDay = 24 * 60 * 60

// add says how old the newest backup and the newest restore on trial are. A node that is
// young needs neither yet.
func (u upkeep) add(f *findings, first, now db.Time, days upkeepDays) {
	said, err := aged(u.Backup, first, now, days.backup)
	if err != nil {
		err = fmt.Errorf("%w: with this machine the work of that time would be lost", err)
	}
	f.add("backup", said, err)
	last := max(u.Drilled.At, u.Copied.At)
	said, err = aged(last, first, now, days.drill)
	if err != nil {
		err = fmt.Errorf("%w: whether the node could be restored is not known (lindung drill)", err)
	}
	if last > 0 {
		said += ": " + u.drills(now)
	}
	f.add("drill", said, err)
}

// drills says how old the drill of each kind is.
func (u upkeep) drills(now db.Time) string {
	of := func(d access.Drill, what string) string {
		if d.At == 0 {
			return what + " never"
		}
		return fmt.Sprintf("%s %d days ago, as it was %d hours before", what, (now-d.At)/secondsOfDay, (d.At-d.Of)/3600)
	}
	return of(u.Drilled, "a backup") + ", " + of(u.Copied, "the copy")
}

// aged says how old the newest of something is, which may be so many days old.
func aged(at, first, now db.Time, days int) (string, error) {
	most := db.Time(days) * secondsOfDay
	switch {
	case at == 0 && now-first <= most:
		return "none yet", nil
	case at == 0:
		return "", errors.New("none was ever made")
	case now-at > most:
		return "", fmt.Errorf("the newest is %d days old", (now-at)/secondsOfDay)
	default:
		return fmt.Sprintf("the newest is %d hours old", (now-at)/3600), nil
	}
}
