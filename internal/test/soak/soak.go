// Package soak lets a test run for a time instead of a few rounds, and adds up over all
// runs what such tests did.
//
// TEST_SOAK is the time of all of them together, TEST_SOAK_FIGURES the file of the sums;
// see make soak. Without TEST_SOAK they are skipped.
package soak

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Until returns when a test ends that takes this part of the time.
func Until(t *testing.T, part float64) time.Time {
	t.Helper()
	how, err := time.ParseDuration(os.Getenv("TEST_SOAK"))
	if err != nil {
		t.Skip("TEST_SOAK is not set: run make soak")
	}
	return time.Now().Add(time.Duration(part * float64(how)))
}

// A Count is what a test did: how often it tried its fault, how much it looked at after,
// and how often what it found was wrong.
type Count struct {
	What, Where           string // the fault, and of what
	Tried, Looked, Faults int
}

// head names the columns of the file: a line is the sum of one day of one command.
var head = []string{"day", "command", "what", "where", "tried", "looked at", "faults"}

// Add adds a count to the file of the sums, and says what it holds of this fault.
func Add(t *testing.T, c Count) {
	t.Helper()
	t.Logf("%s, %s: tried %d, looked at %d, faults %d", c.What, c.Where, c.Tried, c.Looked, c.Faults)
	name := os.Getenv("TEST_SOAK_FIGURES")
	if name == "" || os.Getenv("TEST_SOAK") == "" {
		return
	}
	all, err := add(name, c, []string{time.Now().UTC().Format(time.DateOnly), command()})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s in all runs: tried %d, looked at %d, faults %d", c.What, all.Tried, all.Looked, all.Faults)
}

// command is how this run was started.
func command() string {
	if made := os.Getenv("TEST_SOAK_COMMAND"); made != "" {
		return made
	}
	of := "TEST_SOAK=" + os.Getenv("TEST_SOAK")
	for _, a := range os.Args {
		if name, run := strings.CutPrefix(a, "-test.run="); run {
			of += " -run " + name
		}
	}
	return of
}

// add adds a count to the line of this day and command, and returns the sum of its fault.
func add(name string, c Count, of []string) (sum Count, err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return sum, err
	}
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return sum, err
	}
	if len(lines) == 0 {
		lines = [][]string{head}
	}
	key := append(of, c.What, c.Where)
	at := slices.IndexFunc(lines, func(l []string) bool { return slices.Equal(l[:len(key)], key) })
	if at < 0 {
		at, lines = len(lines), append(lines, append(key, "0", "0", "0"))
	}
	for i, l := range lines[1:] {
		if l[2] != c.What {
			continue
		}
		for j, n := range []*int{&sum.Tried, &sum.Looked, &sum.Faults} {
			was, err := strconv.Atoi(l[len(key)+j])
			if err != nil {
				return sum, fmt.Errorf("%s: line %d: %w", name, i+2, err)
			}
			if i+1 == at {
				was += []int{c.Tried, c.Looked, c.Faults}[j]
				l[len(key)+j] = strconv.Itoa(was)
			}
			*n += was
		}
	}
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
		return sum, err
	}
	_, err = f.WriteAt([]byte(text.String()), 0) // sums only grow, and so does the file
	return sum, err
}
