package main

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// TestFields sends a form as a browser would, without a button.
func TestFields(t *testing.T) {
	root, err := html.Parse(strings.NewReader(`<form action="/x"><input name="a" value="1"><input name="b" type="checkbox" value="2">
<input name="b" type="checkbox" value="3" checked><textarea name="c">one
two</textarea><select name="d"><option value="4"><option value="5" selected></select>
<select name="e"><option value="6"><option value="7"></select><button name="step" value="next"></button></form>`))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"a": {"1"}, "b": {"3"}, "c": {"one\ntwo"}, "d": {"5"}, "e": {"6"}}
	if got := fields(root); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestSum joins turns: rates by all the time, p50 and p99 by all the answers.
func TestSum(t *testing.T) {
	var fast, slow slice
	for range 99 {
		fast.latencies = append(fast.latencies, time.Millisecond)
	}
	fast.n, fast.took, fast.cpu = 99, time.Second, 99*time.Millisecond
	slow = slice{n: 1, took: time.Second, cpu: time.Millisecond, latencies: []time.Duration{time.Second}}
	got := sum("new", []slice{fast, slow})
	want := figure{Version: "new", Rate: 50, P50: 1, P99: 1000, CPU: 1}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestGrowth compares the most cases with the fewest on the same database.
func TestGrowth(t *testing.T) {
	run := func(database string, cases int, p50 float64) turnout {
		return turnout{Database: database, Cases: cases, Acts: []timed{{Act: "list 50", AtOnce: 2, Versions: []figure{{Version: "new", P50: p50, CPU: 2 * p50}}}}}
	}
	r := report{Runs: []turnout{run("sqlite", 200_000, 6), run("postgres", 20_000, 9), run("sqlite", 20_000, 4)}}
	var b strings.Builder
	r.growth(&b, "sqlite")
	if !strings.Contains(b.String(), "| list 50 | 2 | 1.50, 1.50 |") {
		t.Error(b.String())
	}
	b.Reset()
	if r.growth(&b, "postgres"); b.Len() > 0 {
		t.Error("one run was compared with itself")
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string][]int{"2": {2}, "2,8": {2, 8}, "": nil, "2,x": nil, "0": nil} {
		got, err := numbers(text)
		if !reflect.DeepEqual(got, want) && err == nil {
			t.Errorf("%q: got %v, %v, want %v", text, got, err, want)
		}
	}
}
