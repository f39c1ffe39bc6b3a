package cases

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/person"
)

// Filter narrows a list of cases.
type Filter struct {
	Status   Status          // "" is any
	Mine     bool            // only those with the actor on the team
	Children bool            // only persons under 18, or who may be
	Urgent   lindung.Date    // only open ones with something urgent on that day
	Event    lindung.EventID // only those of one shared event
	// Responsible narrows to open cases that one colleague is responsible for.
	Responsible lindung.ActorID
	Untouched   int     // only open ones that nobody has changed for so many days; 0 for any
	Codes       []Coded // only those with each of these answers; for Finder.List
	Ages        *Band   // only those whose person may be of such an age; for Finder.List
	Sort        Order   // in which order they come; by name or age for Finder.List
	After       Cursor  // where the page before ended
	Limit       int     // rows of a page; 0 means 50
}

// Cursor is the last row of a page; the zero Cursor is before the first. At is the moment
// by which the list is sorted; 0 for another order, in which the case alone says where.
type Cursor struct {
	At db.Time
	ID lindung.CaseID
}

const pageSize = 50

// List returns a page of the actor's cases, the most recent change first, and where
// the next page begins; the zero Cursor if there is none.
func List(ctx context.Context, s access.Session, f Filter) ([]Row, Cursor, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = pageSize
	}
	limit := f.Limit
	f.Limit++ // one more tells whether there is a next page
	var rows []Row
	var next Cursor
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		if rows, err = f.rows(tx); err == nil {
			rows, next = f.page(tx, rows, limit)
		}
		return err
	})
	return rows, next, err
}

// page is what is shown of rows, of which one more was read than a page has, and where
// the next page begins.
func (f Filter) page(tx *access.Tx, rows []Row, limit int) ([]Row, Cursor) {
	next := Cursor{}
	if len(rows) > limit {
		rows = rows[:limit]
		next = f.cursor(rows[limit-1])
	}
	tx.SetCount(len(rows), f.codes())
	tx.AddListed(idsOf(rows)...)
	return rows, next
}

// List is the function List for a filter that may also narrow to coded answers and ages,
// or sort by name or age: they lie sealed, and the finder knows them.
func (f *Finder) List(ctx context.Context, s access.Session, by Filter) ([]Row, Cursor, error) {
	if len(by.Codes) == 0 && by.Ages == nil && !by.Sort.sealed() {
		return List(ctx, s, by)
	}
	if by.Limit <= 0 || by.Limit > 200 {
		by.Limit = pageSize
	}
	limit := by.Limit
	by.Limit++
	filled, err := f.alone(ctx)
	if err != nil {
		return nil, Cursor{}, err
	}
	filled()
	var rows []Row
	var next Cursor
	err = s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		if _, err := f.follow(tx); err != nil {
			return err
		}
		ids := f.known.among(f.tag(tx.Actor().Org), by.Codes, by.Ages, tx.Today().First())
		var err error
		switch {
		case by.Sort == NameOrder:
			rows, err = orderedRows(tx, by, f.known.byName(ids, by.After.ID))
		case by.Sort.byAge():
			rows, err = orderedRows(tx, by, f.known.byAge(ids, by.Sort == Oldest, by.After.ID))
		default:
			rows, err = narrowedRows(tx, by, ids)
		}
		if err == nil {
			rows, next = by.page(tx, rows, limit)
		}
		return err
	})
	return rows, next, err
}

// fewCases is up to how many cases are looked up one by one: of more, the newest changes
// are read until a page is full.
const fewCases = 2000

// narrowedRows returns the first of some cases under a filter, in its order.
func narrowedRows(tx *access.Tx, f Filter, ids []lindung.CaseID) ([]Row, error) {
	var places []place
	var err error
	switch {
	case !f.wide(tx) && f.Sort != NewestChange:
		places, err = placesIn(tx, f, ids)
	case len(ids) > fewCases:
		return walkedRows(tx, f, ids)
	default:
		places, err = placesAmong(tx, f, ids)
	}
	if err != nil {
		return nil, err
	}
	return f.read(tx, places)
}

// placesIn returns those places of a filter that is not wide that are of some cases.
func placesIn(tx *access.Tx, f Filter, ids []lindung.CaseID) ([]place, error) {
	in := map[lindung.CaseID]bool{}
	for _, id := range ids {
		in[id] = true
	}
	places, err := placesOf(tx, f)
	return slices.DeleteFunc(places, func(p place) bool { return !in[p.ID] }), err
}

// kept returns those cases that have one of some places, in the order of the cases.
func kept(ids []lindung.CaseID, places []place) []lindung.CaseID {
	in := map[lindung.CaseID]bool{}
	for _, p := range places {
		in[p.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id lindung.CaseID) bool { return !in[id] })
}

// orderedRows returns the first of some cases under a filter, in the order that they have.
// Who may not read how old the person of a case is, or what they are called, does not learn
// it from its place either.
func orderedRows(tx *access.Tx, f Filter, ids []lindung.CaseID) ([]Row, error) {
	if !f.wide(tx) {
		few, err := placesOf(tx, f)
		if err != nil {
			return nil, err
		}
		return f.some(tx, kept(ids, few))
	}
	var all []Row
	for part := range slices.Chunk(ids, 5*f.Limit) {
		let, err := placesAmong(tx, f, part)
		if err != nil {
			return nil, err
		}
		rows, err := f.some(tx, kept(part, let))
		if all = append(all, rows...); err != nil || len(all) >= f.Limit {
			return all[:min(len(all), f.Limit)], err
		}
	}
	return all, nil
}

// read returns the first rows of places that stand in no order.
func (f Filter) read(tx *access.Tx, places []place) ([]Row, error) {
	after := place{Cursor: f.After, opened: f.After.At}
	if (f.Sort == NumberOrder || f.Sort == StatusOrder) && f.After.ID != "" {
		var err error
		if after, err = placeOf(tx, f.After.ID); err != nil {
			return nil, err
		}
	}
	return f.some(tx, f.Sort.ordered(places, after))
}

// some returns the first rows of cases in their order, as many as the filter asks for.
func (f Filter) some(tx *access.Tx, order []lindung.CaseID) ([]Row, error) {
	var all []Row
	for part := range slices.Chunk(order, f.Limit) {
		rows, err := rowsOf(tx, part, nil)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if len(all) < f.Limit && f.mayKnow(tx, r) {
				all = append(all, r)
			}
		}
		if len(all) == f.Limit {
			break
		}
	}
	return all, nil
}

// walkedRows is narrowedRows for very many cases.
func walkedRows(tx *access.Tx, f Filter, ids []lindung.CaseID) ([]Row, error) {
	among := map[lindung.CaseID]bool{}
	for _, id := range ids {
		among[id] = true
	}
	limit := f.Limit
	f.Limit = 200
	var all []Row
	for {
		rows, err := listRows(tx, f)
		if err != nil || len(rows) == 0 {
			return all, err
		}
		for _, r := range rows {
			if among[r.ID] && f.mayKnow(tx, r) {
				all = append(all, r)
			}
			if len(all) == limit {
				return all, nil
			}
		}
		f.After = f.cursor(rows[len(rows)-1])
	}
}

// mayKnow reports whether the actor may read of a case what the filter narrows to.
func (f Filter) mayKnow(tx *access.Tx, r Row) bool {
	for _, c := range f.Codes {
		if !r.mayField(tx, c.Field) {
			return false
		}
	}
	if f.Sort == NameOrder && !r.mayName {
		return false
	}
	return f.Ages == nil && !f.Sort.byAge() || r.mayField(tx, person.BirthDate.Info)
}

// CountUrgent returns how many of the actor's cases have something urgent open on
// a day, but never more than most.
func CountUrgent(ctx context.Context, s access.Session, on lindung.Date, most int) (int, error) {
	n := 0
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		n, err = countUrgent(tx, on, most)
		tx.SetCount(n, "urgent")
		return err
	})
	return n, err
}

// ListDamaged returns the actor's cases of which something in the database was
// changed, and not by the program.
func ListDamaged(ctx context.Context, s access.Session) ([]Brief, error) {
	var all []Brief
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		all = nil
		damaged := tx.DamagedOwners()
		found, err := Briefs(tx, damaged)
		for _, id := range damaged {
			if b, ok := found[id]; ok && b.Org == tx.Actor().Org && tx.May(access.CaseRead, b.Object(), "") {
				all = append(all, b)
			}
		}
		tx.SetCount(len(all), "damaged")
		return err
	})
	return all, err
}

// codes returns the filter as codes for the log.
func (f Filter) codes() string {
	return fmt.Sprintf("status=%s mine=%t children=%t urgent=%t event=%t responsible=%t untouched=%d codes=%d ages=%t sort=%s next=%t",
		f.Status, f.Mine, f.Children, !f.Urgent.IsZero(), f.Event != "", f.Responsible != "", f.Untouched, len(f.Codes), f.Ages != nil, f.Sort, f.After.ID != "")
}

// idsOf returns the identifiers of rows, for the entry of the log.
func idsOf(rows []Row) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = string(r.ID)
	}
	return ids
}

// ListShared returns the cases of other organisations that are open to the
// actor's.
func ListShared(ctx context.Context, s access.Session, sort Order) ([]Row, error) {
	var rows []Row
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		open, err := consent.SharedWith(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		if rows, err = rowsOf(tx, slices.Sorted(maps.Keys(open)), open); err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b Row) int { return sort.compare(a.place(), b.place()) })
		tx.SetCount(len(rows), "shared")
		tx.AddListed(idsOf(rows)...)
		return err
	})
	return rows, err
}

// NumberedInHistory returns the case with a number, if the actor may read its history.
func NumberedInHistory(tx *access.Tx, number string) (lindung.CaseID, error) {
	r, err := numberedRow(tx, number)
	if err != nil {
		return "", err
	}
	numbers, err := NumbersInHistory(tx, []string{string(r.ID)})
	if err == nil && numbers[string(r.ID)] == "" {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	return r.ID, nil
}

// NumbersInHistory returns the numbers of those among ids that are cases and whose
// history the actor may read.
func NumbersInHistory(tx *access.Tx, ids []string) (map[string]string, error) {
	numbers := map[string]string{}
	for _, id := range ids {
		r, o, err := load(tx, lindung.CaseID(id))
		if errors.Is(err, lindung.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if tx.May(access.CaseHistory, o, "") {
			numbers[id] = r.Number
		}
	}
	return numbers, nil
}
