package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"lindung/audit"
	"lindung/contact/mail"
	"lindung/internal/db"
	"lindung/staff"
)

// TestJobsLocked: while the log is stopped, no work beside answering reads what is sealed, writes
// anything or sends anything; once it goes on, all of it is done.
func TestJobsLocked(t *testing.T) {
	eachPlace(t, func(p place) {
		t := p.t
		p.asked()
		ahead := time.Duration(0)
		if !awake() {
			ahead = 9 * time.Hour // at night no message goes
		}
		c := &call{config: config{DB: p.db, KeyFile: p.key}, streams: streams{err: io.Discard}}
		n, err := c.openNode(t.Context(), db.Options{Clock: func() time.Time { return time.Now().Add(ahead) }})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		got := make(chan string, 4)
		server, err := mail.New(mailServer(t, func(string) string { return "250 ok" }, got), "books@example.org", "", "")
		if err != nil {
			t.Fatal(err)
		}
		silent := slog.New(slog.DiscardHandler)
		post := &post{node: n, server: server, log: silent}
		work := func() error {
			var reading staff.Watch
			post.once(t.Context())
			_, noted := n.enterJournal(t.Context())
			return errors.Join(c.sweepOnce(t.Context(), n, &reading, silent), noted)
		}
		holds := func() []byte {
			var b bytes.Buffer
			if _, err := n.db.Dump(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		n.StopLog(audit.ErrTampered)
		before := holds()
		if err := work(); err == nil {
			t.Error("the work of the hour was done while the log was stopped")
		}
		if !bytes.Equal(before, holds()) {
			t.Error("something was written while the log was stopped")
		}
		if len(got) > 0 {
			t.Error("a message went while the log was stopped")
		}
		failing := func() (names []string) {
			for _, j := range n.jobs.noted() {
				if !j.Failing.IsZero() {
					names = append(names, j.Name)
				}
			}
			return names
		}
		if names := failing(); !slices.Equal(names, []string{jobMail, jobSweep}) {
			t.Errorf("failing is what says so: %v", names)
		}

		n.StopLog(nil)
		if err := work(); err != nil {
			t.Errorf("the log goes on: %v", err)
		}
		if len(got) != 1 || len(n.Damages()) > 0 || len(failing()) > 0 {
			t.Errorf("after it goes on %d messages went, %d damaged rows are known, and %v fail", len(got), len(n.Damages()), failing())
		}

		// Whether sealed rows are looked at shows in what is known of one that was changed.
		if err := n.db.Write(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE names SET sealed = (SELECT wrapped FROM keys ORDER BY owner LIMIT 1)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		n.StopLog(audit.ErrTampered)
		if work() == nil || len(n.Damages()) > 0 {
			t.Errorf("while the log was stopped %d changed rows were noticed", len(n.Damages()))
		}
		n.StopLog(nil)
		if err := work(); err != nil || len(n.Damages()) == 0 {
			t.Errorf("after it goes on %d changed rows are known: %v", len(n.Damages()), err)
		}
	})
}

// TestSteady: a clock that somebody sets is noticed, and by how much; one that goes on, or is
// moved a little by the network, is not.
func TestSteady(t *testing.T) {
	at := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	var passed time.Duration
	s := steady{shown: func() time.Time { return at }, passed: func() time.Duration { return passed }}
	s.look()
	for _, c := range []struct {
		clock, passed, want time.Duration
	}{
		{20 * time.Second, 20 * time.Second, 0},
		{20*time.Second + 59*time.Second, 20 * time.Second, 0},
		{20*time.Second + time.Hour, 20 * time.Second, time.Hour},
		{20 * time.Second, 20 * time.Second, time.Hour}, // the last one is remembered
		{-24 * time.Hour, time.Minute, -24*time.Hour - time.Minute},
	} {
		at, passed = at.Add(c.clock), passed+c.passed
		s.look()
		if by, when := s.jump(); by != c.want || (by != 0) != !when.IsZero() {
			t.Errorf("after %+v it has jumped by %v at %v", c, by, when)
		}
	}
}

// TestJobs: what fails is told with since when, until it is done.
func TestJobs(t *testing.T) {
	var j jobs
	at := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	for i, err := range []error{nil, io.EOF, io.EOF, nil} {
		j.note(jobSweep, at.Add(time.Duration(i)*time.Hour), err)
		got := j.noted()[0]
		last, failing := at, time.Time{}
		if i == 3 {
			last = at.Add(3 * time.Hour)
		} else if i > 0 {
			failing = at.Add(time.Hour)
		}
		if got.Name != jobSweep || !got.Last.Equal(last) || !got.Failing.Equal(failing) {
			t.Errorf("%d: %+v", i, got)
		}
	}
}
