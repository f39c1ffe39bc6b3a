package main

import "syscall"

// private keeps what the program makes for its own user, and its memory, which holds
// the root key, out of a core dump and away from other programs of that user. Where the
// machine refuses one of these, the program works all the same.
func private() {
	syscall.Umask(0o077)
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	undumpable()
}
