package staff

import (
	"context"
	"errors"
	"lindung/internal/pace"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPassword: a hash is in PHC form and of our cost, what was stored with it
// still fits, and a hash of another cost is refused instead of computed.
func TestPassword(t *testing.T) {
	const (
		password = "three small boats"
		stored   = "$argon2id$v=19$m=65536,t=3,p=1$gIAwe5pLJj4T09r3rsh6yg$ck9BOnWHXjGvEb4sx8obcXRjgcS9M3gwXf9YCLWigeY"
	)
	ctx := context.Background()
	made, err := HashPassword("thre\u0065\u0301 small boats")
	if err != nil || !strings.HasPrefix(made, "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Fatalf("made %q, %v", made, err)
	}
	full := &Door{argon: make(chan struct{}, mostArgon), strange: make(chan struct{}, mostStrange), queue: make(chan struct{}, 1), cost: cost}
	for _, c := range [][2]string{{password, stored}, {"thre\u00e9 small boats", made}} {
		if at, err := full.typed(ctx, strangers, c[0], factors{Password: c[1]}); at != firstWord || err != nil {
			t.Errorf("%s: %v, %v", c[1], at, err)
		}
	}
	small := (&Door{argon: make(chan struct{}, mostArgon), strange: make(chan struct{}, mostStrange), queue: make(chan struct{}, 1)}).Cheap()
	own, err := small.hash(ctx, known, password)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		password, hash string
		want           bool
	}{
		"right":                        {password, own, true},
		"another password":             {"three small goats", own, false},
		"of another cost":              {password, stored, false},
		"of all the memory there is":   {password, strings.Replace(own, "m=64", "m=4294967295", 1), false},
		"without a key":                {password, own[:strings.LastIndex(own, "$")+1], false},
		"of somebody not yet enrolled": {password, "", false},
	} {
		if got, err := small.typed(ctx, strangers, c.password, factors{Password: c.hash}); (got == firstWord) != c.want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestQueue: strangers never have all places, so someone who is known waits for none of them
// and is never sent away.
func TestQueue(t *testing.T) {
	ctx, hold := context.Background(), make(chan struct{})
	d := (&Door{argon: make(chan struct{}, mostArgon), strange: make(chan struct{}, mostStrange), queue: make(chan struct{}, mostQueue)}).Cheap()
	var all sync.WaitGroup
	for range mostQueue {
		all.Go(func() { _ = d.compute(ctx, strangers, func() error { <-hold; return nil }) })
	}
	for len(d.queue) < mostQueue {
		time.Sleep(time.Millisecond)
	}
	if err := d.compute(ctx, strangers, func() error { return nil }); !errors.Is(err, pace.ErrBusy) {
		t.Errorf("one more stranger: %v", err)
	}
	// While the strangers are at work and do not end.
	if err := d.compute(ctx, known, func() error { return nil }); err != nil {
		t.Errorf("someone known: %v", err)
	}
	close(hold)
	all.Wait()
}
