package convention

import (
	"lindung"
)

// Duty is one paragraph that binds a state on a day.
type Duty struct {
	Paragraph
	Since Span // the days between which it began to bind the state
}

// DutyList is what binds a state on a day, as known on another. Perhaps are the
// paragraphs of treaties of which it is open whether they bind it that day, and
// Open says why.
type DutyList struct {
	State lindung.Country
	When
	Duties  []Duty
	Perhaps []Duty
	Open    []OpenFact
}

// Duties returns the paragraphs that bind a state on a day: those that speak to
// the parties and ask something of them. A soft duty is in the list with its
// softeners; a power is not, and neither is a duty of a body of ASEAN. Treaties
// whose text is not in the data bind too, but have no paragraphs here.
//
// Source: ACTIP 29.1
func Duties(s *Snapshot, state lindung.Country, when When) DutyList {
	list := DutyList{State: state, When: when}
	for _, in := range s.c.Instruments {
		paragraphs := s.Paragraphs(in.ID)
		if len(paragraphs) == 0 {
			continue
		}
		bond, open, bound := BondOn(s, in, state, when)
		list.Open = append(list.Open, open...)
		for _, p := range paragraphs {
			switch d := (Duty{p, bond.Force}); {
			case !p.Strength.Binds() || !p.ToParties():
			case bound:
				list.Duties = append(list.Duties, d)
			case len(open) > 0:
				list.Perhaps = append(list.Perhaps, d)
			}
		}
	}
	return list
}

// BondOn returns what ties a state to a treaty, what of it is open on a day, and
// whether it is bound on that day.
func BondOn(s *Snapshot, in Instrument, state lindung.Country, when When) (b Bond, open []OpenFact, bound bool) {
	b = Bond{Instrument: in.ID, State: state}
	st := Status{When: when}
	if st.addState(s, in, state) {
		b = st.Bonds[0]
	}
	return b, st.Open, len(st.Bound) > 0
}
