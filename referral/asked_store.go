package referral

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// DecisionsAskedFor is AskedForDecision for several cases, inside an act that lists them:
// each referral with its case.
func DecisionsAskedFor(tx *access.Tx, ids []lindung.CaseID) (map[lindung.ReferralID]lindung.CaseID, error) {
	type asked struct {
		id lindung.ReferralID
		of lindung.CaseID
	}
	rows, err := db.AllIn(tx, func(a *asked) []any { return []any{&a.id, &a.of} }, `
		SELECT id, case_id
		FROM referrals
		WHERE case_id IN `+db.InList+` AND need = ?`, ids, ForDecision)
	all := map[lindung.ReferralID]lindung.CaseID{}
	for _, r := range rows {
		all[r.id] = r.of
	}
	return all, err
}
