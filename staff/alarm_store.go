package staff

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

var alarmRows = db.Rows[Alarm]{
	Table: "alarms", Keys: 1,
	Columns: func(a *Alarm) []any {
		return []any{&a.ID, &a.Org, &a.Actor, &a.Kind, &a.At, &a.EndedAt, &a.EndedBy}
	},
	Mac:   func(a *Alarm) *db.Mac { return &a.mac },
	Owner: func(a *Alarm) string { return string(a.Actor) },
	Of:    "actor",
	Walk:  alarmSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const alarmSelect = `SELECT id, org, actor, kind, at, ended_at, ended_by, mac FROM alarms `

func alarm(tx db.Holder, id string) (Alarm, error) {
	return alarmRows.One(tx, alarmSelect+`WHERE id = ?`, id)
}

// alarmsOf returns the alarms of a kind about an actor that stand.
func alarmsOf(tx db.Holder, id lindung.ActorID, kind string) ([]Alarm, error) {
	return alarmRows.All(tx, alarmSelect+`WHERE actor = ? AND kind = ? AND ended_at = 0`, id, kind)
}

// alarmsIn returns the alarms of an organisation that stand, newest first.
func alarmsIn(tx db.Holder, org lindung.OrgID) ([]Alarm, error) {
	return alarmRows.All(tx, alarmSelect+`WHERE org = ? AND ended_at = 0 ORDER BY at DESC, id`, org)
}

func insertAlarm(tx db.Holder, a Alarm) error {
	if err := alarmRows.Sign(tx, &a); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO alarms (id, org, actor, kind, at, ended_at, ended_by, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.Org, a.Actor, a.Kind, a.At, a.EndedAt, a.EndedBy, a.mac)
	return err
}

// endAlarm stores that who is at work ends an alarm that this act has read.
func endAlarm(tx *access.Tx, a Alarm) error {
	a.EndedAt, a.EndedBy = tx.Now, tx.Session().Actor().ID
	if err := alarmRows.Sign(tx, &a); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE alarms
		SET ended_at = ?, ended_by = ?, mac = ?
		WHERE id = ?`, a.EndedAt, a.EndedBy, a.mac, a.ID)
}
