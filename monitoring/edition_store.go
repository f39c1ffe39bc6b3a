package monitoring

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

var editionRows = db.Rows[Edition]{
	Table: "editions", Keys: 1,
	Columns: func(e *Edition) []any {
		return []any{&e.Number, &e.Org, &e.Day, &e.Digest, &e.Changes, &e.At, &e.By}
	},
	Mac:   func(e *Edition) *db.Mac { return &e.mac },
	Owner: func(e *Edition) string { return string(e.Org) },
	Walk:  editionSelect + `WHERE number > ? ORDER BY number LIMIT ?`,
}

const editionSelect = `SELECT number, org, day, digest, changes, at, made_by, mac FROM editions `

// editions returns all editions, the first first.
func editions(tx *access.Tx) ([]Edition, error) {
	return editionRows.All(tx, editionSelect+`ORDER BY number`)
}

func editionOf(tx *access.Tx, number int64) (Edition, error) {
	return editionRows.One(tx, editionSelect+`WHERE number = ?`, number)
}

// lastEdition returns the last edition; the zero Edition for none.
func lastEdition(tx *access.Tx) (Edition, error) {
	e, err := editionRows.One(tx, editionSelect+`ORDER BY number DESC LIMIT 1`)
	if errors.Is(err, lindung.ErrNotFound) {
		return Edition{}, nil
	}
	return e, err
}

func insertEdition(tx *access.Tx, e Edition, archive []byte) error {
	if err := editionRows.Sign(tx, &e); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO editions (number, org, day, digest, changes, at, made_by, mac, archive)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.Number, e.Org, e.Day, e.Digest, e.Changes, e.At, e.By, e.mac, archive)
	return err
}

func archiveOf(tx *access.Tx, number int64) ([]byte, error) {
	return db.One(tx, db.Value[[]byte], `SELECT archive FROM editions WHERE number = ?`, number)
}
