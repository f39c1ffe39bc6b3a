package cases

import (
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// EachCase runs work over every case of the actor's organisation, the oldest first
// and those of one file in its order, inside an act on the organisation that
// allows it: an export. A worker gets of each case what they may read of it. The
// program's own actor, which no policy lets open a case, gets all of it: what it
// may do was judged with the act.
func EachCase(tx *access.Tx, work func(Case) error) error {
	rows, err := db.All(tx, rowColumns, rowFields+fromCases+`
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
		if c.Names, err = r.openNames(key, c.MayRead(lindung.Identity)); err != nil {
			return err
		}
		if err := c.readRecords(tx, key, nil); err != nil {
			return err
		}
		if err := work(c); err != nil {
			return err
		}
	}
	return nil
}

// BatchCases returns the cases of an import of the actor's organisation, in the order
// of the file.
func BatchCases(tx *access.Tx, batch lindung.BatchID) ([]lindung.CaseID, error) {
	return db.All(tx, db.Value[lindung.CaseID], `
		SELECT id
		FROM cases
		WHERE org = ? AND batch = ? AND batch <> ''
		ORDER BY change_no, id`, tx.Actor().Org, batch)
}

// CaseNumbers returns the numbers of cases in their order.
func CaseNumbers(tx *access.Tx, ids []lindung.CaseID) ([]string, error) {
	all, err := db.AllIn(tx, db.Value[string], `SELECT number FROM cases WHERE id IN `+db.InList, ids)
	slices.Sort(all)
	return all, err
}
