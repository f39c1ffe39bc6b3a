// Package referral asks another organisation to do something for a person, and
// tells the sender what became of it.
//
// A referral goes to the duty queue of an organisation, with a coded need and a
// day by which it should be answered. Accepting it opens a live view of what
// the person agreed to, read from the sender's case; nothing is copied, and the
// receiver's own work is a case of its own, linked to the referral. Each step
// reaches the sender. Withdrawing consent closes the view whatever the state of
// the referral is, and no state here can stand in its way.
//
// To a body outside the node goes a printed letter that carries what was
// agreed; the sender enters what it answered.
package referral

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
)

// Errors that pages decide on.
var (
	// ErrStep says that the referral is not in a state for this step.
	ErrStep = errors.New("the referral is not in the state for this step")
	// ErrIncomplete says that a need, a day, a reason or an outcome is missing
	// or not in its list.
	ErrIncomplete = errors.New("something that the step needs is missing or not in its list")
)

// State is how far a referral is.
type State string

// The states of a referral.
const (
	Sent      State = "sent"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Finished  State = "finished"
	TakenBack State = "taken_back"
)

// next are the steps there are; every other is ErrStep.
var next = map[State][]State{
	Sent:     {Accepted, Declined, TakenBack},
	Accepted: {Finished, TakenBack},
}

// Needs is the closed list of what a referral can ask for.
var Needs = []string{
	"shelter", "health", "counselling", "legal_aid", "interpreter", "identification", "criminal_complaint",
	"documents", "return", "family_tracing", "livelihood", "education", "child_protection", "other",
}

// DeclineReasons is the closed list of reasons to decline.
var DeclineReasons = []string{
	"full", "not_our_task", "outside_area", "no_language", "unsafe", "information_missing", "other",
}

// Outcomes is the closed list of what came of an accepted referral.
var Outcomes = []string{"given", "given_partly", "did_not_come", "did_not_want", "passed_on", "not_possible"}

// Referral is one request for one person to one recipient.
type Referral struct {
	ID         lindung.ReferralID
	Case       lindung.CaseID
	From       lindung.OrgID
	FromName   string
	To         lindung.OrgID // "" for a body outside the node
	ToName     string
	Outside    bool
	Need       string
	State      State
	Due        db.Time
	SentAt     db.Time
	SentBy     lindung.ActorID
	AcceptedBy lindung.ActorID
	Reason     string         // coded, of the last step that has one
	Linked     lindung.CaseID // the receiver's own case
	Version    int64
	CaseNumber string
	Child      bool   // the person is under 18, or may be
	Words      string // for the recipient, written by the sender; hidden from him once nothing is agreed
	Body       string // the body outside the node
	Steps      []Step
	Mine       bool // sent by the actor's own organisation
	Open       bool // a view stands open to the recipient at this moment
	Withdrawn  bool // the person has withdrawn what the view rested on
}

// Overdue reports whether an answer or an outcome is late at now.
func (r Referral) Overdue(now time.Time) bool {
	return (r.State == Sent || r.State == Accepted) && r.Due < db.At(now)
}

// Waiting reports whether the referral still asks something of the recipient.
func (r Referral) Waiting() bool { return r.State == Sent || r.State == Accepted }

// News reports whether the recipient has taken a step that nobody on the
// sender's side has noted.
func (r Referral) News() bool {
	return slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Org != r.From && s.SeenAt == 0 })
}

// Step is one step of a referral.
type Step struct {
	N      int64
	State  State
	At     db.Time
	By     lindung.ActorID
	Org    lindung.OrgID
	Reason string  // coded
	SeenAt db.Time // when the other side noted it
	Words  string
}

// New is what a referral is sent with.
type New struct {
	To    lindung.OrgID
	Body  string // the body outside the node, when To is ""
	Need  string
	Due   db.Time
	Words string
}

const longestWords = 5000 // runes

func validWords(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= longestWords
}

func (n New) valid(now db.Time) bool {
	return (n.To != "" || strings.TrimSpace(n.Body) != "") && slices.Contains(Needs, n.Need) && n.Due > now &&
		validWords(n.Words) && validWords(n.Body)
}

// Send refers the case, if the person has agreed to it or a legal basis allows
// it; else it returns consent.ErrNone and nothing leaves.
//
// Source: ACTIP 14.10
func Send(ctx context.Context, s access.Session, id lindung.CaseID, n New) (Referral, error) {
	r := Referral{
		ID: lindung.ReferralID(lindung.NewID()), Case: id, To: n.To, Outside: n.To == "", Need: n.Need, State: Sent,
		Due: n.Due, Words: strings.TrimSpace(n.Words), Body: strings.TrimSpace(n.Body), Version: 1,
	}
	err := s.Do(ctx, access.ReferralSend, cases.On(id), func(tx *access.Tx) error {
		if !n.valid(tx.Now) || n.To == tx.Actor().Org {
			return ErrIncomplete
		}
		ledger, err := consent.Of(tx, id)
		if err != nil {
			return err
		}
		if !allows(ledger, r, tx.Now) {
			return consent.ErrNone
		}
		r.From, r.SentAt, r.SentBy = tx.Actor().Org, tx.Now, tx.Actor().ID
		if err := insert(tx, r); err != nil {
			return err
		}
		return addStep(tx, r, Step{State: Sent})
	})
	return r, err
}

// On is the target of acts on a referral.
func On(id lindung.ReferralID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		r, err := one(tx, id)
		return r.object(), err
	}
}

// Accept takes the referral on and opens the view that the person agreed to.
// If she has withdrawn in the meantime it returns consent.ErrNone.
func Accept(ctx context.Context, s access.Session, id lindung.ReferralID) error {
	return step(ctx, s, access.ReferralAccept, id, Step{State: Accepted}, func(tx *access.Tx, r Referral) error {
		ledger, err := consent.Of(tx, r.Case)
		if err != nil {
			return err
		}
		if r.Body, err = bodyOf(tx, r.ID); err != nil {
			return err
		}
		if !allows(ledger, r, tx.Now) {
			return consent.ErrNone
		}
		return consent.OpenFor(tx, r.Case, r.To)
	})
}

// Decline sends the referral back for one of DeclineReasons, with words.
func Decline(ctx context.Context, s access.Session, id lindung.ReferralID, reason, words string) error {
	if !slices.Contains(DeclineReasons, reason) || !validWords(words) {
		return ErrIncomplete
	}
	return step(ctx, s, access.ReferralDecline, id, Step{State: Declined, Reason: reason, Words: words}, nil)
}

// Finish reports one of Outcomes back, with words, and closes the view.
func Finish(ctx context.Context, s access.Session, id lindung.ReferralID, outcome, words string) error {
	if !slices.Contains(Outcomes, outcome) || !validWords(words) {
		return ErrIncomplete
	}
	return step(ctx, s, access.ReferralFinish, id, Step{State: Finished, Reason: outcome, Words: words}, shut)
}

// TakeBack ends a referral from the sender's side and closes the view.
func TakeBack(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	if !validWords(words) {
		return ErrIncomplete
	}
	var r Referral
	on := func(tx *access.Tx) (access.Object, error) {
		found, err := one(tx, id)
		if err != nil {
			return access.Object{}, err
		}
		r = found.Referral
		return cases.On(r.Case)(tx)
	}
	return s.Do(ctx, access.ReferralSend, on, func(tx *access.Tx) error {
		return carryOut(tx, r, Step{State: TakenBack, Words: words}, shut)
	})
}

func shut(tx *access.Tx, r Referral) error {
	if r.Outside {
		return nil
	}
	others, err := acceptedBeside(tx, r)
	if err != nil || others > 0 {
		return err // another accepted referral to the same body still needs the view
	}
	return consent.ShutFor(tx, r.Case, r.To)
}

func step(ctx context.Context, s access.Session, action access.Action, id lindung.ReferralID, to Step, work func(*access.Tx, Referral) error) error {
	return s.Do(ctx, action, On(id), func(tx *access.Tx) error {
		r, err := one(tx, id)
		if err != nil {
			return err
		}
		return carryOut(tx, r.Referral, to, work)
	})
}

// carryOut is the one place in which a referral changes its state.
func carryOut(tx *access.Tx, r Referral, to Step, work func(*access.Tx, Referral) error) error {
	if !slices.Contains(next[r.State], to.State) {
		return ErrStep
	}
	if err := setState(tx, r, to); err != nil {
		return err
	}
	if work != nil {
		if err := work(tx, r); err != nil {
			return err
		}
	}
	to.Words = strings.TrimSpace(to.Words)
	return addStep(tx, r, to)
}

// Link opens the receiver's own case for the person of an accepted referral.
func Link(ctx context.Context, s access.Session, id lindung.ReferralID, n cases.New) (cases.Case, error) {
	n.Referral = id
	var c cases.Case
	err := s.Do(ctx, access.CaseOpen, s.Own(), func(tx *access.Tx) error {
		r, err := one(tx, id)
		if err != nil {
			return err
		}
		if r.To != tx.Actor().Org {
			return access.ErrDenied
		}
		if r.State != Accepted || r.Linked != "" {
			return ErrStep
		}
		if c, err = cases.Insert(tx, n); err != nil {
			return err
		}
		tx.On(string(c.ID))
		return setLinked(tx, id, c.ID)
	})
	return c, err
}

// Note says that the sender's side has seen the recipient's steps so far.
func Note(ctx context.Context, s access.Session, id lindung.ReferralID) error {
	return s.Do(ctx, access.ReferralRead, On(id), func(tx *access.Tx) error { return markSeen(tx, id) })
}

// Read returns a referral with its steps.
func Read(ctx context.Context, s access.Session, id lindung.ReferralID) (Referral, error) {
	var r Referral
	err := s.See(ctx, access.ReferralRead, On(id), func(tx *access.Tx) error {
		found, err := one(tx, id)
		if err != nil {
			return err
		}
		r, err = found.fill(tx)
		return err
	})
	return r, err
}

// Queue returns what was sent to the actor's organisation and still asks
// something of it, the most urgent first.
func Queue(ctx context.Context, s access.Session) ([]Referral, error) {
	return list(ctx, s, "queue", func(tx *access.Tx) ([]row, error) { return waitingAt(tx, tx.Actor().Org) })
}

// Out returns what the actor's organisation has sent: what waits for others,
// and the steps of others that nobody here has noted, the most urgent first.
func Out(ctx context.Context, s access.Session) ([]Referral, error) {
	return list(ctx, s, "sent", func(tx *access.Tx) ([]row, error) { return sentBy(tx, tx.Actor().Org) })
}

// list returns the rows of a list that the actor may read.
func list(ctx context.Context, s access.Session, which string, rows func(*access.Tx) ([]row, error)) ([]Referral, error) {
	var all []Referral
	err := s.See(ctx, access.ReferralList, s.Own(), func(tx *access.Tx) error {
		all = nil
		found, err := rows(tx)
		if err != nil {
			return err
		}
		for _, f := range found {
			if !tx.May(access.ReferralRead, f.object(), "") {
				continue
			}
			r, err := f.fill(tx)
			if err != nil {
				return err
			}
			all = append(all, r)
		}
		tx.Count(len(all), which)
		return nil
	})
	return all, err
}

// Came returns the referral that a case was opened for, inside an act on the
// case; lindung.ErrNotFound when the actor may not read it.
func Came(tx *access.Tx, id lindung.ReferralID) (Referral, error) {
	r, err := one(tx, id)
	if err != nil {
		return Referral{}, err
	}
	if !tx.May(access.ReferralRead, r.object(), "") {
		return Referral{}, lindung.ErrNotFound
	}
	return r.fill(tx)
}

// OfCase returns the referrals of a case, newest first, inside an act on it.
func OfCase(tx *access.Tx, id lindung.CaseID) ([]Referral, error) {
	rows, err := ofCase(tx, id)
	if err != nil {
		return nil, err
	}
	var all []Referral
	for _, f := range rows {
		r, err := f.fill(tx)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// SentOf returns the referrals of one of the actor's own cases.
func SentOf(ctx context.Context, s access.Session, id lindung.CaseID) ([]Referral, error) {
	var all []Referral
	err := s.See(ctx, access.ConsentRead, cases.On(id), func(tx *access.Tx) error {
		var err error
		all, err = OfCase(tx, id)
		return err
	})
	return all, err
}
