package dossier

import (
	"context"
	"slices"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/duties"
	"lindung/identification"
	"lindung/protection"
	"lindung/referral"
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

// clocks are the forms whose open records tell from when a period of national law runs: a
// detention and a charge. That of other days no case is found is held by a test of the data.
var clocks = [2]string{protection.Detention.Name, protection.Charge.Name}

// mostClocks is in how many cases, those that changed last, such periods are looked for.
const mostClocks = 200

// clocksKey is the key under which a page has read these cases.
type clocksKey struct{}

// waitsLaw are the ends of such periods in all cases that the actor sees.
func waitsLaw(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var w Waits
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		w.Due = nil
		running, err := access.ReadOnce(tx, clocksKey{}, func() ([]Whole, error) { return withClocks(tx) })
		for _, c := range running {
			if !a.staff.asksTeam(a.Of, c.Members()) {
				continue
			}
			for _, d := range owedByLaw(c, a.Now) {
				if d.Late || !past(a.By, d.Day) {
					d.Responsible = c.Responsible
					w.Due = append(w.Due, d)
					tx.AddListed(string(c.ID))
				}
			}
		}
		return err
	})
	return w, err
}

// withClocks reads the cases in which a period may run, as far as facts need them.
func withClocks(tx *access.Tx) ([]Whole, error) {
	found, err := cases.WithOpen(tx, clocks, mostClocks)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	asked, err := referral.DecisionsAskedFor(tx, ids)
	if err != nil {
		return nil, err
	}
	decided, err := identification.DecisionsOn(tx, found, asked)
	if err != nil {
		return nil, err
	}
	all := make([]Whole, len(found))
	for i, c := range found {
		all[i] = Whole{Case: c, Screening: identification.Overview{Decisions: decided[c.ID]}, zone: lindung.Zone(tx.Actor().Country)}
	}
	return all, nil
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
