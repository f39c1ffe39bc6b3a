package referral

import (
	"fmt"

	"lindung/access"
	"lindung/internal/db"
)

// sealPage is how many rows are held at a time.
const sealPage = 500

// CheckSeals opens all that this package has sealed, and returns how many values
// there were. An error names the row that does not open, never what is in it.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	opened, err = db.Pages(func(after sealedReferral) ([]sealedReferral, error) {
		return referralsAfter(tx, after, sealPage)
	}, func(r sealedReferral) error { return r.check(tx, place(r.id)) })
	if err != nil {
		return opened, err
	}
	more, err := db.Pages(func(after sealedReferral) ([]sealedReferral, error) {
		return stepsAfter(tx, after, sealPage)
	}, func(r sealedReferral) error { return r.check(tx, stepPlace(r.id, r.n)) })
	return opened + more, err
}

// check opens the sealed value at its place.
func (r sealedReferral) check(tx *access.Tx, at string) error {
	key, err := tx.Unwrap(string(r.of), r.wrapped)
	if err == nil {
		_, err = key.Open(at, r.sealed)
	}
	if err != nil {
		return fmt.Errorf("referral %s, step %d: %w", r.id, r.n, err)
	}
	return nil
}
