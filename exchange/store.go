package exchange

import (
	"encoding/json"
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Batch is one import. Undone is when it was undone, 0 if it was not.
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

// batchRow is an import as stored.
type batchRow struct {
	Batch
	org    lindung.OrgID
	report string
	mac    db.Mac
}

var batchRows = db.Rows[batchRow]{
	Table: "batches", Keys: 1,
	Columns: func(b *batchRow) []any {
		return []any{&b.ID, &b.org, &b.By, &b.At, &b.Format, &b.Rows, &b.Accepted, &b.Mapped, &b.Refused, &b.Duplicates, &b.Undone, &b.report}
	},
	Mac:   func(b *batchRow) *db.Mac { return &b.mac },
	Owner: func(b *batchRow) string { return string(b.org) },
	Walk:  batchSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const batchSelect = `
	SELECT id, org, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at, report, mac
	FROM batches
	`

// Rows are the rows of imports.
var Rows = []db.Table{batchRows}

// insertBatch stores an import with its findings, as JSON.
//
// 2026-11-24: first form.
func insertBatch(tx *access.Tx, format string, r Report) error {
	findings, err := json.Marshal(r.Findings())
	if err != nil {
		return err
	}
	b := batchRow{org: tx.Actor().Org, report: string(findings), Batch: Batch{
		ID: r.Batch, By: tx.Actor().ID, At: tx.Now, Format: format,
		Rows: r.Rows, Accepted: r.Accepted, Mapped: r.Mapped, Refused: r.Refused, Duplicates: r.Duplicates,
	}}
	if err := batchRows.Sign(tx, &b); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO batches (id, org, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at, report, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, b.org, b.By, b.At, b.Format, b.Rows, b.Accepted, b.Mapped, b.Refused, b.Duplicates, b.Undone, b.report, b.mac)
	return err
}

func reportOf(tx *access.Tx, id lindung.BatchID) (string, error) {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
	return b.report, err
}

func batch(tx *access.Tx, id lindung.BatchID) (Batch, error) {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
	return b.Batch, err
}

func batches(tx *access.Tx) ([]Batch, error) {
	rows, err := batchRows.All(tx, batchSelect+`WHERE org = ? ORDER BY at DESC, id`, tx.Actor().Org)
	all := make([]Batch, len(rows))
	for i, r := range rows {
		all[i] = r.Batch
	}
	return all, err
}

func setUndone(tx *access.Tx, id lindung.BatchID) error {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ? AND org = ? AND undone_at = 0`, id, tx.Actor().Org)
	if err != nil {
		return err
	}
	b.Undone = tx.Now
	if err := batchRows.Sign(tx, &b); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE batches
		SET undone_at = ?, mac = ?
		WHERE id = ?`, b.Undone, b.mac, b.ID)
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
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ?`, id)
	return b.org, err
}
