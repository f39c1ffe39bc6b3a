package identification

import (
	"lindung/access"
	"lindung/internal/db"
)

// sealPage is how many rows are held at a time.
const sealPage = 500

// CheckSeals opens all that this package has sealed, and returns how many values
// there were. An error names the row that does not open, never what is in it.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	opened, err = db.Pages(func(after screeningRow) ([]screeningRow, error) {
		return screeningsAfter(tx, after.ID, sealPage)
	}, func(r screeningRow) error {
		_, err := r.open(tx)
		return err
	})
	if err != nil {
		return opened, err
	}
	more, err := db.Pages(func(after decisionRow) ([]decisionRow, error) {
		return decisionsAfter(tx, after.ID, sealPage)
	}, func(r decisionRow) error {
		_, err := r.open(tx)
		return err
	})
	return opened + more, err
}
