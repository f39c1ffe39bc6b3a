package consent

import (
	"cmp"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
)

// Opener is what opens a grant to its recipient. Each grant names one.
type Opener string

// ByReferral opens a grant while a referral that names it is accepted and not
// over.
const ByReferral Opener = "referral"

// ByTransfer opens nothing: the whole case moves to the recipient once they take it
// over, and until then they read none of it.
const ByTransfer Opener = "transfer"

// ByFigures opens nothing to anyone: the organisation that keeps the case counts the
// person in its figures.
const ByFigures Opener = "figures"

// Openers is the closed list of what can open a grant.
var Openers = []Opener{ByReferral, ByTransfer, ByFigures}

// Moves reports whether the person agreed that their whole case moves to the recipient.
func (g Grant) Moves() bool { return g.Opens == ByTransfer }

// Counts reports whether g says of a person whether they are counted in figures.
func (g Grant) Counts() bool { return g.Opens == ByFigures }

// An Opening records that a referral names a grant or a legal basis, and when it
// opened and closed it.
type Opening struct {
	BasedOn  string // the grant or the basis
	Opener   lindung.ReferralID
	NamedAt  db.Time
	OpenedAt db.Time // 0 until the referral is accepted
	ClosedAt db.Time // 0 until the referral is over
}

// Open reports whether the referral of o is accepted and not over.
func (o Opening) Open() bool { return o.OpenedAt != 0 && o.ClosedAt == 0 }

// Open reports whether g is open to its recipient at now: it is in force, and
// an accepted referral that is not over names it.
//
// Source: ACTIP 14.6
func (g Grant) Open(now db.Time) bool {
	return g.InForce(now) && !g.Moves() && !g.Counts() && slices.ContainsFunc(g.Openings, Opening.Open)
}

// A Span is a time in which something was open; To is 0 while it is open.
type Span struct{ From, To db.Time }

// Spans returns when g was open to its recipient, the earliest first. Spans that
// touch are joined.
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

// earliest returns the earliest of moments that are not 0; 0 if all are.
func earliest(moments ...db.Time) db.Time {
	var first db.Time
	for _, t := range moments {
		if t != 0 && (first == 0 || t < first) {
			first = t
		}
	}
	return first
}

// end returns when g ended, 0 if it has not.
func (g Grant) end(now db.Time) db.Time { return ended(g.WithdrawnAt, g.Until, now) }

// end returns when b ended, 0 if it has not.
func (b Basis) end(now db.Time) db.Time { return ended(b.EndedAt, b.Until, now) }

func ended(taken, until, now db.Time) db.Time {
	if until > now {
		until = 0
	}
	return earliest(taken, until)
}

// NameForReferral stores, inside an act on a case, what a referral is based on. It
// opens nothing yet.
func NameForReferral(tx *access.Tx, id lindung.CaseID, r lindung.ReferralID, l Ledger) error {
	for _, on := range l.IDs() {
		if err := insertOpening(tx, id, Opening{BasedOn: on, Opener: r, NamedAt: tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

// OpenForReferral opens what an accepted referral is based on.
func OpenForReferral(tx *access.Tx, r lindung.ReferralID) error { return openOpenings(tx, r) }

// CloseForReferral closes what a referral is based on, because the referral is over.
// What another referral holds open stays open.
func CloseForReferral(tx *access.Tx, r lindung.ReferralID) error { return closeOpenings(tx, r) }

// follow bases the referrals of a grant also on the one that replaces it, open where
// they held the old one open.
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

// A Backing is the state of all that a referral is based on, taken together.
type Backing struct {
	InForce   bool    // some of it is in force
	Open      bool    // some of it is open, through this referral or by law
	Ended     db.Time // when the last of it ended; 0 while some of it has not
	Withdrawn bool    // it ended because it was withdrawn or ended, and not by its day
}

// ReadBackings returns the backings of referrals as they are now, by referral.
func ReadBackings(tx *access.Tx, of []lindung.ReferralID) (map[lindung.ReferralID]Backing, error) {
	openings, err := openingsFor(tx, of)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(openings))
	for i, o := range openings {
		ids[i] = o.BasedOn
	}
	grants, err := grantsNamed(tx, ids)
	if err != nil {
		return nil, err
	}
	bases, err := basesNamed(tx, ids)
	if err != nil {
		return nil, err
	}
	all := map[lindung.ReferralID]Backing{}
	for _, o := range openings {
		if n, ok := grants[o.BasedOn]; ok {
			all[o.Opener] = all[o.Opener].with(n.InForce(tx.Now), n.InForce(tx.Now) && o.Open(), n.end(tx.Now), n.WithdrawnAt)
		}
		if n, ok := bases[o.BasedOn]; ok {
			all[o.Opener] = all[o.Opener].with(n.InForce(tx.Now), n.InForce(tx.Now), n.end(tx.Now), n.EndedAt)
		}
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

// Use says how a grant or a basis was used.
type Use struct {
	Spans []Span // in which it was open
	Reads int    // how often the recipient opened the case in them
	More  bool   // there may be older reads; only the last mostReads acts were counted
}

// mostReads is how many of a recipient's acts on a case are looked at.
const mostReads = 1000

// Uses returns when each grant and basis was open, and how often its recipient read
// the case in that time, by identifier.
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
