package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lindung"
	"lindung/internal/backup"
	"lindung/internal/db"
)

// A carrier is whatever holds a case after its key was destroyed in the database: a
// backup, a copy, a WAL that was kept. Once the horizon of erasure is over none may be
// there. The program removes its own; of the others it says which it knows of.

// madeBackup is what is remembered of a backup.
type madeBackup struct {
	File string `json:"file"`
	Last string `json:"last"` // the last day on which it may be used
}

// mostBackups is how many backups are remembered: the newest ones.
const mostBackups = 1000

// keepBackup remembers a backup that was made here.
func (m memory) keepBackup(file string, last lindung.Date) error {
	if m.path == "" {
		return nil
	}
	whole, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	return m.change(false, func(_ *memories, r *remembered) bool {
		r.Backups = slices.DeleteFunc(r.Backups, func(b madeBackup) bool { return b.File == whole })
		r.Backups = append(r.Backups, madeBackup{whole, last.String()})
		r.Backups = r.Backups[max(0, len(r.Backups)-mostBackups):]
		return true
	})
}

// outlived returns the carriers that are there although the horizon is over, today.
func (c *call) outlived(known remembered, days int, now db.Time) (all []string) {
	today := lindung.DateOf(now.Time()).String()
	for _, b := range known.Backups {
		if _, err := os.Lstat(b.File); err == nil && b.Last < today {
			all = append(all, fmt.Sprintf("the backup %s, last usable on %s", b.File, b.Last))
		}
	}
	old := now.Time().AddDate(0, 0, -days)
	if known.Copied != nil {
		if at, err := backup.OldestOf(known.Copied.To); err == nil && !at.IsZero() && at.Before(old) {
			all = append(all, fmt.Sprintf("the copy in %s, with files of %s", known.Copied.To, at.UTC().Format("2006-01-02")))
		}
	}
	if db.IsPostgres(c.DB) {
		return all
	}
	for _, k := range db.KeptWALs(c.DB) {
		if info, err := os.Lstat(k.File); err == nil && info.ModTime().Before(old) {
			all = append(all, fmt.Sprintf("the kept WAL %s", k.File))
		}
	}
	return all
}

// lookAtCarriers names what must be destroyed, because an erased case could be opened from it.
func (c *call) lookAtCarriers(n *node, days int, f *findings) {
	known, err := n.memory.known()
	if err != nil {
		return // said with the memory
	}
	all := c.outlived(known, days, db.TimeOf(n.MachineTime()))
	said := fmt.Sprintf("none that this machine knows of is older than %d days", days)
	if len(all) > 0 {
		err = errors.New("destroy these, with all their copies; a case that was erased can be opened from them: " + strings.Join(all, "; "))
	}
	f.add("carriers", said, err)
}
