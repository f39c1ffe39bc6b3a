package staff

import (
	"lindung"
	"lindung/internal/db"
)

// uploadRows are the files that wait. No sum counts them, as with drafts.
var uploadRows = db.Rows[uploadRow]{
	Table: "uploads", Keys: 1,
	Columns: func(r *uploadRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} },
	Mac:     func(r *uploadRow) *db.Mac { return &r.mac },
	Walk:    `SELECT id, actor, at, sealed, mac FROM uploads WHERE id > ? ORDER BY id LIMIT ?`,
}

func insertUpload(tx db.Holder, r uploadRow) error {
	if err := uploadRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO uploads (id, actor, at, sealed, mac)
		VALUES (?, ?, ?, ?, ?)`, r.ID, r.Actor, r.At, r.Sealed, r.mac)
	return err
}

func upload(tx db.Holder, id string, actor lindung.ActorID) (uploadRow, error) {
	return uploadRows.One(tx, `
		SELECT id, actor, at, sealed, mac
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
	return db.All(tx, uploadRows.Columns, `
		SELECT id, actor, at, sealed
		FROM uploads
		ORDER BY id`)
}
