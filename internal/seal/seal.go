// Package seal holds the keys of a node and seals values with them.
//
// The root key is read from a file, the environment, a passphrase or shares and exists
// in memory only. A [Ring] derives from it the key of the epoch, which wraps the key of
// each case, and the keys of the node. The key of a case seals what is known of its
// person; destroying that key erases the case. Each epoch has a root of its own: an epoch
// key that the next root could open, or that is in a backup, could never be destroyed.
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
	"crypto/sha256"
	"errors"
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

// derive returns 32 bytes that depend on secret and use.
func derive(secret []byte, use string) []byte {
	out, err := hkdf.Key(sha256.New, secret, nil, "lindung|"+use, 32)
	if err != nil {
		return nil // only for absurd lengths
	}
	return out
}
