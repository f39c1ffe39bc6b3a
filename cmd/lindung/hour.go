package main

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"syscall"
)

// An hour is what the work of each hour has done and found, for whoever watches the machine:
// moments in seconds since 1970, 0 for never.
type hour struct{ swept, backup atomic.Int64 }

// lookForBackup looks when the newest backup was made.
func (n *node) lookForBackup(ctx context.Context) error {
	u, err := n.Upkeep(ctx)
	if err == nil && !u.Backup.IsZero() {
		n.hour.backup.Store(u.Backup.Unix())
	}
	return err
}

// diskFree returns how many bytes are free on the disk of a file.
func diskFree(file string) (uint64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(filepath.Dir(file), &s)
	return s.Bavail * uint64(s.Bsize), err
}
