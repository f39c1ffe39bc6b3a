package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// Upkeep is what was done against the loss of the node: when the newest
// backup was made, and when one was last restored on trial. A moment that is zero never was.
type Upkeep struct {
	Founded time.Time // when the log began
	Backup  time.Time
	Drilled Drill // a backup
	Copied  Drill // the copy that follows the database

	BackupDays, DrillDays int // after how many days each is old
	GoneDays              int // for how many days a backup may be used
}

// A Drill is one restore on trial that found no fault: when, and of which moment what was
// restored is.
type Drill struct{ At, Of time.Time }

// What is kept of it in the table meta.
const (
	UpkeepBackup  = "upkeep_backup"
	UpkeepDrilled = "upkeep_drilled"
	UpkeepCopied  = "upkeep_copied"
)

// NoteUpkeep notes that one of it was done; a drill with of which moment it was.
func NoteUpkeep(tx *Tx, what string, d Drill) error {
	return changeMeta(tx, what, fmt.Sprintf("%d %d", db.TimeOf(d.At), db.TimeOf(d.Of)))
}

// Upkeep returns what was done, by the settings of the organisation that keeps the node. It
// is no act: it tells nothing of a case.
func (n *Node) Upkeep(ctx context.Context) (u Upkeep, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		u = Upkeep{}
		first, err := audit.First(tx)
		if err == nil && first.At != "" {
			u.Founded = first.Time()
		}
		var made Drill
		for what, d := range map[string]*Drill{UpkeepBackup: &made, UpkeepDrilled: &u.Drilled, UpkeepCopied: &u.Copied} {
			err = errors.Join(err, d.read(tx, what))
		}
		u.Backup = made.At
		for s, to := range map[Setting]*int{BackupAge: &u.BackupDays, DrillAge: &u.DrillDays, ErasedGone: &u.GoneDays} {
			n, fault := keeperSetting(tx, s)
			*to, err = n, errors.Join(err, fault)
		}
		return err
	})
	return u, err
}

func (d *Drill) read(tx *db.Tx, what string) error {
	text, err := meta(tx, what)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil
	}
	var at, of db.Time
	if err == nil {
		_, err = fmt.Sscanf(text, "%d %d", &at, &of)
	}
	d.At, d.Of = at.Time(), of.Time()
	return err
}

// BackupOld reports whether a backup is due: none was ever made, once the node is not young
// any more, or the newest is older than was set.
func (u Upkeep) BackupOld(now time.Time) bool { return u.old(u.Backup, now, u.BackupDays) }

// DrillOld reports whether a restore on trial is due, of a backup or of the copy.
func (u Upkeep) DrillOld(now time.Time) bool { return u.old(u.LastDrill(), now, u.DrillDays) }

// LastDrill returns when something was last restored on trial.
func (u Upkeep) LastDrill() time.Time { return later(u.Drilled.At, u.Copied.At) }

func (u Upkeep) old(at, now time.Time, days int) bool {
	return now.Sub(later(at, u.Founded)) > time.Duration(days)*24*time.Hour
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
