package main

import (
	"errors"
	"fmt"

	"lindung/access"
	"lindung/internal/db"
)

// lookAtUpkeep says how old the newest backup and the newest restore on trial are.
func lookAtUpkeep(u access.Upkeep, now db.Time, f *findings) {
	said, err := aged(u.Backup, now), error(nil)
	if u.BackupOld(now) {
		err = errors.New(said + ": with this machine the work since then would be lost")
	}
	f.add("backup", said, err)
	said, err = "a backup: "+aged(u.Drilled.At, now)+"; the copy: "+aged(u.Copied.At, now), nil
	if u.DrillOld(now) {
		err = errors.New(said + ": whether the node could be restored is not known (lindung drill)")
	}
	f.add("drill", said, err)
}

// aged says how long ago something was done for the last time.
func aged(at, now db.Time) string {
	const hour = 60 * 60
	switch ago := now - at; {
	case at == 0:
		return "never yet"
	case ago < 48*hour:
		return fmt.Sprintf("%d hours ago", ago/hour)
	default:
		return fmt.Sprintf("%d days ago", ago/(24*hour))
	}
}
