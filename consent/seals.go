package consent

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
	opened, err = db.Pages(func(after grantRow) ([]grantRow, error) {
		return grantsAfter(tx, after.ID, sealPage)
	}, func(r grantRow) error {
		if _, err := r.open(tx); err != nil {
			return fmt.Errorf("grant %s: %w", r.ID, err)
		}
		return nil
	})
	if err != nil {
		return opened, err
	}
	more, err := db.Pages(func(after basisRow) ([]basisRow, error) {
		return basesAfter(tx, after.ID, sealPage)
	}, func(r basisRow) error {
		if _, err := r.open(tx); err != nil {
			return fmt.Errorf("basis %s: %w", r.ID, err)
		}
		return nil
	})
	return opened + more, err
}
