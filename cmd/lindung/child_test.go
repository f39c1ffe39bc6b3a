package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/person"
	"lindung/staff"
)

// TestMain lets the test program be the children that tests kill or starve:
// with CHILD=run it is lindung itself, with CHILD=write it writes to a node until
// it is killed.
func TestMain(m *testing.M) {
	syscall.Umask(0o077) // as main does
	switch os.Getenv("CHILD") {
	case "run":
		limit()
		private() // as main does
		os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
	case "write":
		limit()
		if err := write(context.Background(), os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// limit keeps the child's files below CHILD_BYTES, as a quota would.
func limit() {
	var n uint64
	if _, err := fmt.Sscan(os.Getenv("CHILD_BYTES"), &n); err != nil {
		return
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

// child is a command that runs the test program as a child.
func child(t *testing.T, kind string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(append(os.Environ(), "CHILD="+kind), env...)
	return c
}

// writers is how many write at the same time, so that acts share commits.
const writers = 4

// write opens cases on a node, as its caseworker, and prints the identifier of
// each once it was acknowledged. It ends with the first error.
func write(ctx context.Context, address, keyFile string) error {
	c := &call{config: config{DB: address, KeyFile: keyFile}}
	return c.onNode(ctx, func(n *node, s access.Session) error {
		worker, err := caseworker(ctx, n, s)
		if err != nil {
			return err
		}
		c.CopyTo = os.Getenv("CHILD_COPY")
		copies, err := c.newCopier(n, slog.New(slog.NewTextHandler(os.Stderr, nil)))
		if err != nil {
			return err
		}
		go func() {
			for copies != nil {
				if err := copies.Step(ctx); err != nil {
					fmt.Fprintln(os.Stderr, err)
				}
				time.Sleep(50 * time.Millisecond)
			}
		}()
		out := bufio.NewWriter(os.Stdout)
		var mu sync.Mutex
		say := func(id lindung.CaseID) error {
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintln(out, id)
			return out.Flush()
		}
		faults := make(chan error, writers)
		for i := range writers {
			go func() {
				for {
					name := fmt.Sprintf("Dara Contoh %d", i)
					made, err := cases.Open(ctx, worker, cases.New{Names: []person.Name{{Text: name, Kind: person.NameKinds[0]}}})
					if err == nil {
						err = say(made.ID)
					}
					if err != nil {
						faults <- err
						return
					}
				}
			}()
		}
		return <-faults
	})
}

// employ adds a caseworker to the node's organisation, who can work at once.
func (p place) employ() {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		_, err := staff.Invite(p.t.Context(), s, staff.NewActor{
			Org: s.Actor().Org, Login: "dara", Name: "Dara Contoh", Roles: []lindung.Role{lindung.Caseworker}, Lang: "en",
			Hash: "none", Secret: staff.NewSecret(),
		})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// caseworker returns the session of whom employ has added.
func caseworker(ctx context.Context, n *node, s access.Session) (access.Session, error) {
	all, err := staff.Roster(ctx, s)
	if err != nil {
		return s, err
	}
	for _, a := range all {
		if slices.Contains(a.Roles, lindung.Caseworker) {
			return access.SessionAs(ctx, n.Node, a.ID)
		}
	}
	return s, lindung.ErrNotFound
}

// wantCases checks that every case that was acknowledged is there and opens, and
// that the log verifies and knows of exactly the cases there are.
func (p place) wantCases(acknowledged []string) {
	p.t.Helper()
	p.wantOpen(acknowledged)
	code, out, _ := typed(p.t, p.node("doctor", "--json")...)
	var f findings
	p.read(out, &f)
	for _, look := range f.Checks {
		// The tests' server is not durable, and some of their disks are small.
		if !look.OK && look.Check != "settings" && look.Check != "disk" {
			p.t.Errorf("doctor ended with %d: %s: %s", code, look.Check, look.Detail)
		}
	}
	log := p.does(p.node("audit", "export")...)
	if opened := strings.Count(log, `"act":"case.open"`); opened < len(acknowledged) {
		p.t.Errorf("%d cases were acknowledged, the log has %d", len(acknowledged), opened)
	}
}

// wantOpen checks that every case that was acknowledged is there and opens.
func (p place) wantOpen(acknowledged []string) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(p.t.Context(), n, s)
		if err != nil {
			return err
		}
		for _, id := range acknowledged {
			if _, err := cases.Read(p.t.Context(), worker, lindung.CaseID(id)); err != nil {
				return fmt.Errorf("acknowledged and lost: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		p.t.Error(err)
	}
}
