package convention

import (
	"slices"

	"lindung"
	"lindung/i18n"
)

// Contents is what a [Snapshot] is made of. Package data reads it from the files
// and judges it; here it is taken as it is.
type Contents struct {
	Instruments     []Instrument
	Paragraphs      []Paragraph
	Warning         string // what is to be said of all paragraphs at once
	Acts            []ActFact
	Members         map[lindung.Country]Membership
	National        map[lindung.Country]National
	Bodies          []Body
	BodiesNote      string
	Plans           []Plan
	PlansNote       string
	Practice        Practice
	Contacts        []Contact
	Conflicts       []Conflict
	Events          []Event
	Steps           []Step
	Procedures      []Procedure
	Measures        []Measure
	Assessments     []Assessment
	Focals          []Focal
	PlanLines       []PlanLine
	Recommendations []Recommendation
	FollowUps       []FollowUp
	Texts           map[i18n.Lang]*Translation
	Lines           map[string]int // where an id stands in its file, "paragraph/ACTIP-14.3"
	Edition         Edition        // what it was published as
	Entries         []Entry        // who wrote what of it
}

// Snapshot is all data at one moment. It never changes after it was made and
// may be read by many at once; the slices it returns are the caller's own, what
// their elements point to is shared and is not to be changed.
type Snapshot struct {
	c       Contents
	history map[string][]ActFact // by treaty and state, the oldest record first
	eventAt map[string]int       // where an event is among all, by its id
	entries map[string]Entry     // by what they are about
	after   map[string][]int     // where the events are that follow one
}

// New makes a Snapshot of contents, which the caller gives away.
func New(c Contents) *Snapshot {
	s := &Snapshot{c, map[string][]ActFact{}, map[string]int{}, map[string]Entry{}, map[string][]int{}}
	for _, e := range c.Entries {
		s.entries[e.About] = e // of several, the last
	}
	for i, e := range c.Events {
		if _, twice := s.eventAt[e.ID]; !twice {
			s.eventAt[e.ID] = i
		}
		for _, before := range e.Follows {
			s.after[before] = append(s.after[before], i)
		}
	}
	for _, a := range c.Acts {
		key := a.Instrument + "/" + string(a.State)
		s.history[key] = append(s.history[key], a)
	}
	for _, h := range s.history {
		slices.SortStableFunc(h, func(a, b ActFact) int { return compare(a.Recorded, b.Recorded) })
	}
	return s
}

// Contents returns what the snapshot was made of, to be compared and not changed.
func (s *Snapshot) Contents() Contents { return s.c }

// Instruments returns the treaties in the order of the data, ACTIP first.
func (s *Snapshot) Instruments() []Instrument { return slices.Clone(s.c.Instruments) }

// Instrument returns one treaty.
func (s *Snapshot) Instrument(id string) (Instrument, bool) {
	for _, in := range s.c.Instruments {
		if in.ID == id {
			return in, true
		}
	}
	return Instrument{}, false
}

// Paragraphs returns the paragraphs of a treaty in their order; none where its
// text is not in the data.
func (s *Snapshot) Paragraphs(instrument string) []Paragraph {
	var all []Paragraph
	for _, p := range s.c.Paragraphs {
		if p.Instrument == instrument {
			all = append(all, p)
		}
	}
	return all
}

// Paragraph returns one paragraph by its id, "ACTIP-14.3".
func (s *Snapshot) Paragraph(id string) (Paragraph, bool) {
	for _, p := range s.c.Paragraphs {
		if p.ID == id {
			return p, true
		}
	}
	return Paragraph{}, false
}

// Warning returns what the data says of all its paragraphs at once.
func (s *Snapshot) Warning() string { return s.c.Warning }

// History returns every fact recorded of a state under a treaty, the oldest
// record first.
func (s *Snapshot) History(instrument string, state lindung.Country) []ActFact {
	return slices.Clone(s.history[instrument+"/"+string(state)])
}

// Act returns what was known on a day of a state under a treaty: of each fact the
// last that had been recorded by then.
func (s *Snapshot) Act(instrument string, state lindung.Country, known lindung.Date) (Act, bool) {
	return actOf(s.history[instrument+"/"+string(state)], known)
}

// Membership returns what is known of a state's membership of ASEAN, which says
// nothing of being a party to any treaty.
func (s *Snapshot) Membership(state lindung.Country) Membership { return s.c.Members[state] }

// National returns what is known of a state's law and authorities.
func (s *Snapshot) National(state lindung.Country) (National, bool) {
	n, ok := s.c.National[state]
	return n, ok
}

// Bodies returns the bodies of ASEAN and around it, and what is to be said of
// the list as a whole.
func (s *Snapshot) Bodies() (bodies []Body, note string) {
	return slices.Clone(s.c.Bodies), s.c.BodiesNote
}

// Plans returns plans and guidelines, and what is to be said of them as a whole.
func (s *Snapshot) Plans() (plans []Plan, note string) {
	return slices.Clone(s.c.Plans), s.c.PlansNote
}

// Practice returns models of referral and the stages drawn from them.
func (s *Snapshot) Practice() Practice { return s.c.Practice }

// Conflicts returns the questions on which sources disagree.
func (s *Snapshot) Conflicts() []Conflict { return slices.Clone(s.c.Conflicts) }
