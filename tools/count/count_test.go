package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	const pass = `{"Action":"output","Package":"p","Test":"TestA","Output":"noise\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`
	const fail = `{"Action":"output","Package":"q","Test":"TestC","Output":"c_test.go:1: wrong\n"}
{"Action":"fail","Package":"q","Test":"TestC"}
{"Action":"fail","Package":"q"}
`
	const build = `{"ImportPath":"r","Action":"build-output","Output":"r.go:1: syntax error\n"}
{"Action":"fail","Package":"r"}
`
	for _, c := range []struct {
		name, in string
		want     count
		broken   bool
		out      string
	}{
		{"passed", pass, count{1, 0, 1}, false, "ok  \tp\t0.1s\n"},
		{"failed", pass + fail, count{1, 1, 1}, true, "c_test.go:1: wrong\n"},
		{"did not build", build, count{0, 1, 0}, true, "r.go:1: syntax error\n"},
		{"not JSON", "warning: x\n", count{}, false, "warning: x\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			got, broken, err := read(strings.NewReader(c.in), &out)
			if err != nil || got != c.want || broken != c.broken {
				t.Errorf("got %v, broken %v, %v; want %v, broken %v", got, broken, err, c.want, c.broken)
			}
			if !strings.Contains(out.String(), c.out) || strings.Contains(out.String(), "noise") {
				t.Errorf("printed %q, want %q in it and no noise", out.String(), c.out)
			}
		})
	}
}

func TestTotal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "count")
	if got := total(name); got != (count{}) {
		t.Errorf("a missing file counts %v", got)
	}
	for range 2 {
		if err := add(name, count{3, 1, 2}); err != nil {
			t.Fatal(err)
		}
	}
	if got := total(name).String(); got != "6 passed, 2 failed, 4 skipped" {
		t.Errorf("got %q", got)
	}
}
