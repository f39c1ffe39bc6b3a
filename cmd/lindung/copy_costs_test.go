package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/soak"
	"lindung/person"
)

// TestSoakCopyCosts prints how many cases four writers open in a second without and with a
// copy, by turns.
func TestSoakCopyCosts(t *testing.T) {
	end := soak.Until(t, 0.05)
	p := sqlitePlace(t)
	p.init()
	p.employ()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(t.Context(), n, s)
		if err != nil {
			return err
		}
		c.CopyTo = p.copying()
		var without, with []int
		for time.Now().Before(end) || len(with) < 3 {
			without = append(without, opensFor(t, worker, 4*time.Second))
			k, err := c.newCopier(n, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			ctx, stop := context.WithCancel(t.Context())
			var ended sync.WaitGroup
			ended.Go(func() { k.run(ctx) })
			for k.State().Through.IsZero() {
				time.Sleep(20 * time.Millisecond) // the base, which is made once
			}
			with = append(with, opensFor(t, worker, 4*time.Second))
			stop()
			ended.Wait()
		}
		t.Logf("cases opened a second, by turns: without a copy %v, with one %v", without, with)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// opensFor lets four write for a time, and returns how many cases they opened a second.
func opensFor(t *testing.T, worker access.Session, long time.Duration) int {
	var all sync.WaitGroup
	var n atomic.Int64
	end := time.Now().Add(long)
	for range writers {
		all.Go(func() {
			for time.Now().Before(end) {
				_, err := cases.Open(t.Context(), worker, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}})
				if err != nil {
					t.Error(err)
					return
				}
				n.Add(1)
			}
		})
	}
	all.Wait()
	return int(float64(n.Load()) / long.Seconds())
}
