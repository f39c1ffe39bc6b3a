package lindung

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
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

// What [ReadDate] refuses, besides [ErrDate]: a year of two digits, or none; two
// numbers that can each be the month; a day that the calendar does not have.
var (
	ErrDateYear       = errors.New("a year has four digits")
	ErrDateOrder      = errors.New("the day and the month cannot be told apart")
	ErrDateImpossible = errors.New("not a day of the calendar")
)

// Years from Buddhist on count from the Buddha's passing, BuddhaEra years before
// the common era.
const (
	Buddhist  = 2400
	BuddhaEra = 543
)

// ReadDate reads a date as people of the region type it: 2001-05-12, 2001-05 and
// 2001, the same with other separators, in digits of any script and in years of
// the Buddhist era, and day, month, year or month, day, year where the numbers
// leave no doubt which is which.
func ReadDate(s string) (Date, error) {
	parts := strings.FieldsFunc(withoutEra(Digits(s)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("-/.‐‑–", r)
	})
	n, err := numbers(parts)
	if err != nil {
		return Date{}, err
	}
	if len(parts[0]) < 4 {
		if n, err = yearFirst(n, parts); err != nil {
			return Date{}, err
		}
	}
	n = append(n, 0, 0)
	d := Date{n[0], n[1], n[2]}
	if d.Year >= Buddhist {
		d.Year -= BuddhaEra
	}
	if !d.Valid() || d.Year >= Buddhist {
		return Date{}, ErrDateImpossible
	}
	return d, nil
}

// numbers reads one to three numbers of at most four digits.
func numbers(parts []string) ([]int, error) {
	if len(parts) == 0 || len(parts) > 3 {
		return nil, ErrDate
	}
	n := make([]int, len(parts))
	for at, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 || v < 1 || p[0] == '+' {
			return nil, ErrDate
		}
		n[at] = v
	}
	return n, nil
}

// yearFirst turns day, month, year, or month, day, year, or month, year into
// year, month, day. Two digits are no year. 03/04/2001 can be two days.
func yearFirst(n []int, parts []string) ([]int, error) {
	last := len(n) - 1
	if last == 0 || len(parts[last]) != 4 {
		return nil, ErrDateYear
	}
	ymd := slices.Insert(n[:last:last], 0, n[last])
	if last == 1 {
		return ymd, nil
	}
	switch first, second := n[0], n[1]; {
	case first > 12:
		ymd[1], ymd[2] = second, first
	case second <= 12 && first != second:
		return nil, ErrDateOrder
	}
	return ymd, nil
}

// withoutEra takes off the words with which Thai and Lao texts mark the
// Buddhist era; the size of the year says it too.
func withoutEra(s string) string {
	for _, era := range []string{"พ.ศ.", "ພ.ສ.", "B.E.", "BE"} {
		s = strings.Replace(s, era, " ", 1)
	}
	return s
}

// zeros are the zeros of the digits that people of the region write with.
const zeros = "0٠۰०০௦๐໐၀႐០᧐᪀᪐᭐᮰꤀꧐꧰꩐０"

// Digits turns native digits into 0 to 9 and leaves the rest.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}
