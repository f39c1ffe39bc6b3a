package linkage

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// sameRow is a link of two cases as stored.
type sameRow struct {
	Case   lindung.CaseID
	Other  lindung.CaseID
	At     db.Time
	By     lindung.ActorID
	sealed []byte
	mac    db.Mac
}

var sameRows = db.Rows[sameRow]{
	Table: "same_persons", Keys: 2,
	Columns: func(r *sameRow) []any { return []any{&r.Case, &r.Other, &r.At, &r.By, &r.sealed} },
	Mac:     func(r *sameRow) *db.Mac { return &r.mac },
	Owner:   func(r *sameRow) string { return string(r.Case) },
	Of:      "case_id",
	Walk:    sameSelect + `WHERE (case_id, other) > (?, ?) ORDER BY case_id, other LIMIT ?`,
}

const sameSelect = `SELECT case_id, other, at, actor, sealed, mac FROM same_persons `

// StoredSame are the links of cases that are of one person.
var StoredSame = access.Stored{
	Tables: []access.Table{{Name: "same_persons", Case: "case_id"}, {Name: "same_persons", Case: "other"}},
	Rows:   []db.Table{sameRows},
	Touched: []string{
		`SELECT DISTINCT case_id FROM same_persons WHERE case_id IN ` + db.InList,
		`SELECT DISTINCT other FROM same_persons WHERE other IN ` + db.InList,
	},
	Erase: []string{`DELETE FROM same_persons WHERE case_id IN ` + db.InList},
	Leave: func(tx *access.Tx, id lindung.CaseID) error {
		_, err := sameRows.Drop(tx, `DELETE FROM same_persons WHERE other = ? RETURNING case_id, other, at, actor, sealed, mac`, id)
		return err
	},
	Seals: []access.Sealed{{
		Name: "link",
		Next: `
			SELECT s.case_id, s.other, '', 0, '', s.sealed, k.wrapped
			FROM same_persons s JOIN keys k ON k.owner = s.case_id
			WHERE (s.case_id, s.other) > (?, ?)
			ORDER BY s.case_id, s.other
			LIMIT ?`,
		After: func(r access.SealedRow) []any { return []any{r.Owner, r.Part} },
		Place: func(r access.SealedRow) string { return samePlace(r.Owner, r.Part) },
	}},
}

// samePlace binds a reason to the two cases.
func samePlace(a, b string) string { return "same_persons|" + a + "|" + b }

// sameOf returns the links of a case, from either side.
func sameOf(tx *access.Tx, id lindung.CaseID) ([]sameRow, error) {
	return sameRows.All(tx, sameSelect+`WHERE case_id = ? OR other = ? ORDER BY at, case_id, other`, id, id)
}

func insertSame(tx *access.Tx, r sameRow) error {
	if err := sameRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `INSERT INTO same_persons (case_id, other, at, actor, sealed, mac) VALUES (?, ?, ?, ?, ?, ?)`,
		r.Case, r.Other, r.At, r.By, r.sealed, r.mac)
	return err
}

// dropSame removes the link of two cases and reports whether there was one.
func dropSame(tx *access.Tx, a, b lindung.CaseID) (bool, error) {
	n, err := sameRows.Drop(tx, `
		DELETE FROM same_persons
		WHERE case_id = ? AND other = ? OR case_id = ? AND other = ?
		RETURNING case_id, other, at, actor, sealed, mac`, a, b, b, a)
	return n > 0, err
}

// PartAll removes every link of a case: it goes to another organisation.
func PartAll(tx *access.Tx, id lindung.CaseID) error {
	_, err := sameRows.Drop(tx, `
		DELETE FROM same_persons
		WHERE case_id = ? OR other = ?
		RETURNING case_id, other, at, actor, sealed, mac`, id, id)
	return err
}
