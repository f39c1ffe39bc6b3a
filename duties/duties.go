// Package duties says what the law asks in one case: from the facts of the case and the
// law in force on a day it derives who owes what, since when that binds them, and until
// when it is due. It is pure: it knows no actor, no database and no clock.
//
// # Two sources
//
// Treaties: a [Rule] says from the facts which state owes what a paragraph asks, and
// package convention says whether the paragraph binds that state on the day, [Yes], [No] or
// [Open]. National law: a line of national.csv that says when it is owed is a duty of its
// own state, by its own time limit. So no open day of deposit leaves a person without.
//
// # What it never does
//
// It fills in nothing. A rule whose facts are not known gives the duty to find out, or
// none. Where a day is open, both readings are shown. Practice and policy are never shown
// as law, and neither is a paragraph that no one has read.
//
// Begin with [Read], [LawOn] and [Law.Duties].
package duties

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

// Binds says whether a duty binds its bearer on a day.
type Binds string

// The answers of [Binds].
const (
	Yes  Binds = "yes"
	No   Binds = "no"
	Open Binds = "open" // it is not established
)

// Duty is what one state owes in a case.
type Duty struct {
	Owed
	Rule      string // the name of a [Rule], or "national"
	Source    string // "ACTIP 14.3", or the national law and its article
	Says      string // what it asks, in the English words of the data
	Record    string // what proves that it was done, likewise
	Authority string // of the bearer, likewise; "" where none is established
	Strength  convention.Strength
	Limits    []string // its softeners and its words on time, likewise
	Binds     Binds
	Since     convention.Span       // the days between which it began to bind; zero where unknown
	Readings  []convention.Reading  // of the treaty's rule, where the day is open
	Unsettled []convention.OpenFact // what is not established
	TimeLimit *TimeLimit            // nil where the law names no time
	Certainty convention.Certainty  // of the least sure fact that it rests on
	Note      string                // of a national law, or the reservation of the bearer, likewise
}

// ID returns a name for the duty that is one in a case.
func (d Duty) ID() string {
	parts := []string{d.Rule, d.Source, string(d.Bearer)}
	if d.Towards != "" {
		parts = append(parts, string(d.Towards))
	}
	return strings.ReplaceAll(strings.Join(parts, "/"), " ", "-")
}

// A TimeLimit is a period that the law sets. From is zero where the day from which it runs is
// not known, and Until then too. Days are days of the calendar: no law that was read moves
// an end that falls on a Sunday or a holiday.
type TimeLimit struct {
	From, Until lindung.Date
	Source      string
	Words       string // the period in the English words of the data
}

// Law is the law on a day, as known on another. It may be used by many at once.
type Law struct {
	convention.When
	s          *convention.Snapshot
	paragraphs map[string]convention.Paragraph
	bonds      map[bondKey]bond
	national   map[lindung.Country]national
}

type bondKey struct {
	instrument string
	state      lindung.Country
}

// bond is whether a treaty binds a state.
type bond struct {
	binds     Binds
	since     convention.Span
	readings  []convention.Reading
	open      []convention.OpenFact
	certainty convention.Certainty
	reserved  string // the state's reservation, in the words of the data
}

// national is what is known of one state's law on the day.
type national struct {
	authorities map[string]string // by topic
	owed        []convention.Fact
}

// LawOn returns the law on a day, as known on another.
func LawOn(s *convention.Snapshot, when convention.When) *Law {
	l := &Law{When: when, s: s, paragraphs: map[string]convention.Paragraph{}, bonds: map[bondKey]bond{}, national: map[lindung.Country]national{}}
	instruments := map[string]bool{}
	for _, r := range Rules {
		for _, id := range r.Paragraphs {
			if p, ok := s.Paragraph(id); ok && !p.Unread() {
				l.paragraphs[id], instruments[p.Instrument] = p, true
			}
		}
	}
	for _, in := range s.Instruments() {
		for _, state := range lindung.States {
			if instruments[in.ID] {
				l.bonds[bondKey{in.ID, state}] = bondOf(s, in, state, when)
			}
		}
	}
	for _, state := range lindung.States {
		l.national[state] = nationalOf(s, state, when)
	}
	return l
}

// bondOf says whether a treaty binds a state on a day.
//
// Source: ACTIP 29.1; ACTIP 29.3
func bondOf(s *convention.Snapshot, in convention.Instrument, state lindung.Country, when convention.When) bond {
	found, open, bound := convention.BondOn(s, in, state, when)
	b := bond{No, found.Force, nil, open, found.ForceProof().Certainty, found.Act.Reservation}
	switch {
	case bound:
		b.binds = Yes
	case len(open) > 0:
		b.binds, b.readings = Open, found.Computed
		b.certainty = convention.NotEstablished
	}
	return b
}

// nationalOf returns the law of a state that was in force on a day, and the authorities
// that there were: one that has ceased, or was not there yet, is not named.
func nationalOf(s *convention.Snapshot, state lindung.Country, when convention.When) national {
	n := national{authorities: map[string]string{}}
	known, _ := s.National(state)
	for _, f := range known.All {
		if !f.Certainty.Counts() || f.Over(when.On) {
			continue
		}
		if f.Owed != nil {
			n.owed = append(n.owed, f)
		}
		if n.authorities[f.Name] == "" && f.Begun(when.On) != convention.NotYet {
			n.authorities[f.Name] = f.Text
		}
	}
	return n
}

// Duties returns what is owed in a case, by the rules in their order, and then by national
// law. A state that the data does not know, one outside ASEAN, is not among the bearers:
// nothing is said of it.
func (l *Law) Duties(f Facts) []Duty {
	var all []Duty
	for _, r := range Rules {
		for _, o := range r.Owed(f) {
			for _, id := range r.Paragraphs {
				if p, ok := l.paragraphs[id]; ok && slices.Contains(lindung.States, o.Bearer) {
					all = append(all, l.treaty(r, p, o))
				}
			}
		}
	}
	for _, state := range lindung.States {
		for _, fact := range l.national[state].owed {
			if why, ok := f.meets(state, fact.Owed.When); ok {
				all = append(all, l.law(state, fact, f, why))
			}
		}
	}
	return all
}

// treaty makes the duty of one paragraph.
func (l *Law) treaty(r Rule, p convention.Paragraph, o Owed) Duty {
	b := l.bonds[bondKey{p.Instrument, o.Bearer}]
	if b.binds == Yes && convention.Names(b.reserved, p.Article) {
		b.binds, b.certainty = Open, convention.NotEstablished
	}
	limits := slices.Clone(p.Softeners)
	if p.TimeLimit != "" {
		limits = append(limits, p.TimeLimit)
	}
	return Duty{
		Owed: o, Rule: r.Name, Source: p.Ref(), Says: p.Summary, Record: p.Record, Authority: l.national[o.Bearer].authorities[r.Topic],
		Strength: p.Strength, Limits: limits, Binds: b.binds, Since: b.since, Readings: b.readings, Unsettled: b.open,
		Certainty: weaker(p.Certainty, b.certainty), Note: b.reserved,
	}
}

// law makes the duty of one line of national law.
func (l *Law) law(state lindung.Country, fact convention.Fact, f Facts, why string) Duty {
	d := Duty{
		Owed: Owed{state, "", why}, Rule: "national", Source: fact.Law, Says: fact.Text, Note: fact.Note,
		Authority: l.national[state].authorities[leads[fact.Name]], Strength: fact.Owed.Strength,
		Since: fact.Starts(), Certainty: fact.Certainty,
		Binds: map[convention.Begun]Binds{convention.Already: Yes, convention.NotYet: No, convention.NotKnown: Open}[fact.Begun(l.On)],
	}
	if fact.Owed.Within > 0 {
		d.TimeLimit = &TimeLimit{Source: fact.Law, Words: fact.Value}
		if from := f.Days.named(fact.Owed.From); !from.IsZero() && fact.Begun(from) != convention.NotYet {
			d.TimeLimit.From, d.TimeLimit.Until = from, fact.Owed.Ends(from)
		}
	} else if fact.Value != "" {
		d.Limits = []string{fact.Value}
	}
	return d
}

// leads are the topics of the facts that name the authority for a topic of national law.
var leads = map[string]string{
	"identification": "identification_lead", "assistance": "protection_lead", "information": "protection_lead", "shelter": "protection_lead",
}

// named returns one of the days by its key.
func (d Days) named(key string) lindung.Date {
	return map[string]lindung.Date{
		"found": d.Found, "identified": d.Identified, "detained_since": d.DetainedSince, "charged": d.Charged,
	}[key]
}

// meets reports whether a case meets all conditions under which a national law asks
// something of its state, and gives the last of them as the reason. National law protects
// whom it names, whatever treaty binds the state.
func (f Facts) meets(state lindung.Country, when []string) (why string, ok bool) {
	for _, c := range when {
		if !f.meet(state, c) {
			return "", false
		}
		why = c
	}
	if why == "protected" {
		why = f.whyProtected()
	}
	return why, why != ""
}

// meet reports whether a case meets one of [convention.Conditions].
func (f Facts) meet(state lindung.Country, condition string) bool {
	here := f.States.Found == state
	switch condition {
	case "protected":
		return here && f.protected()
	case "not_decided":
		return here && slices.Contains([]Status{NoDecision, Presumed, Reopened, Appealed}, f.Known.Status)
	case "child":
		return here && f.mayBeChild()
	case "detained":
		return here && is(f.Known.Detained)
	case "charged":
		return here && is(f.Known.Charged)
	case "criminal_case":
		return here && is(f.Known.CriminalCase)
	case "claims":
		return here && is(f.Known.ClaimsCompensation)
	case "foreign":
		return here && f.foreign()
	case "wants_return":
		return here && f.Known.WantsReturn == Wanted
	case "national_abroad":
		return f.protected() && f.States.Found != "" && !here && slices.Contains(f.Person.Citizenships, state)
	}
	return false
}

// weaker returns the less sure of two.
func weaker(a, b convention.Certainty) convention.Certainty {
	order := []convention.Certainty{convention.Verified, convention.Partly, convention.Memory, convention.NotEstablished}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
