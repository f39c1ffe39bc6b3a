package referral

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// StoredReferrals are the referrals of a case with their steps and links. The receiver's own case is
// named by the referral that it was opened for.
var StoredReferrals = access.Stored{
	Rows: []db.Table{rows, stepRows, pointRows, linkRows},
	Tables: []access.Table{
		{Name: "referrals", Case: "case_id"}, {Name: "referrals", Case: "linked_case"}, {Name: "referral_steps", Case: "case_id"}, {Name: "links", Case: "case_id"}, {Name: "conference_steps", Case: "case_id"},
	},
	Touched: []string{
		`SELECT case_id FROM referrals WHERE case_id IN ` + db.InList,
		`SELECT linked_case FROM referrals WHERE linked_case IN ` + db.InList,
	},
	Erase: []string{
		`DELETE FROM conference_steps WHERE case_id IN ` + db.InList,
		`DELETE FROM links WHERE case_id IN ` + db.InList,
		`DELETE FROM referral_steps WHERE case_id IN ` + db.InList,
		`DELETE FROM referrals WHERE case_id IN ` + db.InList,
		`UPDATE referrals SET linked_case = '' WHERE linked_case IN ` + db.InList,
	},
	Ends: access.Endings{access.EndedReferral: endAgain, access.EndedPart: leaveAgain, access.EndedLink: endLinkAgain},
	Seals: []access.Sealed{{
		Name: "referral",
		Next: `
			SELECT r.case_id, '', r.id, 0, '', r.sealed, k.wrapped
			FROM referrals r JOIN keys k ON k.owner = r.case_id
			WHERE r.id > ?
			ORDER BY r.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return place(lindung.ReferralID(r.ID)) },
	}, {
		Name: "step of a referral",
		Next: `
			SELECT r.case_id, '', s.referral, s.n, '', s.sealed, k.wrapped
			FROM referral_steps s JOIN referrals r ON r.id = s.referral JOIN keys k ON k.owner = r.case_id
			WHERE (s.referral, s.n) > (?, ?)
			ORDER BY s.referral, s.n
			LIMIT ?`,
		After: func(r access.SealedRow) []any { return []any{r.ID, r.N} },
		Place: func(r access.SealedRow) string { return stepPlace(lindung.ReferralID(r.ID), r.N) },
	}, sealedPoints},
}
