package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// First is the epoch of a new node.
const First = 1

// A Ring holds the keys of an unlocked node: of the epoch in use, of the one before while
// a rotation goes on, and of older ones what is still read.
type Ring struct {
	mu     sync.RWMutex
	epochs map[int]*epoch
	use    int // what is written now is under the keys of this one
	least  int // what is wrapped or authenticated under an older one is not believed
}

// An epoch has what is known of its keys. Of one whose root is gone that is what the next
// one kept; see [Ring.Past].
type epoch struct {
	root    []byte // nil once it is gone
	retired bool   // kept for old backups alone
	node    []byte
	nodeKey Key
	wrap    Key    // the zero Key once the root is gone
	rows    []byte // authenticates rows; of no use without the root
	sign    []byte
	publish []byte            // signs editions of the public record
	macs    []byte            // nil in epoch 1, whose uses are derived from the root
	uses    map[string][]byte // of epoch 1, once its root is gone
}

// String returns a fixed word, so that printing shows no key.
func (*Ring) String() string { return "seal.Ring" }

// GoString is String.
func (*Ring) GoString() string { return "seal.Ring" }

// NewRing returns the ring of a new random root key.
func NewRing() *Ring { return ringOf(First, newRoot()) }

func newRoot() []byte {
	for {
		root := make([]byte, 32)
		rand.Read(root) // never returns an error
		if shareable(root) {
			return root
		}
	}
}

func ringOf(n int, root []byte) *Ring {
	return &Ring{epochs: map[int]*epoch{n: epochOf(n, root)}, use: n, least: n}
}

func epochOf(n int, root []byte) *epoch {
	e := &epoch{root: root, node: derive(root, "node"), wrap: newKey(derive(root, "wrap|1")), rows: derive(root, "rows"), sign: derive(root, "sign"), publish: derive(root, "editions")}
	e.nodeKey = newKey(e.node)
	if n > First {
		e.macs = derive(root, "macs")
	}
	return e
}

// Next returns a ring with a new root of the next epoch beside the keys of r. The old
// epoch stays in use until [Ring.Use] says otherwise.
func (r *Ring) Next() *Ring {
	r.mu.RLock()
	defer r.mu.RUnlock()
	next := &Ring{epochs: maps.Clone(r.epochs), use: r.use, least: r.least}
	next.epochs[r.newest()+1] = epochOf(r.newest()+1, newRoot())
	return next
}

// Join adds the epochs that another ring knows.
func (r *Ring) Join(other *Ring) {
	other.mu.RLock()
	all := maps.Clone(other.epochs)
	other.mu.RUnlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	for n, e := range all {
		if own := r.epochs[n]; own == nil || own.root == nil {
			r.epochs[n] = e
		}
	}
}

func (r *Ring) newest() int { return slices.Max(slices.Collect(maps.Keys(r.epochs))) }

// Newest is the youngest epoch of which the ring has the root.
func (r *Ring) Newest() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.newest()
}

// Epoch is the epoch in use.
func (r *Ring) Epoch() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.use
}

// Known returns the epochs whose root the ring has, oldest first.
func (r *Ring) Known() []int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var all []int
	for n, e := range r.epochs {
		if e.root != nil {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

// Has reports whether the ring has the root of an epoch.
func (r *Ring) Has(n int) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.has(n)
}

func (r *Ring) has(n int) bool { return r.epochs[n] != nil && r.epochs[n].root != nil }

// Retired reports whether an epoch is kept for old backups alone.
func (r *Ring) Retired(n int) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.has(n) && r.epochs[n].retired
}

// Retire keeps the roots of all epochs that are over for old backups alone. It reports
// whether there was one that was not kept so.
func (r *Ring) Retire() (any bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n, e := range r.epochs {
		if n < r.least && e.root != nil && !e.retired {
			over := *e
			over.retired = true
			r.epochs[n], any = &over, true
		}
	}
	return any
}

// Leftover reports whether the root of an epoch that is over is not kept for old backups alone.
func (r *Ring) Leftover() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for n, e := range r.epochs {
		if n < r.least && e.root != nil && !e.retired {
			return true
		}
	}
	return false
}

// Use says under which epoch is written from now on, and which is the oldest whose rows
// and wrapped keys are believed. It reports whether the ring has the roots for that.
func (r *Ring) Use(use, least int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.has(use) || !r.has(least) || least > use {
		return false
	}
	r.use, r.least = use, least
	return true
}

// Alone returns a ring that has one epoch in use and knows the others. It is for a restore:
// no older epoch is kept from it.
func (r *Ring) Alone(n int) *Ring {
	r.mu.RLock()
	defer r.mu.RUnlock()
	one := &Ring{epochs: maps.Clone(r.epochs), use: n, least: n}
	for older, e := range r.epochs {
		if older <= n && e.retired {
			known := *e
			known.retired = false
			one.epochs[older] = &known
		}
	}
	return one
}

// Forget drops the root of an epoch that is not in use. What its node sealed stays
// readable.
func (r *Ring) Forget(n int, uses []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.has(n) && n < r.least {
		r.epochs[n] = r.epochs[n].past(uses)
	}
}

// wrap returns the key of the epoch in use, which wraps keys of cases.
func (r *Ring) wrap() Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.epochs[r.use].wrap
}

// Node returns the key for what belongs to no case: actors, drafts.
func (r *Ring) Node() Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.epochs[r.use].nodeKey
}

// Sealing is what seals with the node key in use, and opens what one of any epoch has
// sealed.
type Sealing struct{ ring *Ring }

// Sealing returns the node keys of the ring, whichever is in use.
func (r *Ring) Sealing() Sealing { return Sealing{r} }

// Seal seals as [Key.Seal] does.
func (s Sealing) Seal(place string, plain []byte) []byte { return s.ring.Node().Seal(place, plain) }

// Open opens as [Ring.OpenNode] does.
func (s Sealing) Open(place string, box []byte) ([]byte, error) { return s.ring.OpenNode(place, box) }

// OpenNode opens what the node key of any epoch that the ring knows has sealed. The key is
// chosen by its identifier. It is for what lies in a row: who has the root of an epoch that
// is over cannot change it, since the row is authenticated under the epoch in use. For what
// somebody brings there is [Ring.OpenToken].
func (r *Ring) OpenNode(place string, box []byte) ([]byte, error) {
	return r.openNode(First, place, box)
}

// OpenToken opens what the node key has sealed for somebody to bring back. Of an epoch that
// is over it opens nothing: whoever has its root could have made it.
func (r *Ring) OpenToken(place string, box []byte) ([]byte, error) {
	_, least := r.InUse()
	return r.openNode(least, place, box)
}

func (r *Ring) openNode(least int, place string, box []byte) ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for n, e := range r.epochs {
		if n >= least && e.nodeKey.made(box) {
			return e.nodeKey.Open(place, box)
		}
	}
	return nil, ErrBroken
}

// File returns the 32 bytes that encrypt the database file, of the newest epoch.
func (r *Ring) File() []byte {
	return r.FileOf(r.Newest())
}

// FileOf is File of one epoch; nil where its root is not known.
func (r *Ring) FileOf(n int) []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if !r.has(n) {
		return nil
	}
	return derive(r.epochs[n].root, "file")
}

// Files returns the 32 bytes that may encrypt the database file, of the newest epoch
// first.
func (r *Ring) Files() [][]byte {
	var all [][]byte
	for _, n := range slices.Backward(r.Known()) {
		all = append(all, r.FileOf(n))
	}
	return all
}

// InUse returns the epoch in use, and the oldest whose rows and wrapped keys are believed.
func (r *Ring) InUse() (epoch, least int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.use, r.least
}

// Rows returns the 32 bytes with which the rows of tables are authenticated in an epoch;
// nil for one whose root is not known.
func (r *Ring) Rows(n int) []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if !r.has(n) {
		return nil
	}
	return r.epochs[n].rows
}

// Sign returns the 32 bytes from which the log's signing key is made: those of the oldest
// epoch that is known, since the log goes on through all of them.
func (r *Ring) Sign() []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.first().sign
}

// Editions returns the 32 bytes from which the key is made that signs editions of the
// public record, of the same epoch: whoever reads editions knows the key.
func (r *Ring) Editions() []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.first().publish
}

// first is the oldest epoch that is known.
func (r *Ring) first() *epoch { return r.epochs[slices.Min(slices.Collect(maps.Keys(r.epochs)))] }

// Check returns a value that shows whether a ring belongs to a database, and nothing
// of the key.
func (r *Ring) Check() string { return r.CheckOf(r.Epoch()) }

// CheckOf is Check of one epoch; "" where its root is not known.
func (r *Ring) CheckOf(n int) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if !r.has(n) {
		return ""
	}
	return r.epochs[n].mac("check", "")
}

// Mac returns the keyed hash of text for one use. Equal texts give equal
// hashes; without the key no one can guess texts.
func (r *Ring) Mac(use, text string) string { return r.MacOf(r.Epoch(), use, text) }

// MacOf is Mac in one epoch.
func (r *Ring) MacOf(n int, use, text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.epochs[n] == nil {
		return ""
	}
	return r.epochs[n].mac(use, text)
}

// Macs returns the keyed hashes of text that may be stored: in the epoch in use first,
// then in older ones.
func (r *Ring) Macs(use, text string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var all []string
	for _, n := range slices.Backward(slices.Sorted(maps.Keys(r.epochs))) {
		if n > r.use {
			continue
		}
		if m := r.epochs[n].mac(use, text); m != "" {
			all = append(all, m)
		}
	}
	return all
}

func (e *epoch) mac(use, text string) string {
	var key []byte
	switch {
	case e.macs != nil:
		key = derive(e.macs, use)
	case e.root != nil:
		key = derive(e.root, "mac|"+use)
	default:
		key = e.uses[use]
	}
	if key == nil {
		return ""
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// NewKey makes the key of a case and returns it with its wrapped form.
func (r *Ring) NewKey(owner string) (Key, []byte) {
	raw := make([]byte, 32)
	rand.Read(raw)
	return newKey(raw), r.wrap().Seal("keys|"+owner, raw)
}

// Unwrap returns the key of owner from its wrapped form.
func (r *Ring) Unwrap(owner string, wrapped []byte) (Key, error) {
	_, least := r.InUse()
	return r.UnwrapSince(least, owner, wrapped)
}

// UnwrapSince is Unwrap for what an act reads that believes older epochs than those that
// are believed by now.
func (r *Ring) UnwrapSince(least int, owner string, wrapped []byte) (Key, error) {
	raw, err := r.unwrap(least, owner, wrapped)
	if err != nil {
		return Key{}, err
	}
	return newKey(raw), nil
}

func (r *Ring) unwrap(least int, owner string, wrapped []byte) ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for n := r.newest(); n >= least; n-- {
		if r.has(n) && r.epochs[n].wrap.made(wrapped) {
			raw, err := r.epochs[n].wrap.Open("keys|"+owner, wrapped)
			if err == nil && len(raw) == 32 {
				return raw, nil
			}
		}
	}
	return nil, fmt.Errorf("key of %s: %w", owner, ErrBroken)
}

// IsNew reports whether a key is wrapped by the epoch in use, by what its wrapped form says.
func (r *Ring) IsNew(wrapped []byte) bool { return r.wrap().made(wrapped) }

// Rewrap returns the wrapped form of a key under the epoch in use.
func (r *Ring) Rewrap(owner string, wrapped []byte) ([]byte, error) {
	_, least := r.InUse()
	raw, err := r.unwrap(least, owner, wrapped)
	if err != nil {
		return nil, err
	}
	return r.wrap().Seal("keys|"+owner, raw), nil
}

// past is what a later epoch keeps of one: to read what the node sealed, to go on with the
// log and to find what was hashed, for these uses where they are not derived from a key of
// their own. It opens no key of a case, no file, and authenticates no row.
func (e *epoch) past(uses []string) *epoch {
	p := &epoch{node: e.node, nodeKey: e.nodeKey, sign: e.sign, publish: e.publish, macs: e.macs, uses: maps.Clone(e.uses)}
	if e.macs != nil || e.root == nil {
		return p
	}
	p.uses = map[string][]byte{}
	for _, use := range uses {
		p.uses[use] = derive(e.root, "mac|"+use)
	}
	return p
}

// pastEpoch is what is stored of a past epoch, sealed.
type pastEpoch struct {
	N       int               `json:"n"`
	Node    []byte            `json:"node"`
	Sign    []byte            `json:"sign"`
	Publish []byte            `json:"publish"`
	Macs    []byte            `json:"macs,omitempty"`
	Uses    map[string][]byte `json:"uses,omitempty"`
}

func pastPlace(n int) string { return fmt.Sprintf("past|%d", n) }

// Past returns what the epoch keeps of those before it, sealed with its node key: with it
// and the epoch's root alone the node opens.
func (r *Ring) Past(n int, uses []string) ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var all []pastEpoch
	for _, older := range slices.Sorted(maps.Keys(r.epochs)) {
		if older < n {
			p := r.epochs[older].past(uses)
			all = append(all, pastEpoch{older, p.node, p.sign, p.publish, p.macs, p.uses})
		}
	}
	plain, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return r.epochs[n].nodeKey.Seal(pastPlace(n), plain), nil
}

// LearnPast takes in what Past returned for an epoch.
func (r *Ring) LearnPast(n int, box []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.has(n) {
		return ErrBroken
	}
	plain, err := r.epochs[n].nodeKey.Open(pastPlace(n), box)
	if err != nil {
		return err
	}
	var all []pastEpoch
	if json.Unmarshal(plain, &all) != nil {
		return ErrBroken
	}
	for _, p := range all {
		if r.epochs[p.N] == nil {
			r.epochs[p.N] = &epoch{node: p.Node, nodeKey: newKey(p.Node), sign: p.Sign, publish: p.Publish, macs: p.Macs, uses: p.Uses}
		}
	}
	return nil
}

// made reports whether a box names the key as the one that has sealed it.
func (k Key) made(box []byte) bool {
	return len(box) >= header && bytes.Equal(box[2:header], k.m.id[:])
}
