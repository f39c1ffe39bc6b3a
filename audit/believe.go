package audit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lindung/internal/db"
)

// ErrTampered says that the log is not the one that was signed.
var ErrTampered = errors.New("the log does not verify")

// Kinds of damage.
const (
	Missing  = "missing"  // what must be there is not
	Unsigned = "unsigned" // not what the node has signed
	Moved    = "moved"    // it is in another's place
	Misfit   = "misfit"   // columns do not say what the signed line says
	Older    = "older"    // it ends before what was there earlier
	Forked   = "forked"   // it does not continue what was there earlier
)

// Damage is an ErrTampered that names the place. It never holds a value.
type Damage struct {
	Table, Row, Kind string
	Text             string // what does not fit, in words
}

// Error says what does not fit.
func (d *Damage) Error() string { return ErrTampered.Error() + ": " + d.Text }

// Unwrap returns ErrTampered.
func (d *Damage) Unwrap() error { return ErrTampered }

func damagedHead(kind, format string, args ...any) error {
	return &Damage{"log_head", "1", kind, fmt.Sprintf(format, args...)}
}

func damagedEntry(n int64, kind, format string, args ...any) error {
	return &Damage{"log_entries", strconv.FormatInt(n, 10), kind, fmt.Sprintf(format, args...)}
}

// Newest returns the newest head that the program knows to be stored.
func (l *Log) Newest() Signed {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// Remember tells a program that starts which head was there when it was last
// asked. From then on it appends only to a log that continues that one.
func (l *Log) Remember(h Signed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last, l.sole, l.looked = h, false, false
}

// Stop makes the program append nothing more, for the reason err.
func (l *Log) Stop(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = err
}

// Stands returns the head of the log in the database, or an ErrTampered if the
// program would not append to it. It writes nothing.
func (l *Log) Stands(ctx context.Context, d *db.DB) (h Signed, err error) {
	l.mu.Lock()
	last, stopped := l.last, l.stopped
	l.mu.Unlock()
	if stopped != nil {
		return h, stopped
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		h, err = l.find(tx, last, false)
		return err
	})
	return h, err
}

// Accept takes the log in the database for the right one, whatever the program
// remembers. It must be whole in itself; a damaged edge is made anew.
func (l *Log) Accept(ctx context.Context, d *db.DB) error {
	var accepted Signed
	err := d.Write(ctx, func(tx *db.Tx) error {
		h, err := loadHead(tx)
		if err != nil {
			return err
		}
		c := check{verifiers: l.verifiers}
		if err := c.all(tx, h.Note); err != nil {
			return err
		}
		if accepted = c.tree.head(h.Note); h.Note == "" {
			return nil
		}
		return mendHead(tx, accepted)
	})
	if err != nil {
		return err
	}
	l.Remember(accepted)
	l.Stop(nil)
	return nil
}

// find returns the head in the database if it is the one that is known, or one
// that is signed and continues it.
func (l *Log) find(tx db.Holder, known Signed, looked bool) (Signed, error) {
	h, err := loadHead(tx)
	if err != nil || looked && h.same(known) {
		return h, err
	}
	if h.Note == "" {
		return h, nothing(tx, known)
	}
	if !h.same(known) {
		if err := signed(l.verifiers, h); err != nil {
			return h, err
		}
	}
	return h, continues(tx, known, h)
}

// nothing holds against a log without a head that there must be one.
func nothing(tx db.Holder, known Signed) error {
	if known.Size > 0 {
		return damagedHead(Missing, "there is none, and it had %d entries", known.Size)
	}
	rows, err := page(tx, 0, 1)
	if err == nil && len(rows) > 0 {
		err = damagedHead(Missing, "there are entries and no signed head")
	}
	return err
}

// signed holds size and edge of a head against its signed text.
func signed(by note.Verifiers, h Signed) error {
	v, err := openHead(by, h.Note)
	if err != nil {
		return err
	}
	if h.Size != v.size || !h.whole() || rootOf(h) != v.root {
		return damagedHead(Unsigned, "the size or edge of the head is not the one that was signed")
	}
	return nil
}

// continues holds a head, and the lines since the known one, against the known one.
func continues(tx db.Holder, known, h Signed) error {
	if h.Size < known.Size {
		return damagedHead(Older, "it ends at entry %d, and it had %d entries: an older copy is in its place", h.Size, known.Size)
	}
	grown, from := known.tree(), known.Size-1
	if known.Note == "" {
		grown, from = h.tree(), h.Size-1 // all that can be asked is whether the last line is there
	}
	end, err := each(tx, from, func(r row) error {
		if r.n != from {
			return damagedEntry(from, Missing, "entry %d is missing", from)
		}
		if from++; r.n >= grown.size {
			grown.add(tlog.RecordHash([]byte(r.line)))
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case end != h.Size:
		return damagedEntry(end, Missing, "the signed head counts %d entries, there are %d", h.Size, end)
	case grown.root() != rootOf(h):
		return damagedHead(Forked, "the %d entries that it had are not its beginning: it was put back and went on otherwise", known.Size)
	}
	return nil
}

func rootOf(h Signed) tlog.Hash {
	t := h.tree()
	return t.root()
}

// headValue is what a signed head says.
type headValue struct {
	name string
	size int64
	root tlog.Hash
}

// openHead opens a signed head.
func openHead(by note.Verifiers, text string) (headValue, error) {
	n, err := note.Open([]byte(text), by)
	if err != nil {
		return headValue{}, damagedHead(Unsigned, "the head is not signed by this key")
	}
	return readHead(n.Text)
}

// readHead reads the text of a head.
func readHead(text string) (headValue, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return headValue{}, damagedHead(Unsigned, "the head has no size and hash")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || err2 != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] || len(root) != tlog.HashSize {
		return headValue{}, damagedHead(Unsigned, "the head has no size and hash")
	}
	return headValue{lines[0], size, tlog.Hash(root)}, nil
}
