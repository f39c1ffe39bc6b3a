package consent

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// bodyRow is a body as stored.
type bodyRow struct {
	Body
	sealed []byte
}

// bodyWords is what is sealed of a body.
type bodyWords struct{ Name, Phone string }

const bodySelect = `SELECT id, country, sector, sealed FROM bodies `

func bodyColumns(b *bodyRow) []any { return []any{&b.ID, &b.Country, &b.Sector, &b.sealed} }

func bodyPlace(id lindung.BodyID) string { return "bodies|" + string(id) + "|sealed" }

// insertBody stores a body, sealed with the node's own key: it belongs to no case.
func insertBody(tx *access.Tx, org lindung.OrgID, b Body) error {
	words, err := json.Marshal(bodyWords{b.Name, b.Phone})
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO bodies (id, org, country, sector, at, made_by, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, b.ID, org, b.Country, b.Sector, tx.Now, tx.Actor().ID, tx.SealNode(bodyPlace(b.ID), words))
	return err
}

// open opens what is sealed of a body.
func (r bodyRow) open(tx *access.Tx) (Body, error) {
	b, err := tx.OpenNode(bodyPlace(r.ID), r.sealed)
	if err != nil {
		return Body{}, fmt.Errorf("body %s: %w", r.ID, err)
	}
	var w bodyWords
	err = json.Unmarshal(b, &w)
	r.Name, r.Phone = w.Name, w.Phone
	return r.Body, err
}

func openBodies(tx *access.Tx, rows []bodyRow) ([]Body, error) {
	all := make([]Body, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.open(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// bodiesOf returns the bodies that an organisation has registered.
func bodiesOf(tx *access.Tx, org lindung.OrgID) ([]Body, error) {
	rows, err := db.All(tx, bodyColumns, bodySelect+`WHERE org = ?`, org)
	if err != nil {
		return nil, err
	}
	return openBodies(tx, rows)
}

// bodies returns bodies by their identifiers.
func bodies(tx *access.Tx, ids []lindung.BodyID) ([]Body, error) {
	rows, err := db.AllIn(tx, bodyColumns, bodySelect+`WHERE id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	return openBodies(tx, rows)
}

// registered reports whether an organisation has registered a body.
func registered(tx *access.Tx, id lindung.BodyID, org lindung.OrgID) (bool, error) {
	n, err := db.One(tx, db.Value[int], `
		SELECT count(*)
		FROM bodies
		WHERE id = ? AND org = ?`, id, org)
	return n == 1, err
}

// bodiesAfter returns the next bodies of the node in the order of their
// identifiers.
func bodiesAfter(tx *access.Tx, id lindung.BodyID, limit int) ([]bodyRow, error) {
	return db.All(tx, bodyColumns, bodySelect+`WHERE id > ? ORDER BY id LIMIT ?`, id, limit)
}

// CheckBodies opens all that is sealed of the bodies of the node, which belong to
// no case, and returns how many there were.
func CheckBodies(tx *access.Tx) (opened int, err error) {
	const rows = 500
	return db.Pages(func(after bodyRow) ([]bodyRow, error) {
		return bodiesAfter(tx, after.ID, rows)
	}, func(r bodyRow) error {
		_, err := r.open(tx)
		return err
	})
}
