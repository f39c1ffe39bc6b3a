package convention

import (
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
