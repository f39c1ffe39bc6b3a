package convention

import (
	"strings"

	"lindung"
	"lindung/i18n"
)

// Why says in words why a fact is open.
func (o OpenFact) Why(t i18n.T, known lindung.Date) string {
	key := "convention.reason." + o.Reason
	switch {
	case o.Reason == ReasonInterval && o.Days.Open():
		key += "." + o.Fact + ".open"
	case o.Reason == ReasonInterval:
		key += "." + o.Fact
	}
	return t.Text(key, "first", o.Days.First, "last", o.Days.Last, "known", known)
}

// Text says the span in words: one day, the days between which it lies, or that
// it is not established.
func (s Span) Text(t i18n.T) string {
	switch {
	case s.IsZero():
		return t.Text("convention.span.none")
	case s.Exact():
		return t.Date(s.First)
	case s.Open():
		return t.Text("convention.span.from", "first", s.First)
	case s.First.IsZero():
		return t.Text("convention.span.until", "last", s.Last)
	}
	return t.Text("convention.span.between", "first", s.First, "last", s.Last)
}

// Texts says how long it took states from one step to another: those whose days
// are both established in one sentence, and the others in another.
func (l Lapse) Texts(t i18n.T) []string {
	var all []string
	from, to := t.Text("convention.step."+string(l.From)), t.Text("convention.step."+string(l.To))
	if n := len(l.Sure); n > 0 {
		least, most := l.Range()
		all = append(all, t.Text("convention.road.lapse", "n", n, "from", from, "to", to, "least", least, "most", most, "median", l.Median()))
	}
	var loose []string
	for _, d := range l.Loose {
		key := "convention.road.between"
		if d.Open {
			key = "convention.road.at_least"
		}
		loose = append(loose, t.Text(key, "state", d.State, "least", d.Least, "most", d.Most))
	}
	if len(loose) > 0 {
		all = append(all, t.Text("convention.road.loose", "from", from, "to", to, "states", strings.Join(loose, t.Text("common.list_separator"))))
	}
	return all
}
