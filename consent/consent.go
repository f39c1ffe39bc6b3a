// Package consent holds what a person has agreed to: the recipient, the purpose, the
// field groups, from when until when. It also holds the few disclosures that are
// based on law instead.
//
// A [Grant] opens nothing by itself. A referral names the grants and bases that it
// is based on; while it is accepted and not over, the recipient reads their groups
// live in the sender's case, until the grant ends. Narrowing and withdrawing work at
// once and can never be blocked by the state of anything else. A person who does not
// agree is helped too.
//
// Begin with [Give] and [Withdraw]. The [Ledger] of a case has all its grants and
// bases; [OpenTo] says which of them are open to an organisation now. The text that
// is read to the person before they decide is in text.go.
package consent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Errors that pages decide on.
var (
	// ErrNoConsent says that no grant or basis in force allows the disclosure.
	ErrNoConsent = errors.New("no consent and no legal basis for this")
	// ErrEnded says that a grant or basis has ended already.
	ErrEnded = errors.New("ended already")
	// ErrNotNarrower says that what should narrow a grant gives more.
	ErrNotNarrower = errors.New("gives more than before: the person must be asked")

	errOpener = errors.New("a grant names an unknown opener")
)

// LongestGrant is how long a grant may last before the person is asked again.
const LongestGrant = 366 * 24 * time.Hour

// A Grant is one agreement of one person with one recipient.
type Grant struct {
	ID          lindung.GrantID
	Case        lindung.CaseID
	Recipient   Recipient // empty in a new grant whose Body is to be registered
	To          string    // what the recipient is called
	Body        Body      // the recipient, when it is an outside body
	Purpose     lindung.Purpose
	Groups      []lindung.Group
	From, Until db.Time
	Lang        string // of the text that was read
	TextVersion string // of the text that was read
	Child       bool   // given for a child
	Opens       Opener // what opens it; "" means ByReferral
	Carries     bool   // the recipient may take it over into a case of its own
	Meets       bool   // the recipient may take part in a case conference
	GivenAt     db.Time
	GivenBy     lindung.ActorID
	Replaces    lindung.GrantID
	WithdrawnAt db.Time
	WithdrawnBy lindung.ActorID
	Paused      bool      // sharing of the case is, see Pause
	Openings    []Opening // by referral, in no order
	Detail      Detail
	// OwnerRead of a new grant is the Stamp of the organisation that was read out; "" for
	// that of today.
	OwnerRead string
}

// Detail is the part of a grant that names people; it is sealed.
type Detail struct {
	Owner       Owner       // the organisation as the text named it when it was read
	ExplainedBy string      `json:",omitempty"`
	Interpreter string      `json:",omitempty"`
	Understood  string      `json:",omitempty"` // how the person understood a text in a language of others
	Witness     string      `json:",omitempty"`
	Checked     Checker     `json:",omitempty"` // who confirmed that they checked a draft in speech
	CheckedBy   string      `json:",omitempty"` // their name
	Words       string      `json:",omitempty"` // the Stamp of that draft
	Guardian    string      `json:",omitempty"` // of a child
	NoGuardian  string      `json:",omitempty"` // why no guardian was asked: a guardian never overrides a child's safety
	Assent      bool        `json:",omitempty"` // the child agrees too
	Conditions  []Condition `json:",omitempty"`
}

// A Condition is what the person asks for with a consent. The worker says who has
// to keep it: the recipient, who then reads this text, or the own organisation.
type Condition struct {
	Text string
	For  string // ForRecipient or ForUs
}

// Who has to keep a condition.
const (
	ForRecipient = "recipient"
	ForUs        = "us"
)

const longestCondition = 2000 // runes

// valid reports whether c has a text that is not too long.
func (c Condition) valid() bool {
	return strings.TrimSpace(c.Text) != "" && utf8.ValidString(c.Text) && utf8.RuneCountInString(c.Text) <= longestCondition
}

// CalledNow returns what the outside body that g names is called now; "" if that is the
// name that the person heard.
func (g Grant) CalledNow() string {
	if g.Body.Name == g.To {
		return ""
	}
	return g.Body.Name
}

// InForce reports whether g is in force at now. Withdrawal always wins; nothing is in
// force while sharing is paused.
func (g Grant) InForce(now db.Time) bool {
	return g.WithdrawnAt == 0 && !g.Paused && g.From <= now && now < g.Until
}

// Check returns what is missing before g can be given.
//
// Source: ACTIP 14.6
func (g Grant) Check(now db.Time) field.Problems {
	var ps field.Problems
	if g.Recipient.None() && g.Body != (Body{}) {
		ps = append(ps, g.Body.Check(now.Time())...)
	} else {
		ps.Need(!g.Recipient.None(), "recipient", "consent.problem.recipient")
		ps.Need(g.Recipient.Outside() || g.Body == (Body{}), "body_name", "consent.problem.both")
	}
	ps.Need(slices.Contains(lindung.Purposes, g.Purpose), "purpose", "consent.problem.purpose")
	ps.Need(allOf(Groups, g.Groups), "groups", "consent.problem.groups")
	if g.Until > g.From && g.Until > now {
		ps.Need(g.Until.Time().Sub(g.From.Time()) <= LongestGrant, "until", "consent.problem.long")
	} else {
		ps.Need(false, "until", "consent.problem.until")
	}
	_, read := TextVersion(g.Lang, g.TextVersion)
	ps.Need(read, "text", "consent.problem.text")
	ps.Need(strings.TrimSpace(g.Detail.ExplainedBy) != "", "explained_by", "consent.problem.explained")
	if g.Child {
		ps.Need(g.Detail.Assent, "assent", "consent.problem.assent")
		ps.Need(strings.TrimSpace(g.Detail.Guardian+g.Detail.NoGuardian) != "", "guardian", "consent.problem.guardian")
	}
	ps.Need(!g.Carries || g.Recipient.Org() != "", "carries", "consent.problem.carries_letter")
	ps.Need(!g.Carries || TextHolds(g.TextVersion, CarryOver), "carries", "consent.problem.carries")
	ps.Need(!g.Meets || TextHolds(g.TextVersion, Conference), "meets", "consent.problem.carries")
	ps.Need(!g.Moves() || g.Recipient.Org() != "", "moves", "consent.problem.moves_letter")
	ps.Need(!g.Moves() || TextHolds(g.TextVersion, Transfer), "moves", "consent.problem.carries")
	ps.Need(!g.Moves() || !g.Carries && !g.Meets && len(g.Groups) == len(Groups), "moves", "consent.problem.moves_whole")
	ps.Need(g.Counts() == (g.Purpose == lindung.Statistics), "purpose", "consent.problem.purpose")
	ps.Need(!g.Counts() || TextHolds(g.TextVersion, Counted), "text", "consent.problem.counted")
	ps.Need(!g.Counts() || !g.Carries && !g.Meets && len(g.Groups) == len(Groups), "groups", "consent.problem.counted_whole")
	for _, c := range g.Detail.Conditions {
		ps.Need(c.valid(), "conditions", "problem.text.long", "max", longestCondition)
		ps.Need(c.For == ForRecipient || c.For == ForUs, "conditions_for", "consent.problem.conditions_for")
	}
	return ps
}

// Groups are the groups that a person can agree to share. What an investigation finds is
// none of them: it is not theirs to give, and only a legal basis opens it.
var Groups = slices.DeleteFunc(slices.Clone(lindung.Groups), func(g lindung.Group) bool { return g == lindung.Justice })

// allOf reports whether groups are some of a closed list.
func allOf(all, groups []lindung.Group) bool {
	return len(groups) > 0 && !slices.ContainsFunc(groups, func(g lindung.Group) bool { return !slices.Contains(all, g) })
}

// tidy trims conditions and makes their line ends the same.
func (g *Grant) tidy() {
	conditions := slices.Clone(g.Detail.Conditions)
	for i, c := range conditions {
		conditions[i].Text = strings.TrimSpace(strings.ReplaceAll(c.Text, "\r\n", "\n"))
	}
	g.Detail.Conditions = conditions
}

// Narrower reports whether a takes nothing that b does not give, and keeps what
// the person asked of the recipient.
func Narrower(a, b Grant) bool {
	lost := func(c Condition) bool { return c.For == ForRecipient && !slices.Contains(a.Detail.Conditions, c) }
	more := func(g lindung.Group) bool { return !slices.Contains(b.Groups, g) }
	return a.Recipient == b.Recipient && a.Purpose == b.Purpose && a.Opens == b.Opens && (b.Carries || !a.Carries) && (b.Meets || !a.Meets) && a.From >= b.From && a.Until <= b.Until &&
		!slices.ContainsFunc(a.Groups, more) && !slices.ContainsFunc(b.Detail.Conditions, lost)
}

// Give stores a grant; on is the case's target. If g names a Body instead of a
// Recipient, Give registers the body. What is missing is returned as
// field.Problems.
func Give(ctx context.Context, s access.Session, on access.Target, g Grant) (Grant, error) {
	g.ID, g.Replaces, g.WithdrawnAt = lindung.GrantID(lindung.NewID()), "", 0
	g.tidy()
	err := s.Do(ctx, access.ConsentGive, on, func(tx *access.Tx) error {
		tx.SetPurpose(g.Purpose)
		g.Detail.CheckedBy = ""
		if err := g.CheckDraft().Err(); err != nil {
			return err
		}
		if err := give(tx, &g); err != nil {
			return err
		}
		return mayReceive(tx, g.Recipient)
	})
	return g, err
}

// give checks and stores a grant.
func give(tx *access.Tx, g *Grant) error {
	if g.Opens == "" {
		g.Opens = ByReferral
	}
	if !slices.Contains(Openers, g.Opens) {
		return errOpener
	}
	if err := g.Check(tx.Now).Err(); err != nil {
		return err
	}
	if own := g.Recipient == ToOrg(tx.Object().Org); own != g.Counts() {
		return field.Problems{{Field: "recipient", Key: "consent.problem.own"}}
	}
	if g.Counts() {
		if err := uncount(tx); err != nil {
			return err
		}
	}
	if g.Recipient.None() {
		var err error
		if g.Recipient, err = register(tx, &g.Body); err != nil {
			return err
		}
	}
	if err := pinOwner(tx, g); err != nil {
		return err
	}
	g.nameChecker(tx.Actor().Name)
	g.Case, g.GivenAt, g.GivenBy = lindung.CaseID(tx.Object().ID), tx.Now, tx.Actor().ID
	return insertGrant(tx, *g)
}

// pinOwner keeps with the grant how the text named the organisation, so that what
// was read can be shown later as it was, with the telephone of that day. What has
// changed since it was read out must be read again.
func pinOwner(tx *access.Tx, g *Grant) error {
	o, err := access.OrgOf(tx, tx.Object().Org)
	if err != nil {
		return err
	}
	owner, err := OwnerIn(tx, o)
	if err != nil {
		return err
	}
	if g.OwnerRead != "" && g.OwnerRead != owner.Stamp {
		return field.Problems{{Field: "text", Key: "consent.problem.owner_changed"}}
	}
	g.Detail.Owner = owner
	return nil
}

// Change replaces a grant in force by to, which may give more or last longer; the
// person was asked again. To take away use Narrow, which cannot be blocked.
func Change(ctx context.Context, s access.Session, on access.Target, id lindung.GrantID, to Grant) (Grant, error) {
	return replace(ctx, s, access.ConsentChange, on, id, to)
}

// Narrow replaces a grant by one that gives less or ends earlier; ErrNotNarrower says
// that it does not.
func Narrow(ctx context.Context, s access.Session, on access.Target, id lindung.GrantID, to Grant) (Grant, error) {
	return replace(ctx, s, access.ConsentWithdraw, on, id, to)
}

// replace ends a grant and gives to in its place. Referrals based on the old grant
// are based on the new one if it is for the same recipient and purpose.
func replace(ctx context.Context, s access.Session, action access.Action, on access.Target, id lindung.GrantID, to Grant) (Grant, error) {
	to.ID, to.WithdrawnAt = lindung.GrantID(lindung.NewID()), 0
	to.tidy()
	err := s.Do(ctx, action, on, func(tx *access.Tx) error {
		old, err := grant(tx, id)
		if err != nil {
			return err
		}
		if old.WithdrawnAt != 0 {
			return ErrEnded
		}
		if to.Opens == "" {
			to.Opens = old.Opens
		}
		if action == access.ConsentWithdraw && !Narrower(to, old) {
			return ErrNotNarrower
		}
		if action == access.ConsentWithdraw {
			to.OwnerRead = "" // taking away waits for nothing
			to.keepChecker(old)
		} else {
			to.Detail.CheckedBy = ""
			if err := to.CheckDraft().Err(); err != nil {
				return err
			}
		}
		to.Replaces = old.ID
		tx.SetPurpose(to.Purpose)
		if err := withdraw(tx, old.ID); err != nil {
			return err
		}
		if err := give(tx, &to); err != nil {
			return err
		}
		if to.Recipient != old.Recipient {
			return mayReceive(tx, to.Recipient)
		}
		if to.Purpose != old.Purpose || to.Opens != old.Opens {
			return nil
		}
		return follow(tx, old, to)
	})
	return to, err
}

// A Bare grant is what the database says of a grant that does not open, or whose case
// does not. Nothing is shown or opened by it; it is there so that it can be withdrawn.
type Bare struct {
	ID        lindung.GrantID
	Recipient Recipient
	Until     db.Time
}

// BareIn returns the grants of a case that were not withdrawn, inside an act on a case of
// which something is damaged.
func BareIn(tx *access.Tx, id lindung.CaseID) ([]Bare, error) { return bareGrants(tx, id) }

// Withdraw ends a grant now. Whatever it opened is closed with the same commit.
// It works on a closed case and in any state of a referral.
//
// Source: ACTIP 14.6
func Withdraw(ctx context.Context, s access.Session, on access.Target, id lindung.GrantID) error {
	return s.Do(ctx, access.ConsentWithdraw, on, func(tx *access.Tx) error {
		at, err := withdrawnAt(tx, id)
		if err != nil {
			return err
		}
		if at != 0 {
			return nil // asked twice, done once
		}
		return withdraw(tx, id)
	})
}

// WithdrawAll ends every grant of a case, as [Withdraw] ends one: for who is told that the
// person withdraws, and does not see to what they agreed.
//
// Source: ACTIP 14.6
func WithdrawAll(ctx context.Context, s access.Session, on access.Target) error {
	return s.Do(ctx, access.ConsentWithdraw, on, func(tx *access.Tx) error {
		all, err := bareGrants(tx, lindung.CaseID(tx.Object().ID))
		for _, g := range all {
			if err == nil {
				err = withdraw(tx, g.ID)
			}
		}
		tx.SetCount(len(all), "")
		return err
	})
}
