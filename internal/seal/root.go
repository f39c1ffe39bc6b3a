package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Errors of reading a root key.
var (
	// ErrForm says that a text is not a root key.
	ErrForm = errors.New("this is not a key of lindung; the first line of a key begins with lindung-key-1")
	// ErrMistyped says that a text is a root key but for a mistake in it.
	ErrMistyped = errors.New("the text of the key has a mistake in it: a letter is wrong, missing or in another place")
	// ErrPassphrase says that the key needs a passphrase, and this is not it.
	ErrPassphrase = errors.New("the key needs its passphrase, and it was not the right one")
)

const (
	plainMark = "lindung-key-1:"
	passMark  = "lindung-key-1-passphrase:"
)

// Text returns the root key as the text of a key file, encrypted if there is a
// passphrase.
func (r *Ring) Text(passphrase string) string {
	if passphrase == "" {
		return checked(plainMark + encoding.EncodeToString(r.root))
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	box := newKey(stretch(passphrase, salt)).Seal(passMark, r.root)
	return checked(passMark + encoding.EncodeToString(append(salt, box...)))
}

// encoding is that of a key's text; a text that is not exactly what it would have
// made is none.
var encoding = base64.RawURLEncoding.Strict()

// checked is the line of a key file: the key's text, a full stop, and check signs
// that a letter mistaken in typing does not fit.
//
// History: 2026-11-28 with check signs; a line without them is older.
func checked(text string) string { return text + "." + checkSigns(text) + "\n" }

func checkSigns(text string) string {
	sum := sha256.Sum256([]byte("lindung key text|" + text))
	return encoding.EncodeToString(sum[:3])
}

// ReadRing reads the text of a key file.
func ReadRing(text, passphrase string) (*Ring, error) {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line, signs, has := strings.Cut(strings.TrimSpace(line), ".")
	if has && signs != checkSigns(line) {
		return nil, ErrMistyped
	}
	if b, ok := strings.CutPrefix(line, plainMark); ok {
		root, err := encoding.DecodeString(b)
		if err != nil || len(root) != 32 {
			return nil, ErrForm
		}
		return ringOf(root), nil
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
	return ringOf(root), nil
}

// Proof returns the last six characters of the text of a key file, which an
// operator reads from the copy to show that the key is kept in a second place.
func Proof(text string) string {
	t := strings.TrimSpace(text)
	return t[max(0, len(t)-6):]
}

// stretch makes a key of a passphrase; 64 MiB and three passes cost a guesser
// about 0.2 s each.
func stretch(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, 3, 64<<10, 1, 32)
}
