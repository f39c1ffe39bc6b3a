package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// sealedRow is what is sealed of a grant or a basis, with the wrapped key of its
// case.
type sealedRow struct {
	id      string
	of      lindung.CaseID
	sealed  []byte
	wrapped []byte
}

func sealedColumns(r *sealedRow) []any { return []any{&r.id, &r.of, &r.sealed, &r.wrapped} }

// grantsAfter returns the next grants of the node in the order of their
// identifiers. What was erased has no key and is left out.
func grantsAfter(tx *access.Tx, id lindung.GrantID, limit int) ([]sealedRow, error) {
	return db.All(tx, sealedColumns, `
		SELECT g.id, g.case_id, g.sealed, k.wrapped
		FROM grants g JOIN keys k ON k.owner = g.case_id
		WHERE g.id > ?
		ORDER BY g.id
		LIMIT ?`, id, limit)
}

// basesAfter is grantsAfter for legal bases.
func basesAfter(tx *access.Tx, id string, limit int) ([]sealedRow, error) {
	return db.All(tx, sealedColumns, `
		SELECT b.id, b.case_id, b.sealed, k.wrapped
		FROM bases b JOIN keys k ON k.owner = b.case_id
		WHERE b.id > ?
		ORDER BY b.id
		LIMIT ?`, id, limit)
}
