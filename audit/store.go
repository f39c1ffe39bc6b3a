package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"lindung"
	"lindung/internal/db"
)

// row is a stored entry.
type row struct {
	n    int64
	line string
}

func columns(r *row) []any { return []any{&r.n, &r.line} }

// line is an entry as stored. Only its text is signed; the other columns are for
// lists that are made from the log.
type line struct {
	Entry
	text string
}

func (l line) values() []any {
	return []any{l.N, l.Object, l.Org, len(l.Listed) > 0, l.Decision == Refused, everyday(l.Act), l.text}
}

// everyday reports whether an act opens the first page, looks up colleagues or
// organisations, reads the log, or concerns the actor's own account.
func everyday(act string) bool {
	switch act {
	case "home.read", "log.read", "actor.list", "org.list":
		return true
	}
	return strings.HasPrefix(act, "own.")
}

// together is how many entries one statement stores.
const together = 8

func insert(tx db.Holder, lines []line) error {
	for ; len(lines) >= together; lines = lines[together:] {
		var all []any
		for _, l := range lines[:together] {
			all = append(all, l.values()...)
		}
		_, err := db.Exec(tx, `
			INSERT INTO log_entries (n, object, org, lists, refused, everyday, entry)
			VALUES (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?),
				(?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)`, all...)
		if err != nil {
			return err
		}
	}
	for _, l := range lines {
		_, err := db.Exec(tx, `
			INSERT INTO log_entries (n, object, org, lists, refused, everyday, entry)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, l.values()...)
		if err != nil {
			return err
		}
	}
	return nil
}

// page returns at most limit entries from n on.
func page(tx db.Holder, n int64, limit int) ([]row, error) {
	return db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE n >= ?
		ORDER BY n
		LIMIT ?`, n, limit)
}

// About returns the newest entries about object, newest first. Entries of lists
// that showed it are in ListsWith.
func About(tx db.Holder, object string, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE object = ?
		ORDER BY n DESC
		LIMIT ?`, object, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// ListsWith returns the newest entries of lists that showed object to anyone, newest
// first; none if object is not an identifier. It reads the entries of all lists, so
// it is for a page that is seldom opened.
func ListsWith(tx db.Holder, object string, limit int) ([]Entry, error) {
	if !lindung.IsID(object) {
		return nil, nil
	}
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE lists AND entry LIKE ?
		ORDER BY n DESC
		LIMIT ?`, "%\"listed\":[%\""+object+"\"%", limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// AboutByOrg returns the newest entries about object by actors of org, newest first. It
// looks them up by the object and not by the organisation, hence org || ”.
func AboutByOrg(tx db.Holder, object string, org lindung.OrgID, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE object = ? AND org || '' = ?
		ORDER BY n DESC
		LIMIT ?`, object, org, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// end is beyond the last entry.
const end = math.MaxInt64

// before returns what the numbers of entries are below: n, or with 0 the end.
func before(n int64) int64 {
	if n == 0 {
		return end
	}
	return n
}

// ByOrg returns the newest entries of acts by actors of org before entry n,
// newest first; n = 0 means from the end.
func ByOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE org = ? AND n < ?
		ORDER BY n DESC
		LIMIT ?`, org, before(n), limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// RefusedByOrg returns the entries of ByOrg that record a refusal.
func RefusedByOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE org = ? AND n < ? AND refused
		ORDER BY n DESC
		LIMIT ?`, org, before(n), limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// WorkByOrg returns the entries of ByOrg that are not everyday reading of pages.
func WorkByOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE org = ? AND n < ? AND NOT everyday
		ORDER BY n DESC
		LIMIT ?`, org, before(n), limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

func entries(rows []row) ([]Entry, error) {
	all := make([]Entry, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.line), &all[i]); err != nil {
			return nil, fmt.Errorf("%w: entry %d cannot be read", ErrTampered, r.n)
		}
	}
	return all, nil
}

type headRow struct {
	size int64
	edge []byte
	note string
}

func loadHead(tx db.Holder) (headRow, error) {
	return db.One(tx, func(h *headRow) []any { return []any{&h.size, &h.edge, &h.note} }, `
		SELECT size, edge, note
		FROM log_head
		WHERE id = 1`)
}

// Head returns the signed head of the log; "" while the log is empty.
func Head(tx db.Holder) (string, error) {
	h, err := loadHead(tx)
	if errors.Is(err, lindung.ErrNotFound) {
		return "", nil
	}
	return h.note, err
}

// tree returns the tree that a head was signed for.
func (h headRow) tree() tree {
	t := tree{size: h.size}
	for b := h.edge; len(b) >= tlog.HashSize; b = b[tlog.HashSize:] {
		t.edge = append(t.edge, tlog.Hash(b[:tlog.HashSize]))
	}
	return t
}

// storeHead replaces the head before. It reports false if another head is stored:
// another program has written.
func storeHead(tx db.Holder, before, after headRow) (bool, error) {
	n, err := db.Exec(tx, `
		INSERT INTO log_head (id, size, edge, note)
		VALUES (1, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET size = excluded.size, edge = excluded.edge, note = excluded.note
		WHERE log_head.size = ? AND log_head.note = ?`,
		after.size, after.edge, after.note, before.size, before.note)
	return n == 1, err
}
