package convention

import (
	"cmp"
	"slices"

	"lindung"
)

// StepKind is what a state does on its way to be bound by a treaty.
type StepKind string

// The kinds of steps, in the order in which a state takes them. Begun is that it
// says so, or that its accession is announced.
const (
	StepNegotiated   StepKind = "negotiated"
	StepSigned       StepKind = "signed"
	StepBegun        StepKind = "begun"
	StepStudy        StepKind = "study"
	StepHarmonised   StepKind = "harmonised"
	StepGovernment   StepKind = "government_approved"
	StepCommittee    StepKind = "parliament_committee"
	StepParliament   StepKind = "parliament"
	StepAssent       StepKind = "assent"
	StepLaw          StepKind = "act_published"
	StepInstrument   StepKind = "instrument_signed"
	StepDeposited    StepKind = "deposited"
	StepIsRegistered StepKind = "registered"
)

// StepKinds are the kinds in their order.
var StepKinds = []StepKind{StepNegotiated, StepSigned, StepBegun, StepStudy, StepHarmonised, StepGovernment, StepCommittee,
	StepParliament, StepAssent, StepLaw, StepInstrument, StepDeposited, StepIsRegistered}

// Order returns the place of a kind on the road; -1 for a word that is none.
func (k StepKind) Order() int { return slices.Index(StepKinds, k) }

// Fact returns the fact of an [Act] that says the same as a step of this kind; ""
// for a kind that the acts do not record.
func (k StepKind) Fact() string {
	return map[StepKind]string{StepSigned: ActSigned, StepBegun: ActStanding, StepLaw: ActApproved, StepDeposited: ActDeposited}[k]
}

// Step is one step of a state towards a treaty. Where its day and its source are
// recorded already, by an [Event] or by a fact of an [Act], it takes them from
// there: one fact is in one place. A step may have no day; it never lacks a
// source.
type Step struct {
	ID         string // "" of a step that is known from an [Act] alone
	Instrument string
	State      lindung.Country
	Kind       StepKind
	Event      string // the id of the event that it is
	FromAct    bool   // day and source are those of the [Act]
	Group      bool   // the source speaks of several treaties and does not name this one
	Days       Span
	Body       string
	Document   string
	Note       string
	Recorded   lindung.Date
	Line       int
	Evidence
}

// Procedure is one line of who holds the pen in a state: which body does what for
// a treaty, by which law. Kind is the step that it is about.
type Procedure struct {
	State    lindung.Country
	Number   int
	Kind     StepKind
	Body     string
	Does     string
	Law      string
	Note     string
	Recorded lindung.Date
	Line     int
	Evidence
}

// Procedures returns who holds the pen in a state, as known on a day.
func (s *Snapshot) Procedures(state lindung.Country, known lindung.Date) []Procedure {
	var all []Procedure
	for _, p := range s.c.Procedures {
		if p.State != state || later(p.Recorded, known) {
			continue
		}
		if i := slices.IndexFunc(all, func(o Procedure) bool { return o.Number == p.Number }); i < 0 {
			all = append(all, p)
		} else if !later(all[i].Recorded, p.Recorded) {
			all[i] = p
		}
	}
	slices.SortStableFunc(all, func(a, b Procedure) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// Steps returns the steps of a state towards a treaty, as known on a day, in the
// order of the road. What only the acts record is among them.
//
// Source: ACTIP 28
func (s *Snapshot) Steps(in Instrument, state lindung.Country, known lindung.Date) []Step {
	bond := BondOf(s, in, state, known)
	var all []Step
	for _, x := range s.c.Steps {
		if x.Instrument != in.ID || x.State != state || later(x.Recorded, known) {
			continue
		}
		if x.FromAct {
			said, ok := stepOfAct(bond, x.Kind)
			if !ok {
				continue // it was recorded later than the step
			}
			x.Days, x.Evidence, x.Note = said.Days, said.Evidence, cmp.Or(x.Note, said.Note)
		}
		if i := slices.IndexFunc(all, func(o Step) bool { return o.ID == x.ID }); i < 0 {
			all = append(all, x)
		} else if !later(all[i].Recorded, x.Recorded) {
			all[i] = x
		}
	}
	for _, kind := range StepKinds {
		said, ok := stepOfAct(bond, kind)
		if ok && !slices.ContainsFunc(all, func(o Step) bool { return o.Kind == kind && !o.Group }) {
			all = append(all, said)
		}
	}
	slices.SortStableFunc(all, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Kind.Order(), b.Kind.Order()), compare(a.Days.First, b.Days.First))
	})
	return all
}

// stepOfAct returns the step of a kind that the acts of a state record. A
// reservation, or a standing that is no announcement, is no step.
func stepOfAct(b Bond, kind StepKind) (Step, bool) {
	f, ok := b.Act.Fact(kind.Fact())
	x := Step{Instrument: b.Instrument, State: b.State, Kind: kind, FromAct: true, Days: f.Days, Note: f.Note, Recorded: f.Recorded, Evidence: f.Evidence}
	switch {
	case kind == StepDeposited && b.Act.Standing == Party:
		d := b.deposited()
		x.Days, x.Note, x.Recorded, x.Evidence = b.Act.Deposit(), d.Note, d.Recorded, d.Evidence
		return x, !x.Days.IsZero()
	case kind == StepBegun:
		return x, ok && b.Act.Standing == Announced
	}
	return x, ok && kind.Fact() != ""
}

// Mark says where a leg of the road stands.
type Mark string

// The marks. Perhaps: a step may have been taken, and that is not established.
// Passed: none is recorded, and a later one was taken. Ahead: none is recorded,
// nor a later one.
const (
	MarkDone    Mark = "done"
	MarkPerhaps Mark = "perhaps"
	MarkPassed  Mark = "passed"
	MarkAhead   Mark = "ahead"
)

// Mark returns where a step stands on a day: done, perhaps or ahead. A step whose
// source does not name the treaty is never done, and neither is one from memory.
func (x Step) Mark(on lindung.Date) Mark {
	counts := x.Certainty.Counts() && !x.Group
	begun := x.Days.IsZero() || !later(x.Days.First, on)
	switch {
	case counts && (x.Days.IsZero() || x.Days.Certain(on)):
		return MarkDone
	case begun:
		return MarkPerhaps
	}
	return MarkAhead
}

// Leg is one kind of step on the road of a state: where it stands, what is
// recorded of it, and who holds the pen for it.
type Leg struct {
	Kind  StepKind
	Mark  Mark
	Steps []Step
	Pen   []Procedure
}

// Road is the way of a state to a treaty on a day, as known on another: the legs
// that are recorded, those that its own law names, and the deposit.
type Road struct {
	Instrument string
	State      lindung.Country
	When
	Pen  []Procedure
	Legs []Leg
}

// RoadOf returns the road of a state to a treaty.
//
// Source: ACTIP 28
func RoadOf(s *Snapshot, in Instrument, state lindung.Country, when When) Road {
	r := Road{Instrument: in.ID, State: state, When: when, Pen: s.Procedures(state, when.Known)}
	taken := map[StepKind][]Step{}
	for _, x := range s.Steps(in, state, when.Known) {
		if x.Mark(when.On) != MarkAhead {
			taken[x.Kind] = append(taken[x.Kind], x)
		}
	}
	gone := false // a later leg is done
	for _, kind := range slices.Backward(StepKinds) {
		g := Leg{Kind: kind, Mark: MarkAhead, Steps: taken[kind]}
		for _, p := range r.Pen {
			if p.Kind == kind {
				g.Pen = append(g.Pen, p)
			}
		}
		if len(g.Steps) == 0 && len(g.Pen) == 0 && kind != StepDeposited {
			continue
		}
		switch {
		case slices.ContainsFunc(g.Steps, func(x Step) bool { return x.Mark(when.On) == MarkDone }):
			g.Mark, gone = MarkDone, true
		case len(g.Steps) > 0:
			g.Mark = MarkPerhaps
		case gone:
			g.Mark = MarkPassed
		}
		r.Legs = append(r.Legs, g)
	}
	slices.Reverse(r.Legs)
	return r
}

// Remains returns the legs after the last one that is done: what the state has
// not been seen to do.
func (r Road) Remains() []Leg {
	for i, g := range slices.Backward(r.Legs) {
		if g.Mark == MarkDone {
			return slices.Clone(r.Legs[i+1:])
		}
	}
	return slices.Clone(r.Legs)
}

// Last returns the latest leg of which a step is recorded.
func (r Road) Last() (Leg, bool) {
	for _, g := range slices.Backward(r.Legs) {
		if len(g.Steps) > 0 {
			return g, true
		}
	}
	return Leg{}, false
}

// Took is how many days lie between two steps of a state. Least and Most differ
// where a day is not established; Open says that no source sets an end.
type Took struct {
	State       lindung.Country
	Least, Most int
	Open        bool
}

// Exact reports whether both days are established.
func (d Took) Exact() bool { return !d.Open && d.Least == d.Most }

// Lapse is how long states took from one step to another. Sure are the states
// whose days are both established, the quickest first; only they are in the
// median and the range. Loose are those with an interval, which stays one.
type Lapse struct {
	From, To StepKind
	Sure     []Took
	Loose    []Took
}

// Median returns the middle of the established days, of an even number the mean
// of the two in the middle, half a day rounded up; 0 of none.
func (l Lapse) Median() int {
	n := len(l.Sure)
	if n == 0 {
		return 0
	}
	return (l.Sure[(n-1)/2].Least + l.Sure[n/2].Least + 1) / 2
}

// Range returns the fewest and the most of the established days; 0 of none.
func (l Lapse) Range() (least, most int) {
	if len(l.Sure) == 0 {
		return 0, 0
	}
	return l.Sure[0].Least, l.Sure[len(l.Sure)-1].Least
}

// lapses are the pairs of steps between which it is worth to know how long it
// took.
var lapses = [][2]StepKind{
	{StepSigned, StepDeposited}, {StepSigned, StepLaw}, {StepStudy, StepLaw}, {StepCommittee, StepParliament}, {StepParliament, StepLaw},
}

// Lapses returns how long it took the other states from step to step, one Lapse
// for each pair of steps that any of them has taken.
func Lapses(s *Snapshot, in Instrument, but lindung.Country, when When) []Lapse {
	var all []Lapse
	for _, pair := range lapses {
		l := Lapse{From: pair[0], To: pair[1]}
		for _, state := range lindung.States {
			if state == but {
				continue
			}
			days, ok := daysBetween(s.Steps(in, state, when.Known), pair, when.On)
			days.State = state
			switch {
			case !ok:
			case days.Exact():
				l.Sure = append(l.Sure, days)
			default:
				l.Loose = append(l.Loose, days)
			}
		}
		slices.SortStableFunc(l.Sure, func(a, b Took) int { return cmp.Compare(a.Least, b.Least) })
		if len(l.Sure)+len(l.Loose) > 0 {
			all = append(all, l)
		}
	}
	return all
}

// daysBetween returns how many days lie between two steps of a state, and false
// where one of them is not known to have been taken by the day, or has no day.
func daysBetween(steps []Step, pair [2]StepKind, on lindung.Date) (Took, bool) {
	var ends [2]Span
	for i, kind := range pair {
		for _, x := range steps {
			if x.Kind == kind && x.Mark(on) == MarkDone && ends[i].IsZero() {
				ends[i] = x.Days
			}
		}
	}
	a, b := ends[0], ends[1]
	if a.First.IsZero() || a.Last.IsZero() || b.First.IsZero() {
		return Took{}, false
	}
	least := max(0, daysFrom(a.Last, b.First))
	d := Took{Least: least, Most: least, Open: b.Last.IsZero()}
	if !d.Open {
		d.Most = daysFrom(a.First, b.Last)
	}
	return d, d.Open || d.Most >= d.Least
}

// daysFrom counts the days from one to another.
func daysFrom(a, b lindung.Date) int { return int(b.First().Sub(a.First()).Hours()) / 24 }
