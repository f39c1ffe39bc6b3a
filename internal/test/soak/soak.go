// Package soak lets a test run for a time instead of a few rounds, and adds up over all
// runs what such tests did.
//
// TEST_SOAK is the time of all of them together, TEST_SOAK_FIGURES the file of the sums;
// see make soak. Without TEST_SOAK they are skipped.
package soak

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

// Before returns what earlier runs have added up of a fault.
func Before(t *testing.T, what string) Count {
	t.Helper()
	name := os.Getenv("TEST_SOAK_FIGURES")
	if name == "" {
		return Count{}
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Count{}
	}
	var sum Count
	if err == nil {
		defer f.Close()
		sum, err = sumOf(f, what)
	}
	if err != nil {
		t.Fatal(err)
	}
	return sum
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
	lines, err := linesOf(f)
	if err != nil {
		return sum, err
	}
	key := append(of, c.What, c.Where)
	at := slices.IndexFunc(lines, func(l []string) bool { return slices.Equal(l[:len(key)], key) })
	if at < 0 {
		at, lines = len(lines), append(lines, append(key, "0", "0", "0"))
	}
	numbers := lines[at][len(key):]
	for j, n := range []int{c.Tried, c.Looked, c.Faults} {
		was, err := strconv.Atoi(numbers[j])
		if err != nil {
			return sum, fmt.Errorf("%s: line %d: %w", name, at+1, err)
		}
		numbers[j] = strconv.Itoa(was + n)
	}
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
		return sum, err
	}
	// Sums only grow, and so does the file.
	if _, err := f.WriteAt([]byte(text.String()), 0); err != nil {
		return sum, err
	}
	return sumOf(strings.NewReader(text.String()), c.What)
}

// linesOf reads the file of the sums, which begins with its head.
func linesOf(r io.Reader) ([][]string, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if len(lines) == 0 {
		lines = [][]string{head}
	}
	return lines, err
}

// sumOf adds up the lines of a fault.
func sumOf(r io.Reader, what string) (sum Count, err error) {
	lines, err := linesOf(r)
	if err != nil {
		return sum, err
	}
	for i, l := range lines[1:] {
		if l[2] != what {
			continue
		}
		for j, n := range []*int{&sum.Tried, &sum.Looked, &sum.Faults} {
			was, err := strconv.Atoi(l[4+j])
			if err != nil {
				return sum, fmt.Errorf("line %d: %w", i+2, err)
			}
			*n += was
		}
	}
	return sum, nil
}
