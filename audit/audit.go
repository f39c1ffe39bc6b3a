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
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lindung/internal/db"
)

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
	Aside    bool   `json:"aside,omitempty"`  // done to a case of the own organisation by who is not on its team
	Filter   string `json:"filter,omitempty"` // codes of a list's filters
	Count    int    `json:"count,omitempty"`  // rows of a list, a file or an export
	// State is what the rows of Object are since the act: how often their sum has
	// changed, and the beginning of its authenticator, which tells nothing of them. States says it of
	// others whose rows the act has changed. "gone" says that all were erased.
	State  string            `json:"state,omitempty"`
	States map[string]string `json:"states,omitempty"`
	// Ended are what the act has ended, each as "kind:identifier": a grant, a legal basis,
	// a referral, an account. What was erased is in States. See Endings.
	Ended []string `json:"ended,omitempty"`
	// Listed are the identifiers of what a list showed, besides Object.
	Listed []string `json:"listed,omitempty"`
	// Noted is when the act was done, RFC 3339, if the log was stopped then and the
	// entry was made later.
	Noted string `json:"noted,omitempty"`

	// Misfit says that the entry was read by columns that do not say what the
	// signed line says: someone has changed them from outside.
	Misfit bool `json:"-"`
}

// Time returns the moment of the entry.
func (e Entry) Time() time.Time {
	t, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Gone is the state of an owner whose rows were all erased.
const Gone = "gone"

// erased is what Endings says of such an owner.
const erased = "case:"

// Endings returns what the act has ended, with what it has erased.
func (e Entry) Endings() []string {
	all := slices.Clone(e.Ended)
	if e.State == Gone {
		all = append(all, erased+e.Object)
	}
	for _, owner := range slices.Sorted(maps.Keys(e.States)) {
		if e.States[owner] == Gone {
			all = append(all, erased+owner)
		}
	}
	return all
}

// Log appends to the log of one node.
type Log struct {
	name      string
	vkey      string
	signer    note.Signer
	verifiers note.Verifiers

	mu      sync.Mutex
	last    Signed // the newest that this program knows to be stored
	sole    bool   // the last head that it found was the one that it had stored
	looked  bool   // it has seen the last line behind a head
	stopped error  // why it appends no more, see Stop

	ended func([]Entry) // is told what acts have ended, see Tell
}

// New returns the log of the node called name, whose heads are signed with the
// key made from seed, 32 bytes.
func New(name string, seed []byte) (*Log, error) {
	signer, vkey, err := NewSigner(name, seed)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	return &Log{name: name, vkey: vkey, signer: signer, verifiers: note.VerifierList(verifier)}, nil
}

// NewSigner returns what signs notes under a name with the key made from seed, 32 bytes,
// and the note verifier key (name+hash+key) of it.
func NewSigner(name string, seed []byte) (note.Signer, string, error) {
	priv := ed25519.NewKeyFromSeed(seed)
	vkey, err := note.NewEd25519VerifierKey(name, priv.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, "", err
	}
	hash := strings.Split(vkey, "+")[1]
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", name, hash, base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, "", fmt.Errorf("key of %s: %w", name, err)
	}
	return signer, vkey, nil
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
	from  Signed
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
		grown.add(tlog.RecordHash(text))
		lines = append(lines, line{e, string(text)})
	}
	g.tree, g.lines = grown, lines
	return nil
}

// begin returns the head that a commit adds to. It is one that the program
// believes: its own, or another that is signed and continues its own. A program
// that finds its own takes it for granted the next time; close finds out if that
// was wrong.
func (l *Log) begin(tx *db.Tx) (*growth, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped != nil {
		return nil, l.stopped
	}
	if !l.sole {
		found, err := l.find(tx, l.last, l.looked)
		if err != nil {
			return nil, err
		}
		l.sole, l.last, l.looked = found.same(l.last), found, true
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
	head := g.tree.head(text)
	fits, err := storeHead(tx, g.from, head)
	if err != nil {
		return err
	}
	if !fits {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.sole = false
		return db.ErrAgain
	}
	tx.After(func() { l.know(head, g.lines) })
	return insert(tx, g.lines)
}

// Tell has f told of the entries of each commit that have ended something, once they
// are durable and before any of their acts is acknowledged.
func (l *Log) Tell(f func([]Entry)) { l.ended = f }

// know remembers the head of a commit that is durable, and tells what it has ended.
func (l *Log) know(head Signed, lines []line) {
	l.mu.Lock()
	l.last = head
	l.mu.Unlock()
	if l.ended == nil {
		return
	}
	var all []Entry
	for _, one := range lines {
		if len(one.Endings()) > 0 {
			all = append(all, one.Entry)
		}
	}
	if all != nil {
		l.ended(all)
	}
}

func (l *Log) sign(t *tree) (string, error) {
	n, err := note.Sign(&note.Note{Text: headText(l.name, t)}, l.signer)
	return string(n), err
}
