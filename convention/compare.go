package convention

import "lindung"

// Pair is what two states are to one treaty on a day.
type Pair struct {
	Instrument Instrument
	A, B       Side
}

// Side is one state's half of a [Pair].
type Side struct {
	Bond  Bond
	Open  []OpenFact
	Bound bool
}

// Ratified reports whether the state's deposit is certain by the day.
func (d Side) Ratified(on lindung.Date) bool { return d.Bond.Deposit.Certain(on) }

// Compare sets two states side by side, one Pair for each treaty. It gives no
// score and no rank: what is open stays open beside what is established.
func Compare(s *Snapshot, a, b lindung.Country, when When) []Pair {
	var all []Pair
	for _, in := range s.c.Instruments {
		all = append(all, Pair{in, side(s, in, a, when), side(s, in, b, when)})
	}
	return all
}

func side(s *Snapshot, in Instrument, state lindung.Country, when When) Side {
	bond, open, bound := BondOn(s, in, state, when)
	return Side{bond, open, bound}
}

// IsMember reports whether a state is a member of ASEAN on a day, and whether
// the data establishes that. Before the day by which it is known to be a member
// nothing is established.
func IsMember(s *Snapshot, state lindung.Country, on lindung.Date) (member, established bool) {
	since := s.Membership(state).Since
	switch {
	case since.Certain(on):
		return true, true
	case !since.First.IsZero() && later(since.First, on):
		return false, true
	}
	return false, false
}
