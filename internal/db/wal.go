package db

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ncruces/go-sqlite3/vfs"
	"lukechampine.com/adiantum"
)

// The last program that closes an SQLite file leaves no WAL. One that is there,
// and that nobody has open, is of a program that was killed or of a machine that
// lost its power, and is looked at before SQLite reads it: SQLite stops at the
// first frame that does not fit, silently, whatever follows it.

// A walFault is what is wrong with a WAL. It is part of the name of the copy that
// is kept.
type walFault string

const (
	walOdd     walFault = "odd"     // its last block is not whole, and SQLite refuses it
	walTorn    walFault = "torn"    // its last commit is not whole
	walDamaged walFault = "damaged" // a commit that was durable does not open any more
)

// A Kept is the copy of a WAL that was found with a fault.
type Kept struct {
	File string
	// Lost says that acts which were acknowledged are missing from the database.
	Lost bool
	Text string
}

// KeptWALs returns the copies that were kept beside the SQLite file at path. They
// stay until somebody moves them away.
func KeptWALs(path string) []Kept {
	var all []Kept
	for _, k := range []struct {
		fault walFault
		text  string
	}{
		{walOdd, "a part of a block at its end was cut off, so that the rest could be read"},
		{walTorn, "its last act is not whole: a power cut leaves that of an act that nobody was told was done; without one, it is damage"},
		{walDamaged, "it was damaged, and acts that were acknowledged are lost: look for what was done last before the stop, and at the disk"},
	} {
		files, err := filepath.Glob(globbed(realPath(path)) + "-wal." + string(k.fault) + "-*")
		if err != nil {
			continue // of a pattern, which is none of ours
		}
		for _, f := range files {
			all = append(all, Kept{f, k.fault == walDamaged, k.text})
		}
	}
	return all
}

// globbed is path with what Glob would take for a pattern as it stands.
func globbed(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// realPath is path without symbolic links.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// lookAtWAL looks at the WAL of the file at path, mends its end, and reports
// whether the last program that had the file open was stopped uncleanly. A copy
// of what it changes is kept.
func lookAtWAL(path string, key []byte, now time.Time) (unclean bool, err error) {
	info, err := os.Stat(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	free, alone := lockAlone(path)
	if !alone {
		return false, nil
	}
	defer free()
	w, err := os.Open(path + "-wal")
	if err != nil {
		return false, err
	}
	defer w.Close()
	size := info.Size()
	if size%block != 0 {
		return true, keepAndCut(path, walOdd, blockDown(size), now)
	}
	look := walLook{wal: w, size: size, key: key, db: path}
	fault, whole, err := look.fault()
	if err != nil || fault == "" {
		return true, err
	}
	return true, keepAndCut(path, fault, blockUp(whole), now)
}

// ofdSetLock is F_OFD_SETLK of Linux, by which SQLite locks here.
const ofdSetLock = 37

// lockAlone takes the lock that every connection to an SQLite file with a WAL has
// a share of, if nobody has it.
func lockAlone(path string) (free func(), alone bool) {
	const pending, length = 0x40000000, 512
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, false // on a read-only disk nothing is mended
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: pending, Len: length}
	if err := syscall.FcntlFlock(f.Fd(), ofdSetLock, &lock); err != nil {
		f.Close()
		return nil, false
	}
	return func() { f.Close() }, true
}

// keepAndCut keeps a copy of a WAL and cuts the WAL off at size: what SQLite would
// not read must not be taken for the damage of another day.
func keepAndCut(path string, fault walFault, size int64, now time.Time) error {
	wal := path + "-wal"
	kept := fmt.Sprintf("%s.%s-%s", wal, fault, now.UTC().Format("20060102T150405Z"))
	if err := copyFile(wal, kept); err != nil {
		return fmt.Errorf("%w: the WAL is not whole, and there is no room for a copy of it", ErrStorage)
	}
	return os.Truncate(wal, size)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		err = errors.Join(err, os.Remove(to))
	}
	return err
}

// A walLook reads a WAL as SQLite's file format, section 4, has it: a header of 32
// bytes, then frames of 24 bytes and a page. Each frame has the salts of the
// header and a checksum that continues the one of the frame before it.
type walLook struct {
	wal  io.ReaderAt
	size int64
	key  []byte
	db   string // the path of the file that the WAL belongs to

	order binary.ByteOrder // of checksums
	salts [8]byte
}

const (
	walHeader   = 32
	frameHeader = 24
	frameSize   = frameHeader + block
)

// A frame is one page in a WAL.
type frame struct {
	page, commit uint32 // commit is the size of the database after a commit, else 0
	salts        [8]byte
	ours         bool // it has the salts of the header
	follows      bool // its checksum continues the frame before it
	sum          [2]uint32
}

// plainFile gives a sealedFile the file that it reads.
type plainFile struct {
	vfs.File
	at io.ReaderAt
}

func (p plainFile) ReadAt(b []byte, off int64) (int, error) { return p.at.ReadAt(b, off) }

func (l *walLook) opened(f io.ReaderAt, size int64) *io.SectionReader {
	return io.NewSectionReader(&sealedFile{File: plainFile{at: f}, cipher: adiantum.New(l.key)}, 0, size)
}

// fault returns what is wrong with the WAL, and how long it is up to the end of
// its last whole commit.
//
// A commit is durable before SQLite writes the end of the page that pads it to a
// whole block. So a frame that follows a commit and fits shows that this commit
// was durable, and so was all before it. A frame before it that does not fit was
// damaged; one with nothing of the kind after it may be torn.
func (l *walLook) fault() (walFault, int64, error) {
	in := bufio.NewReaderSize(l.opened(l.wal, l.size), 1<<18)
	head := make([]byte, walHeader)
	if _, err := io.ReadFull(in, head); err != nil {
		return "", 0, err
	}
	sum, good := l.header(head)
	if !good {
		return l.headless(in)
	}
	whole, bad, seen := int64(walHeader), false, false
	last := frame{sum: sum}
	for at := int64(walHeader); at+frameSize <= l.size; at += frameSize {
		f, _, err := l.next(in, last.sum)
		if err != nil {
			return "", 0, err
		}
		switch {
		case !bad && f.ours && f.follows:
			if f.commit != 0 {
				whole = at + frameSize
			}
		case bad && f.ours && f.follows && last.ours && last.commit != 0:
			return walDamaged, whole, nil
		default:
			bad = true
			seen = seen || f.ours
		}
		last = f
	}
	if seen {
		return walTorn, whole, nil
	}
	return "", whole, nil
}

// header reads the header, and reports whether it is whole.
func (l *walLook) header(b []byte) (sum [2]uint32, good bool) {
	l.order = binary.ByteOrder(binary.LittleEndian)
	switch binary.BigEndian.Uint32(b) {
	case 0x377f0683:
		l.order = binary.BigEndian
	case 0x377f0682:
	default:
		return sum, false
	}
	copy(l.salts[:], b[16:24])
	sum = l.checksum(sum, b[:24])
	return sum, binary.BigEndian.Uint32(b[8:]) == block && stored(b[24:]) == sum
}

func stored(b []byte) [2]uint32 {
	return [2]uint32{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
}

func (l *walLook) checksum(s [2]uint32, b []byte) [2]uint32 {
	for ; len(b) >= 8; b = b[8:] {
		s[0] += l.order.Uint32(b) + s[1]
		s[1] += l.order.Uint32(b[4:]) + s[0]
	}
	return s
}

// next reads a frame and the page in it. before is the checksum of the one before it.
func (l *walLook) next(in io.Reader, before [2]uint32) (frame, []byte, error) {
	b := make([]byte, frameSize)
	if _, err := io.ReadFull(in, b); err != nil {
		return frame{}, nil, err
	}
	f := frame{
		page: binary.BigEndian.Uint32(b), commit: binary.BigEndian.Uint32(b[4:]),
		salts: [8]byte(b[8:16]), sum: stored(b[16:]),
	}
	f.ours = f.salts == l.salts
	f.follows = f.sum == l.checksum(l.checksum(before, b[:8]), b[frameHeader:])
	return f, b[frameHeader:], nil
}

// headless judges a WAL without a header. SQLite writes one when the pages of the
// frames are all in the database, so it is damage only if one of them is not.
func (l *walLook) headless(in io.Reader) (walFault, int64, error) {
	file, err := os.Open(l.db)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", 0, err
	}
	newest, err := l.newest(in)
	if err != nil {
		return "", 0, err
	}
	pages := l.opened(file, info.Size())
	there := make([]byte, block)
	for number, page := range newest {
		n, err := pages.ReadAt(there, (int64(number)-1)*block)
		if err != nil && err != io.EOF {
			return "", 0, err
		}
		if !bytes.Equal(there[:n], page) {
			return walDamaged, 0, nil
		}
	}
	return "", 0, nil
}

// newest returns the pages of a WAL without a header up to its last commit that
// was durable: the last one that a frame follows. The first frame lies in the
// block of the header; those with the salts of the second are the newest ones.
func (l *walLook) newest(in io.Reader) (map[uint32][]byte, error) {
	durable, since := map[uint32][]byte{}, map[uint32][]byte{}
	var last frame
	for at := int64(walHeader); at+frameSize <= l.size; at += frameSize {
		f, page, err := l.next(in, last.sum)
		if err != nil {
			return nil, err
		}
		switch at {
		case walHeader:
			continue
		case walHeader + frameSize:
			l.salts, f.ours, f.follows = f.salts, true, false
		}
		if !f.ours {
			return durable, nil
		}
		if f.follows && last.commit != 0 {
			maps.Copy(durable, since)
			clear(since)
		}
		since[f.page] = page
		last = f
	}
	return durable, nil
}
