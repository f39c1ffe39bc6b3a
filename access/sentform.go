package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/internal/db"
)

// keepOnce is how long the key of a sent form is stored.
const keepOnce = 30 * 24 * time.Hour

// A SentForm makes an act that is sent several times one act. It carries the key of
// the form; the act claims the key in its own transaction, so that of two that come
// at once one is done.
//
// A SentForm is for one request. Its first act that is done claims the key; later
// acts of the request belong to that one.
type SentForm struct {
	// Acts are the acts that the page says it is; it can do no other.
	Acts []Action
	// Key is the key of the form, an identifier that was made with the page. An
	// act without one is done each time.
	Key string
	// Content is what was sent. Only a keyed hash of it is stored.
	Content string
	// LeadsTo is the address to which the act leads, and its repeats. It holds no
	// values. MadeID in it stands for what the act made.
	LeadsTo string
	// Nothing is the address to which the act leads if it made nothing, when that is
	// another one.
	Nothing string
	// Then runs in the transaction of the act, after it.
	Then func(*Tx) error

	made string
	done bool
}

// MadeID stands in SentForm.LeadsTo for the identifier of what an act makes.
const MadeID = "{made}"

// Address returns the address to which the act leads now that it is done.
func (o *SentForm) Address() string { return strings.ReplaceAll(o.LeadsTo, MadeID, o.made) }

// Repeated is the error of an act whose form was sent before. It was not done
// again.
type Repeated struct {
	Same  bool    // exactly this was sent before
	LedTo string  // where it led then
	At    db.Time // when
}

// Error says that the act was not done, and nothing of its content.
func (r *Repeated) Error() string {
	if r.Same {
		return "this was sent before"
	}
	return "something else was sent with this form before"
}

// WithSentForm returns the session for an act that is done once. See [SentForm].
func (s Session) WithSentForm(o *SentForm) Session {
	s.once = o
	return s
}

// Repeats returns a *Repeated if the form of the session was sent before. It lets a
// page lead where the first one led; Do itself keeps an act from being done twice.
func (s Session) Repeats(ctx context.Context) error {
	return s.node.db.Read(ctx, func(tx *db.Tx) error { return s.once.refuse(newTx(tx, s, nil)) })
}

// onceRow is the key of a form that was sent, as stored.
type onceRow struct {
	Actor  lindung.ActorID
	Key    string
	Digest string
	Object string // what the act was done to
	Made   string // what it made; Object where that is the same
	Answer string
	At     db.Time
	mac    db.Mac
}

// refuse returns a *Repeated if the key was claimed before.
func (o *SentForm) refuse(tx *Tx) error {
	if o == nil || o.done || o.Key == "" {
		return nil
	}
	row, err := once(tx, tx.Actor().ID, o.Key)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return &Repeated{Same: slices.Contains(tx.Macs(onceUse, o.Content), row.Digest), LedTo: row.Answer, At: row.At}
}

// errOtherAct says that a page does an act that its route does not name: a fault
// of the program.
var errOtherAct = errors.New("the page does not say that it does this")

// names reports whether the page may do an act: its route names it, or the first
// act of the request is done.
func (o *SentForm) names(act Action) bool { return o == nil || o.done || slices.Contains(o.Acts, act) }

// claim stores the key with the answer of the act that tx has done.
func (o *SentForm) claim(tx *Tx) error {
	if o == nil || o.done {
		return nil
	}
	o.made = tx.entry.Object
	switch {
	case tx.made != "":
		o.made = tx.made
	case o.Nothing != "":
		o.LeadsTo = o.Nothing
	}
	if o.Then != nil {
		if err := o.Then(tx); err != nil {
			return err
		}
	}
	if o.Key == "" {
		return nil
	}
	return insertOnce(tx, onceRow{
		Actor: tx.Actor().ID, Key: o.Key, Digest: o.digest(tx), Object: tx.entry.Object, Made: o.made, Answer: o.Address(), At: tx.Now,
	})
}

func (o *SentForm) digest(tx *Tx) string { return tx.Mac(onceUse, o.Content) }

const onceUse = "once"

// finished notes that the act is durable.
func (o *SentForm) finished() {
	if o != nil {
		o.done = true
	}
}

// FormSent reports whether an actor has sent the form with this key.
func FormSent(tx *Tx, actor lindung.ActorID, key string) (bool, error) {
	_, err := once(tx, actor, key)
	if errors.Is(err, lindung.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// DropStaleFormKeys deletes the keys that are too old to come again.
func DropStaleFormKeys(tx *Tx) error { return dropOnceBefore(tx, tx.Now.Add(-keepOnce)) }
