package backup

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lindung/internal/db"
	"lindung/internal/seal"
)

// ErrNoCopy says that nothing can be restored from a folder.
var ErrNoCopy = errors.New("the folder holds no copy that is whole: no base with the pages that complete it")

// A Copied is a copy that is read.
type Copied struct {
	Node string
	At   time.Time // of the last pages that can be used
	// Unused is how many later files cannot be used, because one before them is not whole.
	Unused int

	dir  string
	ways []way
}

// A way is a base, with the pages after it that follow one another.
type way struct {
	base  pieceFile
	pages []pieceFile
}

func (w way) reach() int64 { return w.pages[len(w.pages)-1].head.N }

// IsCopy reports whether path is the folder of a copy.
func IsCopy(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// OpenCopy looks at each file of a copy, and finds out how far it can be restored.
func OpenCopy(dir string) (*Copied, error) {
	all, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var whole []pieceFile
	for _, f := range all {
		if _, is := named(f.Name()); !is {
			continue
		}
		p, err := lookAtPiece(filepath.Join(dir, f.Name()))
		if errors.Is(err, db.ErrNewer) {
			return nil, err
		}
		if err == nil { // any other is as if it were not there
			whole = append(whole, p)
		}
	}
	slices.SortFunc(whole, func(a, b pieceFile) int { return cmp.Compare(a.head.N, b.head.N) })
	c := &Copied{dir: dir, ways: waysOf(whole)}
	if len(c.ways) == 0 {
		return nil, ErrNoCopy
	}
	// The way that leads furthest comes first, and of those the one with the newest base.
	slices.SortFunc(c.ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(b.reach(), a.reach()), cmp.Compare(b.base.head.N, a.base.head.N))
	})
	return c, nil
}

// waysOf returns each base with the pages that follow one another from the first that it
// names.
func waysOf(whole []pieceFile) []way {
	var all []way
	for _, base := range whole {
		if base.head.Kind != kindBase {
			continue
		}
		w := way{base: base}
		before := ""
		for _, p := range whole {
			if p.head.Kind != kindPages || p.head.Run != base.head.Run || p.head.Node != base.head.Node || p.head.N < base.head.First {
				continue
			}
			if p.head.N == base.head.First {
				before = p.head.Before
			}
			if len(w.pages) == 0 && p.head.N != base.head.First || p.head.Before != before {
				break
			}
			w.pages, before = append(w.pages, p), p.digest
		}
		if len(w.pages) > 0 {
			all = append(all, w)
		}
	}
	return all
}

// Restore makes an SQLite file of the copy, at a path where there is none, and says in c
// how far it came. What was made with another key is ErrForeign.
func (c *Copied) Restore(path string, ring *seal.Ring) error {
	fault := ErrNoCopy
	for _, w := range c.ways {
		f, err := db.NewPageFile(path, ring.File())
		if err != nil {
			return unsaved(err)
		}
		done, err := w.restore(f, ring)
		if err == nil && done {
			last := w.pages[len(w.pages)-1].head
			c.Node, c.At = last.Node, last.time()
			return c.count(last.N)
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		switch {
		case errors.Is(err, ErrForeign):
			fault = ErrForeign
		case err != nil && !errors.Is(err, errPiece):
			return unsaved(err)
		}
	}
	return fault
}

// count counts the files after the last that was used.
func (c *Copied) count(last int64) error {
	all, err := os.ReadDir(c.dir)
	if err != nil {
		return err
	}
	for _, f := range all {
		if h, is := named(f.Name()); is && h.Kind == kindPages && h.N > last {
			c.Unused++
		}
	}
	return nil
}

// restore makes the file, and reports whether the pages complete the base.
func (w way) restore(f *db.PageFile, ring *seal.Ring) (bool, error) {
	end, err := w.base.each(ring.Sealing(), f.Put)
	size := end.Size
	for _, p := range w.pages {
		if err != nil {
			break
		}
		var at copyEnd
		if at, err = p.each(ring.Sealing(), f.Put); at.Size > 0 {
			size = at.Size
		}
	}
	return w.reach() >= end.Needs, errors.Join(err, f.Finish(size))
}

// BesideOf returns the path of a file that went with the copy, and whether it is there.
func (c *Copied) BesideOf(name string) (string, bool) {
	path := filepath.Join(c.dir, name)
	_, err := os.Stat(path)
	return path, err == nil
}

// OldestOf returns of which moment the oldest file of a copy is; zero if there is none.
func OldestOf(dir string) (time.Time, error) {
	all, err := os.ReadDir(dir)
	var oldest time.Time
	for _, f := range all {
		if _, is := named(f.Name()); !is {
			continue
		}
		h, err := headOf(filepath.Join(dir, f.Name()))
		if at := h.time(); err == nil && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return oldest, err
}
