package main

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"lindung/audit"
	"lindung/internal/db"
)

// An hour is what the work of each hour has done and found, for whoever watches the machine:
// moments in seconds since 1970, 0 for never.
type hour struct {
	swept, backup atomic.Int64
	next          int64 // the entry of the log from which on it has not looked for backups
}

// lookForBackup looks in what is new of the log for a backup that was made.
func (h *hour) lookForBackup(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		var t times
		next, err := audit.From(tx, h.next, time.Time{}, func(entries []audit.Entry) {
			for _, e := range entries {
				t.hear(e)
			}
		})
		if err != nil {
			return err
		}
		h.next = next
		if !t.backup.IsZero() {
			h.backup.Store(t.backup.Unix())
		}
		return nil
	})
}

// diskFree returns how many bytes are free on the disk of a file.
func diskFree(file string) (uint64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(filepath.Dir(file), &s)
	return s.Bavail * uint64(s.Bsize), err
}
