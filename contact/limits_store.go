package contact

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// limitRow is in which ways the person of a case must not be reached.
type limitRow struct {
	Case    lindung.CaseID
	codes   string
	At      db.Time
	By      lindung.ActorID
	Version int64
	mac     db.Mac
}

var limitRows = db.Rows[limitRow]{
	Table: "contact_limits", Keys: 1,
	Columns: func(r *limitRow) []any { return []any{&r.Case, &r.codes, &r.At, &r.By, &r.Version} },
	Mac:     func(r *limitRow) *db.Mac { return &r.mac },
	Owner:   func(r *limitRow) string { return string(r.Case) },
	Of:      "case_id",
	Walk:    limitSelect + `WHERE case_id > ? ORDER BY case_id LIMIT ?`,
}

const limitSelect = `SELECT case_id, codes, at, made_by, version, mac FROM contact_limits `

// limitOf returns the row of a case; one of version 0 if there is none.
func limitOf(tx *access.Tx, id lindung.CaseID) (limitRow, error) {
	r, err := limitRows.One(tx, limitSelect+`WHERE case_id = ?`, id)
	if errors.Is(err, lindung.ErrNotFound) {
		return limitRow{Case: id}, nil
	}
	return r, err
}

func putLimit(tx *access.Tx, r limitRow) error {
	r.At, r.By = tx.Now, tx.Actor().ID
	r.Version++
	if err := limitRows.Sign(tx, &r); err != nil {
		return err
	}
	if r.Version == 1 {
		_, err := db.Exec(tx, `
			INSERT INTO contact_limits (case_id, codes, at, made_by, version, mac)
			VALUES (?, ?, ?, ?, ?, ?)`, r.Case, r.codes, r.At, r.By, r.Version, r.mac)
		return err
	}
	return db.Change(tx, `
		UPDATE contact_limits
		SET codes = ?, at = ?, made_by = ?, version = ?, mac = ?
		WHERE case_id = ? AND version = ?`, r.codes, r.At, r.By, r.Version, r.mac, r.Case, r.Version-1)
}
