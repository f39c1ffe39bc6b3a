// Package contact is the one gate for what the program itself sends to a person: by which
// way, to which address, on which days, at which hours and in which words, as they agreed
// with a worker in the form safety_messages, less the ways in which they said since that
// they must not be reached.
//
// Begin with [Gate], a pure function that says whether a message may go now, and with
// [AskIn], by which an act asks for one. A [Message] is made by the gate alone, from the
// stored rule, and its text is the agreed words: it never says why it was sent. The
// [Outbox] judges a message again in the act in which it leaves.
package contact

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Way is how a message reaches the person.
type Way string

// The ways.
const (
	SMS   Way = "sms"
	Email Way = "email"
)

// Ways are all ways.
var Ways = []Way{SMS, Email}

// A Kind is what asked for a message. The person sees the same words for each.
type Kind string

// Kinds are all that can ask for a message: an answer to what the person wrote in their own
// view, or something that was written to them there; a worker who wants them to get in
// touch.
const (
	KindAnswer Kind = "answer"
	KindAsk    Kind = "ask"
)

// Kinds is the closed list of kinds.
var Kinds = []Kind{KindAnswer, KindAsk}

// A Message is what leaves. Nothing but the gate makes one.
type Message struct {
	id        string
	reference string
	way       Way
	to, words string
}

// ID names the message in the outbox.
func (m Message) ID() string { return m.id }

// Reference names it to machines on the way, the same when it is tried again; it tells
// nothing of where it is from.
func (m Message) Reference() string { return m.reference }

// Way returns by which way it goes.
func (m Message) Way() Way { return m.way }

// To returns the number or the address.
func (m Message) To() string { return m.to }

// Words returns all that it says.
func (m Message) Words() string { return m.words }

// The states of a message in the outbox.
const (
	Waiting = "waiting"
	Taken   = "taken" // by who sends it, and not reported yet
	Sent    = "sent"
	Failed  = "failed"  // the way did not take it
	Dropped = "dropped" // the gate, or what has changed since, keeps it here
)

// An Entry is a message in the outbox, for those who work on the case. It says why nothing
// left, and never what was said or to where: that is in the form.
type Entry struct {
	ID        string
	Case      lindung.CaseID
	Kind      Kind
	Way       Way
	AskedAt   db.Time
	AskedBy   lindung.ActorID
	Due       db.Time // before which it does not go
	Until     db.Time // after which it does not go any more
	State     string
	Why       string // of what was dropped, or failed: one of Whys
	Tries     int
	LeftAt    db.Time // when it was given to who sends it; 0 if it did not leave
	ChangedAt db.Time // when it came into its state
	Version   int64
}

// Over reports whether nothing becomes of the message any more.
func (e Entry) Over() bool { return e.State != Waiting && e.State != Taken }

// Why a message does not go, or not yet.
const (
	WhyNotAgreed = "not_agreed" // the form is not answered, or not whole
	WhyNoWay     = "no_way"     // it was not agreed by this way
	WhyStopped   = "stopped"    // the person wants no messages
	WhyReaders   = "readers"    // others could read it, and the person wants that no more
	WhyNoTime    = "no_time"    // no day or no hour is left
	WhyPlace     = "place"      // it is not known what time it is where the person is
	WhyClosed    = "closed"     // the case
	WhyDamaged   = "damaged"    // the case: the rule may be another
	WhyMoved     = "moved"      // another organisation keeps the case now
	WhyRestored  = "restored"   // an older database was put back
	WhySeen      = "seen"       // the person has read it already
	WhyLate      = "late"       // it could not go for a day
	WhyRefused   = "refused"    // by the mail server or the gateway
	WhyDay       = "day"        // it waits for another day,
	WhyHour      = "hour"       // another hour,
	WhyOften     = "often"      // or because one went today
)

// Whys are all reasons.
var Whys = []string{
	WhyNotAgreed, WhyNoWay, WhyStopped, WhyReaders, WhyNoTime, WhyPlace, WhyClosed, WhyDamaged, WhyMoved, WhyRestored, WhySeen, WhyLate, WhyRefused,
	WhyDay, WhyHour, WhyOften,
}

// ErrNotTaken says that a message is not with who reports what became of it.
var ErrNotTaken = errors.New("this message was not taken, or was reported already")

// ErrAsked says that a message waits already.
var ErrAsked = errors.New("a message waits already")

var errKind = errors.New("a kind of message that is not declared")

// broken returns nil for an error that says that a seal does not open: nothing goes then,
// and the act that has asked goes on.
func broken(err error) (bool, error) {
	if access.IsBroken(err) {
		return true, nil
	}
	return false, err
}
