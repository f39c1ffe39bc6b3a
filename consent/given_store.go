package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// GivenIn counts, for figures, how many consents were given in an organisation from a
// moment until before another, and how many were withdrawn. One that another replaced was
// changed, not withdrawn.
func GivenIn(tx *access.Tx, org lindung.OrgID, from, until db.Time) (given, withdrawn int, err error) {
	type counts struct{ given, withdrawn int }
	c, err := db.One(tx, func(c *counts) []any { return []any{&c.given, &c.withdrawn} }, `
		SELECT COALESCE(SUM(CASE WHEN replaces = '' AND given_at >= ? AND given_at < ? THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN withdrawn_at >= ? AND withdrawn_at < ? THEN 1 ELSE 0 END), 0)
				- COALESCE(SUM(CASE WHEN replaces <> '' AND given_at >= ? AND given_at < ? THEN 1 ELSE 0 END), 0)
		FROM grants
		WHERE org = ? AND opens <> 'figures'`, from, until, from, until, from, until, org)
	return c.given, c.withdrawn, err
}
