package main

import "syscall"

// undumpable forbids core dumps also where a program collects them, and reading the
// memory by other programs of the same user.
func undumpable() {
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0)
}
