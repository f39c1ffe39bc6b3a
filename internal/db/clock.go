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
	// Sub goes by the machine's steady clock, which nobody sets.
	least := c.passed.Time().Add(max(0, t.Sub(c.heard)) / 2)
	if t.Before(least) {
		return least
	}
	return t
}

func (c *clock) pass(at Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at > c.passed {
		c.passed, c.heard = at, c.machine()
	}
}

// forget goes back to the machine's time.
func (c *clock) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed = 0
}
