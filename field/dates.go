package field

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"lindung"
)

// Years before firstYear are slips of the pen; from buddhist on they count
// from the Buddha's passing, 543 years before the common era.
const (
	firstYear = 1900
	buddhist  = 2400
	buddhaEra = 543
)

// dateline is how far the earliest clocks are ahead of UTC: a date that is
// today anywhere is not in the future.
const dateline = 14 * time.Hour

// readDate reads 2001-05-12, 2001-05 and 2001, the same with other separators,
// and day, month, year or month, day, year where the numbers leave no doubt
// which is which. 03/04/2001 can be two days and is refused.
func (i *Info) readDate(s string, r reading) (any, *Problem) {
	s = trim(digits(s))
	if r.file {
		if d, ok := serial(s); ok {
			return i.checkDate(d, r)
		}
		var ok bool
		if s, ok = withoutTime(s); !ok {
			return nil, i.problem("problem.date.moment")
		}
	}
	parts := strings.FieldsFunc(withoutEra(s), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("-/.‐‑–", r)
	})
	n, ok := numbers(parts)
	if !ok {
		return nil, i.problem("problem.date")
	}
	if len(parts[0]) < 4 {
		var bad string
		if n, bad = yearFirst(n, parts); bad != "" {
			return nil, i.problem(bad)
		}
	}
	return i.checkDate(dateOf(n), r)
}

// numbers reads one to three numbers of at most four digits.
func numbers(parts []string) ([]int, bool) {
	if len(parts) == 0 || len(parts) > 3 {
		return nil, false
	}
	n := make([]int, len(parts))
	for at, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 || v < 1 || p[0] == '+' {
			return nil, false
		}
		n[at] = v
	}
	return n, true
}

// yearFirst turns day, month, year, or month, day, year, or month, year into
// year, month, day, or says why it cannot. Two digits are no year.
func yearFirst(n []int, parts []string) (ymd []int, bad string) {
	last := len(n) - 1
	if last == 0 || len(parts[last]) != 4 {
		return nil, "problem.date.year"
	}
	ymd = slices.Insert(n[:last:last], 0, n[last])
	if last == 1 {
		return ymd, ""
	}
	switch first, second := n[0], n[1]; {
	case first > 12:
		ymd[1], ymd[2] = second, first
	case second <= 12 && first != second:
		return nil, "problem.date.ambiguous"
	}
	return ymd, ""
}

func dateOf(n []int) lindung.Date {
	d := lindung.Date{Year: n[0]}
	if len(n) > 1 {
		d.Month = n[1]
	}
	if len(n) > 2 {
		d.Day = n[2]
	}
	if d.Year >= buddhist {
		d.Year -= buddhaEra
	}
	return d
}

func (i *Info) checkDate(d lindung.Date, r reading) (any, *Problem) {
	switch {
	case !d.Valid(), d.Year < firstYear, d.Year >= buddhist:
		return nil, i.problem("problem.date.impossible")
	case !i.Ahead && d.After(r.now.Add(dateline)):
		return nil, i.problem("problem.date.future")
	}
	return d, nil
}

// serial reads a day as spreadsheets count them, from 10000 (1927) on: shorter
// numbers could be years. The time of day after the point does not matter.
func serial(s string) (lindung.Date, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) != 5 || strings.Trim(whole+fraction, "0123456789") != "" || whole[0] == '0' {
		return lindung.Date{}, false
	}
	days, err := strconv.Atoi(whole)
	if err != nil {
		return lindung.Date{}, false
	}
	// Day 1 is 1 January 1900, and a 29 February 1900 is counted that never was.
	return lindung.DateOf(time.Date(1899, 12, 30+days, 0, 0, 0, 0, time.UTC)), true
}

// withoutTime takes the time of day off 2001-05-12 13:45:00, and off a timestamp
// with an offset that says midnight. Any other timestamp with an offset is a
// moment, and its day depends on the place: false.
func withoutTime(s string) (string, bool) {
	const day = len("2001-05-12")
	if len(s) <= day || (s[day] != 'T' && s[day] != ' ') || !strings.Contains(s[day:], ":") {
		return s, true
	}
	clock := s[day+1:]
	if at := strings.IndexAny(clock, "Zz+-"); at >= 0 && strings.Trim(clock[:at], "0:. ") != "" {
		return s, false
	}
	return s[:day], true
}

// withoutEra takes off the words with which Thai and Lao texts mark the
// Buddhist era; the size of the year says it too.
func withoutEra(s string) string {
	for _, era := range []string{"พ.ศ.", "ພ.ສ.", "B.E.", "BE"} {
		s = strings.Replace(s, era, " ", 1)
	}
	return s
}
