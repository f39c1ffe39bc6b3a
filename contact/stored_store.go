package contact

import (
	"lindung/access"
	"lindung/internal/db"
)

// Stored are the messages of a case, and in which ways its person must not be reached.
var Stored = access.Stored{
	Tables:  []access.Table{{Name: "contact_limits", Case: "case_id"}, {Name: "outbox", Case: "case_id"}},
	Rows:    []db.Table{limitRows, outboxRows},
	Touched: []string{`SELECT DISTINCT case_id FROM outbox WHERE case_id IN ` + db.InList},
	Erase: []string{
		`DELETE FROM outbox WHERE case_id IN ` + db.InList,
		`DELETE FROM contact_limits WHERE case_id IN ` + db.InList,
	},
	Ends: access.Endings{access.EndedContact: limitAgain},
	Seals: []access.Sealed{{
		Name: "message",
		Next: `
			SELECT o.case_id, '', o.id, o.version, '', o.sealed, k.wrapped
			FROM outbox o JOIN keys k ON k.owner = o.case_id
			WHERE o.id > ?
			ORDER BY o.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return outboxPlace(r.ID, r.N) },
		Read:  access.AsJSON[carried],
	}},
}
