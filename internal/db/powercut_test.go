package db

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// disk is a machine whose power can be cut and whose disk can fail. It knows
// what each file held when it was last synced, and what was written since.
type disk struct {
	vfs.VFS
	mu     sync.Mutex
	files  map[string]*diskFile
	broken error // what a write or sync gets once left is used up
	left   int
}

type diskFile struct {
	durable []byte
	since   []change
}

// change is a write, or with nil data a file cut off at a size.
type change struct {
	at   int64
	data []byte
}

func newDisk() *disk { return &disk{VFS: vfs.Find(""), files: map[string]*diskFile{}} }

func (d *disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil || name == nil {
		return f, flags, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	base := filepath.Base(name.String())
	if d.files[base] == nil {
		d.files[base] = &diskFile{}
	}
	return &handle{File: f, disk: d, file: d.files[base]}, flags, nil
}

func (d *disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, filepath.Base(name))
	return d.VFS.Delete(name, syncDir)
}

// handle is a file of the disk as one connection has opened it.
type handle struct {
	vfs.File
	disk *disk
	file *diskFile
}

// fails counts an operation and returns what it gets. It locks the disk.
func (h *handle) fails() error {
	h.disk.mu.Lock()
	if h.disk.left--; h.disk.broken != nil && h.disk.left < 0 {
		return h.disk.broken
	}
	return nil
}

func (h *handle) WriteAt(p []byte, off int64) (int, error) {
	err := h.fails()
	defer h.disk.mu.Unlock()
	if err != nil {
		p = p[:rand.IntN(len(p)/block+1)*block] // some of it may be there; the system writes by pages
	}
	h.file.since = append(h.file.since, change{off, bytes.Clone(p)})
	n, wrong := h.File.WriteAt(p, off)
	return n, errors.Join(err, wrong)
}

func (h *handle) Truncate(size int64) error {
	err := h.fails()
	defer h.disk.mu.Unlock()
	if err != nil {
		return err
	}
	h.file.since = append(h.file.since, change{at: size})
	return h.File.Truncate(size)
}

func (h *handle) Sync(flags vfs.SyncFlag) error {
	time.Sleep(300 * time.Microsecond) // as a disk takes it; most cuts fall here
	err := h.fails()
	defer h.disk.mu.Unlock()
	if err != nil {
		return err
	}
	for _, c := range h.file.since {
		h.file.durable = c.on(h.file.durable)
	}
	h.file.since = nil
	return nil // the machine's own disk is not asked
}

func (c change) on(b []byte) []byte {
	if c.data == nil {
		return b[:min(int64(len(b)), c.at)]
	}
	if grow := c.at + int64(len(c.data)) - int64(len(b)); grow > 0 {
		b = append(b, make([]byte, grow)...)
	}
	copy(b[c.at:], c.data)
	return b
}

func (h *handle) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(h.File) }
func (h *handle) LockState() vfs.LockLevel       { return vfsutil.WrapLockState(h.File) }

// cut copies into a folder what a machine may find after its power was cut: what
// was synced, and of what was written since any sectors, in any order.
func (d *disk) cut(t *testing.T, dir string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, f := range d.files {
		image := bytes.Clone(f.durable)
		for _, c := range f.since {
			image = c.partly(image)
		}
		if err := os.WriteFile(filepath.Join(dir, name), image, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (c change) partly(image []byte) []byte {
	const sector = 512
	if c.data == nil {
		if rand.IntN(2) == 0 {
			image = c.on(image)
		}
		return image
	}
	for from := 0; from < len(c.data); {
		to := min(len(c.data), from+sector-int(c.at+int64(from))%sector)
		if rand.IntN(2) == 0 {
			image = change{c.at + int64(from), c.data[from:to]}.on(image)
		}
		from = to
	}
	return image
}

// writers add pairs until they are stopped, and keep which were acknowledged.
type writers struct {
	mu   sync.Mutex
	next int64
	said []int64
}

// valueOf is what the pair of a key holds: some pages, or more than a commit
// holds together.
func valueOf(k int64) string {
	if k%97 == 0 {
		return strings.Repeat("y", 2*mostHeld)
	}
	return strings.Repeat("x", int(k*7919%9000))
}

func (w *writers) one(d *DB) error {
	w.mu.Lock()
	w.next++
	k := w.next
	w.mu.Unlock()
	err := put(d, k, valueOf(k))
	if err == nil {
		w.mu.Lock()
		w.said = append(w.said, k)
		w.mu.Unlock()
	}
	return err
}

func (w *writers) acknowledged() []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.said)
}

// holdsAll checks that a file has every pair that was acknowledged, and is sound.
func holdsAll(t *testing.T, path string, want []int64) {
	t.Helper()
	d, err := Open(context.Background(), path, Options{Key: vaultKey})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	got, err := pairsOf(d)
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, k := range want {
		if got[k] != valueOf(k) {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged acts are lost", lost, len(want))
	}
	if err := d.Sound(context.Background()); err != nil {
		t.Error(err)
	}
	for _, k := range KeptWALs(path) {
		if k.Lost {
			t.Error("a power cut was taken for damage")
		}
	}
}

// Nothing that was acknowledged is lost when the power is cut, at any moment.
func TestPowerCut(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 10
	}
	machine := newDisk()
	d := openVault(t, filepath.Join(t.TempDir(), "a.db"), machine)
	w := &writers{}
	acts := make(chan struct{}, 32)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range acts {
				if err := w.one(d); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range rounds {
		for range 8 + rand.IntN(24) {
			acts <- struct{}{}
		}
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
		want := w.acknowledged()
		dir := t.TempDir()
		machine.cut(t, dir)
		holdsAll(t, filepath.Join(dir, "a.db"), want)
	}
	close(acts)
	all.Wait()
	t.Logf("%d acts acknowledged, %d cuts", len(w.acknowledged()), rounds)
}

// A disk that fails at any write or sync, for a while or for good, loses nothing
// that was acknowledged, and work goes on once it is mended.
func TestDiskFails(t *testing.T) {
	for _, broken := range []error{sqlite3.IOERR_WRITE, sqlite3.FULL} {
		machine := newDisk()
		path := filepath.Join(t.TempDir(), "a.db")
		d := openVault(t, path, machine)
		w := &writers{}
		for n := range 60 {
			machine.fail(broken, n%30)
			for range 8 {
				if err := w.one(d); err != nil && !errors.Is(err, ErrStorage) {
					t.Errorf("operation %d failed, and so did an act: %v", n, err)
				}
			}
			machine.fail(nil, 0)
			if err := w.one(d); err != nil {
				t.Fatalf("after operation %d had failed and was mended: %v", n, err)
			}
			if n%10 == 9 {
				dir := t.TempDir()
				want := w.acknowledged()
				machine.cut(t, dir)
				holdsAll(t, filepath.Join(dir, "a.db"), want)
			}
		}
		got, err := pairsOf(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range w.acknowledged() {
			if got[k] != valueOf(k) {
				t.Errorf("act %d was acknowledged and is lost", k)
			}
		}
	}
}

func (d *disk) fail(with error, after int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken, d.left = with, after
}
