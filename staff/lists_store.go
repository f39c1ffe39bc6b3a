package staff

import (
	"lindung"
	"lindung/internal/db"
)

// listRows are the lists that actors saved. No sum counts them, as with drafts.
var listRows = db.Rows[listRow]{
	Table: "lists", Keys: 1,
	Columns: func(r *listRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} },
	Mac:     func(r *listRow) *db.Mac { return &r.mac },
	Walk:    listSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const listSelect = `SELECT id, actor, at, sealed, mac FROM lists `

func listsOf(tx db.Holder, actor lindung.ActorID) ([]listRow, error) {
	return listRows.All(tx, listSelect+`WHERE actor = ? ORDER BY at, id`, actor)
}

func listOf(tx db.Holder, id string, actor lindung.ActorID) (listRow, error) {
	return listRows.One(tx, listSelect+`WHERE id = ? AND actor = ?`, id, actor)
}

// storeList stores a list in place of the same one of its actor.
func storeList(tx db.Holder, r listRow) error {
	if err := listRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO lists (id, actor, at, sealed, mac)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, mac = excluded.mac
		WHERE lists.actor = excluded.actor`, r.ID, r.Actor, r.At, r.Sealed, r.mac)
	return err
}

func dropList(tx db.Holder, id string, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `
		DELETE FROM lists
		WHERE id = ? AND actor = ?`, id, actor)
	return err
}

// dropListsOf deletes the lists of an actor who does not work here any more.
func dropListsOf(tx db.Holder, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `DELETE FROM lists WHERE actor = ?`, actor)
	return err
}

func allLists(tx db.Holder) ([]listRow, error) {
	return db.All(tx, listRows.Columns, `
		SELECT id, actor, at, sealed
		FROM lists
		ORDER BY id`)
}
