package cases

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// sealedRow is one sealed value of a case or an event, with the wrapped key of
// its owner.
type sealedRow struct {
	owner, part, clear string // part is the form or the note, clear the answers of the form
	sealed, wrapped    []byte
}

// sealedParts are where this package seals: the next values after an owner and a
// part, so many, and the place of each. What was erased has no key and is left out.
var sealedParts = []struct {
	name, next string
	place      func(sealedRow) string
}{
	{"section", `
		SELECT s.case_id, s.form, s.answers, s.sealed, k.wrapped
		FROM sections s JOIN keys k ON k.owner = s.case_id
		WHERE (s.case_id, s.form) > (?, ?)
		ORDER BY s.case_id, s.form
		LIMIT ?`, func(r sealedRow) string { return sectionPlace(lindung.CaseID(r.owner), r.part) }},
	{"note", `
		SELECT n.case_id, n.id, '', n.sealed, k.wrapped
		FROM notes n JOIN keys k ON k.owner = n.case_id
		WHERE (n.case_id, n.id) > (?, ?)
		ORDER BY n.case_id, n.id
		LIMIT ?`, func(r sealedRow) string { return notePlace(r.part) }},
	{"event", `
		SELECT e.id, '', '', e.sealed, k.wrapped
		FROM events e JOIN keys k ON k.owner = e.id
		WHERE (e.id, '') > (?, ?)
		ORDER BY e.id
		LIMIT ?`, func(r sealedRow) string { return eventPlace(lindung.EventID(r.owner)) }},
}

// CheckSeals opens all that this package has sealed and reads every answer, a
// page at a time, and returns how many rows there were. An error names the row
// that does not open, never what is in it.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	const rows = 500
	columns := func(r *sealedRow) []any { return []any{&r.owner, &r.part, &r.clear, &r.sealed, &r.wrapped} }
	for _, p := range sealedParts {
		n, err := db.Pages(func(after sealedRow) ([]sealedRow, error) {
			return db.All(tx, columns, p.next, after.owner, after.part, rows)
		}, func(r sealedRow) error {
			if err := r.check(tx, p.place(r)); err != nil {
				return fmt.Errorf("%s of %s %s: %w", p.name, r.owner, r.part, err)
			}
			return nil
		})
		if opened += n; err != nil {
			return opened, err
		}
	}
	return opened, nil
}

// check opens the value and, if it belongs to a form, reads the answers: the
// database does not know what they must look like.
func (r sealedRow) check(tx *access.Tx, place string) error {
	key, err := tx.Unwrap(r.owner, r.wrapped)
	var plain []byte
	if err == nil && len(r.sealed) > 0 {
		plain, err = key.Open(place, r.sealed)
	}
	if f, ok := formNamed(tx, r.part); err == nil && ok {
		_, err = f.Restore([]byte(r.clear), plain)
	}
	return err
}
