// Package access decides who may do what, and is the only way to the database:
// no session, no data.
//
// An act goes through [Session.Do] or, when it only reads, [Session.See]. Either
// loads the actor and the object from stored rows, asks the policies in
// policy/*.cedar, runs the work, and appends an entry to the log in the same
// commit; what See has read is handed out only once its entry is durable. A
// refusal is recorded too and looks like something that is not there.
//
// The command line, migrations, jobs and sign-in act as a named system actor of
// an organisation, so that they are checked and logged like everyone else.
package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
)

// Errors that pages decide on.
var (
	// ErrDenied is returned when the actor may not do what was asked. Pages
	// show it as "not found", so that a refusal does not confirm that a case
	// exists.
	ErrDenied = errors.New("not allowed")
	// ErrClosed says that the case is closed, to somebody who may read it.
	ErrClosed = errors.New("the case is closed")
	// ErrStepUp says that the act is dangerous and that the actor, who may do
	// it, must first show again who he is.
	ErrStepUp = errors.New("show again who you are")
	// ErrSignIn says that the way to sign in was not right. It does not say
	// which part of it.
	ErrSignIn = errors.New("these do not fit together")
	// ErrUsed says that an invitation, a code, a paper or a name to sign in with
	// has been used already, or is too old.
	ErrUsed = errors.New("used already, or too old")
	// ErrBusy says that so many tries to sign in wait from one network that
	// another cannot wait with them. Nothing is locked.
	ErrBusy = errors.New("too many tries from one network at a time")
)

// closedWall is the policy that keeps a closed case from being changed.
const closedWall = "wall-closed"

// Node is an unlocked node: its database, its keys, its log and its policies.
type Node struct {
	ID     string    // "lindung-…", the name under which the log is signed
	Forms  field.Set // what is asked about a person here; set before anybody signs in
	db     *db.DB
	ring   *seal.Ring
	log    *audit.Log
	policy *Policy
	slow   *throttle
	argon  chan struct{} // a place for each password that is computed
}

// metaID and metaKey name what a node keeps of itself in the table meta.
const (
	metaID  = "node"
	metaKey = "key"
)

// Open unlocks the node in d with ring. A database that no node was founded in
// is lindung.ErrNotFound; another node's key is db.ErrKey.
func Open(ctx context.Context, d *db.DB, ring *seal.Ring) (*Node, error) {
	var id, check string
	err := d.Read(ctx, func(tx *db.Tx) error {
		var err error
		if id, err = meta(tx, metaID); err == nil {
			check, err = meta(tx, metaKey)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if check != ring.Check() {
		return nil, db.ErrKey
	}
	return newNode(id, d, ring)
}

// Found makes a node in an empty database. A database that holds a node
// already is db.ErrUnique.
func Found(ctx context.Context, d *db.DB, ring *seal.Ring) (*Node, error) {
	id := "lindung-" + lindung.NewID()[:8]
	err := d.Write(ctx, func(tx *db.Tx) error {
		if err := setMeta(tx, metaID, id); err != nil {
			return err
		}
		return setMeta(tx, metaKey, ring.Check())
	})
	if err != nil {
		return nil, err
	}
	return newNode(id, d, ring)
}

func newNode(id string, d *db.DB, ring *seal.Ring) (*Node, error) {
	log, err := audit.New(id, ring.Sign())
	if err != nil {
		return nil, err
	}
	policy, err := NewPolicy()
	if err != nil {
		return nil, err
	}
	return &Node{ID: id, Forms: person.Forms, db: d, ring: ring, log: log, policy: policy, slow: newThrottle(d.Now),
		argon: make(chan struct{}, mostArgon)}, nil
}

// PublicKey returns the note verifier key of the node's log.
func (n *Node) PublicKey() string { return n.log.PublicKey() }

// Now returns the time of the node's clock.
func (n *Node) Now() time.Time { return n.db.Now() }

// DB returns the node's database for what needs no session because it holds no
// values: verifying and exporting the log, backup.
func (n *Node) DB() *db.DB { return n.db }

// Session is somebody at work: the actor, for what purpose, and on which node.
// The zero Session can do nothing.
type Session struct {
	node      *Node
	actor     Actor
	purpose   lindung.Purpose
	steppedUp bool
	web       string // the hash of the browser session's token; empty for any other
}

// Actor returns who is at work.
func (s Session) Actor() Actor { return s.actor }

// Forms returns the forms that are declared on the node, with what its country
// added.
func (s Session) Forms() field.Set { return s.node.Forms }

// At returns t as it is stored, for pages, which do not know the database.
func At(t time.Time) db.Time { return db.At(t) }

// Now returns the time of the node's clock.
func (s Session) Now() time.Time { return s.node.Now() }

// For returns the session with a purpose for its next acts.
func (s Session) For(p lindung.Purpose) Session {
	s.purpose = p
	return s
}

// SteppedUp returns the session of an actor who has just shown again who he is.
func (s Session) SteppedUp(yes bool) Session {
	s.steppedUp = yes
	return s
}

// System returns a session of the node's own actor called name (cli, jobs,
// sign-in) that acts in org.
func (n *Node) System(org lindung.OrgID, name string) Session {
	return Session{node: n, actor: Actor{ID: lindung.ActorID("system:" + name), Org: org, System: true}}
}

// Tx is the transaction of one act: the database's, with the keys and the
// judgement of the act's actor.
//
// It holds the database's transaction for the stores; a page that is handed a Tx
// has no way to it.
type Tx struct {
	db.Held
	Now     db.Time // one clock for all that one act reads and writes
	session Session
	object  Object
	entry   *audit.Entry
	also    []audit.Entry
}

// A Target loads the object of an act from stored rows.
type Target func(*Tx) (Object, error)

// Own is the target of acts on the actor's own organisation.
func (s Session) Own() Target {
	return func(*Tx) (Object, error) {
		return Object{Type: TypeOrg, ID: string(s.actor.Org), Org: s.actor.Org}, nil
	}
}

// Do runs work in a transaction if the actor may do action to target, and
// returns nil once what it wrote, and the entry of the log, are durable. It
// returns ErrDenied, ErrStepUp, or what target or work returned. Work may be
// run again and must change nothing but the database and its own results.
func (s Session) Do(ctx context.Context, action Action, target Target, work func(*Tx) error) error {
	var e audit.Entry
	err := s.node.db.Write(ctx, func(tx *db.Tx) error {
		e = s.entry(action)
		also, err := s.run(tx, &e, target, work)
		if err != nil {
			return err
		}
		return s.node.log.Append(tx, append([]audit.Entry{e}, also...)...)
	})
	return s.finish(ctx, e, err)
}

// See is Do for an act that only reads: it reads one unchanging picture and
// does not wait for writers, but returns nil only once its entry is durable.
func (s Session) See(ctx context.Context, action Action, target Target, work func(*Tx) error) error {
	var e audit.Entry
	var also []audit.Entry
	err := s.node.db.Read(ctx, func(tx *db.Tx) error {
		e = s.entry(action)
		var err error
		also, err = s.run(tx, &e, target, work)
		return err
	})
	if err == nil {
		err = s.node.db.Write(ctx, func(tx *db.Tx) error { return s.node.log.Append(tx, append([]audit.Entry{e}, also...)...) })
	}
	return s.finish(ctx, e, err)
}

func (s Session) entry(action Action) audit.Entry {
	return audit.Entry{
		Org: string(s.actor.Org), Actor: string(s.actor.ID), Act: string(action),
		Purpose: string(s.purpose), Decision: audit.Allowed,
	}
}

func (s Session) run(tx *db.Tx, e *audit.Entry, target Target, work func(*Tx) error) ([]audit.Entry, error) {
	actor, err := s.node.current(tx, s.actor)
	if err != nil {
		return nil, err
	}
	s.actor = actor
	t := &Tx{Held: db.Hold(tx), Now: tx.Now, session: s, entry: e}
	if t.object, err = target(t); err != nil {
		return nil, err
	}
	e.Object = t.object.ID
	r := Request{Actor: actor, Action: Action(e.Act), Object: t.object, SteppedUp: s.steppedUp}
	d := s.node.policy.Decide(r)
	e.Policy = d.Policy
	if d.Errored {
		e.Policy = "errored" // a fault of the program or its policies: refused, and visible as such
		return nil, ErrDenied
	}
	if d.Policy == closedWall && s.node.policy.Decide(Request{Actor: actor, Action: CaseRead, Object: t.object}).Allow {
		return nil, ErrClosed
	}
	if !d.Allow {
		r.SteppedUp = true
		if !s.steppedUp && s.node.policy.Decide(r).Allow {
			return nil, ErrStepUp
		}
		return nil, ErrDenied
	}
	err = work(t)
	return t.also, err
}

// finish records a refusal, which undid the act's own entry, and says which
// act an error belongs to.
func (s Session) finish(ctx context.Context, e audit.Entry, err error) error {
	if err == nil {
		return nil
	}
	if refusal(err) {
		e.Decision, e.Filter, e.Count, e.Listed = audit.Refused, "", 0, nil
		if !lindung.IsID(e.Object) {
			e.Object = ""
		}
		gone := context.WithoutCancel(ctx) // who asks and leaves is recorded like who waits
		if fault := s.node.db.Write(gone, func(tx *db.Tx) error { return s.node.log.Append(tx, e) }); fault != nil {
			return fmt.Errorf("record the refusal of %s: %w", e.Act, fault)
		}
	}
	return fmt.Errorf("%s %s: %w", e.Act, e.Object, err)
}

func refusal(err error) bool {
	for _, kind := range []error{ErrDenied, ErrSignIn, ErrUsed, lindung.ErrNotFound} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// Unsaved reports whether err says that the disk is full, read-only or damaged:
// nothing of the act was stored.
func Unsaved(err error) bool { return errors.Is(err, db.ErrStorage) }

// Session returns the session whose act this is, with the actor as stored now.
func (t *Tx) Session() Session { return t.session }

// Actor returns the actor as stored now.
func (t *Tx) Actor() Actor { return t.session.actor }

// Object returns the object of the act.
func (t *Tx) Object() Object { return t.object }

// On names the object of the act when it is made by the act itself.
func (t *Tx) On(id string) { t.entry.Object = id }

// Also adds an entry, besides the act's own, for an object whose history must tell
// of the act: each case of a file that is imported, or whose content is exported.
// It is there if and only if the act is done.
func (t *Tx) Also(object string) {
	e := *t.entry
	e.Object, e.Count, e.Filter, e.Listed = object, 0, "", nil
	t.also = append(t.also, e)
}

// Count puts the number of rows of a list, a file or an export, and the codes
// of its filters, into the act's entry. Filters must never hold typed text.
func (t *Tx) Count(n int, filters string) { t.entry.Count, t.entry.Filter = n, filters }

// Listed puts what a list showed into the act's entry, so that the history of each
// of them can tell of it. Ids are identifiers of rows.
func (t *Tx) Listed(ids ...string) { t.entry.Listed = append(t.entry.Listed, ids...) }

// Purpose puts the purpose of the act into its entry.
func (t *Tx) Purpose(p lindung.Purpose) { t.entry.Purpose = string(p) }

// May judges one more action on one more object within the act: a row of a
// list, a group of a case. It leaves no entry of its own.
func (t *Tx) May(action Action, o Object, g lindung.Group) bool {
	s := t.session
	return s.node.policy.Decide(Request{Actor: s.actor, Action: action, Object: o, Group: g, SteppedUp: s.steppedUp}).Allow
}

// Groups returns the field groups of o that the actor may read.
func (t *Tx) Groups(o Object) []lindung.Group {
	return t.session.node.policy.Groups(Request{Actor: t.session.actor, Object: o})
}

// MayGroup reports whether the actor may read group g of o.
func (t *Tx) MayGroup(o Object, g lindung.Group) bool { return slices.Contains(t.Groups(o), g) }

// NewKey makes and stores the key of owner, a case or an event.
func (t *Tx) NewKey(owner string) (seal.Key, error) {
	key, wrapped := t.session.node.ring.NewKey(owner)
	return key, insertKey(t, owner, wrapped)
}

// Key returns the key of owner; lindung.ErrNotFound once it was destroyed.
func (t *Tx) Key(owner string) (seal.Key, error) {
	wrapped, err := wrappedKey(t, owner)
	if err != nil {
		return seal.Key{}, err
	}
	return t.session.node.ring.Unwrap(owner, wrapped)
}

// Unwrap opens a wrapped key that a query brought along with its rows.
func (t *Tx) Unwrap(owner string, wrapped []byte) (seal.Key, error) {
	return t.session.node.ring.Unwrap(owner, wrapped)
}

// Unwrap opens a wrapped key for an index in memory, which belongs to the node
// and to no actor.
func (s Session) Unwrap(owner string, wrapped []byte) (seal.Key, error) {
	return s.node.ring.Unwrap(owner, wrapped)
}

// Mac returns the node's keyed hash of text for one use.
func (t *Tx) Mac(use, text string) string { return t.session.node.ring.Mac(use, text) }

// NextChange returns the next change number, which indexes in memory follow.
func (t *Tx) NextChange() (int64, error) { return nextCount(t, "change") }
