package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// A cosignature says that a witness saw a head at a time. Its format is C2SP
// tlog-cosignature with Ed25519, cosignature/v1: the time as 8 bytes, then the
// signature of what cosigned returns. (The text recommends ML-DSA-44 for new
// witnesses; the standard library has none yet.)
const cosignatureKind = 4

// cosignatureSize is the length of a cosignature behind the hash of its key.
const cosignatureSize = 8 + ed25519.SignatureSize

// cosigned is what the signature of a witness covers.
func cosigned(at uint64, text []byte) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, text)
}

func cosignatureHash(name string, public ed25519.PublicKey) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n"), cosignerKey(public)...))
	return binary.BigEndian.Uint32(h[:4])
}

func cosignerKey(public ed25519.PublicKey) []byte { return append([]byte{cosignatureKind}, public...) }

// cosigner is a note.Signer and, without a private key, a note.Verifier.
type cosigner struct {
	name    string
	public  ed25519.PublicKey
	private ed25519.PrivateKey
	now     func() time.Time
}

// Name returns the name of the witness.
func (c cosigner) Name() string { return c.name }

// KeyHash returns the hash by which a signature names its key.
func (c cosigner) KeyHash() uint32 { return cosignatureHash(c.name, c.public) }

// Sign returns the cosignature of the text of a head, now.
func (c cosigner) Sign(text []byte) ([]byte, error) {
	at := uint64(c.now().Unix())
	return append(binary.BigEndian.AppendUint64(nil, at), ed25519.Sign(c.private, cosigned(at, text))...), nil
}

// Verify reports whether sig is a cosignature of the text of a head.
func (c cosigner) Verify(text, sig []byte) bool {
	if len(sig) != cosignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	return at < 1<<63 && ed25519.Verify(c.public, cosigned(at, text), sig[8:])
}

// key returns the public key of a witness as text, name+hash+key.
func (c cosigner) key() string {
	return fmt.Sprintf("%s+%08x+%s", c.name, c.KeyHash(), base64.StdEncoding.EncodeToString(cosignerKey(c.public)))
}

// readCosigner reads the public key of a witness.
func readCosigner(text string) (cosigner, error) {
	wrong := errors.New("the key of a witness has the form name+hash+key, as lindung witness prints it")
	parts := strings.SplitN(strings.TrimSpace(text), "+", 3)
	if len(parts) != 3 || parts[0] == "" {
		return cosigner{}, wrong
	}
	hash, err := hex.DecodeString(parts[1])
	key, err2 := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || err2 != nil || len(hash) != 4 || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignatureKind {
		return cosigner{}, wrong
	}
	c := cosigner{name: parts[0], public: key[1:]}
	if c.KeyHash() != binary.BigEndian.Uint32(hash) {
		return cosigner{}, wrong
	}
	return c, nil
}

// CheckWitnessKey reports what is wrong with the text of a witness's public key.
func CheckWitnessKey(text string) error {
	_, err := readCosigner(text)
	return err
}

// OpenCosigned returns the head that a log has signed and a witness has cosigned,
// and when it did.
func OpenCosigned(text, logKey, witnessKey string) (head string, at time.Time, err error) {
	log, err := note.NewVerifier(strings.TrimSpace(logKey))
	if err != nil {
		return "", at, fmt.Errorf("the public key is not of the form name+hash+key: %w", err)
	}
	witness, err := readCosigner(witnessKey)
	if err != nil {
		return "", at, err
	}
	n, err := openCosigned(text, log, witness)
	if err != nil {
		return "", at, err
	}
	return text, cosignedAt(n, witness), nil
}

// openCosigned opens a head that both have signed.
func openCosigned(text string, log note.Verifier, witness cosigner) (*note.Note, error) {
	if _, err := openHead(note.VerifierList(log), text); err != nil {
		return nil, err
	}
	n, err := note.Open([]byte(text), note.VerifierList(log, witness))
	if err != nil || cosignedAt(n, witness).IsZero() {
		return nil, damagedHead(Unsigned, "the head is not cosigned by this witness")
	}
	return n, nil
}

// cosignedAt returns when a witness signed; the zero time if it did not.
func cosignedAt(n *note.Note, witness cosigner) time.Time {
	for _, s := range n.Sigs {
		sig, err := base64.StdEncoding.DecodeString(s.Base64)
		if s.Name == witness.name && s.Hash == witness.KeyHash() && err == nil && len(sig) == 4+cosignatureSize {
			return time.Unix(int64(binary.BigEndian.Uint64(sig[4:])), 0).UTC()
		}
	}
	return time.Time{}
}

// TakeCosignature returns the head with the cosignature that a witness answered
// with, and when it signed.
func (l *Log) TakeCosignature(head, answer, witnessKey string) (string, time.Time, error) {
	witness, err := readCosigner(witnessKey)
	if err != nil {
		return "", time.Time{}, err
	}
	log, err := note.NewVerifier(l.vkey)
	if err != nil {
		return "", time.Time{}, err
	}
	n, err := openCosigned(head+answer, log, witness)
	if err != nil {
		return "", time.Time{}, err
	}
	n.UnverifiedSigs = nil
	text, err := note.Sign(n)
	return string(text), cosignedAt(n, witness), err
}
