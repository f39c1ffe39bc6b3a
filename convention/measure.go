package convention

import (
	"slices"
	"strings"

	"lindung"
	"lindung/i18n"
)

// Measure is what a state, or a body of ASEAN, has done on the Convention: a law, a
// procedure, a service. It says what was done and since when, not how well.
type Measure struct {
	ID         string          // "TH-2022-NRM", for ever
	State      lindung.Country // empty where a body took it
	Body       string          // empty where a state took it
	Kind       MeasureKind
	Title      string
	Law        string       // the law that made it, and its article
	Begins     lindung.Date // may be a month or a year; zero where no source names it
	Ends       lindung.Date // its last day
	Pending    Pending
	Replaces   []string // the ids of measures whose place it takes
	Paragraphs []string // of the Convention, "14.7" or "11", in our own reading
	Plan       string   // the plan of the region that it serves, as its source says
	Relation   Relation // what an assessment says of it; empty where none does
	RelationBy string   // the id of that [Assessment]
	Note       string
	Recorded   lindung.Date // the day from which we knew it
	Line       int
	Evidence
}

// MeasureKind is what sort of measure it is.
type MeasureKind string

// MeasureKinds are the kinds, in the order in which a page lists them.
var MeasureKinds = []MeasureKind{"law", "rule", "plan", "institution", "sop", "service", "budget", "training", "campaign", "mou"}

// Pending says why nobody can say that a measure has begun: it was only announced,
// drafted or signed. It is empty for a measure that was taken.
type Pending string

// Pendings are all of them.
var Pendings = []Pending{"announced", "drafted", "signed"}

// Relation is what an assessor says a measure is to its paragraphs.
type Relation string

// Relations are all of them. They are words, and make no scale.
var Relations = []Relation{"gives_effect", "in_part", "conflicts", "unclear"}

// What a measure is on a day.
const (
	MeasureInForce = "in_force"
	MeasureOpen    = "open"    // not established
	MeasurePending = "pending" // announced, drafted or signed, and no more
	MeasureAhead   = "ahead"   // it begins later
	MeasureEnded   = "ended"
)

// MeasureStatuses are what a measure can be on a day, what holds first.
var MeasureStatuses = []string{MeasureInForce, MeasureOpen, MeasurePending, MeasureAhead, MeasureEnded}

// On returns what the measure was on a day. One without a first day was in force
// from the day of the source that speaks of it; before that nobody knows. A month
// or a year leaves open what lies within it, but an end holds to its last day.
func (m Measure) On(day lindung.Date) string {
	on := day.First()
	switch {
	case !m.Ends.IsZero() && on.After(m.Ends.Last()):
		return MeasureEnded
	case !m.Certainty.Counts():
		return MeasureOpen
	case m.Pending != "":
		return MeasurePending
	}
	since := m.Begins
	if since.IsZero() {
		since = m.SourceDay
	}
	switch {
	case since.IsZero():
		return MeasureOpen
	case !on.Before(since.Last()):
		return MeasureInForce
	case on.Before(since.First()) && !m.Begins.IsZero():
		return MeasureAhead
	}
	return MeasureOpen
}

// Names reports whether the measure names a paragraph of the Convention, or an
// article as a whole: "14.7", "14". One that names the article does not name its
// paragraphs.
func (m Measure) Names(number string) bool { return slices.Contains(m.Paragraphs, number) }

// For reports whether the measure belongs to a number of the Convention: to an
// article, "14", or one of its paragraphs, or to a paragraph, "14.7", or the whole
// article around it.
func (m Measure) For(number string) bool { return within(m.Paragraphs, number) }

// within reports whether one of several numbers of the Convention is another one, or
// holds it, or is held by it.
func within(numbers []string, number string) bool {
	return slices.ContainsFunc(numbers, func(n string) bool {
		return n == number || strings.HasPrefix(n, number+".") || strings.HasPrefix(number, n+".")
	})
}

// Measures returns what was known of all measures on a day, of each its latest
// line, in the order of the data.
func (s *Snapshot) Measures(known lindung.Date) []Measure {
	var all []Measure
	at := map[string]int{}
	for _, m := range s.c.Measures {
		if later(m.Recorded, known) {
			continue
		}
		i, ok := at[m.ID]
		switch {
		case !ok:
			at[m.ID] = len(all)
			all = append(all, m)
		case !later(all[i].Recorded, m.Recorded):
			all[i] = m
		}
	}
	return all
}

// Measure returns one measure as it was known on a day.
func (s *Snapshot) Measure(id string, known lindung.Date) (Measure, bool) {
	for _, m := range s.Measures(known) {
		if m.ID == id {
			return m, true
		}
	}
	return Measure{}, false
}

// MeasureQuery narrows a list of measures; what is empty narrows nothing.
type MeasureQuery struct {
	State  lindung.Country
	Number string // an article or a paragraph of the Convention, "14" or "14.7"
	Kind   MeasureKind
}

// Ask returns the measures of a query as known on a day, those in force on it
// first, then by state and kind.
func (s *Snapshot) Ask(q MeasureQuery, when When) []Measure {
	all := slices.DeleteFunc(s.Measures(when.Known), func(m Measure) bool {
		return q.State != "" && m.State != q.State || q.Number != "" && !m.For(q.Number) || q.Kind != "" && m.Kind != q.Kind
	})
	slices.SortStableFunc(all, func(a, b Measure) int {
		rank := func(m Measure) int {
			return (slices.Index(MeasureStatuses, m.On(when.On))*len(lindung.States)+slices.Index(lindung.States, m.State))*len(MeasureKinds) + slices.Index(MeasureKinds, m.Kind)
		}
		return rank(a) - rank(b)
	})
	return all
}

// ReplacedBy returns the measures that take the place of one.
func (s *Snapshot) ReplacedBy(id string, known lindung.Date) []Measure {
	return slices.DeleteFunc(s.Measures(known), func(m Measure) bool { return !slices.Contains(m.Replaces, id) })
}

// Period says in words since when and until when a measure is in force.
func (m Measure) Period(t i18n.T) string {
	switch {
	case m.Pending != "":
		return t.Text("convention.measure.pending." + string(m.Pending))
	case m.Begins.IsZero() && m.Ends.IsZero():
		return t.Text("convention.span.none")
	case m.Begins.IsZero():
		return t.Text("convention.measure.until", "day", m.Ends)
	case m.Ends.IsZero():
		return t.Text("convention.measure.since", "day", m.Begins)
	}
	return t.Text("common.from_until", "from", m.Begins, "until", m.Ends)
}
