package cases

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// scoped reports whether the actor sees all cases of their organisation, to narrow a
// list in SQL. The policies judge every row as well.
func scoped(tx *access.Tx) bool {
	return tx.ByProgram() || tx.Actor().HasRole(lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint)
}

// Row is a case in a list.
type Row struct {
	Case
	Name    string // "" if the actor may see none
	mayName bool   // the actor may read names of it
	object  access.Object
}

// mayField reports whether the actor may read the answer to a field.
func (r Row) mayField(tx *access.Tx, i *field.Info) bool {
	if !tx.May(access.GroupRead, r.object, i.Group) {
		return false
	}
	f, ok := tx.Session().Forms().FormOf(i)
	return r.Own || ok && slices.Contains(f.Shared(r.View).Fields, i)
}

// The parts of every text that reads whole rows.
const (
	rowFields = `
		SELECT ` + caseColumns + `, c.changed_at, c.version, ` + teamColumn + `, k.wrapped,
			COALESCE(n.case_id, ''), COALESCE(n.origin, ''), COALESCE(n.version, 0), COALESCE(n.at, 0), COALESCE(n.actor, ''), n.sealed, COALESCE(n.mac, '')`
	// The empty text keeps PostgreSQL from walking over all keys in the order of cases.
	rowJoins  = ` JOIN keys k ON k.owner = c.id || ''` + stands + ` LEFT JOIN names n ON n.case_id = c.id`
	fromCases = `
		FROM cases c` + rowJoins
	// stands leaves out the cases of an import that has not come to its end.
	stands = ` AND NOT EXISTS (SELECT 1 FROM batches b WHERE b.id = c.batch AND b.pending)`
	// seen leaves out the protected cases whose team an actor is not on.
	seen = ` AND (NOT c.protected OR EXISTS (SELECT 1 FROM team w WHERE w.case_id = c.id AND w.actor = ?))`
	// narrowed are the parts of a filter for which a text uses no index.
	narrowed = ` AND (CAST(? AS TEXT) = '' OR c.status = ?) AND (CAST(? AS BOOLEAN) = FALSE OR c.child_until > ?)
			AND (CAST(? AS TEXT) = '' OR c.urgent_until >= ? AND c.closed_at = 0)
			AND (CAST(? AS TEXT) = '' OR c.responsible = ? AND c.closed_at = 0) AND (CAST(? AS BOOLEAN) = FALSE OR c.closed_at = 0 AND c.changed_at < ?)` + seen
	newestFirst = `
		ORDER BY c.changed_at DESC, c.id DESC
		LIMIT ?`
	// sorted is newestFirst for few rows: the sign has the database sort them, not
	// walk over all in this order until it has met enough of them.
	sorted = `
		ORDER BY +c.changed_at DESC, c.id DESC
		LIMIT ?`
)

// A listing says how the cases of a filter are found. Its text looks up by the
// narrowest part of the filter, in an index that has the rows in order, so that no
// list takes longer when there are more cases.
type listing struct {
	text string
	args []any
}

// rest are the arguments of narrowed.
func (f Filter) rest(tx *access.Tx) []any {
	day := db.TimeOf(tx.Today().First())
	return []any{
		f.Status, f.Status, f.Children, day, f.Urgent.String(), f.Urgent.String(), f.Responsible, f.Responsible,
		f.Untouched > 0, f.touched(tx), tx.Actor().ID,
	}
}

// touched is before when the cases that the filter calls untouched were last changed.
func (f Filter) touched(tx *access.Tx) db.Time {
	return tx.Now.Add(-time.Duration(f.Untouched) * 24 * time.Hour)
}

// wide reports whether the filter may let through any number of cases of an organisation,
// and not only those that one worker carries, or that are urgent.
func (f Filter) wide(tx *access.Tx) bool {
	return scoped(tx) && !f.Mine && f.Responsible == "" && f.Urgent.IsZero()
}

// rows returns the first rows under the filter, in its order.
func (f Filter) rows(tx *access.Tx) ([]Row, error) {
	if f.Sort == NewestChange || f.wide(tx) {
		return listRows(tx, f)
	}
	places, err := placesOf(tx, f)
	if err != nil {
		return nil, err
	}
	return f.read(tx, places)
}

// listing returns the one for a filter.
func (f Filter) listing(tx *access.Tx) (listing, error) {
	if f.Sort != NewestChange && f.Event == "" {
		return f.sortedListing(tx)
	}
	at, id := f.After.At, f.After.ID
	if id == "" {
		at = math.MaxInt64
	}
	a, org := tx.Actor().ID, tx.Actor().Org
	if last := f.touched(tx); f.Untouched > 0 && last < at {
		at, id = last, ""
	}
	with := func(text string, args ...any) (listing, error) {
		return listing{text, append(append(args, f.rest(tx)...), f.Limit)}, nil
	}
	all := scoped(tx) && !f.Mine
	switch {
	case f.Event != "":
		return with(rowFields+fromCases+`
			WHERE c.event = ? AND c.event <> '' AND c.org = ? AND (+c.changed_at, c.id) < (?, ?)
				AND (CAST(? AS BOOLEAN) OR EXISTS (SELECT 1 FROM team t WHERE t.case_id = c.id AND t.actor = ?))`+narrowed+sorted,
			f.Event, org, at, id, all, a)
	case !all:
		return with(rowFields+`
			FROM team m CROSS JOIN cases c`+rowJoins+`
			WHERE m.actor = ? AND (m.changed_at, m.case_id) < (?, ?) AND c.id = m.case_id AND c.org = ?`+narrowed+`
			ORDER BY m.changed_at DESC, m.case_id DESC
			LIMIT ?`, a, at, id, org)
	case f.Responsible != "":
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND c.responsible = ? AND c.closed_at = 0 AND (c.changed_at, c.id) < (?, ?)`+narrowed+newestFirst, org, f.Responsible, at, id)
	case !f.Urgent.IsZero(): // what was open and is not any more was changed long ago
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND c.urgent_until <> '' AND c.closed_at = 0 AND (c.changed_at, c.id) < (?, ?)`+narrowed+newestFirst, org, at, id)
	case f.Children:
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND c.child_until > 0 AND (c.changed_at, c.id) < (?, ?)`+narrowed+newestFirst, org, at, id)
	case f.Status != "" && f.Status != StatusActive:
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND c.status = ? AND c.status <> 'Active' AND (c.changed_at, c.id) < (?, ?)`+narrowed+newestFirst, org, f.Status, at, id)
	default: // most of the cases that were changed of late are active
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND (c.changed_at, c.id) < (?, ?)`+narrowed+newestFirst, org, at, id)
	}
}

// sortedListing returns the listing for a wide filter in another order.
func (f Filter) sortedListing(tx *access.Tx) (listing, error) {
	org, at, id := tx.Actor().Org, f.After.At, f.After.ID
	with := func(text string, args ...any) (listing, error) {
		return listing{text, append(append(args, f.rest(tx)...), f.Limit)}, nil
	}
	switch f.Sort {
	case OldestChange:
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND (c.changed_at, c.id) > (?, ?)`+narrowed+`
			ORDER BY c.changed_at, c.id
			LIMIT ?`, org, at, id)
	case OldestOpened:
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND (c.opened_at, c.id) > (?, ?)`+narrowed+`
			ORDER BY c.opened_at, c.id
			LIMIT ?`, org, at, id)
	case NewestOpened:
		if id == "" {
			at = math.MaxInt64
		}
		return with(rowFields+fromCases+`
			WHERE c.org = ? AND (c.opened_at, c.id) < (?, ?)`+narrowed+`
			ORDER BY c.opened_at DESC, c.id DESC
			LIMIT ?`, org, at, id)
	}
	after := place{}
	if id != "" {
		var err error
		if after, err = placeOf(tx, id); err != nil {
			return listing{}, err
		}
	}
	return with(rowFields+fromCases+`
			WHERE c.org = ? AND c.number > ?`+narrowed+`
			ORDER BY c.number
			LIMIT ?`, org, after.number)
}

// placeOf returns the place of a case; the first of all places if it is gone.
func placeOf(tx *access.Tx, id lindung.CaseID) (place, error) {
	p, err := db.One(tx, placeColumns, `
		SELECT c.id, c.changed_at, c.opened_at, c.number, c.status
		FROM cases c
		WHERE c.id = ?`, id)
	if errors.Is(err, lindung.ErrNotFound) {
		return place{}, nil
	}
	return p, err
}

// placesOf returns the places of all cases of a filter that is not wide, in no order.
func placesOf(tx *access.Tx, f Filter) ([]place, error) {
	org := tx.Actor().Org
	switch {
	case !scoped(tx) || f.Mine:
		return db.All(tx, placeColumns, `
			SELECT c.id, c.changed_at, c.opened_at, c.number, c.status
			FROM team m CROSS JOIN cases c
			WHERE m.actor = ? AND c.id = m.case_id AND c.org = ?`+stands+narrowed, append([]any{tx.Actor().ID, org}, f.rest(tx)...)...)
	case f.Responsible != "":
		return db.All(tx, placeColumns, `
			SELECT c.id, c.changed_at, c.opened_at, c.number, c.status
			FROM cases c
			WHERE c.org = ? AND c.responsible = ? AND c.closed_at = 0`+stands+narrowed, append([]any{org, f.Responsible}, f.rest(tx)...)...)
	}
	return db.All(tx, placeColumns, `
			SELECT c.id, c.changed_at, c.opened_at, c.number, c.status
			FROM cases c
			WHERE c.org = ? AND c.urgent_until <> '' AND c.closed_at = 0`+stands+narrowed, append([]any{org}, f.rest(tx)...)...)
}

// placesAmong returns the places of those of some cases that a filter lets through, in no
// order.
func placesAmong(tx *access.Tx, f Filter, ids []lindung.CaseID) ([]place, error) {
	return db.AllIn(tx, placeColumns, `
		SELECT c.id, c.changed_at, c.opened_at, c.number, c.status
		FROM cases c
		WHERE c.id IN `+db.InList+` AND c.org || '' = ?
			AND (CAST(? AS BOOLEAN) OR EXISTS (SELECT 1 FROM team t WHERE t.case_id = c.id AND t.actor = ?))`+stands+narrowed,
		ids, append([]any{tx.Actor().Org, scoped(tx) && !f.Mine, tx.Actor().ID}, f.rest(tx)...)...)
}

// countUrgent counts, up to most, the cases that Filter.Urgent finds on a day. For the
// policies two open cases of an organisation differ only by whether the actor is on
// the team, so they are asked once for each.
func countUrgent(tx *access.Tx, on lindung.Date, most int) (int, error) {
	a, org := tx.Actor().ID, tx.Actor().Org
	any := access.Object{Type: access.TypeCase, ID: "any", Org: org}
	if scoped(tx) && tx.May(access.CaseRead, any, "") {
		return db.One(tx, db.Value[int], `
			SELECT count(*)
			FROM (
				SELECT c.id
				FROM cases c
				WHERE c.org = ? AND c.urgent_until <> '' AND c.closed_at = 0 AND c.urgent_until >= ?`+stands+seen+`
				LIMIT ?) urgent`, org, on.String(), a, most)
	}
	any.Team = []lindung.ActorID{a}
	if !tx.May(access.CaseRead, any, "") {
		return 0, nil
	}
	return db.One(tx, db.Value[int], `
		SELECT count(*)
		FROM (
			SELECT c.id
			FROM team m CROSS JOIN cases c
			WHERE m.actor = ? AND c.id = m.case_id AND c.org = ? AND c.urgent_until <> '' AND c.closed_at = 0 AND c.urgent_until >= ?`+stands+`
			LIMIT ?) urgent`, a, org, on.String(), most)
}

// carries reports whether an actor is responsible for open cases of an organisation.
func carries(tx *access.Tx, org lindung.OrgID, id lindung.ActorID) (bool, error) {
	all, err := db.All(tx, db.Value[string], `
		SELECT c.id
		FROM cases c
		WHERE c.org = ? AND c.responsible = ? AND c.closed_at = 0
		LIMIT 1`, org, id)
	return len(all) > 0, err
}

// mostProtected is how many protected cases of an organisation are looked through.
const mostProtected = 1000

// protectedOf returns the protected cases of an organisation.
func protectedOf(tx *access.Tx, org lindung.OrgID) ([]lindung.CaseID, error) {
	return db.All(tx, db.Value[lindung.CaseID], `
		SELECT c.id
		FROM cases c
		WHERE c.org = ? AND c.protected
		ORDER BY c.id
		LIMIT ?`, org, mostProtected)
}

// workloads counts the open cases of the organisation by who is responsible.
func workloads(tx *access.Tx) ([]Workload, error) {
	return db.All(tx, func(w *Workload) []any { return []any{&w.Actor, &w.Open, &w.Untouched, &w.Oldest} }, `
		SELECT c.responsible, count(*), SUM(CASE WHEN c.changed_at < ? THEN 1 ELSE 0 END), MIN(c.changed_at)
		FROM cases c
		WHERE c.org = ? AND c.closed_at = 0`+stands+seen+`
		GROUP BY c.responsible
		ORDER BY c.responsible`, tx.Now.Add(-UntouchedFor), tx.Actor().Org, tx.Actor().ID)
}

// listRows returns the first cases of the actor's organisation under a filter.
func listRows(tx *access.Tx, f Filter) ([]Row, error) {
	if f.Sort == StatusOrder {
		return statusRows(tx, f)
	}
	l, err := f.listing(tx)
	if err != nil {
		return nil, err
	}
	rows, err := whole.All(tx, l.text, l.args...)
	if err != nil {
		return nil, err
	}
	if rows, err = complete(tx, rows); err != nil {
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

// statusRows is listRows by status: one list after the other, so that each looks up in the
// index that it has.
func statusRows(tx *access.Tx, f Filter) ([]Row, error) {
	after, of := f.After, f.Status
	p, err := placeOf(tx, after.ID)
	if err != nil {
		return nil, err
	}
	var all []Row
	for _, status := range Statuses[max(0, slices.Index(Statuses, p.status)):] {
		if of != "" && of != status {
			continue
		}
		f.Sort, f.Status, f.After = NewestChange, status, Cursor{}
		if status == p.status {
			f.After = after
		}
		rows, err := listRows(tx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
		if f.Limit -= len(rows); f.Limit <= 0 {
			break
		}
	}
	return all, nil
}

// show judges one row and opens its name.
func (r row) show(tx *access.Tx) (Row, bool, error) {
	o := r.object()
	if !tx.May(access.CaseRead, o, "") {
		return Row{}, false, nil
	}
	one, err := r.named(tx, o)
	return one, err == nil, err
}

// named is the row of a case with its name, if the actor may read it.
func (r row) named(tx *access.Tx, o access.Object) (Row, error) {
	one := Row{Case: r.Case, object: o}
	one.Own = r.Org == tx.Actor().Org
	var err error
	if one.Child, err = StillChild(tx, r.ID, r.until); err != nil {
		return Row{}, err
	}
	if one.mayName = tx.May(access.GroupRead, o, lindung.Identity); len(r.names.sealed) == 0 || !one.mayName {
		return one, nil
	}
	key, err := tx.Unwrap(string(r.ID), r.wrapped)
	if access.IsBroken(err) {
		return one, nil // the list shows the others, and this one by its number
	}
	if err != nil {
		return Row{}, err
	}
	one.Names, err = r.openNames(key, true)
	one.Name = person.Called(one.Names)
	return one, err
}

// wholeRows returns cases with all that goes with them, in no order.
func wholeRows(tx *access.Tx, ids []lindung.CaseID) ([]row, error) {
	found, err := db.RowsIn(tx, whole, rowFields+fromCases+`
		WHERE c.id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	return complete(tx, found)
}

// nextBy returns the open cases that are to be asked again by a day, the first due first:
// all for those who see all cases, else those with the actor on the team; with of those
// with of on the team.
func nextBy(tx *access.Tx, day lindung.Date, of lindung.ActorID, most int) ([]row, error) {
	var rows []row
	var err error
	if of == "" && scoped(tx) {
		rows, err = brief.All(tx, `
			SELECT `+caseColumns+`, `+teamColumn+`
			FROM cases c
			WHERE c.org = ? AND c.next_due <> '' AND c.next_due <= ? AND c.closed_at = 0`+stands+seen+`
			ORDER BY c.next_due, c.id
			LIMIT ?`, tx.Actor().Org, day.String(), tx.Actor().ID, most)
	} else {
		rows, err = brief.All(tx, `
			SELECT `+caseColumns+`, `+teamColumn+`
			FROM team m CROSS JOIN cases c
			WHERE m.actor = ? AND c.id = m.case_id AND c.org = ? AND c.next_due <> '' AND c.next_due <= ? AND c.closed_at = 0`+stands+seen+`
			ORDER BY c.next_due, c.id
			LIMIT ?`, cmp.Or(of, tx.Actor().ID), tx.Actor().Org, day.String(), tx.Actor().ID, most)
	}
	if err != nil {
		return nil, err
	}
	return rows, withTeams(tx, rows)
}

// nextOfNobody is nextBy for the cases whose whole team has left.
func nextOfNobody(tx *access.Tx, day lindung.Date, left []lindung.ActorID, most int) ([]row, error) {
	rows, err := db.RowsIn(tx, brief, `
		SELECT `+caseColumns+`, `+teamColumn+`
		FROM cases c
		WHERE EXISTS (SELECT 1 FROM team m WHERE m.case_id = c.id AND m.actor IN `+db.InList+`)
			AND c.org = ? AND c.next_due <> '' AND c.next_due <= ? AND c.closed_at = 0`+stands+seen+`
		ORDER BY c.next_due, c.id
		LIMIT ?`, left, tx.Actor().Org, day.String(), tx.Actor().ID, most)
	if err == nil {
		err = withTeams(tx, rows)
	}
	works := func(one lindung.ActorID) bool { return !slices.Contains(left, one) }
	found := map[lindung.CaseID]bool{}
	return slices.DeleteFunc(rows, func(r row) bool {
		again := found[r.ID] || slices.ContainsFunc(r.team, works)
		found[r.ID] = true
		return again
	}), err
}

// openWith returns the open cases in which a record of one of two forms is open whose open
// records must not wait: of those who see all cases all, else those with the actor on the
// team, the newest change first.
func openWith(tx *access.Tx, forms [2]string, most int) ([]row, error) {
	var rows []row
	var err error
	if scoped(tx) {
		// From the records, which are few, to the cases: the other way walks through all cases.
		rows, err = whole.All(tx, rowFields+`
			FROM (SELECT DISTINCT owner FROM records WHERE form IN (?, ?) AND status = 'open') open CROSS JOIN cases c`+rowJoins+`
			WHERE c.id = open.owner AND c.org = ? AND c.urgent_until <> '' AND c.closed_at = 0`+seen+sorted,
			forms[0], forms[1], tx.Actor().Org, tx.Actor().ID, most)
	} else {
		rows, err = whole.All(tx, rowFields+`
			FROM team m CROSS JOIN cases c`+rowJoins+`
			WHERE m.actor = ? AND c.id = m.case_id AND c.org = ? AND c.urgent_until <> '' AND c.closed_at = 0
				AND EXISTS (SELECT 1 FROM records r WHERE r.owner = c.id AND r.form IN (?, ?) AND r.status = 'open')`+seen+sorted,
			tx.Actor().ID, tx.Actor().Org, forms[0], forms[1], tx.Actor().ID, most)
	}
	if err != nil {
		return nil, err
	}
	return complete(tx, rows)
}

// rowsOf returns the cases with these identifiers that the actor may see, in their
// order. open has what is open of the cases of other organisations.
func rowsOf(tx *access.Tx, ids []lindung.CaseID, open map[lindung.CaseID]consent.Ledger) ([]Row, error) {
	found, err := wholeRows(tx, ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b row) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	var all []Row
	for _, r := range found {
		o := r.object()
		if r.Org != tx.Actor().Org {
			r.OpenBy = open[r.ID]
			r.View = r.OpenBy.View()
			o.Open = r.View.Groups()
		}
		if !tx.May(access.CaseRead, o, "") {
			continue
		}
		one, err := r.named(tx, o)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// ProtectedMine returns the protected cases on whose team the actor is.
func ProtectedMine(tx *access.Tx) ([]lindung.CaseID, error) {
	found, err := brief.All(tx, `
		SELECT `+caseColumns+`, `+teamColumn+`
		FROM team m CROSS JOIN cases c
		WHERE m.actor = ? AND m.changed_at > 0 AND c.id = m.case_id AND c.protected`+stands, tx.Actor().ID)
	if err != nil {
		return nil, err
	}
	var all []lindung.CaseID
	for _, r := range found {
		all = append(all, r.ID)
	}
	return all, withTeams(tx, found)
}

func briefRows(tx *access.Tx, ids []lindung.CaseID) ([]row, error) {
	rows, err := db.RowsIn(tx, brief, `
		SELECT `+caseColumns+`, `+teamColumn+`
		FROM cases c
		WHERE c.id IN `+db.InList+stands, ids)
	if err != nil {
		return nil, err
	}
	return rows, withTeams(tx, rows)
}

// A Changed is a case whose names an index in memory has to read again.
type Changed struct {
	row
	n      int64
	called string // what the person is called, once SearchNames has read it
}

func changedColumns(c *Changed) []any {
	return []any{&c.ID, &c.Org, &c.Number, &c.n, &c.names.sealed, &c.wrapped}
}

const changedFields = `
		SELECT c.id, c.org, c.number, c.change_no, n.sealed, k.wrapped
		FROM cases c JOIN keys k ON k.owner = c.id LEFT JOIN names n ON n.case_id = c.id`

// changedSince returns at most limit cases after change number n, in order. It
// believes what is stored: what a search finds is verified when it is shown.
func changedSince(tx db.Holder, n int64, limit int) ([]Changed, error) {
	return db.All(tx, changedColumns, changedFields+`
		WHERE c.change_no > ?
		ORDER BY c.change_no
		LIMIT ?`, n, limit)
}

// changedAfter returns at most limit cases after an identifier, in order. It believes what
// is stored, as changedSince does.
func changedAfter(tx db.Holder, id lindung.CaseID, limit int) ([]Changed, error) {
	return db.All(tx, changedColumns, changedFields+`
		WHERE c.id IN (SELECT id FROM cases WHERE id > ? ORDER BY id LIMIT ?)
		ORDER BY c.id`, id, limit)
}

// changedOf returns the cases with these identifiers, with their names verified.
func changedOf(tx db.Holder, ids []lindung.CaseID) ([]Changed, error) {
	all, err := db.AllIn(tx, changedColumns, changedFields+`
		WHERE c.id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	verified, err := db.RowsIn(tx, nameRows, namesSelect+`WHERE case_id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	names := map[lindung.CaseID]namesRow{}
	for _, n := range verified {
		names[n.of] = n
	}
	for i, c := range all {
		all[i].names = names[c.ID]
	}
	return all, nil
}

// isThere reports whether there is a case, also one that nothing shows yet.
func isThere(tx db.Holder, id lindung.CaseID) (bool, error) {
	n, err := db.One(tx, db.Value[int], `SELECT count(*) FROM cases WHERE id = ?`, id)
	return n > 0, err
}
