package lindung

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a day as people know it: a whole day, a month of a year, or a year.
// Month and Day are zero when they are not known; the zero Date is no date.
// Years are Gregorian.
type Date struct{ Year, Month, Day int }

// ErrDate says that a text is not a date of the calendar in the form
// 2001, 2001-05 or 2001-05-12.
var ErrDate = errors.New("not a date")

// ParseDate reads 2001-05-12, 2001-05 or 2001. A day that the calendar does not
// have (2001-02-31) is ErrDate.
func ParseDate(s string) (Date, error) {
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return Date{}, ErrDate
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 1 || (i > 0 && len(p) != 2) {
			return Date{}, ErrDate
		}
		n[i] = v
	}
	d := Date{n[0], n[1], n[2]}
	if !d.Valid() {
		return Date{}, ErrDate
	}
	return d, nil
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// Valid reports whether d is a day, month or year of the calendar.
func (d Date) Valid() bool {
	if d.Year < 1 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 || (d.Day > 0 && d.Month == 0) {
		return false
	}
	return d.Day == 0 || d.Day <= time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d == Date{} }

// String returns d in the form that ParseDate reads; "" for the zero Date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// First returns the first day that d can mean.
func (d Date) First() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last returns the last day that d can mean.
func (d Date) Last() time.Time {
	switch {
	case d.Month == 0:
		return time.Date(d.Year, 12, 31, 0, 0, 0, 0, time.UTC)
	case d.Day == 0:
		return time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return d.First()
}

// After reports whether every day that d can mean lies after the day of now in
// now's own location.
func (d Date) After(now time.Time) bool { return d.First().After(DateOf(now).First()) }
