package cases

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/names"
	"lindung/person"
)

// Finder searches cases by name, number and telephone. Its index is in memory only, built from the sealed
// names after the node is unlocked; nothing of it reaches the disk. It follows the
// change number in the database, so it also finds what another process stored.
type Finder struct {
	asking sync.Map // a lock for each actor who has asked; see Answer
	parts  []Searched
	index  *names.Index
	known  *known
	// filling is full while the index is filled. Searches wait for that outside of any
	// transaction, of which there are few.
	filling chan struct{}
	mu      sync.Mutex
	seen    int64
	after   lindung.CaseID // the last case that the first reading has come to
	last    int64          // the change from which on to follow once it has read all
	orgs    map[lindung.OrgID]uint32
}

// Searched returns, of cases that have changed, the names by which one part of a
// case lets it be found. They are of the group identity.
type Searched func(*access.Tx, []Changed) (map[lindung.CaseID][]string, error)

// NewFinder returns an empty finder of what parts of a case let be found.
func NewFinder(parts ...Searched) *Finder {
	return &Finder{parts: parts, known: newKnown(nil), index: names.NewIndex(names.Keys), filling: make(chan struct{}, 1), orgs: map[lindung.OrgID]uint32{}}
}

// Knowing returns the finder as one that also knows the answers to coded fields, for
// lists that are narrowed to them.
func (f *Finder) Knowing(asked ...*field.Info) *Finder {
	f.known = newKnown(asked)
	return f
}

// SearchNames are the names of the person. It notes in each case what they are called.
func SearchNames(tx *access.Tx, of []Changed) (map[lindung.CaseID][]string, error) {
	all := map[lindung.CaseID][]string{}
	for i, c := range of {
		if len(c.names.sealed) == 0 {
			continue
		}
		key, err := tx.Unwrap(string(c.ID), c.wrapped)
		var found []person.Name
		if err == nil {
			found, err = c.openNames(key, true)
		}
		if access.IsBroken(err) {
			continue // the doctor says so, and its number still finds it
		}
		if err != nil {
			return nil, err
		}
		of[i].called = person.Called(found)
		for _, n := range found {
			all[c.ID] = append(all[c.ID], n.Text)
		}
	}
	return all, nil
}

// texts returns by case all names by which it is found, in the order of the index.
func (f *Finder) texts(tx *access.Tx, of []Changed) (map[lindung.CaseID][]string, error) {
	all := map[lindung.CaseID][]string{}
	for _, search := range f.parts {
		found, err := search(tx, of)
		if err != nil {
			return nil, err
		}
		for id, texts := range found {
			all[id] = append(all[id], texts...)
		}
	}
	return all, nil
}

// Found is a case that a search has found.
type Found struct {
	Row
	Matched string        // the name that fits; "" where the actor may not read it
	By      FoundBy       // what of the query fits
	Phones  []*field.Info // as what the number is known, if that is what fits
	Age     []person.Text // how old the person is, as far as the actor may read it
	Born    int           // the year of birth; 0 where it is not known or not to be read
	Worker  string        // who is responsible for an own case
}

// FoundBy is what of a case fits a query.
type FoundBy string

// What can fit.
const (
	ByName   FoundBy = "name"
	ByNumber FoundBy = "number"
	ByPhone  FoundBy = "phone"
)

// MostFound is how many cases a search shows.
const MostFound = 20

const readAhead = 1000

// Fill reads the names of all cases into the index, so that the first search is as
// quick as the others; one that comes meanwhile waits. It is an act of the program, with
// one entry in the log. Later changes are read in the act of the next search.
func (f *Finder) Fill(ctx context.Context, n *access.Node) error {
	done, err := f.alone(ctx)
	if err != nil {
		return err
	}
	defer done()
	org, err := n.Keeper(ctx)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil // no organisation, no cases
	}
	if err != nil {
		return err
	}
	s := n.System(org, "index")
	return s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		read, err := f.follow(tx)
		tx.SetCount(read, "index")
		return err
	})
}

// alone waits until nobody fills the index, and keeps others from it until done.
func (f *Finder) alone(ctx context.Context) (done func(), err error) {
	select {
	case f.filling <- struct{}{}:
		return func() { <-f.filling }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Ready waits while somebody fills the index, so that no act that writes has to.
func (f *Finder) Ready(ctx context.Context) error {
	done, err := f.alone(ctx)
	if err == nil {
		done()
	}
	return err
}

// Follow keeps the index close to what is stored, until ctx ends: after an import,
// whose names take seconds to read, nobody's search waits for it. It reads, in an
// act of the program, once many have changed.
func (f *Finder) Follow(ctx context.Context, n *access.Node, every time.Duration) error {
	const many = 500
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
		last, err := n.Changes(ctx)
		f.mu.Lock()
		behind := last - f.seen
		f.mu.Unlock()
		if err == nil && behind > many {
			err = f.Fill(ctx, n)
		}
		if err != nil && ctx.Err() == nil && !access.Unsaved(err) {
			return err
		}
	}
}

// Search returns the cases that the actor may see and that query means, best first: by
// their number, by a telephone, or by a name that is like it. Cases of others that are
// open to the actor's organisation are among them, as far as they are open. There is at
// most one more than MostFound, which says that there are more. It does not find, count or
// take time for a case that is not open to the actor. The query is not in the log.
func (f *Finder) Search(ctx context.Context, s access.Session, query string) ([]Found, error) {
	if err := f.Ready(ctx); err != nil {
		return nil, err
	}
	var found []Found
	err := s.See(ctx, access.CaseSearch, s.OrgTarget(), func(tx *access.Tx) error {
		found = nil
		if _, err := f.follow(tx); err != nil {
			return err
		}
		var err error
		if strings.TrimSpace(query) != "" {
			found, err = f.find(tx, query)
		}
		by := ByName
		if len(found) > 0 {
			by = found[0].By
		}
		tx.SetCount(len(found), string(by))
		for _, r := range found {
			tx.AddListed(string(r.ID))
		}
		return err
	})
	return found, err
}

// A looking is one search.
type looking struct {
	f     *Finder
	tx    *access.Tx
	open  map[lindung.CaseID]consent.Ledger // the cases of others that are open
	found []Found
	rows  map[lindung.CaseID]Row
	fault error
}

func (f *Finder) find(tx *access.Tx, query string) ([]Found, error) {
	open, err := consent.SharedWith(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	l := looking{f: f, tx: tx, open: open, rows: map[lindung.CaseID]Row{}}
	for _, id := range f.known.numbered(endOf(query)) {
		if r, ok := l.row(id); ok && isNumber(query, r.Number) {
			l.add(Found{Row: r, By: ByNumber})
		}
	}
	if digits := PhoneDigits(query); digits != "" {
		for _, id := range f.known.called(digits) {
			if r, ok := l.row(id.of); ok && r.mayField(tx, id.field) {
				l.add(Found{Row: r, By: ByPhone, Phones: []*field.Info{id.field}})
			}
		}
	} else if l.fault == nil {
		l.names(query)
	}
	if l.fault == nil {
		l.fault = l.ages()
	}
	return l.found, l.fault
}

// row returns a case if the actor may see it.
func (l *looking) row(id lindung.CaseID) (Row, bool) {
	if r, ok := l.rows[id]; ok {
		return r, r.ID != ""
	}
	var one Row
	rows, err := rowsOf(l.tx, []lindung.CaseID{id}, l.open)
	switch {
	case err != nil:
		l.fault = err
	case len(rows) == 0:
		l.f.forget(l.tx, id)
	default:
		one = rows[0]
	}
	l.rows[id] = one
	return one, one.ID != ""
}

// add adds a case that was found, once.
func (l *looking) add(one Found) {
	if i := slices.IndexFunc(l.found, func(f Found) bool { return f.ID == one.ID }); i >= 0 {
		l.found[i].Phones = append(l.found[i].Phones, one.Phones...)
		return
	}
	if len(l.found) <= MostFound {
		l.found = append(l.found, one)
	}
}

// names adds the cases with a name that is like the query.
func (l *looking) names(query string) {
	also := make([]string, 0, len(l.open))
	for id := range l.open {
		also = append(also, string(id))
	}
	may := func(id string) bool {
		r, ok := l.row(lindung.CaseID(id))
		return ok && r.mayName
	}
	hits := l.f.index.SearchIn(query, MostFound+1, map[uint32]bool{l.f.tag(l.tx.Actor().Org): true}, also, may)
	ids := make([]lindung.CaseID, len(hits))
	for i, h := range hits {
		ids[i] = lindung.CaseID(h.ID)
	}
	met, err := changedOf(l.tx, ids)
	var texts map[lindung.CaseID][]string
	if err == nil {
		texts, err = l.f.texts(l.tx, met)
	}
	if err != nil {
		l.fault = err
		return
	}
	for _, h := range hits {
		hit := Found{Row: l.rows[lindung.CaseID(h.ID)], By: ByName}
		if of := texts[hit.ID]; h.Name < len(of) {
			hit.Matched = of[h.Name]
		}
		l.add(hit)
	}
}

// ages says how old the people are who were found, and who works for them.
func (l *looking) ages() error {
	ids := make([]lindung.CaseID, len(l.found))
	for i, f := range l.found {
		ids[i] = f.ID
	}
	births, err := birthsOf(l.tx, ids)
	if err != nil {
		return err
	}
	for i := range l.found {
		f := &l.found[i]
		if v, ok := births[f.ID]; ok {
			v = v.OfForm(person.Birth.Keep(func(i *field.Info) bool { return f.mayField(l.tx, i) }))
			if v.Len() > 0 {
				f.Age = person.AgeTexts(l.tx.Today(), v)
			}
			if b, ok := person.BirthDate.Get(v); ok {
				f.Born = b.Year
			}
		}
		if f.Own && f.Responsible != "" {
			if f.Worker, err = l.tx.NameOf(f.Responsible); err != nil && !errors.Is(err, lindung.ErrNotFound) {
				return err
			}
		}
	}
	return nil
}

// Cards returns cases as a search shows them, as far as the actor may see them.
func (f *Finder) Cards(ctx context.Context, s access.Session, ids []lindung.CaseID) ([]Found, error) {
	var found []Found
	err := s.See(ctx, access.CaseSearch, s.OrgTarget(), func(tx *access.Tx) error {
		l := looking{f: f, tx: tx, rows: map[lindung.CaseID]Row{}}
		for _, id := range ids {
			if r, ok := l.row(id); ok {
				l.add(Found{Row: r, By: ByName})
				tx.AddListed(string(id))
			}
		}
		if l.fault == nil {
			l.fault = l.ages()
		}
		found = l.found
		tx.SetCount(len(found), "similar")
		return l.fault
	})
	return found, err
}

// isNumber reports whether what was typed is a case number, or its last part.
func isNumber(typed, number string) bool {
	short := func(s string) string {
		return strings.NewReplacer(" ", "", "-", "", "‐", "", "–", "").Replace(strings.ToUpper(strings.TrimSpace(lindung.Digits(s))))
	}
	typed, number = short(typed), short(number)
	return len(typed) != len(number) || typed[:4] == number[:4]
}

// forget drops a case from the index if it is gone from the database.
func (f *Finder) forget(tx *access.Tx, id lindung.CaseID) {
	if there, err := isThere(tx, id); err == nil && !there {
		f.index.Delete(string(id))
		f.known.forget(id)
	}
}

// follow reads the cases that have changed since it last ran, or all, and returns how
// many there were.
func (f *Finder) follow(tx *access.Tx) (int, error) {
	read, err := f.all(tx)
	for n := readAhead; err == nil && n == readAhead; read += n {
		n, err = f.page(tx)
	}
	return read, err
}

// all reads all cases if that was not done yet, in the order in which they are stored: in
// that of their changes it takes twice as long. It goes on where an act before it failed.
func (f *Finder) all(tx *access.Tx) (read int, _ error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen > 0 {
		return 0, nil
	}
	goesOn := f.after != "" // what was read before may have changed since: page reads it
	for n := readAhead; n == readAhead; read += n {
		rows, err := changedAfter(tx, f.after, readAhead)
		if err == nil {
			err = f.take(tx, rows)
		}
		if err != nil {
			return read, err
		}
		for _, r := range rows {
			if f.after = r.ID; !goesOn {
				f.last = max(f.last, r.n)
			}
		}
		n = len(rows)
	}
	f.seen = f.last
	return read, nil
}

// page reads the next cases that have changed. Between pages others may search.
func (f *Finder) page(tx *access.Tx) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, err := changedSince(tx, f.seen, readAhead)
	if err == nil {
		err = f.take(tx, rows)
	}
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	f.seen = rows[len(rows)-1].n
	return len(rows), nil
}

// take puts what was read into the index.
func (f *Finder) take(tx *access.Tx, rows []Changed) error {
	texts, err := f.texts(tx, rows)
	if err != nil {
		return err
	}
	facts, err := f.known.read(tx, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		of := facts[r.ID]
		of.called = names.Sorted(r.called)
		f.put(r, texts[r.ID], of)
	}
	return nil
}

func (f *Finder) put(r Changed, texts []string, of fact) {
	f.known.put(r.ID, f.tagLocked(r.Org), r.Number, of)
	if len(texts) == 0 {
		f.index.Delete(string(r.ID))
		return
	}
	f.index.Put(string(r.ID), f.tagLocked(r.Org), texts)
}

// tag returns the number of an organisation in the index; 0 if it has no case.
func (f *Finder) tag(org lindung.OrgID) uint32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.orgs[org]
}

func (f *Finder) tagLocked(org lindung.OrgID) uint32 {
	if f.orgs[org] == 0 {
		f.orgs[org] = uint32(len(f.orgs) + 1)
	}
	return f.orgs[org]
}
