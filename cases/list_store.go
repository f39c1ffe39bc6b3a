package cases

import (
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/person"
)

// scoped reports whether the actor sees all cases of the own organisation, for
// narrowing a list in SQL; every row is then judged by the policies as well.
func scoped(tx *access.Tx) bool {
	return tx.ByProgram() || tx.Actor().Has(lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint)
}

// Row is a case in a list.
type Row struct {
	Case
	Name string // "" if the actor may see none
}

type listRow struct {
	row
	sealed []byte
}

// listRows returns the newest cases of the actor's organisation under a filter.
func listRows(tx *access.Tx, f Filter) ([]Row, error) {
	rows, err := db.All(tx, func(r *listRow) []any { return append(rowColumns(&r.row), &r.sealed) }, `
		SELECT c.id, c.number, c.org, o.name, o.country, c.status, c.opened_at, c.opened_by, c.owner, c.child_until, c.doubt, c.refused,
			c.close_reason, c.closed_at, c.event, c.referral, c.batch, c.changed_at, c.version,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), ''), k.wrapped,
			(SELECT s.sealed FROM sections s WHERE s.case_id = c.id AND s.form = 'names')
		FROM cases c JOIN orgs o ON o.id = c.org JOIN keys k ON k.owner = c.id
		WHERE c.org = ?
			AND (CAST(? AS BOOLEAN) OR EXISTS (SELECT 1 FROM team t WHERE t.case_id = c.id AND t.actor = ?))
			AND (CAST(? AS TEXT) = '' OR c.status = ?)
			AND (CAST(? AS TEXT) = '' OR c.event = ?)
			AND (CAST(? AS BOOLEAN) = FALSE OR c.child_until > ?)
			AND (CAST(? AS BIGINT) = 0 OR (c.changed_at, c.id) < (?, ?))
		ORDER BY c.changed_at DESC, c.id DESC
		LIMIT ?`,
		tx.Actor().Org, scoped(tx) && !f.Mine, tx.Actor().ID, f.Status, f.Status, f.Event, f.Event, f.Children, db.At(today(tx).First()),
		f.After.At, f.After.At, f.After.ID, f.Limit)
	if err != nil {
		return nil, err
	}
	var all []Row
	for _, r := range rows {
		one, ok, err := r.show(tx)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// show judges one row and opens its name.
func (r listRow) show(tx *access.Tx) (Row, bool, error) {
	o := r.object()
	if !tx.May(access.CaseRead, o, "") {
		return Row{}, false, nil
	}
	one := Row{Case: r.Case}
	one.Own = true
	var err error
	if one.Child, err = StillChild(tx, r.ID, r.until); err != nil {
		return Row{}, false, err
	}
	if len(r.sealed) == 0 || !tx.May(access.GroupRead, o, lindung.Identity) {
		return one, true, nil
	}
	key, err := tx.Unwrap(string(r.ID), r.wrapped)
	if err != nil {
		return Row{}, false, err
	}
	one.Names, err = openNames(key, r.ID, r.sealed)
	one.Name = person.Called(one.Names)
	return one, true, err
}

// rowsOf returns the cases with these identifiers that the actor may see, in
// their order.
func rowsOf(tx *access.Tx, ids []lindung.CaseID) ([]Row, error) {
	var all []Row
	for _, id := range ids {
		r, o, err := load(tx, id)
		if errors.Is(err, lindung.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !tx.May(access.CaseRead, o, "") {
			continue
		}
		one := Row{Case: r.Case}
		one.Own = r.Org == tx.Actor().Org
		if one.Child, err = StillChild(tx, id, r.until); err != nil {
			return nil, err
		}
		if tx.May(access.GroupRead, o, lindung.Identity) {
			if one.Names, err = namesOf(tx, id, r.wrapped); err != nil {
				return nil, err
			}
			one.Name = person.Called(one.Names)
		}
		all = append(all, one)
	}
	return slices.Clip(all), nil
}

func briefRows(tx *access.Tx, ids []lindung.CaseID) ([]row, error) {
	return db.AllIn(tx, func(r *row) []any { return []any{&r.ID, &r.Number, &r.Org, &r.until, &r.Status, &r.team} }, `
		SELECT c.id, c.number, c.org, c.child_until, c.status,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), '')
		FROM cases c
		WHERE c.id IN `+db.In, ids)
}

func namesOf(tx *access.Tx, id lindung.CaseID, wrapped []byte) ([]person.Name, error) {
	sealed, err := db.One(tx, db.Self[[]byte], `
		SELECT sealed
		FROM sections
		WHERE case_id = ? AND form = 'names'`, id)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	key, err := tx.Unwrap(string(id), wrapped)
	if err != nil {
		return nil, err
	}
	return openNames(key, id, sealed)
}

// changed is a case whose names an index in memory has to read again.
type changed struct {
	id      lindung.CaseID
	org     lindung.OrgID
	n       int64
	sealed  []byte
	wrapped []byte
}

// changedSince returns at most limit cases after change number n, in order.
func changedSince(tx db.Holder, n int64, limit int) ([]changed, error) {
	return db.All(tx, func(c *changed) []any { return []any{&c.id, &c.org, &c.n, &c.sealed, &c.wrapped} }, `
		SELECT c.id, c.org, c.change_no, s.sealed, k.wrapped
		FROM cases c JOIN keys k ON k.owner = c.id LEFT JOIN sections s ON s.case_id = c.id AND s.form = 'names'
		WHERE c.change_no > ?
		ORDER BY c.change_no
		LIMIT ?`, n, limit)
}
