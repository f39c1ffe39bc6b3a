package access

import (
	"lindung"
	"lindung/internal/db"
)

func once(tx db.Holder, actor lindung.ActorID, key string) (onceRow, error) {
	return db.One(tx, func(r *onceRow) []any {
		return []any{&r.Actor, &r.Key, &r.Digest, &r.Object, &r.Answer, &r.At}
	}, `
		SELECT actor, form_key, digest, object, answer, at
		FROM once
		WHERE actor = ? AND form_key = ?`, actor, key)
}

func insertOnce(tx db.Holder, r onceRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO once (actor, form_key, digest, object, answer, at)
		VALUES (?, ?, ?, ?, ?, ?)`, r.Actor, r.Key, r.Digest, r.Object, r.Answer, r.At)
	return err
}

// dropOnceOf deletes what was about an object or leads to it.
func dropOnceOf(tx db.Holder, object string) error {
	_, err := db.Exec(tx, `
		DELETE FROM once
		WHERE object = ? OR answer LIKE '%' || ? || '%'`, object, object)
	return err
}

func dropOnceBefore(tx db.Holder, at db.Time) error {
	_, err := db.Exec(tx, `
		DELETE FROM once
		WHERE at < ?`, at)
	return err
}
