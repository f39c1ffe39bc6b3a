package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"
)

// How many people work while something great goes on, and how long each of them reads, types
// or talks before they ask for the next page.
const (
	people = 40
	pause  = 4 * time.Second
)

// A crowd is what people waited who worked while an import came in, or while the root key
// was rotated.
type crowd struct {
	Version string  `json:"version"`
	What    string  `json:"what"`
	Took    float64 `json:"took_s"`
	Asked   int     `json:"asked"`
	Failed  int     `json:"failed"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Longest float64 `json:"longest_ms"`
	Saves   int     `json:"saves"`
	SaveP99 float64 `json:"save_p99_ms"`
	Before  float64 `json:"file_before_mib,omitempty"`
	After   float64 `json:"file_after_mib,omitempty"`
	Rekeyed float64 `json:"file_rekeyed_mib,omitempty"` // once serve was started anew
	Restart float64 `json:"restart_s,omitempty"`        // until it served again
}

func (c crowd) text() string {
	text := fmt.Sprintf("%s: %s in %.0f s while %d people worked: %d answers, %d failed, p50 %.0f, p99 %.0f, longest %.0f ms; of them %d saved something, p99 %.0f ms\n",
		c.Version, c.What, c.Took, people, c.Asked, c.Failed, c.P50, c.P99, c.Longest, c.Saves, c.SaveP99)
	if c.Before > 0 {
		text += fmt.Sprintf("the file had %.1f MiB before, %.1f MiB after it, and has %.1f MiB since serve was started anew, which took %.1f s\n", c.Before, c.After, c.Rekeyed, c.Restart)
	}
	return text
}

// imported imports so many rows while people work.
func (s *side) imported(ctx context.Context, dir string, from, rows int) (crowd, error) {
	return s.crowded(ctx, fmt.Sprintf("%d rows", rows), func() error {
		_, err := s.importCases(ctx, dir, from, from+rows)
		return err
	})
}

// rotated rotates the root key while people work.
func (s *side) rotated(ctx context.Context) (crowd, error) {
	before := s.fileMiB()
	c, err := s.crowded(ctx, "a rotation", func() error {
		out, err := exec.CommandContext(ctx, s.program, "key", "rotate", "--db", s.database, "--key-file", s.key, "--json").CombinedOutput()
		fmt.Fprintf(os.Stderr, "%s", out)
		return err
	})
	c.Before, c.After = before, s.fileMiB()
	if err != nil {
		return c, err
	}
	s.server.stop()
	begin := time.Now()
	if s.server, err = s.serve(ctx); err != nil {
		return c, err
	}
	c.Restart, c.Rekeyed = time.Since(begin).Seconds(), s.fileMiB()
	return c, nil
}

// fileMiB is how large the database file is, with its WAL; 0 for a server.
func (s *side) fileMiB() (size float64) {
	for _, end := range []string{"", "-wal"} {
		if info, err := os.Stat(s.database + end); err == nil {
			size += float64(info.Size()) / (1 << 20)
		}
	}
	return size
}

// crowded does something while people work.
func (s *side) crowded(ctx context.Context, what string, do func() error) (crowd, error) {
	c := crowd{Version: s.name, What: what}
	work, done := context.WithCancel(ctx)
	defer done()
	var mu sync.Mutex
	var waited, saved []time.Duration
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			for rest(work, pause/2+rand.N(pause)) {
				begin := time.Now()
				saves, err := s.works(work, n)
				if work.Err() != nil {
					return
				}
				mu.Lock()
				if saves {
					saved = append(saved, time.Since(begin))
				}
				if waited = append(waited, time.Since(begin)); err != nil {
					fmt.Fprintln(os.Stderr, err)
					c.Failed++
				}
				mu.Unlock()
			}
		})
	}
	begin := time.Now()
	err := do()
	c.Took = time.Since(begin).Seconds()
	done()
	all.Wait()
	if err == nil && len(saved) == 0 {
		err = errors.New("nobody has worked meanwhile")
	}
	if err != nil {
		return c, err
	}
	slices.Sort(waited)
	slices.Sort(saved)
	c.Asked, c.Saves, c.SaveP99 = len(waited), len(saved), ms(saved[len(saved)*99/100])
	c.P50, c.P99, c.Longest = ms(waited[len(waited)/2]), ms(waited[len(waited)*99/100]), ms(waited[len(waited)-1])
	return c, nil
}

// works asks for one page, or writes a note, and reports whether it did that.
func (s *side) works(ctx context.Context, n int) (saves bool, err error) {
	b := s.browser[supervisor]
	switch page := "/cases/" + s.some(); rand.IntN(4) {
	case 0:
		_, err = b.get(ctx, page)
	case 1:
		_, err = b.get(ctx, "/cases")
	case 2:
		_, err = b.get(ctx, "/")
	default:
		saves = true
		_, err = b.post(ctx, page+"/notes", url.Values{"kind": {"general"}, "text": {fmt.Sprint("an invented note of ", n)}})
	}
	return saves, err
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
