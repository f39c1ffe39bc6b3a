package directory

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/internal/db"
)

// offerRow is an offer as stored: id is of an organisation or of a body, org who says
// what is offered.
type offerRow struct {
	Offer
	id     string
	org    lindung.OrgID
	sealed []byte
	mac    db.Mac
}

var offerRows = db.Rows[offerRow]{
	Table: "offers", Keys: 1,
	Columns: func(r *offerRow) []any { return []any{&r.id, &r.org, &r.Free, &r.FreeAt, &r.sealed, &r.Version} },
	Mac:     func(r *offerRow) *db.Mac { return &r.mac },
	Owner:   func(r *offerRow) string { return string(r.org) },
	Walk:    offerSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const offerSelect = `SELECT id, org, free, free_at, sealed, version, mac FROM offers `

func offerPlace(id string) string { return "offers|" + id + "|sealed" }

// offersFor returns the offers of all organisations, and of the bodies that one of them
// has registered.
func offersFor(tx *access.Tx, org lindung.OrgID) (map[string]Offer, error) {
	rows, err := offerRows.All(tx, offerSelect+`WHERE id = org OR org = ?`, org)
	all := make(map[string]Offer, len(rows))
	for i := range rows {
		if err == nil {
			err = rows[i].open(tx)
		}
		all[rows[i].id] = rows[i].Offer
	}
	return all, err
}

// offersOf returns what some organisations offer themselves, without what is sealed of it.
func offersOf(tx *access.Tx, orgs []lindung.OrgID) ([]offerRow, error) {
	return db.RowsIn(tx, offerRows, offerSelect+`WHERE id IN `+db.InList+` AND id = org`, orgs)
}

// offerOf returns the offer of to as the actor's organisation says it; one without a
// version if it has said nothing.
func offerOf(tx *access.Tx, to consent.Recipient) (offerRow, error) {
	rows, err := offerRows.All(tx, offerSelect+`WHERE id = ? AND org = ?`, to.ID, tx.Actor().Org)
	if err != nil || len(rows) == 0 {
		return offerRow{id: to.ID, org: tx.Actor().Org}, err
	}
	return rows[0], rows[0].open(tx)
}

// open opens what is sealed of an offer, with the node's own key: it belongs to no case.
func (r *offerRow) open(tx *access.Tx) error {
	b, err := tx.OpenNode(offerPlace(r.id), r.sealed)
	if err == nil {
		r.Answers, err = OfferForm.Restore(b, nil)
	}
	if err != nil {
		return fmt.Errorf("offer %s: %w", r.id, err)
	}
	return nil
}

// putOffer stores an offer, whether there was one or not.
func putOffer(tx *access.Tx, r offerRow) error {
	b, _, err := OfferForm.Split(r.Answers)
	if err != nil {
		return err
	}
	first := r.Version == 0
	r.sealed, r.Version = tx.SealNode(offerPlace(r.id), b), r.Version+1
	if err := offerRows.Sign(tx, &r); err != nil {
		return err
	}
	if first {
		_, err = db.Exec(tx, `
			INSERT INTO offers (id, org, free, free_at, sealed, version, mac)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, r.id, r.org, r.Free, r.FreeAt, r.sealed, r.Version, r.mac)
		return err
	}
	return db.Change(tx, `
		UPDATE offers
		SET free = ?, free_at = ?, sealed = ?, version = ?, mac = ?
		WHERE id = ?`, r.Free, r.FreeAt, r.sealed, r.Version, r.mac, r.id)
}

// CheckSeals opens all that is sealed of offers and enquiries, and returns how many
// there were.
func CheckSeals(tx *access.Tx) (opened int, err error) {
	err = offerRows.Visit(tx, func(r *offerRow, _ bool) error {
		opened++
		return r.open(tx)
	})
	if err != nil {
		return opened, err
	}
	err = enquiryRows.Visit(tx, func(r *enquiryRow, _ bool) error {
		opened++
		return r.open(tx)
	})
	return opened, err
}

// Rows are the tables of this package whose rows carry an authenticator.
var Rows = []db.Table{offerRows, enquiryRows, askedRows}
