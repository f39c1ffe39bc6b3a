// Package consent holds what a person has agreed to: with whom, for what, which
// groups of what is known, from when until when; and the few disclosures that
// rest on a named legal basis instead.
//
// A grant is an object that the server enforces. It opens nothing by itself:
// once the recipient has accepted a referral it opens the groups it names, read
// live from the sender's case, until its end. Narrowing and withdrawing always
// work, at once, and can never be blocked by the state of anything else.
//
// A person who does not agree is helped all the same.
package consent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Errors that pages decide on.
var (
	// ErrNone says that no live grant or basis allows the disclosure.
	ErrNone = errors.New("no consent and no legal basis for this")
	// ErrTerms says that a grant cannot be given as written; see Check.
	ErrTerms = errors.New("a consent needs a recipient, a purpose, groups, and an end after its beginning")
	// ErrEnded says that a grant or basis has ended already.
	ErrEnded = errors.New("ended already")
)

// Longest is how long a grant may last before it must be asked for again.
const Longest = 366 * 24 * time.Hour

// A Grant is one agreement of one person with one recipient.
type Grant struct {
	ID          lindung.GrantID
	Case        lindung.CaseID
	Recipient   lindung.OrgID // "" for a body outside the node
	Outside     bool
	Purpose     lindung.Purpose
	Groups      []lindung.Group
	From, Until db.Time
	Lang        string // in which the text was read
	TextVersion string // of the text that was read
	Child       bool   // given for a child
	GivenAt     db.Time
	GivenBy     lindung.ActorID
	Replaces    lindung.GrantID
	OpenedAt    db.Time // when the recipient accepted; 0 while nothing is open
	WithdrawnAt db.Time
	WithdrawnBy lindung.ActorID
	Detail      Detail
}

// Detail is what names people around a grant; it is sealed.
type Detail struct {
	Body        string `json:",omitempty"` // the body outside the node, and where
	ExplainedBy string `json:",omitempty"`
	Interpreter string `json:",omitempty"`
	Witness     string `json:",omitempty"`
	Guardian    string `json:",omitempty"` // of a child
	NoGuardian  string `json:",omitempty"` // why no guardian was asked: a guardian never overrides a child's safety
	Assent      bool   `json:",omitempty"` // the child herself agrees
	Words       string `json:",omitempty"` // conditions in the person's own words
}

// Live reports whether g is in force at now. Withdrawal always wins.
func (g Grant) Live(now db.Time) bool {
	return g.WithdrawnAt == 0 && g.From <= now && now < g.Until
}

// Opens reports whether g opens its groups to its recipient at now.
func (g Grant) Opens(now db.Time) bool { return g.OpenedAt != 0 && g.Live(now) }

// Check returns the label keys of what is missing before g can be given.
//
// Source: ACTIP 14.6
func (g Grant) Check(now db.Time) []string {
	var missing []string
	need := func(ok bool, key string) {
		if !ok {
			missing = append(missing, key)
		}
	}
	need(g.Recipient != "" || g.Outside && strings.TrimSpace(g.Detail.Body) != "", "consent.problem.recipient")
	need(slices.Contains(lindung.Purposes, g.Purpose), "consent.problem.purpose")
	need(len(g.Groups) > 0 && !slices.ContainsFunc(g.Groups, func(x lindung.Group) bool {
		return !slices.Contains(lindung.Groups, x)
	}), "consent.problem.groups")
	need(g.Until > g.From && g.Until > now, "consent.problem.until")
	need(g.Until.Time().Sub(g.From.Time()) <= Longest, "consent.problem.long")
	need(strings.TrimSpace(g.Detail.ExplainedBy) != "", "consent.problem.explained")
	_, known := TextVersion(g.Lang, g.TextVersion)
	need(known, "consent.problem.text")
	if g.Child {
		need(strings.TrimSpace(g.Detail.Guardian) != "" || strings.TrimSpace(g.Detail.NoGuardian) != "", "consent.problem.guardian")
		need(g.Detail.Assent, "consent.problem.assent")
	}
	return missing
}

// Use is one use that somebody wants to make of what is known of a person.
type Use struct {
	Recipient lindung.OrgID
	Purpose   lindung.Purpose
	Group     lindung.Group
	At        db.Time
}

// Covers reports whether one of grants allows u. Withdrawal always wins.
//
// Source: ACTIP 14.6
func Covers(grants []Grant, u Use) bool {
	return slices.ContainsFunc(grants, func(g Grant) bool {
		return u.Recipient != "" && g.Recipient == u.Recipient && g.Purpose == u.Purpose &&
			slices.Contains(g.Groups, u.Group) && g.Live(u.At)
	})
}

// Narrower reports whether a takes nothing that b does not give.
func Narrower(a, b Grant) bool {
	return a.Recipient == b.Recipient && a.Outside == b.Outside && a.Purpose == b.Purpose && a.From >= b.From && a.Until <= b.Until &&
		!slices.ContainsFunc(a.Groups, func(g lindung.Group) bool { return !slices.Contains(b.Groups, g) })
}

// Give stores a grant. on is the case's target.
func Give(ctx context.Context, s access.Session, on access.Target, g Grant) (Grant, error) {
	g.ID, g.Replaces, g.OpenedAt, g.WithdrawnAt = lindung.GrantID(lindung.NewID()), "", 0, 0
	err := s.Do(ctx, access.ConsentGive, on, func(tx *access.Tx) error {
		tx.Purpose(g.Purpose)
		return give(tx, &g)
	})
	return g, err
}

func give(tx *access.Tx, g *Grant) error {
	if len(g.Check(tx.Now)) > 0 {
		return ErrTerms
	}
	g.Case = lindung.CaseID(tx.Object().ID)
	g.GivenAt, g.GivenBy = tx.Now, tx.Actor().ID
	return insertGrant(tx, *g)
}

// Change replaces a live grant by to, which may give more or last longer; the
// person was asked again. To take away use Narrow, which cannot be blocked.
func Change(ctx context.Context, s access.Session, on access.Target, id lindung.GrantID, to Grant) (Grant, error) {
	return replace(ctx, s, access.ConsentChange, on, id, to)
}

// Narrow replaces a live grant by one that gives less or ends earlier.
func Narrow(ctx context.Context, s access.Session, on access.Target, id lindung.GrantID, to Grant) (Grant, error) {
	return replace(ctx, s, access.ConsentWithdraw, on, id, to)
}

func replace(ctx context.Context, s access.Session, action access.Action, on access.Target, id lindung.GrantID, to Grant) (Grant, error) {
	to.ID = lindung.GrantID(lindung.NewID())
	err := s.Do(ctx, action, on, func(tx *access.Tx) error {
		old, err := grant(tx, id)
		if err != nil {
			return err
		}
		if old.WithdrawnAt != 0 {
			return ErrEnded
		}
		if action == access.ConsentWithdraw && !Narrower(to, old) {
			return ErrTerms
		}
		to.Replaces, to.OpenedAt = old.ID, 0
		if to.Recipient == old.Recipient && to.Outside == old.Outside && to.Purpose == old.Purpose {
			to.OpenedAt = old.OpenedAt
		}
		if err := withdraw(tx, old.ID); err != nil {
			return err
		}
		return give(tx, &to)
	})
	return to, err
}

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

// Ledger is everything that lets anyone but the owner see a case, ended or not.
type Ledger struct {
	Grants []Grant
	Bases  []Basis
}

// Of returns the ledger of a case inside an act on it.
func Of(tx *access.Tx, id lindung.CaseID) (Ledger, error) {
	g, err := grants(tx, id)
	if err != nil {
		return Ledger{}, err
	}
	b, err := bases(tx, id)
	return Ledger{g, b}, err
}

// Read returns the ledger of a case.
func Read(ctx context.Context, s access.Session, on access.Target) (Ledger, error) {
	var l Ledger
	err := s.See(ctx, access.ConsentRead, on, func(tx *access.Tx) error {
		var err error
		l, err = Of(tx, lindung.CaseID(tx.Object().ID))
		return err
	})
	return l, err
}

// A View is what stands open to one organisation: the groups, and for which
// purposes each.
type View map[lindung.Group][]lindung.Purpose

// Groups returns the groups of v in their usual order.
func (v View) Groups() []lindung.Group {
	var all []lindung.Group
	for _, g := range lindung.Groups {
		if len(v[g]) > 0 {
			all = append(all, g)
		}
	}
	return all
}

// Only returns what of v lies in groups.
func (v View) Only(groups []lindung.Group) View {
	w := View{}
	for _, g := range groups {
		if len(v[g]) > 0 {
			w[g] = v[g]
		}
	}
	return w
}

func (v View) add(groups []lindung.Group, p lindung.Purpose) {
	for _, g := range groups {
		if !slices.Contains(v[g], p) {
			v[g] = append(v[g], p)
		}
	}
}

// Standing returns, without what is sealed, the grants and bases on which the
// case stands open to org at this moment.
func Standing(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) (Ledger, error) {
	g, err := openTo(tx, id, org)
	if err != nil {
		return Ledger{}, err
	}
	b, err := basesTo(tx, id, org)
	return Ledger{
		slices.DeleteFunc(g, func(g Grant) bool { return !g.Opens(tx.Now) }),
		slices.DeleteFunc(b, func(b Basis) bool { return !b.Live(tx.Now) }),
	}, err
}

// View returns what everything in l opens together.
func (l Ledger) View() View {
	v := View{}
	for _, g := range l.Grants {
		v.add(g.Groups, g.Purpose)
	}
	for _, b := range l.Bases {
		v.add(b.Groups, b.Purpose)
	}
	return v
}

// Open returns what of the case stands open to org at this moment.
func Open(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) (View, error) {
	l, err := Standing(tx, id, org)
	return l.View(), err
}

// Would returns what would stand open to org once it had accepted: the same as
// Open, with every live grant taken as opened. A page shows it before sending.
func (l Ledger) Would(org lindung.OrgID, now db.Time) View {
	v := View{}
	for _, g := range l.Grants {
		if g.Recipient == org && org != "" && g.Live(now) {
			v.add(g.Groups, g.Purpose)
		}
	}
	for _, b := range l.Bases {
		if b.Recipient == org && b.Live(now) {
			v.add(b.Groups, b.Purpose)
		}
	}
	return v
}

// Agreed reports whether any live grant or agreed basis names org, opened or not.
func Agreed(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) (bool, error) {
	n, err := liveFor(tx, id, org)
	return n > 0, err
}

// OpenFor opens the live grants of a case to org, because it has accepted.
func OpenFor(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) error {
	return setOpened(tx, id, org, tx.Now)
}

// ShutFor closes them again, because the work they were for is done.
func ShutFor(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) error {
	return setOpened(tx, id, org, 0)
}

// SharedWith returns the cases of others that stand open to org.
func SharedWith(tx *access.Tx, org lindung.OrgID) ([]lindung.CaseID, error) {
	return sharedWith(tx, org)
}
