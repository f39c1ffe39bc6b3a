package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Errors of reading a root key.
var (
	// ErrForm says that a text is not a root key.
	ErrForm = errors.New("this is not a key of lindung; the first line of a key begins with lindung-key")
	// ErrMistyped says that a text is a root key but for a mistake in it.
	ErrMistyped = errors.New("the text of the key has a mistake in it: a letter is wrong, missing or in another place")
	// ErrPassphrase says that the key needs a passphrase, and this is not it.
	ErrPassphrase = errors.New("the key needs its passphrase, and it was not the right one")
)

// The words with which the lines of a key file begin.
const (
	keyWord  = "lindung-key-2"
	passWord = "lindung-key-2-passphrase"
	oldWord  = "old"  // before a key that is kept for old backups alone
	pastWord = "past" // what the first key keeps of epochs whose root is gone

	plainMark = "lindung-key-1:" // of epoch 1, until 2026-11-30
	passMark  = "lindung-key-1-passphrase:"
)

const rootSize = 2 + 32 // the epoch, the root

// boxSize is the length of a root that is sealed with a passphrase.
const boxSize = header + 12 + 32 + 16

// Text returns the root key of the newest epoch as the first line of a key file,
// encrypted if there is a passphrase.
func (r *Ring) Text(passphrase string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.line(r.newest(), passphrase) + "\n"
}

// FileText returns all that a key file holds: the newest root in the first line, then the
// older ones that are still known.
func (r *Ring) FileText(passphrase string) (string, error) {
	known, text := r.Known(), ""
	newest := known[len(known)-1]
	r.mu.RLock()
	for _, n := range slices.Backward(known) {
		if r.epochs[n].retired {
			text += oldWord + " "
		}
		text += r.line(n, passphrase) + "\n"
	}
	bare := len(r.epochs) > len(known)
	r.mu.RUnlock()
	if !bare {
		return text, nil
	}
	past, err := r.Past(newest, nil)
	if err != nil {
		return "", err
	}
	return text + pastWord + " " + encoding.EncodeToString(past) + "\n", nil
}

func (r *Ring) line(n int, passphrase string) string {
	root := r.epochs[n].root
	payload := binary.BigEndian.AppendUint16(nil, uint16(n))
	if passphrase == "" {
		return keyWord + " " + written(padded(append(payload, root...)))
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	box := newKey(stretch(passphrase, salt)).Seal(passPlace(n), root)
	return passWord + " " + written(padded(slices.Concat(payload, salt, box)))
}

func passPlace(n int) string { return fmt.Sprintf("%s|%d", passWord, n) }

// encoding is that of bytes in a line; a text that is not exactly what it would have
// made is none.
var encoding = base64.RawURLEncoding.Strict()

// oldChecked is what came after the text of a key in the form before: check signs.
func oldChecked(text string) string {
	sum := sha256.Sum256([]byte("lindung key text|" + text))
	return encoding.EncodeToString(sum[:3])
}

// ReadRing reads the text of a key file.
func ReadRing(text, passphrase string) (*Ring, error) {
	r := &Ring{epochs: map[int]*epoch{}}
	var past []byte
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		old := false
		if rest, is := strings.CutPrefix(line, oldWord+" "); is {
			line, old = rest, true
		}
		switch word, rest, _ := strings.Cut(line, " "); {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case word == pastWord:
			past, _ = encoding.DecodeString(rest)
			continue
		}
		n, root, err := readLine(line, passphrase)
		if err != nil {
			return nil, err
		}
		r.epochs[n] = epochOf(n, root)
		r.epochs[n].retired = old
	}
	if len(r.epochs) == 0 {
		return nil, ErrForm
	}
	r.use = r.newest()
	r.least = r.use
	if past != nil {
		if err := r.LearnPast(r.use, past); err != nil {
			return nil, ErrMistyped
		}
	}
	return r, nil
}

// readLine reads the epoch and the root of one line.
func readLine(line, passphrase string) (n int, root []byte, err error) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case keyWord:
		return readRoot(rest)
	case passWord:
		b, err := readTyped(rest, len(padded(make([]byte, 2+16+boxSize))))
		if err != nil {
			return 0, nil, err
		}
		n := int(binary.BigEndian.Uint16(b))
		root, err := newKey(stretch(passphrase, b[2:18])).Open(passPlace(n), b[18:18+boxSize])
		if err != nil || len(root) != 32 {
			return 0, nil, ErrPassphrase
		}
		return n, root, nil
	}
	root, err = readOld(line, passphrase)
	return First, root, err
}

// readRoot reads the groups of a root that has no passphrase.
func readRoot(groups string) (n int, root []byte, err error) {
	b, err := readTyped(groups, len(padded(make([]byte, rootSize))))
	if err != nil {
		return 0, nil, err
	}
	n = int(binary.BigEndian.Uint16(b))
	if n < First {
		return 0, nil, ErrForm
	}
	return n, b[2:rootSize], nil
}

// readOld reads a line in the form before.
func readOld(line, passphrase string) ([]byte, error) {
	line, signs, has := strings.Cut(line, ".")
	if has && signs != oldChecked(line) {
		return nil, ErrMistyped
	}
	if b, ok := strings.CutPrefix(line, plainMark); ok {
		root, err := encoding.DecodeString(b)
		if err != nil || len(root) != 32 {
			return nil, ErrForm
		}
		return root, nil
	}
	b, ok := strings.CutPrefix(line, passMark)
	if !ok {
		return nil, ErrForm
	}
	raw, err := encoding.DecodeString(b)
	if err != nil || len(raw) < 16 {
		return nil, ErrForm
	}
	root, err := newKey(stretch(passphrase, raw[:16])).Open(passMark, raw[16:])
	if err != nil || len(root) != 32 {
		return nil, ErrPassphrase
	}
	return root, nil
}

// NeedsPassphrase reports whether a line of a key file's text is encrypted.
func NeedsPassphrase(text string) bool {
	return strings.Contains(text, passWord+" ") || strings.Contains(text, passMark)
}

// Proof returns the last six letters and digits of the first line of a key file, which an
// operator reads from the copy to show that the key is kept in a second place.
func Proof(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return Bare(line)[max(0, len(Bare(line))-6):]
}

// Bare is a text without the blanks between its groups, as it is compared.
func Bare(text string) string { return strings.ToUpper(strings.Join(strings.Fields(text), "")) }

// stretch makes a key of a passphrase; 64 MiB and three passes cost a guesser
// about 0.2 s each.
func stretch(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, 3, 64<<10, 1, 32)
}
