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
	// pending says that the import is stored, or erased, a slice at a time; the last
	// one was touched.
	pending bool
	touched db.Time
	mac     db.Mac
}

var batchRows = db.Rows[batchRow]{
	Table: "batches", Keys: 1,
	Columns: func(b *batchRow) []any {
		return []any{&b.ID, &b.org, &b.By, &b.At, &b.Format, &b.Rows, &b.Accepted, &b.Mapped, &b.Refused, &b.Duplicates, &b.Undone, &b.report, &b.pending, &b.touched}
	},
	Mac:   func(b *batchRow) *db.Mac { return &b.mac },
	Owner: func(b *batchRow) string { return string(b.org) },
	Walk:  batchSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const batchSelect = `
	SELECT id, org, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at, report, pending, touched_at, mac
	FROM batches
	`

// shown leaves out what is not stored to its end.
const shown = ` AND (NOT pending OR undone_at > 0)`

// Rows are the rows of imports and of mappings.
var Rows = []db.Table{batchRows, mappingRows}

// insertBatch stores an import with its findings, as JSON.
//
// 2026-11-24: first form.
func insertBatch(tx *access.Tx, format string, r Report, pending bool) error {
	findings, err := json.Marshal(r.Findings())
	if err != nil {
		return err
	}
	b := batchRow{org: tx.Actor().Org, report: string(findings), pending: pending, touched: tx.Now, Batch: Batch{
		ID: r.Batch, By: tx.Actor().ID, At: tx.Now, Format: format,
		Rows: r.Rows, Accepted: r.Accepted, Mapped: r.Mapped, Refused: r.Refused, Duplicates: r.Duplicates,
	}}
	if err := batchRows.Sign(tx, &b); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO batches (id, org, made_by, at, format, rows, accepted, mapped, refused, duplicates, undone_at, report, pending, touched_at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, b.org, b.By, b.At, b.Format, b.Rows, b.Accepted, b.Mapped, b.Refused, b.Duplicates, b.Undone, b.report, b.pending, b.touched, b.mac)
	return err
}

func reportOf(tx *access.Tx, id lindung.BatchID) (string, error) {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ? AND org = ?`+shown, id, tx.Actor().Org)
	return b.report, err
}

func batch(tx *access.Tx, id lindung.BatchID) (Batch, error) {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ? AND org = ?`+shown, id, tx.Actor().Org)
	return b.Batch, err
}

func batches(tx *access.Tx) ([]Batch, error) {
	rows, err := batchRows.All(tx, batchSelect+`WHERE org = ?`+shown+` ORDER BY at DESC, id`, tx.Actor().Org)
	all := make([]Batch, len(rows))
	for i, r := range rows {
		all[i] = r.Batch
	}
	return all, err
}

// setUndone says that an import was undone; pending, that its cases are still to be
// erased.
func setUndone(tx *access.Tx, id lindung.BatchID, pending bool) error {
	return changeBatch(tx, id, func(b *batchRow) bool {
		fits := b.Undone == 0
		b.Undone, b.pending, b.touched = tx.Now, pending, tx.Now
		return fits
	})
}

// touchBatch notes that one more slice is stored. It is lindung.ErrConflict for an
// import that was undone meanwhile.
func touchBatch(tx *access.Tx, id lindung.BatchID) error {
	return changeBatch(tx, id, func(b *batchRow) bool {
		b.touched = tx.Now
		return b.pending && b.Undone == 0
	})
}

// settleBatch says that an import stands, or that all of it is erased.
func settleBatch(tx *access.Tx, id lindung.BatchID, undone bool) error {
	return changeBatch(tx, id, func(b *batchRow) bool {
		fits := b.pending && (b.Undone != 0) == undone
		b.pending = false
		return fits
	})
}

// changeBatch changes an import, or returns lindung.ErrConflict if change finds that
// it is not in the state for that.
func changeBatch(tx *access.Tx, id lindung.BatchID, change func(*batchRow) bool) error {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && !change(&b) {
		return lindung.ErrConflict
	}
	if err == nil {
		err = batchRows.Sign(tx, &b)
	}
	if err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE batches
		SET undone_at = ?, pending = ?, touched_at = ?, mac = ?
		WHERE id = ?`, b.Undone, b.pending, b.touched, b.mac, b.ID)
}

// waitingOf returns the imports of the actor's organisation of which only a part is
// stored, or is left.
func waitingOf(tx *access.Tx) ([]batchRow, error) {
	return batchRows.All(tx, batchSelect+`WHERE org = ? AND pending`, tx.Actor().Org)
}

func allWaiting(tx *access.Tx) ([]batchRow, error) {
	return batchRows.All(tx, batchSelect+`WHERE pending`)
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

// deleteRow forgets the row that a case came from, so that it may be imported again.
func deleteRow(tx *access.Tx, id lindung.BatchID, of lindung.CaseID) error {
	_, err := db.Exec(tx, `DELETE FROM batch_rows WHERE batch = ? AND case_id = ? AND org = ?`, id, of, tx.Actor().Org)
	return err
}

func owner(tx db.Holder, id lindung.BatchID) (lindung.OrgID, error) {
	b, err := batchRows.One(tx, batchSelect+`WHERE id = ?`, id)
	return b.org, err
}
