package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// A memory is the small file beside the key that holds the newest head of the
// log, sealed with the node's key. With it a program that starts finds out that
// an older database was put in the place of the newer. The heads of several
// databases of one node are in one file: a restore for a rehearsal goes its own
// way.
type memory struct {
	path  string // "" where nothing can be kept
	place string // of the database, as the file names it
	key   sealing
}

// sealing seals and opens with a key of the node, whichever is in use.
type sealing interface {
	Seal(place string, plain []byte) []byte
	Open(place string, box []byte) ([]byte, error)
}

// placeOf is how the file names a database: by the oldest key that is known, so that it
// stays the same through all epochs.
func placeOf(ring *seal.Ring, name string) string {
	all := ring.Macs("memory", name)
	return all[len(all)-1]
}

// memories are what the file holds.
type memories struct {
	Of      map[string]remembered `json:"of"` // by the place of each database
	Journal mark                  `json:"journal"`
}

// remembered is what the file holds of one database.
type remembered struct {
	Head    audit.Signed `json:"head"`
	Witness *witnessed   `json:"witness,omitempty"`
	Copied  *copied      `json:"copied,omitempty"`
	// Backups are those that were made of it here, as long as they may be there.
	Backups []madeBackup `json:"backups,omitempty"`
	// Ended is the size of the log up to which the journal has all that has ended.
	Ended int64 `json:"ended"`
	// At is when the head was kept: a clock that shows less is behind.
	At db.Time `json:"at"`
	// Server is the timeline of the PostgreSQL server that it was on.
	Server int64 `json:"server,omitempty"`
}

const memorySeal = "memory|log head"

// memory returns the memory of the database that --db names.
func (c *call) memory(ring *seal.Ring) memory {
	m := memory{place: placeOf(ring, c.DB), key: ring.Sealing()}
	if !db.IsPostgres(c.DB) {
		if whole, err := filepath.Abs(c.DB); err == nil {
			m.place = placeOf(ring, whole)
		}
	}
	switch {
	case c.KeyFile != "":
		m.path = c.KeyFile + ".head"
	case !db.IsPostgres(c.DB):
		m.path = c.DB + ".head"
	}
	return m
}

// errMemory says that the file is not the one that was written.
func (m memory) errMemory() error {
	return &memoryFault{fmt.Sprintf("the file %s is damaged or of another node: what the log was is not known", m.path)}
}

type memoryFault struct{ text string }

func (f *memoryFault) Error() string { return f.text }
func (*memoryFault) Unwrap() error   { return audit.ErrTampered }

func (m memory) open(box []byte) (memories, error) {
	all := memories{Of: map[string]remembered{}}
	if len(box) == 0 {
		return all, nil
	}
	plain, err := m.key.Open(memorySeal, box)
	if err != nil || json.Unmarshal(plain, &all) != nil || all.Of == nil {
		return memories{}, m.errMemory()
	}
	return all, nil
}

// all returns what the file holds; nothing where there is none.
func (m memory) all() (memories, error) {
	var box []byte
	if m.path == "" {
		return m.open(box)
	}
	box, err := os.ReadFile(m.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return memories{}, err
	}
	return m.open(box)
}

// known returns what the file knows of the log that this database must continue: its own,
// or of a database that was never seen the longest there is, since a copy is no other log.
func (m memory) known() (remembered, error) {
	all, err := m.all()
	if err != nil {
		return remembered{}, err
	}
	return all.known(m.place), nil
}

func (all memories) known(place string) remembered {
	if own, there := all.Of[place]; there {
		return own
	}
	var longest remembered
	for _, r := range all.Of {
		if r.Head.Size > longest.Head.Size {
			longest = r
		}
	}
	return longest
}

// keep remembers a head, its moment and the server that it is on, unless a longer one is
// remembered already; up to where the journal has all that has ended, and with which line it
// ends, unless that is not known.
func (m memory) keep(k remembered, journal func() (last mark, whole bool)) error {
	return m.change(false, func(all *memories, r *remembered) bool {
		before, journalBefore := *r, all.Journal
		if k.Head.Size > r.Head.Size {
			r.Head, r.At = k.Head, k.At
		}
		r.Ended, r.Server = max(r.Ended, k.Ended), max(r.Server, k.Server)
		if last, whole := journal(); whole { // asked for here, where no other program writes the file
			all.Journal = last
		}
		return r.Head.Size != before.Head.Size || r.Ended != before.Ended || r.Server != before.Server || all.Journal != journalBefore
	})
}

// accept remembers a head, and the server that it is on, in the place of any other. The
// journal has all that has ended in its log.
func (m memory) accept(h audit.Signed, journal mark, server int64) error {
	return m.change(true, func(all *memories, r *remembered) bool {
		r.Head, r.Ended, r.Server, all.Journal = h, h.Size, server, journal
		return true
	})
}

// change writes the file anew if edit says so. A damaged one is overwritten only on
// purpose.
func (m memory) change(damaged bool, edit func(*memories, *remembered) bool) error {
	if m.path == "" {
		return nil
	}
	return backup.Replace(m.path, func(box []byte) ([]byte, error) {
		all, err := m.open(box)
		if errors.Is(err, audit.ErrTampered) && damaged {
			all, err = m.open(nil)
		}
		if err != nil {
			return nil, err
		}
		r := all.Of[m.place]
		if !edit(&all, &r) {
			return nil, nil
		}
		all.Of[m.place] = r
		plain, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		return m.key.Seal(memorySeal, plain), nil
	})
}

// forget removes a file of a node that was not made.
func forget(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// recall tells a node that was just opened which head its log must continue, what moment
// has passed, and how long the journal is. From now on each act that ends something is
// noted there before it is acknowledged.
func (n *node) recall() {
	n.notes.head = func() string { return n.NewestHead().Note }
	n.TellEnded(func(all []audit.Entry) {
		// What cannot be written is read from the log later, see remember: whatever has
		// ended has ended, although the disk of the key is full.
		_ = n.notes.write(endedLines(all)...)
	})
	all, err := n.memory.all()
	if err != nil {
		n.StopLog(err)
		return
	}
	known := all.known(n.memory.place)
	if known.Server != 0 && n.db.Timeline() > known.Server { // machines that work may know more
		time.Sleep(keptBy)
		if all, err = n.memory.all(); err != nil {
			n.StopLog(err)
			return
		}
		known = all.known(n.memory.place)
	}
	n.notes.remembers(all.Journal)
	n.RememberLog(known.Head)
	n.db.Passed(known.At)
}

// remember keeps the head that the program knows to be stored, once the journal has all
// that has ended up to there: also what another program has ended, or what could not be
// written at its time.
func (n *node) remember(ctx context.Context) error {
	if n.memory.path == "" {
		return nil
	}
	all, err := n.memory.all()
	if err != nil {
		return err
	}
	// The head first: a database that does not answer must not keep it from other machines.
	ended := all.Of[n.memory.place].Ended
	k := remembered{Head: n.NewestHead(), At: db.TimeOf(n.Now()), Ended: ended, Server: n.db.Timeline()}
	if err := n.memory.keep(k, n.notes.last); err != nil || k.Head.Size <= ended {
		return err
	}
	if err := n.noteEnded(ctx, ended); err != nil {
		return err
	}
	k.Ended = k.Head.Size
	return n.memory.keep(k, n.notes.last)
}

// noteEnded writes to the journal what acts have ended since an entry of the log, if it
// does not tell of it yet.
func (n *node) noteEnded(ctx context.Context, from int64) error {
	found, err := n.EndedSince(ctx, from)
	if err != nil || len(found) == 0 {
		return err
	}
	c, err := n.notes.read()
	var broken *errJournal
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	if found = c.without(found); len(found) == 0 {
		return nil
	}
	return n.notes.write(endedLines(found)...)
}

// rememberEvery is how often a program that serves keeps the head, if it has changed: what a
// crash leaves unknown is never more than that.
const rememberEvery = 5 * time.Second

// keptBy is how long after a fail-over every machine of the node that still works has kept the
// head that it knows.
const keptBy = 2 * rememberEvery

// takenOver waits until all machines of the node have kept the heads that they know, and
// takes the longest for the one that the log must continue: a standby that lagged has a
// shorter one, and a machine that did nothing lately would not miss the rest. Until then
// nothing is written. It is false if the program ends before.
func (n *node) takenOver(ctx context.Context, log *slog.Logger) bool {
	log.Warn("another PostgreSQL server has taken over: nothing is written until the newest head of the log is known")
	for {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(keptBy):
		}
		known, err := n.memory.known()
		if errors.Is(err, audit.ErrTampered) {
			n.StopLog(err)
			return true
		}
		if err != nil {
			log.Error("the head of the log that is kept beside the key cannot be read: nothing is written until it can", "err", err)
			continue
		}
		if known.Head.Size > n.NewestHead().Size {
			n.RememberLog(known.Head)
		}
		if _, err := n.LogStands(ctx); errors.Is(err, audit.ErrTampered) {
			log.Error("the log stops: the server that has taken over lacks acts that were acknowledged, or is another", "err", err)
		}
		return true
	}
}

// remembering keeps the head until ctx ends. A disk that takes nothing keeps
// no one from work.
func (n *node) remembering(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(rememberEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := n.remember(ctx)
		if err != nil {
			log.Warn("the head of the log is not kept beside the key", "err", err)
		}
		n.jobs.note(jobHead, n.MachineTime(), err)
		if n.Rescuing() {
			continue
		}
		if noted, err := n.enterJournal(ctx); err != nil {
			log.Warn("what was noted while the log was stopped is not in it yet", "err", err)
		} else if noted.n > 0 {
			log.Warn(noted.text())
		}
	}
}

// reasons are why an older log may be the right one. They are codes: the log of
// a node holds no words that someone typed.
var reasons = map[string]string{
	"backup":  "the database was put back from a backup that another program made",
	"replica": "a copy on another server has taken its place",
	"moved":   "the database is another one of the same node, which was moved here",
	"other":   "another reason, which is written down elsewhere",
}

// reasonCodes lists them for help and for errors.
const reasonCodes = "backup|replica|moved|other"

// acceptOlder takes the log in the database for the right one, and ends in it what has
// ended since, in an act that says so.
func (n *node) acceptOlder(ctx context.Context, reason string) (p putBack, err error) {
	if err := n.AcceptLog(ctx); err != nil {
		return p, err
	}
	s, err := (&call{}).session(ctx, n)
	if err != nil {
		return p, err
	}
	made, err := n.LogMoment(ctx)
	if err != nil {
		return p, err
	}
	if p, err = n.putBack(ctx, n.System(s.Actor().Org, acceptActor), reason, made, ""); err != nil {
		return p, err
	}
	last, _ := n.notes.last()
	return p, n.memory.accept(n.NewestHead(), last, n.db.Timeline())
}

// acceptClock goes on by the machine's clock, although the log is of a later time, in an act
// that says so.
func (n *node) acceptClock(ctx context.Context) error {
	s, err := (&call{}).session(ctx, n)
	if err != nil {
		return err
	}
	n.db.TrustMachine()
	s = n.System(s.Actor().Org, clockActor)
	err = s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(0, clockActor)
		return nil
	})
	if err != nil {
		return err
	}
	return n.memory.change(false, func(_ *memories, r *remembered) bool {
		if r.At = db.TimeOf(n.Now()); r.Head.Note == "" {
			r.Head = n.NewestHead()
		}
		return true
	})
}

// clockActor is the name of the system actor that takes the machine's clock for right.
const clockActor = "accept_clock"

// acceptActor is the name of the system actor that accepts an older log.
const acceptActor = "accept_older"

// advice is what to do about an error of the log; "" for any other.
func advice(err error) string {
	var d *audit.Damage
	var m *memoryFault
	switch {
	case errors.As(err, &m):
	case !errors.As(err, &d), d.Table != "log_head":
		return ""
	}
	return `Nothing was written. Copy the database as it is, and tell the data-protection officer.
If the newer database still exists, put it back. If this one is meant, because it was
put back on purpose and not by lindung restore, start once with
lindung serve --accept-older ` + reasonCodes + `: then whatever was
withdrawn, ended or erased since is back, and must be gone through before anyone works.
If the log is damaged in itself, restore the newest backup. Until then
lindung serve --rescue lets the team of each case read it, and consent be withdrawn.
`
}
