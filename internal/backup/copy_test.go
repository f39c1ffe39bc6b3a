package backup

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lindung/internal/db"
	"lindung/internal/seal"
)

// A carried is a database with a copy that follows it.
type carried struct {
	*testing.T
	ring  *seal.Ring
	path  string
	d     *db.DB
	c     *Copier
	clock func() time.Time
	days  int
}

func newCarried(t *testing.T) *carried {
	t.Helper()
	c := &carried{T: t, ring: seal.NewRing(), path: filepath.Join(t.TempDir(), "node.db"), clock: time.Now, days: 90}
	c.d = c.open()
	c.c = &Copier{Dir: t.TempDir(), Node: "lindung-example", Key: c.ring.Node(), DB: c.d, Begin: func(context.Context) (int, error) { return c.days, nil }}
	t.Cleanup(func() { c.c.Close() })
	return c
}

// open opens the database once more, as another program would.
func (c *carried) open() *db.DB {
	c.Helper()
	d, err := db.Open(c.Context(), c.path, db.Options{Key: c.ring.File(), Clock: func() time.Time { return c.clock() }})
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { d.Close() })
	return d
}

// again is the copy as the program keeps it after a new start.
func (c *carried) again() {
	c.Helper()
	if err := c.c.Close(); err != nil {
		c.Fatal(err)
	}
	c.c = &Copier{Dir: c.c.Dir, Node: c.c.Node, Key: c.c.Key, DB: c.d, Begin: c.c.Begin, Known: true}
}

func put(d *db.DB, n, size int) error {
	return d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, ?, ?)`, fmt.Sprintf("n%06d", n), strings.Repeat("x", size), []byte{})
		return err
	})
}

func held(d *db.DB) (n int, err error) {
	err = d.Read(context.Background(), func(tx *db.Tx) error {
		n, err = db.One(tx, db.Value[int], `SELECT count(*) FROM meta WHERE name LIKE 'n%'`)
		return err
	})
	return n, err
}

func (c *carried) put(from, to, size int) {
	c.Helper()
	for n := from; n < to; n++ {
		if err := put(c.d, n, size); err != nil {
			c.Fatal(err)
		}
	}
}

func (c *carried) step() {
	c.Helper()
	if err := c.c.Step(c.Context()); err != nil {
		c.Fatal(err)
	}
}

// restored restores the copy, which must be sound, and returns how many rows it has.
func (c *carried) restored() int {
	c.Helper()
	n, err := c.tryRestore()
	if err != nil {
		c.Fatal(err)
	}
	return n
}

func (c *carried) tryRestore() (int, error) {
	c.Helper()
	dir := c.TempDir()
	at, err := OpenCopy(c.c.Dir)
	if err == nil {
		err = at.Restore(filepath.Join(dir, "back.db"), c.ring)
	}
	if err != nil {
		return 0, err
	}
	d, err := db.Open(c.Context(), filepath.Join(dir, "back.db"), db.Options{Key: c.ring.File()})
	if err != nil {
		return 0, err
	}
	defer d.Close()
	if err := d.Sound(c.Context()); err != nil {
		return 0, err
	}
	return held(d)
}

func (c *carried) files(kind string) []string {
	c.Helper()
	all, err := filepath.Glob(filepath.Join(c.c.Dir, "*."+kind))
	if err != nil {
		c.Fatal(err)
	}
	return all
}

// The copy has what this program and others wrote, through new beginnings of the WAL, new
// starts and new bases.
func TestCopyFollows(t *testing.T) {
	c := newCarried(t)
	other := c.open()
	c.put(0, 10, 100)
	c.step()
	n := 10
	for round := range 12 {
		size, rows := 100, 40
		if round%3 == 2 {
			size, rows = 40_000, 160 // fills the WAL
		}
		for range rows {
			d := c.d
			if n%4 == 0 {
				d = other
			}
			if err := put(d, n, size); err != nil {
				t.Fatal(err)
			}
			n++
		}
		switch round {
		case 5:
			c.again()
		case 8:
			c.clock = func() time.Time { return time.Now().Add(25 * time.Hour) }
		}
		c.step()
		if got := c.restored(); got != n {
			t.Fatalf("round %d: %d of %d rows are in the copy", round, got, n)
		}
	}
	if size := c.c.tail.WALSize(); size > 20<<20 {
		t.Errorf("the WAL is %d MiB long: it never begins anew", size>>20)
	}
	if bases := len(c.files(kindBase)); bases != keptBases {
		t.Errorf("%d bases are kept", bases)
	}
	plain, err := os.ReadFile(c.files(kindBase)[0])
	if err != nil || strings.Contains(string(plain), strings.Repeat("x", 50)) {
		t.Errorf("the copy can be read without the key: %v", err)
	}
}

// A file of the copy that is damaged, cut off or missing is never taken for whole: the
// copy is restored up to the one before it, or from another base, or not at all.
func TestCopyDamaged(t *testing.T) {
	c := newCarried(t)
	c.put(0, 5, 100)
	c.step()
	for n := 5; n < 10; n++ {
		c.put(n, n+1, 100)
		c.step()
	}
	pages := c.files(kindPages)
	if len(pages) != 6 {
		t.Fatalf("%d files", len(pages))
	}
	for i, path := range append(pages, c.files(kindBase)...) {
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, harm := range map[string]func() error{
			"flipped": func() error {
				bad := append([]byte{}, good...)
				bad[rand.IntN(len(bad))] ^= 1 << rand.IntN(8)
				return os.WriteFile(path, bad, 0o600)
			},
			"cut off": func() error { return os.Truncate(path, rand.Int64N(int64(len(good)))) },
			"missing": func() error { return os.Remove(path) },
		} {
			if err := harm(); err != nil {
				t.Fatal(err)
			}
			got, err := c.tryRestore()
			switch {
			case i == 0 || i == len(pages): // without the base, or what completes it
				if !errors.Is(err, ErrNoCopy) {
					t.Errorf("%s of %s: %d rows, %v", name, filepath.Base(path), got, err)
				}
			case err != nil || got != 5+i-1:
				t.Errorf("%s of %s: %d rows, %v; want %d", name, filepath.Base(path), got, err, 5+i-1)
			}
			if err := os.WriteFile(path, good, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := c.restored(); got != 10 {
		t.Errorf("%d rows", got)
	}
	c.ring = seal.NewRing()
	if _, err := c.tryRestore(); !errors.Is(err, ErrForeign) {
		t.Errorf("with another key: %v", err)
	}
}

// A newest base that is damaged loses nothing: the one before it is kept with all since.
func TestCopySecondBase(t *testing.T) {
	c := newCarried(t)
	c.put(0, 5, 100)
	c.step()
	c.clock = func() time.Time { return time.Now().Add(25 * time.Hour) }
	c.put(5, 10, 100)
	c.step()
	c.put(10, 12, 100)
	c.step()
	bases := c.files(kindBase)
	if err := os.Remove(bases[len(bases)-1]); err != nil || len(bases) != 2 {
		t.Fatal(len(bases), err)
	}
	if got := c.restored(); got != 12 {
		t.Errorf("%d of 12 rows", got)
	}
}

// Nothing in the copy outlives the horizon of erasure, also when the program was away.
func TestCopyHorizon(t *testing.T) {
	c := newCarried(t)
	day := 0
	c.clock = func() time.Time { return time.Now().AddDate(0, 0, day) }
	for ; day < 20; day++ {
		c.put(day, day+1, 100)
		c.step()
		oldest, err := OldestOf(c.c.Dir)
		if err != nil || c.clock().Sub(oldest) > 50*time.Hour {
			t.Fatalf("day %d: the oldest file is of %s, %v", day, oldest, err)
		}
	}
	day += 89
	c.again()
	c.step()
	if oldest, _ := OldestOf(c.c.Dir); c.clock().Sub(oldest) > 90*24*time.Hour {
		t.Errorf("after 90 days the oldest file is of %s", oldest)
	}
	day += 200
	c.again()
	c.c.Begin = func(context.Context) (int, error) { return 7, nil }
	c.step()
	if oldest, _ := OldestOf(c.c.Dir); c.clock().Sub(oldest) > time.Hour {
		t.Errorf("after 200 days the oldest file is of %s", oldest)
	}
	if got := c.restored(); got != 20 {
		t.Errorf("%d of 20 rows", got)
	}
}

// A place that is away, full or another's is told, harms nothing, and is caught up with.
func TestCopyPlace(t *testing.T) {
	c := newCarried(t)
	c.put(0, 5, 100)
	c.step()
	away := c.c.Dir + " away"
	for name, harm := range map[string]struct {
		do, undo func() error
		want     string
	}{
		"away":         {func() error { return os.Rename(c.c.Dir, away) }, func() error { return os.Rename(away, c.c.Dir) }, CopyAway},
		"another disk": {func() error { return errors.Join(os.Rename(c.c.Dir, away), os.Mkdir(c.c.Dir, 0o700)) }, func() error { return errors.Join(os.Remove(c.c.Dir), os.Rename(away, c.c.Dir)) }, CopyAway},
		"another node's": {
			func() error { return os.WriteFile(filepath.Join(c.c.Dir, copyMark), []byte("other\n"), 0o600) },
			func() error { return os.WriteFile(filepath.Join(c.c.Dir, copyMark), nil, 0o600) }, CopyForeign,
		},
	} {
		if err := harm.do(); err != nil {
			t.Fatal(err)
		}
		err := c.c.Step(t.Context())
		c.c.note(err, nil)
		if got := c.c.State(); got.Fault != harm.want || got.Since.IsZero() || got.Through.IsZero() {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		n, err := held(c.d)
		if err != nil {
			t.Fatal(err)
		}
		c.put(n, n+3, 100) // work goes on
		if err := harm.undo(); err != nil {
			t.Fatal(err)
		}
		err = c.c.Step(t.Context())
		c.c.note(err, nil)
		c.c.goesOn(time.Now().Add(-2 * copyStuck)) // a step that hangs
		if got := c.c.State(); got.Fault != CopyAway || got.Since.IsZero() {
			t.Errorf("a place that does not answer: %+v", got)
		}
		c.c.goesOn(time.Time{})
		if got := c.restored(); got != n+3 || c.c.State().Fault != "" {
			t.Errorf("%s, and back: %d of %d rows, %+v, %v", name, got, n+3, c.c.State(), err)
		}
	}
}
