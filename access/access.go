// Package access decides who may do what, and is the only way to the database:
// no session, no data.
//
// Begin with [Session.Do] and, for an act that only reads, [Session.See]. Both
// load the principal and the object from stored rows, ask the policies in
// policy/*.cedar, run the work, and append an entry to the log in the same
// commit. See hands out what it has read only once its entry is durable. A
// refusal is recorded too, and looks like something that is not there.
//
// The command line, migrations, jobs and sign-in act as a named system actor of
// an organisation, so that they are checked and logged like everyone else.
//
// The package owns the rows that the guard itself needs: organisations, accounts
// without passwords and devices, and keys. Package staff signs people in; it
// begins a session through [Lobby], package survivor that of a person, prevention that of
// somebody who tells something without a name, and referral that of who has a link.
package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"lindung"
	"lindung/audit"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// Errors that pages decide on.
var (
	// ErrDenied is returned when the principal may not do what was asked. Pages
	// show it as "not found", so that a refusal does not confirm that a case
	// exists.
	ErrDenied = Refusal("not allowed")
	// ErrClosed says that the case is closed, to someone who may read it.
	ErrClosed = errors.New("the case is closed")
	// ErrStepUp says that the act is dangerous and that the actor, who may do
	// it, must first show again who they are.
	ErrStepUp = errors.New("show again who you are")
)

// Refusal returns an error that refuses an act, with which the log records the
// act as refused. It is for packages that know more reasons than ErrDenied.
func Refusal(text string) error { return &refused{text} }

type refused struct{ text string }

// Error returns the text of the refusal.
func (r *refused) Error() string { return r.text }

// closedWall is the policy that keeps a closed case from being changed.
const closedWall = "wall-closed"

// Node is an unlocked node: its database, its keys, its log and its policies.
type Node struct {
	ID    string    // "lindung-…", the name under which the log is signed
	Forms field.Set // what is asked about a person here; set before anyone signs in
	// Machines is how many programs serve the node at a time, each on a computer of its own;
	// 0 is one. Set before anyone signs in.
	Machines int
	db       *db.DB
	ring     *seal.Ring
	log      *audit.Log
	policy   *Policy
	damage   damages
	heard    heard
	owned    map[Owner]tallies

	findKey  func() (*seal.Ring, error) // see OnNewKey
	journal  Journal                    // of what goes on while the log is stopped; see Rescue
	rescuing bool
	desks    atomic.Bool // see OnlyDesks
	own      atomic.Pointer[own]
}

// metaID and metaKey name what a node keeps of itself in the table meta.
const (
	metaID  = "node"
	metaKey = "key"
)

// Unlock opens the node in d with ring; forms are the forms declared there, tables
// those whose rows are counted by owner. A database without a node is
// lindung.ErrNotFound; another node's key is db.ErrKey.
func Unlock(ctx context.Context, d *db.DB, ring *seal.Ring, forms field.Set, tables Owned) (*Node, error) {
	var id, check, past string
	var e epochs
	var bare bool
	var last audit.Entry
	err := d.Read(ctx, func(tx *db.Tx) error {
		var err error
		if id, err = founded(tx, metaID); err == nil {
			check, err = founded(tx, metaKey)
		}
		if err == nil {
			e, err = storedEpochs(tx)
		}
		if err == nil && e.use > seal.First {
			if past, err = founded(tx, metaPast); errors.Is(err, lindung.ErrNotFound) {
				err = db.ErrKey
			}
		}
		if err == nil {
			bare, err = withoutLog(tx)
		}
		if err == nil {
			last, err = audit.Last(tx)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := e.opens(ring, check); err != nil {
		return nil, err
	}
	// Before the log is made: its signing key is of the first epoch, which the newest root
	// alone does not know. It is sealed, so it need not be authenticated.
	if err := e.learns(ring, past); err != nil {
		return nil, err
	}
	n, err := newNode(id, d, ring, forms, tables)
	if err != nil {
		return nil, err
	}
	if err := n.provesEpochs(ctx, e); err != nil {
		return nil, err
	}
	d.Passed(db.TimeOf(last.Time()))
	if bare {
		n.StopLog(errNoLog)
	}
	return n, d.Read(ctx, func(tx *db.Tx) error {
		desks, err := onlyDesks(tx)
		n.desks.Store(desks)
		if err == nil {
			err = n.hearOfQuestions(tx)
		}
		return err
	})
}

// CreateNode makes a node in an empty database. A database that holds a node
// already is db.ErrUnique.
func CreateNode(ctx context.Context, d *db.DB, ring *seal.Ring, forms field.Set, tables Owned) (*Node, error) {
	id := "lindung-" + lindung.NewID()[:8]
	n, err := newNode(id, d, ring, forms, tables)
	if err != nil {
		return nil, err
	}
	return n, d.Write(ctx, func(tx *db.Tx) error {
		if err := setMeta(tx, metaID, id); err != nil {
			return err
		}
		if err := setMeta(tx, metaPaused, "0"); err != nil {
			return err
		}
		return setMeta(tx, metaKey, ring.Check())
	})
}

func newNode(id string, d *db.DB, ring *seal.Ring, forms field.Set, tables Owned) (*Node, error) {
	log, err := audit.New(id, ring.Sign())
	if err != nil {
		return nil, err
	}
	policy, err := NewPolicy()
	if err != nil {
		return nil, err
	}
	n := &Node{ID: id, Forms: forms, db: d, ring: ring, log: log, policy: policy, owned: tables.texts()}
	d.AuthenticateRows(ring, n.damage.met, n.lookAtEpochs)
	return n, nil
}

// SignEditions returns what signs editions of the public record under the node's name, and
// the note verifier key of it, which public sites pin.
func (n *Node) SignEditions() (note.Signer, string, error) {
	return audit.NewSigner(n.ID, n.ring.Editions())
}

// SignEditions is Node.SignEditions, within the act that publishes.
func (t *Tx) SignEditions() (note.Signer, string, error) { return t.session.node.SignEditions() }

// PublicKey returns the note verifier key of the node's log.
func (n *Node) PublicKey() string { return n.log.PublicKey() }

// Now returns the time of the node's clock. It never goes back behind the newest act, so that
// what has ended by its time stays ended when the machine's clock is set back.
func (n *Node) Now() time.Time { return n.db.Now() }

// MachineTime returns what the machine's clock shows: for what another clock must agree
// with, such as that of a device that shows codes.
func (n *Node) MachineTime() time.Time { return n.db.MachineTime() }

// A Session is an actor or the program at work on a node. The zero Session can do
// nothing.
type Session struct {
	node      *Node
	principal Principal
	steppedUp bool
	away      time.Time
	via       string
	page      *Tx       // the act of a page that this session reads in; see Page
	once      *SentForm // the form that the next act is sent with
}

// Actor returns the actor at work. For a principal that is not an actor it holds
// only the name in the log and the organisation.
func (s Session) Actor() Actor {
	switch p := s.principal.(type) {
	case Actor:
		return p
	case forced:
		return p.Actor
	case Person:
		id, org := p.name()
		return Actor{ID: id, Org: org, Country: p.Country}
	case Reporter:
		id, org := p.name()
		return Actor{ID: id, Org: org, Country: p.Country}
	case LinkHolder:
		return p.actor()
	case program:
		return Actor{ID: p.id, Org: p.org, Country: p.country}
	case nil:
		return Actor{}
	}
	id, org := s.principal.name()
	return Actor{ID: id, Org: org}
}

// OpenedWith returns what the session was opened with: the hash of a browser
// session's token, or "" for any other session.
func (s Session) OpenedWith() string { return s.via }

// StoredTime returns t as it is stored, for pages, which cannot import the
// database.
func StoredTime(t time.Time) db.Time { return db.TimeOf(t) }

// Now returns the time of the node's clock.
func (s Session) Now() time.Time { return s.node.Now() }

// SteppedUp returns the session of an actor who has just shown again who they
// are.
func (s Session) SteppedUp(yes bool) Session {
	s.steppedUp = yes
	return s
}

// Proven reports whether the session has a fresh second proof of who is acting.
func (s Session) Proven() bool { return s.steppedUp }

// IsSteppedUp reports whether the actor has just shown again who they are. It is
// for acts whose policies do not ask for it; the guard checks the others itself.
func (s Session) IsSteppedUp() bool { return s.steppedUp }

// Away returns the session of an actor who was away since a moment, for a week or more.
func (s Session) Away(since time.Time) Session {
	s.away = since
	return s
}

// AwaySince returns since when the actor was away; the zero time if it was for less than a week.
func (s Session) AwaySince() time.Time { return s.away }

// System returns a session of the node's own actor called name (cli, jobs,
// sign-in) that acts in org.
func (n *Node) System(org lindung.OrgID, name string) Session {
	return Session{node: n, principal: program{id: systemID(name), org: org}}
}

// systemID is how the log names the program's own actor.
func systemID(name string) lindung.ActorID { return lindung.ActorID("system:" + name) }

// Tx is the transaction of one act: the database's, with the keys and the
// judgement of the act's principal.
//
// A store can use the database's transaction through it; a page cannot.
type Tx struct {
	db.Held
	Now     db.Time // one clock for all that one act reads and writes
	session Session
	judge   *judge
	object  Object
	entry   *audit.Entry
	also    []audit.Entry
	made    string // what the act made, if that is not its object
	// forgotten are those whose rows the act has removed, all of them.
	forgotten map[string]bool
	orgs      map[lindung.OrgID]Org // that were read, see Tx.OrgOf
	foreign   bool                  // it has looked at what is another organisation's
	read      map[any]any           // see ReadOnce; nil for an act that writes
	states    map[string]string     // of the sums that it has changed
	began     uint32                // see heard
}

// A Target loads the object of an act from stored rows.
type Target func(*Tx) (Object, error)

func newTx(tx *db.Tx, s Session, e *audit.Entry) *Tx {
	s.node.db.Passed(tx.Now)
	return &Tx{Held: db.Hold(tx), Now: tx.Now, session: s, judge: s.node.policy.judge(s.principal), entry: e, began: s.node.heard.moment()}
}

// OrgTarget is the target of acts on the organisation that the session acts for.
func (s Session) OrgTarget() Target {
	return func(*Tx) (Object, error) {
		org := s.Actor().Org
		return Object{Type: TypeOrg, ID: string(org), Org: org}, nil
	}
}

// Do runs work in a transaction if the principal may do action to target, and
// returns nil once what it wrote, and the entry of the log, are durable. It
// returns ErrDenied, ErrStepUp, a *Repeated, or what target or work returned.
// Work may be run again and must change nothing but the database and its own
// results.
func (s Session) Do(ctx context.Context, action Action, target Target, work func(*Tx) error) error {
	if s.page != nil {
		return fmt.Errorf("%s: %w", action, errPageReads)
	}
	if !s.once.names(action) {
		return fmt.Errorf("%s: %w", action, errOtherAct)
	}
	var e audit.Entry
	var t *Tx
	write := s.node.db.Write
	if s.onFullDisk(action) {
		write = s.node.db.WriteReserved
	}
	err := write(ctx, func(tx *db.Tx) error {
		e = s.entry(action)
		t = newTx(tx, s, &e)
		if err := s.once.refuse(t); err != nil {
			return err
		}
		if err := s.run(t, target, s.unforced(action, work)); err != nil {
			return err
		}
		if err := s.once.claim(t); err != nil {
			return err
		}
		if err := t.settle(); err != nil {
			return err
		}
		return s.record(tx, t, e)
	})
	if err == nil {
		s.node.heard.all(t.states)
		s.once.finished()
	}
	return s.finish(ctx, e, err)
}

// See is Do for an act that only reads: it reads one unchanging picture and
// does not wait for writers, but returns nil only once its entry is durable.
func (s Session) See(ctx context.Context, action Action, target Target, work func(*Tx) error) error {
	if s.page != nil {
		return s.seeOnPage(action, target, work)
	}
	var e audit.Entry
	var err error
	for range mostReadings {
		if e, err = s.see(ctx, action, target, work); !errors.Is(err, errLessShared) {
			break
		}
	}
	return s.finish(ctx, e, err)
}

// onFullDisk reports whether an act goes on although the disk is full, from the reserve:
// someone signs in or out, or withdraws consent. Reading always does.
//
// Source: ACTIP 14.6
func (s Session) onFullDisk(action Action) bool {
	id, _ := s.principal.name()
	return action == ConsentWithdraw || action == OwnSession || action == SystemRun && id == systemID(SignIn)
}

// mostReadings is how often an act is read again because meanwhile less was shared.
const mostReadings = 4

// errLessShared says that a person has withdrawn, or something else that was shared
// has ended, between the reading and its recording.
var errLessShared = errors.New("less is shared since this was read")

// see reads once, and records it unless less is shared meanwhile: what was read of
// another organisation's case would be recorded, and shown, after its withdrawal.
func (s Session) see(ctx context.Context, action Action, target Target, work func(*Tx) error) (e audit.Entry, err error) {
	var t *Tx
	var shared int64
	err = s.node.db.Read(ctx, func(tx *db.Tx) error {
		e = s.entry(action)
		t = newTx(tx, s, &e)
		t.read = map[any]any{}
		if err := s.run(t, target, work); err != nil || !t.foreign {
			return err
		}
		var err error
		shared, err = lastCount(tx, countSharing)
		return err
	})
	if err != nil {
		return e, err
	}
	return e, s.node.db.WriteReserved(ctx, func(tx *db.Tx) error {
		if t.foreign {
			now, err := lastCount(tx, countSharing)
			if err == nil && now != shared {
				err = errLessShared
			}
			if err != nil {
				return err
			}
		}
		return s.record(tx, t, e)
	})
}

// record records the act of t, whose entry is e.
func (s Session) record(tx *db.Tx, t *Tx, e audit.Entry) error {
	on := goesOn(Action(e.Act), t.object, t.session.principal, s.node.rescuing)
	return s.node.record(tx, on, append([]audit.Entry{e}, t.also...)...)
}

func (s Session) entry(action Action) audit.Entry {
	id, org := s.principal.name()
	return audit.Entry{
		Org: string(org), Actor: string(id), Act: string(action),
		Purpose: string(s.principal.purpose(action)), Decision: audit.Allowed,
	}
}

func (s Session) run(t *Tx, target Target, work func(*Tx) error) error {
	var err error
	if t.session.principal, err = s.principal.current(t); err != nil {
		return err
	}
	if err := s.node.hearOfQuestions(t); err != nil {
		return err
	}
	t.judge = s.node.policy.judge(t.session.principal)
	return t.session.judged(t, target, work)
}

// judged runs work if the policies allow the act of t.
func (s Session) judged(t *Tx, target Target, work func(*Tx) error) error {
	e := t.entry
	if !s.node.Takes(Action(e.Act)) {
		return ErrNoCases
	}
	var err error
	if t.object, err = target(t); err != nil {
		return err
	}
	t.meet(t.object)
	e.Object, e.Aside = t.object.ID, s.aside(t.object)
	r := Request{Action: Action(e.Act), Object: t.object, SteppedUp: s.steppedUp}
	d := t.judge.decide(r)
	e.Policy = d.Policy
	if d.Errored {
		e.Policy = "errored" // a fault of the program or its policies: refused, and visible as such
		return ErrDenied
	}
	if d.Policy == closedWall && t.judge.decide(Request{Action: CaseRead, Object: t.object}).Allow {
		return ErrClosed
	}
	if !d.Allow {
		r.SteppedUp = true
		if !s.steppedUp && t.judge.decide(r).Allow {
			return ErrStepUp
		}
		return ErrDenied
	}
	if err := s.rests(r.Action, t.object); err != nil {
		return err
	}
	if err := s.undertook(r.Action, t.Now); err != nil {
		return err
	}
	return work(t)
}

// aside reports whether o is a case of the actor's own organisation on whose team they
// are not: what lets them see it is their role alone.
func (s Session) aside(o Object) bool {
	id, org := s.principal.name()
	return o.Type == TypeCase && o.Org == org && lindung.IsID(string(id)) && !slices.Contains(o.Team, id)
}

// finish records a refusal, which undid the act's own entry, and says which
// act an error belongs to.
func (s Session) finish(ctx context.Context, e audit.Entry, err error) error {
	if err == nil {
		return nil
	}
	if refusal(err) {
		e.Decision, e.Filter, e.Count, e.Listed, e.Ended = audit.Refused, "", 0, nil, nil
		if !lindung.IsID(e.Object) {
			e.Object = ""
		}
		gone := context.WithoutCancel(ctx) // who asks and leaves is recorded like who waits
		if fault := s.node.db.WriteReserved(gone, func(tx *db.Tx) error { return s.node.record(tx, false, e) }); fault != nil {
			return fmt.Errorf("record the refusal of %s: %w", e.Act, fault)
		}
	}
	return fmt.Errorf("%s %s: %w", e.Act, e.Object, err)
}

func refusal(err error) bool {
	var r *refused
	return errors.As(err, &r) || errors.Is(err, lindung.ErrNotFound)
}

// Unsaved reports whether err says that the disk is full, read-only or damaged, or
// that the database is away or busy: nothing of the act was stored.
func Unsaved(err error) bool {
	return errors.Is(err, errForced) || errors.Is(err, db.ErrStorage) || errors.Is(err, db.ErrAway) || errors.Is(err, db.ErrAgain)
}

// Unknown reports whether err says that nobody knows whether the act was stored.
// The key of its form finds it out: see [SentForm].
func Unknown(err error) bool { return errors.Is(err, db.ErrUnknown) }

// MachineTime is Node.MachineTime.
func (t *Tx) MachineTime() time.Time { return t.session.node.MachineTime() }

// Session returns the session whose act this is, with the principal as stored now.
func (t *Tx) Session() Session { return t.session }

// Actor is Session.Actor, as stored now.
func (t *Tx) Actor() Actor { return t.session.Actor() }

// Local is the time of the act where the actor's organisation is.
func (t *Tx) Local() time.Time { return t.Now.Time().In(lindung.Zone(t.Actor().Country)) }

// Today is the day of the act where the actor's organisation is.
func (t *Tx) Today() lindung.Date { return lindung.DateOf(t.Local()) }

// ByProgram reports whether the program itself acts.
func (t *Tx) ByProgram() bool {
	_, ok := t.session.principal.(program)
	return ok
}

// Object returns the object of the act.
func (t *Tx) Object() Object { return t.object }

// SetObject names the object of the act, when the act itself makes it.
func (t *Tx) SetObject(id string) { t.entry.Object = id }

// SetMade names what the act made, when that is not its object, as a screening of a
// case, or when the act may make nothing. SentForm leads there.
func (t *Tx) SetMade(id string) { t.made = id }

// AddEntry adds another entry, about object, whose history must show the act, with the
// codes of how it was done: each case of a file that is imported, or whose content is
// exported.
func (t *Tx) AddEntry(object string, how ...string) {
	e := *t.entry
	e.Object, e.Count, e.Filter, e.Listed = object, 0, strings.Join(how, " "), nil
	t.also = append(t.also, e)
}

// SetCount puts into the act's entry the number of rows of a list, a file or an
// export, and the codes of its filters. Filters must never hold typed text.
func (t *Tx) SetCount(n int, filters string) { t.entry.Count, t.entry.Filter = n, filters }

// AddListed puts the identifiers of what a list showed into the act's entry, so
// that the history of each shows it.
func (t *Tx) AddListed(ids ...string) {
	for _, id := range ids {
		if !slices.Contains(t.entry.Listed, id) {
			t.entry.Listed = append(t.entry.Listed, id)
		}
	}
}

// SetPurpose puts the purpose of the act into its entry.
func (t *Tx) SetPurpose(p lindung.Purpose) { t.entry.Purpose = string(p) }

// May judges one more action on one more object within the act: a row of a
// list, a group of a case. It leaves no entry of its own.
func (t *Tx) May(action Action, o Object, g lindung.Group) bool {
	t.meet(o)
	return t.lets(o) && t.judge.decide(Request{Action: action, Object: o, Group: g, SteppedUp: t.session.steppedUp}).Allow
}

// meet notes that the act looks at what is another organisation's.
func (t *Tx) meet(o Object) {
	if t.session.principal == nil {
		return // no one acts in the lobby
	}
	if o.Org == t.Actor().Org {
		return
	}
	t.foreign = true
	if t.session.page != nil {
		t.session.page.foreign = true
	}
}

// LessShared says that the act ends something that was shared. What others are
// reading at this moment is read again before it is recorded and shown.
func (t *Tx) LessShared() error {
	_, err := nextCount(t, countSharing)
	return err
}

// Groups returns the field groups of o that the principal may read.
func (t *Tx) Groups(o Object) []lindung.Group {
	if !t.lets(o) {
		return nil
	}
	return t.judge.groups(o)
}

// MayGroup reports whether the principal may read group g of o.
func (t *Tx) MayGroup(o Object, g lindung.Group) bool { return slices.Contains(t.Groups(o), g) }

// NewKey makes and stores the key of owner, a case or an event. On a node on which only the
// desks work it makes none, also where another process has made it one since.
func (t *Tx) NewKey(owner string) (seal.Key, error) {
	if desks, err := onlyDesks(t); desks || err != nil {
		return seal.Key{}, cmp.Or(err, ErrNoCases)
	}
	ring := t.session.node.ring
	key, wrapped := ring.NewKey(owner)
	return key, insertKey(t, owner, ring.Epoch(), wrapped)
}

// Key returns the key of owner; lindung.ErrNotFound once it was destroyed.
func (t *Tx) Key(owner string) (seal.Key, error) {
	wrapped, err := wrappedKey(t, owner)
	if err != nil {
		return seal.Key{}, err
	}
	return t.Unwrap(owner, wrapped)
}

// Unwrap opens a wrapped key that a query brought along with its rows. One that is wrapped
// under no epoch that is known has the act look whether a rotation has begun.
func (t *Tx) Unwrap(owner string, wrapped []byte) (seal.Key, error) {
	ring := t.session.node.ring
	_, least := db.Epochs(t)
	key, err := ring.UnwrapSince(least, owner, wrapped)
	if !IsBroken(err) {
		return key, err
	}
	if fault := db.LookAtKeys(t); fault != nil {
		return key, fault
	}
	return ring.UnwrapSince(least, owner, wrapped)
}

// Mac returns the node's keyed hash of text for one use, as it is stored from now on.
func (t *Tx) Mac(use, text string) string { return t.session.node.mac(use, text) }

// Macs returns the keyed hashes of text that may be stored: what was stored before the keys
// were rotated has an older one. The first is that of Mac.
func (t *Tx) Macs(use, text string) []string { return t.session.node.macs(use, text) }

// SealNode seals what belongs to no case with the node's own key.
func (t *Tx) SealNode(place string, plain []byte) []byte {
	return t.session.node.ring.Node().Seal(place, plain)
}

// OpenNode opens what SealNode sealed.
func (t *Tx) OpenNode(place string, box []byte) ([]byte, error) {
	return t.session.node.ring.OpenNode(place, box)
}

// OpenToken opens what SealNode sealed for somebody to bring back, and not to store: after
// a rotation it is over.
func (t *Tx) OpenToken(place string, box []byte) ([]byte, error) {
	return t.session.node.ring.OpenToken(place, box)
}

// Changes returns the last change number. It is no act: it tells nothing of a case.
func (n *Node) Changes(ctx context.Context) (count int64, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		count, err = lastCount(tx, countChange)
		return err
	})
	return count, err
}

// NextChange returns the next change number, which indexes in memory follow.
func (t *Tx) NextChange() (int64, error) { return nextCount(t, countChange) }
