package access

import (
	"errors"

	"lindung"
	"lindung/internal/db"
)

var rightRows = db.Rows[Right]{
	Table: "rights", Keys: 1,
	Columns: func(r *Right) []any {
		return []any{&r.ID, &r.Org, &r.Kind, &r.Whom, &r.Before, &r.After, &r.AskedBy, &r.AskedAt, &r.Keeper, &r.Due,
			&r.AgreedBy, &r.AgreedAt, &r.EndedBy, &r.EndedAt, &r.GivenAt}
	},
	Mac:   func(r *Right) *db.Mac { return &r.mac },
	Owner: func(r *Right) string { return string(r.Org) },
	Walk:  rightSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const rightSelect = `
	SELECT id, org, kind, whom, before, after, asked_by, asked_at, keeper, due_at, agreed_by, agreed_at, ended_by, ended_at, given_at, mac
	FROM rights
	`

func rightOf(tx db.Holder, id string) (Right, error) {
	return rightRows.One(tx, rightSelect+`WHERE id = ?`, id)
}

// rightsOf returns the rights of an organisation, oldest first.
func rightsOf(tx db.Holder, id lindung.OrgID) ([]Right, error) {
	return rightRows.All(tx, rightSelect+`WHERE org = ? ORDER BY asked_at, id`, id)
}

// newRights returns the rights of an organisation that were given after a moment or
// not yet, and those of others that its people are asked to agree to, newest first.
func newRights(tx db.Holder, id lindung.OrgID, after db.Time) ([]Right, error) {
	return rightRows.All(tx, rightSelect+`
		WHERE org = ? AND (given_at > ? OR given_at = 0 AND ended_at = 0)
			OR keeper = ? AND keeper <> '' AND given_at = 0 AND ended_at = 0 AND agreed_at = 0
		ORDER BY asked_at DESC, id`, id, after, id)
}

// allRights returns the rights of an organisation, and those of others that its
// people are asked to agree to, newest first.
func allRights(tx db.Holder, id lindung.OrgID) ([]Right, error) {
	return rightRows.All(tx, rightSelect+`
		WHERE org = ? OR keeper = ? AND keeper <> '' AND given_at = 0 AND ended_at = 0 AND agreed_at = 0
		ORDER BY asked_at DESC, id`, id, id)
}

// erasuresOf returns the rights to erase the case with a number.
func erasuresOf(tx db.Holder, number string) ([]Right, error) {
	return rightRows.All(tx, rightSelect+`WHERE kind = 'erase' AND before = ? ORDER BY asked_at, id`, number)
}

func insertRight(tx db.Holder, r Right) error {
	if err := rightRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO rights (id, org, kind, whom, before, after, asked_by, asked_at, keeper, due_at,
			agreed_by, agreed_at, ended_by, ended_at, given_at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Org, r.Kind, r.Whom, r.Before, r.After, r.AskedBy, r.AskedAt, r.Keeper, r.Due,
		r.AgreedBy, r.AgreedAt, r.EndedBy, r.EndedAt, r.GivenAt, r.mac)
	return err
}

// updateRight stores what became of a right that this act has read.
func updateRight(tx db.Holder, r Right) error {
	if err := rightRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE rights
		SET agreed_by = ?, agreed_at = ?, ended_by = ?, ended_at = ?, given_at = ?, mac = ?
		WHERE id = ?`, r.AgreedBy, r.AgreedAt, r.EndedBy, r.EndedAt, r.GivenAt, r.mac, r.ID)
}

// seenRow is until when an actor has looked at the rights that were given, as stored.
type seenRow struct {
	actor lindung.ActorID
	at    db.Time
	mac   db.Mac
}

var seenRows = db.Rows[seenRow]{
	Table: "rights_seen", Keys: 1,
	Columns: func(r *seenRow) []any { return []any{&r.actor, &r.at} },
	Mac:     func(r *seenRow) *db.Mac { return &r.mac },
	Owner:   func(r *seenRow) string { return string(r.actor) },
	Of:      "actor",
	Walk:    seenSelect + `WHERE actor > ? ORDER BY actor LIMIT ?`,
}

const seenSelect = `SELECT actor, seen_at, mac FROM rights_seen `

func seen(tx db.Holder, id lindung.ActorID) (db.Time, error) {
	r, err := seenRows.One(tx, seenSelect+`WHERE actor = ?`, id)
	if errors.Is(err, lindung.ErrNotFound) {
		err = nil
	}
	return r.at, err
}

func setSeen(tx db.Holder, id lindung.ActorID, at db.Time) error {
	r, err := seenRows.One(tx, seenSelect+`WHERE actor = ?`, id)
	if err != nil && !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	r.actor, r.at = id, at
	if err := seenRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO rights_seen (actor, seen_at, mac)
		VALUES (?, ?, ?)
		ON CONFLICT (actor) DO UPDATE SET seen_at = excluded.seen_at, mac = excluded.mac`, r.actor, r.at, r.mac)
	return err
}

// settingRow is what an organisation has set, as stored.
type settingRow struct {
	org   lindung.OrgID
	key   string
	value int64
	mac   db.Mac
}

var settingRows = db.Rows[settingRow]{
	Table: "settings", Keys: 2,
	Columns: func(r *settingRow) []any { return []any{&r.org, &r.key, &r.value} },
	Mac:     func(r *settingRow) *db.Mac { return &r.mac },
	Owner:   func(r *settingRow) string { return string(r.org) },
	Walk:    settingSelect + `WHERE (org, key) > (?, ?) ORDER BY org, key LIMIT ?`,
}

const settingSelect = `SELECT org, key, value, mac FROM settings `

func settingRowOf(tx db.Holder, id lindung.OrgID, key string) (settingRow, error) {
	return settingRows.One(tx, settingSelect+`WHERE org = ? AND key = ?`, id, key)
}

func settingRowsOf(tx db.Holder, id lindung.OrgID) ([]settingRow, error) {
	return settingRows.All(tx, settingSelect+`WHERE org = ?`, id)
}

func setSetting(tx db.Holder, id lindung.OrgID, key string, value int) error {
	r, err := settingRowOf(tx, id, key)
	if err != nil && !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	r.org, r.key, r.value = id, key, int64(value)
	if err := settingRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO settings (org, key, value, mac)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (org, key) DO UPDATE SET value = excluded.value, mac = excluded.mac`, r.org, r.key, r.value, r.mac)
	return err
}
