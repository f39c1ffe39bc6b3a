// Count reads what go test -json says, prints the closing line of each package
// and the output of what failed, and adds the number of tests to a file:
//
//	go test -json ./... | count bin/count
//
// It ends with 1 if anything failed, also when no test ran at all: a run in
// which nothing was tested must not look like success.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// An event is one line of go test -json.
type event struct {
	Action, Package, Test, Output, ImportPath string
}

// A count is how many tests passed, failed and were skipped.
type count struct{ passed, failed, skipped int }

// String returns the count in one plain line.
func (c count) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "-sum" {
		fmt.Println(total(os.Args[2]))
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -json PACKAGES | count FILE\n       count -sum FILE")
		os.Exit(2)
	}
	c, broken, err := read(os.Stdin, os.Stdout)
	if err == nil {
		err = add(os.Args[1], c)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
	fmt.Printf("tests: %d, failed: %d, skipped: %d\n", c.passed+c.failed, c.failed, c.skipped)
	if broken || c.failed > 0 || c.passed == 0 {
		os.Exit(1)
	}
}

// read prints what a person wants to see of r and counts its tests. A package
// that failed without a failed test (it did not build, or was killed) counts
// as one failure.
func read(r io.Reader, w io.Writer) (c count, broken bool, err error) {
	output := map[string][]string{}
	failed := map[string]bool{}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if line == "" && err != nil {
			if err == io.EOF {
				err = nil
			}
			return c, broken, err
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			fmt.Fprint(w, line) // go vet's and the linker's words are no JSON
			continue
		}
		key := e.Package + " " + e.Test
		switch {
		case e.Action == "build-output":
			fmt.Fprint(w, e.Output)
		case e.Action == "output" && e.Test == "" && closing(e.Output):
			fmt.Fprint(w, e.Output)
		case e.Action == "output":
			output[key] = append(output[key], e.Output)
		case e.Action == "pass" && e.Test != "":
			c.passed++
			delete(output, key)
		case e.Action == "skip" && e.Test != "":
			c.skipped++
			delete(output, key)
		case e.Action == "fail" && e.Test != "":
			c.failed++
			failed[e.Package] = true
			fmt.Fprint(w, strings.Join(output[key], ""))
		case e.Action == "fail":
			broken = true
			if !failed[e.Package] {
				c.failed++
			}
			fmt.Fprint(w, strings.Join(output[key], ""))
		}
	}
}

// closing reports whether an output is the line with which go test closes a package.
func closing(s string) bool {
	return strings.HasPrefix(s, "ok  ") || strings.HasPrefix(s, "FAIL\t") || strings.HasPrefix(s, "---")
}

// add appends one count to a file of counts.
func add(name string, c count) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(f, c); err != nil {
		return err
	}
	return f.Close()
}

// total sums a file of counts; a missing one counts nothing.
func total(name string) (sum count) {
	text, err := os.ReadFile(name)
	if err != nil {
		return sum
	}
	for line := range strings.Lines(string(text)) {
		var c count
		if n, _ := fmt.Sscanf(line, "%d passed, %d failed, %d skipped", &c.passed, &c.failed, &c.skipped); n == 3 {
			sum = count{sum.passed + c.passed, sum.failed + c.failed, sum.skipped + c.skipped}
		}
	}
	return sum
}
