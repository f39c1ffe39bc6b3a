package cases

import (
	"cmp"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// EachCase runs work over every case of the actor's organisation, or over those with one of
// the numbers where there are any, the oldest first and imported ones in the order of their
// file, inside an act that allows it: an export.
// A worker gets what they may read of each case. The program's own actor, which may
// open no case, gets all of it, but for protected cases: the act itself was judged.
func EachCase(tx *access.Tx, numbers []string, work func(Case) error) error {
	rows, err := exported(tx, numbers)
	if err != nil {
		return err
	}
	if rows, err = complete(tx, rows); err != nil {
		return err
	}
	for _, r := range rows {
		o := r.object()
		c := r.Case
		c.Own, c.Groups = true, lindung.Groups
		if r.Protected && tx.ByProgram() {
			continue
		}
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
		if err := c.withholdContact(tx, key); err != nil {
			return err
		}
		if err := work(c); err != nil {
			return err
		}
	}
	return nil
}

// exported returns the rows of an export, in its order: a few are looked up by their
// numbers.
func exported(tx *access.Tx, numbers []string) ([]row, error) {
	if len(numbers) == 0 {
		return whole.All(tx, rowFields+fromCases+`
			WHERE c.org = ?
			ORDER BY c.opened_at, c.change_no, c.id`, tx.Actor().Org)
	}
	numbers = slices.Compact(slices.Sorted(slices.Values(numbers)))
	rows, err := db.RowsIn(tx, whole, rowFields+fromCases+`
		WHERE c.number IN `+db.InList+` AND c.org = ?`, numbers, tx.Actor().Org)
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(cmp.Compare(a.OpenedAt, b.OpenedAt), cmp.Compare(a.ID, b.ID)) })
	return rows, err
}

// BatchCases returns the first cases of an import of the actor's organisation, at most
// so many, in the order of the file.
func BatchCases(tx *access.Tx, batch lindung.BatchID, most int) ([]lindung.CaseID, error) {
	rows, err := caseRows.All(tx, caseSelect+`
		WHERE c.org = ? AND c.batch = ? AND c.batch <> ''
		ORDER BY c.change_no, c.id
		LIMIT ?`, tx.Actor().Org, batch, most)
	ids := make([]lindung.CaseID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, err
}

// CaseNumbers returns the numbers of cases, sorted.
func CaseNumbers(tx *access.Tx, ids []lindung.CaseID) ([]string, error) {
	all, err := db.AllIn(tx, db.Value[string], `SELECT number FROM cases WHERE id IN `+db.InList, ids)
	slices.Sort(all)
	return all, err
}
