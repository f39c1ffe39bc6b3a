package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lindung/internal/db"
)

// watching runs a witness in a folder until the test stops it.
func (p place) watching(dir string, args ...string) (url, key string, stop func()) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		ended <- run(ctx, append([]string{"witness", "--json", "--dir", dir, "--addr", "127.0.0.1:0"}, args...), streams{strings.NewReader(""), in, &errs})
		in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cancel()
		<-ended
		p.t.Fatalf("the witness did not start: %s", errs.String())
	}
	var v struct {
		URL       string `json:"url"`
		PublicKey string `json:"public_key"`
	}
	p.read(line, &v)
	return v.URL, v.PublicKey, func() { cancel(); <-ended }
}

// told opens the node, tells the witness once, and returns what it said.
func (p place) told(url, key string) (w witnessed) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key, Witness: url, WitnessKey: key}}
	n, err := c.openNode(p.t.Context(), db.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer n.Close()
	teller, err := c.newTeller(n, slog.New(slog.DiscardHandler))
	if err != nil {
		p.t.Fatal(err)
	}
	teller.tell(p.t.Context())
	return teller.state()
}

// A witness on another machine follows a node, and finds what the node itself
// cannot: a database and a file beside the key that were both put back.
func TestWitness(t *testing.T) {
	eachPlace(t, func(p place) {
		f := p.init()
		dir := p.file("witness")
		url, key, stop := p.watching(dir, "--key", f.PublicKey)
		early, memory := p.log(), p.key+".head"
		file, err := os.ReadFile(memory)
		if err != nil {
			t.Fatal(err)
		}
		if w := p.told(url, key); w.Fault != "" || w.Head.Size != early.size {
			t.Fatalf("%+v", w)
		}
		for range 3 {
			p.does(p.node("org", "list")...)
			if w := p.told(url, key); w.Fault != "" || w.Head.Size != p.log().size {
				t.Fatalf("%+v, the log has %d", w, p.log().size)
			}
		}
		p.healthy(p.db)
		heads, err := filepath.Glob(filepath.Join(dir, "*.head"))
		if err != nil || len(heads) != 1 {
			t.Fatal(heads, err)
		}
		verify := []string{"audit", "verify", "--witness", heads[0], "--witness-key", key}
		if out := p.does(p.node(verify...)...); !strings.Contains(out, "what the witness saw") {
			t.Error(out)
		}
		p.does(p.node("audit", "export", "--out", p.file("log.txt"))...)
		p.does(append(verify, "--file", p.file("log.txt"), "--key", f.PublicKey)...)
		p.told(url, key)
		stop()

		if w := p.told(url, key); w.Fault != "" {
			t.Errorf("nothing new is told, and yet %q", w.Fault)
		}
		p.does(p.node("org", "list")...)
		if w := p.told(url, key); w.Fault != witnessAway {
			t.Errorf("the witness is away: %+v", w)
		}
		p.wantFault("witness", "does not answer")

		url, again, stop := p.watching(dir)
		defer stop()
		if again != key {
			t.Error("a witness that starts again has another key")
		}
		if w := p.told(url, key); w.Fault != "" || w.Head.Size != p.log().size {
			t.Errorf("%+v", w)
		}
		p.putBack(early)
		if err := os.WriteFile(memory, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if w := p.told(url, key); w.Fault != witnessAhead || w.Seen <= early.size {
			t.Errorf("a node that was put back: %+v", w)
		}
		p.wantFault("witness", "older log")
		p.fails("does not verify", p.node(verify...)...)
	})
}

// A node that has forgotten what the witness saw finds it again, and a witness
// cosigns no log that it was not told of.
func TestWitnessForgotten(t *testing.T) {
	p := sqlitePlace(t)
	f := p.init()
	url, key, stop := p.watching(p.file("other witness"))
	if w := p.told(url, key); w.Fault != witnessRefuses {
		t.Errorf("%+v", w)
	}
	stop()
	url, key, stop = p.watching(p.file("other witness"), "--key", f.PublicKey)
	defer stop()
	p.does(p.node("org", "list")...)
	if w := p.told(url, key); w.Fault != "" {
		t.Errorf("%+v", w)
	}
	if err := os.Remove(p.key + ".head"); err != nil {
		t.Fatal(err)
	}
	p.does(p.node("org", "list")...)
	if w := p.told(url, key); w.Fault != "" || w.Head.Size != p.log().size {
		t.Errorf("%+v", w)
	}
}

// Serve tells the witness by itself, and serves as well when it is away.
func TestServeTellsWitness(t *testing.T) {
	p := sqlitePlace(t)
	f := p.init()
	url, key, stop := p.watching(p.file("w"), "--key", f.PublicKey)
	_, end := p.serving("--witness", url, "--witness-key", key)
	told := func() bool {
		heads, err := filepath.Glob(p.file("w/*.head"))
		return err == nil && len(heads) == 1
	}
	for range 200 {
		if told() {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !told() {
		t.Error("the witness was not told")
	}
	end()
	stop()
	_, end = p.serving("--witness", url, "--witness-key", key)
	end()
	for _, wrong := range [][]string{{"--witness", "nowhere", "--witness-key", key}, {"--witness", url, "--witness-key", "nothing"}, {"--witness", url}} {
		if code, _, errs := typed(t, p.node(append([]string{"serve", "--addr", "127.0.0.1:0"}, wrong...)...)...); code != 2 {
			t.Errorf("%q ended with %d: %s", wrong, code, errs)
		}
	}
}
