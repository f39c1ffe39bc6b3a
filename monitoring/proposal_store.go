package monitoring

import (
	"encoding/json"
	"fmt"

	"lindung/access"
	"lindung/internal/db"
)

// proposalRow is a proposal as stored.
type proposalRow struct {
	Proposal
	sealed []byte
	mac    db.Mac
}

var proposalRows = db.Rows[proposalRow]{
	Table: "proposals", Keys: 1,
	Columns: func(r *proposalRow) []any {
		return []any{&r.ID, &r.Org, &r.File, &r.State, &r.At, &r.By, &r.Asked, &r.Reviewed, &r.Reviewer, &r.Second, &r.Held, &r.HeldBy, &r.Cleared, &r.ClearBy, &r.Edition, &r.Version, &r.sealed}
	},
	Mac:   func(r *proposalRow) *db.Mac { return &r.mac },
	Owner: func(r *proposalRow) string { return string(r.Org) },
	Walk:  proposalSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const proposalSelect = `
	SELECT id, org, file, state, at, made_by, asked_at, reviewed_at, reviewed_by, reviewer, held_at, held_by, cleared_at, cleared_by, edition, version, sealed, mac
	FROM proposals
	`

func proposalPlace(id ProposalID) string { return "proposals|" + string(id) + "|sealed" }

func (r *proposalRow) open(tx *access.Tx) error {
	b, err := tx.OpenNode(proposalPlace(r.ID), r.sealed)
	if err == nil {
		err = json.Unmarshal(b, &r.Content)
	}
	if err != nil {
		return fmt.Errorf("proposal %s: %w", r.ID, err)
	}
	return nil
}

// storeProposal stores a new proposal, or one that this act has read and changed.
func storeProposal(tx *access.Tx, p Proposal) error {
	r := proposalRow{Proposal: p}
	if p.Version > 0 {
		old, err := proposalRows.One(tx, proposalSelect+`WHERE id = ?`, p.ID)
		if err != nil {
			return err
		}
		r.mac = old.mac
	}
	b, err := json.Marshal(p.Content)
	if err != nil {
		return err
	}
	r.Version, r.sealed = p.Version+1, tx.SealNode(proposalPlace(p.ID), b)
	if err := proposalRows.Sign(tx, &r); err != nil {
		return err
	}
	if p.Version == 0 {
		_, err := db.Exec(tx, `
			INSERT INTO proposals (id, org, file, state, at, made_by, asked_at, reviewed_at, reviewed_by, reviewer, held_at, held_by, cleared_at, cleared_by, edition, version, sealed, mac)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.Org, r.File, r.State, r.At, r.By, r.Asked, r.Reviewed, r.Reviewer, r.Second, r.Held, r.HeldBy, r.Cleared, r.ClearBy, r.Edition, r.Version, r.sealed, r.mac)
		return err
	}
	return db.Change(tx, `
		UPDATE proposals
		SET state = ?, asked_at = ?, reviewed_at = ?, reviewed_by = ?, reviewer = ?, held_at = ?, held_by = ?, cleared_at = ?, cleared_by = ?, edition = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ? AND version = ?`,
		r.State, r.Asked, r.Reviewed, r.Reviewer, r.Second, r.Held, r.HeldBy, r.Cleared, r.ClearBy, r.Edition, r.Version, r.sealed, r.mac, r.ID, r.Version-1)
}

func opened(tx *access.Tx, rows []proposalRow, err error) ([]Proposal, error) {
	all := make([]Proposal, len(rows))
	for i := range rows {
		if err == nil {
			err = rows[i].open(tx)
		}
		all[i] = rows[i].Proposal
	}
	return all, err
}

func proposalOf(tx *access.Tx, id ProposalID) (Proposal, error) {
	r, err := proposalRows.One(tx, proposalSelect+`WHERE id = ?`, id)
	if err == nil {
		err = r.open(tx)
	}
	return r.Proposal, err
}

// proposals returns the proposals in some states, the oldest first.
func proposals(tx *access.Tx, in ...State) ([]Proposal, error) {
	rows, err := db.RowsIn(tx, proposalRows, proposalSelect+`WHERE state IN `+db.InList+` ORDER BY at, id`, in)
	return opened(tx, rows, err)
}
