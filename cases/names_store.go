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

func namesPlace(id lindung.CaseID) string { return "names|" + string(id) + "|sealed" }

func sealNames(key seal.Key, id lindung.CaseID, names []person.Name) ([]byte, error) {
	b, err := json.Marshal(names)
	return key.Seal(namesPlace(id), b), err
}

// openNames opens the names of the row if they may be read; a case may have none.
func (r row) openNames(key seal.Key, may bool) ([]person.Name, error) {
	if !may || len(r.names) == 0 {
		return nil, nil
	}
	b, err := key.Open(namesPlace(r.ID), r.names)
	if err != nil {
		return nil, fmt.Errorf("names of case %s: %w", r.ID, err)
	}
	var names []person.Name
	return names, json.Unmarshal(b, &names)
}

func insertNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []person.Name) error {
	if len(names) == 0 {
		return nil
	}
	sealed, err := sealNames(key, id, names)
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO names (case_id, version, at, actor, sealed)
		VALUES (?, 1, ?, ?, ?)`, id, tx.Now, tx.Actor().ID, sealed)
	return err
}

// changeNames replaces the names that had version when they were read.
func changeNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []person.Name, version int64) error {
	sealed, err := sealNames(key, id, names)
	if err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE names
		SET version = version + 1, at = ?, actor = ?, sealed = ?
		WHERE case_id = ? AND version = ?`, tx.Now, tx.Actor().ID, sealed, id, version)
}
