package main

import (
	"os"
	"strings"
	"testing"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// An older log is served from in rescue mode; what is noted then is entered in the
// right log by the next serve, also by the one after a crash.
func TestRescueMode(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		early := p.log()
		p.does(p.node("org", "list")...)
		good := p.log()
		p.behind(putHead(early))
		p.fails("--rescue", p.node("serve", "--addr", "127.0.0.1:0")...)
		if code, _, _ := typed(t, p.node("serve", "--rescue", "--accept-older", "other")...); code != 2 {
			t.Errorf("both ended with %d", code)
		}
		_, stop := p.serving("--rescue")
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		ring, err := c.ring()
		if err != nil {
			t.Fatal(err)
		}
		j := c.journal(ring)
		for _, act := range []string{"case.read", "consent.withdraw"} {
			if err := j.write([]audit.Entry{{Org: "org", Actor: "ana", Act: act, Decision: audit.Allowed, Noted: "2026-11-28T12:00:00Z"}}); err != nil {
				t.Fatal(err)
			}
		}
		if code := stop(); code != 0 {
			t.Errorf("stopped with %d", code)
		}
		if now := p.log(); now.size != early.size {
			t.Errorf("rescue mode added to the log: %d, then %d", early.size, now.size)
		}
		text, err := os.ReadFile(p.key + ".journal")
		if err != nil || strings.Contains(string(text), "case") {
			t.Errorf("the journal can be read: %v", err)
		}
		// A line that a crash cut off belongs to nothing that was acknowledged.
		p.write("node.key.journal", text[:len(text)-7])
		p.behind(putHead(good))
		_, stop = p.serving()
		stop()
		p.healthy(p.db)
		log := p.does(p.node("audit", "export")...)
		if !strings.Contains(log, `"act":"case.read"`) || !strings.Contains(log, `"noted":"2026-11-28T12:00:00Z"`) || strings.Contains(log, "consent.withdraw") {
			t.Error("the log has not what was noted")
		}
		p.write("node.key.journal.entering", text)
		_, stop = p.serving()
		stop()
		if log := p.does(p.node("audit", "export")...); !strings.Contains(log, "consent.withdraw") {
			t.Error("what was being entered when the program was killed is lost")
		}
		if files := p.files(); strings.Contains(files, "journal") {
			t.Errorf("left behind: %s", files)
		}
		text[3] ^= 1
		p.write("node.key.journal", text)
		p.wantFault("journal", "line 1")
	})
}

// What was withdrawn while the log was stopped is named, for it may be missing in the
// database that is there now.
func TestWithdrawnMeanwhile(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	n, err := (&call{config: config{DB: p.db, KeyFile: p.key}}).openNode(t.Context(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	id := lindung.NewID()
	for _, act := range []string{"consent.read", "consent.withdraw", "consent.withdraw"} {
		if err := n.notes.write([]audit.Entry{{Act: act, Object: id, Decision: audit.Allowed}}); err != nil {
			t.Fatal(err)
		}
	}
	e, err := n.enterJournal(t.Context())
	if err != nil || e.n != 3 || len(e.withdrawn) != 1 || !strings.Contains(e.text(), id) {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err = n.enterJournal(t.Context()); err != nil || e.n != 0 {
		t.Errorf("entered again: %+v, %v", e, err)
	}
}
