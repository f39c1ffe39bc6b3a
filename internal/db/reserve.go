package db

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"sync"
	"time"
)

// reserveSize is room for many hours of reading: each read leaves an entry in the log.
const reserveSize = 8 << 20

// A reserve is a file beside an SQLite file that is given up when the disk is full. What
// it has held is room for reading and for withdrawing consent alone; everything else
// waits until the reserve is whole again.
type reserve struct {
	mu    sync.Mutex
	path  string // "" for no reserve
	spent bool
	tried time.Time
}

// retryReserve is how often a spent reserve is tried to be made again.
const retryReserve = 10 * time.Second

// KeepReserve keeps a reserve from now on. It is ErrStorage if there is no room for it.
// A server of PostgreSQL has a disk of its own, and none is kept.
func (d *DB) KeepReserve() error {
	if d.kind != sqlite {
		return nil
	}
	r := &d.reserve
	r.mu.Lock()
	defer r.mu.Unlock()
	r.path = d.file + "-reserve"
	r.tried = time.Now()
	err := makeReserve(r.path)
	r.spent = err != nil
	return err
}

// makeReserve fills the file with what no disk can store in less room.
func makeReserve(path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() == reserveSize {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return errors.Join(ErrStorage, err)
	}
	block := make([]byte, 1<<20)
	for n := 0; n < reserveSize && err == nil; n += len(block) {
		rand.Read(block)
		_, err = f.Write(block)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(ErrStorage, err, os.Remove(path))
	}
	return nil
}

// give gives the reserve up, and reports whether there was one.
func (r *reserve) give() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.path == "" || r.spent {
		return false
	}
	r.spent, r.tried = true, time.Now()
	return os.Remove(r.path) == nil
}

// short reports whether the reserve is spent and there is no room for it yet.
func (r *reserve) short() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spent && time.Since(r.tried) >= retryReserve {
		r.tried = time.Now()
		r.spent = makeReserve(r.path) != nil
	}
	return r.spent
}

// WriteReserved is Write for what goes on although the disk is full: it may use the
// reserve.
func (d *DB) WriteReserved(ctx context.Context, work func(*Tx) error) error {
	err := d.write(ctx, work)
	if errors.Is(err, ErrStorage) && d.reserve.give() {
		err = d.write(ctx, work)
	}
	return err
}
