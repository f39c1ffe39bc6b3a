package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"lindung/access"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/desk"
)

// copied is what is remembered of the copy that follows the database.
type copied struct {
	To      string  `json:"to"`
	Through db.Time `json:"through"` // up to when all is in it
	Fault   string  `json:"fault"`   // why it stands still, a code; "" if it does not
	Since   db.Time `json:"since"`   // from when on
}

var copyFaults = map[string]string{
	backup.CopyAway:    "its place is not there: it is not mounted, or is another disk; if it is right, make an empty file lindung-copy in it",
	backup.CopyDenied:  "the program may not write there: give the folder to the account it runs as; where systemd runs it, name the folder in ReadWritePaths= too, as doc/operate.md says",
	backup.CopyFull:    "there is no room in its place",
	backup.CopyForeign: "its place holds the copy of another node",
	backup.CopyFailed:  "it could not be written; the log of serve says why",
}

// The names of the files that go with a copy.
const (
	besideHead    = "head"
	besideJournal = "journal"
)

// A copier keeps the copy of a node that serves; nil keeps none.
type copier struct {
	*backup.Copier
	n   *node
	log *slog.Logger
}

// newCopier returns what keeps a copy at --copy-to; nil without one.
func (c *call) newCopier(n *node, log *slog.Logger) (*copier, error) {
	if c.CopyTo == "" {
		return nil, nil
	}
	dir, err := filepath.Abs(c.CopyTo)
	if err != nil {
		return nil, err
	}
	known, err := n.memory.copied()
	if err != nil {
		return nil, err
	}
	k := &copier{n: n, log: log}
	k.Copier = &backup.Copier{
		Dir: dir, Node: n.ID, Key: n.ring.Sealing(), DB: n.db, Begin: k.begin, Epoch: n.oldestEpoch,
		Known: known.To == dir && known.Through > 0,
	}
	if n.memory.path != "" {
		// The head first: the journal is never shorter than it says.
		k.Beside = []backup.Beside{{Name: besideHead, Path: n.memory.path}, {Name: besideJournal, Path: n.notes.path}}
	}
	return k, nil
}

// begin notes in the log that the database goes to another place, and returns for how many
// days what is there may be kept.
func (k *copier) begin(ctx context.Context) (days int, err error) {
	s, err := (&call{}).session(ctx, k.n)
	if err != nil {
		return 0, err
	}
	err = s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, "copy")
		days, err = access.ErasedGoneAfter(tx)
		return err
	})
	return days, err
}

// oldestEpoch is the oldest epoch that is in the database, also where another program has
// begun or ended a rotation.
func (n *node) oldestEpoch(ctx context.Context) (int, error) {
	err := n.HearOfEpochs(ctx)
	_, least := n.Epochs()
	return least, err
}

// keepCopied is how often what is known of the copy is kept beside the key.
const keepCopied = time.Minute

// run keeps the copy until ctx ends.
func (k *copier) run(ctx context.Context) {
	if k == nil {
		return
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(keepCopied)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				k.keep()
			}
		}
	}()
	k.Run(ctx, func(now backup.CopyState, err error) {
		if now.Fault != "" {
			k.log.Warn("the copy of the database stands still; work goes on", "fault", copyFaults[now.Fault], "err", err)
		} else {
			k.log.Info("the copy of the database follows again")
		}
		k.keep()
	})
	<-ended
	k.keep()
}

func (k *copier) keep() {
	now := k.State()
	c := copied{To: k.Dir, Fault: now.Fault}
	if !now.Through.IsZero() {
		c.Through = db.TimeOf(now.Through)
	}
	if now.Fault != "" {
		c.Since = db.TimeOf(now.Since)
	}
	if err := k.n.memory.keepCopied(c); err != nil {
		k.log.Warn("how far the copy is is not kept beside the key", "err", err)
	}
}

// copied returns what pages ask of the copy; nil where there is none.
func (k *copier) copied() func() desk.Copied {
	if k == nil {
		return nil
	}
	return func() desk.Copied {
		now := k.State()
		return desk.Copied{Through: now.Through, Fault: now.Fault, Since: now.Since}
	}
}

// copied returns what is remembered of the copy.
func (m memory) copied() (copied, error) {
	all, err := m.all()
	if c := all.Of[m.place].Copied; err == nil && c != nil {
		return *c, nil
	}
	return copied{}, err
}

// keepCopied remembers how far the copy is; what is not known of this start stays.
func (m memory) keepCopied(now copied) error {
	return m.change(false, func(_ *memories, r *remembered) bool {
		if was := r.Copied; was != nil && was.To == now.To && now.Through == 0 {
			now.Through = was.Through
		}
		r.Copied = &now
		return true
	})
}

// lookAtCopy says how far the copy is that serve keeps.
func (c *call) lookAtCopy(n *node, f *findings) {
	k, err := n.memory.copied()
	now := db.TimeOf(n.MachineTime())
	switch {
	case db.IsPostgres(c.DB):
		f.add("copy", "none: PostgreSQL archives by itself, see doc/operate.md", nil)
		return
	case err != nil:
		return // said with the memory
	case k.To == "":
		f.add("copy", "none: serve keeps no copy that follows the database (--copy-to)", nil)
		return
	case k.Fault != "":
		err = fmt.Errorf("since %s it stands still: %s", k.Since.Time().UTC().Format(time.RFC3339), copyFaults[k.Fault])
	case k.Through == 0:
		f.add("copy", "it is being made", nil)
		return
	case now-k.Through > oldCopy:
		err = fmt.Errorf("it is %d hours old: serve does not run, or no longer keeps it", (now-k.Through)/3600)
	}
	said := fmt.Sprintf("all up to %s is in it", k.Through.Time().UTC().Format(time.RFC3339))
	if sameDisk(c.DB, k.To) {
		said += "; it lies on the disk of the database, with which both would be lost"
	}
	f.add("copy", said, err)
}

// oldCopy is how old the copy may be, in seconds: a node may be shut down over night.
const oldCopy = 24 * 60 * 60

// sameDisk reports whether two paths are known to lie on one disk.
func sameDisk(a, b string) bool {
	var x, y syscall.Stat_t
	if syscall.Stat(a, &x) != nil || syscall.Stat(b, &y) != nil {
		return false
	}
	return x.Dev == y.Dev
}

// carry puts what went with a copy beside the key, where nothing is yet, and reports
// whether the journal came so. What it returns undoes it.
func (c *call) carry(from *backup.Copied) (journal bool, undo func(), err error) {
	var made []string
	undo = func() {
		for _, path := range made {
			os.Remove(path)
		}
	}
	if c.KeyFile == "" {
		return false, undo, nil
	}
	for name, to := range map[string]string{besideHead: c.KeyFile + ".head", besideJournal: c.KeyFile + ".journal"} {
		path, there := from.BesideOf(name)
		if _, err := os.Lstat(to); err == nil || !there {
			continue
		}
		b, err := os.ReadFile(path)
		if err == nil {
			err = backup.Replace(to, func([]byte) ([]byte, error) { return b, nil })
		}
		if err != nil {
			undo()
			return false, undo, err
		}
		made = append(made, to)
		journal = journal || name == besideJournal
	}
	return journal, undo, nil
}
