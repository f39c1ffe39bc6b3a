package stats

import (
	"fmt"
	"slices"
	"time"

	"lindung"
	"lindung/internal/db"
)

// A Period is the days on which the cases of a table were opened: from one day until
// before another.
type Period struct {
	Code        string // "2026", "2026-7": the year, or it and the month with which the period begins
	From, Until lindung.Date
}

// A cohort lasts as long as the organisation has set, which divides the year. Cohorts do
// not overlap, so that no figure of one can be taken from that of another.
func cohortMonths(set int) int {
	switch {
	case set > 6:
		return 12
	case set > 3:
		return 6
	}
	return 3
}

func period(year, month, months int) Period {
	p := Period{Code: fmt.Sprint(year), From: lindung.Date{Year: year, Month: month, Day: 1}}
	if months < 12 {
		p.Code = fmt.Sprintf("%d-%d", year, month)
	}
	end := time.Date(year, time.Month(month+months), 1, 0, 0, 0, 0, time.UTC)
	p.Until = lindung.Date{Year: end.Year(), Month: int(end.Month()), Day: 1}
	return p
}

// mostPeriods is how many periods back figures are offered.
const mostPeriods = 12

// Cohorts returns the last cohorts that have ended on a day, the newest first. What leaves
// an organisation is of whole cohorts that have ended: a figure that grows from day to day
// tells who came on that day.
func Cohorts(today lindung.Date, months int) []Period {
	length := cohortMonths(months)
	begun := period(today.Year, today.Month-(today.Month-1)%length, length)
	var all []Period
	for range mostPeriods {
		before := begun.From.First().AddDate(0, -length, 0)
		begun = period(before.Year(), int(before.Month()), length)
		all = append(all, begun)
	}
	return all
}

// Years returns the last years and the quarters of each until a day, the newest first.
func Years(today lindung.Date) []Period {
	var all []Period
	for year := today.Year; year > today.Year-3; year-- {
		all = append(all, period(year, 1, 12))
		for month := 10; month > 0; month -= 3 {
			if year < today.Year || month <= today.Month {
				all = append(all, period(year, month, 3))
			}
		}
	}
	return all
}

// Months returns how many months the period lasts.
func (p Period) Months() int { return (p.Until.Year-p.From.Year)*12 + p.Until.Month - p.From.Month }

// Last returns the last day of the period.
func (p Period) Last() lindung.Date { return lindung.DateOf(p.Until.First().AddDate(0, 0, -1)) }

// before returns the period of the same length that ends where p begins.
func (p Period) before() Period {
	from := p.From.First().AddDate(0, -p.Months(), 0)
	return period(from.Year(), int(from.Month()), p.Months())
}

// named returns the period of a code, the first one for "".
func named(all []Period, code string) (Period, bool) {
	if code == "" {
		return all[0], true
	}
	i := slices.IndexFunc(all, func(p Period) bool { return p.Code == code })
	if i < 0 {
		return Period{}, false
	}
	return all[i], true
}

// begins and ends are the moments between which a case of the period was opened, by the
// clock of a place.
func (p Period) begins(at *time.Location) db.Time { return midnight(at, p.From) }
func (p Period) ends(at *time.Location) db.Time   { return midnight(at, p.Until) }

func midnight(at *time.Location, d lindung.Date) db.Time {
	return db.TimeOf(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, at))
}
