package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lindung/internal/db"
)

const pageSize = 2000

// Export writes the log to w: one line for each entry, an empty line, and the
// signed head. It returns the number of entries.
func Export(ctx context.Context, d *db.DB, w io.Writer) (int64, error) {
	out := bufio.NewWriter(w)
	var size int64
	err := d.Read(ctx, func(tx *db.Tx) error {
		head, err := Head(tx)
		if err != nil {
			return err
		}
		size, err = each(tx, 0, func(r row) error {
			_, err := fmt.Fprintln(out, r.line)
			return err
		})
		if err == nil {
			_, err = fmt.Fprint(out, "\n", head)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return size, out.Flush()
}

// each visits the rows from the n-th on, and returns the number after the last.
func each(tx db.Holder, n int64, visit func(row) error) (int64, error) {
	for {
		rows, err := page(tx, n, pageSize)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, r := range rows {
			if err := visit(r); err != nil {
				return n, err
			}
			n = r.n + 1
		}
	}
}

// Verify checks the log in a database, and the columns by which it is read,
// against the public key and, unless since is "", against an earlier signed head. It returns the number of entries, or
// an error that is ErrTampered and says what does not fit.
func Verify(ctx context.Context, d *db.DB, key, since string) (int64, error) {
	c, err := newCheck(key, since)
	if err != nil {
		return 0, err
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		head, err := Head(tx)
		if err != nil {
			return err
		}
		return c.all(tx, head)
	})
	return c.tree.size, err
}

// all checks every row against its line, and the lines against a head.
func (c *check) all(tx db.Holder, head string) error {
	_, err := each(tx, 0, func(r row) error {
		if err := c.entry(r.n, r.line); err != nil {
			return err
		}
		if _, fits := r.entry(); !fits {
			return damagedEntry(r.n, Misfit, "the columns of entry %d do not say what its signed line says", r.n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.finish(head)
}

// VerifyExport is Verify for what Export wrote.
func VerifyExport(r io.Reader, key, since string) (int64, error) {
	c, err := newCheck(key, since)
	if err != nil {
		return 0, err
	}
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if line == "\n" {
			break
		}
		if err != nil {
			return c.tree.size, fmt.Errorf("%w: the export ends before its signed head", ErrTampered)
		}
		if err := c.entry(c.tree.size, strings.TrimSuffix(line, "\n")); err != nil {
			return c.tree.size, err
		}
	}
	head, err := io.ReadAll(io.LimitReader(in, 1<<16))
	if err != nil {
		return c.tree.size, err
	}
	return c.tree.size, c.finish(string(head))
}

// check rebuilds the tree entry by entry.
type check struct {
	verifiers note.Verifiers
	tree      tree
	since     *headValue
	sinceSeen bool
}

func newCheck(key, since string) (*check, error) {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return nil, fmt.Errorf("the public key is not of the form name+hash+key: %w", err)
	}
	c := &check{verifiers: note.VerifierList(v)}
	if since != "" {
		h, err := openHead(c.verifiers, since)
		if err != nil {
			return nil, fmt.Errorf("the earlier head: %w", err)
		}
		c.since = &h
		c.sinceSeen = h.size == 0
	}
	return c, nil
}

func (c *check) entry(n int64, line string) error {
	var e Entry
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		return damagedEntry(c.tree.size, Unsigned, "entry %d cannot be read", c.tree.size)
	}
	if n != c.tree.size || e.N != n {
		return damagedEntry(c.tree.size, Moved, "entry %d stands where entry %d must stand", e.N, c.tree.size)
	}
	c.tree.add(tlog.RecordHash([]byte(line)))
	if c.since != nil && c.since.size == c.tree.size {
		c.sinceSeen = true
		if c.tree.root() != c.since.root {
			return damagedEntry(c.since.size-1, Forked, "the first %d entries are not those of the earlier head", c.since.size)
		}
	}
	return nil
}

func (c *check) finish(head string) error {
	if head == "" && c.tree.size == 0 && c.since == nil {
		return nil
	}
	h, err := openHead(c.verifiers, head)
	if err != nil {
		return err
	}
	switch {
	case h.size != c.tree.size:
		return damagedEntry(min(h.size, c.tree.size), Missing, "the signed head counts %d entries, there are %d", h.size, c.tree.size)
	case h.root != c.tree.root():
		return &Damage{"log_entries", fmt.Sprintf("0-%d", h.size-1), Unsigned, "an entry is not the one that was signed"}
	case c.since != nil && !c.sinceSeen:
		return damagedHead(Older, "the earlier head counts %d entries, there are only %d: the end was cut off", c.since.size, c.tree.size)
	}
	return nil
}

// Each calls visit with every entry of the log, the oldest first.
func Each(tx db.Holder, visit func(Entry)) error {
	_, err := each(tx, 0, func(r row) error {
		var e Entry
		if err := json.Unmarshal([]byte(r.line), &e); err != nil {
			return damagedEntry(r.n, Unsigned, "entry %d cannot be read", r.n)
		}
		visit(e)
		return nil
	})
	return err
}
