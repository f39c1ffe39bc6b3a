package exchange

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// mappingRow is a mapping as stored.
type mappingRow struct {
	ID   string
	Org  lindung.OrgID
	Name string
	By   lindung.ActorID
	At   db.Time
	Text string
	mac  db.Mac
}

var mappingRows = db.Rows[mappingRow]{
	Table: "mappings", Keys: 1,
	Columns: func(r *mappingRow) []any { return []any{&r.ID, &r.Org, &r.Name, &r.By, &r.At, &r.Text} },
	Mac:     func(r *mappingRow) *db.Mac { return &r.mac },
	Owner:   func(r *mappingRow) string { return string(r.Org) },
	Walk:    mappingSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const mappingSelect = `
	SELECT id, org, name, made_by, at, mapping, mac
	FROM mappings
	`

func mappingNamed(tx *access.Tx, name string) (mappingRow, error) {
	return mappingRows.One(tx, mappingSelect+`WHERE org = ? AND name = ?`, tx.Actor().Org, name)
}

func allMappings(tx *access.Tx) ([]mappingRow, error) {
	return mappingRows.All(tx, mappingSelect+`WHERE org = ? ORDER BY name`, tx.Actor().Org)
}

// putMapping stores a mapping, in place of one of the same name.
func putMapping(tx *access.Tx, m Mapping) (string, error) {
	r, err := mappingNamed(tx, m.Name)
	fresh := errors.Is(err, lindung.ErrNotFound)
	if err != nil && !fresh {
		return "", err
	}
	if fresh {
		r = mappingRow{ID: lindung.NewID(), Org: tx.Actor().Org, Name: m.Name}
	}
	r.By, r.At, r.Text = tx.Actor().ID, tx.Now, m.Text()
	if err := mappingRows.Sign(tx, &r); err != nil {
		return "", err
	}
	tx.SetObject(r.ID)
	if fresh {
		_, err = db.Exec(tx, `
			INSERT INTO mappings (id, org, name, made_by, at, mapping, mac)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Org, r.Name, r.By, r.At, r.Text, r.mac)
		return r.ID, err
	}
	return r.ID, db.Change(tx, `
		UPDATE mappings
		SET made_by = ?, at = ?, mapping = ?, mac = ?
		WHERE id = ?`, r.By, r.At, r.Text, r.mac, r.ID)
}
