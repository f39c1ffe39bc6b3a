package identification

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// CoursesOf returns the decisions on the cases of an organisation, by case, inside an act that
// counts. Nothing sealed is opened, so they name no body and no law. It believes what is
// stored, as cases.EachFact does.
func CoursesOf(tx *access.Tx, org lindung.OrgID) (map[lindung.CaseID][]Decision, error) {
	type row struct {
		Decision
		decided string
		state   State
		about   string
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.Case, &r.Status, &r.Kind, &r.Country, &r.decided, &r.Reported, &r.state, &r.about, &r.At}
	}, `
		SELECT d.id, d.case_id, d.status, d.kind, d.country, d.decided, d.reported, d.state, d.about, d.at
		FROM cases c JOIN decisions d ON d.case_id = c.id
		WHERE c.org = ?
		ORDER BY d.case_id, d.n`, org)
	if err != nil {
		return nil, err
	}
	all := map[lindung.CaseID][]Decision{}
	for _, r := range rows {
		of := all[r.Case]
		if r.state != "" { // what became of an earlier one
			for i := range of {
				if of[i].ID == r.about {
					of[i].Changes = append(of[i].Changes, Change{ID: r.ID, To: r.state})
				}
			}
			continue
		}
		d := r.Decision
		d.Replaces = r.about
		if on, err := lindung.ParseDate(r.decided); err == nil {
			d.On = on
		}
		all[r.Case] = append(of, d)
	}
	for _, of := range all {
		live(of)
	}
	return all, nil
}
