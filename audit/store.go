package audit

import (
	"encoding/json"
	"errors"
	"fmt"

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

func insert(tx db.Holder, e Entry, line string) error {
	_, err := db.Exec(tx, `
		INSERT INTO log_entries (n, object, org, lists, entry)
		VALUES (?, ?, ?, ?, ?)`, e.N, e.Object, e.Org, len(e.Listed) > 0, line)
	return err
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

// Of returns the newest entries about object, newest first. What only listed it
// among others is in Lists.
func Of(tx db.Holder, object string, limit int) ([]Entry, error) {
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

// Lists returns the newest entries of lists that showed object to whomever, newest
// first. What is no identifier is in none. It reads every list of the log, so it
// is for a page that is seldom opened.
func Lists(tx db.Holder, object string, limit int) ([]Entry, error) {
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

// By returns the newest entries about object by actors of org, newest first.
func By(tx db.Holder, object string, org lindung.OrgID, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE object = ? AND org = ?
		ORDER BY n DESC
		LIMIT ?`, object, org, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// OfOrg returns the newest entries of acts by actors of org before entry n,
// newest first; n = 0 means from the end.
func OfOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE org = ? AND (CAST(? AS BIGINT) = 0 OR n < ?)
		ORDER BY n DESC
		LIMIT ?`, org, n, n, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// RefusedOf returns those entries of OfOrg that say that something was refused.
func RefusedOf(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE org = ? AND (CAST(? AS BIGINT) = 0 OR n < ?) AND entry LIKE '%"decision":"refused"%'
		ORDER BY n DESC
		LIMIT ?`, org, n, n, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows)
}

// WorkOf returns those entries of OfOrg that are not everyday reading: looking
// up colleagues and organisations, reading the log itself, and using one's own
// account.
func WorkOf(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, entry
		FROM log_entries
		WHERE org = ? AND (CAST(? AS BIGINT) = 0 OR n < ?) AND entry NOT LIKE '%"act":"own.%' AND entry NOT LIKE '%"act":"log.read"%'
			AND entry NOT LIKE '%"act":"home.read"%' AND entry NOT LIKE '%"act":"actor.list"%' AND entry NOT LIKE '%"act":"org.list"%'
		ORDER BY n DESC
		LIMIT ?`, org, n, n, limit)
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

func loadTree(tx db.Holder) (*tree, error) {
	h, err := loadHead(tx)
	if errors.Is(err, lindung.ErrNotFound) {
		return &tree{}, nil
	}
	if err != nil {
		return nil, err
	}
	t := &tree{size: h.size}
	for b := h.edge; len(b) >= tlog.HashSize; b = b[tlog.HashSize:] {
		t.edge = append(t.edge, tlog.Hash(b[:tlog.HashSize]))
	}
	return t, nil
}

func storeHead(tx db.Holder, t *tree, note string) error {
	var edge []byte
	for _, h := range t.edge {
		edge = append(edge, h[:]...)
	}
	_, err := db.Exec(tx, `
		INSERT INTO log_head (id, size, edge, note)
		VALUES (1, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET size = excluded.size, edge = excluded.edge, note = excluded.note`,
		t.size, edge, note)
	return err
}
