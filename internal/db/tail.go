package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"

	"lukechampine.com/adiantum"
)

// ErrTail says that a Tail has lost its place: what changed meanwhile is not known, and
// only the whole file tells it.
var ErrTail = errors.New("what has changed in the database file is not known any more")

// ErrNoTail says that the database has no Tail: it is no encrypted SQLite file.
var ErrNoTail = errors.New("only an SQLite database can be copied page by page; PostgreSQL archives by itself")

// A Tail reads from the WAL of an SQLite file what has changed in it, whichever process
// has changed it.
//
// SQLite writes over a WAL once all of it is in the file and nobody reads it. A Tail is
// always a reader, so that nothing is written over before it was read; [Tail.Turn] lets
// the WAL begin anew. A reader that began when all of the WAL was in the file lets it be
// written over once, and by then the Tail has read it to its end.
type Tail struct {
	db   *DB
	pool *sql.DB
	path string

	mu      sync.Mutex
	lost    bool
	hold    *hold
	at      walPlace
	whole   bool              // the next pages are all that are in the WAL
	pending map[uint32][]byte // read by Turn, and not given yet
}

// walPlace is a place in a WAL, after a commit.
type walPlace struct {
	salts [8]byte
	at    int64
	sum   [2]uint32
	size  uint32 // of the file after the commit, in pages
}

// hold is a read transaction that is held.
type hold struct{ conn *sql.Conn }

func (h *hold) end() {
	if h == nil {
		return
	}
	// A connection that cannot end its transaction is of no use to anyone; closing ends both.
	_, _ = h.conn.ExecContext(context.Background(), `ROLLBACK`)
	h.conn.Close()
}

// Tail returns the Tail of an encrypted SQLite file. Its first pages are all that are in
// the WAL.
func (d *DB) Tail(ctx context.Context) (*Tail, error) {
	if d.kind != sqlite || d.files == nil {
		return nil, ErrNoTail
	}
	pool, err := d.openFile(d.file, pragmas)
	if err != nil {
		return nil, d.fault(err)
	}
	pool.SetMaxIdleConns(4) // two hold, one writes, one asks
	t := &Tail{db: d, pool: pool, path: d.file, whole: true}
	if t.hold, err = t.read(ctx); err != nil {
		return nil, errors.Join(d.fault(err), pool.Close())
	}
	return t, nil
}

// Close ends the reading.
func (t *Tail) Close() error {
	t.Lose()
	return t.pool.Close()
}

// Lose gives the place in the WAL up, so that it can be written over: whoever needs the
// pages is not quick enough. It may be called while others use the Tail.
func (t *Tail) Lose() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lost = true
	t.hold.end()
	t.hold = nil
}

// Again goes on after the place was lost: what has changed meanwhile is not known. The next
// pages are all that are in the WAL.
func (t *Tail) Again(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	next, err := t.read(ctx)
	if err != nil {
		return t.db.fault(err)
	}
	t.hold.end()
	t.hold, t.at, t.whole, t.pending, t.lost = next, walPlace{}, true, nil, false
	return nil
}

// WALSize returns how long the WAL is.
func (t *Tail) WALSize() int64 {
	info, err := os.Stat(t.path + "-wal")
	if err != nil {
		return 0
	}
	return info.Size()
}

// Waiting returns how many frames are in the WAL that were not read yet, about.
func (t *Tail) Waiting(ctx context.Context) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, _, err := t.checkpoint(ctx, "NOOP")
	read := (t.at.at - walHeader) / frameSize
	if err != nil || n < read { // the WAL has begun anew
		return n
	}
	return n - read
}

// Whole lets the next pages be all that are in the WAL, not only those that are new.
func (t *Tail) Whole() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.whole = true
}

func (t *Tail) read(ctx context.Context) (*hold, error) {
	conn, err := t.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	h := &hold{conn}
	var n int
	if _, err = conn.ExecContext(ctx, `BEGIN`); err == nil {
		err = conn.QueryRowContext(ctx, `SELECT count(*) FROM pen`).Scan(&n)
	}
	if err != nil {
		h.end()
		return nil, err
	}
	return h, nil
}

// checkpoint returns how many frames the WAL has, and how many of them are in the file.
func (t *Tail) checkpoint(ctx context.Context, mode string) (frames, done int64, err error) {
	var busy int
	err = t.pool.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`).Scan(&busy, &frames, &done)
	return frames, done, err
}

// Changed are the pages of a file that have changed, as they were after a commit.
type Changed struct {
	// Size is how many pages the file has; 0 if nothing has changed.
	Size uint32

	tail    *Tail
	wal     *os.File
	frames  map[uint32]int64  // where the newest frame of each page is
	pending map[uint32][]byte // what Turn has read
	hold    *hold             // that goes on from here
	next    walPlace
}

// Next returns the pages that have changed since those that were [Changed.Done].
func (t *Tail) Next(ctx context.Context) (*Changed, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.look(ctx)
}

func (t *Tail) look(ctx context.Context) (*Changed, error) {
	if t.lost {
		return nil, ErrTail
	}
	p := &Changed{tail: t, frames: map[uint32]int64{}, pending: maps.Clone(t.pending)}
	var err error
	if p.hold, err = t.read(ctx); err == nil {
		if p.wal, err = os.Open(t.path + "-wal"); err == nil {
			err = p.find(ctx)
		}
	}
	if err != nil {
		p.Close()
		return nil, t.db.fault(err)
	}
	return p, nil
}

// mostLooks is how often the frames are looked for: the WAL can begin anew once meanwhile.
const mostLooks = 3

// find finds the frames that are new. The WAL may begin anew between two looks at it, once.
func (p *Changed) find(ctx context.Context) error {
	for range mostLooks {
		n, _, err := p.tail.checkpoint(ctx, "NOOP")
		if err != nil {
			return err
		}
		clear(p.frames)
		salts, err := p.follow(n)
		if err != nil && !errors.Is(err, ErrTail) && !errors.Is(err, io.EOF) {
			return err
		}
		more, _, fault := p.tail.checkpoint(ctx, "NOOP")
		if fault != nil {
			return fault
		}
		if again, fault := p.salts(); err == nil && fault == nil && more >= n && again == salts {
			return nil
		}
	}
	return ErrTail
}

// salts returns those of the header of the WAL; none if there is no header.
func (p *Changed) salts() (salts [8]byte, err error) {
	l := walLook{wal: p.wal, size: block, key: p.tail.db.files.key}
	head := make([]byte, walHeader)
	if _, err := io.ReadFull(l.opened(l.wal, l.size), head); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = nil
		}
		return salts, err
	}
	l.header(head)
	return l.salts, nil
}

// follow reads the WAL from the place of the Tail up to a number of frames, and returns its
// salts.
func (p *Changed) follow(frames int64) (salts [8]byte, err error) {
	t := p.tail
	p.next, p.Size = t.at, t.at.size
	if frames == 0 {
		return p.salts()
	}
	end := walHeader + frames*frameSize
	l := walLook{wal: p.wal, size: blockUp(end), key: t.db.files.key, db: t.path}
	in := l.opened(l.wal, l.size)
	head := make([]byte, walHeader)
	if _, err := io.ReadFull(in, head); err != nil {
		return salts, err
	}
	sum, good := l.header(head)
	if !good {
		return l.salts, ErrTail
	}
	at := walPlace{salts: l.salts, at: walHeader, sum: sum}
	if l.salts == t.at.salts && !t.whole {
		at = t.at
	}
	if at.at > end {
		return l.salts, ErrTail
	}
	if _, err := in.Seek(at.at, io.SeekStart); err != nil {
		return l.salts, err
	}
	committed := true
	for at.at < end {
		f, _, err := l.next(in, at.sum)
		if err != nil {
			return l.salts, err
		}
		if !f.ours || !f.follows {
			return l.salts, ErrTail
		}
		p.frames[f.page] = at.at
		at.at, at.sum = at.at+frameSize, f.sum
		if committed = f.commit != 0; committed {
			at.size = f.commit
		}
	}
	if !committed {
		return l.salts, ErrTail
	}
	p.next, p.Size = at, at.size
	return l.salts, nil
}

// Len returns how many pages there are.
func (p *Changed) Len() int {
	n := len(p.frames)
	for page := range p.pending {
		if _, newer := p.frames[page]; !newer {
			n++
		}
	}
	return n
}

// Each calls to for each page with its number, from 1 on. What it is given is valid during
// the call. After ErrTail nothing of it may be believed.
func (p *Changed) Each(to func(page uint32, content []byte) error) error {
	for page, content := range p.pending {
		if _, newer := p.frames[page]; !newer {
			if err := to(page, content); err != nil {
				return err
			}
		}
	}
	l := walLook{wal: p.wal, size: blockUp(p.next.at), key: p.tail.db.files.key}
	in := l.opened(l.wal, l.size)
	order := slices.SortedFunc(maps.Keys(p.frames), func(a, b uint32) int { return cmp.Compare(p.frames[a], p.frames[b]) })
	b := make([]byte, block)
	for _, page := range order {
		if _, err := in.ReadAt(b, p.frames[page]+frameHeader); err != nil {
			return err
		}
		if err := to(page, b); err != nil {
			return err
		}
	}
	p.tail.mu.Lock()
	defer p.tail.mu.Unlock()
	if p.tail.lost {
		return ErrTail
	}
	return nil
}

// Done says that the pages are kept elsewhere: the Tail goes on from here.
func (p *Changed) Done() error {
	t := p.tail
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost {
		p.Close()
		return ErrTail
	}
	t.hold.end()
	t.hold, p.hold = p.hold, nil
	t.at, t.whole, t.pending = p.next, false, nil
	p.Close()
	return nil
}

// Close forgets the pages; unless they are done, they are among the next ones.
func (p *Changed) Close() {
	p.hold.end()
	p.hold = nil
	if p.wal != nil {
		p.wal.Close()
		p.wal = nil
	}
}

// fullWAL is how many frames the WAL has before Turn lets it begin anew; mostPending how
// many it reads while others wait.
const (
	fullWAL     = 2000
	mostPending = 2000
)

// Turn lets the next writer begin the WAL anew, once it is long. Others wait with writing
// for as long as the rest of it takes to come into the file. It is for the moment after
// pages were done, when little is new.
func (t *Tail) Turn(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost {
		return ErrTail
	}
	if n, _, err := t.checkpoint(ctx, "NOOP"); err != nil || n < fullWAL {
		return t.db.fault(err)
	}
	// What can be brought into the file while others write is.
	if _, _, err := t.checkpoint(ctx, "PASSIVE"); err != nil {
		return t.db.fault(err)
	}
	conn, err := t.pool.Conn(ctx)
	if err != nil {
		return t.db.fault(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return t.db.fault(err) // busy: the next time
	}
	err = t.turn(ctx)
	_, ended := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
	return t.db.fault(errors.Join(err, ended))
}

// turn is Turn while nobody writes.
func (t *Tail) turn(ctx context.Context) error {
	p, err := t.look(ctx)
	if err != nil {
		return err
	}
	defer p.Close()
	if p.Len() > mostPending {
		return nil
	}
	if err := p.keep(); err != nil {
		return err
	}
	// From here on the frames are in memory, and nobody adds any.
	t.hold.end()
	t.hold, p.hold = p.hold, nil
	t.at, t.whole, t.pending = p.next, false, p.pending
	if _, _, err := t.checkpoint(ctx, "PASSIVE"); err != nil {
		return err
	}
	next, err := t.read(ctx)
	if err != nil {
		return err
	}
	t.hold.end()
	t.hold = next
	return nil
}

// keep reads the frames into memory.
func (p *Changed) keep() error {
	l := walLook{wal: p.wal, size: blockUp(p.next.at), key: p.tail.db.files.key}
	in := l.opened(l.wal, l.size)
	if p.pending == nil {
		p.pending = map[uint32][]byte{}
	}
	for page, at := range p.frames {
		b := make([]byte, block)
		if _, err := in.ReadAt(b, at+frameHeader); err != nil {
			return err
		}
		p.pending[page] = b
	}
	return nil
}

// FilePages reads the pages of the file itself, from the first on, which may change
// meanwhile: what changes is also among the pages of the Tail.
type FilePages struct {
	file  *os.File
	pages *io.SectionReader
	N     uint32 // of pages
}

// File returns the pages of the file.
func (t *Tail) File() (*FilePages, error) {
	f, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l := walLook{key: t.db.files.key}
	return &FilePages{f, l.opened(f, info.Size()), uint32(info.Size() / block)}, nil
}

// Read reads the page with a number, from 1 on.
func (f *FilePages) Read(page uint32, b []byte) error {
	_, err := f.pages.ReadAt(b[:block], int64(page-1)*block)
	return err
}

// Close closes the file.
func (f *FilePages) Close() error { return f.file.Close() }

// PageSize is the size of a page.
const PageSize = block

// A PageFile is an SQLite file that is made page by page.
type PageFile struct {
	file *os.File
	seal sealedFile
}

// NewPageFile makes an encrypted SQLite file, which must not exist.
func NewPageFile(path string, key []byte) (*PageFile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &PageFile{f, sealedFile{cipher: adiantum.New(key)}}, nil
}

// Put writes the page with a number, from 1 on.
func (f *PageFile) Put(page uint32, content []byte) error {
	if page == 0 || len(content) != block {
		return fmt.Errorf("page %d of %d bytes: there is none", page, len(content))
	}
	b := append(f.seal.room(block)[:0], content...)
	at := int64(page-1) * block
	f.seal.seal(b, at)
	_, err := f.file.WriteAt(b, at)
	return err
}

// Finish cuts the file off after so many pages, and closes it once it is on the disk.
func (f *PageFile) Finish(pages uint32) error {
	return errors.Join(f.file.Truncate(int64(pages)*block), f.file.Sync(), f.file.Close())
}
