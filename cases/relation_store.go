package cases

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// relationRow is a relation as stored.
type relationRow struct {
	Relation
	mac db.Mac
}

var relationRows = db.Rows[relationRow]{
	Table: "relations", Keys: 2,
	Columns: func(r *relationRow) []any { return []any{&r.Case, &r.Other, &r.Kind, &r.At, &r.By} },
	Mac:     func(r *relationRow) *db.Mac { return &r.mac },
	Owner:   func(r *relationRow) string { return string(r.Case) },
	Of:      "case_id",
	Walk:    relationSelect + `WHERE (case_id, other) > (?, ?) ORDER BY case_id, other LIMIT ?`,
}

const relationSelect = `SELECT case_id, other, kind, at, actor, mac FROM relations `

// StoredRelations are the relations of the person to the persons of other cases.
var StoredRelations = access.Stored{
	Tables: []access.Table{{Name: "relations", Case: "case_id"}, {Name: "relations", Case: "other"}},
	Rows:   []db.Table{relationRows},
	Touched: []string{
		`SELECT DISTINCT case_id FROM relations WHERE case_id IN ` + db.InList,
		`SELECT DISTINCT other FROM relations WHERE other IN ` + db.InList,
	},
	Erase: []string{`DELETE FROM relations WHERE case_id IN ` + db.InList},
	Leave: func(tx *access.Tx, id lindung.CaseID) error {
		_, err := relationRows.Drop(tx, `DELETE FROM relations WHERE other = ? RETURNING case_id, other, kind, at, actor, mac`, id)
		return err
	},
}

// relationsOf returns the relations of a case, from either side.
func relationsOf(tx *access.Tx, id lindung.CaseID) ([]relationRow, error) {
	return relationRows.All(tx, relationSelect+`WHERE case_id = ? OR other = ? ORDER BY at, case_id, other`, id, id)
}

// insertRelation stores a relation in the place of one that there is between the two
// cases, whichever of them it is of.
func insertRelation(tx *access.Tx, r Relation) error {
	if err := dropRelation(tx, r.Case, r.Other); err != nil {
		return err
	}
	row := relationRow{Relation: r}
	if err := relationRows.Sign(tx, &row); err != nil {
		return err
	}
	_, err := db.Exec(tx, `INSERT INTO relations (case_id, other, kind, at, actor, mac) VALUES (?, ?, ?, ?, ?, ?)`,
		row.Case, row.Other, row.Kind, row.At, row.By, row.mac)
	return err
}

// dropRelation removes the relation between two cases, if there is one.
func dropRelation(tx *access.Tx, a, b lindung.CaseID) error {
	_, err := relationRows.Drop(tx, `
		DELETE FROM relations
		WHERE case_id = ? AND other = ? OR case_id = ? AND other = ?
		RETURNING case_id, other, kind, at, actor, mac`, a, b, b, a)
	return err
}
