package staff

import (
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

var alarmRows = db.Rows[Alarm]{
	Table: "alarms", Keys: 1,
	Columns: func(a *Alarm) []any {
		return []any{&a.ID, &a.Org, &a.Actor, &a.Kind, &a.At, &a.EndedAt, &a.EndedBy, &a.Answer}
	},
	Mac:   func(a *Alarm) *db.Mac { return &a.mac },
	Owner: func(a *Alarm) string { return string(a.Actor) },
	Of:    "actor",
	Walk:  alarmSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const alarmSelect = `SELECT id, org, actor, kind, at, ended_at, ended_by, answer, mac FROM alarms `

func alarm(tx db.Holder, id string) (Alarm, error) {
	return alarmRows.One(tx, alarmSelect+`WHERE id = ?`, id)
}

// alarmsOf returns the alarms of a kind about an actor that stand.
func alarmsOf(tx *access.Tx, id lindung.ActorID, kind string) ([]Alarm, error) {
	all, err := standing(tx, alarmSelect+`WHERE actor = ? ORDER BY at DESC, id`, id)
	return slices.DeleteFunc(all, func(a Alarm) bool { return a.believed && a.Kind != kind }), err
}

// alarmsSince returns the alarms of an organisation since a moment, ended or not.
func alarmsSince(tx *access.Tx, org lindung.OrgID, at db.Time) ([]Alarm, error) {
	return alarmRows.All(tx, alarmSelect+`WHERE org = ? AND at >= ? ORDER BY at DESC, id`, org, at)
}

// alarmsIn returns the alarms of an organisation that stand, newest first.
func alarmsIn(tx *access.Tx, org lindung.OrgID) ([]Alarm, error) {
	return standing(tx, alarmSelect+`WHERE org = ? ORDER BY at DESC, id`, org)
}

// standing returns the alarms that stand among those that a text selects.
func standing(tx *access.Tx, text string, args ...any) ([]Alarm, error) {
	rows, err := db.All(tx, func(a *Alarm) []any { return append(alarmRows.Columns(a), &a.mac) }, text, args...)
	if err != nil {
		return nil, err
	}
	var all []Alarm
	for _, a := range rows {
		if a.believed, err = alarmRows.Fits(tx, &a); err != nil {
			return nil, err
		}
		if a.stands() {
			all = append(all, a)
		}
	}
	return all, nil
}

func insertAlarm(tx db.Holder, a Alarm) error {
	if err := alarmRows.Sign(tx, &a); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO alarms (id, org, actor, kind, at, ended_at, ended_by, answer, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.Org, a.Actor, a.Kind, a.At, a.EndedAt, a.EndedBy, a.Answer, a.mac)
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
		SET ended_at = ?, ended_by = ?, answer = ?, mac = ?
		WHERE id = ?`, a.EndedAt, a.EndedBy, a.Answer, a.mac, a.ID)
}
