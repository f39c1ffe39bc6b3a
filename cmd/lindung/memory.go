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
	key   seal.Key
}

// remembered is what the file holds of one database.
type remembered struct {
	Head    audit.Signed `json:"head"`
	Witness *witnessed   `json:"witness,omitempty"`
}

const memorySeal = "memory|log head"

// memory returns the memory of the database that --db names.
func (c *call) memory(ring *seal.Ring) memory {
	m := memory{place: ring.Mac("memory", c.DB), key: ring.Node()}
	if !db.IsPostgres(c.DB) {
		if whole, err := filepath.Abs(c.DB); err == nil {
			m.place = ring.Mac("memory", whole)
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

func (m memory) open(box []byte) (map[string]remembered, error) {
	all := map[string]remembered{}
	if len(box) == 0 {
		return all, nil
	}
	plain, err := m.key.Open(memorySeal, box)
	if err != nil || json.Unmarshal(plain, &all) != nil {
		return nil, m.errMemory()
	}
	return all, nil
}

// all returns what the file holds; nothing where there is none.
func (m memory) all() (map[string]remembered, error) {
	if m.path == "" {
		return map[string]remembered{}, nil
	}
	box, err := os.ReadFile(m.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return m.open(box)
}

// known returns the head that the log must continue: that of this database, or of
// one that was never seen the longest there is, since a copy is no other log.
func (m memory) known() (audit.Signed, error) {
	all, err := m.all()
	if err != nil {
		return audit.Signed{}, err
	}
	if own, there := all[m.place]; there {
		return own.Head, nil
	}
	var longest audit.Signed
	for _, r := range all {
		if r.Head.Size > longest.Size {
			longest = r.Head
		}
	}
	return longest, nil
}

// keep remembers a head, unless a longer one is remembered already.
func (m memory) keep(h audit.Signed) error {
	return m.change(false, func(r *remembered) bool {
		longer := h.Size > r.Head.Size
		if longer {
			r.Head = h
		}
		return longer
	})
}

// accept remembers a head in the place of any other.
func (m memory) accept(h audit.Signed) error {
	return m.change(true, func(r *remembered) bool { r.Head = h; return true })
}

// change writes the file anew if edit says so. A damaged one is overwritten only on
// purpose.
func (m memory) change(damaged bool, edit func(*remembered) bool) error {
	if m.path == "" {
		return nil
	}
	return backup.Replace(m.path, func(box []byte) ([]byte, error) {
		all, err := m.open(box)
		if errors.Is(err, audit.ErrTampered) && damaged {
			all, err = map[string]remembered{}, nil
		}
		if err != nil {
			return nil, err
		}
		r := all[m.place]
		if !edit(&r) {
			return nil, nil
		}
		all[m.place] = r
		plain, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		return m.key.Seal(memorySeal, plain), nil
	})
}

// forget removes the file, of a node that was not made.
func (m memory) forget() error {
	if err := os.Remove(m.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// recall tells a node that was just opened which head its log must continue.
func (n *node) recall() {
	known, err := n.memory.known()
	if err != nil {
		n.StopLog(err)
		return
	}
	n.RememberLog(known)
}

// remember keeps the head that the program knows to be stored.
func (n *node) remember() error { return n.memory.keep(n.NewestHead()) }

// rememberEvery is how often a program that serves keeps the head, if it has changed: what a
// crash leaves unknown is never more than that.
const rememberEvery = 5 * time.Second

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
		if err := n.remember(); err != nil {
			log.Warn("the head of the log is not kept beside the key", "err", err)
		}
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

// acceptOlder takes the log in the database for the right one, and records that.
func (n *node) acceptOlder(ctx context.Context, reason string) error {
	if err := n.AcceptLog(ctx); err != nil {
		return err
	}
	return n.recordAccepted(ctx, reason)
}

// recordAccepted records that the log was accepted, and remembers it.
func (n *node) recordAccepted(ctx context.Context, reason string) error {
	s, err := (&call{}).session(ctx, n)
	if err != nil {
		return err
	}
	if err := note(ctx, n.System(s.Actor().Org, acceptActor), acceptActor+" "+reason, 0); err != nil {
		return err
	}
	return n.memory.accept(n.NewestHead())
}

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
