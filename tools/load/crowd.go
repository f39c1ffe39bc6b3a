package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"
)

// How many people work while an import comes in, and how long each of them reads, types
// or talks before they ask for the next page.
const (
	people = 40
	pause  = 4 * time.Second
)

// A crowd is what people waited who worked while an import came in.
type crowd struct {
	Version string  `json:"version"`
	Rows    int     `json:"rows"`
	Took    float64 `json:"import_s"`
	Asked   int     `json:"asked"`
	Failed  int     `json:"failed"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Longest float64 `json:"longest_ms"`
}

func (c crowd) text() string {
	return fmt.Sprintf("%s: %d rows in %.0f s while %d people worked: %d answers, %d failed, p50 %.0f, p99 %.0f, longest %.0f ms\n",
		c.Version, c.Rows, c.Took, people, c.Asked, c.Failed, c.P50, c.P99, c.Longest)
}

// crowded imports so many rows while people work.
func (s *side) crowded(ctx context.Context, dir string, from, rows int) (crowd, error) {
	c := crowd{Version: s.name, Rows: rows}
	work, done := context.WithCancel(ctx)
	defer done()
	var mu sync.Mutex
	var waited []time.Duration
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			for rest(work, pause/2+rand.N(pause)) {
				begin := time.Now()
				err := s.works(work, n)
				if work.Err() != nil {
					return
				}
				mu.Lock()
				if waited = append(waited, time.Since(begin)); err != nil {
					fmt.Fprintln(os.Stderr, err)
					c.Failed++
				}
				mu.Unlock()
			}
		})
	}
	begin := time.Now()
	_, err := s.importCases(ctx, dir, from, from+rows)
	c.Took = time.Since(begin).Seconds()
	done()
	all.Wait()
	if err == nil && len(waited) == 0 {
		err = errors.New("nobody has worked meanwhile")
	}
	if err != nil {
		return c, err
	}
	slices.Sort(waited)
	c.Asked = len(waited)
	c.P50, c.P99, c.Longest = ms(waited[len(waited)/2]), ms(waited[len(waited)*99/100]), ms(waited[len(waited)-1])
	return c, nil
}

// works asks for one page, or writes a note.
func (s *side) works(ctx context.Context, n int) error {
	b := s.browser[supervisor]
	var err error
	switch page := "/cases/" + s.some(); rand.IntN(4) {
	case 0:
		_, err = b.get(ctx, page)
	case 1:
		_, err = b.get(ctx, "/cases")
	case 2:
		_, err = b.get(ctx, "/")
	default:
		_, err = b.post(ctx, page+"/notes", url.Values{"kind": {"general"}, "text": {fmt.Sprint("an invented note of ", n)}})
	}
	return err
}

// rest waits, and reports whether there is more to do.
func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
