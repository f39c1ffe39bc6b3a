package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestPrivate: what the program holds in memory gets into no core dump and cannot be
// read by another program of the same user, and what it writes is for its user alone.
func TestPrivate(t *testing.T) {
	out, err := child(t, "private", nil).Output()
	if got := strings.TrimSpace(string(out)); err != nil || got != "umask 077, core 0 of 0, dumpable 0" {
		t.Errorf("%s, %v", got, err)
	}
}

// init makes the test program tell what private has set, with CHILD=private.
func init() {
	if os.Getenv("CHILD") != "private" {
		return
	}
	private()
	var core syscall.Rlimit
	_ = syscall.Getrlimit(syscall.RLIMIT_CORE, &core)
	dumpable, _, _ := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_GET_DUMPABLE, 0, 0)
	fmt.Printf("umask %03o, core %d of %d, dumpable %d\n", syscall.Umask(0), core.Cur, core.Max, dumpable)
	os.Exit(0)
}
