package staff

import (
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
)

// TestUnusual: more than the bound and more than twice what is usual for them.
func TestUnusual(t *testing.T) {
	b := Bounds{Cases: 40, Others: 20, Night: 10, Refused: 20}
	week := func(r Reading) []Reading { return slices.Repeat([]Reading{r}, usualDays) }
	for name, c := range map[string]struct {
		day    Reading
		before []Reading
		want   []string
	}{
		"nothing":                         {Reading{}, nil, nil},
		"much on the first day":           {Reading{Cases: 40, Hour: 5}, nil, []string{AlarmMany}},
		"below the bound":                 {Reading{Cases: 39, Hour: 19, Night: 9, Refused: 19}, nil, nil},
		"as usual":                        {Reading{Cases: 60, Hour: 8}, week(Reading{Cases: 30, Hour: 8}), nil},
		"more than twice as usual":        {Reading{Cases: 61, Hour: 8}, week(Reading{Cases: 30, Hour: 8}), []string{AlarmMany}},
		"much in one hour":                {Reading{Cases: 20, Hour: 20}, week(Reading{Cases: 12, Hour: 5}), []string{AlarmMany}},
		"others, below the bound":         {Reading{Cases: 30, Others: 19, Hour: 8}, nil, nil},
		"others on the first day":         {Reading{Cases: 30, Others: 20, Hour: 8}, nil, []string{AlarmOthers}},
		"others, as usual":                {Reading{Cases: 30, Others: 20, Hour: 8}, week(Reading{Cases: 15, Others: 10, Hour: 8}), nil},
		"others, where the own are usual": {Reading{Cases: 30, Others: 20, Hour: 8}, week(Reading{Cases: 30, Others: 2, Hour: 8}), []string{AlarmOthers}},
		"many, and others among them":     {Reading{Cases: 40, Others: 40, Hour: 8}, nil, []string{AlarmMany}},
		"at night":                        {Reading{Cases: 10, Hour: 4, Night: 10}, week(Reading{Cases: 10, Hour: 4}), []string{AlarmNight}},
		"at night, by who works at night": {Reading{Cases: 10, Hour: 4, Night: 10}, append(week(Reading{}), Reading{Cases: 1, Hour: 1, Night: 1}), nil},
		"refused":                         {Reading{Refused: 20}, week(Reading{Refused: 9}), []string{AlarmRefused}},
		"refused, as usual":               {Reading{Refused: 20}, week(Reading{Refused: 10}), nil},
		"all":                             {Reading{Cases: 50, Hour: 30, Night: 20, Refused: 30}, nil, []string{AlarmMany, AlarmNight, AlarmRefused}},
	} {
		if got := Unusual(c.day, c.before, b); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestWatchCounts: each case counts once an hour and once a day, by the clock of the place.
func TestWatchCounts(t *testing.T) {
	zone := lindung.Zone("ID")
	id := lindung.ActorID(lindung.NewID())
	a, b := lindung.NewID(), lindung.NewID()
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 10, 0, 0, zone) }
	var w Watch
	read := func(when time.Time, object string) access.Done {
		return access.Done{At: when.UTC(), By: id, Object: object}
	}
	w.count([]access.Done{
		read(at(23, 23), a), read(at(24, 0), a), read(at(24, 9), a), read(at(24, 9), b), read(at(24, 9), b),
		{At: at(24, 11).UTC(), By: id, Object: a, Aside: true}, {At: at(24, 11).UTC(), By: id, Object: a},
		{At: at(24, 9).UTC(), By: id, Refused: true},
		{At: at(24, 9).UTC(), By: "system:jobs", Object: a},
	})
	today, before := w.readings(id, at(24, 10))
	if want := (Reading{Cases: 2, Others: 1, Hour: 2, Night: 1, Refused: 1}); today != want {
		t.Errorf("today %+v, want %+v", today, want)
	}
	if want := (Reading{Cases: 1, Hour: 1, Night: 1}); before[0] != want || before[1] != (Reading{}) {
		t.Errorf("yesterday %+v, want %+v", before[0], want)
	}
	w.forget(at(25, 0))
	if len(w.hours) != 0 {
		t.Error("what is old is not forgotten")
	}
}

// TestLook: a look writes nothing where nothing is unusual, and raises an alarm once a day.
func TestLook(t *testing.T) {
	houses(t, func(h *house) {
		w := h.add("sok", lindung.Caseworker)
		s := w.stepUp(w.signIn())
		size := func() int64 {
			t.Helper()
			var last audit.Entry
			h.must(h.d.Read(h.ctx, func(tx *db.Tx) (err error) {
				last, err = audit.Last(tx)
				return err
			}))
			return last.N
		}
		refused := func(times int) {
			t.Helper()
			for range times {
				err := s.See(h.ctx, access.LogRead, s.OrgTarget(), func(*access.Tx) error { return nil })
				h.wants(err, access.ErrDenied)
			}
		}
		var watch Watch
		look := func(entries int64) {
			t.Helper()
			before := size()
			h.must(watch.Look(h.ctx, h.n.System(h.org.ID, "test")))
			if more := size() - before; more != entries {
				t.Errorf("a look made %d entries, want %d", more, entries)
			}
		}
		alarms := func() (all []Alarm) {
			t.Helper()
			h.must(h.d.Read(h.ctx, func(tx *db.Tx) (err error) {
				all, err = alarmRows.All(tx, alarmSelect)
				return err
			}))
			return all
		}
		refused(1)
		look(1)
		refused(access.ReadRefused.Default)
		look(2)
		look(1)
		watch.next = 0
		watch.hours = nil
		look(1) // as after a start
		if all := alarms(); len(all) != 1 || all[0].Kind != AlarmRefused || all[0].Actor != s.Actor().ID || all[0].At == 0 {
			t.Errorf("%d alarms: %+v", len(all), all)
		}
	})
}

// TestTells: no alarm reaches only whom it is about, and none is ended by them.
func TestTells(t *testing.T) {
	of := func(id string, state string, roles ...lindung.Role) access.Account {
		a := access.Account{State: state}
		a.ID, a.Roles = lindung.ActorID(id), roles
		return a
	}
	worker := of("worker", access.Active, lindung.Caseworker)
	sup, other := of("sup", access.Active, lindung.Supervisor), of("other", access.Active, lindung.Supervisor)
	dpo, admin := of("dpo", access.Active, lindung.DataProtection), of("admin", access.Active, lindung.Administrator)
	for name, c := range map[string]struct {
		staff         []access.Account
		about         string
		tells, mayEnd []lindung.ActorID
	}{
		"a worker":                         {[]access.Account{worker, sup, other, dpo, admin}, "worker", []lindung.ActorID{"sup", "other", "dpo"}, []lindung.ActorID{"sup", "other"}},
		"one of two supervisors":           {[]access.Account{worker, sup, other, dpo, admin}, "sup", []lindung.ActorID{"other", "dpo"}, []lindung.ActorID{"other"}},
		"the only supervisor":              {[]access.Account{worker, sup, dpo, admin}, "sup", []lindung.ActorID{"dpo"}, []lindung.ActorID{"dpo"}},
		"the only one who would be told":   {[]access.Account{worker, sup, admin}, "sup", []lindung.ActorID{"admin"}, []lindung.ActorID{"admin"}},
		"data protection":                  {[]access.Account{sup, dpo, admin}, "dpo", []lindung.ActorID{"sup"}, []lindung.ActorID{"sup"}},
		"the other one works here no more": {[]access.Account{sup, of("other", access.Ended, lindung.Supervisor), of("dpo", access.Invited, lindung.DataProtection), admin}, "sup", []lindung.ActorID{"admin"}, []lindung.ActorID{"admin"}},
		"who is both":                      {[]access.Account{of("sup", access.Active, lindung.Supervisor, lindung.Administrator), worker}, "sup", nil, nil},
	} {
		about := lindung.ActorID(c.about)
		if got := tells(c.staff, about); !slices.Equal(got, c.tells) {
			t.Errorf("%s: tells %v, want %v", name, got, c.tells)
		}
		if got := mayEnd(c.staff, about); !slices.Equal(got, c.mayEnd) {
			t.Errorf("%s: %v may end, want %v", name, got, c.mayEnd)
		}
	}
}
