package identification

import (
	"lindung/access"
	"lindung/internal/db"
)

// StoredScreenings are the screenings of a case, StoredDecisions the decisions on
// status, StoredNotices what states were told of.
var (
	StoredScreenings = access.Stored{
		Tables: []access.Table{{Name: "screenings", Case: "case_id"}},
		Rows:   []db.Table{screeningRows},
		Touched: []string{
			`SELECT DISTINCT case_id FROM screenings WHERE case_id IN ` + db.InList,
		},
		Erase: []string{`DELETE FROM screenings WHERE case_id IN ` + db.InList},
		Seals: []access.Sealed{{
			Name: "screening",
			Next: `
				SELECT s.case_id, '', s.id, 0, '', s.sealed, k.wrapped
				FROM screenings s JOIN keys k ON k.owner = s.case_id
				WHERE s.id > ?
				ORDER BY s.id
				LIMIT ?`,
			After: access.ByID,
			Place: func(r access.SealedRow) string { return screeningPlace(r.ID) },
			Read:  access.AsJSON[Answers],
		}},
	}
	StoredDecisions = access.Stored{
		Tables: []access.Table{{Name: "decisions", Case: "case_id"}},
		Rows:   []db.Table{decisionRows},
		Touched: []string{
			`SELECT DISTINCT case_id FROM decisions WHERE case_id IN ` + db.InList,
		},
		Erase: []string{`DELETE FROM decisions WHERE case_id IN ` + db.InList},
		Seals: []access.Sealed{{
			Name: "decision",
			Next: `
				SELECT d.case_id, '', d.id, 0, '', d.sealed, k.wrapped
				FROM decisions d JOIN keys k ON k.owner = d.case_id
				WHERE d.id > ?
				ORDER BY d.id
				LIMIT ?`,
			After: access.ByID,
			Place: func(r access.SealedRow) string { return decisionPlace(r.ID) },
			Read:  access.AsJSON[detail],
		}},
	}
	StoredNotices = access.Stored{
		Tables: []access.Table{{Name: "notices", Case: "case_id"}},
		Rows:   []db.Table{noticeRows},
		Touched: []string{
			`SELECT DISTINCT case_id FROM notices WHERE case_id IN ` + db.InList,
		},
		Erase: []string{`DELETE FROM notices WHERE case_id IN ` + db.InList},
		Seals: []access.Sealed{{
			Name: "notice",
			Next: `
				SELECT n.case_id, '', n.id, 0, '', n.sealed, k.wrapped
				FROM notices n JOIN keys k ON k.owner = n.case_id
				WHERE n.id > ?
				ORDER BY n.id
				LIMIT ?`,
			After: access.ByID,
			Place: func(r access.SealedRow) string { return noticePlace(r.ID) },
			Read:  access.AsJSON[noticeWords],
		}},
	}
)
