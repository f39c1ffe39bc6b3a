package access

import (
	"lindung"
	"lindung/internal/db"
)

func once(tx db.Holder, actor lindung.ActorID, key string) (onceRow, error) {
	return db.One(tx, func(r *onceRow) []any {
		return []any{&r.Actor, &r.Key, &r.Digest, &r.Object, &r.Made, &r.Answer, &r.At}
	}, `
		SELECT actor, form_key, digest, object, made, answer, at
		FROM once
		WHERE actor = ? AND form_key = ?`, actor, key)
}

func insertOnce(tx db.Holder, r onceRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO once (actor, form_key, digest, object, made, answer, at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.Actor, r.Key, r.Digest, r.Object, r.Made, r.Answer, r.At)
	return err
}

// StoredFormKeys are the keys of the forms that were about a case or made it, which
// lead to it.
var StoredFormKeys = Stored{
	Tables: []Table{{Name: "once", Case: "object"}, {Name: "once", Case: "made"}},
	Erase: []string{
		`DELETE FROM once WHERE object IN ` + db.InList,
		`DELETE FROM once WHERE made IN ` + db.InList,
	},
}

func dropOnceBefore(tx db.Holder, at db.Time) error {
	_, err := db.Exec(tx, `
		DELETE FROM once
		WHERE at < ?`, at)
	return err
}
