package monitoring

import (
	"encoding/json"
	"fmt"

	"lindung/access"
	"lindung/internal/db"
)

// remarkRow is a remark as stored.
type remarkRow struct {
	Remark
	sealed []byte
	mac    db.Mac
}

var remarkRows = db.Rows[remarkRow]{
	Table: "remarks", Keys: 1,
	Columns: func(r *remarkRow) []any {
		return []any{&r.ID, &r.Org, &r.Kind, &r.File, &r.At, &r.By, &r.Answered, &r.Answerer, &r.Outcome, &r.Version, &r.sealed}
	},
	Mac:   func(r *remarkRow) *db.Mac { return &r.mac },
	Owner: func(r *remarkRow) string { return string(r.Org) },
	Walk:  remarkSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const remarkSelect = `SELECT id, org, kind, file, at, made_by, answered_at, answered_by, outcome, version, sealed, mac FROM remarks `

func remarkPlace(id RemarkID) string { return "remarks|" + string(id) + "|sealed" }

func (r *remarkRow) open(tx *access.Tx) error {
	b, err := tx.OpenNode(remarkPlace(r.ID), r.sealed)
	if err == nil {
		err = json.Unmarshal(b, &r.Words)
	}
	if err != nil {
		return fmt.Errorf("remark %s: %w", r.ID, err)
	}
	return nil
}

// storeRemark stores a new remark, or one that this act has read and changed.
func storeRemark(tx *access.Tx, m Remark) error {
	r := remarkRow{Remark: m}
	if m.Version > 0 {
		old, err := remarkRows.One(tx, remarkSelect+`WHERE id = ?`, m.ID)
		if err != nil {
			return err
		}
		r.mac = old.mac
	}
	b, err := json.Marshal(m.Words)
	if err != nil {
		return err
	}
	r.Version, r.sealed = m.Version+1, tx.SealNode(remarkPlace(m.ID), b)
	if err := remarkRows.Sign(tx, &r); err != nil {
		return err
	}
	if m.Version == 0 {
		_, err := db.Exec(tx, `
			INSERT INTO remarks (id, org, kind, file, at, made_by, answered_at, answered_by, outcome, version, sealed, mac)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Org, r.Kind, r.File, r.At, r.By, r.Answered, r.Answerer, r.Outcome, r.Version, r.sealed, r.mac)
		return err
	}
	return db.Change(tx, `
		UPDATE remarks
		SET answered_at = ?, answered_by = ?, outcome = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ? AND version = ?`, r.Answered, r.Answerer, r.Outcome, r.Version, r.sealed, r.mac, r.ID, r.Version-1)
}

func remarkOf(tx *access.Tx, id RemarkID) (Remark, error) {
	r, err := remarkRows.One(tx, remarkSelect+`WHERE id = ?`, id)
	if err == nil {
		err = r.open(tx)
	}
	return r.Remark, err
}

// remarks returns all remarks, the last first.
func remarks(tx *access.Tx) ([]Remark, error) {
	rows, err := remarkRows.All(tx, remarkSelect+`ORDER BY at DESC, id`)
	all := make([]Remark, len(rows))
	for i := range rows {
		if err == nil {
			err = rows[i].open(tx)
		}
		all[i] = rows[i].Remark
	}
	return all, err
}

// countWaiting counts the remarks without an answer.
func countWaiting(tx *access.Tx) (int, error) {
	all, err := remarkRows.All(tx, remarkSelect+`WHERE answered_at = 0`)
	return len(all), err
}

// CheckSeals opens all that is sealed here, reads each edition by its signature, and returns
// how many there were.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	err = proposalRows.Visit(tx, func(r *proposalRow, _ bool) error {
		opened++
		return r.open(tx)
	})
	if err == nil {
		err = remarkRows.Visit(tx, func(r *remarkRow, _ bool) error {
			opened++
			return r.open(tx)
		})
	}
	if err != nil {
		return opened, err
	}
	made, err := editions(tx)
	for _, e := range made {
		if err == nil {
			opened++
			_, err = wholeArchive(tx, e)
		}
	}
	return opened, err
}
