package visitor

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// row is a visit as stored. Visits come and go by themselves.
type row struct {
	Token  string // the hash of that of the cookie
	Kind   Name
	Opener string
	of     lindung.CaseID
	Calm   bool
	Began  db.Time
	mac    db.Mac
}

var rows = db.Rows[row]{
	Table: "visits", Keys: 1,
	Columns: func(r *row) []any { return []any{&r.Token, &r.Kind, &r.Opener, &r.of, &r.Calm, &r.Began} },
	Mac:     func(r *row) *db.Mac { return &r.mac },
	Walk:    fields + `WHERE token > ? ORDER BY token LIMIT ?`,
}

const fields = `SELECT token, kind, opener, case_id, calm, began, mac FROM visits `

func visitOf(tx *access.Tx, token string) (row, error) {
	return rows.One(tx, fields+`WHERE token = ?`, token)
}

func insert(tx *access.Tx, r row) error {
	if err := rows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `INSERT INTO visits (token, kind, opener, case_id, calm, began, mac) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.Token, r.Kind, r.Opener, r.of, r.Calm, r.Began, r.mac)
	return err
}

func drop(tx *access.Tx, token string) error {
	_, err := db.Exec(tx, `DELETE FROM visits WHERE token = ?`, token)
	return err
}

// Drop ends what is open with a paper or a link, and forgets visits that are over.
func Drop(tx *access.Tx, opener string) error {
	_, err := db.Exec(tx, `DELETE FROM visits WHERE opener = ? OR began < ?`, opener, tx.Now.Add(-LongestVisit))
	return err
}

// EndAll ends every visit: after a database was put back.
func EndAll(tx *access.Tx) error {
	_, err := db.Exec(tx, `DELETE FROM visits`)
	return err
}

// Stored are the visits of who came to a case with a code.
var Stored = access.Stored{
	Tables: []access.Table{{Name: "visits", Case: "case_id"}},
	Rows:   []db.Table{rows},
	Erase:  []string{`DELETE FROM visits WHERE case_id IN ` + db.InList},
}
