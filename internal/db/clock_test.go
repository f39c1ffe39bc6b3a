package db

import (
	"testing"
	"time"
)

// A clock never goes back behind what has passed, does not stand still, and is the machine's
// again once that has caught up, or somebody has said that it is right.
func TestClock(t *testing.T) {
	at := time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC)
	c := clock{machine: func() time.Time { return at }}
	shows := func(what string, want time.Duration) {
		t.Helper()
		if got := c.now().Sub(time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC)); got != want {
			t.Errorf("%s: the clock shows %v, want %v", what, got, want)
		}
	}
	shows("at first", 0)
	c.pass(TimeOf(at))
	at = at.Add(-time.Hour)
	shows("set back", 0)
	c.pass(TimeOf(at)) // an older moment says nothing
	shows("set back, and an older moment", 0)
	at = at.Add(3 * time.Hour)
	shows("ahead", 2*time.Hour)
	c.pass(TimeOf(at))
	at = at.Add(-time.Hour)
	shows("set back again", 2*time.Hour)

	c = clock{machine: func() time.Time { return at }} // a program that was started since
	c.pass(TimeOf(at.Add(2 * time.Hour)))
	shows("started behind", 3*time.Hour)
	at = at.Add(time.Hour)
	shows("an hour later", 3*time.Hour+30*time.Minute)
	c.pass(TimeOf(at.Add(90 * time.Minute))) // of an act at that moment
	at = at.Add(time.Hour)
	shows("two hours later", 4*time.Hour)
	for range 20 {
		at = at.Add(3 * time.Second)
		c.pass(TimeOf(c.now())) // an act, whose moment has no part of a second
	}
	shows("a minute of acts later", 4*time.Hour+30*time.Second)
	at = at.Add(3*time.Hour - time.Minute)
	shows("caught up", 6*time.Hour)
	c.pass(TimeOf(at.Add(time.Hour)))
	c.forget()
	shows("said to be right", 6*time.Hour)
}
