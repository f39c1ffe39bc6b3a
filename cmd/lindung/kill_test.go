package main

import (
	"bufio"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"lindung/internal/test/soak"
)

// A process that is killed at any moment loses nothing that it acknowledged, and
// leaves nothing half done.
func TestKilled(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	eachPlace(t, func(p place) { p.killed(func(n int) bool { return n < rounds }) })
}

// TestSoakKilled is TestKilled for a part of the time that TEST_SOAK says. Each node is
// killed fifty times: it takes longer with each act that is looked for.
func TestSoakKilled(t *testing.T) {
	soak.Until(t, 0) // skips before a node is made
	eachPlace(t, func(p place) {
		end := soak.Until(p.t, 0.2)
		for time.Now().Before(end) && !p.t.Failed() {
			kills, acts := p.killed(func(n int) bool { return n < 50 && time.Now().Before(end) })
			faults := 0
			if p.t.Failed() {
				faults = 1
			}
			soak.Add(p.t, soak.Count{What: "kills", Where: p.kind(), Tried: kills, Looked: acts, Faults: faults})
			p = p.anew()
		}
	})
}

// killed makes a node and lets a child write to it until it is killed, again and again.
// After each kill what this child acknowledged opens; after each tenth, and in the end, what
// all have acknowledged, and the node is whole.
func (p place) killed(more func(round int) bool) (kills, acts int) {
	p.t.Helper()
	p.init()
	p.employ()
	var all []string
	for n := 0; more(n) && !p.t.Failed(); n++ {
		said := p.writeAndKill(1+rand.IntN(12), time.Duration(rand.IntN(20))*time.Millisecond)
		all = append(all, said...)
		if kills++; kills%10 != 0 {
			p.wantOpen(said)
		} else {
			p.wantCases(all)
		}
	}
	p.wantCases(all)
	if len(all) == 0 {
		p.t.Error("no round came as far as one act")
	}
	return kills, len(all)
}

// writeAndKill lets a child write, kills it some time after so many acts, and returns what
// it acknowledged.
func (p place) writeAndKill(acts int, after time.Duration) []string {
	p.t.Helper()
	c := child(p.t, "write", nil, p.db, p.key)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	var said []string
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // without its end the line was not said
		}
		if said = append(said, line[:len(line)-1]); len(said) == acts {
			time.AfterFunc(after, func() { c.Process.Kill() })
		}
	}
	if err := c.Wait(); err == nil {
		p.t.Error("the child ended by itself")
	}
	return said
}

// A command that is killed leaves its result whole or not at all, and can be run
// again.
func TestKilledCommands(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	p := sqlitePlace(t)
	p.fill()
	good := p.backup("good")
	for _, c := range []struct {
		name, result string
		args         []string
	}{
		{"init", "new.db", []string{"init", "--db", p.file("new.db"), "--key-file", p.file("new.key"), "--org", "x", "--country", "TH", "--sector", "ngo"}},
		{"backup", "again", p.node("backup", "--to", p.file("again"), "--recipient", p.recipient)},
		{"restore", "back.db", []string{"restore", "--from", good, "--identity", p.open, "--db", p.file("back.db"), "--key-file", p.key}},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := 0
			for n := range rounds {
				run := child(t, "run", nil, c.args...)
				if err := run.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(n) * 150 * time.Millisecond / time.Duration(rounds))
				run.Process.Kill()
				run.Wait() // says that it was killed, or that it was too late for that
				if _, err := os.Stat(p.file(c.result)); err == nil {
					whole++
					p.wantWhole(c.name)
					p.remove(c.result)
				}
				p.remove("new.key")
			}
			p.does(c.args...)
			p.wantWhole(c.name)
			if left := p.files(); strings.Contains(left, ".part") {
				t.Errorf("left behind: %s", left)
			}
			t.Logf("%d of %d came to their end before they were killed", whole, rounds)
		})
	}
	p.healthy(p.db)
}

// wantWhole checks what a command has made.
func (p place) wantWhole(name string) {
	p.t.Helper()
	switch name {
	case "init":
		p.does("org", "list", "--db", p.file("new.db"), "--key-file", p.file("new.key"))
	case "backup":
		p.does("restore", "--from", p.file("again"), "--identity", p.open, "--db", p.file("proof.db"), "--key-file", p.key)
		p.remove("proof.db")
	case "restore":
		p.healthy(p.file("back.db"))
	}
}

// remove removes a file, and what belongs to it if it is a database.
func (p place) remove(name string) {
	p.t.Helper()
	if err := removeDatabase(p.file(name)); err != nil {
		p.t.Fatal(err)
	}
}
