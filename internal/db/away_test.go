package db_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// A wire stands between the program and a PostgreSQL server, and can fail.
type wire struct {
	mu    sync.Mutex
	how   fault
	lines []net.Conn
}

type fault int

const (
	whole  fault = iota
	cut          // every connection is closed
	frozen       // nothing passes any more
	mute         // what the program says passes until it says COMMIT, whose answer is lost
)

func (w *wire) is() fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.how
}

func (w *wire) fail(how fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.how = how; how == cut {
		for _, c := range w.lines {
			c.Close()
		}
		w.lines = nil
	}
}

// pass copies what one side says to the other.
func (w *wire) pass(to, from net.Conn, asks bool) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 1<<16)
	for {
		n, err := from.Read(b)
		for w.is() == frozen {
			time.Sleep(time.Millisecond)
		}
		lost := w.is() == mute && asks && bytes.Contains(bytes.ToLower(b[:n]), []byte("commit"))
		if lost { // the server does it, and nobody hears of it: the answer finds a closed connection
			from.Close()
			w.mu.Lock()
			w.how = whole
			w.mu.Unlock()
		}
		if _, wrong := to.Write(b[:n]); err != nil || wrong != nil {
			return
		}
		if lost {
			io.Copy(io.Discard, to)
			return
		}
	}
}

// throughWire returns the address of a database behind a wire.
func throughWire(t *testing.T) (string, *wire) {
	t.Helper()
	u, err := url.Parse(dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	w := &wire{}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", server)
			if err != nil || w.is() == cut {
				in.Close()
				continue
			}
			w.mu.Lock()
			w.lines = append(w.lines, in, out)
			w.mu.Unlock()
			go w.pass(out, in, true)
			go w.pass(in, out, false)
		}
	}()
	u.Host = ln.Addr().String()
	return u.String(), w
}

// A server that is away, or does not answer, is waited for no longer than was
// said; that nobody knows whether something was saved is said as well; and work
// goes on once the server is there.
func TestPostgresAway(t *testing.T) {
	address, w := throughWire(t)
	const patience = 400 * time.Millisecond
	ctx := context.Background()
	d, err := db.Open(ctx, address, db.Options{Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, c := range []struct {
		name string
		how  fault
		want error
	}{{"cut", cut, db.ErrAway}, {"frozen", frozen, db.ErrAway}, {"mute", mute, db.ErrUnknown}} {
		w.fail(c.how)
		began := time.Now()
		if err := d.Write(ctx, put(c.name)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.how != mute {
			err := d.Read(ctx, func(tx *db.Tx) error {
				_, err := db.All(tx, db.Value[string], `SELECT name FROM meta`)
				return err
			})
			if !errors.Is(err, db.ErrAway) {
				t.Errorf("reading, %s: %v", c.name, err)
			}
		}
		if took := time.Since(began); took > 6*patience {
			t.Errorf("%s: it was waited for %s", c.name, took)
		}
		w.fail(whole)
		if err := mended(d, c.name+" again"); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d); n != 4 { // one of each again, and the one that nobody heard of
		t.Errorf("%d rows", n)
	}
}

// mended writes until that succeeds: a pool finds out one by one which of its
// connections are gone.
func mended(d *db.DB, name string) error {
	var err error
	for range 20 {
		if err = d.Write(context.Background(), put(name)); err == nil || errors.Is(err, db.ErrUnique) {
			return nil
		}
	}
	return err
}

// Who waits for a file that another program writes to is told that it is busy,
// and when.
func TestSQLiteBusy(t *testing.T) {
	path := t.TempDir() + "/a.db"
	opt := db.Options{Key: []byte(strings.Repeat("k", 32)), Patience: 300 * time.Millisecond}
	d, err := db.Open(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	other, err := db.Open(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	err = other.Write(context.Background(), func(tx *db.Tx) error {
		if err := put("first")(tx); err != nil {
			return err
		}
		began := time.Now()
		if err := d.Write(context.Background(), put("second")); !errors.Is(err, db.ErrAgain) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("it was waited for %s", took)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
