package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Course says, for figures, how many consents a person has given, and how many they
// withdrew. One that another replaced was changed, not withdrawn; whether somebody is
// counted is none of them.
type Course struct{ Given, Withdrawn int }

// CoursesOf returns what became of the consents of an organisation, by case, inside an act
// that counts. It believes what is stored, as cases.EachFact does.
func CoursesOf(tx *access.Tx, org lindung.OrgID) (map[lindung.CaseID]Course, error) {
	type row struct {
		of lindung.CaseID
		Course
	}
	rows, err := db.All(tx, func(r *row) []any { return []any{&r.of, &r.Given, &r.Withdrawn} }, `
		SELECT case_id, SUM(CASE WHEN replaces = '' THEN 1 ELSE 0 END),
			SUM(CASE WHEN withdrawn_at <> 0 THEN 1 ELSE 0 END) - SUM(CASE WHEN replaces <> '' THEN 1 ELSE 0 END)
		FROM grants
		WHERE org = ? AND opens <> 'figures'
		GROUP BY case_id`, org)
	all := make(map[lindung.CaseID]Course, len(rows))
	for _, r := range rows {
		all[r.of] = r.Course
	}
	return all, err
}
