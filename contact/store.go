package contact

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// outboxRow is a message as stored. What was sent is sealed when it leaves: before that the
// rule alone says it.
type outboxRow struct {
	Entry
	org    lindung.OrgID
	sealed []byte
	mac    db.Mac
}

var outboxRows = db.Rows[outboxRow]{
	Table: "outbox", Keys: 1,
	Columns: func(r *outboxRow) []any {
		return []any{&r.ID, &r.Case, &r.org, &r.Kind, &r.Way, &r.AskedAt, &r.AskedBy, &r.Due, &r.Until, &r.State, &r.Why, &r.Tries, &r.LeftAt, &r.ChangedAt, &r.Version, &r.sealed}
	},
	Mac:   func(r *outboxRow) *db.Mac { return &r.mac },
	Owner: func(r *outboxRow) string { return string(r.Case) },
	Of:    "case_id",
	Walk:  outboxSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const outboxSelect = `
	SELECT id, case_id, org, kind, way, asked_at, asked_by, due, until, state, why, tries, left_at, changed_at, version, sealed, mac
	FROM outbox
`

func outboxPlace(id string, version int64) string { return fmt.Sprintf("outbox|%s|%d", id, version) }

// carried is what is sealed of a message: what left, and to where.
type carried struct{ To, Words string }

// seal seals what a row carries at its next version, and signs it.
func (r *outboxRow) seal(tx *access.Tx, c carried) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	r.Version++
	r.ChangedAt, r.sealed = tx.Now, key.Seal(outboxPlace(r.ID, r.Version), b)
	return outboxRows.Sign(tx, r)
}

// open returns what a row carries.
func (r *outboxRow) open(tx *access.Tx) (c carried, err error) {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return c, err
	}
	b, err := key.Open(outboxPlace(r.ID, r.Version), r.sealed)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return c, fmt.Errorf("message %s: %w", r.ID, err)
	}
	return c, nil
}

func insertMessage(tx *access.Tx, e Entry) error {
	r := outboxRow{Entry: e, org: tx.Object().Org}
	if err := r.seal(tx, carried{}); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO outbox (id, case_id, org, kind, way, asked_at, asked_by, due, until, state, why, tries, left_at, changed_at, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.org, r.Kind, r.Way, r.AskedAt, r.AskedBy, r.Due, r.Until, r.State, r.Why, r.Tries, r.LeftAt, r.ChangedAt, r.Version, r.sealed, r.mac)
	return err
}

func updateMessage(tx *access.Tx, r outboxRow, c carried) error {
	if err := r.seal(tx, c); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE outbox
		SET org = ?, due = ?, state = ?, why = ?, tries = ?, left_at = ?, changed_at = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ? AND version = ?`,
		r.org, r.Due, r.State, r.Why, r.Tries, r.LeftAt, r.ChangedAt, r.Version, r.sealed, r.mac, r.ID, r.Version-1)
}

// messagesOf returns the messages of a case, the newest first.
func messagesOf(tx *access.Tx, id lindung.CaseID) ([]outboxRow, error) {
	return outboxRows.All(tx, outboxSelect+`WHERE case_id = ? ORDER BY asked_at DESC, id`, id)
}

func messageNamed(tx *access.Tx, id string) (outboxRow, error) {
	return outboxRows.One(tx, outboxSelect+`WHERE id = ?`, id)
}

// pending returns the messages that may be judged at a moment, those that are due first and
// those that were taken before another and never reported; of one organisation, or of all.
func pending(tx *access.Tx, org lindung.OrgID, way Way, now, before db.Time, most int) ([]outboxRow, error) {
	return outboxRows.All(tx, outboxSelect+`
		WHERE way = ? AND (? = '' OR org = ?) AND (state = ? AND due <= ? OR state = ? AND changed_at <= ?)
		ORDER BY due, id
		LIMIT ?`, way, org, org, Waiting, now, Taken, before, most)
}

// CountWaiting returns how many messages wait or were taken.
func CountWaiting(tx db.Holder) (int64, error) {
	return db.One(tx, db.Value[int64], `SELECT COUNT(*) FROM outbox WHERE state IN (?, ?)`, Waiting, Taken)
}

// notOver returns all messages that wait or were taken.
func notOver(tx *access.Tx) ([]outboxRow, error) {
	return outboxRows.All(tx, outboxSelect+`WHERE state IN (?, ?) ORDER BY id`, Waiting, Taken)
}
