package access

import (
	"lindung"
	"lindung/internal/db"
)

// onceRows are the keys of forms that were sent. They go after a month, and no sum
// counts them.
var onceRows = db.Rows[onceRow]{
	Table: "once", Keys: 2,
	Columns: func(r *onceRow) []any {
		return []any{&r.Actor, &r.Key, &r.Digest, &r.Object, &r.Made, &r.Answer, &r.At}
	},
	Mac: func(r *onceRow) *db.Mac { return &r.mac },
	Walk: `
		SELECT actor, form_key, digest, object, made, answer, at, mac
		FROM once
		WHERE (actor, form_key) > (?, ?)
		ORDER BY actor, form_key
		LIMIT ?`,
}

func once(tx db.Holder, actor lindung.ActorID, key string) (onceRow, error) {
	return onceRows.One(tx, `
		SELECT actor, form_key, digest, object, made, answer, at, mac
		FROM once
		WHERE actor = ? AND form_key = ?`, actor, key)
}

func insertOnce(tx db.Holder, r onceRow) error {
	if err := onceRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO once (actor, form_key, digest, object, made, answer, at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, r.Actor, r.Key, r.Digest, r.Object, r.Made, r.Answer, r.At, r.mac)
	return err
}

// StoredFormKeys are the keys of forms that were sent about a case, or made it.
var StoredFormKeys = Stored{
	Rows:   []db.Table{onceRows},
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
