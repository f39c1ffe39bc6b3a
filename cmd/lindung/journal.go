package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// A journal is a file beside the key that is not in the database and its backups. It
// holds what acts have ended, for a restore to end it again in an older database; and
// entries of the log that were made while it was stopped.
//
// Each line is sealed in its place: its number and the line before it belong to the
// seal, so that a line that is changed, left out or moved does not open, nor do those
// after it. That the last lines are there is known from the mark, which is kept with the
// head of the log.
type journal struct {
	path string // "" where nothing can be kept
	key  sealing
	head func() string // the signed head of the log, from which a new file begins

	copied bool // it came with a copy of the database

	mu   sync.Mutex
	end  mark  // of the last line that this program has written, read or remembered
	size int64 // of the file then

	waits atomic.Bool // there may be entries that wait to be entered in the log
}

// A mark says how long a journal is, and with which line it ends.
type mark struct {
	N   int64  `json:"n"`
	Sum string `json:"sum"`
}

// A journalLine is one line of a journal.
type journalLine struct {
	// Begin is a signed head of the log: whatever has ended in a log that continues it
	// is in the lines of this file.
	Begin string `json:"begin,omitempty"`
	// Log and At are the entry of an act that has ended Ends, and its moment.
	Log  int64    `json:"log,omitempty"`
	At   string   `json:"at,omitempty"`
	Ends []string `json:"ends,omitempty"`
	// Noted is an entry that waits to be entered in the log; Entered counts those that
	// were, from the first.
	Noted   *audit.Entry `json:"noted,omitempty"`
	Entered int          `json:"entered,omitempty"`
}

// journal returns the journal of the node that the settings name.
func (c *call) journal(ring *seal.Ring) *journal {
	j := &journal{key: ring.Sealing(), head: func() string { return "" }}
	switch {
	case c.KeyFile != "":
		j.path = c.KeyFile + ".journal"
	case !db.IsPostgres(c.DB):
		j.path = c.DB + ".journal"
	}
	return j
}

// errJournal says that the file is not the one that was written.
type errJournal struct{ text string }

func (e *errJournal) Error() string { return e.text }

// place is where the line after a mark is sealed.
func (m mark) place() string { return fmt.Sprintf("journal|%d|%s", m.N+1, m.Sum) }

// after is the mark of the line after m.
func (m mark) after(line []byte) mark {
	sum := sha256.Sum256(line)
	return mark{m.N + 1, hex.EncodeToString(sum[:])}
}

// chain is what a file holds.
type chain struct {
	lines []journalLine
	end   mark
	size  int64 // up to the end of the last whole line
	holds bool  // the line of the mark that was asked for is among them
}

// follow reads lines up to the end, or to one that was not finished: it belongs to an
// act that was not acknowledged. Any other that does not open is a fault.
func (j *journal) follow(in io.Reader, known mark) (chain, error) {
	c := chain{holds: known.N == 0}
	for r := bufio.NewReader(in); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			break
		}
		var one journalLine
		box, err := base64.StdEncoding.DecodeString(string(bytes.TrimSuffix(line, []byte("\n"))))
		if err == nil {
			if box, err = j.key.Open(c.end.place(), box); err == nil {
				err = json.Unmarshal(box, &one)
			}
		}
		if err != nil {
			return c, &errJournal{fmt.Sprintf("line %d of %s is damaged", c.end.N+1, j.path)}
		}
		c.lines, c.end, c.size = append(c.lines, one), c.end.after(line), c.size+int64(len(line))
		c.holds = c.holds || c.end == known
	}
	if !c.holds {
		return c, &errJournal{fmt.Sprintf("%s ends before line %d, or is another one", j.path, known.N)}
	}
	return c, nil
}

// read returns what the file holds. It is an *errJournal if it is not whole, with the
// lines before the fault.
func (j *journal) read() (chain, error) {
	j.mu.Lock()
	known := j.end
	j.mu.Unlock()
	if j.path == "" {
		return chain{}, nil
	}
	f, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return j.follow(bytes.NewReader(nil), known)
	}
	if err != nil {
		return chain{}, err
	}
	defer f.Close()
	return j.follow(f, known)
}

// remembers tells a journal that was just opened with which line it ended.
func (j *journal) remembers(m mark) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.end, j.size = m, 0
	j.waits.Store(true)
}

// last returns the mark of the last line, also of one that another program has written:
// what is remembered must not fall behind it. It is not whole if the file does not hold the
// line that is known; the next that writes sets such a file aside.
func (j *journal) last() (last mark, whole bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f, err := os.Open(j.path)
	if err != nil {
		return j.end, j.end.N == 0
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && j.size > 0 && info.Size() == j.size {
		return j.end, true
	}
	c, err := j.follow(f, j.end)
	if err == nil {
		j.end, j.size = c.end, c.size
	}
	return j.end, err == nil
}

// errNoJournal says that there is no place for one.
var errNoJournal = errors.New("without a key file there is no place for a journal")

// write appends lines, and returns nil once they are on the disk.
func (j *journal) write(lines ...journalLine) error {
	if j.path == "" {
		return errNoJournal
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	f, kept, err := j.open()
	if err != nil {
		return fmt.Errorf("the journal: %w", db.ErrStorage)
	}
	defer f.Close()
	lines = append(kept, lines...)
	if head := j.head(); j.end.N == 0 && head != "" {
		lines = append([]journalLine{{Begin: head}}, lines...)
	}
	var text []byte
	end := j.end
	for _, one := range lines {
		plain, err := json.Marshal(one)
		if err != nil {
			return err
		}
		line := append([]byte(base64.StdEncoding.EncodeToString(j.key.Seal(end.place(), plain))), '\n')
		text, end = append(text, line...), end.after(line)
	}
	_, err = f.WriteAt(text, j.size)
	if err = errors.Join(err, f.Sync()); err != nil {
		j.size = 0 // what is there now is read before the next line
		return fmt.Errorf("the journal: %w", db.ErrStorage)
	}
	j.end, j.size = end, j.size+int64(len(text))
	return nil
}

// open returns the file, locked, after reading what another program has added to it. A
// line that was not finished is cut off. A file that is not whole is set aside, and the
// lines before the fault are returned for the new one.
func (j *journal) open() (*os.File, []journalLine, error) {
	f, size, err := lockedFile(j.path)
	if err != nil || j.size > 0 && size == j.size {
		return f, nil, err
	}
	c, err := j.follow(f, j.end)
	if err == nil {
		j.end, j.size = c.end, c.size
		return f, nil, f.Truncate(c.size)
	}
	begins := func(one journalLine) bool { return one.Begin != "" } // of what is not whole any more
	kept := slices.DeleteFunc(c.lines, begins)
	j.end, j.size = mark{}, 0
	if size == 0 {
		return f, kept, nil
	}
	defer f.Close()
	if err := os.Rename(j.path, fmt.Sprintf("%s.damaged-%d", j.path, time.Now().UnixNano())); err != nil {
		return nil, nil, err
	}
	again, _, err := lockedFile(j.path)
	return again, kept, err
}

// lockedFile opens a file that its owner alone can read, and returns once no one else
// has it locked.
func lockedFile(path string) (*os.File, int64, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, 0, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	if there, err := os.Stat(path); err != nil || !os.SameFile(info, there) {
		f.Close()
		return lockedFile(path) // it was set aside while this program waited
	}
	return f, info.Size(), nil
}

// noted writes entries that wait to be entered in the log.
func (j *journal) noted(entries []audit.Entry) error {
	j.waits.Store(true)
	return j.write(notedLines(entries)...)
}

func notedLines(entries []audit.Entry) []journalLine {
	lines := make([]journalLine, len(entries))
	for i := range entries {
		lines[i].Noted = &entries[i]
	}
	return lines
}

// endedLines are the lines for what acts have ended.
func endedLines(entries []audit.Entry) []journalLine {
	var lines []journalLine
	for _, e := range entries {
		lines = append(lines, journalLine{Log: e.N, At: e.At, Ends: e.Endings()})
	}
	return lines
}

// waiting returns the entries that wait to be entered in the log, and how many were
// before.
func (c chain) waiting() (all []audit.Entry, before int) {
	for _, one := range c.lines {
		if one.Noted != nil {
			all = append(all, *one.Noted)
		}
		before = max(before, one.Entered)
	}
	before = min(before, len(all))
	return all[before:], before
}

// ends returns all that the lines say has ended, each once, where it was said last: a case
// that moved there and back is where it moved last.
func (c chain) ends() []string {
	var all []string
	seen := map[string]bool{}
	for _, one := range slices.Backward(c.lines) {
		ended := one.Ends
		if one.Noted != nil {
			ended = one.Noted.Endings()
		}
		for _, what := range slices.Backward(ended) {
			key := what
			if of := strings.SplitN(what, ":", 3); of[0] == access.EndedOwner && len(of) == 3 {
				key = of[0] + ":" + of[1]
			}
			if !seen[key] {
				seen[key] = true
				all = append(all, what)
			}
		}
	}
	slices.Reverse(all)
	return all
}

// without returns the entries that no line tells of.
func (c chain) without(entries []audit.Entry) []audit.Entry {
	return slices.DeleteFunc(entries, func(e audit.Entry) bool {
		return slices.ContainsFunc(c.lines, func(one journalLine) bool {
			return one.Log == e.N && one.At == e.At && slices.Equal(one.Ends, e.Endings())
		})
	})
}

// enterJournal enters in the log what was noted while it was stopped, and does what was
// ended then also in this database, which may not be the one of then. A program that is
// killed between the two and the line that says so does it again: an entry may be there
// twice, and never not at all.
func (n *node) enterJournal(ctx context.Context) (e entered, err error) {
	if !n.notes.waits.Swap(false) {
		return e, nil
	}
	defer func() { n.notes.waits.CompareAndSwap(false, err != nil) }()
	c, err := n.notes.read()
	all, before := c.waiting()
	if err != nil || len(all) == 0 {
		return e, err
	}
	if err := n.EnterJournal(ctx, all); err != nil {
		return e, err
	}
	s, err := (&call{}).session(ctx, n)
	if err != nil {
		return e, err
	}
	e.n = len(all)
	err = s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		e.ended, _, err = dossier.EndAgain(tx, chain{lines: notedLines(all)}.ends())
		tx.SetCount(e.ended, "journal")
		return err
	})
	if err != nil {
		return e, err
	}
	return e, n.notes.write(journalLine{Entered: before + len(all)})
}

// entered is what came from the journal into the log.
type entered struct {
	n     int
	ended int // what had not ended in this database
}

func (e entered) text() string {
	text := fmt.Sprintf("%d entries that were noted while the log was stopped are in it now", e.n)
	if e.ended > 0 {
		text += fmt.Sprintf("; %d withdrawals and endings of then were done in this database too, which is another one", e.ended)
	}
	return text
}
