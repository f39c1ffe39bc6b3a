package staff

import (
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
)

// TestUnusual: more than the bound and more than twice what is usual for them.
func TestUnusual(t *testing.T) {
	b := Bounds{Cases: 40, Night: 10, Refused: 20}
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
	read := func(n int64, when time.Time, object string) access.Done {
		return access.Done{N: n, At: when.UTC(), By: id, Act: access.CaseRead, Object: object}
	}
	w.count([]access.Done{
		read(1, at(23, 23), a), read(2, at(24, 0), a), read(3, at(24, 9), a), read(4, at(24, 9), b), read(5, at(24, 9), b),
		{N: 6, At: at(24, 9).UTC(), By: id, Act: access.CaseRead, Refused: true},
		{N: 7, At: at(24, 9).UTC(), By: "system:jobs", Act: access.CaseRead, Object: a},
		{N: 8, At: at(24, 9).UTC(), By: id, Act: access.NoteAdd, Object: a},
	})
	today, before := w.readings(id, at(24, 10))
	if want := (Reading{Cases: 2, Hour: 2, Night: 1, Refused: 1}); today != want {
		t.Errorf("today %+v, want %+v", today, want)
	}
	if want := (Reading{Cases: 1, Hour: 1, Night: 1}); before[0] != want || before[1] != (Reading{}) {
		t.Errorf("yesterday %+v, want %+v", before[0], want)
	}
	if w.next != 9 {
		t.Errorf("the next look begins at %d", w.next)
	}
	w.forget(at(25, 0))
	if len(w.hours) != 0 {
		t.Error("what is old is not forgotten")
	}
}
