package cases

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// sealPage is how many rows are held at a time.
const sealPage = 500

// CheckSeals opens all that this package has sealed and reads every answer, and
// returns how many rows there were. An error names the row, never what is in it.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	for _, part := range []struct {
		name  string
		next  func(*access.Tx, sealedRow, int) ([]sealedRow, error)
		place func(sealedRow) string
	}{
		{"section", sectionsAfter, func(r sealedRow) string { return sectionPlace(lindung.CaseID(r.owner), r.part) }},
		{"note", notesAfter, func(r sealedRow) string { return notePlace(r.part) }},
		{"event", eventsAfter, func(r sealedRow) string { return eventPlace(lindung.EventID(r.owner)) }},
	} {
		n, err := db.Pages(func(after sealedRow) ([]sealedRow, error) {
			return part.next(tx, after, sealPage)
		}, func(r sealedRow) error { return r.check(tx, part.name, part.place(r)) })
		opened += n
		if err != nil {
			return opened, err
		}
	}
	return opened, nil
}

// check opens the sealed value at its place and, if it belongs to a form, reads
// the answers: the database does not know what they must look like.
func (r sealedRow) check(tx *access.Tx, kind, place string) error {
	key, err := tx.Unwrap(r.owner, r.wrapped)
	var plain []byte
	if err == nil && len(r.sealed) > 0 {
		plain, err = key.Open(place, r.sealed)
	}
	if f, ok := formNamed(r.part); err == nil && ok {
		_, err = f.Restore([]byte(r.clear), plain)
	}
	if err != nil {
		return fmt.Errorf("%s of %s %s: %w", kind, r.owner, r.part, err)
	}
	return nil
}
