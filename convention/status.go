package convention

import (
	"slices"

	"lindung"
)

// A Reading is what one reading of a treaty's rule computes: the days between
// which it lets the treaty bind a state.
type Reading struct {
	Rule Rule
	Days Span
}

// Bond is what ties one state to one treaty, as known on a day.
type Bond struct {
	Instrument string
	State      lindung.Country
	Act        Act
	Recorded   bool // false: nothing had been recorded of it by then
	Deposit    Span
	Force      Span      // as in the data, or where it has no day what the readings allow
	Stated     bool      // Force is what the depositary or another source states
	Computed   []Reading // what the rule computes, beside it and never instead of it
}

// Agrees reports whether the day in the data is one that the rule allows. It is
// true where there is nothing to compare.
func (b Bond) Agrees() bool {
	return b.Act.InForce.IsZero() || len(b.Computed) == 0 ||
		slices.ContainsFunc(b.Computed, func(r Reading) bool { return r.Days.Contains(b.Act.InForce) })
}

// deposited returns the fact that says by when, or on which day, the state
// became a party.
func (b Bond) deposited() ActFact {
	f, ok := b.Act.Fact(ActDeposited)
	if by, is := b.Act.Fact(ActPartyBy); is && (!ok || !f.Certainty.Counts()) {
		return by
	}
	return f
}

// DepositProof returns the evidence of the deposit.
func (b Bond) DepositProof() Evidence { return b.deposited().Evidence }

// ForceProof returns the evidence of the day from which the treaty binds the
// state. A day that the rule computes from a deposit is stated by no source: it
// is never verified.
func (b Bond) ForceProof() Evidence {
	if f, ok := b.Act.Fact(ActInForce); ok && f.Certainty.Counts() {
		return f.Evidence
	}
	e := b.DepositProof()
	e.Says, e.SourceDay = Computed, lindung.Date{}
	if e.Certainty == Verified {
		e.Certainty = Partly
	}
	return e
}

// Computed is said in place of the words of a source where a day is computed.
const Computed = "Computed by the treaty's rule; no source states it."

// BondOf returns what ties a state to a treaty, as known on a day.
func BondOf(s *Snapshot, in Instrument, state lindung.Country, known lindung.Date) Bond {
	b := Bond{Instrument: in.ID, State: state}
	b.Act, b.Recorded = s.Act(in.ID, state, known)
	deposits := b.Act.Standing == Party || b.Act.Standing == Approved
	if !b.Recorded || !deposits || !b.Act.Certainty.Counts() {
		return b
	}
	b.Deposit = b.Act.Deposit()
	b.Computed = readings(s, in, b.Deposit, known)
	if b.Act.Proof(ActInForce).Certainty.Counts() && !b.Act.InForce.IsZero() {
		b.Force, b.Stated = On(b.Act.InForce), !b.Act.Computed
		return b
	}
	for _, r := range b.Computed {
		b.Force = b.Force.join(r.Days)
	}
	return b
}

// readings computes from a deposit the days on which the treaty can begin to
// bind, one Reading for each reading of its rule.
//
// A deposit before the general entry into force, in the time that the rule for
// later parties would carry beyond it, is bound from the one or the other: the
// treaties do not say it in the same words.
//
// Source: ACTIP 29.1
// Source: ACTIP 29.2
// Source: ACTIP 29.3
func readings(s *Snapshot, in Instrument, deposit Span, known lindung.Date) []Reading {
	if deposit.IsZero() {
		return nil
	}
	if first, ok := firstGroup(s, in, deposit, known); ok {
		return []Reading{first}
	}
	var all []Reading
	for _, r := range in.Rules {
		switch {
		case r.First:
		case !r.Named.IsZero():
			all = append(all, Reading{r, r.Named})
		default:
			all = append(all, Reading{r, laterParty(in, r, deposit)})
		}
	}
	return all
}

func laterParty(in Instrument, r Rule, deposit Span) Span {
	days := Span{r.after(deposit.First), r.after(deposit.Last)}
	if in.Start.IsZero() || !in.StartProof.Certainty.Counts() {
		return days
	}
	if later(in.Start, deposit.First) {
		days.First = in.Start
	}
	days.Last = lastOf(days.Last, in.Start)
	return days
}

// firstGroup computes the general entry into force for a state of the group
// whose deposits bring it about. It can only do so where all who may deposit
// are in the data.
//
// Source: ACTIP 29.1
func firstGroup(s *Snapshot, in Instrument, deposit Span, known lindung.Date) (Reading, bool) {
	if !in.Asean {
		return Reading{}, false
	}
	for _, r := range in.Rules {
		if !r.First {
			continue
		}
		last, ok := nthDeposit(s, in.ID, r.Deposits, known)
		if !ok || later(deposit.First, last.First) || compareEnds(deposit.Last, last.Last) > 0 {
			return Reading{}, false
		}
		return Reading{r, Span{r.after(last.First), r.after(last.Last)}}, true
	}
	return Reading{}, false
}

// nthDeposit returns the days between which the n-th deposit was made.
func nthDeposit(s *Snapshot, instrument string, n int, known lindung.Date) (Span, bool) {
	var firsts, lasts []lindung.Date
	for _, state := range lindung.States {
		a, ok := s.Act(instrument, state, known)
		if d := a.Deposit(); ok && a.Standing == Party && !d.IsZero() {
			firsts, lasts = append(firsts, d.First), append(lasts, d.Last)
		}
	}
	if n < 1 || len(firsts) < n {
		return Span{}, false
	}
	slices.SortFunc(firsts, compare)
	slices.SortFunc(lasts, compareEnds)
	return Span{firsts[n-1], lasts[n-1]}, true
}

// The facts that can be open.
const (
	FactParty   = "party"                    // whether the state is a party at all
	FactDeposit = "deposit"                  // whether it had deposited by that day
	FactForce   = "entry_into_force"         // whether it was bound by that day
	FactStart   = "general_entry_into_force" // whether the treaty itself was in force
)

// The reasons for which a fact is open.
const (
	ReasonUnrecorded = "unrecorded" // nothing had been recorded by the day of knowing
	ReasonMemory     = "memory"     // known from memory only
	ReasonOpen       = "open"       // not established
	ReasonInterval   = "interval"   // the day lies in an interval that holds the day asked about
	ReasonReadings   = "readings"   // so does it by one reading of the rule, and not by another
	ReasonDenounced  = "denounced"  // left again, on a day that is not established
	ReasonApproved   = "approved"   // its own law approves the treaty; no deposit is established
	ReasonAnnounced  = "announced"  // its accession was announced; none is established
)

// OpenFact is something that is not established on a day: of which state, which
// fact, and why. State is empty for a fact of the treaty itself.
type OpenFact struct {
	State  lindung.Country
	Fact   string
	Reason string
	Days   Span // the interval, if that is the reason
	Note   string
	Line   int
	Evidence
}

// Status is what a treaty was to each state on a day, as known on another. The
// states are in the order of their English names.
type Status struct {
	Instrument string
	When
	Ratified []lindung.Country
	InForce  lindung.Date // the general entry into force; zero if it was not in force, or that is not established
	Bound    []lindung.Country
	Open     []OpenFact
	Bonds    []Bond
}

// StatusOf returns the status of a treaty on a day, as known on another. A
// state has ratified when its deposit, or the last day it can be, has come. It
// is bound when the day of its entry into force, or the last day it can be, has
// come. Between the first and the last of such days it is open, and where no
// source sets a last day it stays open: that time passes establishes nothing. The error is
// [lindung.ErrNotFound] for a treaty that the data lacks.
//
// Source: ACTIP 28
// Source: ACTIP 29.1
func StatusOf(s *Snapshot, instrument string, when When) (Status, error) {
	in, ok := s.Instrument(instrument)
	if !ok {
		return Status{}, lindung.ErrNotFound
	}
	st := Status{Instrument: in.ID, When: when}
	st.start(in)
	for _, state := range lindung.States {
		st.addState(s, in, state)
	}
	return st, nil
}

// addState puts one state into the lists. It reports false, and does nothing,
// where the state could not be a party on that day.
func (st *Status) addState(s *Snapshot, in Instrument, state lindung.Country) bool {
	if later(in.Adopted, st.On) || in.Asean && later(s.Membership(state).Since.First, st.On) {
		return false
	}
	b := BondOf(s, in, state, st.Known)
	st.Bonds = append(st.Bonds, b)
	if open, is := openParty(b); !is {
		st.count(b)
	} else if b.Act.Standing != Approved || !later(b.Deposit.First, st.On) {
		st.Open = append(st.Open, open)
	}
	return true
}

func (st *Status) start(in Instrument) {
	switch {
	case later(in.Recorded, st.Known), later(in.Start, st.On), later(in.Adopted, st.On):
	case in.StartProof.Certainty.Counts():
		st.InForce = in.Start
	default:
		reason := ReasonOpen
		if in.StartProof.Certainty == Memory {
			reason = ReasonMemory
		}
		st.Open = append(st.Open, OpenFact{Fact: FactStart, Reason: reason, Note: in.Note, Evidence: in.StartProof})
	}
}

// count puts a party into the lists.
func (st *Status) count(b Bond) {
	if b.Deposit.Certain(st.On) {
		st.Ratified = append(st.Ratified, b.State)
	} else if b.Deposit.Possible(st.On) {
		st.Open = append(st.Open, b.open(FactDeposit, ReasonInterval, b.Deposit))
	}
	if b.Force.Certain(st.On) {
		st.Bound = append(st.Bound, b.State)
	} else if b.Force.Possible(st.On) {
		reason := ReasonInterval
		if slices.ContainsFunc(b.Computed, func(r Reading) bool { return r.Days.Certain(st.On) }) {
			reason = ReasonReadings
		}
		st.Open = append(st.Open, b.open(FactForce, reason, b.Force))
	}
}

func (b Bond) open(fact, reason string, days Span) OpenFact {
	return OpenFact{State: b.State, Fact: fact, Reason: reason, Days: days, Note: b.Act.Note, Line: b.Act.Line,
		Evidence: b.Act.Evidence}
}

// openParty says why it is not established whether a state is a party.
func openParty(b Bond) (OpenFact, bool) {
	switch {
	case !b.Recorded:
		return OpenFact{State: b.State, Fact: FactParty, Reason: ReasonUnrecorded}, true
	case b.Act.Standing == Denounced:
		return b.open(FactParty, ReasonDenounced, Span{}), true
	case b.Act.Certainty == Memory:
		return b.open(FactParty, ReasonMemory, Span{}), true
	case b.Act.Certainty == NotEstablished:
		return b.open(FactParty, ReasonOpen, Span{}), true
	case b.Act.Standing == Approved:
		return b.open(FactParty, ReasonApproved, b.Deposit), true
	case b.Act.Standing == Announced:
		return b.open(FactParty, ReasonAnnounced, b.Act.Said), true
	}
	return OpenFact{}, false
}
