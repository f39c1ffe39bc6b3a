package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// A journal holds entries of the log that were made while it was stopped: a file
// beside the key, a sealed line for each, which only grows until all of it is in
// the log.
type journal struct {
	path string // "" where nothing can be kept
	key  seal.Key

	mu sync.Mutex
}

const journalSeal = "journal|entry"

// journal returns the journal of the node that the settings name.
func (c *call) journal(ring *seal.Ring) *journal {
	j := &journal{key: ring.Node()}
	switch {
	case c.KeyFile != "":
		j.path = c.KeyFile + ".journal"
	case !db.IsPostgres(c.DB):
		j.path = c.DB + ".journal"
	}
	return j
}

// write appends entries, and returns nil once they are on the disk.
func (j *journal) write(entries []audit.Entry) error {
	if j.path == "" {
		return errors.New("without a key file there is no place for a journal")
	}
	var b strings.Builder
	for _, e := range entries {
		plain, err := json.Marshal(e)
		if err != nil {
			return err
		}
		b.WriteString(base64.StdEncoding.EncodeToString(j.key.Seal(journalSeal, plain)) + "\n")
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the journal: %w", db.ErrStorage)
	}
	_, err = f.WriteString(b.String())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("the journal: %w", db.ErrStorage)
	}
	return nil
}

// read returns the entries. A last line that was cut off belongs to an act that was
// not acknowledged; any other line that does not open is a fault.
func (j *journal) read() ([]audit.Entry, error) {
	if j.path == "" {
		return nil, nil
	}
	f, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []audit.Entry
	in := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		if err != nil {
			return all, nil // the end, or a line that was not finished
		}
		box, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		var plain []byte
		if err == nil {
			plain, err = j.key.Open(journalSeal, box)
		}
		var e audit.Entry
		if err != nil || json.Unmarshal(plain, &e) != nil {
			return all, fmt.Errorf("line %d of %s is damaged", n, j.path)
		}
		all = append(all, e)
	}
}

// entering is the end of the name of a journal that is being entered in the log. What
// is noted meanwhile begins a new one.
const entering = ".entering"

// take returns the entries to enter, first those that a program was entering when it
// was killed. None are left once done was called.
func (j *journal) take() (all []audit.Entry, done func() error, err error) {
	if j.path == "" {
		return nil, nil, nil
	}
	from := &journal{path: j.path + entering, key: j.key}
	if all, err = from.read(); err != nil || all != nil {
		return all, from.remove, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := os.Rename(j.path, from.path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return nil, nil, err
	}
	all, err = from.read()
	return all, from.remove, err
}

func (j *journal) remove() error { return os.Remove(j.path) }

// enterJournal enters in the log what was written while it was stopped. A program
// that is killed between the two does it again: an entry may be there twice, and
// never not at all.
func (n *node) enterJournal(ctx context.Context) (entered, error) {
	all, done, err := n.notes.take()
	if err != nil || len(all) == 0 {
		return entered{}, err
	}
	if err := n.EnterJournal(ctx, all); err != nil {
		return entered{}, err
	}
	e := entered{n: len(all)}
	for _, one := range all {
		if one.Act == string(access.ConsentWithdraw) && !slices.Contains(e.withdrawn, one.Object) {
			e.withdrawn = append(e.withdrawn, one.Object)
		}
	}
	return e, done()
}

// entered is what came from the journal into the log.
type entered struct {
	n         int
	withdrawn []string // the cases in which consent was withdrawn
}

// text says what to do about it: a withdrawal was made in the database that was there
// then, which may be another.
func (e entered) text() string {
	text := fmt.Sprintf("%d entries that were noted while the log was stopped are in it now", e.n)
	if e.withdrawn != nil {
		text += fmt.Sprintf("; consent was withdrawn then in the cases %s: make sure that it is withdrawn in this database, which may not be the one of then",
			strings.Join(e.withdrawn, ", "))
	}
	return text
}
