package audit

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lindung/internal/db"
)

// What a witness answers to an Ask, as C2SP tlog-witness has it: the statuses of
// HTTP.
const (
	Cosigned     = 200
	BadAsk       = 400
	Untrusted    = 403 // the head is not signed by the key of its log
	UnknownLog   = 404
	Conflict     = 409 // the witness has seen another size, which it names, or another log of that size
	Inconsistent = 422 // the proof does not hold
)

// mostProof is how many hashes a proof may have.
const mostProof = 63

// An Ask is what a log asks of a witness: to cosign a head, which continues the one
// of size Old that it cosigned last.
type Ask struct {
	Old   int64
	Proof []tlog.Hash
	Head  string
}

// Text returns the Ask as it is sent.
func (a Ask) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", a.Old)
	for _, h := range a.Proof {
		fmt.Fprintln(&b, base64.StdEncoding.EncodeToString(h[:]))
	}
	return b.String() + "\n" + a.Head
}

var errAsk = errors.New("this is no request to add a checkpoint")

func readAsk(text string) (Ask, error) {
	before, head, found := strings.Cut(text, "\n\n")
	lines := strings.Split(before, "\n")
	size, said := strings.CutPrefix(lines[0], "old ")
	old, err := strconv.ParseInt(size, 10, 64)
	if !found || !said || err != nil || old < 0 || strconv.FormatInt(old, 10) != size || len(lines) > 1+mostProof {
		return Ask{}, errAsk
	}
	a := Ask{Old: old, Head: head}
	for _, line := range lines[1:] {
		h, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(h) != tlog.HashSize {
			return Ask{}, errAsk
		}
		a.Proof = append(a.Proof, tlog.Hash(h))
	}
	return a, nil
}

// A Witness cosigns the heads of the logs that it trusts. It keeps nothing itself:
// whoever calls Answer keeps the latest head of each log, and calls it for one log
// at a time.
type Witness struct {
	cosigner
	logs map[string]note.Verifier // by name
}

// NewWitness returns the witness called name, whose cosignatures are made with the
// key from seed, 32 bytes.
func NewWitness(name string, seed []byte, now func() time.Time) (*Witness, error) {
	if len(seed) != ed25519.SeedSize || name == "" || strings.ContainsAny(name, "+ \n\t") {
		return nil, errors.New("the key of the witness is damaged")
	}
	key := ed25519.NewKeyFromSeed(seed)
	public := ed25519.PublicKey(key[ed25519.SeedSize:])
	return &Witness{cosigner{name, public, key, now}, map[string]note.Verifier{}}, nil
}

// PublicKey returns the key of the witness's cosignatures, name+hash+key.
func (w *Witness) PublicKey() string { return w.key() }

// Trust makes the witness cosign heads of the log with this public key.
func (w *Witness) Trust(key string) error {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return errors.New("the public key of a log has the form name+hash+key, as lindung audit key prints it")
	}
	w.logs[v.Name()] = v
	return nil
}

// Origin returns the name of the log that an Ask is about, if it is trusted.
func (w *Witness) Origin(ask string) (string, bool) {
	a, err := readAsk(ask)
	if err != nil {
		return "", false
	}
	name, _, _ := strings.Cut(a.Head, "\n")
	return name, w.logs[name] != nil
}

// An Answer is what a witness says to an Ask.
type Answer struct {
	Status int
	Body   string
	Keep   string // the head to keep as the latest before the answer is sent; "" for none
}

// Answer answers an Ask about a log of which latest is the head that was cosigned
// last, "" for none.
func (w *Witness) Answer(text, latest string) Answer {
	ask, err := readAsk(text)
	if err != nil {
		return Answer{Status: BadAsk}
	}
	name, _, _ := strings.Cut(ask.Head, "\n")
	log := w.logs[name]
	if log == nil {
		return Answer{Status: UnknownLog}
	}
	head, err := openHead(note.VerifierList(log), ask.Head)
	if err != nil {
		return Answer{Status: Untrusted}
	}
	var before headValue
	if latest != "" {
		if before, err = openHead(note.VerifierList(log), latest); err != nil {
			return Answer{Status: Untrusted} // the key of the log is another one now
		}
	}
	if status := judge(ask, before, head); status != Cosigned {
		a := Answer{Status: status}
		if status == Conflict {
			a.Body = fmt.Sprintf("%d\n", before.size)
		}
		return a
	}
	return w.cosign(ask.Head, log)
}

// judge holds a head against the one that was cosigned last.
func judge(ask Ask, before, head headValue) int {
	switch {
	case ask.Old > head.size:
		return BadAsk
	case ask.Old != before.size:
		return Conflict
	case ask.Old == 0 && len(ask.Proof) > 0:
		return Inconsistent
	case ask.Old == 0:
		return Cosigned
	case ask.Old == head.size && before.root != head.root:
		return Conflict
	case ask.Old == head.size && len(ask.Proof) > 0:
		return Inconsistent
	case ask.Old == head.size:
		return Cosigned
	case tlog.CheckTree(ask.Proof, head.size, head.root, before.size, before.root) != nil:
		return Inconsistent
	}
	return Cosigned
}

func (w *Witness) cosign(head string, log note.Verifier) Answer {
	n, err := note.Open([]byte(head), note.VerifierList(log))
	if err != nil {
		return Answer{Status: Untrusted}
	}
	n.UnverifiedSigs = nil
	text, err := note.Sign(n, w.cosigner)
	if err != nil {
		return Answer{Status: BadAsk}
	}
	end := strings.LastIndex(strings.TrimSuffix(string(text), "\n"), "\n")
	return Answer{Status: Cosigned, Body: string(text)[end+1:], Keep: string(text)}
}

// Ask returns what to ask of a witness that has cosigned the head seen, of which
// only size and edge are needed, and the head that it is about.
func (l *Log) Ask(ctx context.Context, d *db.DB, seen Signed) (Ask, Signed, error) {
	a := Ask{Old: seen.Size}
	var head Signed
	err := d.Read(ctx, func(tx *db.Tx) error {
		var err error
		if head, err = loadHead(tx); err != nil {
			return err
		}
		if a.Head = head.Note; head.Size < seen.Size {
			return damagedHead(Older, "the witness has seen %d entries, and there are %d: an older copy is in its place", seen.Size, head.Size)
		}
		if seen.Size == 0 || seen.Size == head.Size {
			return nil
		}
		known := hashes{}
		known.addEdge(seen)
		if _, err := each(tx, seen.Size, func(r row) error { return known.addLine(r) }); err != nil {
			return err
		}
		a.Proof, err = tlog.ProveTree(head.Size, seen.Size, known)
		return err
	})
	return a, head, err
}

// At returns the size and edge that the log had at a size, counted from an earlier
// size and edge of it.
func (l *Log) At(ctx context.Context, d *db.DB, from Signed, size int64) (Signed, error) {
	if from.Size > size {
		from = Signed{}
	}
	grown := from.tree()
	errEnd := errors.New("end")
	err := d.Read(ctx, func(tx *db.Tx) error {
		_, err := each(tx, from.Size, func(r row) error {
			if grown.size == size {
				return errEnd
			}
			grown.add(tlog.RecordHash([]byte(r.line)))
			return nil
		})
		return err
	})
	if errors.Is(err, errEnd) {
		err = nil
	}
	if err == nil && grown.size != size {
		err = damagedHead(Older, "there were %d entries, and there are only %d", size, grown.size)
	}
	return grown.head(""), err
}

// hashes are those of a tree that a proof needs, by their place in the order of
// package tlog. They are a tlog.HashReader.
type hashes map[int64]tlog.Hash

// ReadHashes returns the hashes at some places.
func (h hashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(at))
	for i, place := range at {
		one, there := h[place]
		if !there {
			return nil, errors.New("the log has lost a hash")
		}
		all[i] = one
	}
	return all, nil
}

// addEdge adds the complete subtrees of a tree.
func (h hashes) addEdge(s Signed) {
	t, start := s.tree(), int64(0)
	for _, hash := range t.edge {
		level := bits.Len64(uint64(s.Size-start)) - 1
		h[tlog.StoredHashIndex(level, start>>level)] = hash
		start += 1 << level
	}
}

// addLine adds the next line, and the subtrees that it completes.
func (h hashes) addLine(r row) error {
	all, err := tlog.StoredHashesForRecordHash(r.n, tlog.RecordHash([]byte(r.line)), h)
	for i, hash := range all {
		h[tlog.StoredHashIndex(0, r.n)+int64(i)] = hash
	}
	return err
}
