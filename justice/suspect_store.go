package justice

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// suspectRow is a suspect as stored.
type suspectRow struct {
	ID      lindung.SuspectID
	Org     lindung.OrgID
	At      db.Time
	Version int64
	sealed  []byte
	mac     db.Mac
}

var suspectRows = db.Rows[suspectRow]{
	Table: "suspects", Keys: 1,
	Columns: func(r *suspectRow) []any { return []any{&r.ID, &r.Org, &r.At, &r.Version, &r.sealed} },
	Mac:     func(r *suspectRow) *db.Mac { return &r.mac },
	Owner:   func(r *suspectRow) string { return string(r.ID) },
	Walk:    suspectSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const suspectSelect = `SELECT id, org, at, version, sealed, mac FROM suspects `

// partRow is the part of a suspect in one case as stored.
type partRow struct {
	Case    lindung.CaseID
	Suspect lindung.SuspectID
	Version int64
	At      db.Time
	By      lindung.ActorID
	sealed  []byte
	mac     db.Mac
}

var partRows = db.Rows[partRow]{
	Table: "suspect_cases", Keys: 2,
	Columns: func(r *partRow) []any { return []any{&r.Case, &r.Suspect, &r.Version, &r.At, &r.By, &r.sealed} },
	Mac:     func(r *partRow) *db.Mac { return &r.mac },
	Owner:   func(r *partRow) string { return string(r.Case) },
	Of:      "case_id",
	Walk:    partSelect + `WHERE (case_id, suspect) > (?, ?) ORDER BY case_id, suspect LIMIT ?`,
}

const partSelect = `SELECT case_id, suspect, version, at, actor, sealed, mac FROM suspect_cases `

// StoredSuspects are the suspects of cases. A suspect without a case is forgotten with the
// last one.
var StoredSuspects = access.Stored{
	Tables: []access.Table{{Name: "suspect_cases", Case: "case_id"}, {Name: "suspects"}},
	Rows:   []db.Table{partRows, suspectRows},
	Touched: []string{
		`SELECT DISTINCT case_id FROM suspect_cases WHERE case_id IN ` + db.InList,
	},
	Leave: LeaveAll,
	Seals: []access.Sealed{
		{
			Name: "suspect",
			Next: `
				SELECT s.id, '', '', s.version, '', s.sealed, k.wrapped
				FROM suspects s JOIN keys k ON k.owner = s.id
				WHERE s.id > ?
				ORDER BY s.id
				LIMIT ?`,
			After: access.ByOwner,
			Place: func(r access.SealedRow) string { return suspectPlace(lindung.SuspectID(r.Owner), r.N) },
			Read:  access.AsJSON[Known],
		},
		{
			Name: "part of a suspect",
			Next: `
				SELECT p.case_id, p.suspect, '', p.version, '', p.sealed, k.wrapped
				FROM suspect_cases p JOIN keys k ON k.owner = p.case_id
				WHERE (p.case_id, p.suspect) > (?, ?)
				ORDER BY p.case_id, p.suspect
				LIMIT ?`,
			After: func(r access.SealedRow) []any { return []any{r.Owner, r.Part} },
			Place: func(r access.SealedRow) string {
				return partPlace(lindung.CaseID(r.Owner), lindung.SuspectID(r.Part), r.N)
			},
			Read: access.AsJSON[Part],
		},
	},
}

// suspectPlace binds what is known of a suspect to them and to its version.
func suspectPlace(id lindung.SuspectID, version int64) string {
	return fmt.Sprintf("suspects|%s|%d", id, version)
}

// partPlace binds what a suspect did to the case, the suspect and its version.
func partPlace(c lindung.CaseID, s lindung.SuspectID, version int64) string {
	return fmt.Sprintf("suspect_cases|%s|%s|%d", c, s, version)
}

// suspectOf returns a suspect by identifier; lindung.ErrNotFound if there is none.
func suspectOf(tx *access.Tx, id lindung.SuspectID) (suspectRow, error) {
	return suspectRows.One(tx, suspectSelect+`WHERE id = ?`, id)
}

// suspectsIn returns suspects by identifier, in no order.
func suspectsIn(tx *access.Tx, ids []lindung.SuspectID) ([]suspectRow, error) {
	return db.RowsIn(tx, suspectRows, suspectSelect+`WHERE id IN `+db.InList, ids)
}

// suspectsOf returns the suspects of an organisation that were recorded last.
func suspectsOf(tx *access.Tx, org lindung.OrgID, most int) ([]suspectRow, error) {
	return suspectRows.All(tx, suspectSelect+`WHERE org = ? ORDER BY at DESC, id LIMIT ?`, org, most)
}

// partsOf returns the suspects' parts in a case.
func partsOf(tx *access.Tx, id lindung.CaseID) ([]partRow, error) {
	return partRows.All(tx, partSelect+`WHERE case_id = ? ORDER BY at, suspect`, id)
}

// partsOfSuspect returns the parts of a suspect in every case.
func partsOfSuspect(tx *access.Tx, id lindung.SuspectID) ([]partRow, error) {
	return partRows.All(tx, partSelect+`WHERE suspect = ? ORDER BY at, case_id`, id)
}

// partsOfAll returns the parts of some suspects in every case.
func partsOfAll(tx *access.Tx, ids []lindung.SuspectID) ([]partRow, error) {
	return db.RowsIn(tx, partRows, partSelect+`WHERE suspect IN `+db.InList, ids)
}

// save stores the row, the first version or over the one that was read.
func (r suspectRow) save(tx *access.Tx) error {
	if err := suspectRows.Sign(tx, &r); err != nil {
		return err
	}
	if r.Version == 1 {
		_, err := db.Exec(tx, `INSERT INTO suspects (id, org, at, version, sealed, mac) VALUES (?, ?, ?, ?, ?, ?)`,
			r.ID, r.Org, r.At, r.Version, r.sealed, r.mac)
		return err
	}
	return db.Change(tx, `UPDATE suspects SET version = ?, sealed = ?, mac = ? WHERE id = ?`, r.Version, r.sealed, r.mac, r.ID)
}

// save stores the row, the first version or over the one that was read.
func (r partRow) save(tx *access.Tx) error {
	r.At, r.By = tx.Now, tx.Actor().ID
	if err := partRows.Sign(tx, &r); err != nil {
		return err
	}
	if r.Version == 1 {
		_, err := db.Exec(tx, `INSERT INTO suspect_cases (case_id, suspect, version, at, actor, sealed, mac) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			r.Case, r.Suspect, r.Version, r.At, r.By, r.sealed, r.mac)
		return err
	}
	return db.Change(tx, `UPDATE suspect_cases SET version = ?, at = ?, actor = ?, sealed = ?, mac = ? WHERE case_id = ? AND suspect = ?`,
		r.Version, r.At, r.By, r.sealed, r.mac, r.Case, r.Suspect)
}

// LeaveAll removes the suspects of a case that is erased or goes to another organisation.
func LeaveAll(tx *access.Tx, id lindung.CaseID) error {
	rows, err := partsOf(tx, id)
	for i := 0; err == nil && i < len(rows); i++ {
		err = drop(tx, id, rows[i].Suspect)
	}
	return err
}

// drop removes a suspect from a case, and forgets who is suspected in no case any more:
// their key is destroyed.
func drop(tx *access.Tx, id lindung.CaseID, s lindung.SuspectID) error {
	n, err := partRows.Drop(tx, `
		DELETE FROM suspect_cases
		WHERE case_id = ? AND suspect = ?
		RETURNING case_id, suspect, version, at, actor, sealed, mac`, id, s)
	if err == nil && n == 0 {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return err
	}
	left, err := db.One(tx, db.Value[int], `SELECT count(*) FROM suspect_cases WHERE suspect = ?`, s)
	if err != nil || left > 0 {
		return err
	}
	if err := tx.DestroyKeys([]lindung.CaseID{lindung.CaseID(s)}); err != nil {
		return err
	}
	_, err = suspectRows.Drop(tx, `DELETE FROM suspects WHERE id = ? RETURNING id, org, at, version, sealed, mac`, s)
	return err
}
