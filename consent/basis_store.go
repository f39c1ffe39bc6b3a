package consent

import (
	"encoding/json"
	"errors"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// basisRow is a basis as stored.
type basisRow struct {
	Basis
	org    lindung.OrgID
	groups string
	sealed []byte
	mac    db.Mac
}

var basisRows = db.Rows[basisRow]{
	Table: "bases", Keys: 1,
	Columns: func(b *basisRow) []any {
		return []any{&b.ID, &b.Case, &b.org, &b.Recipient.Kind, &b.Recipient.ID, &b.Kind, &b.Purpose, &b.groups, &b.Until, &b.ProposedAt,
			&b.ProposedBy, &b.AgreedAt, &b.AgreedBy, &b.EndedAt, &b.sealed}
	},
	Mac:   func(b *basisRow) *db.Mac { return &b.mac },
	Owner: func(b *basisRow) string { return string(b.Case) },
	Of:    "case_id",
	Walk:  basisSelect + `WHERE b.id > ? ORDER BY b.id LIMIT ?`,
}

const basisSelect = `
	SELECT b.id, b.case_id, b.org, b.recipient_kind, b.recipient, b.kind, b.purpose, b.groups, b.until_at, b.proposed_at,
		b.proposed_by, b.agreed_at, b.agreed_by, b.ended_at, b.sealed, b.mac
	FROM bases b
`

// basisWords is the free text of a basis; it is sealed.
type basisWords struct{ Source, Reason string }

func basisPlace(id string) string { return "bases|" + id + "|sealed" }

// open returns the basis with what is sealed.
func (r basisRow) open(key seal.Key) (Basis, error) {
	r.Groups = splitGroups(r.groups)
	b, err := key.Open(basisPlace(r.ID), r.sealed)
	if err != nil {
		return Basis{}, fmt.Errorf("basis %s: %w", r.ID, err)
	}
	var w basisWords
	err = json.Unmarshal(b, &w)
	r.Source, r.Reason = w.Source, w.Reason
	return r.Basis, err
}

// openBases opens bases of one case.
func openBases(key seal.Key, rows []basisRow) ([]Basis, error) {
	var all []Basis
	for _, r := range rows {
		b, err := r.open(key)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

func insertBasis(tx *access.Tx, b Basis) error {
	key, err := tx.Key(string(b.Case))
	if err != nil {
		return err
	}
	words, err := json.Marshal(basisWords{b.Source, b.Reason})
	if err != nil {
		return err
	}
	r := basisRow{Basis: b, org: tx.Object().Org, groups: joinGroups(b.Groups), sealed: key.Seal(basisPlace(b.ID), words)}
	if err := basisRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO bases (id, case_id, org, recipient_kind, recipient, kind, purpose, groups, until_at, proposed_at, proposed_by,
			agreed_at, agreed_by, ended_at, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.org, r.Recipient.Kind, r.Recipient.ID, r.Kind, r.Purpose, r.groups, r.Until, r.ProposedAt, r.ProposedBy,
		r.AgreedAt, r.AgreedBy, r.EndedAt, r.sealed, r.mac)
	return err
}

// basis returns a basis without what is sealed.
func basis(tx *access.Tx, id string) (Basis, error) {
	r, err := basisRows.One(tx, basisSelect+`WHERE b.id = ?`, id)
	return r.Basis, err
}

// bases returns all bases of a case, newest first.
func bases(tx *access.Tx, key seal.Key, id lindung.CaseID) ([]Basis, error) {
	rows, err := basesOf(tx, basisSelect+`WHERE b.case_id = ? ORDER BY b.proposed_at DESC, b.id`, id)
	if err != nil {
		return nil, err
	}
	return openBases(key, rows)
}

// mostWaiting is how many bases a list of those that wait has.
const mostWaiting = 200

// waitingBases returns the bases of an organisation's cases without a second
// actor's agreement, oldest first.
func waitingBases(tx *access.Tx, org lindung.OrgID) ([]Basis, error) {
	rows, err := basesOf(tx, basisSelect+`
		WHERE b.org = ? AND b.agreed_at = 0 AND b.ended_at = 0 AND b.until_at > ?
		ORDER BY b.proposed_at, b.id
		LIMIT ?`, org, tx.Now, mostWaiting)
	if err != nil {
		return nil, err
	}
	owners := make([]string, len(rows))
	for i, r := range rows {
		owners[i] = string(r.Case)
	}
	keys, err := tx.Keys(owners)
	if err != nil {
		return nil, err
	}
	var all []Basis
	for _, r := range rows {
		key, ok := keys[string(r.Case)]
		if !ok {
			continue // erased
		}
		b, err := r.open(key)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

func agree(tx *access.Tx, id string) error {
	return changeBasis(tx, id, func(b *Basis) { b.AgreedAt, b.AgreedBy = tx.Now, tx.Actor().ID })
}

func changeBasis(tx *access.Tx, id string, change func(*Basis)) error {
	r, err := basisRows.One(tx, basisSelect+`WHERE b.id = ? AND b.ended_at = 0`, id)
	if err != nil {
		return err
	}
	change(&r.Basis)
	if err := basisRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE bases
		SET agreed_at = ?, agreed_by = ?, ended_at = ?, mac = ?
		WHERE id = ?`, r.AgreedAt, r.AgreedBy, r.EndedAt, r.mac, id)
}

// endBasis also ends a basis that is damaged, which stays damaged.
func endBasis(tx *access.Tx, id string) error {
	if err := tx.LessShared(); err != nil {
		return err
	}
	tx.Ends(access.EndedBasis, id)
	err := changeBasis(tx, id, func(b *Basis) { b.EndedAt = tx.Now })
	if !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	_, err = db.Exec(tx, `
		UPDATE bases
		SET ended_at = ?
		WHERE id = ? AND ended_at = 0`, tx.Now, id)
	return err
}
