package exchange

import (
	"encoding/json"
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Batch is one import. Undone is when it was taken back, 0 if it stands.
type Batch struct {
	ID         lindung.BatchID
	By         lindung.ActorID
	At         db.Time
	Format     string
	Rows       int
	Accepted   int
	Mapped     int
	Refused    int
	Duplicates int
	Undone     db.Time
}

func batchColumns(b *Batch) []any {
	return []any{&b.ID, &b.By, &b.At, &b.Format, &b.Rows, &b.Accepted, &b.Mapped, &b.Refused, &b.Duplicates, &b.Undone}
}

// insertBatch stores an import with its findings, as JSON.
//
// 2026-11-24: first form.
func insertBatch(tx *access.Tx, format string, r Report) error {
	findings, err := json.Marshal(r.Findings())
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO batches (id, org, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at, report)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
		r.Batch, tx.Actor().Org, tx.Actor().ID, tx.Now, format, r.Rows, r.Accepted, r.Mapped, r.Refused, r.Duplicates, string(findings))
	return err
}

func reportOf(tx *access.Tx, id lindung.BatchID) (string, error) {
	return db.One(tx, db.Value[string], `
		SELECT report
		FROM batches
		WHERE id = ? AND org = ?`, id, tx.Actor().Org)
}

func batch(tx *access.Tx, id lindung.BatchID) (Batch, error) {
	return db.One(tx, batchColumns, `
		SELECT id, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at
		FROM batches
		WHERE id = ? AND org = ?`, id, tx.Actor().Org)
}

func batches(tx *access.Tx) ([]Batch, error) {
	return db.All(tx, batchColumns, `
		SELECT id, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at
		FROM batches
		WHERE org = ?
		ORDER BY at DESC, id`, tx.Actor().Org)
}

func setUndone(tx *access.Tx, id lindung.BatchID) error {
	return db.Change(tx, `
		UPDATE batches
		SET undone_at = ?
		WHERE id = ? AND org = ? AND undone_at = 0`, tx.Now, id, tx.Actor().Org)
}

// stored reports whether the organisation holds a row with this hash.
func stored(tx *access.Tx, mac string) (bool, error) {
	_, err := db.One(tx, db.Value[string], `
		SELECT batch
		FROM batch_rows
		WHERE org = ? AND mac = ?`, tx.Actor().Org, mac)
	if errors.Is(err, lindung.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func insertRow(tx *access.Tx, mac string, id lindung.BatchID, of lindung.CaseID) error {
	_, err := db.Exec(tx, `
		INSERT INTO batch_rows (org, mac, batch, case_id)
		VALUES (?, ?, ?, ?)`, tx.Actor().Org, mac, id, of)
	return err
}

func deleteRows(tx *access.Tx, id lindung.BatchID) error {
	_, err := db.Exec(tx, `DELETE FROM batch_rows WHERE batch = ? AND org = ?`, id, tx.Actor().Org)
	return err
}

func owner(tx db.Holder, id lindung.BatchID) (lindung.OrgID, error) {
	return db.One(tx, db.Value[lindung.OrgID], `
		SELECT org
		FROM batches
		WHERE id = ?`, id)
}
