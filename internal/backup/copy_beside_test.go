package backup

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// The copy is sound, and has all that was acknowledged, while several write.
func TestCopyWhileOthersWrite(t *testing.T) {
	c := newCarried(t)
	c.put(0, 3000, 2000) // a base of some size
	var mu sync.Mutex
	next, said := 3000, 3000
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				mu.Lock()
				n := next
				next++
				mu.Unlock()
				if err := put(c.d, n, rand.IntN(6000)); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				said++
				mu.Unlock()
			}
		})
	}
	for round := range 8 {
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
		if round == 4 {
			c.c.tail.Lose() // a new base, in the middle of it
		}
		mu.Lock()
		want := said
		mu.Unlock()
		c.step()
		if got := c.restored(); got < want {
			t.Errorf("round %d: %d of %d rows are in the copy", round, got, want)
		}
	}
	close(stop)
	all.Wait()
	t.Logf("%d rows", said)
}
