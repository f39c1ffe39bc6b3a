package contact

import (
	"slices"
	"time"

	"lindung"
	"lindung/field"
	"lindung/person"
)

// A Rule is what the person agreed to. The zero Rule lets nothing go.
type Rule struct {
	to     map[Way]string
	others bool // others read messages there too
	days   []time.Weekday
	parts  []string // of a day
	words  string
}

// weekdays are the days by their codes.
var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// A span is from which hour of a day until which.
type span struct{ from, until int }

// spans are the parts of a day by their codes. The night is none of them.
var spans = map[string]span{"morning": {6, 12}, "afternoon": {12, 18}, "evening": {18, 22}}

// RuleOf returns the rule that the answers to the form safety_messages say: the zero Rule
// unless all of it is answered, with one address at least.
//
// Source: ACTIP 14.5
func RuleOf(v field.Values) Rule {
	r := Rule{to: map[Way]string{}}
	if to, ok := person.MessagePhone.Get(v); ok {
		r.to[SMS] = to
	}
	if to, ok := person.MessageEmail.Get(v); ok {
		r.to[Email] = to
	}
	reader, ok := person.MessageReader.Get(v)
	days, _ := person.MessageDays.Get(v)
	for _, d := range days {
		r.days = append(r.days, weekdays[d])
	}
	r.parts, _ = person.MessageHours.Get(v)
	r.words, _ = person.MessageWords.Get(v)
	r.others = reader != "person"
	if !ok || !r.agreed() {
		return Rule{}
	}
	return r
}

func (r Rule) agreed() bool {
	return len(r.to) > 0 && len(r.days) > 0 && len(r.parts) > 0 && r.words != ""
}

// Ways returns by which ways the person agreed to messages.
func (r Rule) Ways() []Way {
	return slices.DeleteFunc(slices.Clone(Ways), func(w Way) bool { return r.to[w] == "" })
}

// A Question is what the gate is asked.
type Question struct {
	Rule   Rule
	Limits []string // ways in which the person said that they must not be reached
	Way    Way
	Now    time.Time
	// Country is where the person is, as far as it is known; else where their case is kept.
	Country lindung.Country
	Last    time.Time // when one went by this way; zero for never
}

// A Verdict says whether a message goes now.
type Verdict struct {
	Goes  bool
	Until time.Time // it waits until then; zero if it goes, or never does
	Why   string    // it does not go now
}

// Never reports whether the message does not go as things are.
func (v Verdict) Never() bool { return !v.Goes && v.Until.IsZero() }

// Gate says whether a message may go now, and is the only maker of one. A state with several
// time zones asks for an hour that is right in each of them: the program does not know in
// which the person is.
//
// Source: ACTIP 14.5
func Gate(q Question) (Message, Verdict) {
	zones := lindung.Zones(q.Country)
	days, parts := narrowed(q.Rule, q.Limits, q.Country)
	switch {
	case slices.Contains(q.Limits, LimitMessages):
		return Message{}, Verdict{Why: WhyStopped}
	case !q.Rule.agreed():
		return Message{}, Verdict{Why: WhyNotAgreed}
	case q.Rule.to[q.Way] == "":
		return Message{}, Verdict{Why: WhyNoWay}
	case q.Rule.others && slices.Contains(q.Limits, LimitOthers):
		return Message{}, Verdict{Why: WhyReaders}
	case len(zones) == 0:
		return Message{}, Verdict{Why: WhyPlace}
	}
	why := closed(q, zones, days, parts, q.Now)
	if why == "" {
		return Message{way: q.Way, to: q.Rule.to[q.Way], words: q.Rule.words}, Verdict{Goes: true}
	}
	if until, ok := opens(q, zones, days, parts); ok {
		return Message{}, Verdict{Until: until, Why: why}
	}
	return Message{}, Verdict{Why: WhyNoTime}
}

// narrowed returns the days and parts of a day that the person has left.
func narrowed(r Rule, limits []string, at lindung.Country) (days []time.Weekday, parts []string) {
	rest := slices.Contains(limits, LimitWeekend)
	for _, d := range r.days {
		if !rest || !slices.Contains(weekend(at), d) {
			days = append(days, d)
		}
	}
	for _, p := range r.parts {
		if !slices.Contains(limits, "not_"+p) {
			parts = append(parts, p)
		}
	}
	return days, parts
}

// weekend returns the days that may be meant by it: in Brunei, and in some states of
// Malaysia, Friday is one of them.
func weekend(at lindung.Country) []time.Weekday {
	if at == "BN" || at == "MY" {
		return []time.Weekday{time.Friday, time.Saturday, time.Sunday}
	}
	return []time.Weekday{time.Saturday, time.Sunday}
}

// closed returns why nothing goes at a moment; "" if it may.
func closed(q Question, zones []*time.Location, days []time.Weekday, parts []string, at time.Time) string {
	for _, zone := range zones {
		there := at.In(zone)
		if !slices.Contains(days, there.Weekday()) {
			return WhyDay
		}
		in := func(part string) bool {
			s, ok := spans[part]
			return ok && s.from <= there.Hour() && there.Hour() < s.until
		}
		if !slices.ContainsFunc(parts, in) {
			return WhyHour
		}
		if !q.Last.IsZero() && lindung.DateOf(there) == lindung.DateOf(q.Last.In(zone)) {
			return WhyOften
		}
	}
	return ""
}

// opens returns the first quarter of an hour at which a message may go, within the days after
// now in which every day of a week has come.
func opens(q Question, zones []*time.Location, days []time.Weekday, parts []string) (time.Time, bool) {
	const step, furthest = 15 * time.Minute, 9 * 24 * time.Hour
	for at := q.Now.Truncate(step).Add(step); at.Before(q.Now.Add(furthest)); at = at.Add(step) {
		if closed(q, zones, days, parts, at) == "" {
			return at, true
		}
	}
	return time.Time{}, false
}
