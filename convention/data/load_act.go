package data

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

func (l *loader) acts() {
	for _, w := range l.table("ratifications.csv", "instrument", "state", "fact", "not_before", "not_after", "value", "source_url",
		"read_in", "source_day", "says", "certainty", "note", "working_note", "checked", "recorded") {
		f := convention.ActFact{
			Instrument: l.instrument(w), State: w.state(), Fact: w.need("fact"), Value: w.cells["value"],
			Days: convention.Between(w.day("not_before"), w.day("not_after")), Note: w.cells["note"],
			Recorded: w.day("recorded"), Line: w.line, Evidence: w.evidence(),
		}
		if f.Recorded.IsZero() {
			f.Recorded = f.Checked
		}
		w.judgeFact(f)
		w.judgeLimits(f.Days, f.Evidence)
		w.judgeWords(f.Days, f.Evidence)
		l.judgeTwice(w, f)
		l.judgeAdoption(w, f)
		l.c.Acts = append(l.c.Acts, f)
	}
	l.judgeOrder()
}

// standings are all standings that a line may name; that a state is a party is
// said by its deposit, or by party_by.
var standings = []convention.Standing{convention.Signatory, convention.Denounced, convention.Approved, convention.Announced,
	convention.NotParty, convention.NotPartyMemory, convention.Unknown}

// judgeFact says whether a line has what its kind of fact needs, and no more.
func (w row) judgeFact(f convention.ActFact) {
	if !slices.Contains(convention.ActFacts, f.Fact) {
		w.bad(RuleReference, "fact: %q is not one of %s", f.Fact, strings.Join(convention.ActFacts, ", "))
	}
	exact := f.Days.Exact()
	switch f.Fact {
	case convention.ActStanding:
		w.judgeStanding(f)
	case convention.ActReservation:
		w.need("value")
	case convention.ActInForce:
		if f.Value != "stated" && f.Value != "computed" {
			w.bad(RuleFormat, "value: %q; a day in force is stated or computed", f.Value)
		}
		if f.Value == "computed" && f.Certainty == convention.Verified {
			w.bad(RuleVerified, "a computed day is marked verified: no source states it")
		}
	case convention.ActPartyBy:
		if f.Days.Last.IsZero() {
			w.bad(RuleMissing, "party_by needs not_after: the day by which a source treats the state as a party")
		}
		exact = true
	case convention.ActDeposited:
		exact = true
	}
	if !exact && slices.Contains([]string{convention.ActInForce, convention.ActApproved}, f.Fact) {
		w.bad(RuleInterval, "%s needs one day, the same in not_before and not_after", f.Fact)
	}
	if f.Fact != convention.ActStanding && f.Fact != convention.ActReservation && f.Days.IsZero() {
		w.bad(RuleMissing, "%s needs a day, or not_before", f.Fact)
	}
}

func (w row) judgeStanding(f convention.ActFact) {
	standing := convention.Standing(f.Value)
	switch {
	case !slices.Contains(standings, standing):
		w.bad(RuleCertainty, "value: %q is not a standing", f.Value)
	case standing == convention.NotPartyMemory && f.Certainty.Counts():
		w.bad(RuleMemory, "what is unverified is marked %s", f.Certainty)
	case standing == convention.Unknown && f.Certainty.Counts():
		w.bad(RuleMemory, "what is unknown is marked %s", f.Certainty)
	case standing == convention.Announced && f.Days.IsZero():
		w.bad(RuleMissing, "an announcement needs its day")
	}
}

// judgeTwice finds a line that says again what another line says. A correction
// has a day of its own on which it was recorded.
func (l *loader) judgeTwice(w row, a convention.ActFact) {
	for _, b := range l.c.Acts {
		if a.Instrument == b.Instrument && a.State == b.State && a.Fact == b.Fact && a.Recorded == b.Recorded {
			w.bad(RuleTwice, "%s of %s under %s is already on line %d: a correction needs its own day in recorded", a.Fact, a.State, a.Instrument, b.Line)
			return
		}
	}
}

func (l *loader) judgeAdoption(w row, a convention.ActFact) {
	in, ok := l.instrumentOf(a.Instrument)
	if ok && !in.Adopted.IsZero() && !a.Days.First.IsZero() && later(in.Adopted, a.Days.First) {
		w.bad(RuleAdoption, "%s %s is before %s was adopted on %s", a.Fact, a.Days.First, in.ID, in.Adopted)
	}
}

// judgeOrder compares the days of the latest facts of each state under each
// treaty: what comes first in law cannot come last in the data.
func (l *loader) judgeOrder() {
	type key struct {
		instrument string
		state      lindung.Country
	}
	latest := map[key]map[string]convention.ActFact{}
	for _, f := range l.c.Acts {
		k := key{f.Instrument, f.State}
		if latest[k] == nil {
			latest[k] = map[string]convention.ActFact{}
		}
		if old, ok := latest[k][f.Fact]; !ok || !later(old.Recorded, f.Recorded) {
			latest[k][f.Fact] = f
		}
	}
	order := []string{convention.ActSigned, convention.ActApproved, convention.ActDeposited, convention.ActInForce}
	for _, f := range l.c.Acts {
		facts := latest[key{f.Instrument, f.State}]
		if facts[f.Fact].Line != f.Line {
			continue
		}
		for _, name := range order[:max(slices.Index(order, f.Fact), 0)] {
			first := facts[name].Days.First
			if end := f.Days.Last; !first.IsZero() && !end.IsZero() && later(first, end) {
				l.add(place{"ratifications.csv", f.Line}, RuleOrder, "%s %s is before %s %s", f.Fact, end, name, first)
			}
		}
	}
}

func (l *loader) instrumentOf(id string) (convention.Instrument, bool) {
	for _, in := range l.c.Instruments {
		if in.ID == id {
			return in, true
		}
	}
	return convention.Instrument{}, false
}
