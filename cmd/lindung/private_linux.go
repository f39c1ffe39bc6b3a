package main

import (
	"io"
	"os"
	"syscall"
	"unsafe"
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
	var was syscall.Termios
	if err := terminalState(f, syscall.TCGETS, &was); err != nil {
		return func() error { return nil }, nil // a device that is no terminal shows nothing
	}
	hidden := was
	hidden.Lflag &^= syscall.ECHO
	if err := terminalState(f, syscall.TCSETS, &hidden); err != nil {
		return nil, err
	}
	return func() error { return terminalState(f, syscall.TCSETS, &was) }, nil
}

// terminalState reads or sets the state of a terminal.
func terminalState(f *os.File, what uintptr, state *syscall.Termios) error {
	if _, _, fault := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), what, uintptr(unsafe.Pointer(state))); fault != 0 {
		return fault
	}
	return nil
}
