package consent

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// sealPage is how many rows are held at a time.
const sealPage = 500

// CheckSeals opens all that this package has sealed, and returns how many values
// there were. An error names the row that does not open, never what is in it.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	for _, check := range []func(*access.Tx) (int, error){checkGrants, checkBases, checkBodies} {
		n, err := check(tx)
		opened += n
		if err != nil {
			return opened, err
		}
	}
	return opened, nil
}

func checkGrants(tx *access.Tx) (int, error) {
	return db.Pages(func(after sealedRow) ([]sealedRow, error) {
		return grantsAfter(tx, lindung.GrantID(after.id), sealPage)
	}, func(r sealedRow) error { return r.check(tx, "grant", grantPlace(lindung.GrantID(r.id))) })
}

func checkBases(tx *access.Tx) (int, error) {
	return db.Pages(func(after sealedRow) ([]sealedRow, error) {
		return basesAfter(tx, after.id, sealPage)
	}, func(r sealedRow) error { return r.check(tx, "basis", basisPlace(r.id)) })
}

func checkBodies(tx *access.Tx) (int, error) {
	return db.Pages(func(after bodyRow) ([]bodyRow, error) {
		return bodiesAfter(tx, after.ID, sealPage)
	}, func(r bodyRow) error {
		_, err := r.open(tx)
		return err
	})
}

// check opens the sealed value at its place.
func (r sealedRow) check(tx *access.Tx, what, place string) error {
	key, err := tx.Unwrap(string(r.of), r.wrapped)
	if err == nil {
		_, err = key.Open(place, r.sealed)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, r.id, err)
	}
	return nil
}
