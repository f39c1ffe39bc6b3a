package data

import (
	"cmp"
	"slices"

	"lindung"
	"lindung/convention"
)

// steps reads the steps of the states towards a treaty. A step whose source is an
// event or a fact of ratifications.csv has none of its own.
func (l *loader) steps() {
	for _, w := range l.table("steps.csv", "id", "instrument", "state", "kind", "event", "scope", "not_before", "not_after", "body", "document",
		"source_url", "read_in", "source_day", "says", "certainty", "note", "working_note", "checked", "recorded") {
		x := convention.Step{
			ID: w.need("id"), Instrument: l.instrument(w), State: w.state(), Kind: w.stepKind(), Event: w.cells["event"],
			Group: w.cells["scope"] == "group", Days: convention.Between(w.day("not_before"), w.day("not_after")),
			Body: w.cells["body"], Document: w.cells["document"], Note: w.cells["note"], Recorded: w.day("recorded"), Line: w.line,
		}
		if scope := w.cells["scope"]; scope != "" && scope != "group" {
			w.bad(RuleFormat, "scope: %q is not group, or empty for a step whose source names the treaty", scope)
		}
		if x.Recorded.IsZero() {
			w.bad(RuleChecked, "recorded: the day from which we knew it is missing")
		}
		l.judgeStepTwice(w, x)
		l.stepSource(w, &x)
		l.c.Steps = append(l.c.Steps, x)
	}
	l.judgeRoad()
}

// stepKind returns a kind of step.
func (w row) stepKind() convention.StepKind {
	kind := convention.StepKind(w.need("kind"))
	if kind.Order() < 0 {
		w.bad(RuleReference, "kind: %q is not one of %v", kind, convention.StepKinds)
	}
	return kind
}

// stepSource gives a step its day and its evidence: its own, those of an event, or
// those of the fact in ratifications.csv that says the same.
func (l *loader) stepSource(w row, x *convention.Step) {
	own := w.cells["certainty"]+w.cells["source_url"]+w.cells["not_before"]+w.cells["not_after"] != ""
	fact, known := l.factOf(*x)
	switch {
	case x.Event != "" && own:
		w.bad(RuleTwice, "event: day and source of %s are in events.csv; leave them empty here", x.Event)
	case x.Event != "":
		l.stepOfEvent(w, x)
	case own:
		x.Evidence = w.evidence()
		w.judgeLimits(x.Days, x.Evidence)
		w.judgeWords(x.Days, x.Evidence)
		if known && !x.Group && fact.Days != x.Days {
			w.bad(RuleEqual, "not_before: %s of %s is %s to %s here, and %s to %s in ratifications.csv:%d", x.Kind, x.State,
				x.Days.First, x.Days.Last, fact.Days.First, fact.Days.Last, fact.Line)
		}
	case known:
		x.FromAct = true
	default:
		w.bad(RuleSource, "a step needs a source: its own, an event, or a fact of ratifications.csv that says the same")
	}
}

// factOf returns the last fact of ratifications.csv that says the same as a step. An
// announcement is one among the standings.
func (l *loader) factOf(x convention.Step) (convention.ActFact, bool) {
	var last convention.ActFact
	found := false
	for _, f := range l.c.Acts {
		if f.Instrument == x.Instrument && f.State == x.State && f.Fact == x.Kind.Fact() && !later(last.Recorded, f.Recorded) {
			last, found = f, f.Fact != convention.ActStanding || convention.Standing(f.Value) == convention.Announced
		}
	}
	return last, found
}

func (l *loader) stepOfEvent(w row, x *convention.Step) {
	i := slices.IndexFunc(l.c.Events, func(e convention.Event) bool { return e.ID == x.Event })
	if i < 0 {
		w.bad(RuleReference, "event: %q is not an event of events.csv", x.Event)
		return
	}
	e := l.c.Events[i]
	if e.Instrument != "" && e.Instrument != x.Instrument {
		w.bad(RuleInstrument, "event: %s is about %s", e.ID, e.Instrument)
	}
	if e.Instrument == "" && !x.Group {
		w.bad(RuleReference, "event: %s names no treaty, so the scope of the step is group", e.ID)
	}
	x.Days = convention.Between(lindung.DateOf(e.First.First()), lindung.DateOf(e.Last.Last()))
	x.Evidence, x.Note = e.Evidence, cmp.Or(x.Note, e.Note)
}

// judgeStepTwice finds an id that stands there again without a day of its own from
// which it was known.
func (l *loader) judgeStepTwice(w row, x convention.Step) {
	for _, o := range l.c.Steps {
		if o.ID != x.ID {
			continue
		}
		if o.Recorded == x.Recorded {
			w.bad(RuleTwice, "step %q is already on line %d: a correction needs its own day in recorded", x.ID, o.Line)
		}
		if o.State != x.State || o.Instrument != x.Instrument {
			w.bad(RuleDuplicate, "step %q is of another state or treaty on line %d", x.ID, o.Line)
		}
	}
}

// judgeRoad compares the days of the steps of each state: what comes first on the
// road cannot come last in the data. A step whose source does not name the treaty
// is left out.
//
// Source: ACTIP 28
func (l *loader) judgeRoad() {
	last := map[string]convention.Step{}
	for _, x := range l.c.Steps {
		if old, ok := last[x.ID]; !ok || !later(old.Recorded, x.Recorded) {
			last[x.ID] = x
		}
	}
	for _, x := range l.c.Steps {
		if last[x.ID].Line != x.Line || x.Group {
			continue
		}
		end := l.stepDays(x).Last
		for _, o := range l.c.Steps {
			first := l.stepDays(o).First
			if last[o.ID].Line == o.Line && !o.Group && o.Instrument == x.Instrument && o.State == x.State && o.Kind.Order() < x.Kind.Order() &&
				!first.IsZero() && !end.IsZero() && later(first, end) {
				l.add(place{"steps.csv", x.Line}, RuleOrder, "not_after: %s %s is before %s %s", x.Kind, end, o.Kind, first)
			}
		}
	}
}

// stepDays returns the days of a step, from ratifications.csv where it has none of
// its own.
func (l *loader) stepDays(x convention.Step) convention.Span {
	if f, ok := l.factOf(x); ok && x.FromAct {
		return f.Days
	}
	return x.Days
}

// procedures reads who holds the pen in each state.
func (l *loader) procedures() {
	for _, w := range l.table("routes.csv", "state", "n", "kind", "body", "does", "law", "source_url", "read_in", "source_day", "says",
		"certainty", "note", "working_note", "checked", "recorded") {
		p := convention.Procedure{
			State: w.state(), Number: w.count("n"), Kind: w.stepKind(), Body: w.need("body"), Does: w.need("does"), Law: w.cells["law"],
			Note: w.cells["note"], Recorded: w.day("recorded"), Line: w.line, Evidence: w.evidence(),
		}
		if p.Number == 0 {
			w.bad(RuleFormat, "n: the lines of a state are numbered from 1")
		}
		if p.Recorded.IsZero() {
			w.bad(RuleChecked, "recorded: the day from which we knew it is missing")
		}
		if p.Certainty == convention.Memory {
			w.bad(RuleMemory, "law from memory is no fact: open its source, or say that it is open")
		}
		for _, o := range l.c.Procedures {
			if o.State == p.State && o.Number == p.Number && o.Recorded == p.Recorded {
				w.bad(RuleTwice, "line %d of %s is already on line %d: a correction needs its own day in recorded", p.Number, p.State, o.Line)
			}
		}
		l.c.Procedures = append(l.c.Procedures, p)
	}
}
