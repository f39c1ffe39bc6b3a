package db

import (
	"sync"
	"time"
)

// A clock shows the machine's time, and never one before a moment that has passed: what has
// ended by its time stays ended when the machine's clock is set back. While the machine's is
// behind, the clock goes on at half the speed, so that sessions end all the same and the
// machine's catches up.
type clock struct {
	machine func() time.Time
	mu      sync.Mutex
	passed  Time      // the newest moment that is known to have passed
	heard   time.Time // what the machine's clock showed then
}

func (c *clock) now() time.Time {
	t := c.machine()
	c.mu.Lock()
	defer c.mu.Unlock()
	if least := c.least(t); t.Before(least) {
		return least
	}
	return t
}

// least is the earliest moment that it can be when the machine's clock shows t. Sub goes by
// the machine's steady clock, which nobody sets.
func (c *clock) least(t time.Time) time.Time {
	return c.passed.Time().Add(max(0, t.Sub(c.heard)) / 2)
}

func (c *clock) pass(at Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.machine()
	if at > c.passed && at.Time().After(c.least(t)) { // not what the clock itself has shown
		c.passed, c.heard = at, t
	}
}

// forget goes back to the machine's time.
func (c *clock) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed = 0
}
