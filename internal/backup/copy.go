package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"lindung"
	"lindung/internal/db"
)

// A Copier keeps an encrypted copy of an SQLite database in a folder on another disk,
// some seconds behind. The folder holds a base, which is all pages of the file, and
// after it, every few seconds, the pages that have changed. The base is read while others
// write: what they change meanwhile is in pages that complete it.
//
// Nobody waits for the copy. What goes wrong with its place is its State, and is tried
// again; when the pages that must wait are too many they are given up, and a new base
// makes the copy whole.
//
// A new base is made each day, when the pages since the last one are more than it holds,
// and when a rotation of the keys has ended. Two bases are kept, with the pages since the older. So no file is older than two
// days while the program runs, and what is older than the horizon of erasure is removed
// as soon as it runs again.
type Copier struct {
	Dir  string
	Node string
	Key  sealer
	DB   *db.DB
	// Epoch returns the oldest epoch of keys that is in the database. A copy of which all is
	// of a younger one opens by that one's key alone: a new base makes it so. nil for a
	// database whose keys do not change.
	Epoch func(context.Context) (int, error)
	// Beside are the files that go with the copy, by the name that they have there.
	Beside []Beside
	// Begin is called before a base is made. It returns for how many days a file may be kept.
	Begin func(context.Context) (days int, err error)
	// Known says that the folder held a copy before: an empty one is another disk.
	Known bool

	tail  *db.Tail
	run   string
	n     int64  // the number of the last file
	last  string // the digest of the last pages
	whole bool   // the run has a base
	base  struct {
		n          int64
		at         time.Time
		size, more int64 // bytes of the base, and of the pages since
		epoch      int
	}
	epoch    int        // what Epoch said last
	files    []copyHead // that are there, oldest first
	sent     map[string]string
	swept    time.Time
	lastTick time.Time

	mu    sync.Mutex
	state CopyState
	moved time.Time // when a step that runs was last seen to go on; zero while none runs
}

// Beside is a file that goes with a copy.
type Beside struct{ Name, Path string }

// CopyState says how far a copy is.
type CopyState struct {
	// Through is the moment up to which all that was done is in the copy; zero for none.
	Through time.Time
	// Fault is why the copy stands still, a code; "" if it does not. Since is from when on.
	Fault string
	Since time.Time
}

// Codes of why a copy stands still.
const (
	CopyAway    = "away"    // its place is not there, or another one is
	CopyFull    = "full"    // there is no room
	CopyDenied  = "denied"  // the program may not write there
	CopyForeign = "foreign" // another node's copy is there
	CopyFailed  = "failed"  // anything else
)

var (
	errAway    = errors.New("the place of the copy is not there: it is not mounted, or another disk is in its stead")
	errForeign = errors.New("the folder holds the copy of another node")
)

// copyMark is the file by which the place of a copy is known.
const copyMark = "lindung-copy"

const (
	copyEvery   = 10 * time.Second
	copyAgain   = time.Minute // at most between two tries
	baseEvery   = 24 * time.Hour
	leastMore   = 64 << 20  // bytes of pages before a base is made because of them
	mostWAL     = 256 << 20 // of the WAL before the copy gives its pages up
	copyGrace   = 5 * time.Second
	copyStuck   = 2 * time.Minute // after which a place that does not answer counts as away
	keptBases   = 2
	mostWaiting = 1000 // frames of the WAL before it is read early
	baseStride  = 1024 // pages of a base between two looks at the time
)

// State returns how far the copy is.
func (c *Copier) State() CopyState {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.state
	if stuck := c.DB.MachineTime().Sub(c.moved); now.Fault == "" && !c.moved.IsZero() && stuck > copyStuck {
		now.Fault, now.Since = CopyAway, c.DB.Now().Add(-stuck)
	}
	return now
}

// goesOn says that a step goes on; at the zero time, that none runs.
func (c *Copier) goesOn(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = at
}

// Run copies until ctx ends, and then once more. A place that does not answer is not
// waited for. Said is called when the state has changed between good and bad.
func (c *Copier) Run(ctx context.Context, said func(CopyState, error)) {
	if err := c.open(ctx); err != nil {
		c.note(err, said)
		return
	}
	defer c.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.loop(ctx, said)
	}()
	watch := time.NewTicker(copyGrace)
	defer watch.Stop()
	for {
		select {
		case <-ended:
			return
		case <-watch.C:
			if c.tail.WALSize() > mostWAL {
				c.tail.Lose()
			}
		case <-ctx.Done():
			select {
			case <-ended:
			case <-time.After(copyGrace):
			}
			return
		}
	}
}

// loop copies every few seconds, and less often while it fails.
func (c *Copier) loop(ctx context.Context, said func(CopyState, error)) {
	wait := time.Duration(0)
	for {
		if c.rest(ctx, wait); ctx.Err() != nil {
			if c.whole {
				// What was done last; a base takes too long for a stop.
				c.note(c.tick(context.Background()), said)
			}
			return
		}
		err := c.Step(ctx)
		c.note(err, said)
		if wait = copyEvery; err != nil {
			wait = min(copyAgain, max(copyEvery, 2*wait))
		}
	}
}

// rest waits, and no longer once much has been written: SQLite looks through all of a long
// WAL.
func (c *Copier) rest(ctx context.Context, long time.Duration) {
	const look = 250 * time.Millisecond
	for ; long > 0; long -= look {
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(look, long)):
		}
		if c.State().Fault == "" && c.tail.Waiting(ctx) > mostWaiting {
			return
		}
	}
}

// note keeps the state, and tells of one that is new.
func (c *Copier) note(err error, said func(CopyState, error)) {
	c.mu.Lock()
	before := c.state.Fault
	c.state.Fault = faultOf(err)
	if c.state.Fault != "" && before == "" {
		c.state.Since = c.DB.Now()
	}
	now := c.state
	c.mu.Unlock()
	if said != nil && (now.Fault != before) {
		said(now, err)
	}
}

func faultOf(err error) string {
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return ""
	case errors.Is(err, errForeign):
		return CopyForeign
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return CopyFull
	case errors.Is(err, errAway), errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.EIO):
		return CopyAway
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return CopyDenied
	}
	return CopyFailed
}

// Step brings the copy up to now: with a new base if it needs one, else with the pages
// that have changed.
func (c *Copier) Step(ctx context.Context) error {
	c.goesOn(c.DB.MachineTime())
	defer c.goesOn(time.Time{})
	if err := c.open(ctx); err != nil {
		return err
	}
	if err := c.place(); err != nil {
		return err
	}
	if c.Epoch != nil {
		var err error
		if c.epoch, err = c.Epoch(ctx); err != nil {
			return err
		}
	}
	err := c.tick(ctx)
	if errors.Is(err, db.ErrTail) {
		c.whole = false
	}
	if !c.whole || err == nil && c.needsBase() {
		err = c.newBase(ctx)
		if errors.Is(err, syscall.ENOSPC) && c.spare() {
			err = c.newBase(ctx)
		}
	}
	if err != nil {
		return err
	}
	if now := c.DB.Now(); now.Sub(c.swept) > time.Minute || now.Before(c.swept) {
		c.swept = now
		return c.sweep(0)
	}
	return nil
}

func (c *Copier) open(ctx context.Context) (err error) {
	if c.tail == nil {
		c.tail, err = c.DB.Tail(ctx)
	}
	return err
}

// Close ends what Step has begun; Run does it by itself.
func (c *Copier) Close() error {
	if c.tail == nil {
		return nil
	}
	return c.tail.Close()
}

// place makes sure that the folder is the place of this node's copy.
func (c *Copier) place() error {
	mark := filepath.Join(c.Dir, copyMark)
	was, err := os.ReadFile(mark)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !c.Known:
		if was, err = c.settle(mark); err != nil {
			return err
		}
	case errors.Is(err, fs.ErrNotExist):
		return errAway
	case err != nil:
		return err
	case len(was) == 0: // somebody says that the place is right
		if was, err = c.settle(mark); err != nil {
			return err
		}
	}
	if string(was) != c.Node+"\n" {
		return errForeign
	}
	c.Known = true
	if c.files != nil {
		return nil
	}
	return c.look()
}

func (c *Copier) settle(mark string) ([]byte, error) {
	if _, err := os.Stat(c.Dir); err != nil {
		return nil, err
	}
	text := []byte(c.Node + "\n")
	return text, Replace(mark, func([]byte) ([]byte, error) { return text, nil })
}

// look finds what is there: the files of earlier runs, and what killed programs have left.
func (c *Copier) look() error {
	all, err := os.ReadDir(c.Dir)
	if err != nil {
		return err
	}
	c.files = []copyHead{}
	for _, f := range all {
		name, part := strings.CutSuffix(strings.TrimPrefix(f.Name(), "."), ".part")
		h, is := named(name)
		if !is {
			continue
		}
		if part {
			if err := os.Remove(filepath.Join(c.Dir, f.Name())); err != nil {
				return err
			}
			continue
		}
		if whole, err := headOf(filepath.Join(c.Dir, name)); err == nil {
			h = whole // one that cannot be read is of no use to anyone, and goes with the oldest
		}
		c.files = append(c.files, h)
		c.n = max(c.n, h.N)
	}
	return nil
}

// named returns the number and the kind that a name says, and whether it is that of a file of
// a copy.
func named(name string) (h copyHead, is bool) {
	number, kind, _ := strings.Cut(name, ".")
	n, err := strconv.ParseInt(number, 10, 64)
	h = copyHead{N: n, Kind: kind}
	return h, err == nil && h.name() == name && (kind == kindBase || kind == kindPages)
}

// tick writes the pages that have changed, if there are any.
func (c *Copier) tick(ctx context.Context) error {
	c.lastTick = c.DB.MachineTime()
	if !c.whole {
		return db.ErrTail
	}
	return c.pages(ctx, false)
}

// pages writes the pages that have changed; also none, if it must.
func (c *Copier) pages(ctx context.Context, must bool) error {
	if err := c.beside(); err != nil {
		return err
	}
	at := c.DB.Now()
	p, err := c.tail.Next(ctx)
	if err != nil {
		return err
	}
	defer p.Close()
	if p.Len() > 0 || must {
		if err := c.write(kindPages, at, 0, func(w *pieceWriter) error {
			w.end.Size = p.Size
			return p.Each(w.page)
		}); err != nil {
			return err
		}
	}
	if err := p.Done(); err != nil {
		return err
	}
	c.mu.Lock()
	if c.whole {
		c.state.Through = at
	}
	c.mu.Unlock()
	if err := c.tail.Turn(ctx); !errors.Is(err, db.ErrAgain) {
		return err
	}
	return nil // too many write; the next time
}

// write writes one file of the copy, and notes it.
func (c *Copier) write(kind string, at time.Time, first int64, fill func(*pieceWriter) error) error {
	h := copyHead{Copy: 1, Kind: kind, Node: c.Node, Run: c.run, N: c.n + 1, At: at.Format(time.RFC3339), Before: c.last, First: first}
	c.n++
	var digest string
	var size int64
	err := Save(filepath.Join(c.Dir, h.name()), func(out io.Writer) error {
		w, err := newPieceWriter(out, c.Key, h)
		if err == nil {
			err = fill(w)
		}
		if err == nil {
			digest, err = w.finish()
			size = w.n
		}
		return err
	})
	if err != nil {
		return err
	}
	c.files = append(c.files, h)
	if kind == kindBase {
		c.base.n, c.base.at, c.base.size, c.base.more, c.base.epoch = h.N, at, size, 0, c.epoch
	} else {
		c.last = digest
		c.base.more += size
	}
	return nil
}

func (c *Copier) needsBase() bool {
	return c.base.epoch != c.epoch || c.DB.Now().Sub(c.base.at) >= baseEvery || c.base.more > max(c.base.size, leastMore)
}

// newBase writes a base: first the pages of the WAL, then the file, and meanwhile the
// pages that change.
func (c *Copier) newBase(ctx context.Context) error {
	days, err := c.Begin(ctx)
	if err == nil {
		err = c.sweep(days)
	}
	if err != nil {
		return err
	}
	if !c.whole {
		if err := c.again(ctx); err != nil {
			return err
		}
	}
	c.tail.Whole()
	if err := c.pages(ctx, true); err != nil {
		return err
	}
	first, at := c.n, c.DB.Now()
	file, err := c.tail.File()
	if err != nil {
		return err
	}
	defer file.Close()
	err = c.write(kindBase, at, first, func(w *pieceWriter) error { return c.fillBase(ctx, w, file) })
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.whole, c.state.Through = true, at
	c.mu.Unlock()
	return c.sweep(days)
}

// again begins a run anew: what was there before is not continued.
func (c *Copier) again(ctx context.Context) error {
	c.run, c.last = lindung.NewID(), ""
	return c.tail.Again(ctx)
}

// fillBase reads the file. The pages that change are written when it is time, and the base
// says which of them complete it.
func (c *Copier) fillBase(ctx context.Context, w *pieceWriter, file *db.FilePages) error {
	b := make([]byte, db.PageSize)
	for n := uint32(1); n <= file.N; n++ {
		if n%baseStride == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			c.goesOn(c.DB.MachineTime())
			if c.DB.MachineTime().Sub(c.lastTick) > copyEvery {
				c.lastTick = c.DB.MachineTime()
				if err := c.pages(ctx, false); err != nil {
					return err
				}
			}
		}
		if err := file.Read(n, b); err != nil {
			return err
		}
		if err := w.page(n, b); err != nil {
			return err
		}
	}
	w.end.Size = file.N
	for _, h := range slices.Backward(c.files) {
		if h.Kind == kindPages {
			w.end.Needs = h.N
			break
		}
	}
	return nil
}

// sweep removes what is not needed any more: all before the older of the bases that are
// kept, and, if days are said, what is older than those.
func (c *Copier) sweep(days int) error {
	var bases []copyHead
	for _, h := range c.files {
		if h.Kind == kindBase && h.First > 0 {
			bases = append(bases, h)
		}
	}
	from := int64(0)
	if len(bases) >= keptBases {
		from = bases[len(bases)-keptBases].First
	}
	return c.remove(func(h copyHead) bool {
		return h.N < from || days > 0 && h.time().Before(c.DB.Now().AddDate(0, 0, -days))
	})
}

// spare removes all before the newest base, and reports whether that was anything: the
// place is full.
func (c *Copier) spare() bool {
	was := len(c.files)
	for _, h := range slices.Backward(c.files) {
		if h.Kind == kindBase && h.First > 0 {
			_ = c.remove(func(o copyHead) bool { return o.N < h.First }) // what stays is found by the next sweep
			break
		}
	}
	return len(c.files) < was
}

func (c *Copier) remove(old func(copyHead) bool) error {
	var errs []error
	c.files = slices.DeleteFunc(c.files, func(h copyHead) bool {
		if !old(h) {
			return false
		}
		err := os.Remove(filepath.Join(c.Dir, h.name()))
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		errs = append(errs, err)
		return err == nil
	})
	return errors.Join(errs...)
}

// beside copies the files that go with the copy, if they have changed.
func (c *Copier) beside() error {
	if c.sent == nil {
		c.sent = map[string]string{}
	}
	for _, f := range c.Beside {
		info, err := os.Stat(f.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		is := fmt.Sprint(info.Size(), info.ModTime())
		if c.sent[f.Name] == is {
			continue
		}
		b, err := os.ReadFile(f.Path)
		if err != nil {
			return err
		}
		err = Replace(filepath.Join(c.Dir, f.Name), func(old []byte) ([]byte, error) {
			if bytes.Equal(old, b) {
				return nil, nil
			}
			return b, nil
		})
		if err != nil {
			return err
		}
		c.sent[f.Name] = is
	}
	return nil
}
