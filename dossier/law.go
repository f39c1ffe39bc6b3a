package dossier

import (
	"slices"
	"sync"
	"time"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/duties"
)

// asked is the law on the days on which it was last asked.
var asked struct {
	sync.Mutex
	laws []*duties.Law
}

// mostLaws is how many days of the law are kept: one for each zone of the region, and the
// day before.
const mostLaws = 4

var snapshot = sync.OnceValues(data.Embedded)

// LawOn returns the law on a day, as it was known on another, from the data of the program.
func LawOn(on, today lindung.Date) (*duties.Law, error) {
	when := convention.When{On: on, Known: today}
	asked.Lock()
	defer asked.Unlock()
	if i := slices.IndexFunc(asked.laws, func(l *duties.Law) bool { return l.When == when }); i >= 0 {
		return asked.laws[i], nil
	}
	s, err := snapshot()
	if err != nil {
		return nil, err
	}
	l := duties.LawOn(s, when)
	if len(asked.laws) == mostLaws {
		asked.laws = asked.laws[1:]
	}
	asked.laws = append(asked.laws, l)
	return l, nil
}

// LawDay is the day on which the law is asked in a case: that of the place where the
// person is.
func LawDay(f duties.Facts, now time.Time) lindung.Date {
	return lindung.DateOf(now.In(lindung.Zone(f.States.Found)))
}

// DutiesOf returns what is owed in a case on this day, as far as the actor may read it.
func DutiesOf(w Whole, now time.Time) (*duties.Law, []duties.Duty, error) {
	f := Facts(w)
	l, err := LawOn(LawDay(f, now), w.Today(now))
	if err != nil {
		return nil, nil, err
	}
	return l, l.Duties(f), nil
}

// owedByLaw are the ends of the periods that national law sets in the case. The data of the
// program was read when it was built; if it cannot be read, the page of duties says so.
//
// Source: ACTIP 14.8; ACTIP 14.10
func owedByLaw(w Whole, now time.Time) []Due {
	if !w.Own || w.Status.Closed() || w.Refused {
		return nil
	}
	_, all, err := DutiesOf(w, now)
	if err != nil {
		return nil
	}
	var due []Due
	for _, d := range all {
		if d.Binds == duties.Yes && d.TimeLimit != nil && !d.TimeLimit.Until.IsZero() {
			due = append(due, Due{Part: "duties", Case: w.ID, Number: w.Number, Label: "dossier.due.law", Day: d.TimeLimit.Until, Late: past(d.TimeLimit.Until, w.Today(now))})
		}
	}
	return due
}
