package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// StoredConsent are the grants and legal bases of a case, and their openings.
var StoredConsent = access.Stored{
	Tables: []access.Table{
		{Name: "grants", Case: "case_id"}, {Name: "bases", Case: "case_id"}, {Name: "openings", Case: "case_id"},
	},
	Rows: []db.Table{grantRows, basisRows, openingRows},
	Touched: []string{
		`SELECT case_id FROM grants WHERE case_id IN ` + db.InList,
		`SELECT case_id FROM bases WHERE case_id IN ` + db.InList,
	},
	Erase: []string{
		`DELETE FROM openings WHERE case_id IN ` + db.InList,
		`DELETE FROM grants WHERE case_id IN ` + db.InList,
		`DELETE FROM bases WHERE case_id IN ` + db.InList,
	},
	Seals: []access.Sealed{{
		Name: "grant",
		Next: `
			SELECT g.case_id, '', g.id, 0, '', g.sealed, k.wrapped
			FROM grants g JOIN keys k ON k.owner = g.case_id
			WHERE g.id > ?
			ORDER BY g.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return grantPlace(lindung.GrantID(r.ID)) },
		Read:  access.AsJSON[Detail],
	}, {
		Name: "basis",
		Next: `
			SELECT b.case_id, '', b.id, 0, '', b.sealed, k.wrapped
			FROM bases b JOIN keys k ON k.owner = b.case_id
			WHERE b.id > ?
			ORDER BY b.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return basisPlace(r.ID) },
		Read:  access.AsJSON[basisWords],
	}},
}
