package monitoring

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

var deskRows = db.Rows[Desk]{
	Table: "desks", Keys: 1,
	Columns: func(d *Desk) []any {
		return []any{&d.Org, &d.Kind, &d.Voice, &d.At, &d.By, &d.Version}
	},
	Mac:   func(d *Desk) *db.Mac { return &d.mac },
	Owner: func(d *Desk) string { return string(d.Org) },
	Walk:  `SELECT org, kind, voice, at, made_by, version, mac FROM desks WHERE org > ? ORDER BY org LIMIT ?`,
}

const deskSelect = `
	SELECT d.org, d.kind, d.voice, d.at, d.made_by, d.version, d.mac, o.name
	FROM desks d JOIN orgs o ON o.id = d.org
	`

var namedDesks = deskRows.With(func(d *Desk) []any { return []any{&d.Name} })

// desks returns the desks of all organisations.
func desks(tx *access.Tx) ([]Desk, error) {
	return namedDesks.All(tx, deskSelect+`ORDER BY o.name, d.org`)
}

func deskOf(tx *access.Tx, org lindung.OrgID) (Desk, error) {
	return namedDesks.One(tx, deskSelect+`WHERE d.org = ?`, org)
}

func storeDesk(tx *access.Tx, d Desk) error {
	if err := deskRows.Sign(tx, &d); err != nil {
		return err
	}
	if d.Version == 1 {
		_, err := db.Exec(tx, `
			INSERT INTO desks (org, kind, voice, at, made_by, version, mac)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, d.Org, d.Kind, d.Voice, d.At, d.By, d.Version, d.mac)
		return err
	}
	return db.Change(tx, `
		UPDATE desks
		SET kind = ?, voice = ?, at = ?, made_by = ?, version = ?, mac = ?
		WHERE org = ? AND version = ?`, d.Kind, d.Voice, d.At, d.By, d.Version, d.mac, d.Org, d.Version-1)
}

func removeDesk(tx *access.Tx, d Desk) error {
	if err := deskRows.Gone(tx, &d); err != nil {
		return err
	}
	return db.Change(tx, `DELETE FROM desks WHERE org = ?`, d.Org)
}
