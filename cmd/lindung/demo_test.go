package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"lindung"
)

// The demo says when it is ready, answers, and leaves nothing behind.
func TestDemo(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	var errs strings.Builder
	ended := make(chan int, 1)
	began := time.Now()
	go func() {
		ended <- run(ctx, []string{"demo", "--json", "--addr", "127.0.0.1:0"}, streams{strings.NewReader(""), in, &errs})
		in.Close()
	}()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err, errs.String())
	}
	var ready demoReady
	if err := json.Unmarshal(line, &ready); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(ready.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	t.Log("first page after", time.Since(began))
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the first page is %s", answer.Status)
	}
	if ready.Person == nil || ready.Link == nil || ready.Report == nil {
		t.Fatalf("codes of people outside: %v, %v, %v", ready.Person, ready.Link, ready.Report)
	}
	for _, at := range []string{ready.Person.URL, ready.Link.URL, ready.Report.URL} {
		answer, err := http.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s is %s", at, answer.Status)
		}
	}
	has := map[lindung.Role]bool{}
	orgs, countries := map[string]bool{}, map[lindung.Country]bool{}
	for _, a := range ready.Actors {
		has[a.Role], orgs[a.Org], countries[a.Country] = true, true, true
		if a.Name == "" || a.Password == "" || a.Secret == "" || a.Sector == "" {
			t.Errorf("%s cannot sign in", a.Name)
		}
	}
	if len(has) != len(lindung.Roles) || len(orgs) != 14 || len(countries) != 3 {
		t.Errorf("%d roles in %d organisations in %d countries", len(has), len(orgs), len(countries))
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("ended with %d: %s", code, errs.String())
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// A demo shows its passwords to whoever opens it.
func TestDemoStaysOnThisMachine(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.org:80", "nonsense"} {
		if code, _, errs := typed(t, "demo", "--addr", addr); code != 1 || !strings.Contains(errs, "127.0.0.1") {
			t.Errorf("%s: %d %s", addr, code, errs)
		}
	}
}
