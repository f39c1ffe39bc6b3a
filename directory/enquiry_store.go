package directory

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// enquiryRow is an enquiry as stored.
type enquiryRow struct {
	Enquiry
	sealed []byte
	mac    db.Mac
}

// askedRow is one organisation that an enquiry went to.
type askedRow struct {
	Asked
	enquiry string
	mac     db.Mac
}

// Enquiries and those who were asked come and go by themselves: no sum counts them.
var (
	enquiryRows = db.Rows[enquiryRow]{
		Table: "enquiries", Keys: 1,
		Columns: func(r *enquiryRow) []any { return []any{&r.ID, &r.From, &r.At, &r.sealed} },
		Mac:     func(r *enquiryRow) *db.Mac { return &r.mac },
		Walk:    enquirySelect + `WHERE e.id > ? ORDER BY e.id LIMIT ?`,
	}
	askedRows = db.Rows[askedRow]{
		Table: "enquiries_asked", Keys: 2,
		Columns: func(r *askedRow) []any { return []any{&r.enquiry, &r.Org, &r.Answer, &r.Places, &r.Asked.At} },
		Mac:     func(r *askedRow) *db.Mac { return &r.mac },
		Walk:    askedSelect + `WHERE (a.enquiry, a.org) > (?, ?) ORDER BY a.enquiry, a.org LIMIT ?`,
	}
)

const (
	enquirySelect = `SELECT e.id, e.org, e.at, e.sealed, e.mac FROM enquiries e `
	askedSelect   = `SELECT a.enquiry, a.org, a.answer, a.places, a.at, a.mac FROM enquiries_asked a `
)

func enquiryPlace(id string) string { return "enquiries|" + id + "|sealed" }

// alive is since when an enquiry that is still read was sent.
func alive(tx *access.Tx) db.Time { return tx.Now.Add(-lives) }

// insertEnquiry stores an enquiry, sealed with the node's own key, with those whom it
// asks.
func insertEnquiry(tx *access.Tx, r enquiryRow, to []lindung.OrgID) error {
	b, err := json.Marshal(r.Ask)
	if err != nil {
		return err
	}
	r.sealed = tx.SealNode(enquiryPlace(r.ID), b)
	if err := enquiryRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO enquiries (id, org, at, sealed, mac)
		VALUES (?, ?, ?, ?, ?)`, r.ID, r.From, r.At, r.sealed, r.mac)
	for _, org := range to {
		a := askedRow{Asked: Asked{Org: org}, enquiry: r.ID}
		if err == nil {
			err = askedRows.Sign(tx, &a)
		}
		if err != nil {
			return err
		}
		_, err = db.Exec(tx, `
			INSERT INTO enquiries_asked (enquiry, org, answer, places, at, mac)
			VALUES (?, ?, ?, ?, ?, ?)`, a.enquiry, a.Org, a.Answer, a.Places, a.Asked.At, a.mac)
	}
	return err
}

// open opens what an enquiry asks.
func (r *enquiryRow) open(tx *access.Tx) error {
	b, err := tx.OpenNode(enquiryPlace(r.ID), r.sealed)
	if err == nil {
		err = json.Unmarshal(b, &r.Ask)
	}
	if err != nil {
		return fmt.Errorf("enquiry %s does not open", r.ID) // the error of package json could say a value
	}
	return nil
}

// enquiriesOf returns the enquiries of an organisation.
func enquiriesOf(tx *access.Tx, org lindung.OrgID) ([]enquiryRow, error) {
	return enquiryRows.All(tx, enquirySelect+`WHERE e.org = ? AND e.at > ? ORDER BY e.at DESC, e.id`, org, alive(tx))
}

// enquiriesTo returns those that it was sent.
func enquiriesTo(tx *access.Tx, org lindung.OrgID) ([]enquiryRow, error) {
	return enquiryRows.All(tx, enquirySelect+`
		JOIN enquiries_asked a ON a.enquiry = e.id
		WHERE a.org = ? AND e.at > ?
		ORDER BY e.at DESC, e.id`, org, alive(tx))
}

// askedOf returns what an organisation was asked by an enquiry.
func askedOf(tx *access.Tx, id string, org lindung.OrgID) (askedRow, error) {
	return askedRows.One(tx, askedSelect+`
		JOIN enquiries e ON e.id = a.enquiry
		WHERE a.enquiry = ? AND a.org = ? AND e.at > ?`, id, org, alive(tx))
}

// askedIn returns all who were asked by some enquiries.
func askedIn(tx *access.Tx, ids []string) ([]askedRow, error) {
	return db.RowsIn(tx, askedRows, askedSelect+`WHERE a.enquiry IN `+db.InList, ids)
}

// askedWith returns who was asked by an organisation, and what it was asked itself.
func askedWith(tx *access.Tx, org lindung.OrgID) ([]askedRow, error) {
	return askedRows.All(tx, askedSelect+`
		JOIN enquiries e ON e.id = a.enquiry
		WHERE (e.org = ? OR a.org = ?) AND e.at > ?`, org, org, alive(tx))
}

func updateAsked(tx *access.Tx, r askedRow) error {
	if err := askedRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE enquiries_asked
		SET answer = ?, places = ?, at = ?, mac = ?
		WHERE enquiry = ? AND org = ?`, r.Answer, r.Places, r.Asked.At, r.mac, r.enquiry, r.Org)
}

func dropEnquiry(tx *access.Tx, id string) error {
	if _, err := db.Exec(tx, `DELETE FROM enquiries_asked WHERE enquiry = ?`, id); err != nil {
		return err
	}
	_, err := db.Exec(tx, `DELETE FROM enquiries WHERE id = ?`, id)
	return err
}

// dropOld deletes the enquiries that nobody reads any more, and returns how many.
func dropOld(tx *access.Tx) (int64, error) {
	_, err := db.Exec(tx, `
		DELETE FROM enquiries_asked
		WHERE enquiry IN (SELECT id FROM enquiries WHERE at <= ?)`, alive(tx))
	if err != nil {
		return 0, err
	}
	return db.Exec(tx, `DELETE FROM enquiries WHERE at <= ?`, alive(tx))
}
