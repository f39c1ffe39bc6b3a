package duties

import (
	"slices"

	"lindung"
)

// A Rule says who owes what because of the facts of a case.
type Rule struct {
	Name       string
	Paragraphs []string // where the duty is written, the Convention first
	// Topic is the topic of the national facts that name the authority; "" where none does.
	Topic string
	// Owed returns who owes it, and why, as far as the facts say. Whether the paragraph
	// binds them on a day is another question, see [Law.Duties].
	Owed func(Facts) []Owed
}

// Owed is one state that owes something. Why is a code for labels.
type Owed struct {
	Bearer  lindung.Country
	Towards lindung.Country // the other state that it concerns; "" for none
	Why     string
}

// Rules are the rules, in the order in which a case meets them. Every paragraph that they
// name has been read in a copy of its text.
var Rules = []Rule{
	{"identify", []string{"ACTIP-14.1", "P029-3"}, "identification_lead", identify},
	{"recognise", []string{"ACTIP-14.2"}, "identification_lead", recognise},
	{"ask_before_notice", []string{"ACTIP-14.3"}, "identification_lead", askBeforeNotice},
	{"notify", []string{"ACTIP-14.3"}, "identification_lead", notify},
	{"inform", []string{"ACTIP-14.9"}, "protection_lead", inform},
	{"keep_safe", []string{"ACTIP-14.5", "TIP-PROTOCOL-6.5"}, "protection_lead", protect},
	{"care", []string{"ACTIP-14.10", "TIP-PROTOCOL-6.3", "P029-3"}, "protection_lead", protect},
	{"special_needs", []string{"ACTIP-14.12"}, "protection_lead", protect},
	{"best_interests", []string{"CRC-3.1"}, "protection_lead", forChild},
	{"hear_child", []string{"CRC-12.1"}, "", forChild},
	{"protect_child", []string{"CRC-20.1", "CRC-39"}, "protection_lead", forChild},
	{"keep_private", []string{"ACTIP-14.6", "TIP-PROTOCOL-6.1"}, "", protect},
	{"no_detention", []string{"ACTIP-14.8"}, "", noDetention},
	{"child_in_detention", []string{"CRC-37"}, "", childInDetention},
	{"no_punishment", []string{"ACTIP-14.7", "P029-4.2"}, "", noPunishment},
	{"let_stay", []string{"ACTIP-14.4", "TIP-PROTOCOL-7.1"}, "", letStay},
	{"protect_witness", []string{"ACTIP-16.7"}, "", inCriminalCase},
	{"inform_of_proceedings", []string{"TIP-PROTOCOL-6.2"}, "", inCriminalCase},
	{"compensate", []string{"ACTIP-14.13", "TIP-PROTOCOL-6.6", "P029-4.1"}, "", compensate},
	{"verify_nationality", []string{"ACTIP-15.3", "TIP-PROTOCOL-8.3"}, "", verifyNationality},
	{"accept_return", []string{"ACTIP-15.1", "TIP-PROTOCOL-8.1"}, "", acceptReturn},
	{"travel_papers", []string{"ACTIP-15.4", "TIP-PROTOCOL-8.4"}, "", acceptReturn},
	{"return_safely", []string{"ACTIP-15.2", "TIP-PROTOCOL-8.2"}, "", returnSafely},
	{"reintegrate", []string{"ACTIP-14.11"}, "protection_lead", acceptReturn},
}

// identified reports whether an authority has decided that the person is a victim.
func (f Facts) identified() bool { return f.Known.Status == Positive }

// protected reports whether the person is protected as a victim: identified, or with a
// decision that is still open. A presumed victim is protected like an identified one, and
// nothing waits for the decision.
//
// Source: ACTIP 14.1
func (f Facts) protected() bool {
	return slices.Contains([]Status{Presumed, Positive, Reopened, Appealed}, f.Known.Status)
}

// mayBeChild reports whether the person is protected as a child: all but an adult are.
//
// Source: ACTIP 14.12
func (f Facts) mayBeChild() bool { return f.Person.Child != IsAdult }

// foreign reports whether the person is known not to be a national of the state where they
// are. One who has no nationality is foreign everywhere.
func (f Facts) foreign() bool {
	return f.States.Found != "" && f.Person.Citizenships != nil && !slices.Contains(f.Person.Citizenships, f.States.Found)
}

// atHome reports whether the person is known to be a national of the state where they are.
// Where nothing is known of their nationality they are not: they are protected as someone
// who may be sent away.
func (f Facts) atHome() bool { return slices.Contains(f.Person.Citizenships, f.States.Found) }

// homes are the states of which the person is a national or a permanent resident, but for
// the one where they are. The state from which somebody of unknown nationality set out is
// none of them: to be pointed out to it can endanger a person who fled from there.
//
// Source: ACTIP 15.1
func (f Facts) homes() []lindung.Country {
	if f.atHome() {
		return nil
	}
	return without(f.States.Found, f.Person.Citizenships, f.Person.ResidentIn)
}

// without returns the countries of some lists, each once, in their order, but for one.
func without(c lindung.Country, lists ...[]lindung.Country) []lindung.Country {
	var all []lindung.Country
	for _, x := range slices.Concat(lists...) {
		if x != "" && x != c && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// owes returns what one state owes, if it is known.
func owes(bearer lindung.Country, why string) []Owed {
	if bearer == "" {
		return nil
	}
	return []Owed{{bearer, "", why}}
}

// whyProtected says in which way the person is protected as a victim.
func (f Facts) whyProtected() string {
	if f.identified() {
		return "identified"
	}
	return "presumed"
}

// identify: the state where the person is has a procedure that finds out whether they are
// a victim, as long as none has decided. A decision that is reopened or appealed is open.
//
// Source: ACTIP 14.1
func identify(f Facts) []Owed {
	switch f.Known.Status {
	case Positive, Negative:
		return nil
	case "":
		return owes(f.States.Found, "status_unknown")
	}
	return owes(f.States.Found, "not_decided")
}

// recognise: every other state of the case respects the identification by the state where
// the person is; they are not identified again from the beginning.
//
// Source: ACTIP 14.2
func recognise(f Facts) []Owed {
	if !f.identified() || f.States.Found == "" {
		return nil
	}
	var all []Owed
	for _, c := range without(f.States.Found, f.homes(), one(f.States.Origin), f.States.Transit, f.States.Exploited) {
		all = append(all, Owed{c, f.States.Found, "identified"})
	}
	return all
}

// askBeforeNotice: before another state hears of it, the person is asked. Nothing is known
// to mean yes: not a silence, not a child for whom somebody else answers.
//
// Source: ACTIP 14.3
func askBeforeNotice(f Facts) []Owed {
	if !f.identified() || f.atHome() || f.Person.Citizenships != nil && len(f.homes()) == 0 || f.Known.ObjectsToNotice != nil {
		return nil
	}
	return owes(f.States.Found, "not_asked")
}

// notify: the state that identified the person tells the states of which they are a
// national or a permanent resident, once they were asked and do not object.
//
// Source: ACTIP 14.3
func notify(f Facts) []Owed {
	if !f.identified() || !f.foreign() || !isNot(f.Known.ObjectsToNotice) {
		return nil
	}
	var all []Owed
	for _, c := range f.homes() {
		all = append(all, Owed{f.States.Found, c, "no_objection"})
	}
	return all
}

// inform: the state that identified the person tells them what protection and help there is.
//
// Source: ACTIP 14.9
func inform(f Facts) []Owed {
	if !f.identified() {
		return nil
	}
	return owes(f.States.Found, "identified")
}

// protect: what the state where a victim is owes them whatever they want and whatever
// becomes of any case: safety, care, privacy, regard for who they are. None of it depends
// on taking part in proceedings, or on a return.
//
// Source: ACTIP 14.5; ACTIP 14.6; ACTIP 14.10; ACTIP 14.12
func protect(f Facts) []Owed {
	if !f.protected() {
		return nil
	}
	return owes(f.States.Found, f.whyProtected())
}

// forChild: what the state where a child is owes them, victim or not.
//
// Source: CRC 3.1; CRC 12.1; CRC 20.1; CRC 39
func forChild(f Facts) []Owed {
	switch f.Person.Child {
	case IsAdult:
		return nil
	case IsChild:
		return owes(f.States.Found, "child")
	}
	return owes(f.States.Found, "maybe_child")
}

// noDetention: the state that holds a victim does not do so unreasonably.
//
// Source: ACTIP 14.8
func noDetention(f Facts) []Owed {
	switch {
	case !f.protected() || !is(f.Known.Detained):
		return nil
	case !f.identified():
		return owes(f.States.Found, "detained_presumed")
	}
	return owes(f.States.Found, "detained")
}

// childInDetention: a child who is held gets legal and other help at once.
//
// Source: CRC 37
func childInDetention(f Facts) []Owed {
	if !f.mayBeChild() || !is(f.Known.Detained) {
		return nil
	}
	return owes(f.States.Found, "detained")
}

// noPunishment: the state that charges, fines or removes a victim considers whether the act
// was directly related to the trafficking.
//
// Source: ACTIP 14.7
func noPunishment(f Facts) []Owed {
	switch {
	case !f.protected():
		return nil
	case is(f.Known.Charged):
		return owes(f.States.Found, "charged")
	case is(f.Known.RemovalOrdered):
		return owes(f.States.Found, "removal_ordered")
	}
	return nil
}

// letStay: the state where a foreign victim is considers letting them stay.
//
// Source: ACTIP 14.4
func letStay(f Facts) []Owed {
	switch {
	case !f.protected() || f.atHome():
		return nil
	case !f.foreign():
		return owes(f.States.Found, "may_be_foreign")
	}
	return owes(f.States.Found, "foreign")
}

// inCriminalCase: what a state with proceedings owes a victim who is heard in them.
//
// Source: ACTIP 16.7
func inCriminalCase(f Facts) []Owed {
	if !f.protected() || !is(f.Known.CriminalCase) {
		return nil
	}
	return owes(f.States.Found, "criminal_case")
}

// compensate: each state where the person was exploited, and the one where they are, has a
// way for them to get compensation. It stays open as long as they have not said that they
// do not want it.
//
// Source: ACTIP 14.13
func compensate(f Facts) []Owed {
	if !f.protected() || isNot(f.Known.ClaimsCompensation) {
		return nil
	}
	why := "may_claim"
	if is(f.Known.ClaimsCompensation) {
		why = "claims"
	}
	var all []Owed
	for _, c := range without("", f.States.Exploited, one(f.States.Found)) {
		all = append(all, Owed{c, "", why})
	}
	return all
}

// verifyNationality: the state from which the person came says, on request, whether they are
// its national. It is asked only for someone who wants to go there, and never of someone who
// objects to its hearing of them; where their answer is not known they are asked first.
//
// Source: ACTIP 14.3; ACTIP 15.3
func verifyNationality(f Facts) []Owed {
	if !f.protected() || f.Known.WantsReturn != Wanted || f.Person.Citizenships != nil || f.States.Origin == f.States.Found || is(f.Known.ObjectsToNotice) {
		return nil
	}
	if f.Known.ObjectsToNotice == nil {
		return owes(f.States.Origin, "nationality_ask_first")
	}
	return owes(f.States.Origin, "nationality_unknown")
}

// acceptReturn: the states of which the person is a national or a permanent resident make
// their return possible and help them settle, when they want to return.
//
// Source: ACTIP 14.11; ACTIP 15.1; ACTIP 15.4
func acceptReturn(f Facts) []Owed {
	if !f.protected() || f.Known.WantsReturn != Wanted {
		return nil
	}
	why := "wants_return"
	if !isNot(f.Known.ObjectsToNotice) {
		why = "wants_return_ask_first" // the state is told no more than the person wants
	}
	var all []Owed
	for _, c := range f.homes() {
		all = append(all, Owed{c, f.States.Found, why})
	}
	return all
}

// returnSafely: whoever returns a victim does so with regard for their safety and for the
// proceedings; also where the return was ordered and not wished.
//
// Source: ACTIP 15.2
func returnSafely(f Facts) []Owed {
	if !f.protected() || f.atHome() {
		return nil
	}
	switch {
	case is(f.Known.RemovalOrdered):
		return owes(f.States.Found, "removal_ordered")
	case f.Known.WantsReturn == Wanted:
		return owes(f.States.Found, "wants_return")
	}
	return nil
}

// one returns the list of one country, or of none.
func one(c lindung.Country) []lindung.Country {
	if c == "" {
		return nil
	}
	return []lindung.Country{c}
}
