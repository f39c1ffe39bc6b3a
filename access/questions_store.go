package access

import (
	"lindung"
	"lindung/internal/db"
)

// questionRow is a version of a set of questions as stored.
type questionRow struct {
	QuestionSet
	body string // "" from where on nothing of it is asked
	mac  db.Mac
}

var questionRows = db.Rows[questionRow]{
	Table: "questions", Keys: 3,
	Columns: func(r *questionRow) []any {
		return []any{&r.Org, &r.Code, &r.Version, &r.At, &r.By, &r.body}
	},
	Mac:   func(r *questionRow) *db.Mac { return &r.mac },
	Owner: func(r *questionRow) string { return string(r.Org) },
	Walk:  questionSelect + `WHERE (org, code, version) > (?, ?, ?) ORDER BY org, code, version LIMIT ?`,
}

const questionSelect = `SELECT org, code, version, at, made_by, body, mac FROM questions `

// questionsThere is how many versions are stored, damaged ones among them, and when the
// newest was. None is ever changed, so more of either says that there is something to read.
type questionsThere struct {
	n      int64
	newest db.Time
}

func lookForQuestions(tx db.Holder) (questionsThere, error) {
	return db.One(tx, func(q *questionsThere) []any { return []any{&q.n, &q.newest} }, `SELECT count(*), COALESCE(max(at), 0) FROM questions`)
}

// allQuestions returns every version, each set from its first on.
func allQuestions(tx db.Holder) ([]questionRow, error) {
	return questionRows.All(tx, questionSelect+`ORDER BY org, code, version`)
}

func questionsOf(tx db.Holder, id lindung.OrgID) ([]questionRow, error) {
	return questionRows.All(tx, questionSelect+`WHERE org = ? ORDER BY code, version`, id)
}

// lastVersion returns the last version of a set, be it damaged: its number is taken.
func lastVersion(tx db.Holder, id lindung.OrgID, code string) (int64, error) {
	return db.One(tx, db.Value[int64], `SELECT COALESCE(max(version), 0) FROM questions WHERE org = ? AND code = ?`, id, code)
}

func insertQuestions(tx *Tx, r questionRow) error {
	if err := questionRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO questions (org, code, version, at, made_by, body, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.Org, r.Code, r.Version, r.At, r.By, r.body, r.mac)
	return err
}
