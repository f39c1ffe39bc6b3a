package convention

import (
	"cmp"
	"time"

	"lindung"
)

// Span is the days between which something must lie. First equals Last when the
// day is established. A Span whose Last is zero is open: it lies on First or on
// any later day, and perhaps on none, because no source sets an end. One whose
// First is zero had happened by Last. The zero Span is no day at all.
type Span struct{ First, Last lindung.Date }

// On returns the Span of one established day.
func On(day lindung.Date) Span { return Span{day, day} }

// Between returns the Span from one day to another; both are its own.
func Between(first, last lindung.Date) Span { return Span{first, last} }

// IsZero reports whether s is no day at all.
func (s Span) IsZero() bool { return s == Span{} }

// Open reports whether no source sets an end to s.
func (s Span) Open() bool { return !s.IsZero() && s.Last.IsZero() }

// Exact reports whether s is one established day.
func (s Span) Exact() bool { return !s.IsZero() && s.First == s.Last }

// Certain reports whether what s dates had happened by the end of the day,
// whichever of its days was the one. An open Span is never certain: time alone
// establishes nothing.
func (s Span) Certain(day lindung.Date) bool { return !s.Last.IsZero() && !later(s.Last, day) }

// Possible reports whether what s dates may have happened by the end of the
// day, without it being certain.
func (s Span) Possible(day lindung.Date) bool {
	return !s.IsZero() && !later(s.First, day) && !s.Certain(day)
}

// Contains reports whether day is one of the days of s.
func (s Span) Contains(day lindung.Date) bool {
	return !s.IsZero() && !later(s.First, day) && (s.Open() || !later(day, s.Last))
}

// join returns the smallest Span that holds both.
func (s Span) join(o Span) Span {
	if s.IsZero() {
		return o
	}
	if o.IsZero() {
		return s
	}
	return Span{earliest(s.First, o.First), lastOf(s.Last, o.Last)}
}

// meet returns the days that both leave possible; a Span that is no day at all
// limits nothing.
func (s Span) meet(o Span) Span {
	if s.IsZero() {
		return o
	}
	if o.IsZero() {
		return s
	}
	end := s.Last
	if compareEnds(o.Last, end) < 0 {
		end = o.Last
	}
	return Span{latest(s.First, o.First), end}
}

// compareEnds orders the ends of Spans; no end comes after every day.
func compareEnds(a, b lindung.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return compare(a, b)
}

// lastOf returns the later of two ends.
func lastOf(a, b lindung.Date) lindung.Date {
	if compareEnds(a, b) < 0 {
		return b
	}
	return a
}

// compare orders days; a month or a year comes before its own days.
func compare(a, b lindung.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

func later(a, b lindung.Date) bool { return compare(a, b) > 0 }

func latest(a, b lindung.Date) lindung.Date {
	if later(a, b) {
		return a
	}
	return b
}

func earliest(a, b lindung.Date) lindung.Date {
	if later(a, b) {
		return b
	}
	return a
}

// whole reports whether d names one day.
func whole(d lindung.Date) bool { return d.Day != 0 }

func addDays(d lindung.Date, n int) lindung.Date {
	return lindung.DateOf(d.First().AddDate(0, 0, n))
}

// addMonths keeps to the end of a short month: 31 January and one month is the
// last day of February.
func addMonths(d lindung.Date, n int) lindung.Date {
	end := time.Date(d.Year, time.Month(d.Month+n+1), 0, 0, 0, 0, 0, time.UTC)
	return lindung.Date{Year: end.Year(), Month: int(end.Month()), Day: min(d.Day, end.Day())}
}
