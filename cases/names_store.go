package cases

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
)

// namesRow are the names of a person as stored.
type namesRow struct {
	of      lindung.CaseID
	origin  lindung.ReferralID
	version int64
	at      db.Time
	by      lindung.ActorID
	sealed  []byte
	mac     db.Mac
}

var nameRows = db.Rows[namesRow]{
	Table: "names", Keys: 1,
	Columns: func(n *namesRow) []any { return []any{&n.of, &n.origin, &n.version, &n.at, &n.by, &n.sealed} },
	Mac:     func(n *namesRow) *db.Mac { return &n.mac },
	Owner:   func(n *namesRow) string { return string(n.of) },
	Of:      "case_id",
	Walk:    namesSelect + `WHERE case_id > ? ORDER BY case_id LIMIT ?`,
}

const namesSelect = `SELECT case_id, origin, version, at, actor, sealed, mac FROM names `

func namesPlace(id lindung.CaseID) string { return "names|" + string(id) + "|sealed" }

func sealNames(key seal.Key, id lindung.CaseID, names []person.Name) ([]byte, error) {
	b, err := json.Marshal(names)
	return key.Seal(namesPlace(id), b), err
}

// openNames opens the names of the row if they may be read; a case may have none.
func (r row) openNames(key seal.Key, may bool) ([]person.Name, error) {
	if !may || len(r.names.sealed) == 0 {
		return nil, nil
	}
	b, err := key.Open(namesPlace(r.ID), r.names.sealed)
	if err != nil {
		return nil, fmt.Errorf("names of case %s: %w", r.ID, err)
	}
	var names []person.Name
	return names, json.Unmarshal(b, &names)
}

func insertNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []person.Name, origin lindung.ReferralID) error {
	if len(names) == 0 {
		return nil
	}
	sealed, err := sealNames(key, id, names)
	if err != nil {
		return err
	}
	r := namesRow{of: id, origin: origin, version: 1, at: tx.Now, by: tx.Actor().ID, sealed: sealed}
	if err := nameRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO names (case_id, origin, version, at, actor, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.of, r.origin, r.version, r.at, r.by, r.sealed, r.mac)
	return err
}

// changeNames replaces the names that had version when they were read.
func changeNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []person.Name, version int64) error {
	r, err := nameRows.One(tx, namesSelect+`WHERE case_id = ?`, id)
	if err != nil {
		return err
	}
	if r.version != version {
		return lindung.ErrConflict
	}
	r.version, r.at, r.by = version+1, tx.Now, tx.Actor().ID
	if r.sealed, err = sealNames(key, id, names); err != nil {
		return err
	}
	if err := nameRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE names
		SET version = ?, at = ?, actor = ?, sealed = ?, mac = ?
		WHERE case_id = ?`, r.version, r.at, r.by, r.sealed, r.mac, id)
}
