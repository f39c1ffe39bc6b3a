package access

import (
	"lindung"
	"lindung/internal/db"
)

func uploadColumns(r *uploadRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} }

func insertUpload(tx *db.Tx, r uploadRow) error {
	_, err := tx.Exec(`
		INSERT INTO uploads (id, actor, at, sealed)
		VALUES (?, ?, ?, ?)`, r.ID, r.Actor, r.At, r.Sealed)
	return err
}

func upload(tx *db.Tx, id string, actor lindung.ActorID) (uploadRow, error) {
	return db.One(tx, uploadColumns, `
		SELECT id, actor, at, sealed
		FROM uploads
		WHERE id = ? AND actor = ?`, id, actor)
}

// uploadsOf returns which files of an actor are kept, the newest first.
func uploadsOf(tx *db.Tx, actor lindung.ActorID) ([]string, error) {
	return db.All(tx, db.Self[string], `
		SELECT id
		FROM uploads
		WHERE actor = ?
		ORDER BY at DESC, id`, actor)
}

func dropUpload(tx *db.Tx, id string, actor lindung.ActorID) error {
	_, err := tx.Exec(`
		DELETE FROM uploads
		WHERE id = ? AND actor = ?`, id, actor)
	return err
}

func dropStaleUploads(tx *db.Tx) error {
	_, err := tx.Exec(`
		DELETE FROM uploads
		WHERE at < ?`, tx.Now.Add(-keepUpload))
	return err
}

func allUploads(tx *db.Tx) ([]uploadRow, error) {
	return db.All(tx, uploadColumns, `
		SELECT id, actor, at, sealed
		FROM uploads
		ORDER BY id`)
}
