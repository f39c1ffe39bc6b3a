package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// unhardened is how a child says that the machine knows no such rule.
const unhardened = 7

// TestHardened: the unit of the Debian package forbids memory that can be written and run.
// The database, its cipher and the keys work all the same.
func TestHardened(t *testing.T) {
	p := sqlitePlace(t)
	for _, args := range [][]string{
		p.node("init", "--org", "Example Shelter", "--country", "TH", "--sector", "shelter"),
		p.node("doctor"),
	} {
		c := child(t, "hardened", nil, args...)
		out, err := c.CombinedOutput()
		if c.ProcessState.ExitCode() == unhardened {
			t.Skip("this kernel cannot forbid it")
		}
		if err != nil {
			t.Errorf("%s: %v: %s", args[0], err, out)
		}
	}
}

// init makes the test program lindung, without such memory, with CHILD=hardened.
func init() {
	if os.Getenv("CHILD") != "hardened" {
		return
	}
	if err := unix.Prctl(unix.PR_SET_MDWE, unix.PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0); err != nil {
		os.Exit(unhardened)
	}
	_, err := unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_WRITE|unix.PROT_EXEC, unix.MAP_ANON|unix.MAP_PRIVATE)
	if !errors.Is(err, unix.EACCES) {
		fmt.Fprintln(os.Stderr, "memory that can be written and run was given:", err)
		os.Exit(1)
	}
	private() // as main does
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}
