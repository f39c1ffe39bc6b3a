package access

import (
	"maps"
	"slices"

	"lindung/audit"
	"lindung/internal/db"
)

// NodeRows owns the rows that belong to the node as a whole: its organisations.
const NodeRows = "node"

// gone stands in the log for the state of an owner whose rows were all erased.
const gone = "gone"

// settle brings the sums of all whose rows the act has changed up to date, and
// puts into the log what they are now. A sum that is damaged stays as it is, and
// goes on being reported.
func (t *Tx) settle() error {
	changed := db.Sums(t)
	states := map[string]string{}
	for _, owner := range slices.Sorted(maps.Keys(changed)) {
		r, err := addToSum(t, owner, changed[owner])
		if err != nil {
			return err
		}
		states[owner] = r.mac.State()
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

// stated adds what an entry of the log says of the sums of owners to last.
func stated(e audit.Entry, last map[string]string) {
	if e.State != "" {
		last[e.Object] = e.State
	}
	maps.Copy(last, e.States)
}
