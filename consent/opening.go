package consent

import (
	"cmp"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
)

// Opener is what opens a grant to its recipient. Each kind of grant says it.
type Opener string

// ByReferral opens a grant while a referral that names it is accepted and not
// over.
const ByReferral Opener = "referral"

// Openers is the closed list of what can open a grant.
var Openers = []Opener{ByReferral}

// An Opening is that one referral names a grant or a legal basis: from the day it
// was sent, with the time in which it kept it open.
type Opening struct {
	BasedOn  string // the grant or the basis
	Opener   lindung.ReferralID
	NamedAt  db.Time
	OpenedAt db.Time // 0 as long as the referral was not accepted
	ClosedAt db.Time // 0 as long as the referral is not over
}

// Open reports whether the referral of o is accepted and not over.
func (o Opening) Open() bool { return o.OpenedAt != 0 && o.ClosedAt == 0 }

// Open reports whether g is open to its recipient at now: it is in force, and
// an accepted referral that is not over names it.
//
// Source: ACTIP 14.6
func (g Grant) Open(now db.Time) bool {
	return g.InForce(now) && slices.ContainsFunc(g.Openings, Opening.Open)
}

// A Span is a time in which something was open; To is 0 while it does.
type Span struct{ From, To db.Time }

// Spans returns when g was open to its recipient, the first time first. Times
// that touch are one.
func (g Grant) Spans(now db.Time) []Span {
	var all []Span
	for _, o := range g.Openings {
		if o.OpenedAt == 0 {
			continue
		}
		s := Span{max(o.OpenedAt, g.From), earliest(o.ClosedAt, g.end(now))}
		if s.To == 0 || s.From < s.To {
			all = append(all, s)
		}
	}
	return merge(all)
}

// Spans returns when b was open to its recipient: from the second actor's
// agreement to its end.
func (b Basis) Spans(now db.Time) []Span {
	if b.AgreedAt == 0 {
		return nil
	}
	return []Span{{b.AgreedAt, b.end(now)}}
}

// merge joins spans that touch.
func merge(all []Span) []Span {
	slices.SortFunc(all, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var whole []Span
	for _, s := range all {
		if n := len(whole); n > 0 && (whole[n-1].To == 0 || s.From <= whole[n-1].To) {
			if whole[n-1].To != 0 && (s.To == 0 || s.To > whole[n-1].To) {
				whole[n-1].To = s.To
			}
			continue
		}
		whole = append(whole, s)
	}
	return whole
}

// earliest returns the first of moments, of which 0 is none.
func earliest(moments ...db.Time) db.Time {
	var first db.Time
	for _, t := range moments {
		if t != 0 && (first == 0 || t < first) {
			first = t
		}
	}
	return first
}

// end returns when g ended, and 0 as long as it has not.
func (g Grant) end(now db.Time) db.Time { return ended(g.WithdrawnAt, g.Until, now) }

// end returns when b ended, and 0 as long as it has not.
func (b Basis) end(now db.Time) db.Time { return ended(b.EndedAt, b.Until, now) }

func ended(taken, until, now db.Time) db.Time {
	if until > now {
		until = 0
	}
	return earliest(taken, until)
}

// NameForReferral says, inside an act on a case, what a referral is based on. It opens
// nothing yet.
func NameForReferral(tx *access.Tx, id lindung.CaseID, r lindung.ReferralID, l Ledger) error {
	for _, on := range l.IDs() {
		if err := insertOpening(tx, id, Opening{BasedOn: on, Opener: r, NamedAt: tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

// OpenForReferral opens what an accepted referral is based on, and nothing else.
func OpenForReferral(tx *access.Tx, r lindung.ReferralID) error { return openOpenings(tx, r) }

// CloseForReferral closes what a referral is based on, because it is over. What another
// referral is based on too stays open.
func CloseForReferral(tx *access.Tx, r lindung.ReferralID) error { return closeOpenings(tx, r) }

// follow makes the referrals that are based on a grant rest on the one that replaces
// it as well, open if they keep the old one open.
func follow(tx *access.Tx, old, to Grant) error {
	for _, o := range old.Openings {
		if o.ClosedAt != 0 {
			continue
		}
		next := Opening{BasedOn: string(to.ID), Opener: o.Opener, NamedAt: tx.Now}
		if o.Open() {
			next.OpenedAt = tx.Now
		}
		if err := insertOpening(tx, to.Case, next); err != nil {
			return err
		}
	}
	return nil
}

// Backing is how what a referral is based on stands.
type Backing struct {
	InForce   bool    // some of it is in force
	Open      bool    // some of it is open because of this referral, or by law
	Ended     db.Time // when the last of it ended; 0 while some of it has not
	Withdrawn bool    // it ended because it was withdrawn or ended, and not by its day
}

// ReadBackings returns how what referrals are based on stands now, by referral.
func ReadBackings(tx *access.Tx, of []lindung.ReferralID) (map[lindung.ReferralID]Backing, error) {
	grants, err := grantsNamed(tx, of)
	if err != nil {
		return nil, err
	}
	bases, err := basesNamed(tx, of)
	if err != nil {
		return nil, err
	}
	all := map[lindung.ReferralID]Backing{}
	for _, n := range grants {
		all[n.by.Opener] = all[n.by.Opener].with(n.InForce(tx.Now), n.InForce(tx.Now) && n.by.Open(), n.end(tx.Now), n.WithdrawnAt)
	}
	for _, n := range bases {
		all[n.by.Opener] = all[n.by.Opener].with(n.InForce(tx.Now), n.InForce(tx.Now), n.end(tx.Now), n.EndedAt)
	}
	for id, r := range all {
		if r.InForce {
			r.Ended, r.Withdrawn = 0, false
			all[id] = r
		}
	}
	return all, nil
}

// with adds one grant or basis to r.
func (r Backing) with(live, open bool, end, taken db.Time) Backing {
	r.InForce, r.Open = r.InForce || live, r.Open || open
	if end >= r.Ended && end != 0 {
		r.Ended, r.Withdrawn = end, taken == end
	}
	return r
}

// Use is what the card of a grant or a basis tells of it.
type Use struct {
	Spans []Span // in which it was open
	Reads int    // how often the recipient opened the case in them
	More  bool   // older reads than the last mostReads were not looked at
}

// mostReads is how many of a recipient's acts on a case are looked at.
const mostReads = 1000

// Uses returns, by grant or basis, when it was open and how often its recipient
// has read the case meanwhile.
func (l Ledger) Uses(tx *access.Tx, id lindung.CaseID) (map[string]Use, error) {
	all := map[string]Use{}
	read := map[lindung.OrgID][]audit.Entry{}
	for _, x := range l.given() {
		u := Use{Spans: x.spans(tx.Now)}
		org := x.recipient.Org()
		if len(u.Spans) > 0 && org != "" {
			if _, known := read[org]; !known {
				entries, err := audit.AboutByOrg(tx, string(id), org, mostReads)
				if err != nil {
					return nil, err
				}
				read[org] = entries
			}
			u.Reads, u.More = reads(read[org], u.Spans), len(read[org]) == mostReads
		}
		all[x.id] = u
	}
	return all, nil
}

// reads returns how many entries are a reading of the case within spans.
func reads(entries []audit.Entry, spans []Span) int {
	n := 0
	for _, e := range entries {
		at := db.TimeOf(e.Time())
		within := func(s Span) bool { return s.From <= at && (s.To == 0 || at <= s.To) }
		if e.Act == string(access.CaseRead) && e.Decision == audit.Allowed && slices.ContainsFunc(spans, within) {
			n++
		}
	}
	return n
}
