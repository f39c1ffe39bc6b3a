package db

import (
	"bytes"
	"sync"
	"sync/atomic"
)

// A memo remembers decrypted blocks. It is asked with the encrypted block that the
// file has now, and answers only if that is, byte for byte, the one it knows at this
// place. So it is never out of date, and only saves the work of the cipher: a tenth of
// it is left. SQLite's own caches are emptied by every commit of another connection,
// and every page that someone reads is a commit of the log.
type memo struct {
	shelves [memoBlocks / memoShelf]atomic.Pointer[[memoShelf]memoSlot] // nil while nothing of it is remembered
}

// memoBlocks is how many blocks are remembered: 16 MiB of them, in 32 MiB. Memory is taken
// for so many of them at once: a node that does nothing reads few.
const (
	memoBlocks = 4096
	memoShelf  = 32
)

// memoSlot is the place of all blocks whose number has the same rest; the last
// one stays.
type memoSlot struct {
	mu           sync.Mutex
	next         int64 // the place after the block; 0 for none
	sealed, open [block]byte
}

func (m *memo) slot(lane int, at int64) *memoSlot {
	n := (int(at/block) + lane) % memoBlocks
	shelf := &m.shelves[n/memoShelf]
	for {
		if all := shelf.Load(); all != nil {
			return &all[n%memoShelf]
		}
		shelf.CompareAndSwap(nil, new([memoShelf]memoSlot))
	}
}

// open turns the encrypted block of f at a place into what it holds.
func (m *memo) open(f *sealedFile, b []byte, at int64) {
	if m == nil {
		f.open(b, at)
		return
	}
	s := m.slot(f.lane, at)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == at+block && bytes.Equal(s.sealed[:], b) {
		copy(b, s.open[:])
		return
	}
	copy(s.sealed[:], b)
	f.open(b, at)
	copy(s.open[:], b)
	s.next = at + block
}

// seal encrypts the block of f at a place.
func (m *memo) seal(f *sealedFile, b []byte, at int64) {
	if m == nil {
		f.seal(b, at)
		return
	}
	s := m.slot(f.lane, at)
	s.mu.Lock()
	defer s.mu.Unlock()
	copy(s.open[:], b)
	f.seal(b, at)
	copy(s.sealed[:], b)
	s.next = at + block
}

// forget gives the memory back.
func (m *memo) forget() {
	for i := range m.shelves {
		m.shelves[i].Store(nil)
	}
}
