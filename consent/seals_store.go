package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// grantsAfter returns the next grants of the node in the order of their
// identifiers. What was erased has no key and is left out.
func grantsAfter(tx *access.Tx, id lindung.GrantID, limit int) ([]grantRow, error) {
	return db.All(tx, func(g *grantRow) []any { return []any{&g.ID, &g.Case, &g.sealed, &g.wrapped} }, `
		SELECT g.id, g.case_id, g.sealed, k.wrapped
		FROM grants g JOIN keys k ON k.owner = g.case_id
		WHERE g.id > ?
		ORDER BY g.id
		LIMIT ?`, id, limit)
}

// basesAfter is grantsAfter for legal bases.
func basesAfter(tx *access.Tx, id string, limit int) ([]basisRow, error) {
	return db.All(tx, func(b *basisRow) []any { return []any{&b.ID, &b.Case, &b.sealed, &b.wrapped} }, `
		SELECT b.id, b.case_id, b.sealed, k.wrapped
		FROM bases b JOIN keys k ON k.owner = b.case_id
		WHERE b.id > ?
		ORDER BY b.id
		LIMIT ?`, id, limit)
}
