package cases

import (
	"cmp"
	"slices"

	"lindung"
	"lindung/internal/db"
	"lindung/names"
)

// An Order is in which order a list has its cases.
type Order string

// The orders.
const (
	NewestChange Order = ""        // the last changed first
	OldestChange Order = "changed" // the longest untouched first
	NewestOpened Order = "opened_newest"
	OldestOpened Order = "opened"
	NumberOrder  Order = "number"
	StatusOrder  Order = "status"   // in the order of Statuses, the last changed first
	NameOrder    Order = "name"     // by what the person is called; who has no name comes last
	Youngest     Order = "youngest" // of whom no age is known comes last
	Oldest       Order = "oldest"
)

// Orders are all orders of a list. SharedOrders are those of a list of what others have
// shared, of which no age is known before a case is opened.
var (
	Orders       = []Order{NewestChange, OldestChange, NewestOpened, OldestOpened, NumberOrder, NameOrder, StatusOrder, Youngest, Oldest}
	SharedOrders = []Order{NewestChange, OldestChange, NewestOpened, OldestOpened, NumberOrder, NameOrder, StatusOrder}
)

// Statuses are the statuses of a case in the order of its life.
var Statuses = []Status{StatusActive, StatusFollowUp, StatusClosed, StatusClosedReferred}

// byAge reports whether the order is by how old people are.
func (o Order) byAge() bool { return o == Youngest || o == Oldest }

// sealed reports whether the order is by what lies sealed, which the finder knows.
func (o Order) sealed() bool { return o.byAge() || o == NameOrder }

// A place is by what a case has its place in a list.
type place struct {
	Cursor // when it was changed
	opened db.Time
	number string
	status Status
	called string // a key of names.Sorted; "" where the order is another
}

func placeColumns(p *place) []any { return []any{&p.ID, &p.At, &p.opened, &p.number, &p.status} }

func (r Row) place() place {
	return place{Cursor{r.ChangedAt, r.ID}, r.OpenedAt, r.Number, r.Status, names.Sorted(r.Name)}
}

// compare says which of two comes first.
func (o Order) compare(a, b place) int {
	id := cmp.Compare(a.ID, b.ID)
	switch o {
	case OldestChange:
		return cmp.Or(cmp.Compare(a.At, b.At), id)
	case OldestOpened:
		return cmp.Or(cmp.Compare(a.opened, b.opened), id)
	case NewestOpened:
		return -cmp.Or(cmp.Compare(a.opened, b.opened), id)
	case NumberOrder:
		return cmp.Or(cmp.Compare(a.number, b.number), id)
	case NameOrder:
		return cmp.Or(compareCalled(a.called, b.called), id)
	case StatusOrder:
		return cmp.Or(cmp.Compare(slices.Index(Statuses, a.status), slices.Index(Statuses, b.status)), -cmp.Compare(a.At, b.At), -id)
	}
	return -cmp.Or(cmp.Compare(a.At, b.At), id)
}

// ordered returns the cases that come after one, each once; after none, where it has no
// identifier, all.
func (o Order) ordered(places []place, after place) []lindung.CaseID {
	slices.SortFunc(places, o.compare)
	var all []lindung.CaseID
	for _, p := range places {
		if (after.ID == "" || o.compare(after, p) < 0) && (len(all) == 0 || all[len(all)-1] != p.ID) {
			all = append(all, p.ID)
		}
	}
	return all
}

// cursor is where the page after a row begins.
func (f Filter) cursor(r Row) Cursor {
	switch f.Sort {
	case NewestChange, OldestChange, StatusOrder:
		return Cursor{r.ChangedAt, r.ID}
	case NewestOpened, OldestOpened:
		return Cursor{r.OpenedAt, r.ID}
	}
	return Cursor{ID: r.ID}
}

// compareCalled compares two keys of names; none comes last.
func compareCalled(a, b string) int {
	if (a == "") != (b == "") {
		return -cmp.Compare(a, b)
	}
	return cmp.Compare(a, b)
}

// byName returns cases by what the person is called, those without a name last, after one
// of them.
func (k *known) byName(ids []lindung.CaseID, after lindung.CaseID) []lindung.CaseID {
	k.mu.RLock()
	called := make(map[lindung.CaseID]string, len(ids))
	for _, id := range append(slices.Clone(ids), after) {
		if at, ok := k.places[id]; ok {
			called[id] = k.sorted[at]
		}
	}
	k.mu.RUnlock()
	if _, there := called[after]; !there {
		after = ""
	}
	before := func(a, b lindung.CaseID) int {
		return cmp.Or(compareCalled(called[a], called[b]), cmp.Compare(a, b))
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id lindung.CaseID) bool { return after != "" && before(after, id) >= 0 })
	slices.SortFunc(ids, before)
	return ids
}

// byAge returns cases by the age of the person, those of whom none is known last, after
// one of them.
func (k *known) byAge(ids []lindung.CaseID, oldestFirst bool, after lindung.CaseID) []lindung.CaseID {
	k.mu.RLock()
	if _, there := k.places[after]; !there {
		after = ""
	}
	of := map[lindung.CaseID]born{}
	for _, id := range append(slices.Clone(ids), after) {
		if at, ok := k.places[id]; ok {
			of[id] = k.born[at]
		}
	}
	k.mu.RUnlock()
	before := func(a, b lindung.CaseID) int {
		x, y := of[a], of[b]
		if unknown := (born{}); (x == unknown) != (y == unknown) {
			if x == unknown {
				return 1
			}
			return -1
		}
		age := cmp.Compare(int64(y.from)+int64(y.to), int64(x.from)+int64(x.to))
		if oldestFirst {
			age = -age
		}
		return cmp.Or(age, cmp.Compare(a, b))
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id lindung.CaseID) bool { return after != "" && before(after, id) >= 0 })
	slices.SortFunc(ids, before)
	return ids
}
