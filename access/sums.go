package access

import (
	"maps"
	"slices"
	"strconv"
	"strings"

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
