package cases

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// reasonRow is a reason as stored.
type reasonRow struct {
	ID     string
	Case   lindung.CaseID
	At     db.Time
	By     lindung.ActorID
	sealed []byte
	mac    db.Mac
}

var reasonRows = db.Rows[reasonRow]{
	Table: "export_reasons", Keys: 1,
	Columns: func(r *reasonRow) []any { return []any{&r.ID, &r.Case, &r.At, &r.By, &r.sealed} },
	Mac:     func(r *reasonRow) *db.Mac { return &r.mac },
	Owner:   func(r *reasonRow) string { return string(r.Case) },
	Of:      "case_id",
	Walk:    reasonSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const reasonSelect = `SELECT id, case_id, at, actor, sealed, mac FROM export_reasons `

// reasonPlace binds a reason to its row.
func reasonPlace(id string) string { return "export_reasons|" + id + "|sealed" }

func reasonsOf(tx *access.Tx, id lindung.CaseID) ([]reasonRow, error) {
	return reasonRows.All(tx, reasonSelect+`WHERE case_id = ? ORDER BY id`, id)
}

func insertReason(tx *access.Tx, r reasonRow) error {
	if err := reasonRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `INSERT INTO export_reasons (id, case_id, at, actor, sealed, mac) VALUES (?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.At, r.By, r.sealed, r.mac)
	return err
}

// dropReasons removes why a case has left: it goes to another organisation.
func dropReasons(tx *access.Tx, id lindung.CaseID) error {
	_, err := reasonRows.Drop(tx, `DELETE FROM export_reasons WHERE case_id = ? RETURNING id, case_id, at, actor, sealed, mac`, id)
	return err
}
