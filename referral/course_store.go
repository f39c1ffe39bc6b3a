package referral

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Course says, for figures, how often a case was referred, when first, and when a recipient
// first accepted; 0 for never.
type Course struct {
	Times           int
	First, Accepted db.Time
}

// CoursesOf returns what became of the referrals of an organisation, by case, inside an act
// that counts. It believes what is stored, as cases.EachFact does.
func CoursesOf(tx *access.Tx, org lindung.OrgID) (map[lindung.CaseID]Course, error) {
	type row struct {
		of lindung.CaseID
		Course
	}
	rows, err := db.All(tx, func(r *row) []any { return []any{&r.of, &r.Times, &r.First, &r.Accepted} }, `
		SELECT r.case_id, count(DISTINCT r.id), MIN(r.sent_at), COALESCE(MIN(s.at), 0)
		FROM referrals r LEFT JOIN referral_steps s ON s.referral = r.id AND s.state = 'accepted'
		WHERE r.from_org = ?
		GROUP BY r.case_id`, org)
	all := make(map[lindung.CaseID]Course, len(rows))
	for _, r := range rows {
		all[r.of] = r.Course
	}
	return all, err
}
