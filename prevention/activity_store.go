package prevention

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// activityRow is an activity as stored.
type activityRow struct {
	Activity
	day    string
	sealed []byte
	mac    db.Mac
}

var activityRows = db.Rows[activityRow]{
	Table: "activities", Keys: 1,
	Columns: func(r *activityRow) []any {
		return []any{&r.ID, &r.Org, &r.Kind, &r.Article, &r.day, &r.Reach, &r.At, &r.By, &r.Version, &r.sealed}
	},
	Mac:   func(r *activityRow) *db.Mac { return &r.mac },
	Owner: func(r *activityRow) string { return string(r.Org) },
	Walk:  activitySelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const activitySelect = `SELECT id, org, kind, article, day, reach, at, made_by, version, sealed, mac FROM activities `

func activityPlace(id ActivityID) string { return "activities|" + string(id) + "|sealed" }

// sign seals what is said of an activity, with the node's own key: it is about no case.
func (r *activityRow) sign(tx *access.Tx) error {
	b, _, err := ActivityForm.Split(r.Answers)
	if err != nil {
		return err
	}
	r.day, r.sealed = r.Day.String(), tx.SealNode(activityPlace(r.ID), b)
	return activityRows.Sign(tx, r)
}

func (r *activityRow) open(tx *access.Tx) error {
	b, err := tx.OpenNode(activityPlace(r.ID), r.sealed)
	if err == nil {
		r.Answers, err = ActivityForm.Restore(b, nil)
	}
	if err == nil {
		r.Day, err = lindung.ParseDate(r.day)
	}
	if err != nil {
		return fmt.Errorf("activity %s: %w", r.ID, err)
	}
	return nil
}

func insertActivity(tx *access.Tx, a Activity) error {
	r := activityRow{Activity: a}
	if err := r.sign(tx); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO activities (id, org, kind, article, day, reach, at, made_by, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Org, r.Kind, r.Article, r.day, r.Reach, r.At, r.By, r.Version, r.sealed, r.mac)
	return err
}

func updateActivity(tx *access.Tx, r activityRow) error {
	if err := r.sign(tx); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE activities
		SET kind = ?, article = ?, day = ?, reach = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ? AND version = ?`, r.Kind, r.Article, r.day, r.Reach, r.Version, r.sealed, r.mac, r.ID, r.Version-1)
}

func activityRowOf(tx *access.Tx, id ActivityID) (activityRow, error) {
	return activityRows.One(tx, activitySelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
}

func activityOf(tx *access.Tx, id ActivityID) (Activity, error) {
	r, err := activityRowOf(tx, id)
	if err == nil {
		err = r.open(tx)
	}
	return r.Activity, err
}

func activitiesOf(tx *access.Tx, org lindung.OrgID) ([]Activity, error) {
	rows, err := activityRows.All(tx, activitySelect+`WHERE org = ? ORDER BY day DESC, id`, org)
	if err != nil {
		return nil, err
	}
	all := make([]Activity, len(rows))
	for i := range rows {
		if err := rows[i].open(tx); err != nil {
			return nil, err
		}
		all[i] = rows[i].Activity
	}
	return all, nil
}

// Rows are the tables of this package that belong to no case and whose rows carry an
// authenticator; the others are of the parts of a case.
var Rows = []db.Table{activityRows}

// CheckSeals opens all that is sealed of activities, and returns how many there were.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	err = activityRows.Visit(tx, func(r *activityRow, _ bool) error {
		opened++
		return r.open(tx)
	})
	return opened, err
}
