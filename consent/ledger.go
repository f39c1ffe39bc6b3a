package consent

import (
	"context"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Ledger is the grants and bases of a case, ended or not: everything that lets an
// organisation other than the owner read it.
type Ledger struct {
	Grants []Grant
	Bases  []Basis
	// Counted are the answers to whether the person is counted in figures. They let nobody
	// read anything, so that nothing here that opens or shares a case knows of them.
	Counted []Grant
	// Emergencies are those that open the case at this moment; only OpenTo reads them.
	Emergencies []Emergency
}

// given is what a grant and a basis have in common.
type given struct {
	id        string
	recipient Recipient
	openings  []Opening
	moves     bool
	live      func(db.Time) bool
	spans     func(db.Time) []Span
}

func (l Ledger) given() []given {
	var all []given
	for _, g := range l.Grants {
		all = append(all, given{string(g.ID), g.Recipient, g.Openings, g.Moves(), g.InForce, g.Spans})
	}
	for _, b := range l.Bases {
		all = append(all, given{b.ID, b.Recipient, b.Openings, false, b.InForce, b.Spans})
	}
	return all
}

// IDs returns the identifiers of all grants and bases.
func (l Ledger) IDs() []string {
	var all []string
	for _, x := range l.given() {
		all = append(all, x.id)
	}
	return all
}

// Recipients returns those to whom the case can be referred at now, in the order of the
// ledger.
func (l Ledger) Recipients(now db.Time) []Recipient {
	var all []Recipient
	for _, x := range l.given() {
		if x.live(now) && !x.moves && !slices.Contains(all, x.recipient) {
			all = append(all, x.recipient)
		}
	}
	return all
}

// keep returns the grants and bases of l for which keep is true.
func (l Ledger) keep(keep func(given) bool) Ledger {
	ids := map[string]bool{}
	for _, x := range l.given() {
		ids[x.id] = keep(x)
	}
	return Ledger{
		Grants: slices.DeleteFunc(slices.Clone(l.Grants), func(g Grant) bool { return !ids[string(g.ID)] }),
		Bases:  slices.DeleteFunc(slices.Clone(l.Bases), func(b Basis) bool { return !ids[b.ID] }),
	}
}

// InForceFor returns what is in force for r at now: what a referral to r can be based
// on.
func (l Ledger) InForceFor(r Recipient, now db.Time) Ledger {
	return l.keep(func(x given) bool { return x.recipient == r && !x.moves && x.live(now) })
}

// MovesTo returns the grants in force at now by which the whole case may move.
func (l Ledger) MovesTo(now db.Time) Ledger {
	return l.keep(func(x given) bool { return x.moves && x.live(now) })
}

// Chosen returns the grants and bases with these identifiers.
func (l Ledger) Chosen(ids []string) Ledger {
	return l.keep(func(x given) bool { return slices.Contains(ids, x.id) })
}

// View returns the groups that the grants and bases of l open together.
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

// Carried returns the groups that the recipient may take over into a case of its own:
// those of the grants that say so, and whose text told the person what that means. A
// legal basis opens for reading and never lets anything be taken over.
//
// Source: ACTIP 14.6
func (l Ledger) Carried() View {
	v := View{}
	for _, g := range l.Grants {
		if g.Carries && TextHolds(g.TextVersion, CarryOver) {
			v.add(g.Groups, g.Purpose)
		}
	}
	return v
}

// Decisions returns the grants and bases by which a decision may be asked for and may come
// back: those for the purpose of identification, of grants those whose text told the
// person what becomes of it. A legal basis needs no text.
//
// Source: ACTIP 14.1; ACTIP 14.6
func (l Ledger) Decisions() Ledger {
	other := func(g Grant) bool { return g.Purpose != lindung.Identification || !TextHolds(g.TextVersion, Decision) }
	return Ledger{
		Grants: slices.DeleteFunc(slices.Clone(l.Grants), other),
		Bases:  slices.DeleteFunc(slices.Clone(l.Bases), func(b Basis) bool { return b.Purpose != lindung.Identification }),
	}
}

// Conditions returns what the person asks of the recipient, in the words that the
// recipient reads; each once.
//
// Source: ACTIP 14.6
func (l Ledger) Conditions() []string {
	var all []string
	for _, g := range l.Grants {
		for _, c := range g.Detail.Conditions {
			if c.For == ForRecipient && !slices.Contains(all, c.Text) {
				all = append(all, c.Text)
			}
		}
	}
	return all
}

// InForce returns the grants and bases that are in force at now.
func (l Ledger) InForce(now db.Time) Ledger { return l.keep(func(x given) bool { return x.live(now) }) }

// NotEnded returns the grants and bases that nothing and nobody has ended by now.
func (l Ledger) NotEnded(now db.Time) Ledger {
	over := func(g Grant) bool { return g.end(now) != 0 }
	return Ledger{
		Grants:  slices.DeleteFunc(slices.Clone(l.Grants), over),
		Bases:   slices.DeleteFunc(slices.Clone(l.Bases), func(b Basis) bool { return b.end(now) != 0 }),
		Counted: slices.DeleteFunc(slices.Clone(l.Counted), over),
	}
}

// NamedBy returns the grants and bases that a referral is based on, ended or not.
func (l Ledger) NamedBy(r lindung.ReferralID) Ledger {
	return l.keep(func(x given) bool {
		return slices.ContainsFunc(x.openings, func(o Opening) bool { return o.Opener == r })
	})
}

// ReferralLedger returns the grants and bases that a referral is based on, ended or
// not, inside an act on the referral or its case.
func ReferralLedger(tx *access.Tx, id lindung.CaseID, r lindung.ReferralID) (Ledger, error) {
	l, err := ReadIn(tx, id)
	return l.NamedBy(r), err
}

// ReadIn returns the ledger of a case inside an act on the case.
func ReadIn(tx *access.Tx, id lindung.CaseID) (Ledger, error) {
	var l Ledger
	key, err := tx.Key(string(id))
	if err != nil {
		return l, err
	}
	all, err := grants(tx, key, id)
	if err != nil {
		return l, err
	}
	for _, g := range all {
		if g.Counts() {
			l.Counted = append(l.Counted, g)
		} else {
			l.Grants = append(l.Grants, g)
		}
	}
	if l.Bases, err = bases(tx, key, id); err != nil {
		return l, err
	}
	openings, err := openingsOf(tx, id)
	if err != nil {
		return l, err
	}
	l.add(openings)
	return l, l.name(tx)
}

// add adds openings to the grants and bases that they open.
func (l *Ledger) add(openings []Opening) {
	for _, o := range openings {
		for i, g := range l.Grants {
			if string(g.ID) == o.BasedOn {
				l.Grants[i].Openings = append(g.Openings, o)
			}
		}
		for i, b := range l.Bases {
			if b.ID == o.BasedOn {
				l.Bases[i].Openings = append(b.Openings, o)
			}
		}
	}
}

// name fills in the names of the recipients.
func (l *Ledger) name(tx *access.Tx) error {
	var of []Recipient
	for _, x := range l.given() {
		of = append(of, x.recipient)
	}
	for _, g := range l.Counted {
		of = append(of, g.Recipient)
	}
	who, err := among(tx, of)
	for i, g := range l.Counted {
		l.Counted[i].To = who.name(g.Recipient, g.GivenAt)
	}
	for i, g := range l.Grants {
		l.Grants[i].To, l.Grants[i].Body = who.name(g.Recipient, g.GivenAt), who.bodies[g.Recipient.Body()].Body
	}
	for i, b := range l.Bases {
		l.Bases[i].To = who.name(b.Recipient, b.ProposedAt)
	}
	return err
}

// Read returns the ledger of a case, and how each grant and basis was used, by
// identifier.
func Read(ctx context.Context, s access.Session, on access.Target) (Ledger, map[string]Use, error) {
	var l Ledger
	var used map[string]Use
	err := s.See(ctx, access.ConsentRead, on, func(tx *access.Tx) error {
		var err error
		id := lindung.CaseID(tx.Object().ID)
		if l, err = ReadIn(tx, id); err != nil {
			return err
		}
		used, err = l.Uses(tx, id)
		return err
	})
	return l, used, err
}

// OpenTo returns the grants and bases by which a case is open to org at this moment;
// none while rows of the case were removed or put back: one of them may be a withdrawal.
// Of their sealed part it leaves only what org has to know: the conditions that it
// must keep, and the law.
func OpenTo(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) (Ledger, error) {
	l, err := openTo(tx, id, ToOrg(org))
	l = l.open(tx.Now)
	if err == nil {
		l.Emergencies, err = emergenciesOpen(tx, id, org)
	}
	if err != nil || len(l.IDs())+len(l.Emergencies) == 0 {
		return Ledger{}, err
	}
	intact, err := access.Intact(tx, access.OfCase, id)
	if err != nil || !intact[id] {
		return Ledger{}, err
	}
	return l, nil
}

// HeldOpen returns the grants and bases of a case that a referral names and holds open to its
// recipient at this moment, as [OpenTo] does for all of an organisation: what another referral
// opens is not among them.
//
// Source: ACTIP 14.6
func HeldOpen(tx *access.Tx, id lindung.CaseID, to Recipient, r lindung.ReferralID) (Ledger, error) {
	l, err := openTo(tx, id, to)
	if err != nil {
		return Ledger{}, err
	}
	l = l.keep(func(x given) bool {
		return slices.ContainsFunc(x.openings, func(o Opening) bool { return o.Opener == r && o.Open() })
	}).open(tx.Now)
	if len(l.IDs()) == 0 {
		return Ledger{}, nil
	}
	intact, err := access.Intact(tx, access.OfCase, id)
	if err != nil || !intact[id] {
		return Ledger{}, err
	}
	return l, nil
}

// SharedWith returns OpenTo for every case that is open to org at this moment, by
// case.
func SharedWith(tx *access.Tx, org lindung.OrgID) (map[lindung.CaseID]Ledger, error) {
	all, err := openToAll(tx, ToOrg(org))
	for id, l := range all {
		if l = l.open(tx.Now); len(l.Grants)+len(l.Bases) == 0 {
			delete(all, id)
			continue
		}
		all[id] = l
	}
	if err != nil {
		return nil, err
	}
	intact, err := access.Intact(tx, access.OfCase, slices.Collect(maps.Keys(all))...)
	maps.DeleteFunc(all, func(id lindung.CaseID, _ Ledger) bool { return !intact[id] })
	return all, err
}

// open removes what is not open at now, and what the recipient need not know.
func (l Ledger) open(now db.Time) Ledger {
	l.Grants = slices.DeleteFunc(l.Grants, func(g Grant) bool { return !g.Open(now) })
	l.Bases = slices.DeleteFunc(l.Bases, func(b Basis) bool { return !b.InForce(now) })
	for i, g := range l.Grants {
		l.Grants[i].Detail = Detail{Conditions: slices.DeleteFunc(g.Detail.Conditions, func(c Condition) bool { return c.For != ForRecipient })}
	}
	for i := range l.Bases {
		l.Bases[i].Reason = ""
	}
	return l
}

// HasGrant reports whether any grant of a case that shares something is in force, to
// anyone.
func HasGrant(tx *access.Tx, id lindung.CaseID) (bool, error) {
	n, err := grantsInForce(tx, id)
	return n > 0, err
}

// A View is what is open to one organisation: the groups, and for which
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

// Only returns the part of v that is in groups.
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
