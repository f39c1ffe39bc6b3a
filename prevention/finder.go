package prevention

import (
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"sync"

	"lindung"
	"lindung/access"
	"lindung/names"
)

// Finder finds the entities of all organisations by name, number and handle. What it knows
// is in memory only, as in [cases.Finder], and it follows the same change number. Numbers
// are kept as hashes alone; what is found is compared anew with what is stored.
type Finder struct {
	mu    sync.Mutex
	index *names.Index
	seed  maphash.Seed
	ids   []string
	first map[uint64]uint32   // a number or handle -> its place in ids
	more  map[uint64][]uint32 // and further ones
	seen  int64               // the last change that was read
}

// NewFinder returns an empty finder.
func NewFinder() *Finder {
	return &Finder{index: names.NewIndex(names.Keys), seed: maphash.MakeSeed(), first: map[uint64]uint32{}, more: map[uint64][]uint32{}}
}

const readAhead = 1000

// Fill reads all entities, as an act of the program, so that the first question is as
// quick as the others.
func (f *Finder) Fill(ctx context.Context, n *access.Node) error {
	org, err := n.Keeper(ctx)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil // no organisation, no entities
	}
	if err != nil {
		return err
	}
	s := n.System(org, "index")
	return s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		read, err := f.follow(tx)
		tx.SetCount(read, "entities")
		return err
	})
}

// follow reads what has changed since it last ran, and returns how many there were.
func (f *Finder) follow(tx *access.Tx) (read int, _ error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n := readAhead; n == readAhead; read += n {
		rows, err := entitiesSince(tx, f.seen, readAhead)
		if err != nil {
			return read, err
		}
		n = len(rows)
		if n > 0 {
			f.seen = rows[n-1].change
		}
		good, err := opened(tx, rows, nil)
		if err != nil {
			return read, err
		}
		for _, r := range good {
			f.put(r.Entity)
		}
	}
	return read, nil
}

// put makes an entity findable. What it was called before goes on finding it, and is left
// out when it is compared.
func (f *Finder) put(e Entity) {
	id := string(e.ID)
	called := calledAll(e.Names())
	if len(called) == 0 {
		f.index.Delete(id)
	} else {
		f.index.Put(id, 0, called)
	}
	marks := e.Numbers()
	if len(marks) == 0 {
		return
	}
	at := uint32(len(f.ids))
	f.ids = append(f.ids, id)
	for _, text := range marks {
		m := markOf(text)
		if m == "" {
			continue
		}
		h := maphash.String(f.seed, m)
		if _, there := f.first[h]; !there {
			f.first[h] = at
		} else {
			f.more[h] = append(f.more[h], at)
		}
	}
}

// calledAll is called for each of some names.
func calledAll(all []string) []string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = called(n)
	}
	return out
}

// match returns the entities that a text may name, of all organisations.
func (f *Finder) match(tx *access.Tx, text string) ([]Entity, error) {
	if _, err := f.follow(tx); err != nil {
		return nil, err
	}
	var ids []EntityID
	add := func(id string) {
		if !slices.Contains(ids, EntityID(id)) {
			ids = append(ids, EntityID(id))
		}
	}
	for _, id := range f.marked(text) {
		add(id)
	}
	if digitsOf(text) == "" {
		for _, h := range f.index.Search(called(text), mostMatches, nil) {
			add(h.ID)
		}
	}
	found, err := entitiesIn(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if slices.ContainsFunc(found, func(e Entity) bool { return e.ID == id }) {
			continue
		}
		if there, err := isThere(tx, id); err == nil && !there {
			f.index.Delete(string(id))
		}
	}
	found = slices.DeleteFunc(found, func(e Entity) bool { return !alike(e, text) })
	slices.SortFunc(found, func(a, b Entity) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found, nil
}

// marked returns the entities with a number or a handle.
func (f *Finder) marked(text string) []string {
	m := markOf(text)
	if m == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	h := maphash.String(f.seed, m)
	var all []string
	if at, ok := f.first[h]; ok {
		all = append(all, f.ids[at])
	}
	for _, at := range f.more[h] {
		if len(all) == mostMatches {
			break
		}
		all = append(all, f.ids[at])
	}
	return all
}
