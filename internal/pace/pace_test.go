package pace

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestThrottleDelays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := New(time.Now, 1)
		waits := func(account, network string) time.Duration {
			start := time.Now()
			if err := slow.Wait(context.Background(), account, network); err != nil {
				t.Fatalf("%s from %s: %v", account, network, err)
			}
			return time.Since(start)
		}
		for i := range ByAccount.Free {
			if d := waits("ana", "a"); d != 0 {
				t.Errorf("try %d waits %v", i+1, d)
			}
		}
		if d := waits("ana", "a"); d != ByAccount.Every {
			t.Errorf("the try after the free ones waits %v", d)
		}
		if d := waits("sok", "a"); d != 0 {
			t.Errorf("a colleague in the same house waits %v", d)
		}
		slow.Right("ana", "home")
		if d := waits("ana", "a"); d != 0 {
			t.Errorf("after signing in Ana waits %v", d)
		}
		busy, tried := 0, make(chan error, 100)
		for i := range cap(tried) { // from everywhere
			go func() { tried <- slow.Wait(context.Background(), "ana", fmt.Sprint(i)) }()
		}
		synctest.Wait()
		if d := waits("ana", "home"); d != 0 {
			t.Errorf("while others guess, Ana waits %v at home", d)
		}
		if err := slow.Wait(context.Background(), "ana", "away"); !errors.Is(err, ErrBusy) {
			t.Errorf("while others guess, Ana is told %v elsewhere", err)
		}
		for range cap(tried) {
			if errors.Is(<-tried, ErrBusy) {
				busy++
			}
		}
		if most := ByAccount.Free - 1 + int(longest/ByAccount.Every); cap(tried)-busy != most {
			t.Errorf("%d guesses were let through at once, want %d", cap(tried)-busy, most)
		}
		time.Sleep(time.Hour)
		if d := waits("ana", "a"); d != 0 {
			t.Errorf("an hour later Ana waits %v", d)
		}
	})
}

func TestThrottleOfOneNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := New(time.Now, 1)
		busy, waiting := 0, make(chan error, 200)
		for i := range cap(waiting) { // many accounts at the same time
			go func() { waiting <- slow.Wait(context.Background(), fmt.Sprint(i), "a") }()
		}
		for range cap(waiting) {
			if err := <-waiting; errors.Is(err, ErrBusy) {
				busy++
			}
		}
		if most := cap(waiting) - ByNetwork.Free - int(longest/ByNetwork.Every); busy != most {
			t.Errorf("%d of %d were sent away, want %d", busy, cap(waiting), most)
		}
		if err := slow.Wait(context.Background(), "ana", "a"); err != nil {
			t.Errorf("afterwards the network is locked: %v", err)
		}
	})
}

func TestThrottleStays(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	slow := New(func() time.Time { return now }, 1)
	for i := range 2 * mostSlots {
		slow.delay(fmt.Sprint(i), ByAccount)
	}
	if len(slow.by) > mostSlots {
		t.Errorf("%d slots", len(slow.by))
	}
}

// A guesser whom a proxy sends to one machine after the other guesses no oftener than at one
// machine alone.
func TestThrottlesOfSeveralMachines(t *testing.T) {
	through := func(machines int) int {
		n := 0
		synctest.Test(t, func(t *testing.T) {
			all := make([]*Throttle, machines)
			for i := range all {
				all[i] = New(time.Now, machines)
			}
			end := time.Now().Add(10 * time.Minute)
			for time.Now().Before(end) {
				if err := all[n%machines].Wait(t.Context(), "ana", "a"); err != nil {
					time.Sleep(time.Second)
					continue
				}
				n++
			}
		})
		return n
	}
	alone := through(1)
	for _, machines := range []int{2, 3, 7} {
		if n := through(machines); n > alone {
			t.Errorf("%d machines let %d guesses through in ten minutes, one lets %d", machines, n, alone)
		}
	}
}
