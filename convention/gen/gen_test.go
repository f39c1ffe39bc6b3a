package main

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lindung/convention"
)

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func TestScanFindsEveryOwner(t *testing.T) {
	got, err := scan(files(
		"a/a.go", `// Package a is an example.
package a

// Notify tells the sending state. It waits for nothing.
//
// Source: ACTIP 14.3; ACTIP 14.9
func Notify() {}

// Clocks run on states.
type Clock struct {
	// Source: ACTIP 15.1
	Until int
}

// Stop stops the clock.
//
// Source: HTCDS
func (c *Clock) Stop() {
	// Source: ACTIP 14
	c.Until = 0
}

var (
	// Housing is a need.
	//
	// Source: ACTIP 14.10
	Housing = "housing"
)
`,
		"a/a_test.go", "package a\n\n// Source: ACTIP 99\n",
		"a/testdata/x.go", "package x\n\n// Source: ACTIP 99\n",
		"policy/case.cedar", "// Source: ACTIP 14.6\npermit (principal, action, resource);\n",
		"db/0001_a.sql", "-- Source: ACTIP 25\nCREATE TABLE a (b TEXT);\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	want := []convention.Citation{
		{Ref: "ACTIP 14", File: "a/a.go", Name: "Clock.Stop", Says: "Stop stops the clock."},
		{Ref: "ACTIP 14.10", File: "a/a.go", Name: "Housing", Says: "Housing is a need."},
		{Ref: "ACTIP 14.3", File: "a/a.go", Name: "Notify", Says: "Notify tells the sending state."},
		{Ref: "ACTIP 14.6", File: "policy/case.cedar"},
		{Ref: "ACTIP 14.9", File: "a/a.go", Name: "Notify", Says: "Notify tells the sending state."},
		{Ref: "ACTIP 15.1", File: "a/a.go", Name: "Clock", Says: "Clocks run on states."},
		{Ref: "ACTIP 25", File: "db/0001_a.sql"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestScanRefusesAnArticleThatIsNotThere(t *testing.T) {
	for _, name := range []string{"a/a.go", "a/a.sql"} {
		text := "package a\n\n// F does.\n//\n// Source: ACTIP 41.3\nfunc F() {}\n"
		_, err := scan(files(name, text))
		if err == nil || !strings.Contains(err.Error(), name+":5") || !strings.Contains(err.Error(), "ACTIP 41.3") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestGapsOfALanguage(t *testing.T) {
	var b strings.Builder
	if err := printGaps(&b, "tet"); err != nil || !strings.Contains(b.String(), `"id": "paragraph/ACTIP-14.3/summary"`) {
		t.Errorf("%v\n%.300s", err, b.String())
	}
	if err := printGaps(&b, "xx"); err == nil {
		t.Error("a language that the program does not have")
	}
}

func TestWrittenFileIsGo(t *testing.T) {
	got, err := write([]convention.Citation{{Ref: "ACTIP 14.3", File: "a/a.go", Name: "Notify", Says: `It says "no".`}})
	if err != nil || !strings.Contains(string(got), `"It says \"no\"."`) {
		t.Errorf("got %s, %v", got, err)
	}
}
