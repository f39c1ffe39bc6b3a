package cases

import (
	"errors"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// StoredCase is the case itself: number, status, team, and why it has left in files. A
// shared event stays when one of its cases is erased.
var StoredCase = access.Stored{
	Rows:   []db.Table{caseRows, teamRows, eventRows, reasonRows},
	Tables: []access.Table{{Name: "cases", Case: "id"}, {Name: "team", Case: "case_id"}, {Name: "export_reasons", Case: "case_id"}, {Name: "events"}},
	Touched: []string{
		`SELECT id FROM cases WHERE id IN ` + db.InList + ` AND (version > 1 OR event <> '' OR responsible <> '' OR held <> '')`,
		`SELECT case_id FROM team WHERE case_id IN ` + db.InList,
	},
	Erase: []string{
		`DELETE FROM export_reasons WHERE case_id IN ` + db.InList,
		`DELETE FROM team WHERE case_id IN ` + db.InList,
		`DELETE FROM cases WHERE id IN ` + db.InList,
	},
	Ends: access.Endings{access.EndedMember: removeAgain, access.EndedFree: holdAgain, access.EndedSight: protectAgain, access.EndedOwner: moveAgain},
	Seals: []access.Sealed{{
		Name: "event",
		Next: `
			SELECT e.id, '', '', 0, '', e.sealed, k.wrapped
			FROM events e JOIN keys k ON k.owner = e.id
			WHERE e.id > ?
			ORDER BY e.id
			LIMIT ?`,
		After: access.ByOwner,
		Place: func(r access.SealedRow) string { return eventPlace(lindung.EventID(r.Owner)) },
	}, {
		Name: "reason of an export",
		Next: `
			SELECT r.case_id, '', r.id, 0, '', r.sealed, k.wrapped
			FROM export_reasons r JOIN keys k ON k.owner = r.case_id
			WHERE r.id > ?
			ORDER BY r.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return reasonPlace(r.ID) },
	}},
}

// CheckKeys checks that every case and every event has its key, and returns how
// many there are. An error names those that have none.
func CheckKeys(tx *access.Tx) (int, error) {
	const count = `SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM events)`
	n, err := db.One(tx, db.Value[int], count)
	if err != nil {
		return 0, err
	}
	bare, err := db.All(tx, db.Value[string], `
		SELECT 'case ' || id
		FROM cases
		WHERE NOT EXISTS (SELECT 1 FROM keys WHERE owner = id)
		UNION ALL
		SELECT 'event ' || id
		FROM events
		WHERE NOT EXISTS (SELECT 1 FROM keys WHERE owner = id)`)
	for _, name := range bare {
		err = errors.Join(err, fmt.Errorf("%s has no key: what is sealed of it cannot be read", name))
	}
	return n, err
}

// StoredNames are the names of the person.
var StoredNames = access.Stored{
	Tables: []access.Table{{Name: "names", Case: "case_id"}},
	Rows:   []db.Table{nameRows},
	Touched: []string{
		`SELECT case_id FROM names WHERE case_id IN ` + db.InList + ` AND version > 1`,
	},
	Erase: []string{`DELETE FROM names WHERE case_id IN ` + db.InList},
	Seals: []access.Sealed{{
		Name: "names",
		Next: `
			SELECT n.case_id, '', '', 0, '', n.sealed, k.wrapped
			FROM names n JOIN keys k ON k.owner = n.case_id
			WHERE n.case_id > ?
			ORDER BY n.case_id
			LIMIT ?`,
		After: access.ByOwner,
		Place: func(r access.SealedRow) string { return namesPlace(lindung.CaseID(r.Owner)) },
	}},
}

// StoredForms are the records of all forms and their earlier versions. Records of a
// shared event stay with the event.
var StoredForms = access.Stored{
	Tables: []access.Table{{Name: "records", Case: "owner"}, {Name: "record_versions", Case: "owner"}},
	Rows:   []db.Table{recordRows, versionRows},
	Touched: []string{
		`SELECT DISTINCT owner FROM records WHERE owner IN ` + db.InList + ` AND (version > 1 OR id <> '')`,
	},
	Erase: []string{
		`DELETE FROM record_versions WHERE owner IN ` + db.InList,
		`DELETE FROM records WHERE owner IN ` + db.InList,
	},
	Seals: []access.Sealed{
		{Name: "answers", Place: placeOfRecord, Read: readable,
			Next: `
			SELECT r.owner, r.form, r.id, r.version, r.answers, r.sealed, k.wrapped
			FROM records r JOIN keys k ON k.owner = r.owner
			WHERE (r.owner, r.form, r.id) > (?, ?, ?)
			ORDER BY r.owner, r.form, r.id
			LIMIT ?`,
			After: func(r access.SealedRow) []any { return []any{r.Owner, r.Part, r.ID} }},
		{Name: "earlier answers", Place: placeOfRecord, Read: readable,
			Next: `
			SELECT r.owner, r.form, r.id, r.version, r.answers, r.sealed, k.wrapped
			FROM record_versions r JOIN keys k ON k.owner = r.owner
			WHERE (r.owner, r.form, r.id, r.version) > (?, ?, ?, ?)
			ORDER BY r.owner, r.form, r.id, r.version
			LIMIT ?`,
			After: func(r access.SealedRow) []any { return []any{r.Owner, r.Part, r.ID, r.N} }},
	},
}

func placeOfRecord(r access.SealedRow) string {
	return recordPlace(r.Owner, r.Part, lindung.RecordID(r.ID), r.N)
}

// readable checks that answers can be read as those of their form, or of Struck.
func readable(tx *access.Tx, r access.SealedRow, plain []byte) error {
	f, ok := formNamed(tx, r.Part)
	if !ok {
		return nil
	}
	if f.Own {
		f = f.Recall(f.Group(), []byte(r.Clear), plain)
	}
	_, err := f.Restore([]byte(r.Clear), plain)
	if err != nil && r.ID != "" {
		_, err = Struck.Restore([]byte(r.Clear), plain)
	}
	return err
}

// StoredNotes are the notes.
var StoredNotes = access.Stored{
	Tables: []access.Table{{Name: "notes", Case: "case_id"}},
	Rows:   []db.Table{noteRows},
	Touched: []string{
		`SELECT DISTINCT case_id FROM notes WHERE case_id IN ` + db.InList,
	},
	Erase: []string{`DELETE FROM notes WHERE case_id IN ` + db.InList},
	Seals: []access.Sealed{{
		Name: "note",
		Next: `
			SELECT n.case_id, '', n.id, 0, '', n.sealed, k.wrapped
			FROM notes n JOIN keys k ON k.owner = n.case_id
			WHERE (n.case_id, n.id) > (?, ?)
			ORDER BY n.case_id, n.id
			LIMIT ?`,
		After: func(r access.SealedRow) []any { return []any{r.Owner, r.ID} },
		Place: func(r access.SealedRow) string { return notePlace(r.ID) },
	}},
}
