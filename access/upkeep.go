package access

import (
	"context"
	"errors"
	"fmt"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// Upkeep is what whoever runs the node has done so that it can be lost: when the newest
// backup was made, and what was last restored on trial. A moment that is zero never was.
type Upkeep struct {
	Backup  db.Time
	Drilled Drill // a backup
	Copied  Drill // the copy that follows the database
}

// A Drill is one restore on trial that found no fault: when, and of which moment what was
// restored is.
type Drill struct{ At, Of db.Time }

// What is kept of it in the table meta.
const (
	UpkeepBackup  = "upkeep_backup"
	UpkeepDrilled = "upkeep_drilled"
	UpkeepCopied  = "upkeep_copied"
)

// NoteUpkeep notes that one of it was done now; a drill with what is of the moment of.
func NoteUpkeep(tx *Tx, what string, of db.Time) error {
	return changeMeta(tx, what, fmt.Sprintf("%d %d", tx.Now, of))
}

// Upkeep returns what was done. It is no act: it tells nothing of a case.
func (n *Node) Upkeep(ctx context.Context) (u Upkeep, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		var made Drill
		for what, d := range map[string]*Drill{UpkeepBackup: &made, UpkeepDrilled: &u.Drilled, UpkeepCopied: &u.Copied} {
			text, err := meta(tx, what)
			if errors.Is(err, lindung.ErrNotFound) {
				continue
			}
			if err == nil {
				_, err = fmt.Sscanf(text, "%d %d", &d.At, &d.Of)
			}
			if err != nil {
				return err
			}
		}
		u.Backup = made.At
		return nil
	})
	return u, err
}

// Founded returns when the node's first entry of the log was made; zero if there is none.
func (n *Node) Founded(ctx context.Context) (at db.Time, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		e, err := audit.First(tx)
		if err == nil && e.At != "" {
			at = db.TimeOf(e.Time())
		}
		return err
	})
	return at, err
}
