package cases

import (
	"lindung/access"
	"lindung/internal/db"
)

// sealedRow is one sealed value of a case or an event, with the wrapped key of
// its owner.
type sealedRow struct {
	owner   string
	part    string // the form, or the note
	clear   string // the answers of a form that are not sealed
	sealed  []byte
	wrapped []byte
}

func sealedColumns(r *sealedRow) []any {
	return []any{&r.owner, &r.part, &r.clear, &r.sealed, &r.wrapped}
}

// sectionsAfter returns the next sections of the node. What was erased has no
// key and is left out.
func sectionsAfter(tx *access.Tx, after sealedRow, limit int) ([]sealedRow, error) {
	return db.All(tx.Tx, sealedColumns, `
		SELECT s.case_id, s.form, s.answers, s.sealed, k.wrapped
		FROM sections s JOIN keys k ON k.owner = s.case_id
		WHERE (s.case_id, s.form) > (?, ?)
		ORDER BY s.case_id, s.form
		LIMIT ?`, after.owner, after.part, limit)
}

// notesAfter is sectionsAfter for notes.
func notesAfter(tx *access.Tx, after sealedRow, limit int) ([]sealedRow, error) {
	return db.All(tx.Tx, sealedColumns, `
		SELECT n.case_id, n.id, '', n.sealed, k.wrapped
		FROM notes n JOIN keys k ON k.owner = n.case_id
		WHERE n.id > ?
		ORDER BY n.id
		LIMIT ?`, after.part, limit)
}

// eventsAfter is sectionsAfter for shared events.
func eventsAfter(tx *access.Tx, after sealedRow, limit int) ([]sealedRow, error) {
	return db.All(tx.Tx, sealedColumns, `
		SELECT e.id, '', '', e.sealed, k.wrapped
		FROM events e JOIN keys k ON k.owner = e.id
		WHERE e.id > ?
		ORDER BY e.id
		LIMIT ?`, after.owner, limit)
}
