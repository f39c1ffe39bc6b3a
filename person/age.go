package person

import (
	"slices"
	"time"

	"lindung"
	"lindung/field"
)

// adulthood is the age at which a person is no longer a child.
const adulthood = 18

// State says whether a person is a child, as a code for labels.
type State string

// The states. All but an adult are protected as a child.
const (
	Child      State = "child"       // something says so
	MaybeChild State = "maybe_child" // something may mean it
	AgeUnknown State = "age_unknown" // nothing says anything
	Adult      State = "adult"
)

// Reason is why a state holds, as a code for labels.
type Reason string

// The reasons.
const (
	ByBirth    Reason = "birth"    // the date of birth
	ByEstimate Reason = "estimate" // the estimated age
	ByBegun    Reason = "begun"    // the age when it began
	ByUnsure   Reason = "unsure"   // the answer that it is not sure whether the person is under 18
	ByWorker   Reason = "worker"   // a worker's doubt, until the age is settled
	ByNothing  Reason = "nothing"  // nothing is known of the age
)

// Mark says whether a person is a child on a day, why, and until when. It is
// computed from the answers and never stored.
type Mark struct {
	Is    State
	Why   []Reason     // what says child, or of an adult what says adult
	Until lindung.Date // the first day on which Is will be another; zero while no day is known
	Adult lindung.Date // the first day as an adult; zero for an adult, and while no day is known
}

// Child reports whether the person is protected as a child.
func (m Mark) Child() bool { return m.Is != Adult }

// SaysChild reports whether an answer, an estimate or a worker says that the person
// is a child or may be one. A guardian is asked for only then: where nothing is
// known, the age is asked first.
func (m Mark) SaysChild() bool { return m.Is == Child || m.Is == MaybeChild }

// MarkOn returns whether the person with these answers, those to any forms of
// one file, is a child on a day; doubt is a worker's. Anything that says child
// wins over all that says adult, for papers that make children older are common.
// Nothing known means that the person may be a child.
//
// Source: ACTIP 2; ACTIP 14.12
func MarkOn(on lindung.Date, doubt bool, answers ...field.Values) Mark {
	said, day := spans(answers), on.First()
	var m Mark
	var first, last time.Time // the first day on which nothing says child for sure, and on which nothing says it at all
	for _, s := range said {
		first, last = later(first, s.may), later(last, s.must)
		if day.Before(s.must) {
			m.Why = append(m.Why, s.by)
		}
	}
	if p, _ := find(AgePrecision, answers); p == unsure {
		m.Why, last = append(m.Why, ByUnsure), never
	}
	if doubt {
		m.Why, last = append(m.Why, ByWorker), never
	}
	switch {
	case len(m.Why) == 0 && len(said) == 0:
		return Mark{Is: AgeUnknown, Why: []Reason{ByNothing}}
	case len(m.Why) == 0:
		for _, s := range said {
			m.Why = append(m.Why, s.by)
		}
		return Mark{Is: Adult, Why: m.Why}
	case day.Before(first):
		m.Is, m.Until, m.Adult = Child, known(first), known(last)
	default:
		m.Is, m.Until, m.Adult = MaybeChild, known(last), known(last)
	}
	return m
}

// span is what one source says of the day on which the person comes of age.
type span struct {
	by        Reason
	may, must time.Time // the first day that it can be, and the last
}

// never is the day that does not come: no day is known.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// known is a day that is to come, or no date.
func known(day time.Time) lindung.Date {
	if day.Equal(never) {
		return lindung.Date{}
	}
	return lindung.DateOf(day)
}

// find returns the answer to a field, whichever form it was asked in.
func find[T any](f field.Typed[T], answers []field.Values) (T, bool) {
	for _, v := range answers {
		if x, ok := f.Get(v); ok {
			return x, true
		}
	}
	var none T
	return none, false
}

// spans are the sources that speak of the age.
func spans(answers []field.Values) []span {
	var all []span
	if b, ok := find(BirthDate, answers); ok {
		all = append(all, span{ByBirth, b.First().AddDate(adulthood, 0, 0), b.Last().AddDate(adulthood, 0, 0)})
	}
	if e, ok := EstimateOf(answers...); ok {
		all = append(all, e.span())
	}
	if begun, ok := find(AgeWhenTrafficked, answers); ok {
		since, dated := find(ExploitedFrom, answers)
		if dated || begun >= adulthood { // a child of an unknown day may be an adult by now
			all = append(all, comesOfAge(ByBegun, begun, begun, since))
		}
	}
	return all
}

// comesOfAge returns when a person comes of age who is between low and high years
// old on a day. If the day is not known, years since then are not counted: they
// make neither a child nor an adult.
func comesOfAge(by Reason, low, high int, on lindung.Date) span {
	switch {
	case !on.IsZero():
		return span{by, on.First().AddDate(adulthood-high-1, 0, 1), on.Last().AddDate(adulthood-low, 0, 0)}
	case low >= adulthood:
		return span{by: by}
	}
	return span{by: by, must: never}
}

// Age returns the full years, on a day, of a person born on b; the fewest that b
// allows where month or day are not known. A person born on 29 February has the
// birthday on 1 March in other years.
func Age(b, on lindung.Date) int { return max(passed(b.Last(), on.First()), 0) }

// passed returns the full years from one day to another.
func passed(from, to time.Time) int {
	years := to.Year() - from.Year()
	if from.AddDate(years, 0, 0).After(to) {
		years--
	}
	return years
}

// FullYears returns the full years from one day to another, 0 if that is no later.
func FullYears(from, to time.Time) int { return max(passed(from, to), 0) }

// Born returns the first and the last day on which the person may have been born, as the
// date of birth says or else an estimate of a known day; false where neither is there.
func Born(answers ...field.Values) (from, to time.Time, ok bool) {
	if b, ok := find(BirthDate, answers); ok {
		return b.First(), b.Last(), true
	}
	e, ok := EstimateOf(answers...)
	if !ok || e.On.IsZero() {
		return from, to, false
	}
	s := e.span()
	return s.may.AddDate(-adulthood, 0, 0), s.must.AddDate(-adulthood, 0, 0), true
}

// unsure is the code of AgePrecisions that says that the person may be a child.
const unsure = "unsure_if_child"

// off is by how many years an estimate may be wrong, either way.
var off = map[string]int{"within_1_year": 1, "within_3_years": 3, "within_5_years": 5, "more_than_5_years": 10}

// glance is off for an estimate without a precision.
const glance = 5

// Estimate is an estimated age.
type Estimate struct {
	Years     int
	Precision string       // a code of AgePrecisions; "" when it was not said
	On        lindung.Date // the day on which it was made; zero when it was not written down
}

// EstimateOf returns the estimate among answers.
func EstimateOf(answers ...field.Values) (Estimate, bool) {
	years, ok := find(EstimatedAge, answers)
	precision, _ := find(AgePrecision, answers)
	on, _ := find(AgeAsOf, answers)
	return Estimate{years, precision, on}, ok
}

// AgeOn returns the estimated age on a later day.
func (e Estimate) AgeOn(on lindung.Date) int {
	if e.On.IsZero() {
		return e.Years
	}
	return e.Years + max(passed(e.On.Last(), on.First()), 0)
}

func (e Estimate) span() span {
	years, said := off[e.Precision]
	if !said {
		years = glance
	}
	return comesOfAge(ByEstimate, e.Years-years, e.Years+years, e.On)
}

// DateEstimate returns the answers to f with the day of the estimate in them. An estimate
// without a day, and one that was changed while its day was not, is of today.
//
// Source: ACTIP 14.12
func DateEstimate(f *field.Form, before, answers field.Values, today lindung.Date) field.Values {
	_, estimated := EstimatedAge.Get(answers)
	same := before.Same(answers, EstimatedAge.Info) && before.Same(answers, AgePrecision.Info)
	stale := !same && before.Same(answers, AgeAsOf.Info)
	if !estimated || answers.Has(AgeAsOf.Info) && !stale {
		return answers
	}
	dayed := answers.OfForm(f)
	dayed.Parse(AgeAsOf.Info, today.String(), today.Last())
	return dayed
}

// TellsAge reports whether f asks anything from which MarkOn computes.
func TellsAge(f *field.Form) bool {
	return slices.ContainsFunc(f.Fields, func(i *field.Info) bool {
		return slices.Contains([]*field.Info{
			BirthDate.Info, EstimatedAge.Info, AgePrecision.Info, AgeAsOf.Info, AgeWhenTrafficked.Info, ExploitedFrom.Info,
		}, i)
	})
}
