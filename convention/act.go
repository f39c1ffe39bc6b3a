package convention

import (
	"slices"

	"lindung"
)

// Standing is what a state is to a treaty, in the words of the data.
type Standing string

// The standings. Unknown is a standing of its own: it is not established whether
// a member of ASEAN is a party. Of a state that approved, or announced, no one
// has established whether it went on to deposit.
const (
	Party          Standing = "party"
	Signatory      Standing = "signatory"
	Denounced      Standing = "denounced"
	Approved       Standing = "approved"  // its own law approves the treaty
	Announced      Standing = "announced" // its accession was announced
	NotParty       Standing = "not party in source"
	NotPartyMemory Standing = "not party (unverified)"
	Unknown        Standing = "unknown"
)

// The facts of an [Act], as the data names them. ActPartyBy is that the state was
// a party by a day, ActDeposited on which day it became one: a source can
// establish the one without the other.
const (
	ActStanding    = "standing"
	ActSigned      = "signed"
	ActApproved    = "approved" // the law of the state
	ActDeposited   = "deposited"
	ActPartyBy     = "party_by"
	ActInForce     = "in_force"
	ActReservation = "reservation"
)

// ActFacts are the facts of an [Act] in their order.
var ActFacts = []string{ActStanding, ActSigned, ActApproved, ActDeposited, ActPartyBy, ActInForce, ActReservation}

// ActFact is one fact about a state under a treaty: one line of the data, with its
// own evidence. Recorded is the day from which we knew it; a later line of the
// same fact replaces an earlier one from its own day on.
type ActFact struct {
	Instrument string
	State      lindung.Country
	Fact       string
	Days       Span
	Value      string // a standing, the text of a reservation, "stated" or "computed"
	Note       string
	Recorded   lindung.Date
	Line       int
	Evidence
}

// Act is what is known of one state under one treaty: its signature, its
// deposit with the depositary, and the day the depositary or another source says
// it was bound. The [Evidence] is that of what says whether it is a party.
type Act struct {
	Instrument  string
	State       lindung.Country
	Standing    Standing
	Signed      lindung.Date
	Ratified    lindung.Date // the day of the state's own law
	Deposited   lindung.Date // zero unless the day is established
	InForce     lindung.Date
	Computed    bool // whoever made the line computed InForce from the rule; no source states it
	Said        Span // the days on which an accession was announced
	Reservation string
	Note        string
	Recorded    lindung.Date // of its latest fact
	Line        int
	Facts       []ActFact // in the order of [ActFacts]
	Evidence
}

// Fact returns one fact of the act, and false where nothing is recorded of it.
func (a Act) Fact(name string) (ActFact, bool) {
	i := slices.IndexFunc(a.Facts, func(f ActFact) bool { return f.Fact == name })
	if i < 0 {
		return ActFact{}, false
	}
	return a.Facts[i], true
}

// Proof returns the evidence of one fact of the act.
func (a Act) Proof(name string) Evidence {
	f, ok := a.Fact(name)
	if !ok {
		return Evidence{Certainty: NotEstablished}
	}
	return f.Evidence
}

// Deposit returns the days between which the deposit must lie, open where no
// source sets an end. A source that treats the state as a party sets one, though
// it names no deposit. It is the zero Span for what may not be counted.
func (a Act) Deposit() Span { return a.days(ActDeposited).meet(a.days(ActPartyBy)) }

// PartyBy returns the day by which sources establish that the state is a party:
// whether, which is not since when. It is zero where none does.
func (a Act) PartyBy() lindung.Date {
	if a.Standing != Party {
		return lindung.Date{}
	}
	return a.Deposit().Last
}

func (a Act) days(fact string) Span {
	if f, ok := a.Fact(fact); ok && f.Certainty.Counts() {
		return f.Days
	}
	return Span{}
}

// actOf puts together what was known on a day from the facts of one state under
// one treaty, the oldest record first.
func actOf(facts []ActFact, known lindung.Date) (Act, bool) {
	var a Act
	for _, name := range ActFacts {
		last := -1
		for i, f := range facts {
			if f.Fact == name && !later(f.Recorded, known) {
				last = i
			}
		}
		if last >= 0 {
			a.Facts = append(a.Facts, facts[last])
			a.Recorded = latest(a.Recorded, facts[last].Recorded)
		}
	}
	if len(a.Facts) == 0 {
		return a, false
	}
	a.Instrument, a.State = facts[0].Instrument, facts[0].State
	a.fill()
	return a, true
}

// fill reads the facts into the fields that ask for them.
func (a *Act) fill() {
	exact := func(name string) lindung.Date {
		if f, ok := a.Fact(name); ok && f.Days.Exact() {
			return f.Days.First
		}
		return lindung.Date{}
	}
	a.Signed, a.Ratified, a.Deposited, a.InForce = exact(ActSigned), exact(ActApproved), exact(ActDeposited), exact(ActInForce)
	if f, ok := a.Fact(ActInForce); ok {
		a.Computed = f.Value == "computed"
	}
	if f, ok := a.Fact(ActReservation); ok {
		a.Reservation = f.Value
	}
	for _, name := range []string{ActStanding, ActDeposited, ActPartyBy} {
		f, ok := a.Fact(name)
		if !ok {
			continue
		}
		a.Line, a.Note, a.Evidence, a.Standing = f.Line, f.Note, f.Evidence, Party
		if name == ActStanding {
			a.Standing, a.Said = Standing(f.Value), f.Days
		}
		return
	}
	f := a.Facts[0] // a signature, and nothing about a deposit
	a.Line, a.Note, a.Evidence, a.Standing = f.Line, f.Note, f.Evidence, Signatory
}
