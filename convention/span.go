package convention

import (
	"cmp"
	"time"

	"lindung"
)

// Span is the days between which something must lie. First equals Last when the
// day is established; the zero Span is no day at all.
type Span struct{ First, Last lindung.Date }

// On returns the Span of one established day.
func On(day lindung.Date) Span { return Span{day, day} }

// Between returns the Span from one day to another; both are its own.
func Between(first, last lindung.Date) Span { return Span{first, last} }

// IsZero reports whether s is no day at all.
func (s Span) IsZero() bool { return s.Last.IsZero() }

// Exact reports whether s is one established day.
func (s Span) Exact() bool { return !s.IsZero() && s.First == s.Last }

// Certain reports whether what s dates had happened by the end of the day,
// whichever of its days was the one.
func (s Span) Certain(day lindung.Date) bool { return !s.IsZero() && !later(s.Last, day) }

// Possible reports whether what s dates may have happened by the end of the
// day, without it being certain.
func (s Span) Possible(day lindung.Date) bool {
	return !s.IsZero() && !later(s.First, day) && later(s.Last, day)
}

// Contains reports whether day is one of the days of s.
func (s Span) Contains(day lindung.Date) bool {
	return !s.IsZero() && !later(s.First, day) && !later(day, s.Last)
}

// join returns the smallest Span that holds both.
func (s Span) join(o Span) Span {
	if s.IsZero() {
		return o
	}
	if o.IsZero() {
		return s
	}
	return Span{earliest(s.First, o.First), latest(s.Last, o.Last)}
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
