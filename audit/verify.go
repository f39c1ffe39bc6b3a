package audit

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
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
// against the public key and against earlier heads of it, each a signed one or a
// line of [Line]; "" is none. It returns the number of entries, or an error that is
// ErrTampered and says what does not fit.
func Verify(ctx context.Context, d *db.DB, key string, since ...string) (int64, error) {
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
func VerifyExport(r io.Reader, key string, since ...string) (int64, error) {
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
	since     []headValue // earlier heads, the shortest first
	met       int         // how many of them the entries have agreed with
}

func newCheck(key string, since []string) (*check, error) {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return nil, fmt.Errorf("the public key is not of the form name+hash+key: %w", err)
	}
	c := &check{verifiers: note.VerifierList(v)}
	for _, text := range since {
		if text == "" {
			continue
		}
		h, err := openEarlier(c.verifiers, v.Name(), text)
		if err != nil {
			return nil, fmt.Errorf("the earlier head: %w", err)
		}
		c.since = append(c.since, h)
	}
	slices.SortFunc(c.since, func(a, b headValue) int { return cmp.Compare(a.size, b.size) })
	return c, c.meet()
}

// meet holds the tree against the earlier heads of its size.
func (c *check) meet() error {
	for ; c.met < len(c.since) && c.since[c.met].size == c.tree.size; c.met++ {
		if c.tree.root() != c.since[c.met].root {
			return damagedEntry(max(0, c.tree.size-1), Forked, "the first %d entries are not those of the earlier head", c.tree.size)
		}
	}
	return nil
}

// openEarlier opens an earlier head of the log called name: a signed one, or the
// line that stands for it on paper, which whoever kept it believes.
func openEarlier(by note.Verifiers, name, text string) (headValue, error) {
	f := strings.Fields(text)
	if len(f) != 3 || strings.Contains(strings.TrimSpace(text), "\n") {
		return openHead(by, text)
	}
	h, err := readHead(strings.Join(f, "\n") + "\n")
	if err == nil && h.name != name {
		err = damagedHead(Forked, "the line is of the log %s", h.name)
	}
	return h, err
}

// Line returns a signed head as one line for paper: the name of the log, its size
// and the hash of its tree. "" for a head that is none.
func Line(head string) string {
	lines := strings.Split(head, "\n")
	if len(lines) < 3 {
		return ""
	}
	return strings.Join(lines[:3], " ")
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
	return c.meet()
}

func (c *check) finish(head string) error {
	if head == "" && c.tree.size == 0 && len(c.since) == 0 {
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
	case c.met < len(c.since):
		return damagedHead(Older, "the earlier head counts %d entries, there are only %d: the end was cut off", c.since[c.met].size, c.tree.size)
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
