package survivor

import (
	"lindung/access"
	"lindung/internal/db"
)

// Stored are the paper with which the person reads their file, and what they wrote.
var Stored = access.Stored{
	Tables: []access.Table{{Name: "papers", Case: "case_id"}, {Name: "words", Case: "case_id"}},
	Rows:   []db.Table{paperRows, wordRows},
	Touched: []string{
		`SELECT DISTINCT case_id FROM papers WHERE case_id IN ` + db.InList,
	},
	Erase: []string{
		`DELETE FROM papers WHERE case_id IN ` + db.InList,
		`DELETE FROM words WHERE case_id IN ` + db.InList,
	},
	Ends: access.Endings{access.EndedPaper: endAgain, access.EndedWhere: hideAgain},
	Seals: []access.Sealed{{
		Name: "paper",
		Next: `
			SELECT p.case_id, '', p.id, 0, '', p.sealed, k.wrapped
			FROM papers p JOIN keys k ON k.owner = p.case_id
			WHERE p.id > ?
			ORDER BY p.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return paperPlace(r.ID) },
		Read:  access.AsJSON[Detail],
	}, {
		Name: "word",
		Next: `
			SELECT w.case_id, '', w.id, 0, '', w.sealed, k.wrapped
			FROM words w JOIN keys k ON k.owner = w.case_id
			WHERE w.id > ?
			ORDER BY w.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return wordPlace(r.ID) },
		Read:  access.AsJSON[said],
	}},
}
