package staff

import (
	"lindung"
	"lindung/internal/db"
)

func uploadColumns(r *uploadRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} }

func insertUpload(tx db.Holder, r uploadRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO uploads (id, actor, at, sealed)
		VALUES (?, ?, ?, ?)`, r.ID, r.Actor, r.At, r.Sealed)
	return err
}

func upload(tx db.Holder, id string, actor lindung.ActorID) (uploadRow, error) {
	return db.One(tx, uploadColumns, `
		SELECT id, actor, at, sealed
		FROM uploads
		WHERE id = ? AND actor = ?`, id, actor)
}

// uploadsOf returns which files of an actor are kept, the newest first.
func uploadsOf(tx db.Holder, actor lindung.ActorID) ([]string, error) {
	return db.All(tx, db.Value[string], `
		SELECT id
		FROM uploads
		WHERE actor = ?
		ORDER BY at DESC, id`, actor)
}

func dropUpload(tx db.Holder, id string, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `
		DELETE FROM uploads
		WHERE id = ? AND actor = ?`, id, actor)
	return err
}

func dropStaleUploads(tx db.Holder) error {
	_, err := db.Exec(tx, `
		DELETE FROM uploads
		WHERE at < ?`, db.Now(tx).Add(-keepUpload))
	return err
}

func allUploads(tx db.Holder) ([]uploadRow, error) {
	return db.All(tx, uploadColumns, `
		SELECT id, actor, at, sealed
		FROM uploads
		ORDER BY id`)
}
