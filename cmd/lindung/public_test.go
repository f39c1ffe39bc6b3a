package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The public site answers, reads a snapshot that changes, and keeps the last
// good one.
func TestPublic(t *testing.T) {
	dir := t.TempDir()
	writeConflicts(t, dir, "question one")
	url, stop := startPublic(t, "--snapshot", dir)
	defer stop()
	has(t, url+"en/conflicts", "question one")
	writeConflicts(t, dir, "question two")
	has(t, url+"en/conflicts", "question two")
	broken(t, dir)
	time.Sleep(watchTime + watchTime/2)
	has(t, url+"en/conflicts", "question two")
}

// startPublic serves the public site, and returns its address and what stops it.
func startPublic(t *testing.T, args ...string) (url string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"public", "--json", "--addr", "127.0.0.1:0"}, args...), streams{strings.NewReader(""), in, io.Discard})
	}()
	var v struct{ URL string }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v.URL, func() {
		cancel()
		if code := <-ended; code != 0 {
			t.Errorf("ended with %d", code)
		}
	}
}

// has waits until a page holds a text.
func has(t *testing.T, url, want string) {
	t.Helper()
	for range 100 {
		r, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err == nil && strings.Contains(string(body), want) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%s never held %q", url, want)
}
