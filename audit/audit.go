// Package audit is the append-only list of acts: who did what to which object,
// for what purpose, and whether it was allowed.
//
// An entry never holds a value of a field, so the log cannot become a leak, and
// erasing a person leaves it complete. Entries are the leaves of a Merkle tree
// (RFC 6962, golang.org/x/mod/sumdb/tlog); each commit of the database that
// adds entries also stores a head of the tree, signed as a note
// (golang.org/x/mod/sumdb/note). With an earlier head anyone can find out
// whether an entry before it was changed, removed, reordered or cut off.
package audit

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lindung/internal/db"
)

// ErrTampered says that the log is not the one that was signed.
var ErrTampered = errors.New("the log does not verify")

// Decisions of an entry.
const (
	Allowed = "allowed"
	Refused = "refused"
)

// An Entry says that an actor did something to an object. It never holds
// values: identifiers, codes and counts only.
type Entry struct {
	N        int64  `json:"n"`
	At       string `json:"at"` // RFC 3339, UTC
	Org      string `json:"org"`
	Actor    string `json:"actor"`
	Act      string `json:"act"`
	Object   string `json:"object,omitempty"`
	Purpose  string `json:"purpose,omitempty"`
	Decision string `json:"decision"`
	Policy   string `json:"policy,omitempty"` // the policy that decided
	Filter   string `json:"filter,omitempty"` // codes of a list's filters
	Count    int    `json:"count,omitempty"`  // rows of a list, a file or an export
	// Listed are the identifiers of what a list showed, besides Object.
	Listed []string `json:"listed,omitempty"`
}

// Time returns the moment of the entry.
func (e Entry) Time() time.Time {
	t, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Log appends to the log of one node.
type Log struct {
	name   string
	vkey   string
	signer note.Signer
}

// New returns the log of the node called name, whose heads are signed with the
// key made from seed, 32 bytes.
func New(name string, seed []byte) (*Log, error) {
	priv := ed25519.NewKeyFromSeed(seed)
	vkey, err := note.NewEd25519VerifierKey(name, priv.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	hash := strings.Split(vkey, "+")[1]
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", name, hash, base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, fmt.Errorf("log key of %s: %w", name, err)
	}
	return &Log{name: name, vkey: vkey, signer: signer}, nil
}

// PublicKey returns the note verifier key (name+hash+key) of the log.
func (l *Log) PublicKey() string { return l.vkey }

// Append adds entries to the log in their order; their N and At are set here. It
// is part of the transaction: an entry is there if and only if the act is.
func (l *Log) Append(tx *db.Tx, entries ...Entry) error {
	shared, err := tx.Shared(l, func() (any, func(*db.Tx) error, error) {
		t, err := loadTree(tx)
		return t, func(tx *db.Tx) error { return l.close(tx, t) }, err
	})
	if err != nil {
		return err
	}
	grown := *shared.(*tree)
	for _, e := range entries {
		if err := appendOne(tx, &grown, e); err != nil {
			return err // and what the act has added is not in the tree of the others
		}
	}
	*shared.(*tree) = grown
	return nil
}

func appendOne(tx *db.Tx, t *tree, e Entry) error {
	e.N, e.At = t.size, tx.Now.Time().Format(time.RFC3339)
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := insert(tx, e, string(line)); err != nil {
		return err
	}
	t.add(line)
	return nil
}

// close stores the signed head of what the commit has added.
func (l *Log) close(tx *db.Tx, t *tree) error {
	head, err := l.sign(t)
	if err != nil {
		return err
	}
	return storeHead(tx, t, head)
}

func (l *Log) sign(t *tree) (string, error) {
	n, err := note.Sign(&note.Note{Text: headText(l.name, t)}, l.signer)
	return string(n), err
}

// headText is the text of a head: the log's name, its size and the hash of its
// tree in base64, a line each, as C2SP tlog-checkpoint has it.
func headText(name string, t *tree) string {
	root := t.root()
	return fmt.Sprintf("%s\n%d\n%s\n", name, t.size, base64.StdEncoding.EncodeToString(root[:]))
}

// tree is the right edge of a Merkle tree: the hashes of its complete subtrees
// from the largest to the smallest. It is all that appending needs.
type tree struct {
	size int64
	edge []tlog.Hash
}

func (t *tree) add(line []byte) {
	edge := append([]tlog.Hash(nil), t.edge...)
	edge = append(edge, tlog.RecordHash(line))
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(edge) - 1
		edge = append(edge[:last-1], tlog.NodeHash(edge[last-1], edge[last]))
	}
	t.size, t.edge = t.size+1, edge
}

func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		h, err := tlog.TreeHash(0, nil)
		if err != nil {
			return tlog.Hash{}
		}
		return h
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.edge[i], h)
	}
	return h
}
