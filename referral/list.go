package referral

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
)

// Target is the target of acts on a referral.
func Target(id lindung.ReferralID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		r, of, err := one(tx, id)
		return r.object(of), err
	}
}

// one returns a referral as stored, with its case. It is there for another organisation
// only while the rows of the case are those that the program has stored.
func one(tx *access.Tx, id lindung.ReferralID) (row, cases.Brief, error) {
	if !lindung.IsID(string(id)) {
		return row{}, cases.Brief{}, lindung.ErrNotFound
	}
	r, err := stored(tx, id)
	if err != nil {
		return row{}, cases.Brief{}, err
	}
	if all, err := intact(tx, []row{r}); err != nil || len(all) == 0 {
		return row{}, cases.Brief{}, cmp.Or(err, lindung.ErrNotFound)
	}
	of, err := cases.Briefs(tx, []lindung.CaseID{r.Case})
	return r, of[r.Case], err
}

// intact leaves out the referrals of other organisations' cases of which rows were
// removed or put back.
func intact(tx *access.Tx, rows []row) ([]row, error) {
	own := func(r row) bool { return r.From == tx.Actor().Org }
	var of []lindung.CaseID
	for _, r := range rows {
		if !own(r) && !slices.Contains(of, r.Case) {
			of = append(of, r.Case)
		}
	}
	good, err := access.Intact(tx, access.OfCase, of...)
	return slices.DeleteFunc(rows, func(r row) bool { return !own(r) && !good[r.Case] }), err
}

// object returns the referral as policies judge it; of is its case. What has not left has
// no recipient.
func (r row) object(of cases.Brief) access.Object {
	o := access.Object{Type: access.TypeReferral, ID: string(r.ID), Org: r.From, Team: of.Team, Protected: of.Object().Protected}
	if r.Left() {
		o.To = r.To.Org()
	}
	return o
}

// load returns a referral with all its steps, inside an act on it.
func load(tx *access.Tx, id lindung.ReferralID) (Referral, error) {
	r, err := stored(tx, id)
	if err != nil {
		return Referral{}, err
	}
	all, err := whole(tx, []row{r})
	if err != nil || len(all) != 1 {
		return Referral{}, err
	}
	return all[0], nil
}

// whole opens referrals and adds what other tables say of them, in a fixed number of
// statements. It leaves out those of erased cases.
func whole(tx *access.Tx, rows []row) ([]Referral, error) {
	var ids []lindung.ReferralID
	var of []lindung.CaseID
	var owners []string
	var who []consent.Recipient
	var outside []lindung.ReferralID
	for _, r := range rows {
		if r.To.Outside() {
			outside = append(outside, r.ID)
		}
		ids, of, owners = append(ids, r.ID), append(of, r.Case), append(owners, string(r.Case))
		who = append(who, r.To, consent.ToOrg(r.From))
	}
	keys, err := tx.Keys(owners)
	if err != nil {
		return nil, err
	}
	briefs, err := cases.Briefs(tx, of)
	if err != nil {
		return nil, err
	}
	names, err := consent.RecipientNames(tx, who)
	if err != nil {
		return nil, err
	}
	rests, err := consent.ReadBackings(tx, ids)
	if err != nil {
		return nil, err
	}
	steps, err := stepsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	withLink, err := linkedNow(tx, outside)
	if err != nil {
		return nil, err
	}
	var all []Referral
	for _, r := range rows {
		key, ok := keys[string(r.Case)]
		if !ok {
			continue
		}
		c := briefs[r.Case]
		r.CaseNumber, r.Child, r.Backing, r.HasLink = c.Number, c.Child, rests[r.ID], withLink[r.ID]
		own := tx.Actor().Org
		r.Gone = c.Org != own && (r.From == own || r.State == Moved)
		r.FromName, r.ToName, r.Mine = names.At(consent.ToOrg(r.From), r.SentAt), names.At(r.To, r.SentAt), r.From == tx.Actor().Org
		full, err := r.open(key, steps[r.ID])
		if err != nil {
			return nil, err
		}
		all = append(all, full)
	}
	return all, nil
}

// shown is whole for pages: the end is in the timeline, and what is not for the
// recipient is removed for it.
func shown(tx *access.Tx, rows []row) ([]Referral, error) {
	all, err := whole(tx, rows)
	if err == nil {
		err = seenLinks(tx, all)
	}
	for i, r := range all {
		r.tellEnd()
		switch {
		case r.Gone:
			r = r.forOldOwner()
		case !r.Mine:
			r = r.forRecipient()
		}
		all[i] = r
	}
	return all, err
}

// seenLinks takes from referrals the own cases of the recipient that are protected from
// the actor: for them there is none.
func seenLinks(tx *access.Tx, all []Referral) error {
	var own []lindung.CaseID
	for _, r := range all {
		if r.Linked != "" {
			own = append(own, r.Linked)
		}
	}
	if len(own) == 0 {
		return nil
	}
	hidden, err := cases.Hidden(tx, own...)
	for i := range all {
		if hidden[all[i].Linked] {
			all[i].Linked = ""
		}
	}
	return err
}

// tellEnd adds the end of what the referral was based on to its timeline.
func (r *Referral) tellEnd() {
	if !r.Over() {
		return
	}
	end := Step{State: Lapsed, At: r.Backing.Ended, Org: r.From}
	if r.Backing.Withdrawn {
		end.State = Withdrawn
	}
	at := slices.IndexFunc(r.Steps, func(s Step) bool { return s.At > end.At || s.State == Ended })
	if at < 0 {
		at = len(r.Steps)
	}
	r.Steps = slices.Insert(slices.Clone(r.Steps), at, end)
}

// Read returns a referral with its steps and the conditions for the recipient.
func Read(ctx context.Context, s access.Session, id lindung.ReferralID) (Referral, error) {
	var r Referral
	err := s.See(ctx, access.ReferralRead, Target(id), func(tx *access.Tx) error {
		var err error
		r, err = ReadIn(tx, id)
		return err
	})
	return r, err
}

// ReadIn is Read inside an act of an actor who may read the referral.
func ReadIn(tx *access.Tx, id lindung.ReferralID) (Referral, error) {
	found, err := stored(tx, id)
	if err != nil {
		return Referral{}, err
	}
	all, err := shown(tx, []row{found})
	if err != nil || len(all) != 1 {
		return Referral{}, err
	}
	r := all[0]
	if r.Gone || !r.Mine && !r.Waiting() {
		return r, nil
	}
	rests, err := consent.ReferralLedger(tx, r.Case, r.ID)
	r.Conditions = rests.InForce(tx.Now).Conditions()
	if r.Mine {
		r.BasedOn = rests
	}
	return r, err
}

// A Queue is a page of the referrals that ask something of the actor's organisation:
// In was sent to it, Out by it, the first due first. Next is where the next page
// begins, the zero Cursor when there is none.
type Queue struct {
	In, Out []Referral
	Next    Cursor
}

// Cursor is the last row of a page; the zero Cursor is before the first.
type Cursor struct {
	Due db.Time
	ID  lindung.ReferralID
}

// All returns both sides of the queue.
func (q Queue) All() []Referral { return append(slices.Clone(q.In), q.Out...) }

// InPile returns the referrals of the queue in a pile.
func (q Queue) InPile(p Pile) []Referral {
	return slices.DeleteFunc(q.All(), func(r Referral) bool { return r.Pile() != p })
}

// LateReferrals returns the referrals of which something is overdue.
func (q Queue) LateReferrals(now time.Time) []Referral {
	return slices.DeleteFunc(q.All(), func(r Referral) bool { return !r.Overdue(now) })
}

// ReadQueue returns the page of the organisation's queue that begins after a row.
func ReadQueue(ctx context.Context, s access.Session, after Cursor) (Queue, error) {
	var q Queue
	err := s.See(ctx, access.ReferralList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		q, err = access.ReadOnce(tx, queueKey(after), func() (Queue, error) { return queueAfter(tx, after) })
		tx.SetCount(len(q.In)+len(q.Out), "queue")
		for _, r := range q.All() {
			tx.AddListed(string(r.Case))
		}
		return err
	})
	return q, err
}

// queueKey is the key under which a page has read a queue.
type queueKey Cursor

// mostListed is how many referrals a page of a queue holds, both sides together.
const mostListed = 200

func queueAfter(tx *access.Tx, after Cursor) (Queue, error) {
	in, moreIn, err := readable(tx, openAt, after)
	if err != nil {
		return Queue{}, err
	}
	out, moreOut, err := readable(tx, openFrom, after)
	if err != nil {
		return Queue{}, err
	}
	var q Queue
	rows := slices.SortedFunc(slices.Values(append(slices.Clone(in), out...)), byDue)
	if len(rows) > mostListed || moreIn || moreOut {
		last := rows[mostListed-1]
		beyond := func(r row) bool { return byDue(r, last) > 0 }
		in, out, q.Next = slices.DeleteFunc(in, beyond), slices.DeleteFunc(out, beyond), last.cursor()
	}
	if q.In, err = shown(tx, in); err != nil {
		return Queue{}, err
	}
	q.Out, err = shown(tx, out)
	return q, err
}

// byDue is the order of a queue.
func byDue(a, b row) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) }

func (r row) cursor() Cursor { return Cursor{r.Due, r.ID} }

// readable returns the first rows after last that the actor may read, as many as a
// page holds, and whether there are more. It reads a page at a time, because an actor may be allowed to
// read few of many.
func readable(tx *access.Tx, page func(*access.Tx, lindung.OrgID, Cursor, int) ([]row, error), last Cursor) ([]row, bool, error) {
	var all []row
	for {
		rows, err := page(tx, tx.Actor().Org, last, mostListed)
		if err != nil {
			return nil, false, err
		}
		if len(rows) == 0 {
			return all, false, nil
		}
		full, next := len(rows) == mostListed, rows[len(rows)-1].cursor()
		if rows, err = intact(tx, rows); err != nil {
			return nil, false, err
		}
		of := make([]lindung.CaseID, len(rows))
		for i, r := range rows {
			of[i] = r.Case
		}
		briefs, err := cases.Briefs(tx, of)
		if err != nil {
			return nil, false, err
		}
		for _, r := range rows {
			if !tx.May(access.ReferralRead, r.object(briefs[r.Case]), "") {
				continue
			}
			if len(all) == mostListed {
				return all, true, nil
			}
			all = append(all, r)
		}
		if !full {
			return all, false, nil
		}
		last = next
	}
}

// ReadOpenedFor returns the referral that a case was opened for, inside an act on the
// case; lindung.ErrNotFound if the actor may not read it.
func ReadOpenedFor(tx *access.Tx, id lindung.ReferralID) (Referral, error) {
	r, of, err := one(tx, id)
	if err != nil {
		return Referral{}, err
	}
	if !tx.May(access.ReferralRead, r.object(of), "") {
		return Referral{}, lindung.ErrNotFound
	}
	return ReadIn(tx, id)
}

// IDsOf returns which referrals were sent for cases, inside an act that erases them.
func IDsOf(tx *access.Tx, ids []lindung.CaseID) ([]lindung.ReferralID, error) { return idsIn(tx, ids) }

// CaseReferralIDs returns which referrals were sent for a case, inside an act on it.
func CaseReferralIDs(tx *access.Tx, id lindung.CaseID) ([]lindung.ReferralID, error) {
	return idsOf(tx, id)
}

// CaseReferrals returns the referrals that the actor's organisation has sent for a case,
// and those by which it took the case over, newest first, inside an act on it.
func CaseReferrals(tx *access.Tx, id lindung.CaseID) ([]Referral, error) {
	rows, err := ofCase(tx, id)
	if err != nil {
		return nil, err
	}
	own := tx.Actor().Org
	rows = slices.DeleteFunc(rows, func(r row) bool { return r.From != own && (r.State != Moved || r.To.Org() != own) })
	return shown(tx, rows)
}
