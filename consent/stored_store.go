package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// withdrawAgain withdraws a grant that was withdrawn in a newer database.
func withdrawAgain(tx *access.Tx, id lindung.GrantID) (string, error) {
	b, err := db.One(tx, func(b *endedRow) []any { return []any{&b.of, &b.at} }, `
		SELECT case_id, withdrawn_at
		FROM grants
		WHERE id = ?`, id)
	if err != nil || b.at != 0 {
		return "", err
	}
	return b.of, withdraw(tx, id)
}

// endBasisAgain ends a basis that was ended in a newer database.
func endBasisAgain(tx *access.Tx, id string) (string, error) {
	b, err := db.One(tx, func(b *endedRow) []any { return []any{&b.of, &b.at} }, `
		SELECT case_id, ended_at
		FROM bases
		WHERE id = ?`, id)
	if err != nil || b.at != 0 {
		return "", err
	}
	return b.of, endBasis(tx, id)
}

// endedRow is whose a grant or a basis is, and when it ended; 0 if it has not.
type endedRow struct {
	of string
	at db.Time
}

// StoredConsent are the grants and legal bases of a case, and their openings.
var StoredConsent = access.Stored{
	Tables: []access.Table{
		{Name: "grants", Case: "case_id"}, {Name: "bases", Case: "case_id"}, {Name: "openings", Case: "case_id"}, {Name: "pauses", Case: "case_id"},
		{Name: "emergencies", Case: "case_id"},
	},
	Rows: []db.Table{grantRows, basisRows, openingRows, pauseRows, emergencyRows},
	Touched: []string{
		`SELECT case_id FROM grants WHERE case_id IN ` + db.InList,
		`SELECT case_id FROM bases WHERE case_id IN ` + db.InList,
	},
	Erase: []string{
		`DELETE FROM emergencies WHERE case_id IN ` + db.InList,
		`DELETE FROM pauses WHERE case_id IN ` + db.InList,
		`DELETE FROM openings WHERE case_id IN ` + db.InList,
		`DELETE FROM grants WHERE case_id IN ` + db.InList,
		`DELETE FROM bases WHERE case_id IN ` + db.InList,
	},
	Ends: access.Endings{
		access.EndedGrant: func(tx *access.Tx, names []string) (string, error) {
			return withdrawAgain(tx, lindung.GrantID(names[0]))
		},
		access.EndedSharing: func(tx *access.Tx, names []string) (string, error) {
			_, err := PauseIn(tx, lindung.OrgID(names[0]))
			return names[0], err
		},
		access.EndedEmergency: func(tx *access.Tx, names []string) (string, error) { return endEmergencyAgain(tx, names[0]) },
		access.EndedBasis:     func(tx *access.Tx, names []string) (string, error) { return endBasisAgain(tx, names[0]) },
	},
	Seals: []access.Sealed{{
		Name: "grant",
		Next: `
			SELECT g.case_id, '', g.id, 0, '', g.sealed, k.wrapped
			FROM grants g JOIN keys k ON k.owner = g.case_id
			WHERE g.id > ?
			ORDER BY g.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return grantPlace(lindung.GrantID(r.ID)) },
		Read:  access.AsJSON[Detail],
	}, {
		Name: "basis",
		Next: `
			SELECT b.case_id, '', b.id, 0, '', b.sealed, k.wrapped
			FROM bases b JOIN keys k ON k.owner = b.case_id
			WHERE b.id > ?
			ORDER BY b.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return basisPlace(r.ID) },
		Read:  access.AsJSON[basisWords],
	}, {
		Name: "emergency",
		Next: `
			SELECT e.case_id, '', e.id, 0, '', e.sealed, k.wrapped
			FROM emergencies e JOIN keys k ON k.owner = e.case_id
			WHERE e.id > ?
			ORDER BY e.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return emergencyPlace(r.ID) },
		Read:  access.AsJSON[EmergencyWords],
	}},
}
