// Package pace slows down guessing: of passwords, of codes on paper. It knows neither who
// guesses nor what.
package pace

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// ErrBusy says that too many tries are waiting, of one account, from one network, or of
// strangers at all. Nothing is locked.
var ErrBusy = errors.New("too many tries at a time")

// A Throttle slows down guessing, by account and by network. It never locks anyone
// out: a lock-out could be used against a shelter. From where an account has signed in
// before, and from a device that it is known by, the tries of others do not slow it down.
type Throttle struct {
	now      func() time.Time
	machines int
	// Sleep waits; a test puts another in its place.
	Sleep func(context.Context, time.Duration) error
	mu    sync.Mutex
	by    map[string]*slot
	homes map[string]bool // account and network, where a try was right
}

type slot struct {
	limit *rate.Limiter
	used  time.Time
}

// A Pace is how often something may be tried: free times at once, then one time
// every so often.
type Pace struct {
	Free  int
	Every time.Duration
}

// A house shares one network, and a whole shift signs in at once.
var (
	ByAccount = Pace{5, 4 * time.Second}
	ByNetwork = Pace{30, time.Second}
)

const (
	longest    = 15 * time.Second // that one try waits
	mostSlots  = 10_000
	forgetSlot = time.Hour
)

// New returns a throttle that goes by the machine's steady clock: while the program's
// goes at half the speed, nobody waits twice as long. It is one of so many, each on a machine
// of its own, among which a proxy spreads the tries: all of them together let nobody guess
// oftener than one.
func New(now func() time.Time, machines int) *Throttle {
	return &Throttle{now: now, machines: max(machines, 1), Sleep: sleep, by: map[string]*slot{}, homes: map[string]bool{}}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Wait delays a try by how often the account and the network have tried. It is ErrBusy
// if too many tries are waiting already; those that wait take turns.
func (t *Throttle) Wait(ctx context.Context, account, network string) error {
	delay := t.delay("network "+network, ByNetwork)
	if delay > longest {
		return ErrBusy
	}
	return t.turn(ctx, max(delay, t.delay(t.key(account, network), ByAccount)))
}

// Own delays a try from what an account is known by, a device, by how often that alone has
// tried: nobody else slows it down. It is ErrBusy as Wait is.
func (t *Throttle) Own(ctx context.Context, device string) error {
	return t.Alone(ctx, device, ByAccount)
}

// Alone delays what one does who was let in, by how often they alone have done it at p.
func (t *Throttle) Alone(ctx context.Context, who string, p Pace) error {
	return t.turn(ctx, t.delay("own "+who, p))
}

// OwnRight forgets the wrong tries from a device.
func (t *Throttle) OwnRight(device string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.by, "own "+device)
}

// key names the tries that count together: those from a home of the account alone, and
// those from everywhere else.
func (t *Throttle) key(account, network string) string {
	if t.Knows(account, network) {
		return "home " + account + " " + network
	}
	return "account " + account
}

// Knows reports whether the account has signed in from the network since the program
// started.
func (t *Throttle) Knows(account, network string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.homes[account+" "+network]
}

// Right forgets the wrong tries of an account, and remembers the network.
func (t *Throttle) Right(account, network string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.by, "account "+account)
	delete(t.by, "home "+account+" "+network)
	if len(t.homes) >= mostSlots {
		clear(t.homes)
	}
	t.homes[account+" "+network] = true
}

// All delays a try of something that does not exist, by how often anyone has tried at p:
// guesses from many networks wait for each other. It is ErrBusy as Wait is.
func (t *Throttle) All(ctx context.Context, what string, p Pace) error {
	return t.turn(ctx, t.delay("all "+what, p))
}

// turn waits for a try's turn, unless it comes too late.
func (t *Throttle) turn(ctx context.Context, delay time.Duration) error {
	switch {
	case delay > longest:
		return ErrBusy
	case delay > 0:
		return t.Sleep(ctx, delay)
	}
	return nil
}

func (t *Throttle) delay(key string, p Pace) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	s, ok := t.by[key]
	if !ok {
		t.forget(now)
		machines := t.machines
		if alone, _, _ := strings.Cut(key, " "); alone == "own" || alone == "home" { // nobody gains from more of them
			machines = 1
		}
		s = &slot{limit: p.among(machines)}
		t.by[key] = s
	}
	s.used = now
	r := s.limit.ReserveN(now, 1)
	d := r.DelayFrom(now)
	if d > longest {
		r.CancelAt(now)
	}
	return d
}

// among is the part of one of so many machines.
func (p Pace) among(machines int) *rate.Limiter {
	return rate.NewLimiter(rate.Every(p.Every*time.Duration(machines)), max(p.Free/machines, 1))
}

// forget drops what was not tried for long, so that the table stays small.
func (t *Throttle) forget(now time.Time) {
	if len(t.by) < mostSlots {
		return
	}
	for k, s := range t.by {
		if now.Sub(s.used) > forgetSlot {
			delete(t.by, k)
		}
	}
	if len(t.by) >= mostSlots {
		clear(t.by)
	}
}
