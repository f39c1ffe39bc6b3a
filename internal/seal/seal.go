// Package seal holds the keys of a node and seals values with them.
//
// The root key is read from a file, the environment or a passphrase and exists in
// memory only. A [Ring] derives from it the key of the epoch, which wraps the key of
// each case, and the keys of the node. The key of a case seals what is known of its
// person; destroying that key erases the case.
//
// A sealed value is bound to its place, that is its table, row and field, and does not
// open anywhere else. The bytes of a sealed value:
//
//	1 byte  version, 1
//	1 byte  suite, 1 = AES-256-GCM with a random nonce
//	8 bytes identifier of the key; a key is chosen by it, never by trial
//	12 bytes nonce, then the ciphertext with its tag
//
// History: 2026-11-24 version 1.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// ErrBroken says that a sealed value was changed, moved from its place, or
// sealed with another key.
var ErrBroken = errors.New("a sealed value does not open: it was changed, moved or belongs to another key")

const (
	version = 1
	suite   = 1
	header  = 10
)

// Key seals and opens values. The zero Key opens nothing.
type Key struct{ m *material }

// material is behind a pointer so that printing a Key, even inside an
// unexported field, prints an address.
type material struct {
	id   [8]byte
	aead cipher.AEAD
}

// String returns a fixed word, so that printing shows no key.
func (Key) String() string { return "seal.Key" }

// GoString is String.
func (Key) GoString() string { return "seal.Key" }

func newKey(raw []byte) Key {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{} // only for a wrong length, which no caller here has
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Key{}
	}
	m := &material{aead: aead}
	copy(m.id[:], derive(raw, "id"))
	return Key{m}
}

// Seal returns plain sealed and bound to place.
func (k Key) Seal(place string, plain []byte) []byte {
	out := make([]byte, 0, header+12+len(plain)+16)
	out = append(out, version, suite)
	out = append(out, k.m.id[:]...)
	return k.m.aead.Seal(out, nil, plain, []byte(place))
}

// Open returns what Seal was given, or ErrBroken.
func (k Key) Open(place string, box []byte) ([]byte, error) {
	if k.m == nil || len(box) < header || box[0] != version || box[1] != suite || !bytes.Equal(box[2:header], k.m.id[:]) {
		return nil, ErrBroken
	}
	plain, err := k.m.aead.Open(nil, nil, box[header:], []byte(place))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// Ring holds the keys of an unlocked node.
type Ring struct {
	root []byte
	node Key
	wrap Key // of epoch 1
}

// String returns a fixed word, so that printing shows no key.
func (*Ring) String() string { return "seal.Ring" }

// GoString is String.
func (*Ring) GoString() string { return "seal.Ring" }

// NewRing returns the ring of a new random root key.
func NewRing() *Ring {
	root := make([]byte, 32)
	rand.Read(root) // never returns an error
	return ringOf(root)
}

func ringOf(root []byte) *Ring {
	return &Ring{root: root, node: newKey(derive(root, "node")), wrap: newKey(derive(root, "wrap|1"))}
}

// Epoch is the epoch of the key that wraps the keys of cases.
const Epoch = 1

// Node returns the key for what belongs to no case: actors, drafts.
func (r *Ring) Node() Key { return r.node }

// File returns the 32 bytes that encrypt the database file.
func (r *Ring) File() []byte { return derive(r.root, "file") }

// Rows returns the 32 bytes with which the rows of tables are authenticated.
func (r *Ring) Rows() []byte { return derive(r.root, "rows") }

// Sign returns the 32 bytes from which the log's signing key is made.
func (r *Ring) Sign() []byte { return derive(r.root, "sign") }

// Editions returns the 32 bytes from which the key is made that signs editions of the
// public record.
func (r *Ring) Editions() []byte { return derive(r.root, "editions") }

// Check returns a value that shows whether a ring belongs to a database, and nothing
// of the key.
func (r *Ring) Check() string { return r.Mac("check", "") }

// Mac returns the keyed hash of text for one use. Equal texts give equal
// hashes; without the key no one can guess texts.
func (r *Ring) Mac(use, text string) string {
	m := hmac.New(sha256.New, derive(r.root, "mac|"+use))
	m.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// NewKey makes the key of a case and returns it with its wrapped form.
func (r *Ring) NewKey(owner string) (Key, []byte) {
	raw := make([]byte, 32)
	rand.Read(raw)
	return newKey(raw), r.wrap.Seal("keys|"+owner, raw)
}

// Unwrap returns the key of owner from its wrapped form.
func (r *Ring) Unwrap(owner string, wrapped []byte) (Key, error) {
	raw, err := r.wrap.Open("keys|"+owner, wrapped)
	if err != nil || len(raw) != 32 {
		return Key{}, fmt.Errorf("key of %s: %w", owner, ErrBroken)
	}
	return newKey(raw), nil
}

// derive returns 32 bytes that depend on secret and use.
func derive(secret []byte, use string) []byte {
	out, err := hkdf.Key(sha256.New, secret, nil, "lindung|"+use, 32)
	if err != nil {
		return nil // only for absurd lengths
	}
	return out
}
