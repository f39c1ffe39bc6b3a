package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"lindung/internal/db"
)

// The files of a copy are all of one form: a line that says what the file is, sealed
// pieces of pages, a last sealed piece that says how many there are, and a line with the
// length and the digest of all before it. Whoever has no key can tell by that line
// whether a file is whole; with the key it is known to be this node's, and in its place.

// Kinds of files of a copy.
const (
	kindBase  = "base"  // all pages of the database file
	kindPages = "pages" // the pages that have changed since the file before
)

// A copyHead is the first line of a file of a copy. All of it is bound to the seals.
//
// History: 2026-11-30 version 1.
type copyHead struct {
	Copy   int    `json:"lindung_copy"`
	Kind   string `json:"kind"`
	Node   string `json:"node"`
	Run    string `json:"run"`    // of the program that made it: its files follow one another
	N      int64  `json:"n"`      // the later, the higher
	At     string `json:"at"`     // RFC 3339, UTC: what was done later is not in it
	Before string `json:"before"` // the digest of the pages before it; "" for the first of a run
	First  int64  `json:"first"`  // of a base: the number of the pages that complete it
}

func (h copyHead) time() time.Time {
	at, err := time.Parse(time.RFC3339, h.At)
	if err != nil {
		return time.Time{} // older than anything
	}
	return at
}

func (h copyHead) name() string { return fmt.Sprintf("%012d.%s", h.N, h.Kind) }

// place is where a piece of the file is sealed.
func (h copyHead) place(piece int, last bool) string {
	return fmt.Sprintf("copy|%s|%s|%s|%d|%s|%s|%d|%d|%t", h.Kind, h.Node, h.Run, h.N, h.At, h.Before, h.First, piece, last)
}

// A copyEnd is the last piece of a file of a copy.
type copyEnd struct {
	Pages int64  `json:"pages"` // in the file
	Size  uint32 `json:"size"`  // of the database then, in pages; 0 as before
	Needs int64  `json:"needs"` // of a base: the number of the pages without which it is not whole
}

const (
	pageRecord = 4 + db.PageSize      // a page and its number
	mostPiece  = 256 * pageRecord     // before it is sealed
	lastPiece  = 1 << 31              // marks the length of the last piece
	trailSize  = 17 + 20 + 1 + 64 + 1 // of the last line
	trailForm  = "lindung-copy-end %020d %s\n"
)

// A sealer seals with the key in use, and an opener opens with the key that has sealed.
type (
	sealer interface {
		Seal(place string, plain []byte) []byte
	}
	opener interface {
		Open(place string, box []byte) ([]byte, error)
	}
)

// A pieceWriter writes one file of a copy.
type pieceWriter struct {
	out  io.Writer
	sum  hash.Hash
	n    int64 // bytes
	key  sealer
	head copyHead
	buf  []byte
	all  int // pieces
	end  copyEnd
}

func newPieceWriter(w io.Writer, key sealer, head copyHead) (*pieceWriter, error) {
	p := &pieceWriter{out: w, sum: sha256.New(), key: key, head: head}
	line, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	return p, p.write(append(line, '\n'))
}

func (p *pieceWriter) write(b []byte) error {
	p.sum.Write(b)
	p.n += int64(len(b))
	_, err := p.out.Write(b)
	return err
}

// page adds a page.
func (p *pieceWriter) page(number uint32, content []byte) error {
	p.buf = binary.BigEndian.AppendUint32(p.buf, number)
	p.buf = append(p.buf, content...)
	p.end.Pages++
	if len(p.buf) < mostPiece {
		return nil
	}
	return p.flush()
}

func (p *pieceWriter) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	err := p.piece(p.buf, false)
	p.buf = p.buf[:0]
	return err
}

func (p *pieceWriter) piece(plain []byte, last bool) error {
	box := p.key.Seal(p.head.place(p.all, last), plain)
	p.all++
	size := uint32(len(box))
	if last {
		size |= lastPiece
	}
	if err := p.write(binary.BigEndian.AppendUint32(nil, size)); err != nil {
		return err
	}
	return p.write(box)
}

// finish ends the file and returns its digest.
func (p *pieceWriter) finish() (string, error) {
	if err := p.flush(); err != nil {
		return "", err
	}
	plain, err := json.Marshal(p.end)
	if err == nil {
		err = p.piece(plain, true)
	}
	if err != nil {
		return "", err
	}
	digest := hex.EncodeToString(p.sum.Sum(nil))
	_, err = fmt.Fprintf(p.out, trailForm, p.n, digest)
	return digest, err
}

// A pieceFile is a file of a copy that is there and whole.
type pieceFile struct {
	path   string
	head   copyHead
	digest string
	size   int64 // without its last line
}

// errPiece says that a file of a copy is not whole.
var errPiece = errors.New("it was changed or cut off")

// lookAtPiece holds a file against its last line: it is errPiece if they differ.
func lookAtPiece(path string) (pieceFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return pieceFile{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return pieceFile{}, err
	}
	p := pieceFile{path: path, size: info.Size() - trailSize}
	if p.size <= 0 {
		return p, errPiece
	}
	sum := sha256.New()
	in := bufio.NewReaderSize(io.TeeReader(io.LimitReader(f, p.size), sum), 1<<16)
	if p.head, err = readHead(in, path); err != nil {
		return p, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return p, err
	}
	p.digest = hex.EncodeToString(sum.Sum(nil))
	trail, err := io.ReadAll(f)
	if err != nil {
		return p, err
	}
	if string(trail) != fmt.Sprintf(trailForm, p.size, p.digest) {
		return p, errPiece
	}
	return p, nil
}

// headOf reads the first line of a file of a copy.
func headOf(path string) (copyHead, error) {
	f, err := os.Open(path)
	if err != nil {
		return copyHead{}, err
	}
	defer f.Close()
	return readHead(bufio.NewReader(f), path)
}

func readHead(in *bufio.Reader, path string) (h copyHead, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil || json.Unmarshal(line, &h) != nil || h.Copy == 0 || h.name() != filepath.Base(path) {
		return h, errPiece
	}
	if h.Copy > 1 {
		return h, db.ErrNewer
	}
	return h, nil
}

// each opens the file and calls to for each page in it.
func (p pieceFile) each(key opener, to func(page uint32, content []byte) error) (end copyEnd, err error) {
	f, err := os.Open(p.path)
	if err != nil {
		return end, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(io.LimitReader(f, p.size), 1<<20)
	if _, err := readHead(in, p.path); err != nil {
		return end, err
	}
	var pages int64
	for n := 0; ; n++ {
		plain, last, err := p.next(in, key, n)
		if err != nil {
			return end, err
		}
		if last {
			if json.Unmarshal(plain, &end) != nil || end.Pages != pages {
				return end, errPiece
			}
			return end, nil
		}
		for ; len(plain) >= pageRecord; plain = plain[pageRecord:] {
			pages++
			if err := to(binary.BigEndian.Uint32(plain), plain[4:pageRecord]); err != nil {
				return end, err
			}
		}
	}
}

func (p pieceFile) next(in io.Reader, key opener, n int) (plain []byte, last bool, err error) {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, false, errPiece
	}
	length := binary.BigEndian.Uint32(size[:])
	last = length&lastPiece != 0
	if length &^= lastPiece; length > 2*mostPiece {
		return nil, false, errPiece
	}
	var box bytes.Buffer
	if _, err := io.CopyN(&box, in, int64(length)); err != nil {
		return nil, false, errPiece
	}
	plain, err = key.Open(p.head.place(n, last), box.Bytes())
	if err != nil {
		return nil, false, ErrForeign
	}
	return plain, last, nil
}
