package cases

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/names"
	"lindung/person"
)

// Finder searches cases by name. Its index is in memory only, built from the sealed
// names after the node is unlocked; nothing of it reaches the disk. It follows the
// change number in the database, so it also finds what another process stored.
type Finder struct {
	parts []Searched
	index *names.Index
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
	return &Finder{parts: parts, index: names.NewIndex(names.Keys), filling: make(chan struct{}, 1), orgs: map[lindung.OrgID]uint32{}}
}

// SearchNames are the names of the person.
func SearchNames(tx *access.Tx, of []Changed) (map[lindung.CaseID][]string, error) {
	all := map[lindung.CaseID][]string{}
	for _, c := range of {
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
	Matched string // the name that fits
}

const (
	mostFound = 20
	readAhead = 1000
)

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

// Search returns the actor's cases whose names are like query, best first. It does
// not find, count or take time for a case of another organisation. The query is not
// in the log.
func (f *Finder) Search(ctx context.Context, s access.Session, query string) ([]Found, error) {
	filled, err := f.alone(ctx)
	if err != nil {
		return nil, err
	}
	filled()
	var found []Found
	err = s.See(ctx, access.CaseSearch, s.OrgTarget(), func(tx *access.Tx) error {
		found = nil
		if _, err := f.follow(tx); err != nil {
			return err
		}
		var err error
		if strings.TrimSpace(query) != "" {
			found, err = f.find(tx, query)
		}
		tx.SetCount(len(found), "name")
		for _, r := range found {
			tx.AddListed(string(r.ID))
		}
		return err
	})
	return found, err
}

func (f *Finder) find(tx *access.Tx, query string) ([]Found, error) {
	var all []Found
	var fault error
	byID := map[string]Row{}
	may := func(id string) bool {
		rows, err := rowsOf(tx, []lindung.CaseID{lindung.CaseID(id)}, nil)
		if err != nil {
			fault = err
			return false
		}
		if len(rows) == 0 {
			f.forget(tx, lindung.CaseID(id))
			return false
		}
		byID[id] = rows[0]
		return true
	}
	hits := f.index.SearchIn(query, mostFound, map[uint32]bool{f.tag(tx.Actor().Org): true}, may)
	ids := make([]lindung.CaseID, len(hits))
	for i, h := range hits {
		ids[i] = lindung.CaseID(h.ID)
	}
	met, err := changedOf(tx, ids)
	if err != nil {
		return nil, err
	}
	texts, err := f.texts(tx, met)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		hit := Found{Row: byID[h.ID]}
		if of := texts[hit.ID]; hit.mayName && h.Name < len(of) {
			hit.Matched = of[h.Name]
		}
		all = append(all, hit)
	}
	return all, fault
}

// forget drops a case from the index if it is gone from the database.
func (f *Finder) forget(tx *access.Tx, id lindung.CaseID) {
	if there, err := isThere(tx, id); err == nil && !there {
		f.index.Delete(string(id))
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
	for _, r := range rows {
		f.put(r, texts[r.ID])
	}
	return nil
}

func (f *Finder) put(r Changed, texts []string) {
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
