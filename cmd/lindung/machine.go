package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung/access"
	"lindung/contact"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/meter"
	"lindung/staff"
)

// The works that a node does beside answering, as figures and pages name them. What they
// read of a case must be in the log, so that none of them does anything while the log is
// stopped; each is due again soon after.
const (
	jobSweep = "sweep" // looks at all rows, each hour
	jobMail  = "mail"  // sends messages to persons
	jobHead  = "head"  // keeps the head of the log beside the key
)

// jobs notes when each work was last done, and since when it fails.
type jobs struct {
	mu  sync.Mutex
	all map[string]desk.Job
}

// note notes that a work was done, or that it failed.
func (j *jobs) note(name string, at time.Time, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.all == nil {
		j.all = map[string]desk.Job{}
	}
	was := j.all[name]
	switch {
	case err == nil:
		was = desk.Job{Name: name, Last: at}
	case was.Failing.IsZero():
		was.Name, was.Failing = name, at
	}
	j.all[name] = was
}

// noted returns what was noted, in the order of names.
func (j *jobs) noted() []desk.Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.SortedFunc(maps.Values(j.all), func(a, b desk.Job) int { return strings.Compare(a.Name, b.Name) })
}

// A machine is the computer on which a node runs, for the programs that watch it and for its
// administrators: what can work, what waits, the disk, the clock and the certificate.
type machine struct {
	node  *node
	disk  string        // the database file, whose disk is looked at; "" for a server elsewhere
	certs *certificates // nil where a proxy speaks TLS, or nobody does
	told  *teller       // nil without a witness
	clock steady
}

// newMachine returns the machine of a node that serves.
func (c *call) newMachine(n *node, certs *certificates, told *teller) *machine {
	began := time.Now()
	m := &machine{node: n, certs: certs, told: told, clock: steady{shown: n.MachineTime, passed: func() time.Duration { return time.Since(began) }}}
	if !db.IsPostgres(c.DB) {
		m.disk = c.DB
	}
	return m
}

// steady holds the machine's clock against how much time has passed, which nobody can set.
type steady struct {
	shown  func() time.Time
	passed func() time.Duration

	mu   sync.Mutex
	last time.Time
	then time.Duration
	by   time.Duration // of the last jump
	at   time.Time     // when it was noticed
}

// leastJump is how far a clock must jump to be told of: programs that set clocks by the
// network move them a little all the time.
const leastJump = time.Minute

// look notices whether the clock has jumped since the last look. A computer that slept looks
// the same.
func (s *steady) look() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, passed := s.shown().Round(0), s.passed()
	if !s.last.IsZero() {
		if by := now.Sub(s.last) - (passed - s.then); by.Abs() >= leastJump {
			s.by, s.at = by, now
		}
	}
	s.last, s.then = now, passed
}

func (s *steady) jump() (by time.Duration, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by, s.at
}

// watch looks at the clock, until ctx ends.
func (m *machine) watch(ctx context.Context) {
	const every = 20 * time.Second
	for {
		m.clock.look()
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// A state is what was found when somebody asked whether the node is ready.
type state struct {
	database, log, writing bool
	sessions, outbox       int64
	upkeep                 access.Upkeep
	unknown                error // why how old backups and drills are is not known
}

func (s state) ready() bool { return s.database && s.log && s.writing }

// look asks the database, and holds the head of the log against the one that is known.
func (m *machine) look(ctx context.Context) (s state) {
	ctx, end := context.WithTimeout(ctx, readyTime)
	defer end()
	s.writing = !m.node.Rescuing()
	s.database = m.node.db.Read(ctx, func(tx *db.Tx) (err error) {
		if s.sessions, err = staff.CountSessions(tx); err == nil {
			s.outbox, err = contact.CountWaiting(tx)
		}
		return err
	}) == nil
	if s.database {
		s.upkeep, s.unknown = m.node.Upkeep(ctx)
		_, err := m.node.LogStands(ctx)
		s.log = err == nil
	}
	return s
}

// behind is how far the machine's clock is behind the newest act.
func (m *machine) behind() time.Duration {
	return max(0, m.node.Now().Sub(m.node.MachineTime()))
}

// free is how much is free on the disk of the database, if that is known here.
func (m *machine) free() (bytes uint64, known bool) {
	if m.disk == "" {
		return 0, false
	}
	bytes, err := diskFree(m.disk)
	return bytes, err == nil
}

// shown returns what the pages of administrators show of it. Messages are counted by steps, as
// a number that changes by one tells that somebody was written to.
func (m *machine) shown(ctx context.Context) desk.Machine {
	s := m.look(ctx)
	d := desk.Machine{
		Ready: s.ready(), Rescue: !s.writing, Jobs: m.node.jobs.noted(), Damaged: len(m.node.Damages()),
		Queue: m.node.db.Waits().Queue, Outbox: meter.AtLeast(s.outbox), Behind: m.behind(), Off: m.told.off(), Certificate: m.certs.dates(),
	}
	d.Jumped, d.JumpedAt = m.clock.jump()
	d.Free, d.Disk = m.free()
	return d
}
