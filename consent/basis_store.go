package consent

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// basisRow is a basis as stored.
type basisRow struct {
	Basis
	groups string
	sealed []byte
	by     Opening // of the referral, in a query by referral
}

const basisFields = `
	SELECT b.id, b.case_id, b.recipient_kind, b.recipient, b.kind, b.purpose, b.groups, b.until_at, b.proposed_at, b.proposed_by,
		b.agreed_at, b.agreed_by, b.ended_at, b.sealed
	FROM bases b
`

func basisColumns(b *basisRow) []any {
	return []any{&b.ID, &b.Case, &b.Recipient.Kind, &b.Recipient.ID, &b.Kind, &b.Purpose, &b.groups, &b.Until, &b.ProposedAt, &b.ProposedBy,
		&b.AgreedAt, &b.AgreedBy, &b.EndedAt, &b.sealed}
}

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
	_, err = db.Exec(tx, `
		INSERT INTO bases (id, case_id, org, recipient_kind, recipient, kind, purpose, groups, until_at, proposed_at, proposed_by,
			agreed_at, agreed_by, ended_at, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, ?)`,
		b.ID, b.Case, tx.Object().Org, b.Recipient.Kind, b.Recipient.ID, b.Kind, b.Purpose, joinGroups(b.Groups), b.Until, b.ProposedAt, b.ProposedBy,
		key.Seal(basisPlace(b.ID), words))
	return err
}

// basis returns a basis without what is sealed.
func basis(tx *access.Tx, id string) (Basis, error) {
	r, err := db.One(tx, basisColumns, basisFields+`WHERE b.id = ?`, id)
	return r.Basis, err
}

// bases returns all bases of a case, newest first.
func bases(tx *access.Tx, key seal.Key, id lindung.CaseID) ([]Basis, error) {
	rows, err := db.All(tx, basisColumns, basisFields+`WHERE b.case_id = ? ORDER BY b.proposed_at DESC, b.id`, id)
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
	rows, err := db.All(tx, basisColumns, basisFields+`
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
	return db.Change(tx, `
		UPDATE bases
		SET agreed_at = ?, agreed_by = ?
		WHERE id = ? AND agreed_at = 0 AND ended_at = 0`, tx.Now, tx.Actor().ID, id)
}

func endBasis(tx *access.Tx, id string) error {
	_, err := db.Exec(tx, `
		UPDATE bases
		SET ended_at = ?
		WHERE id = ? AND ended_at = 0`, tx.Now, id)
	return err
}
