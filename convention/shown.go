package convention

import (
	"slices"

	"lindung"
)

// Kind is one kind of record with a page of its own, and what there is of it to
// show: rows that a source states, and of how many states.
type Kind struct {
	Name    string
	Sourced int
	States  int
}

// A kind of page is shown from so many sourced rows, of so many states, on: a page
// that is nearly empty says more about us than about the states.
const (
	leastRows   = 10
	leastStates = 3
)

// Shown reports whether there is enough of a kind for its pages.
func (k Kind) Shown() bool { return k.Sourced >= leastRows && k.States >= leastStates }

// KindSteps is the kind of the steps towards a treaty.
const KindSteps = "steps"

// Kinds counts what there is of each kind of record that has pages of its own.
func Kinds(s *Snapshot, known lindung.Date) []Kind {
	return []Kind{countSteps(s, known)}
}

// Shown reports whether the pages of a kind are shown.
func Shown(s *Snapshot, name string, known lindung.Date) bool {
	return slices.ContainsFunc(Kinds(s, known), func(k Kind) bool { return k.Name == name && k.Shown() })
}

// countSteps counts the steps of the data, and not those that the acts alone
// record.
func countSteps(s *Snapshot, known lindung.Date) Kind {
	k := Kind{Name: KindSteps}
	for _, state := range lindung.States {
		rows := 0
		for _, in := range s.c.Instruments {
			for _, x := range s.Steps(in, state, known) {
				if x.ID != "" && x.Certainty.Counts() {
					rows++
				}
			}
		}
		k.Sourced += rows
		k.States += min(rows, 1)
	}
	return k
}
