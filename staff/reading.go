package staff

import (
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Who reads much more than they need is noticed: the log says who opened which case and
// when, never what is in it. A supervisor asks, and says what came of it.

// The kinds of alarms about reading.
const (
	AlarmMany    = "read_many"    // many different cases
	AlarmOthers  = "read_others"  // many on whose team they are not, by who reads the whole organisation
	AlarmNight   = "read_night"   // at night, by who never reads at night
	AlarmRefused = "read_refused" // much that was not for them
)

// Explained are what a supervisor says of an alarm about reading, once they have asked.
var Explained = []string{"explained", "not_explained"}

// asksReading reports whether an alarm of the kind is about reading.
func asksReading(kind string) bool {
	return slices.Contains([]string{AlarmMany, AlarmOthers, AlarmNight, AlarmRefused}, kind)
}

// AsksReading reports whether the alarm is about reading.
func (a Alarm) AsksReading() bool { return asksReading(a.Kind) }

// A Reading is how someone read in one day at their place.
type Reading struct {
	Cases   int // different ones that they opened, or took out in a file
	Others  int // different ones of their organisation on whose team they were not
	Hour    int // the most of them in one hour
	Night   int // different ones that they opened at night
	Refused int // acts that were refused
}

// Bounds are from how much on a day is unusual. No source names numbers: the organisation
// sets its own, and none above those of the program.
type Bounds struct{ Cases, Others, Night, Refused int }

// inAnHour is the part of a day's bound that is much in one hour.
const inAnHour = 2

// Unusual returns the kinds of alarms that a day of reading raises, beside the days before
// it: more than the bound and more than twice what is the most on their other days, of all
// cases or else of those on whose team they are not, which only a role lets them open; at
// night, by who did not read at night on any of them; much that was refused.
//
// Source: ACTIP 14.6
func Unusual(day Reading, before []Reading, b Bounds) []string {
	var most Reading
	for _, r := range before {
		most = Reading{max(most.Cases, r.Cases), max(most.Others, r.Others), max(most.Hour, r.Hour), max(most.Night, r.Night), max(most.Refused, r.Refused)}
	}
	var kinds []string
	if day.Cases >= b.Cases && day.Cases > 2*most.Cases || day.Hour >= b.Cases/inAnHour && day.Hour > 2*most.Hour {
		kinds = append(kinds, AlarmMany)
	} else if day.Others >= b.Others && day.Others > 2*most.Others {
		kinds = append(kinds, AlarmOthers)
	}
	if day.Night >= b.Night && most.Night == 0 {
		kinds = append(kinds, AlarmNight)
	}
	if day.Refused >= b.Refused && day.Refused > 2*most.Refused {
		kinds = append(kinds, AlarmRefused)
	}
	return kinds
}

// usualDays is how many days before a day show what is usual.
const usualDays = 7

// A Watch counts who reads what, from the entries of the log that it has not seen yet. It
// is in memory only, and not for several goroutines.
type Watch struct {
	next  int64
	hours map[lindung.ActorID]map[time.Time]*hour
}

// hour is what someone opened in an hour, and how often they were refused.
type hour struct {
	cases   map[string]bool // whether they were not on the team of it
	refused int
}

// Look counts what the log has since the last look, and raises alarms for what is unusual
// today, each once a day. The program does it each hour.
//
// Source: ACTIP 14.6
func (w *Watch) Look(ctx context.Context, s access.Session) error {
	var due []Alarm
	err := s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(0, "reading")
		before := tx.Now.Time().AddDate(0, 0, -usualDays-1)
		done, next, err := access.ReadFrom(tx, w.next, before)
		if err != nil {
			return err
		}
		w.count(done)
		w.next = next // an act that runs again counts nothing twice
		w.forget(before)
		due, err = w.due(tx)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		if due, err = w.due(tx); err != nil { // another machine of the node may have raised them
			return err
		}
		tx.SetCount(len(due), "unusual")
		for _, a := range due {
			a.At = tx.Now
			if err := insertAlarm(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// count adds what was done.
func (w *Watch) count(done []access.Done) {
	if w.hours == nil {
		w.hours = map[lindung.ActorID]map[time.Time]*hour{}
	}
	for _, e := range done {
		opened := !e.Refused && e.Object != ""
		if !lindung.IsID(string(e.By)) || !opened && !e.Refused {
			continue
		}
		id, at := e.By, e.At.Truncate(time.Hour)
		if w.hours[id] == nil {
			w.hours[id] = map[time.Time]*hour{}
		}
		h := w.hours[id][at]
		if h == nil {
			h = &hour{cases: map[string]bool{}}
			w.hours[id][at] = h
		}
		if opened {
			h.cases[e.Object] = h.cases[e.Object] || e.Aside
		} else {
			h.refused++
		}
	}
}

// forget removes what is older than a moment.
func (w *Watch) forget(before time.Time) {
	for id, all := range w.hours {
		for at := range all {
			if at.Before(before) {
				delete(all, at)
			}
		}
		if len(all) == 0 {
			delete(w.hours, id)
		}
	}
}

// recent returns who was at work in the last hours.
func (w *Watch) recent(now time.Time) []lindung.ActorID {
	var ids []lindung.ActorID
	for id, all := range w.hours {
		for at := range all {
			if now.Sub(at) <= 2*time.Hour {
				ids = append(ids, id)
				break
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// readings returns how an actor read on the day of now at their place, and on those before.
func (w *Watch) readings(id lindung.ActorID, now time.Time) (today Reading, before []Reading) {
	y, m, d := now.Date()
	days := make([]Reading, usualDays+1)
	cases, nights, others := make([]map[string]bool, len(days)), make([]map[string]bool, len(days)), make([]map[string]bool, len(days))
	for at, h := range w.hours[id] {
		at = at.In(now.Location())
		i := 0
		for i < len(days) && at.Before(time.Date(y, m, d-i, 0, 0, 0, 0, now.Location())) {
			i++
		}
		if i == len(days) {
			continue
		}
		if cases[i] == nil {
			cases[i], nights[i], others[i] = map[string]bool{}, map[string]bool{}, map[string]bool{}
		}
		for c, aside := range h.cases {
			cases[i][c] = true
			if aside {
				others[i][c] = true
			}
			if night(at) {
				nights[i][c] = true
			}
		}
		days[i].Hour = max(days[i].Hour, len(h.cases))
		days[i].Refused += h.refused
	}
	for i := range days {
		days[i].Cases, days[i].Night, days[i].Others = len(cases[i]), len(nights[i]), len(others[i])
	}
	return days[0], days[1:]
}

// night reports whether most people sleep at that hour.
func night(at time.Time) bool { return at.Hour() >= 22 || at.Hour() < 5 }

// due returns the alarms that are due about who was at work in the last hours. Whose account
// cannot be believed opens nothing.
func (w *Watch) due(tx *access.Tx) ([]Alarm, error) {
	recent := w.recent(tx.Now.Time())
	if len(recent) == 0 {
		return nil, nil
	}
	orgs, err := access.OrgsOf(tx)
	if err != nil {
		return nil, err
	}
	var all []Alarm
	for _, o := range orgs {
		staff, err := access.AccountsOf(tx, o.ID)
		if err != nil {
			return nil, err
		}
		staff = slices.DeleteFunc(staff, func(a access.Account) bool { return !slices.Contains(recent, a.ID) })
		if len(staff) == 0 {
			continue
		}
		due, err := w.dueIn(tx, o, staff)
		if err != nil {
			return nil, err
		}
		all = append(all, due...)
	}
	return all, nil
}

// dueIn returns the alarms that are due about some of the staff of an organisation.
func (w *Watch) dueIn(tx *access.Tx, o access.Org, staff []access.Account) ([]Alarm, error) {
	set, err := access.SettingsOf(tx, o.ID)
	if err != nil {
		return nil, err
	}
	now := tx.Now.Time().In(lindung.Zone(o.Country))
	y, m, d := now.Date()
	raised, err := alarmsSince(tx, o.ID, db.TimeOf(time.Date(y, m, d, 0, 0, 0, 0, now.Location())))
	if err != nil {
		return nil, err
	}
	var all []Alarm
	for _, a := range staff {
		today, before := w.readings(a.ID, now)
		for _, kind := range Unusual(today, before, Bounds{set[access.ReadMany.Key], set[access.ReadOthers.Key], set[access.ReadNight.Key], set[access.ReadRefused.Key]}) {
			if !slices.ContainsFunc(raised, func(r Alarm) bool { return r.Actor == a.ID && r.Kind == kind }) {
				all = append(all, Alarm{ID: lindung.NewID(), Org: o.ID, Actor: a.ID, Kind: kind})
			}
		}
	}
	return all, nil
}

// checkAnswer returns what is wrong with what a supervisor says of an alarm: of one about
// reading whether it was explained, of any other nothing.
func checkAnswer(kind, answer string) error {
	var ps field.Problems
	ps.Need(asksReading(kind) == slices.Contains(Explained, answer), "answer", "alarms.problem.answer")
	return ps.Err()
}
