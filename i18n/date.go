package i18n

import (
	"math"
	"strconv"
	"strings"
	"time"

	"lindung"
)

// Date writes a date out as far as it is known: "3 March 2026", "March 2026" or
// "2026"; "" for no date. Thai shows both eras. What the calendar does not have is
// written as it was given.
func (t T) Date(d lindung.Date) string {
	if !d.Valid() {
		return d.String()
	}
	l := t.book().locale
	pattern := l.day
	switch {
	case d.Month == 0:
		pattern = l.year
	case d.Day == 0:
		pattern = l.month
	}
	return fill(pattern, func(place string) string {
		switch place {
		case "d":
			return strconv.Itoa(d.Day)
		case "month":
			return l.months[d.Month-1]
		case "be":
			return strconv.Itoa(d.Year + lindung.BuddhaEra)
		}
		return strconv.Itoa(d.Year)
	})
}

// fill puts what at returns into the places {…} of a pattern.
func fill(pattern string, at func(place string) string) string {
	var b strings.Builder
	for pattern != "" {
		before, rest, _ := strings.Cut(pattern, "{")
		place, after, found := strings.Cut(rest, "}")
		b.WriteString(before)
		if found {
			b.WriteString(at(place))
		}
		pattern = after
	}
	return b.String()
}

// Day writes the day of when, in its own location.
func (t T) Day(when time.Time) string { return t.Date(lindung.DateOf(when)) }

// Hour writes the hour of a moment as the language does.
func (t T) Hour(when time.Time) string { return when.Format(t.book().locale.clock) }

// Moment writes the day and the time of day of when, in its own location, on
// the 24-hour clock. A time in UTC says so, lest it be read as local time.
func (t T) Moment(when time.Time) string {
	l := t.book().locale
	clock := t.Hour(when)
	if when.Location() == time.UTC {
		clock += " UTC"
	}
	return fill(l.moment, func(place string) string {
		if place == "day" {
			return t.Day(when)
		}
		return clock
	})
}

// Near says how far the day of to lies from the day of from, both in the
// location of from: "today", "in 4 days", "2 days ago", "in 3 months". It counts
// days of the calendar, not hours.
func (t T) Near(from, to time.Time) string {
	days := dayNumber(to.In(from.Location())) - dayNumber(from)
	n, i := days, 3
	switch size := max(days, -days); {
	case size <= 1:
		return t.book().locale.near[1+days]
	case size > 730:
		n, i = days/365, 7
	case size > 60:
		n, i = int(math.Round(float64(days)*12/365)), 5
	}
	if n > 0 {
		i++
	}
	var b strings.Builder
	t.book().near[i].write(&b, t, []any{"n", max(n, -n)})
	return b.String()
}

func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
