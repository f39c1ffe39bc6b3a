package main

import (
	"path/filepath"
	"syscall"
)

// diskFree returns how many bytes are free on the disk of a file.
func diskFree(file string) (uint64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(filepath.Dir(file), &s)
	return s.Bavail * uint64(s.Bsize), err
}
