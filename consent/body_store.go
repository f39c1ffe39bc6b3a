package consent

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// bodyRow is a body as stored.
type bodyRow struct {
	Body
	org    lindung.OrgID
	at     db.Time
	by     lindung.ActorID
	sealed []byte
	mac    db.Mac
}

var bodyRows = db.Rows[bodyRow]{
	Table: "bodies", Keys: 1,
	Columns: func(b *bodyRow) []any { return []any{&b.ID, &b.org, &b.Country, &b.Sector, &b.at, &b.by, &b.sealed} },
	Mac:     func(b *bodyRow) *db.Mac { return &b.mac },
	Owner:   func(b *bodyRow) string { return string(b.org) },
	Walk:    bodySelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

// bodyWords is what is sealed of a body.
type bodyWords struct {
	Name, Phone string
	Was         []BodyWas `json:",omitempty"`
}

const bodySelect = `SELECT id, org, country, sector, at, made_by, sealed, mac FROM bodies `

func bodyPlace(id lindung.BodyID) string { return "bodies|" + string(id) + "|sealed" }

// insertBody stores a body, sealed with the node's own key: it belongs to no case.
func insertBody(tx *access.Tx, org lindung.OrgID, b Body) error {
	words, err := json.Marshal(bodyWords{Name: b.Name, Phone: b.Phone})
	if err != nil {
		return err
	}
	r := bodyRow{Body: b, org: org, at: tx.Now, by: tx.Actor().ID, sealed: tx.SealNode(bodyPlace(b.ID), words)}
	if err := bodyRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO bodies (id, org, country, sector, at, made_by, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.org, r.Country, r.Sector, r.at, r.by, r.sealed, r.mac)
	return err
}

// bodyRowOf returns a body that the actor's organisation has registered.
func bodyRowOf(tx *access.Tx, id lindung.BodyID) (bodyRow, error) {
	return bodyRows.One(tx, bodySelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
}

// updateBody stores what a body is now and what it was.
func updateBody(tx *access.Tx, b BodyRecord) error {
	r, err := bodyRowOf(tx, b.ID)
	if err != nil {
		return err
	}
	words, err := json.Marshal(bodyWords{b.Name, b.Phone, b.Was})
	if err != nil {
		return err
	}
	r.Body, r.sealed = b.Body, tx.SealNode(bodyPlace(b.ID), words)
	if err := bodyRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE bodies
		SET country = ?, sector = ?, sealed = ?, mac = ?
		WHERE id = ?`, r.Country, r.Sector, r.sealed, r.mac, r.ID)
}

// agreedTo reports whether a person has agreed to r and not withdrawn, or a legal basis that
// someone has agreed to names it.
func agreedTo(tx *access.Tx, r Recipient) (bool, error) {
	n, err := db.All(tx, db.Value[string], `
		SELECT id FROM grants WHERE recipient = ? AND recipient_kind = ? AND withdrawn_at = 0
		UNION ALL
		SELECT id FROM bases WHERE recipient = ? AND recipient_kind = ? AND agreed_at > 0 AND ended_at = 0
		LIMIT 1`, r.ID, r.Kind, r.ID, r.Kind)
	return len(n) > 0, err
}

// open opens what is sealed of a body.
func (r bodyRow) open(tx *access.Tx) (BodyRecord, error) {
	b, err := tx.OpenNode(bodyPlace(r.ID), r.sealed)
	if err != nil {
		return BodyRecord{}, fmt.Errorf("body %s: %w", r.ID, err)
	}
	var w bodyWords
	err = json.Unmarshal(b, &w)
	r.Name, r.Phone = w.Name, w.Phone
	return BodyRecord{Body: r.Body, Was: w.Was}, err
}

func openBodies(tx *access.Tx, rows []bodyRow) ([]BodyRecord, error) {
	all := make([]BodyRecord, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.open(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// bodiesOf returns the bodies that an organisation has registered.
func bodiesOf(tx *access.Tx, org lindung.OrgID) ([]Body, error) {
	rows, err := bodyRows.All(tx, bodySelect+`WHERE org = ?`, org)
	if err != nil {
		return nil, err
	}
	found, err := openBodies(tx, rows)
	all := make([]Body, len(found))
	for i, b := range found {
		all[i] = b.Body
	}
	return all, err
}

// bodies returns bodies by their identifiers.
func bodies(tx *access.Tx, ids []lindung.BodyID) ([]BodyRecord, error) {
	rows, err := db.RowsIn(tx, bodyRows, bodySelect+`WHERE id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	return openBodies(tx, rows)
}

// registered reports whether an organisation has registered a body.
func registered(tx *access.Tx, id lindung.BodyID, org lindung.OrgID) (bool, error) {
	all, err := bodyRows.All(tx, bodySelect+`WHERE id = ? AND org = ?`, id, org)
	return len(all) == 1, err
}

// CheckBodies opens all that is sealed of the bodies of the node, which belong to
// no case, and returns how many there were.
func CheckBodies(tx *access.Tx) (opened int, err error) {
	err = bodyRows.Visit(tx, func(r *bodyRow, _ bool) error {
		opened++
		_, err := r.open(tx)
		return err
	})
	return opened, err
}

// BodyRows are the rows of the bodies.
var BodyRows db.Table = bodyRows
