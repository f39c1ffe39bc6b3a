package db

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"io"
	"os"
	"strconv"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	"lukechampine.com/adiantum"
	"lukechampine.com/adiantum/hbsh"
)

// A vault is the file system of one encrypted SQLite file and of what SQLite
// keeps beside it. Its files are those of ncruces/go-sqlite3/vfs/adiantum: blocks
// of 4,096 bytes, each encrypted with Adiantum and tweaked by its place. That
// package reads, decrypts, encrypts and writes three blocks for each page of the
// WAL, and decrypts a page whenever SQLite reads it; a vault writes what one
// commit adds to the WAL at once ([walFile]) and remembers blocks ([memo]).
type vault struct {
	vfs.VFS // the machine's own
	name    string
	key     []byte
	memo    memo
	commit  atomic.Int64 // the number of the commit under way, negative after its end
}

// block is the size of what is encrypted as one, and of a page of SQLite.
const block = 4096

func blockDown(at int64) int64 { return at &^ (block - 1) }
func blockUp(at int64) int64   { return blockDown(at + block - 1) }

// FileKey returns the one of keys under which an SQLite file is encrypted, or the first if
// it is under none of them or not there yet. Every file begins with the same words, so it is
// one block that tells.
func FileKey(path string, keys [][]byte) []byte {
	f, err := os.Open(path)
	if err != nil {
		return keys[0]
	}
	defer f.Close()
	first := make([]byte, block)
	if _, err := io.ReadFull(f, first); err != nil {
		return keys[0]
	}
	for _, key := range keys {
		plain := bytes.Clone(first)
		if (&sealedFile{cipher: adiantum.New(key)}).open(plain, 0); bytes.HasPrefix(plain, []byte("SQLite format 3\x00")) {
			return key
		}
	}
	return keys[0]
}

var vaults atomic.Int64

// newVault makes the vault of a key, over the files of machine, and tells SQLite
// its name. SQLite keeps it: a connection may still be closing when its database
// is closed.
func newVault(machine vfs.VFS, key []byte) *vault {
	v := &vault{VFS: machine, name: "vault" + strconv.FormatInt(vaults.Add(1), 10), key: key}
	vfs.Register(v.name, v)
	return v
}

// during runs commit, which is SQLite's COMMIT, on the only connection that
// writes.
func (v *vault) during(commit func() error) error {
	if v == nil {
		return commit()
	}
	n := -v.commit.Load() + 1
	v.commit.Store(n)
	defer v.commit.Store(-n)
	return commit()
}

// Open opens a file without a name; those with one come to OpenFilename.
func (v *vault) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == "" {
		return v.OpenFilename(nil, flags)
	}
	return nil, flags, sqlite3.CANTOPEN
}

// OpenFilename opens a file for one connection.
func (v *vault) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, flags, err := vfsutil.WrapOpenFilename(v.VFS, name, flags)
	if err != nil || flags&(vfs.OPEN_SUPER_JOURNAL|vfs.OPEN_MEMORY) != 0 {
		return file, flags, err // the one holds names of files, the other is none
	}
	key := v.key
	if name == nil { // a file that no one opens again
		key = make([]byte, 32)
		rand.Read(key)
	}
	f := &sealedFile{File: file, cipher: adiantum.New(key)}
	switch {
	case flags&vfs.OPEN_MAIN_DB != 0:
		f.memo = &v.memo
	case flags&vfs.OPEN_WAL != 0:
		f.memo, f.lane = &v.memo, memoBlocks/2
		return &walFile{sealedFile: f, now: &v.commit}, flags, nil
	}
	return f, flags, nil
}

// sealedFile is an encrypted file as one connection has opened it.
type sealedFile struct {
	vfs.File
	cipher *hbsh.HBSH
	tweak  [8]byte
	memo   *memo // nil for a file that is not remembered
	lane   int   // keeps the files of a vault apart in the memo
	buf    []byte
}

// room returns n bytes of working memory, valid until the next call.
func (f *sealedFile) room(n int64) []byte {
	if int64(cap(f.buf)) < n {
		f.buf = make([]byte, n)
	}
	return f.buf[:n]
}

// open decrypts the block at its place.
func (f *sealedFile) open(b []byte, at int64) {
	binary.LittleEndian.PutUint64(f.tweak[:], uint64(at))
	f.cipher.Decrypt(b, f.tweak[:])
}

// seal encrypts the block at its place.
func (f *sealedFile) seal(b []byte, at int64) {
	binary.LittleEndian.PutUint64(f.tweak[:], uint64(at))
	f.cipher.Encrypt(b, f.tweak[:])
}

// ReadAt reads and decrypts. A block that is not whole cannot be decrypted and
// counts as not there.
func (f *sealedFile) ReadAt(p []byte, off int64) (int, error) {
	first, end := blockDown(off), blockUp(off+int64(len(p)))
	buf := p
	if end-first != int64(len(p)) {
		buf = f.room(end - first)
	}
	n, err := f.File.ReadAt(buf, first)
	n -= n % block
	for i := 0; i < n; i += block {
		f.memo.open(f, buf[i:i+block], first+int64(i))
	}
	if len(buf) != len(p) {
		n = copy(p, buf[min(int(off-first), n):n])
	}
	if n == len(p) {
		return n, nil
	}
	if err == nil {
		err = io.EOF
	}
	return n, err
}

// WriteAt encrypts and writes; what its first and its last block hold beside p
// stays.
func (f *sealedFile) WriteAt(p []byte, off int64) (int, error) {
	first, end := blockDown(off), blockUp(off+int64(len(p)))
	buf := f.room(end - first)
	if first < off {
		if err := f.fetch(buf[:block], first); err != nil {
			return 0, err
		}
	}
	if last := end - block; end > off+int64(len(p)) && (last > first || first == off) {
		if err := f.fetch(buf[last-first:], last); err != nil {
			return 0, err
		}
	}
	copy(buf[off-first:], p)
	for i := int64(0); i < int64(len(buf)); i += block {
		f.memo.seal(f, buf[i:i+block], first+i)
	}
	if _, err := f.File.WriteAt(buf, first); err != nil {
		return 0, err
	}
	return len(p), nil
}

// fetch reads the block at its place; zeros after the end of the file.
func (f *sealedFile) fetch(b []byte, at int64) error {
	n, err := f.ReadAt(b, at)
	if err == io.EOF {
		clear(b[n:])
		return nil
	}
	return err
}

// Size leaves out a last block that is not whole.
func (f *sealedFile) Size() (int64, error) {
	n, err := f.File.Size()
	return blockDown(n), err
}

func (f *sealedFile) Truncate(size int64) error { return f.File.Truncate(blockUp(size)) }

// SectorSize is how much may be lost when power fails while a part of it is
// written: SQLite begins a commit in a block of its own.
func (f *sealedFile) SectorSize() int { return max(block, f.File.SectorSize()) }

// DeviceCharacteristics leaves out that a write harms nothing beside it: a block
// of which half was written cannot be decrypted.
func (f *sealedFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return f.File.DeviceCharacteristics() & vfs.IOCAP_SUBPAGE_READ
}

// What SQLite asks of a file besides is passed on.

func (f *sealedFile) SizeHint(size int64) error      { return vfsutil.WrapSizeHint(f.File, blockUp(size)) }
func (f *sealedFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }
func (f *sealedFile) LockState() vfs.LockLevel       { return vfsutil.WrapLockState(f.File) }
func (f *sealedFile) HasMoved() (bool, error)        { return vfsutil.WrapHasMoved(f.File) }
func (f *sealedFile) PersistWAL() bool               { return vfsutil.WrapPersistWAL(f.File) }
func (f *sealedFile) SetPersistWAL(keep bool)        { vfsutil.WrapSetPersistWAL(f.File, keep) }

// A walFile holds back what one commit writes, and writes it in one piece when SQLite
// asks for it to be durable. A page and its header in the WAL cross three blocks, so
// each block would be written two or three times otherwise.
//
// Holding it back is safe. Other connections and processes read the WAL only as far as
// its index says, and SQLite updates the index after the sync. What it writes between
// the sync and that, the rest of the block, is not held back. A commit without a sync
// has failed, and what it wrote is forgotten. Outside a commit, pages that do not fit
// into SQLite's cache are written as they come.
type walFile struct {
	*sealedFile
	now    *atomic.Int64 // the vault's commit
	commit int64         // the one that the next fields are about
	synced bool
	at     int64
	held   []byte
}

// holds reports whether what is written now is held back.
func (w *walFile) holds() bool {
	if now := w.now.Load(); now != w.commit {
		w.commit, w.synced, w.held = now, false, w.held[:0]
	}
	return w.commit > 0 && !w.synced
}

// mostHeld bounds the memory of a commit; larger ones are written in pieces.
const mostHeld = 256 << 10

func (w *walFile) WriteAt(p []byte, off int64) (int, error) {
	if !w.holds() {
		return w.sealedFile.WriteAt(p, off)
	}
	from := int(off - w.at)
	if from < 0 || from > len(w.held) || len(w.held) >= mostHeld {
		if err := w.write(); err != nil {
			return 0, err
		}
	}
	if len(w.held) == 0 {
		w.at, from = off, 0
	}
	n := copy(w.held[from:], p)
	w.held = append(w.held, p[n:]...)
	return len(p), nil
}

// write writes what is held back.
func (w *walFile) write() error {
	if !w.holds() || len(w.held) == 0 {
		return nil
	}
	_, err := w.sealedFile.WriteAt(w.held, w.at)
	w.held = w.held[:0]
	return err
}

func (w *walFile) Sync(flags vfs.SyncFlag) error {
	if err := w.write(); err != nil {
		return err
	}
	w.synced = true
	return w.sealedFile.Sync(flags)
}

func (w *walFile) ReadAt(p []byte, off int64) (int, error) {
	if err := w.write(); err != nil {
		return 0, err
	}
	return w.sealedFile.ReadAt(p, off)
}

func (w *walFile) Size() (int64, error) {
	if err := w.write(); err != nil {
		return 0, err
	}
	return w.sealedFile.Size()
}

func (w *walFile) Truncate(size int64) error {
	if err := w.write(); err != nil {
		return err
	}
	return w.sealedFile.Truncate(size)
}
