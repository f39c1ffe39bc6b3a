package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"lindung/audit"
	"lindung/internal/db"
)

// logOf is what the tables of the log hold, to be put back later.
type logOf struct {
	size int64
	edge []byte
	note string
}

// behind runs work on the tables as someone would who has the database and no
// program.
func (p place) behind(work func(*db.Tx) error) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	ring, err := c.ring()
	if err != nil {
		p.t.Fatal(err)
	}
	d, err := db.Open(p.t.Context(), p.db, db.Options{Key: db.FileKey(p.db, ring.Files())})
	if err != nil {
		p.t.Fatal(err)
	}
	defer d.Close()
	if err := d.Write(context.Background(), work); err != nil {
		p.t.Fatal(err)
	}
}

func (p place) log() (l logOf) {
	p.t.Helper()
	p.behind(func(tx *db.Tx) (err error) {
		l, err = db.One(tx, func(l *logOf) []any { return []any{&l.size, &l.edge, &l.note} }, `SELECT size, edge, note FROM log_head`)
		return err
	})
	return l
}

// putBack puts the log of an earlier time in place, as a copy of the database would.
func (p place) putBack(l logOf) {
	p.t.Helper()
	p.behind(func(tx *db.Tx) error {
		if _, err := db.Exec(tx, `DELETE FROM log_entries WHERE n >= ?`, l.size); err != nil {
			return err
		}
		_, err := db.Exec(tx, `UPDATE log_head SET size = ?, edge = ?, note = ?`, l.size, l.edge, l.note)
		return err
	})
}

// putHead puts a head in place and leaves the entries.
func putHead(l logOf) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := db.Exec(tx, `UPDATE log_head SET size = ?, edge = ?, note = ?`, l.size, l.edge, l.note)
		return err
	}
}

// An older log in the place of the newer is not written to, by no command, until
// someone says that it is meant; what they say is in the log.
func TestOlderLog(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		early := p.log()
		p.does(p.node("org", "add", "--org", "Yayasan Contoh", "--country", "ID", "--sector", "ngo")...)
		p.putBack(early)
		for _, args := range [][]string{
			p.node("serve", "--addr", "127.0.0.1:0"), p.node("org", "list"), p.node("audit", "export"),
			p.node("backup", "--to", p.file("x"), "--recipient", plainRecipient),
		} {
			p.fails("--accept-older", args...)
		}
		p.wantFault("log", "older copy")
		if now := p.log(); now.size != early.size || now.note != early.note {
			t.Errorf("%d entries, then %d", early.size, now.size)
		}
		code, _, errs := typed(t, p.node("serve", "--addr", "127.0.0.1:0", "--accept-older", "Dara said so")...)
		if code != 2 || !strings.Contains(errs, "replica") {
			t.Errorf("any words are a reason: %d %s", code, errs)
		}
		_, stop := p.serving("--accept-older", "replica")
		stop()
		if log := p.does(p.node("audit", "export")...); !strings.Contains(log, `"filter":"accept_older replica"`) {
			t.Error("the log does not say that an older one was accepted")
		}
		// The rows are newer than this log, which doctor says; the log itself is in order.
		if _, out, _ := typed(t, p.node("doctor")...); strings.Contains(out, "FAULT  log ") || strings.Contains(out, "FAULT  writing") {
			t.Error(out)
		}
		_, stop = p.serving()
		stop()
	})
}

// The time of a program that starts on a clock that is behind goes on from the newest act,
// however often it is started, and also when only the file beside the key tells of it. Who
// runs the node can say that the clock is right.
func TestClockBehind(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		p.later(48 * time.Hour)
		for start := range 2 {
			p.does(p.node("org", "list")...)
			if d := p.ahead(); d < 47*time.Hour {
				t.Errorf("start %d: the newest act is two days ahead, the program %v", start, d)
			}
		}
		early := p.log()
		p.later(96 * time.Hour)
		p.putBack(early)
		if d := p.ahead(); d < 95*time.Hour {
			t.Errorf("the file beside the key is four days ahead, the program %v", d)
		}
		_, stop := p.serving("--accept-older", "other", "--accept-clock")
		stop()
		if d := p.ahead(); d > time.Minute {
			t.Errorf("the clock was accepted, the program is %v ahead", d)
		}
		if _, out, _ := typed(t, p.node("doctor")...); strings.Contains(out, "FAULT  clock") {
			t.Error(out)
		}
	})
}

// ahead is how far the program's time is ahead of the machine's.
func (p place) ahead() time.Duration {
	p.t.Helper()
	n, err := (&call{config: config{DB: p.db, KeyFile: p.key}}).openNode(p.t.Context(), db.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer n.Close()
	return n.Now().Sub(n.MachineTime())
}

// A serve that runs stops writing when an older log is put in place beneath it, and
// what it knew when it stopped is known to the next.
func TestOlderLogBeneathServe(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		p.does(p.node("org", "list")...)
		early := p.log()
		url, stop := p.serving()
		if url == "" {
			t.Fatal("no address")
		}
		p.does(p.node("org", "add", "--org", "Yayasan Contoh", "--country", "ID", "--sector", "ngo")...)
		stop()
		p.putBack(early)
		p.fails("--accept-older", p.node("serve", "--addr", "127.0.0.1:0")...)
	})
}

// A node that holds something and has no log is not written to.
func TestNoLog(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		p.behind(func(tx *db.Tx) error {
			if _, err := db.Exec(tx, `DELETE FROM log_entries`); err != nil {
				return err
			}
			_, err := db.Exec(tx, `DELETE FROM log_head`)
			return err
		})
		if err := os.Remove(p.key + ".head"); err != nil {
			t.Fatal(err)
		}
		p.wantFault("log", "has no log")
		p.fails("has no log", p.node("serve", "--addr", "127.0.0.1:0")...)
		p.fails("has no log", p.node("org", "list")...)
	})
}

// A restore for a rehearsal beside the node does not make the node's own log look
// forked; a restore in its place is accepted by itself.
func TestRestoreIsAccepted(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		from := p.backup("early")
		p.does(p.node("org", "add", "--org", "Yayasan Contoh", "--country", "ID", "--sector", "ngo")...)
		trial := p.another()
		p.does("restore", "--from", from, "--identity", p.open, "--db", trial, "--key-file", p.key)
		p.healthy(trial)
		p.healthy(p.db)
		p.does(p.node("org", "list")...)
		if db.IsPostgres(p.db) {
			return // it is restored into another database, as above
		}
		if err := os.Rename(p.db, p.db+".broken"); err != nil {
			t.Fatal(err)
		}
		p.does("restore", "--from", from, "--identity", p.open, "--db", p.db, "--key-file", p.key)
		p.healthy(p.db)
		_, stop := p.serving()
		stop()
	})
}

// A database that the file has never seen goes on from the head and the moment of the
// longest log there is. Once its clock is taken for right, it has an entry with a head.
func TestMemoryOfAnother(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	ring, err := c.ring()
	if err != nil {
		t.Fatal(err)
	}
	own := c.memory(ring)
	another := own
	another.place = "another"
	err = another.change(false, func(all *memories, r *remembered) bool {
		*r = all.Of[own.place]
		r.At = db.TimeOf(time.Now().Add(48 * time.Hour))
		delete(all.Of, own.place)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	n, err := c.openNode(t.Context(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if ahead := n.Now().Sub(n.MachineTime()); ahead < 47*time.Hour {
		t.Errorf("the longest log is two days ahead, the program %v", ahead)
	}
	if err := n.acceptClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := own.all()
	if r := all.Of[own.place]; err != nil || r.Head.Note == "" || r.At.Time().After(time.Now().Add(time.Minute)) {
		t.Errorf("after the clock was taken for right: %d entries at %v, %v", r.Head.Size, r.At.Time(), err)
	}
}

// What is remembered never goes back, and is of no use to another node.
func TestMemory(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	ring, err := c.ring()
	if err != nil {
		t.Fatal(err)
	}
	m := c.memory(ring)
	for _, size := range []int64{5, 9, 7} {
		if err := m.keep(remembered{Head: audit.Signed{Size: 100 + size, Note: "x"}}, func() (mark, bool) { return mark{}, true }); err != nil {
			t.Fatal(err)
		}
	}
	known, err := m.known()
	if err != nil || known.Head.Size != 109 {
		t.Errorf("%d, %v", known.Head.Size, err)
	}
	if err := m.accept(audit.Signed{Size: 3, Note: "x"}, mark{}, 0); err != nil {
		t.Fatal(err)
	}
	if known, err = m.known(); err != nil || known.Head.Size != 3 {
		t.Errorf("%d, %v", known.Head.Size, err)
	}
	text, err := os.ReadFile(p.key + ".head")
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	p.write("node.key.head", text)
	p.fails("node.key.head is damaged", p.node("org", "list")...)
	_, stop := p.serving("--accept-older", "other")
	stop()
	p.healthy(p.db)
}
