package data

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"lindung"
	"lindung/convention"
)

// An edition is one file: a zip archive with the files of the data, and with a list of
// the editions before it, that any program can open. The comment of the archive is a
// signed note, as the log has them, which holds the digest of every byte before the
// comment. So each edition stands for all that came before it, and no byte of it can be
// another.
const (
	editionHead = "lindung edition"
	editionList = "editions.csv" // in the archive: number, day, digest of each edition before it
	none        = "none"         // the edition before the first

	mostArchive = 64 << 20 // bytes: an edition comes from outside
)

// Why an edition is not used.
var (
	// ErrKey says that a key of editions is none.
	ErrKey = errors.New("the key of editions cannot be read: it looks like lindung-editions+1a2b3c4d+AQ…, as lindung edition key prints it at the one who publishes")
	// ErrUnsigned says that a snapshot carries no signature.
	ErrUnsigned = errors.New("it is not a signed edition")
	// ErrOtherKey says that another key than the one that was asked for has signed.
	ErrOtherKey = errors.New("another key has signed it: editions of two publishers are never mixed")
	// ErrChanged says that a byte of an edition was changed after it was signed.
	ErrChanged = errors.New("it was changed after it was signed")
	// ErrOlder says that an edition is older than one that was used before.
	ErrOlder = errors.New("it is older than the edition that was used last")
	// ErrFork says that an edition does not continue the one that was used before,
	// though the same key has signed both.
	ErrFork = errors.New("it does not continue the edition that was used last, though the same key has signed both")
)

// Signed is an edition whose signature and digests are right.
type Signed struct {
	convention.Edition
	Past  []convention.Edition // those before it, the first first
	files fs.FS
}

// Changed are files that take the place of those that the program was built with, or
// that it lacks, by name.
type Changed map[string][]byte

// Open implements [fs.FS].
func (c Changed) Open(name string) (fs.File, error) {
	body, ok := c[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &changedFile{bytes.NewReader(body), name}, nil
}

// changedFile is one of them, opened.
type changedFile struct {
	*bytes.Reader
	name string
}

func (f *changedFile) Close() error               { return nil }
func (f *changedFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *changedFile) Name() string               { return f.name }
func (f *changedFile) Mode() fs.FileMode          { return 0o444 }
func (f *changedFile) ModTime() time.Time         { return time.Time{} }
func (f *changedFile) IsDir() bool                { return false }
func (f *changedFile) Sys() any                   { return nil }

// Publish packs the data of the program, with some of its files changed, as the edition
// that follows those of past, and signs it. It makes nothing of data that is wrong.
func Publish(changed Changed, day lindung.Date, past []convention.Edition, by note.Signer) ([]byte, convention.Edition, error) {
	e := convention.Edition{Publisher: by.Name(), Number: len(past) + 1, Day: day}
	if problems := Check(Layers{changed, Files()}); len(problems) > 0 {
		return nil, e, Problems(problems)
	}
	archive, err := archived(changed, past)
	if err != nil {
		return nil, e, fmt.Errorf("edition: %w", err)
	}
	text := editionText(e, past, archive)
	e.Digest = hexOf([]byte(text))
	signed, err := note.Sign(&note.Note{Text: text}, by)
	if err != nil {
		return nil, e, fmt.Errorf("edition: %w", err)
	}
	size := binary.LittleEndian.AppendUint16(nil, uint16(len(signed)))
	return slices.Concat(archive, size, signed), e, nil
}

// archived is the archive up to the length of its comment.
func archived(changed Changed, past []convention.Edition) ([]byte, error) {
	all := maps.Clone(changed)
	if all == nil {
		all = Changed{}
	}
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if _, has := all[name]; err == nil && !has && !d.IsDir() {
			all[name], err = fs.ReadFile(Files(), name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	all[editionList] = listOf(past)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name string, body []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Unix(0, 0).UTC()})
		if err == nil {
			_, err = w.Write(body)
		}
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err == nil {
			err = add(name, all[name])
		}
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, err
	}
	return out.Bytes()[:out.Len()-2], nil // the archive ends with the length of its comment, in two bytes
}

func listOf(past []convention.Edition) []byte {
	text := "number,day,digest\n"
	for _, p := range past {
		text += fmt.Sprintf("%d,%s,%s\n", p.Number, p.Day, p.Digest)
	}
	return []byte(text)
}

// editionText is what is signed of an edition.
func editionText(e convention.Edition, past []convention.Edition, archive []byte) string {
	previous := none
	if len(past) > 0 {
		previous = past[len(past)-1].Digest
	}
	return fmt.Sprintf("%s\nnumber %d\nday %s\nprevious %s\narchive %s\n", editionHead, e.Number, e.Day, previous, hexOf(archive))
}

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// CheckKey returns [ErrKey] for what is no key of editions.
func CheckKey(key string) error {
	if _, err := note.NewVerifier(key); err != nil {
		return ErrKey
	}
	return nil
}

// ReadEdition reads an edition that key has signed, and judges every byte of it. The
// key is that of a verifier of notes, as lindung edition key prints it.
func ReadEdition(b []byte, key string) (Signed, error) {
	var e Signed
	if err := CheckKey(key); err != nil {
		return e, err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return e, err
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return e, fmt.Errorf("%w: it is no archive", ErrUnsigned)
	}
	at := len(b) - 2 - len(z.Comment)
	if z.Comment == "" || !strings.HasPrefix(z.Comment, editionHead+"\n") || at < 0 {
		return e, ErrUnsigned
	}
	text, err := openNote(z.Comment, verifier)
	if err != nil {
		return e, err
	}
	e.Edition, err = readEditionText(text, b[:at])
	if err != nil {
		return e, err
	}
	e.Publisher, e.files = verifier.Name(), z
	e.Past, err = e.readPast(text)
	return e, err
}

// openNote returns the text of a note that the verifier's key has signed, and nobody
// else. No sign of it can be another: that a note with more at its end, or with another
// spelling of the same signature, would be as good is no comfort to who compares files.
func openNote(comment string, by note.Verifier) (string, error) {
	n, err := note.Open([]byte(comment), note.VerifierList(by))
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		return "", ErrOtherKey
	case err != nil:
		return "", ErrChanged
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
	if err != nil || comment != n.Text+"\n— "+by.Name()+" "+base64.StdEncoding.EncodeToString(sig)+"\n" {
		return "", ErrChanged
	}
	return n.Text, nil
}

var editionForm = regexp.MustCompile(`^` + editionHead + `\nnumber ([1-9][0-9]{0,5})\nday ([0-9]{4}-[0-9]{2}-[0-9]{2})\nprevious ([0-9a-f]{64}|` + none + `)\narchive ([0-9a-f]{64})\n$`)

// readEditionText reads what was signed, and holds the archive against it.
func readEditionText(text string, archive []byte) (convention.Edition, error) {
	var e convention.Edition
	m := editionForm.FindStringSubmatch(text)
	if m == nil {
		return e, errors.New("it was signed by a newer program, or is no edition")
	}
	if m[4] != hexOf(archive) {
		return e, ErrChanged
	}
	e.Number, _ = strconv.Atoi(m[1]) // the form lets nothing else through
	day, err := lindung.ParseDate(m[2])
	if err != nil {
		return e, errors.New("its day is not of the calendar")
	}
	e.Day, e.Digest = day, hexOf([]byte(text))
	return e, nil
}

// readPast reads the list of the editions before, and holds it against what was signed.
func (e Signed) readPast(text string) ([]convention.Edition, error) {
	wrong := errors.New("its list of the editions before it is wrong")
	b, err := fs.ReadFile(e.files, editionList)
	if err != nil || len(b) > most {
		return nil, wrong
	}
	lines, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || len(lines) != e.Number {
		return nil, wrong
	}
	var past []convention.Edition
	previous := none
	for i, cells := range lines[1:] {
		day, err := lindung.ParseDate(cells[1])
		if err != nil || cells[0] != strconv.Itoa(i+1) || len(cells[2]) != 64 || later(day, e.Day) {
			return nil, wrong
		}
		past = append(past, convention.Edition{Publisher: e.Publisher, Number: i + 1, Day: day, Digest: cells[2]})
		previous = cells[2]
	}
	if !strings.Contains(text, "\nprevious "+previous+"\n") {
		return nil, wrong
	}
	return past, nil
}

// Follows says why an edition may not take the place of one that was used before;
// nil if it may, and if it is the same.
func (e Signed) Follows(used Signed) error {
	switch {
	case e.Publisher != used.Publisher:
		return ErrOtherKey
	case e.Number < used.Number:
		return fmt.Errorf("%w: %d, and %d was used", ErrOlder, e.Number, used.Number)
	case e.Digest == used.Digest:
		return nil
	case e.Number == used.Number || e.Past[used.Number-1].Digest != used.Digest:
		return fmt.Errorf("%w: %d", ErrFork, used.Number)
	}
	return nil
}

// Load reads the data of the edition on top of the data that the program was built
// with.
func (e Signed) Load() (*convention.Snapshot, error) {
	snap, err := Load(Layers{e.files, Files()})
	if err != nil {
		return nil, err
	}
	return snap.WithEdition(e.Edition), nil
}

// ReadArchive reads the bytes of an edition, which come from outside, up to the size
// that one can have.
func ReadArchive(from io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(from, mostArchive+1))
	if err == nil && len(b) > mostArchive {
		err = fmt.Errorf("it is larger than %d bytes", mostArchive)
	}
	return b, err
}
