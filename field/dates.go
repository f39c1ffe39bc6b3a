package field

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"lindung"
)

// firstYear is the first year that is not a slip of the pen.
const firstYear = 1900

// dateline is how far the earliest clocks are ahead of UTC: a date that is
// today anywhere is not in the future.
const dateline = 14 * time.Hour

// dateProblems say to the person at the form what [lindung.ReadDate] refuses.
var dateProblems = map[error]string{
	lindung.ErrDateYear:       "problem.date.year",
	lindung.ErrDateOrder:      "problem.date.ambiguous",
	lindung.ErrDateImpossible: "problem.date.impossible",
}

// readDate reads a date as [lindung.ReadDate] does. A file may also hold a day
// as spreadsheets count them, and a time of day that says nothing.
func (i *Info) readDate(s string, r reading) (any, *Problem) {
	s = trim(lindung.Digits(s))
	if r.file {
		if d, ok := serial(s); ok {
			return i.checkDate(d, r)
		}
		var ok bool
		if s, ok = withoutTime(s); !ok {
			return nil, i.problem("problem.date.moment")
		}
	}
	d, err := lindung.ReadDate(s)
	if err != nil {
		return nil, i.problem(cmp.Or(dateProblems[err], "problem.date"))
	}
	return i.checkDate(d, r)
}

func (i *Info) checkDate(d lindung.Date, r reading) (any, *Problem) {
	switch {
	case !d.Valid(), d.Year < firstYear, d.Year >= lindung.Buddhist:
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
