// Package backup writes a whole node into one encrypted file and reads it back.
//
// A backup is a file of the age format (age-encryption.org/v1), encrypted to one
// or more recipients whose identities are kept away from the node. Inside are a
// line that says what it is, the dump of all tables as package db writes it, and
// a line with the hash of both under the node's key, since age does not say who
// encrypted. It is the same for both databases. What is sealed in the tables
// stays sealed in it: to read a backup one needs the identity, and to use it the
// node's key as well.
//
// A file is read twice: first to find out whether it is whole and this node's,
// then to load it. A file with a fault is never loaded in part.
package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"filippo.io/age"

	"lindung/internal/db"
	"lindung/internal/seal"
)

// Errors of reading a backup.
var (
	// ErrIdentity says that the file was not encrypted to the identity. A file whose
	// first lines were changed looks the same.
	ErrIdentity = errors.New("this identity does not open the backup: it was made for another recipient, or its beginning is damaged: try another copy of it as well")
	// ErrDamaged says that the file was changed or is not all there.
	ErrDamaged = errors.New("the backup is damaged: it was changed or cut off, or is no backup")
	// ErrForeign says that the file was made with another key than this one.
	ErrForeign = errors.New("the backup was made with another key: name the key file of the node that made it")
)

// Source is an unlocked node whose tables are written.
type Source struct {
	ID   string // of the node
	DB   *db.DB
	Ring *seal.Ring
}

// A Header says what a backup is.
//
// History: 2026-11-24 version 1.
type Header struct {
	Backup int    `json:"lindung_backup"`
	Node   string `json:"node"`
	At     string `json:"at"`              // RFC 3339, UTC
	Epoch  int    `json:"epoch,omitempty"` // of the key under which it was made; 0 for the first
}

// macUse is what the key's hash of a backup is for.
const macUse = "backup|1"

// macSize is the length of the last line with its end.
const macSize = 44

// Write writes the tables of s as they are at one moment, while others go on
// writing, encrypted to the recipients. It returns the number of rows.
func Write(ctx context.Context, s Source, to []Recipient, w io.Writer) (int64, error) {
	box, err := age.Encrypt(w, to...)
	if err != nil {
		return 0, err
	}
	pack, err := gzip.NewWriterLevel(box, gzip.HuffmanOnly)
	if err != nil {
		return 0, err
	}
	sum := sha256.New()
	buf := bufio.NewWriterSize(pack, 1<<16)
	plain := io.MultiWriter(buf, sum)
	head := Header{Backup: 1, Node: s.ID, At: s.DB.Now().Format("2006-01-02T15:04:05Z")}
	epoch := s.Ring.Epoch()
	if epoch > seal.First {
		head.Epoch = epoch
	}
	if err := json.NewEncoder(plain).Encode(head); err != nil {
		return 0, err
	}
	rows, err := s.DB.Dump(ctx, plain)
	if err != nil {
		return 0, err
	}
	if _, err := fmt.Fprintln(buf, mac(s.Ring, epoch, sum)); err != nil {
		return 0, err
	}
	for _, end := range []func() error{buf.Flush, pack.Close, box.Close} {
		if err := end(); err != nil {
			return 0, err
		}
	}
	return rows, nil
}

func mac(ring *seal.Ring, epoch int, sum hash.Hash) string {
	return ring.MacOf(epoch, macUse, hex.EncodeToString(sum.Sum(nil)))
}

// A File is a backup that is read.
type File struct {
	R          io.ReadSeeker
	Identities []Identity
	Ring       *seal.Ring
}

// Check reads the whole file and returns what it says it is. It is ErrIdentity,
// ErrDamaged or ErrForeign when it cannot be restored with what is at hand.
func Check(f File) (Header, error) {
	c, err := f.open()
	if err != nil {
		return Header{}, err
	}
	if _, err := io.Copy(io.Discard, c.body); err != nil {
		return Header{}, ErrDamaged
	}
	return c.head, c.verify(f.Ring)
}

// Load fills an empty database from the file, all or nothing, and returns the
// number of rows. A database that holds anything is db.ErrUnique.
func Load(ctx context.Context, f File, d *db.DB) (int64, error) {
	c, err := f.open()
	if err != nil {
		return 0, err
	}
	rows, err := d.Load(ctx, c.body)
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, c.body); err != nil {
		return rows, ErrDamaged
	}
	return rows, c.verify(f.Ring)
}

// contents is a backup that is open: its header and the dump, without the last
// line, which is held back.
type contents struct {
	head Header
	body *bufio.Reader
	held *holdBack
	sum  hash.Hash
}

func (f File) open() (*contents, error) {
	if _, err := f.R.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	box, err := age.Decrypt(bufio.NewReaderSize(f.R, 1<<16), f.Identities...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, ErrIdentity
	}
	if err != nil {
		return nil, ErrDamaged
	}
	plain, err := gzip.NewReader(box)
	if err != nil {
		return nil, ErrDamaged
	}
	c := &contents{held: &holdBack{r: plain}, sum: sha256.New()}
	c.body = bufio.NewReaderSize(io.TeeReader(c.held, c.sum), 1<<16)
	line, err := c.body.ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &c.head) != nil || c.head.Backup == 0 {
		return nil, ErrDamaged
	}
	if c.head.Backup > 1 {
		return nil, db.ErrNewer
	}
	return c, nil
}

// verify holds the last line against what was read.
func (c *contents) verify(ring *seal.Ring) error {
	switch {
	case len(c.held.last) != macSize || c.held.last[macSize-1] != '\n':
		return ErrDamaged
	case string(c.held.last[:macSize-1]) != mac(ring, max(c.head.Epoch, seal.First), c.sum):
		return ErrForeign
	}
	return nil
}

// holdBack reads all but the last macSize bytes of r.
type holdBack struct {
	r    io.Reader
	last []byte // read, and not given yet
}

func (h *holdBack) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	buf := make([]byte, len(p)+macSize-len(h.last))
	n, err := h.r.Read(buf)
	all := append(h.last, buf[:n]...)
	give := min(max(0, len(all)-macSize), len(p))
	copy(p, all[:give])
	h.last = append([]byte(nil), all[give:]...)
	return give, err
}
