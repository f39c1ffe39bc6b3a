// Package audit is the append-only list of acts: who did what to which object,
// for what purpose, and whether it was allowed.
//
// Begin with [Log.Append], which each act calls last, and [Verify].
//
// An entry never holds the value of a field, so the log cannot become a leak, and
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
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lindung"
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
	// State is what the rows of Object are since the act: the beginning of the
	// authenticator of their sum, which tells nothing of them. States says it of
	// others whose rows the act has changed. "gone" says that all were erased.
	State  string            `json:"state,omitempty"`
	States map[string]string `json:"states,omitempty"`
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

	mu   sync.Mutex
	last headRow // that this program stored last
	sole bool    // the last head that it found was the one that it had stored
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

// Append adds entries to the log in their order and sets their N and At. An act
// calls it last in its transaction, so that its entry is stored if and only if the
// act is. The entries of all acts of one commit are stored together.
func (l *Log) Append(tx *db.Tx, entries ...Entry) error {
	shared, err := tx.Shared(l, func() (any, func(*db.Tx) error, error) {
		g, err := l.begin(tx)
		return g, func(tx *db.Tx) error { return l.close(tx, g) }, err
	})
	if err != nil {
		return err
	}
	return shared.(*growth).add(tx, entries)
}

// growth is what one commit adds to the log.
type growth struct {
	from  headRow
	tree  tree
	lines []line
}

func (g *growth) add(tx *db.Tx, entries []Entry) error {
	grown, lines := g.tree, g.lines
	for _, e := range entries {
		e.N, e.At = grown.size, tx.Now.Time().Format(time.RFC3339)
		text, err := json.Marshal(e)
		if err != nil {
			return err // and nothing of the act is in the tree of the others
		}
		grown.add(text)
		lines = append(lines, line{e, string(text)})
	}
	g.tree, g.lines = grown, lines
	return nil
}

// begin returns the head that a commit adds to. If the stored head is the one that
// this program stored, the next begin does not read it; close notices if that was
// wrong.
func (l *Log) begin(tx *db.Tx) (*growth, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.sole {
		h, err := loadHead(tx)
		if err != nil && !errors.Is(err, lindung.ErrNotFound) {
			return nil, err
		}
		l.sole = h.note == l.last.note
		l.last = h
	}
	return &growth{from: l.last, tree: l.last.tree()}, nil
}

// close stores the entries of the commit and the signed head. If another program
// has written since begin, the commit runs again.
func (l *Log) close(tx *db.Tx, g *growth) error {
	text, err := l.sign(&g.tree)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	head := g.tree.head(text)
	fits, err := storeHead(tx, g.from, head)
	if err != nil {
		return err
	}
	if !fits {
		l.sole = false
		return db.ErrAgain
	}
	l.last = head
	return insert(tx, g.lines)
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

// head returns the tree as it is stored, with its signed head.
func (t *tree) head(note string) headRow {
	h := headRow{size: t.size, note: note}
	for _, hash := range t.edge {
		h.edge = append(h.edge, hash[:]...)
	}
	return h
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
