package convention

import (
	"slices"

	"lindung"
)

// Event is something that happened in the region: a consultation, a plan, a
// guideline. First and Last may be a month or a year where no more is known.
type Event struct {
	ID          string
	Kind        string
	First, Last lindung.Date
	Title       string
	Place       string
	Bodies      []string
	Plan        string
	Instrument  string
	Attended    string   // who else was there, as the source says
	Present     []Guest  // those of them whom the source names
	Agenda      string   // the address of its agenda; empty where none was found
	Outcome     string   // what was decided
	OutcomeAt   string   // the address of the document with the outcome
	Recommended string   // how much of what it recommended was read, one of [Readings]
	Follows     []string // the ids of earlier events that it follows
	Paragraphs  []string // that it is about, "14.7", "11"
	Note        string
	Evidence
}

// Guest is one who took part besides the bodies that met. Kind is "body", "state",
// or one of [GuestKinds]; Name is empty where the source says only that there were
// such.
type Guest struct{ Kind, Name string }

// GuestKinds are the kinds of those who are neither a body nor a state.
var GuestKinds = []string{"NGO", "UN", "OTHER"}

// Readings are how much of what an event recommended was read. Of an event that
// could not recommend anything it is empty.
var Readings = []string{"whole", "in_part", "not_seen", "nothing"}

// The kinds of happenings besides the kinds of events.
const (
	Adoption     = "adoption"
	Start        = "start" // a treaty enters into force
	Signature    = "signature"
	Deposit      = "deposit"
	Force        = "force"        // a state is bound
	Approval     = "approval"     // the law of a state approves a treaty
	Announcement = "announcement" // a state's accession is announced
	Accession    = "membership"   // a state joins ASEAN
	StepTaken    = "step"         // a step towards a treaty
	Begin        = "begin"        // a measure of a state begins
	End          = "end"          // a measure of a state ends
	Recommends   = "recommendation"
	Answers      = "answer" // to a recommendation
)

// Happening is one line of the timeline: something that happened on a day, in a
// month or a year, or between two days.
type Happening struct {
	Kind           string
	Instrument     string
	State          lindung.Country
	Event          string // the id of an [Event]
	Recommendation string // the id of a [Recommendation]
	By             string // who answered it
	Step           string // the id of a [Step] that is no event
	StepKind       StepKind
	Measure        string // the id of a [Measure]
	Days           Span
	Computed       bool // the day is computed by the rule, not stated
	Text           string
	Place          string
	Note           string
	Line           int
	Recorded       lindung.Date // the day from which we knew it; zero: the day of checking
	Evidence
}

// Regional reports whether it is of the region as a whole, not of a treaty.
func (h Happening) Regional() bool { return h.Event != "" || h.Recommendation != "" }

// Timeline returns what happened, the earliest first, as known on a day. What is
// from memory is in it with its certainty, for the page to mark as open.
func Timeline(s *Snapshot, known lindung.Date) []Happening {
	var all []Happening
	for _, in := range s.c.Instruments {
		if later(in.Recorded, known) {
			continue
		}
		all = append(all, Happening{Kind: Adoption, Instrument: in.ID, Days: On(in.Adopted), Place: in.Place, Evidence: in.Evidence})
		if !in.Start.IsZero() {
			all = append(all, Happening{Kind: Start, Instrument: in.ID, Days: On(in.Start), Evidence: in.StartProof})
		}
		for _, state := range lindung.States {
			all = append(all, happeningsOf(BondOf(s, in, state, known))...)
			all = append(all, stepsTaken(s.Steps(in, state, known))...)
		}
	}
	for _, state := range lindung.States {
		if m := s.c.Members[state]; !m.Since.First.IsZero() && !later(m.Checked, known) {
			all = append(all, Happening{Kind: Accession, State: state, Days: m.Since, Note: m.Note, Evidence: m.Evidence})
		}
	}
	for _, e := range s.c.Events {
		if !later(e.Checked, known) {
			all = append(all, Happening{Kind: e.Kind, Instrument: e.Instrument, State: s.stateOf(e), Event: e.ID, Days: Span{e.First, e.Last},
				Text: e.Title, Place: e.Place, Note: e.Note, Evidence: e.Evidence})
		}
	}
	for _, m := range s.Measures(known) {
		all = append(all, begunAndEnded(m, known)...)
	}
	all = append(all, s.recommendedHappenings(known)...)
	slices.SortStableFunc(all, func(a, b Happening) int { return compare(a.Days.First, b.Days.First) })
	return all
}

// stateOf returns the state whose step an event is; "" where it is none.
func (s *Snapshot) stateOf(e Event) lindung.Country {
	for _, x := range s.c.Steps {
		if x.Event == e.ID {
			return x.State
		}
	}
	return ""
}

// stepsTaken returns the steps with a day that are neither an event nor a fact of
// the acts: those are in the timeline already.
func stepsTaken(steps []Step) []Happening {
	var all []Happening
	for _, x := range steps {
		if x.Event == "" && !x.FromAct && !x.Days.IsZero() {
			all = append(all, Happening{Kind: StepTaken, Instrument: x.Instrument, State: x.State, Step: x.ID, StepKind: x.Kind, Days: x.Days,
				Note: x.Note, Recorded: x.Recorded, Evidence: x.Evidence})
		}
	}
	return all
}

// begunAndEnded returns that a measure of a state began and ended by a day. What a
// body of ASEAN did is an event.
func begunAndEnded(m Measure, known lindung.Date) []Happening {
	var all []Happening
	for _, one := range []struct {
		kind string
		day  lindung.Date
	}{{Begin, m.Begins}, {End, m.Ends}} {
		if m.State != "" && m.Certainty.Counts() && !one.day.IsZero() && !one.day.Last().After(known.Last()) {
			all = append(all, Happening{Kind: one.kind, State: m.State, Measure: m.ID, Days: On(one.day), Text: m.Title, Note: m.Note,
				Line: m.Line, Recorded: m.Recorded, Evidence: m.Evidence})
		}
	}
	return all
}

// happeningsOf returns what happened between a state and a treaty, each with the
// evidence of its own fact. Days from memory are left out: of such a fact only
// its being open can be shown. So is a deposit that no one has established.
func happeningsOf(b Bond) []Happening {
	var all []Happening
	add := func(kind string, days Span, f ActFact, e Evidence) {
		if !days.IsZero() && e.Certainty.Counts() {
			all = append(all, Happening{Kind: kind, Instrument: b.Instrument, State: b.State, Days: days,
				Computed: kind == Force && !b.Stated, Note: f.Note, Line: f.Line, Evidence: e})
		}
	}
	for _, f := range b.Act.Facts {
		switch {
		case f.Fact == ActSigned:
			add(Signature, f.Days, f, f.Evidence)
		case f.Fact == ActApproved:
			add(Approval, f.Days, f, f.Evidence)
		case f.Fact == ActStanding && b.Act.Standing == Announced:
			add(Announcement, f.Days, f, f.Evidence)
		}
	}
	if b.Act.Standing == Party {
		f := b.deposited()
		add(Deposit, b.Deposit, f, f.Evidence)
		if b.Stated {
			f, _ = b.Act.Fact(ActInForce)
		}
		add(Force, b.Force, f, b.ForceProof())
	}
	return all
}

// Change is what is different after a day: something happened, or something was
// recorded, of a state under a treaty.
type Change struct {
	Recorded bool // true: we learned it since; false: it happened since
	Day      lindung.Date
	Happening
}

// Changes returns what happened after a day, and what was recorded after it of
// what had happened before, the newest first.
func Changes(s *Snapshot, since, known lindung.Date) []Change {
	var all []Change
	for _, e := range Timeline(s, known) {
		switch {
		case later(e.Days.Last, since):
			all = append(all, Change{false, e.Days.Last, e})
		case later(recorded(s, e), since):
			all = append(all, Change{true, recorded(s, e), e})
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int { return compare(b.Day, a.Day) })
	return all
}

// recorded returns the day from which a happening was known.
func recorded(s *Snapshot, e Happening) lindung.Date {
	if !e.Recorded.IsZero() {
		return e.Recorded
	}
	if e.Line == 0 {
		return e.Checked
	}
	for _, a := range s.c.Acts {
		if a.Line == e.Line && a.Instrument == e.Instrument && a.State == e.State {
			return a.Recorded
		}
	}
	return e.Checked
}

// Days returns every day on which the status of a treaty or a state changes or
// may change, the earliest first; for one treaty, or for all if instrument is
// empty. Between two of them the answer to "who was bound by what" is the same.
func Days(s *Snapshot, instrument string, known lindung.Date) []lindung.Date {
	var all []lindung.Date
	add := func(d lindung.Date) {
		if whole(d) {
			all = append(all, d)
		}
	}
	for _, in := range s.c.Instruments {
		if instrument != "" && in.ID != instrument {
			continue
		}
		add(in.Adopted)
		if in.StartProof.Certainty.Counts() {
			add(in.Start)
		}
		for _, state := range lindung.States {
			b := BondOf(s, in, state, known)
			for _, span := range []Span{b.Deposit, b.Force} {
				add(span.First)
				add(span.Last)
			}
			for _, r := range b.Computed {
				if b.Act.InForce.IsZero() {
					add(r.Days.Last)
				}
			}
			if in.Asean {
				add(s.Membership(state).Since.First)
			}
			for _, x := range s.Steps(in, state, known) {
				if x.Days.Exact() && x.Certainty.Counts() {
					add(x.Days.First)
				}
			}
		}
	}
	if instrument == "" {
		for _, e := range Timeline(s, known) {
			if e.Measure != "" {
				add(e.Days.First)
			}
		}
	}
	slices.SortFunc(all, compare)
	return slices.Compact(all)
}

// Events returns the events of the region in the order of the data.
func (s *Snapshot) Events() []Event { return slices.Clone(s.c.Events) }
