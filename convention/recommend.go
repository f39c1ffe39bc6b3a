package convention

import (
	"slices"
	"strings"

	"lindung"
)

// Everyone is the addressee of a recommendation to all member states of ASEAN.
const Everyone = "states"

// Recommendation is what a meeting, a body or an organisation asked of states or of
// bodies, in our own words. Text is empty where nobody has read it: that it was
// made is all that is known. It has the days of its event, or a day of its own where
// there was none.
type Recommendation struct {
	ID         string
	Event      string // the id of an [Event]
	Day        lindung.Date
	Place      string // in the document: the number of its paragraph
	By         string
	ByKind     string // one of [Voices]
	Text       string
	To         []string // states, [Everyone], ids of bodies
	Paragraphs []string // that it is about, "14.7", "11"
	Verb       string   // how far it asks to go, one of [Verbs]
	Due        lindung.Date
	Repeats    []string // earlier recommendations that ask the same
	Note       string
	Recorded   lindung.Date
	Line       int
	Evidence
}

// Voices are who can recommend; several of them together are mixed.
var Voices = []string{"asean_body", "state", "un", "ngo", "research", "mixed"}

// Verbs are how far a recommendation asks to go, the least first.
var Verbs = []string{"consider", "continue", "take_action", "ensure", "enact"}

// Asks reports whether a recommendation is addressed to a state, a body, or [Everyone].
func (r Recommendation) Asks(addressee string) bool { return slices.Contains(r.To, addressee) }

// Concerns reports whether it is about a paragraph: it names the paragraph, or the
// whole article.
func (r Recommendation) Concerns(p Paragraph) bool { return concerns(r.Paragraphs, p) }

// FollowUp is what came after a recommendation: an answer of one who was asked, a
// measure, an event or a document, or that someone looked on a day and found none.
type FollowUp struct {
	Recommendation string
	Kind           string       // one of [FollowUpKinds]
	By             []string     // who answered or was looked at: states, ids of bodies
	Day            lindung.Date // of the answer, or of the search
	Refers         string       // the id of the event, the plan or the measure
	Strength       string       // how it is tied to the recommendation, one of [Strengths]
	Text           string
	Names          []string // how the source of [Cites] names the recommendation, and what came after
	Note           string
	Recorded       lindung.Date
	Line           int
	Evidence
}

// The kinds of what came after a recommendation.
const (
	Answered    = "answer"
	Accepted    = "accepted"
	Noted       = "noted"
	ByMeasure   = "measure"
	ByEvent     = "event"
	ByDocument  = "document"
	FoundNone   = "none_found"
	CitesIt     = "cites"        // a source names both
	SameSubject = "same_subject" // no source that was read names both
	TieUnknown  = "unknown"
)

// FollowUpKinds are all of them; the first three are answers.
var FollowUpKinds = []string{Answered, Accepted, Noted, ByMeasure, ByEvent, ByDocument, FoundNone}

// Strengths are how what came after can be tied to a recommendation, the strongest
// first. Nothing is tied by guess.
var Strengths = []string{CitesIt, SameSubject, TieUnknown}

// IsAnswer reports whether one who was asked says something to the recommendation.
func (f FollowUp) IsAnswer() bool { return slices.Contains(FollowUpKinds[:3], f.Kind) }

// Followed is a recommendation with all that is recorded of it by two days: of the
// question and of the knowing.
type Followed struct {
	Recommendation
	Days     Span
	Answers  []FollowUp
	After    []FollowUp // measures, events, documents
	Searched []FollowUp // that someone looked, and found none
	Stage    string     // one of [StagesOfAnswer]
	asked    []string   // who was asked, states by their codes
}

// StagesOfAnswer are what is established of a recommendation, the least first.
// What came after on the same subject settles nothing.
var StagesOfAnswer = []string{"nothing", "perhaps", "in_part", "cited", "answered"}

// Open reports whether not all who were asked have answered, and no source says that
// anything came of it.
func (f Followed) Open() bool { return slices.Contains(StagesOfAnswer[:3], f.Stage) }

// For returns the recommendation as it stands for one addressee: what another one has
// answered does not answer for them. For all states together it is as it is.
func (f Followed) For(addressee string) Followed {
	if addressee != Everyone {
		f.asked = []string{addressee}
		f.Stage = stageOf(f)
	}
	return f
}

// Overdue reports whether the day by which it asks for something is over, and it
// is open.
func (f Followed) Overdue(on lindung.Date) bool {
	return !f.Due.IsZero() && later(on, f.Due) && f.Open()
}

// AnswersOf returns what one addressee said.
func (f Followed) AnswersOf(addressee string) []FollowUp {
	return slices.DeleteFunc(slices.Clone(f.Answers), func(a FollowUp) bool { return !slices.Contains(a.By, addressee) })
}

// Addresses reports whether a state is asked: by name, or as a member of ASEAN at the
// time.
func (s *Snapshot) Addresses(f Followed, state lindung.Country) bool {
	if f.Asks(string(state)) {
		return true
	}
	since := s.Membership(state).Since.First
	return f.Asks(Everyone) && (since.IsZero() || f.Days.IsZero() || !later(since, f.Days.First))
}

// Recommended returns the recommendations of which a day had seen the beginning, as
// known on another, with what had come of them; in the order of the data.
//
// Source: ACTIP 24
func Recommended(s *Snapshot, when When) []Followed {
	var all []Followed
	came := map[string][]FollowUp{}
	for _, x := range latestOf(s.c.FollowUps, when.Known, keyOfFollowUp) {
		came[x.Recommendation] = append(came[x.Recommendation], x)
	}
	for _, r := range latestOf(s.c.Recommendations, when.Known, func(r Recommendation) (string, lindung.Date) { return r.ID, r.Recorded }) {
		f := Followed{Recommendation: r, Days: s.daysOf(r)}
		made := f.Days.First
		if f.Days.IsZero() {
			made = r.Recorded // it had been made by then, and no source says since when
		}
		if later(made, when.On) {
			continue
		}
		for _, x := range came[r.ID] {
			if !later(s.dayOf(x), when.On) {
				f.put(x)
			}
		}
		f.asked = s.everyAsked(f)
		f.Stage = stageOf(f)
		all = append(all, f)
	}
	return all
}

// everyAsked are all who were asked, of all states each that was a member at the time.
func (s *Snapshot) everyAsked(f Followed) (all []string) {
	for _, to := range f.To {
		if to != Everyone {
			all = append(all, to)
			continue
		}
		for _, state := range lindung.States {
			if s.Addresses(f, state) {
				all = append(all, string(state))
			}
		}
	}
	return all
}

// put adds what came after where it belongs.
func (f *Followed) put(x FollowUp) {
	switch {
	case x.IsAnswer():
		f.Answers = append(f.Answers, x)
	case x.Kind == FoundNone:
		f.Searched = append(f.Searched, x)
	default:
		f.After = append(f.After, x)
	}
}

// stageOf is what is established of a recommendation for those who were asked.
func stageOf(f Followed) string {
	silent := slices.DeleteFunc(slices.Clone(f.asked), func(to string) bool { return len(f.AnswersOf(to)) > 0 })
	switch {
	case len(silent) == 0:
		return "answered"
	case slices.ContainsFunc(f.After, func(x FollowUp) bool { return x.Strength == CitesIt }):
		return "cited"
	case len(silent) < len(f.asked):
		return "in_part"
	case len(f.After) > 0:
		return "perhaps"
	}
	return "nothing"
}

// ever is a day after all.
var ever = lindung.Date{Year: 9999}

// latestOf returns of each fact the line that was recorded last by a day, where the
// first line of it stands.
func latestOf[F any](all []F, known lindung.Date, key func(F) (string, lindung.Date)) []F {
	var out []F
	at := map[string]int{}
	for _, f := range all {
		id, day := key(f)
		if later(day, known) {
			continue
		}
		i, seen := at[id]
		if !seen {
			at[id] = len(out)
			out = append(out, f)
			continue
		}
		if _, old := key(out[i]); !later(old, day) {
			out[i] = f
		}
	}
	return out
}

// keyOfFollowUp names what came after, and says when it was recorded.
func keyOfFollowUp(f FollowUp) (string, lindung.Date) {
	return strings.Join([]string{f.Recommendation, f.Kind, strings.Join(f.By, "+"), f.Refers}, " "), f.Recorded
}

// daysOf are the days on which a recommendation was made; zero where they are not
// established.
func (s *Snapshot) daysOf(r Recommendation) Span {
	if e, ok := s.Event(r.Event); ok {
		return Span{e.First, e.Last}
	}
	return On(r.Day)
}

// dayOf is the day on which something came after a recommendation; zero where the
// data has none.
func (s *Snapshot) dayOf(f FollowUp) lindung.Date {
	if !f.Day.IsZero() {
		return f.Day
	}
	if e, ok := s.Event(f.Refers); ok {
		return e.First
	}
	return lindung.Date{}
}

// Event returns one event of the region.
func (s *Snapshot) Event(id string) (Event, bool) {
	i, ok := s.eventAt[id]
	if !ok || id == "" {
		return Event{}, false
	}
	return s.c.Events[i], true
}

// Consultations are the events that have a page of their own: the consultations,
// what else recommended something, and what these follow or led to.
func Consultations(s *Snapshot) []Event {
	asked := map[string]bool{}
	for _, e := range s.c.Events {
		asked[e.ID] = e.Kind == "consultation"
	}
	for _, r := range s.c.Recommendations {
		asked[r.Event] = true
	}
	own := map[string]bool{}
	for _, e := range s.c.Events {
		own[e.ID] = own[e.ID] || asked[e.ID]
		for _, before := range e.Follows {
			own[before] = own[before] || asked[e.ID]
			own[e.ID] = own[e.ID] || asked[before]
		}
	}
	for _, f := range s.c.FollowUps {
		own[f.Refers] = true
	}
	return slices.DeleteFunc(s.Events(), func(e Event) bool { return !own[e.ID] })
}

// recommendedHappenings returns recommendations and answers as lines of a timeline. What nobody
// has read, and what has no day, is no line.
func (s *Snapshot) recommendedHappenings(known lindung.Date) []Happening {
	var all []Happening
	for _, f := range Recommended(s, When{On: ever, Known: known}) {
		h := Happening{Kind: Recommends, Recommendation: f.ID, Days: f.Days, Text: f.Text, Note: f.Note, Evidence: f.Evidence}
		for _, to := range f.To {
			if state := lindung.Country(to); slices.Contains(lindung.States, state) && len(f.To) == 1 {
				h.State = state
			}
		}
		if !f.Days.IsZero() && f.Text != "" {
			all = append(all, h)
		}
		for _, a := range f.Answers {
			if !a.Day.IsZero() {
				h.Kind, h.Days, h.Text, h.Note, h.Evidence = Answers, On(a.Day), a.Text, a.Note, a.Evidence
				h.By, h.State = strings.Join(a.By, " "), ""
				all = append(all, h)
			}
		}
	}
	return all
}

// Recommendations returns every line recorded of recommendations, in the order of
// the data; corrections are beside what they correct.
func (s *Snapshot) Recommendations() []Recommendation { return slices.Clone(s.c.Recommendations) }

// MayBeAsked reports whether a recommendation can be addressed to a name: a state, a
// body of the data, or [Everyone] in any case.
func MayBeAsked(s *Snapshot, name string) bool {
	return strings.EqualFold(name, Everyone) || slices.Contains(lindung.States, lindung.Country(name)) ||
		slices.ContainsFunc(s.c.Bodies, func(b Body) bool { return b.ID == name })
}

// AskedOf returns the recommendations that ask something of a state, also as one of
// all, of a body, or of [Everyone].
func AskedOf(s *Snapshot, list []Followed, name string) []Followed {
	var all []Followed
	for _, f := range list {
		state := lindung.Country(name)
		asked := f.Asks(name) || strings.EqualFold(name, Everyone) && f.Asks(Everyone)
		if asked || slices.Contains(lindung.States, state) && s.Addresses(f, state) {
			all = append(all, f.For(name))
		}
	}
	return all
}

// FollowedBy returns the events that one follows, and Following those that follow it, in the
// order of the data.
func (s *Snapshot) FollowedBy(e Event) []Event {
	var at []int
	for _, id := range e.Follows {
		if i, ok := s.eventAt[id]; ok {
			at = append(at, i)
		}
	}
	return s.eventsAt(at)
}

// Following returns the events that follow one, in the order of the data.
func (s *Snapshot) Following(e Event) []Event { return s.eventsAt(s.after[e.ID]) }

func (s *Snapshot) eventsAt(places []int) (all []Event) {
	places = slices.Compact(slices.Sorted(slices.Values(places)))
	for _, i := range places {
		all = append(all, s.c.Events[i])
	}
	return all
}

// ChainOf returns an event with those that it follows and those that follow it, the nearest
// most of either side, in the order of time; whole is false where there are more.
func ChainOf(s *Snapshot, id string, most int) (all []Event, whole bool) {
	at, ok := s.eventAt[id]
	if !ok {
		return nil, true
	}
	before, whole := near(at, most, func(i int) (next []int) {
		for _, id := range s.c.Events[i].Follows {
			if at, ok := s.eventAt[id]; ok {
				next = append(next, at)
			}
		}
		return next
	})
	since, wholeSince := near(at, most, func(i int) []int { return s.after[s.c.Events[i].ID] })
	places := slices.Concat(before, since)
	slices.Sort(places)
	for _, i := range slices.Compact(places) {
		all = append(all, s.c.Events[i])
	}
	slices.SortStableFunc(all, func(a, b Event) int { return compare(a.First, b.First) })
	return all, whole && wholeSince
}

// near returns a place and those that its steps lead to, up to most of them, the nearest
// first; whole is false where there are more.
func near(from, most int, next func(int) []int) (all []int, whole bool) {
	all, seen := []int{from}, map[int]bool{from: true}
	for n := 0; n < len(all); n++ {
		for _, i := range next(all[n]) {
			if seen[i] {
				continue
			}
			if len(all) > most {
				return all, false
			}
			seen[i], all = true, append(all, i)
		}
	}
	return all, true
}
