package cases

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Each runs work over every case of the actor's organisation, the oldest first
// and those of one file in its order, inside an act on the organisation that
// allows it: an export. A worker gets of each case what they may read of it. The
// program's own actor, which no policy lets open a case, gets all of it: what it
// may do was judged with the act.
func Each(tx *access.Tx, work func(Case) error) error {
	rows, err := db.All(tx, rowColumns, `
		SELECT c.id, c.number, c.org, o.name, o.country, c.status, c.opened_at, c.opened_by, c.owner, c.child_until, c.doubt, c.refused,
			c.close_reason, c.closed_at, c.event, c.referral, c.batch, c.changed_at, c.version,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), ''), k.wrapped
		FROM cases c JOIN orgs o ON o.id = c.org JOIN keys k ON k.owner = c.id
		WHERE c.org = ?
		ORDER BY c.opened_at, c.change_no, c.id`, tx.Actor().Org)
	if err != nil {
		return err
	}
	for _, r := range rows {
		o := r.object()
		c := r.Case
		c.Own, c.Groups = true, lindung.Groups
		if !tx.ByProgram() {
			if !tx.May(access.CaseRead, o, "") {
				continue
			}
			c.Groups = tx.Groups(o)
		}
		key, err := tx.Unwrap(string(c.ID), r.wrapped)
		if err != nil {
			return err
		}
		if err := c.readSections(tx, key); err != nil {
			return err
		}
		if err := work(c); err != nil {
			return err
		}
	}
	return nil
}

// Erase destroys the keys of the cases of an import and removes what is stored
// of them, and returns which they were. A case that others have tied something
// to cannot be erased, and fails the act.
func Erase(tx *access.Tx, batch lindung.BatchID) ([]lindung.CaseID, error) {
	org := tx.Actor().Org
	ids, err := db.All(tx, db.Self[lindung.CaseID], `
		SELECT id
		FROM cases
		WHERE org = ? AND batch = ?
		ORDER BY change_no, id`, org, batch)
	if err != nil {
		return nil, err
	}
	for _, text := range []string{
		`DELETE FROM keys WHERE owner IN (SELECT id FROM cases WHERE org = ? AND batch = ?)`,
		`DELETE FROM sections WHERE case_id IN (SELECT id FROM cases WHERE org = ? AND batch = ?)`,
		`DELETE FROM cases WHERE org = ? AND batch = ?`,
	} {
		if _, err := db.Exec(tx, text, org, batch); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
