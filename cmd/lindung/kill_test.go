package main

import (
	"bufio"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// A process that is killed at any moment loses nothing that it acknowledged, and
// leaves nothing half done.
func TestKilled(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	killed(t, func(n int) bool { return n < rounds })
}

// TestSoakKilled is TestKilled for as long as TEST_SOAK says; see make soak.
func TestSoakKilled(t *testing.T) {
	how, err := time.ParseDuration(os.Getenv("TEST_SOAK"))
	if err != nil {
		t.Skip("TEST_SOAK is not set: run make soak")
	}
	killed(t, func() func(int) bool {
		var end time.Time
		return func(n int) bool {
			if n == 0 {
				end = time.Now().Add(how / 2) // for each of two databases
			}
			return time.Now().Before(end)
		}
	}())
}

func killed(t *testing.T, more func(round int) bool) {
	eachPlace(t, func(p place) {
		p.init()
		p.employ()
		var acknowledged []string
		kills := 0
		for ; more(kills); kills++ {
			acknowledged = append(acknowledged, p.writeAndKill(time.Duration(rand.IntN(150))*time.Millisecond)...)
			p.wantCases(acknowledged)
			if t.Failed() {
				return
			}
		}
		if len(acknowledged) == 0 {
			t.Error("no round came as far as one act")
		}
		t.Logf("%d acts were acknowledged before %d kills", len(acknowledged), kills)
	})
}

// writeAndKill lets a child write, kills it after some time from its first act
// on, and returns what it acknowledged.
func (p place) writeAndKill(after time.Duration) []string {
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
		if said = append(said, line[:len(line)-1]); len(said) == 1 {
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
