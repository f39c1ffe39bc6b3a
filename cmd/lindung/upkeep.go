package main

import (
	"errors"
	"fmt"
	"time"

	"lindung/access"
)

// lookAtUpkeep says how old the newest backup and the newest restore on trial are.
func lookAtUpkeep(u access.Upkeep, now time.Time, f *findings) {
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
func aged(at, now time.Time) string {
	switch ago := now.Sub(at); {
	case at.IsZero():
		return "never yet"
	case ago < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", ago/time.Hour)
	default:
		return fmt.Sprintf("%d days ago", ago/(24*time.Hour))
	}
}
