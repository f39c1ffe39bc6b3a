package main

import (
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// undumpable forbids core dumps also where a program collects them, and reading the
// memory by other programs of the same user.
func undumpable() {
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0)
}

// hideTyping keeps the terminal r from showing what is typed, until show.
func hideTyping(r io.Reader) (show func() error, err error) {
	f, ok := r.(*os.File)
	if !ok {
		return func() error { return nil }, nil
	}
	at := int(f.Fd())
	was, err := unix.IoctlGetTermios(at, unix.TCGETS)
	if err != nil {
		return func() error { return nil }, nil // a device that is no terminal shows nothing
	}
	hidden := *was
	hidden.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(at, unix.TCSETS, &hidden); err != nil {
		return nil, err
	}
	return func() error { return unix.IoctlSetTermios(at, unix.TCSETS, was) }, nil
}
