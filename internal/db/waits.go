package db

import (
	"sync/atomic"
	"time"
)

// Waits are how long acts have waited for the database since it was opened, and how many
// wait or read now.
type Waits struct {
	Reads, Writes  int64
	Reading, Saved time.Duration // until there was a reader; until what was written was durable
	Readers, Queue int           // readers at work; acts that wait for the next commit
}

// waits adds up what Waits tells.
type waits struct{ reads, writes, reading, saved atomic.Int64 }

func (w *waits) read(began time.Time) {
	w.reads.Add(1)
	w.reading.Add(int64(time.Since(began)))
}

func (w *waits) wrote(began time.Time) {
	w.writes.Add(1)
	w.saved.Add(int64(time.Since(began)))
}

// Waits returns how long acts have waited.
func (d *DB) Waits() Waits {
	d.mu.Lock()
	queue := len(d.queue)
	d.mu.Unlock()
	return Waits{
		Reads: d.waits.reads.Load(), Writes: d.waits.writes.Load(),
		Reading: time.Duration(d.waits.reading.Load()), Saved: time.Duration(d.waits.saved.Load()),
		Readers: len(d.slots), Queue: queue,
	}
}
