package access

import (
	"hash/maphash"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lindung/audit"
	"lindung/internal/db"
)

// NodeRows owns the rows that belong to the node as a whole: its organisations.
const NodeRows = "node"

// gone stands in the log for the state of an owner whose rows were all erased.
const gone = audit.Gone

// settle brings the sums of all whose rows the act has changed up to date, and
// puts into the log what they are now. A sum that is damaged stays as it is, and
// goes on being reported.
func (t *Tx) settle() error {
	changed := db.Sums(t)
	states := map[string]string{}
	for _, owner := range slices.Sorted(maps.Keys(changed)) {
		if t.forgotten[owner] {
			continue // and of rows that are gone there is no sum
		}
		r, err := addToSum(t, owner, changed[owner])
		if err != nil {
			return err
		}
		states[owner] = r.state()
	}
	for owner := range t.forgotten {
		states[owner] = gone
	}
	t.states = maps.Clone(states)
	t.entry.State, states = take(states, t.entry.Object)
	for i := range t.also {
		t.also[i].State, states = take(states, t.also[i].Object)
	}
	t.entry.States = states
	return nil
}

// take takes the state of an owner out of states.
func take(states map[string]string, owner string) (string, map[string]string) {
	s := states[owner]
	delete(states, owner)
	if len(states) == 0 {
		states = nil
	}
	return s, states
}

// told is what the log says of the sums of owners, entry by entry.
type told struct {
	last   map[string]string
	broken map[string]bool // whose sum was changed without being the one that was told last
}

func (t told) hear(e audit.Entry) {
	eachState(e, t.say)
}

// say hears one state. A sum that was put back and then changed by an act says a count
// that was told before. An entry that the journal has brought twice changes nothing.
func (t told) say(owner, state string) {
	before := t.last[owner]
	if state != before && state != gone && countIn(state) != countIn(before)+1 {
		t.broken[owner] = true
	}
	t.last[owner] = state
}

// countIn is the count of changes in a state; 0 if there is none.
func countIn(state string) int64 {
	text, _, _ := strings.Cut(state, ".")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Owned are the tables whose rows are counted by owner before anything of the owner
// is shown to somebody, by the kind of the owner.
type Owned map[Owner][]db.Table

// Owner is a kind of owner.
type Owner string

// The kinds.
const (
	OfCase  Owner = "case"
	OfActor Owner = "actor"
	OfTip   Owner = "tip"
)

// Intact returns those of owners whose rows are the ones that their sums count: none
// was removed or put back, and neither was the sum, as far as this program has heard
// of it. The rows of any other open nothing. They are reported.
func Intact[ID ~string](t *Tx, kind Owner, owners ...ID) (map[ID]bool, error) {
	node := t.session.node
	found, err := tally(t, node.owned[kind], owners)
	if err != nil {
		return nil, err
	}
	intact := map[ID]bool{}
	for _, id := range owners {
		owner := string(id)
		c, ok := found[owner]
		if ok {
			c.should.Add(db.Unsettled(t, owner))
		}
		switch {
		case !ok || c.should != c.have || !node.heard.fits(owner, c.n, t.began):
			node.damage.met(sumDamage(owner))
		case !node.damage.knows(sumDamage(owner)):
			intact[id] = true
		}
	}
	return intact, nil
}

// sumDamage says that rows of an owner were removed or put back.
func sumDamage(owner string) db.Damage {
	return db.Damage{Table: sums.Table, Key: owner, Owner: owner, Kind: db.DamageSum}
}

// heard is how often the sum of each owner has changed, as far as this program has
// heard of it: from its own acts, and from the log at each look at all rows. A sum that
// has changed less often was put back.
//
// What was heard after an act began tells nothing of the picture that it reads: turns
// put both in order.
type heard struct {
	mu   sync.Mutex
	turn uint32
	of   map[uint64]lastHeard // by a hash of the owner
}

// lastHeard is how often a sum has changed, and the turn in which that was heard.
type lastHeard struct{ n, turn uint32 }

// ended is more changes than any sum has: that of an owner whose rows were erased.
const ended = math.MaxUint32

var heardSeed = maphash.MakeSeed()

// moment returns the turn in which an act begins.
func (h *heard) moment() uint32 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.turn
}

// all hears states, by owner.
func (h *heard) all(states map[string]string) {
	if len(states) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.turn++
	if h.of == nil {
		h.of = make(map[uint64]lastHeard, len(states))
	}
	for owner, state := range states {
		n := uint32(countIn(state))
		if state == gone {
			n = ended
		}
		if key := maphash.String(heardSeed, owner); n > h.of[key].n {
			h.of[key] = lastHeard{n, h.turn}
		}
	}
}

// fits reports whether a sum that has changed n times may be the one of an owner, for
// an act that began in a turn.
func (h *heard) fits(owner string, n int64, began uint32) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.of[maphash.String(heardSeed, owner)]
	return n >= int64(last.n) || last.turn > began
}
