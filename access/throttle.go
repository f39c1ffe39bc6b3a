package access

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// throttle slows guessing down, by account and by network. It delays and never
// locks out: a lock-out would be a weapon against a shelter.
type throttle struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]*slot
}

type slot struct {
	limit *rate.Limiter
	used  time.Time
}

const (
	freeTries  = 5                // before the first delay
	tryEvery   = 4 * time.Second  // after them
	longest    = 15 * time.Second // that one try waits
	mostSlots  = 10_000
	forgetSlot = time.Hour
)

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, by: map[string]*slot{}}
}

// wait delays the caller according to how often each of keys was tried.
func (t *throttle) wait(ctx context.Context, keys ...string) error {
	delay := time.Duration(0)
	for _, k := range keys {
		delay = max(delay, t.delay(k))
	}
	if delay == 0 {
		return nil
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *throttle) delay(key string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	s, ok := t.by[key]
	if !ok {
		t.forget(now)
		s = &slot{limit: rate.NewLimiter(rate.Every(tryEvery), freeTries)}
		t.by[key] = s
	}
	s.used = now
	r := s.limit.ReserveN(now, 1)
	d := r.DelayFrom(now)
	if d > longest {
		r.CancelAt(now)
		return longest
	}
	return d
}

// forget drops what was not tried for long, so that the table stays small.
func (t *throttle) forget(now time.Time) {
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
