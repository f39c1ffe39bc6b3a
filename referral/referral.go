// Package referral asks another organisation to help a person, and tells the sender
// each step and the outcome.
//
// [Send] puts a referral into the duty queue of an organisation, with a coded need
// and a day by which it should be answered. It names the grants and legal bases that
// it is based on. [Accept] opens their groups to the receiver, who reads them live in
// the sender's case; nothing is copied. The receiver's own work is a case of its own
// ([OpenLinkedCase]). Withdrawing consent closes the view in every state of the
// referral.
//
// An outside body gets a printed letter with what was agreed, and the sender enters its
// reply; or a [Link], with which it reads and replies itself.
package referral

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// ErrStep says that the referral is not in a state for this step.
var ErrStep = errors.New("the referral is not in the state for this step")

// State is where a referral is in its life.
type State string

// The states of a referral. Ended says that what it was based on has ended and the
// side that replies has said what it did with what it had.
const (
	Sent      State = "sent"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Finished  State = "finished"
	TakenBack State = "taken_back"
	Moved     State = "moved" // the whole case is the recipient's since
	Ended     State = "ended" // and the reason says what the recipient did with what it had
)

// What a timeline shows besides the steps of the two sides: that the person has
// withdrawn what the referral is based on, or that its last day is over.
const (
	Withdrawn State = "withdrawn"
	Lapsed    State = "lapsed"
)

// next are the steps from each state; any other is ErrStep. After Ended the receiver
// may still report the outcome.
var next = map[State][]State{
	Proposed: {Sent, Refused, TakenBack},
	Sent:     {Accepted, Declined, TakenBack, Ended, Moved},
	Accepted: {Finished, TakenBack, Ended},
	Ended:    {Finished},
}

// Needs is the closed list of what a referral can ask for.
var Needs = []string{
	"shelter", "health", "counselling", "legal_aid", "interpreter", ForDecision, ForNotice, "criminal_complaint",
	"documents", "return", "family_tracing", "livelihood", "education", "child_protection", "other",
}

// DeclineReasons is the closed list of reasons to decline.
var DeclineReasons = []string{
	"full", "not_our_task", "outside_area", "no_language", "unsafe", "information_missing", "other",
}

// Outcomes is the closed list of outcomes of an accepted referral.
var Outcomes = []string{"given", "given_partly", "did_not_come", "did_not_want", "passed_on", "not_possible"}

// A Referral asks one recipient to help one person, as the actor's side may see it.
type Referral struct {
	ID         lindung.ReferralID
	Case       lindung.CaseID
	From       lindung.OrgID
	FromName   string
	To         consent.Recipient
	ToName     string
	Need       string
	State      State
	Due        db.Time
	SentAt     db.Time
	SentBy     lindung.ActorID
	LeftAt     db.Time // zero while it waits for approval, and if it was refused
	AcceptedBy lindung.ActorID
	Reason     string         // coded, of the last step that has one
	Group      string         // the same of all that were sent together; "" for one alone
	Linked     lindung.CaseID // the receiver's own case
	Version    int64
	CaseNumber string
	Child      bool   // the person is under 18, or may be
	Words      string // for the recipient, written by the sender
	Steps      []Step
	Mine       bool            // sent by the actor's own organisation
	Gone       bool            // the actor's organisation had the case, and it is another's since
	Backing    consent.Backing // of what it is based on
	HasLink    bool            // an outside body can read and answer it

	// Only when the referral is read alone, not in a list.
	Conditions []string       // for the recipient to keep
	BasedOn    consent.Ledger // for the sender
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

	HeldUntil db.Time // until when a place is held
}

// New is what the sender says of a referral.
type New struct {
	To      consent.Recipient
	BasedOn []string // the grants and legal bases that were chosen, all of them for To
	Need    string
	Due     db.Time
	Words   string
	Instead Earlier // of which referral; the zero Earlier for none
}

const longestWords = 5000 // runes

// checkWords adds what is wrong with words at a field.
func checkWords(ps *field.Problems, at, words string) {
	ps.Need(utf8.ValidString(words), at, "problem.text.encoding")
	ps.Need(utf8.RuneCountInString(words) <= longestWords, at, "problem.text.long", "max", longestWords)
}

// Check returns what is missing before n can be sent.
func (n New) Check(now db.Time) field.Problems {
	var ps field.Problems
	ps.Need(!n.To.None(), "recipient", "consent.problem.recipient")
	ps.Need(slices.Contains(Needs, n.Need), "need", "referral.problem.need")
	ps.Need(n.Due > now, "due", "referral.problem.due")
	checkWords(&ps, "words", n.Words)
	return ps
}

// Send refers the case if all that n is based on is in force for the recipient;
// otherwise it returns consent.ErrNoConsent and nothing leaves. What is missing is
// returned as field.Problems.
//
// Source: ACTIP 14.10
func Send(ctx context.Context, s access.Session, id lindung.CaseID, n New) (Referral, error) {
	var r Referral
	made := lindung.ReferralID(lindung.NewID())
	err := s.Do(ctx, access.ReferralSend, cases.Target(id), func(tx *access.Tx) error {
		if err := n.Check(tx.Now).Err(); err != nil {
			return err
		}
		tx.SetMade(string(made))
		var err error
		if r, err = send(tx, id, n, made, ""); err != nil || n.Instead.ID == "" {
			return err
		}
		earlier := n.Instead
		earlier.Cancel = earlier.Cancel && r.Left() // what waits for approval replaces nothing yet
		return askInstead(tx, id, earlier)
	})
	return r, err
}

// send stores a referral of a case, alone or in a group, inside an act that may send it.
func send(tx *access.Tx, id lindung.CaseID, n New, made lindung.ReferralID, group string) (Referral, error) {
	r, err := prepared(tx, id, n, made, group)
	if err != nil {
		return r, err
	}
	ledger, err := consent.ReadIn(tx, id)
	if err != nil {
		return r, err
	}
	rests := ledger.InForceFor(n.To, tx.Now).Chosen(n.BasedOn)
	if !covers(rests, n.BasedOn) {
		return r, consent.ErrNoConsent
	}
	if err := mayAsk(tx, n, rests); err != nil {
		return r, err
	}
	return r, store(tx, r, rests)
}

// prepared is a new referral: sent, or waiting for the approval that the organisation has set.
func prepared(tx *access.Tx, id lindung.CaseID, n New, made lindung.ReferralID, group string) (Referral, error) {
	r := Referral{
		ID: made, Case: id, To: n.To, Need: n.Need, State: Sent, Due: n.Due, Words: strings.TrimSpace(n.Words), Version: 1, Mine: true,
		From: tx.Actor().Org, SentAt: tx.Now, SentBy: tx.Actor().ID, LeftAt: tx.Now, Group: group,
	}
	set, err := access.SettingOf(tx, r.From, access.ApproveReferrals)
	if MustApprove(set, n.To, n.Need) {
		r.State, r.LeftAt = Proposed, 0
	}
	return r, err
}

// store stores a new referral, based on rests, with its first step.
func store(tx *access.Tx, r Referral, rests consent.Ledger) error {
	if err := insert(tx, r); err != nil {
		return err
	}
	if err := consent.NameForReferral(tx, r.Case, r.ID, rests); err != nil {
		return err
	}
	return addStep(tx, r, Step{State: r.State, Org: r.From})
}

// covers reports whether a referral may be based on rests: something was chosen, and
// rests has all of it.
//
// Source: ACTIP 14.6
func covers(rests consent.Ledger, chosen []string) bool {
	there := rests.IDs()
	missing := func(id string) bool { return !slices.Contains(there, id) }
	return len(chosen) > 0 && !slices.ContainsFunc(chosen, missing)
}

// Accept accepts the referral with a word, and opens what it is based on. If none of
// that is in force any more it returns consent.ErrNoConsent.
func Accept(ctx context.Context, s access.Session, id lindung.ReferralID, w Word) error {
	if err := w.check(s); err != nil {
		return err
	}
	return step(ctx, s, access.ReferralAccept, id, Step{State: Accepted, Words: w.Words, HeldUntil: w.Held}, open)
}

// Decline declines the referral for one of DeclineReasons, with words.
func Decline(ctx context.Context, s access.Session, id lindung.ReferralID, reason, words string) error {
	if err := checkDecline(reason, words); err != nil {
		return err
	}
	return step(ctx, s, access.ReferralDecline, id, Step{State: Declined, Reason: reason, Words: words}, shut)
}

// checkDecline returns what is wrong with a reason to decline and its words.
func checkDecline(reason, words string) error {
	var ps field.Problems
	ps.Need(slices.Contains(DeclineReasons, reason), "decline_reason", "referral.problem.decline_reason")
	checkWords(&ps, "decline_words", words)
	return ps.Err()
}

// Finish reports one of Outcomes back, with words, and closes what the referral
// is based on.
func Finish(ctx context.Context, s access.Session, id lindung.ReferralID, outcome, words string) error {
	var ps field.Problems
	ps.Need(slices.Contains(Outcomes, outcome), "outcome", "referral.problem.outcome")
	checkWords(&ps, "outcome_words", words)
	if err := ps.Err(); err != nil {
		return err
	}
	return step(ctx, s, access.ReferralFinish, id, Step{State: Finished, Reason: outcome, Words: words}, shut)
}

// TakeBack cancels a referral for the sender and closes what it is based on. Only the
// sender reads the words.
func TakeBack(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	var ps field.Problems
	checkWords(&ps, "back_words", words)
	if err := ps.Err(); err != nil {
		return err
	}
	return step(ctx, s, access.ReferralTakeBack, id, Step{State: TakenBack, Words: words}, shut)
}

// open opens what an accepted referral is based on. An offer of the whole case is taken
// over, not accepted.
func open(tx *access.Tx, r Referral) error {
	if r.Whole() {
		return ErrStep
	}
	if !r.Backing.InForce {
		return consent.ErrNoConsent
	}
	return consent.OpenForReferral(tx, r.ID)
}

func shut(tx *access.Tx, r Referral) error { return consent.CloseForReferral(tx, r.ID) }

// step takes a step of a referral. The history of the case tells of it, see
// package dossier.
func step(ctx context.Context, s access.Session, action access.Action, id lindung.ReferralID, to Step, work func(*access.Tx, Referral) error) error {
	return s.Do(ctx, action, Target(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		return carryOut(tx, r, to, work)
	})
}

// over reports whether nothing that a referral in the state was based on is open.
func (s State) over() bool { return s != Proposed && s != Sent && s != Accepted }

// endAgain ends a referral that has ended in a newer database, for the reason that it
// ended there.
func endAgain(tx *access.Tx, names []string) (string, error) {
	if len(names) < 2 {
		return "", nil
	}
	r, err := stored(tx, lindung.ReferralID(names[0]))
	to := Step{State: State(names[1]), Org: r.To.Org()}
	if err != nil || r.State.over() || !to.State.over() {
		return "", err
	}
	if len(names) > 2 {
		to.Reason = names[2]
	}
	if to.State == TakenBack || to.State == Refused || r.To.Outside() {
		to.Org = r.From
	}
	return string(r.Case), change(tx, r.Referral, to, shut)
}

// carryOut changes the state of a referral; nothing else does, but for a restore.
func carryOut(tx *access.Tx, r Referral, to Step, work func(*access.Tx, Referral) error) error {
	if !slices.Contains(next[r.State], to.State) {
		return ErrStep
	}
	to.Org = tx.Actor().Org
	if err := hear(tx, r); err != nil {
		return err
	}
	return change(tx, r, to, work)
}

// change stores the next state of a referral and does what belongs to it.
func change(tx *access.Tx, r Referral, to Step, work func(*access.Tx, Referral) error) error {
	if to.State.over() {
		tx.Ends(access.EndedReferral, string(r.ID), string(to.State), to.Reason)
	}
	if err := setState(tx, r, to); err != nil {
		return err
	}
	if to.State.over() {
		if err := endLinks(tx, r.ID); err != nil {
			return err
		}
	}
	if err := work(tx, r); err != nil {
		return err
	}
	to.Words = strings.TrimSpace(to.Words)
	return addStep(tx, r, to)
}

// NoteSteps records that the actor's side has seen the other's steps so far.
func NoteSteps(ctx context.Context, s access.Session, id lindung.ReferralID) error {
	return s.Do(ctx, access.ReferralRead, Target(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		return markSeen(tx, r)
	})
}

// OpenLinkedCase opens the receiver's own case for the person of an accepted referral.
// open opens it.
func OpenLinkedCase(ctx context.Context, s access.Session, id lindung.ReferralID, open func(*access.Tx, Referral) (cases.Case, error)) (cases.Case, error) {
	var c cases.Case
	err := s.Do(ctx, access.CaseOpen, s.OrgTarget(), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if r.To.Org() != tx.Actor().Org {
			return access.ErrDenied
		}
		seen := []Referral{r}
		if err := seenLinks(tx, seen); err != nil {
			return err
		}
		if r.State != Accepted || seen[0].Linked != "" {
			return ErrStep
		}
		if c, err = open(tx, r); err != nil {
			return err
		}
		tx.SetObject(string(c.ID))
		if r.Linked != "" {
			return nil // it keeps leading to the protected one
		}
		return setLinked(tx, id, c.ID)
	})
	return c, err
}
