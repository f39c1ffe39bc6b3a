package data

import (
	"slices"

	"lindung"
	"lindung/convention"
)

func (l *loader) acts() {
	for _, w := range l.table("ratifications.csv", "instrument", "state", "signed", "ratified_or_acceded", "deposited",
		"in_force", "in_force_basis", "reservation_note", "source_url", "confidence", "status", "note", "certainty", "not_before",
		"not_after", "checked", "recorded") {
		a := convention.Act{
			Instrument: l.instrument(w), State: w.state(), Standing: convention.Standing(w.cells["status"]),
			Signed: w.day("signed"), Ratified: w.day("ratified_or_acceded"), Deposited: w.day("deposited"),
			InForce: w.day("in_force"), NotBefore: w.day("not_before"), NotAfter: w.day("not_after"),
			Reservation: w.cells["reservation_note"], Confidence: w.cells["confidence"], Note: w.cells["note"],
			Recorded: w.day("recorded"), Line: w.line, Evidence: w.evidence(),
		}
		a.Computed = w.cells["in_force_basis"] == "computed"
		if basis := w.cells["in_force_basis"]; (basis != "stated" && basis != "computed") != a.InForce.IsZero() {
			w.bad(RuleFormat, "in_force_basis: %q; a day in in_force is stated or computed", basis)
		}
		if a.Recorded.IsZero() {
			a.Recorded = a.Checked
		}
		l.judgeAct(w, a)
		l.c.Acts = append(l.c.Acts, a)
	}
}

func (l *loader) judgeAct(w row, a convention.Act) {
	if !slices.Contains([]convention.Standing{convention.Party, convention.Signatory, convention.Denounced, convention.NotParty, convention.NotPartyMemory, convention.Unknown}, a.Standing) {
		w.bad(RuleCertainty, "status: %q is not a standing", a.Standing)
	}
	w.judgeSpan(convention.Between(a.NotBefore, a.NotAfter))
	w.judgeOrder(a)
	l.judgeTwice(w, a)
	l.judgeAdoption(w, a)
	if a.Standing == convention.Party && a.Certainty.Counts() && a.Deposit().IsZero() {
		w.bad(RuleMissing, "a party needs the day of its deposit, or not_before and not_after")
	}
	if a.Standing == convention.NotPartyMemory && a.Certainty.Counts() {
		w.bad(RuleMemory, "what is unverified is marked %s", a.Certainty)
	}
	if a.Standing == convention.Unknown && a.Certainty.Counts() {
		w.bad(RuleMemory, "what is unknown is marked %s", a.Certainty)
	}
}

// judgeTwice finds a line that says again what another line says. A correction
// has a day of its own on which it was recorded.
func (l *loader) judgeTwice(w row, a convention.Act) {
	for _, b := range l.c.Acts {
		if a.Instrument != b.Instrument || a.State != b.State {
			continue
		}
		if a.Recorded == b.Recorded {
			w.bad(RuleTwice, "%s of %s stands already on line %d: a correction needs its own day in recorded", a.Instrument, a.State, b.Line)
			return
		}
	}
}

func (l *loader) judgeAdoption(w row, a convention.Act) {
	in, ok := l.instrumentOf(a.Instrument)
	if !ok || in.Adopted.IsZero() {
		return
	}
	for _, d := range []struct {
		name string
		day  lindung.Date
	}{
		{"signed", a.Signed}, {"ratified_or_acceded", a.Ratified}, {"deposited", a.Deposited},
		{"in_force", a.InForce}, {"not_before", a.NotBefore},
	} {
		if !d.day.IsZero() && later(in.Adopted, d.day) {
			w.bad(RuleAdoption, "%s %s is before %s was adopted on %s", d.name, d.day, in.ID, in.Adopted)
		}
	}
}

func (w row) judgeOrder(a convention.Act) {
	before := func(firstName, thenName string, first, then lindung.Date) {
		if !first.IsZero() && !then.IsZero() && later(first, then) {
			w.bad(RuleOrder, "%s %s is before %s %s", thenName, then, firstName, first)
		}
	}
	before("signed", "deposited", a.Signed, a.Deposited)
	before("signed", "ratified_or_acceded", a.Signed, a.Ratified)
	before("ratified_or_acceded", "deposited", a.Ratified, a.Deposited)
	before("deposited", "in_force", a.Deposited, a.InForce)
	before("not_before", "in_force", a.NotBefore, a.InForce)
	if !a.NotBefore.IsZero() && !a.Deposited.IsZero() && !convention.Between(a.NotBefore, a.NotAfter).Contains(a.Deposited) {
		w.bad(RuleInterval, "deposited %s lies outside %s to %s", a.Deposited, a.NotBefore, a.NotAfter)
	}
}

func (l *loader) instrumentOf(id string) (convention.Instrument, bool) {
	for _, in := range l.c.Instruments {
		if in.ID == id {
			return in, true
		}
	}
	return convention.Instrument{}, false
}
