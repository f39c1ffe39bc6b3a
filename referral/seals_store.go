package referral

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// sealedReferral is what is sealed of a referral or of one of its steps, with the
// wrapped key of its case.
type sealedReferral struct {
	id      lindung.ReferralID
	n       int64
	of      lindung.CaseID
	sealed  []byte
	wrapped []byte
}

func sealedColumns(r *sealedReferral) []any {
	return []any{&r.id, &r.n, &r.of, &r.sealed, &r.wrapped}
}

// referralsAfter returns the next referrals of the node in the order of their
// identifiers. What was erased has no key and is left out.
func referralsAfter(tx *access.Tx, after sealedReferral, limit int) ([]sealedReferral, error) {
	return db.All(tx, sealedColumns, `
		SELECT r.id, 0, r.case_id, r.sealed, k.wrapped
		FROM referrals r JOIN keys k ON k.owner = r.case_id
		WHERE r.id > ?
		ORDER BY r.id
		LIMIT ?`, after.id, limit)
}

// stepsAfter is referralsAfter for the steps that say something in words.
func stepsAfter(tx *access.Tx, after sealedReferral, limit int) ([]sealedReferral, error) {
	n := after.n
	if after.id == "" {
		n = -1
	}
	return db.All(tx, sealedColumns, `
		SELECT s.referral, s.n, r.case_id, s.sealed, k.wrapped
		FROM referral_steps s JOIN referrals r ON r.id = s.referral JOIN keys k ON k.owner = r.case_id
		WHERE (s.referral, s.n) > (?, ?) AND length(s.sealed) > 0
		ORDER BY s.referral, s.n
		LIMIT ?`, after.id, n, limit)
}
