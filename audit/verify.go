package audit

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
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
		size, err = each(tx, func(r row) error {
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

func each(tx db.Holder, visit func(row) error) (int64, error) {
	for n := int64(0); ; {
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

// Verify checks the log in a database against the public key and, unless since
// is "", against an earlier signed head. It returns the number of entries, or
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
		if _, err := each(tx, func(r row) error { return c.entry(r.n, r.line) }); err != nil {
			return err
		}
		return c.finish(head)
	})
	return c.tree.size, err
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

type headValue struct {
	name string
	size int64
	root tlog.Hash
}

func newCheck(key, since string) (*check, error) {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return nil, fmt.Errorf("the public key is not of the form name+hash+key: %w", err)
	}
	c := &check{verifiers: note.VerifierList(v)}
	if since != "" {
		h, err := c.head(since)
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
		return fmt.Errorf("%w: entry %d cannot be read", ErrTampered, c.tree.size)
	}
	if n != c.tree.size || e.N != n {
		return fmt.Errorf("%w: entry %d stands where entry %d must stand", ErrTampered, e.N, c.tree.size)
	}
	c.tree.add([]byte(line))
	if c.since != nil && c.since.size == c.tree.size {
		c.sinceSeen = true
		if c.tree.root() != c.since.root {
			return fmt.Errorf("%w: the first %d entries are not those of the earlier head", ErrTampered, c.since.size)
		}
	}
	return nil
}

func (c *check) finish(head string) error {
	if head == "" && c.tree.size == 0 && c.since == nil {
		return nil
	}
	h, err := c.head(head)
	if err != nil {
		return err
	}
	switch {
	case h.size != c.tree.size:
		return fmt.Errorf("%w: the signed head counts %d entries, there are %d", ErrTampered, h.size, c.tree.size)
	case h.root != c.tree.root():
		return fmt.Errorf("%w: an entry is not the one that was signed", ErrTampered)
	case c.since != nil && !c.sinceSeen:
		return fmt.Errorf("%w: the earlier head counts %d entries, there are only %d: the end was cut off", ErrTampered, c.since.size, c.tree.size)
	}
	return nil
}

// head opens a signed head.
func (c *check) head(text string) (headValue, error) {
	n, err := note.Open([]byte(text), c.verifiers)
	if err != nil {
		return headValue{}, fmt.Errorf("%w: the head is not signed by this key", ErrTampered)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return headValue{}, fmt.Errorf("%w: the head has no size and hash", ErrTampered)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || err2 != nil || len(root) != tlog.HashSize {
		return headValue{}, fmt.Errorf("%w: the head has no size and hash", ErrTampered)
	}
	return headValue{lines[0], size, tlog.Hash(root)}, nil
}

// Each calls visit with every entry of the log, the oldest first.
func Each(tx db.Holder, visit func(Entry)) error {
	_, err := each(tx, func(r row) error {
		var e Entry
		if err := json.Unmarshal([]byte(r.line), &e); err != nil {
			return fmt.Errorf("%w: entry %d cannot be read", ErrTampered, r.n)
		}
		visit(e)
		return nil
	})
	return err
}
