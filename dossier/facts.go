package dossier

import (
	"slices"

	"lindung"
	"lindung/assistance"
	"lindung/cases"
	"lindung/duties"
	"lindung/field"
	"lindung/identification"
	"lindung/person"
	"lindung/protection"
	"lindung/returns"
)

// Facts returns the facts of a case on which duties depend, as far as the actor may read
// them: what they may not read is not known. Answers that are there are used; nothing is
// asked twice for it.
//
// Source: ACTIP 14.1; ACTIP 14.3; ACTIP 14.8
func Facts(w Whole) duties.Facts {
	var f duties.Facts
	for _, p := range Parts {
		if p.Facts != nil {
			p.Facts(w, &f)
		}
	}
	return f
}

// factsOfCase are where the person is, and since when they are known. Of a case that came
// from another file or organisation no day is known.
func factsOfCase(w Whole, f *duties.Facts) {
	f.States.Found = w.Country
	if w.Batch == "" && w.Referral == "" {
		f.Days.Found = lindung.DateOf(w.OpenedAt.Time().In(lindung.Zone(w.Country)))
	}
	if w.MayRead(lindung.Identity) {
		f.Person.Child = map[person.State]duties.Child{
			person.Child: duties.IsChild, person.MaybeChild: duties.MayBe, person.Adult: duties.IsAdult,
		}[w.Mark.Is]
	}
}

// factsOfForms are the answers that were asked once.
func factsOfForms(w Whole, f *duties.Facts) {
	if here := country(w, person.AddressCountry); here != "" {
		f.States.Found = here
	}
	if all := countries(w, person.Citizenships); all != nil {
		f.Person.Citizenships = all
	} else if stateless, _ := given(w, person.Stateless); stateless {
		f.Person.Citizenships = []lindung.Country{}
	}
	f.States.Origin = country(w, person.OriginCountry)
	f.States.Transit = countries(w, person.TransitCountries)
	f.States.Exploited = withCountry(f.States.Exploited, country(w, person.DestinationCountry))
	if kind, _ := given(w, person.EventType); kind == "Exploitation" {
		f.States.Exploited = withCountry(f.States.Exploited, country(w, person.EventCountry))
	}
	if yes, ok := given(w, person.Detained); ok {
		f.Known.Detained = &yes
	}
	if yes, ok := given(w, person.RemovalOrder); ok {
		f.Known.RemovalOrdered = &yes
	}
	if needs, ok := given(w, person.LegalNeed); ok && slices.Contains(needs, "compensation") {
		f.Known.ClaimsCompensation = known(true)
	}
	wish, _ := given(w, person.ReturnWish)
	f.Known.WantsReturn = wishes[wish]
}

// wishes are what the person said of a return, as a fact.
var wishes = map[string]duties.Wish{"go_home": duties.Wanted, "stay_here": duties.NotWanted, "elsewhere": duties.NotWanted, "undecided": duties.NotSaid}

// factsOfRecords are what happened to the person in law. What is open is so, whatever an
// answer of another day says; what has ended takes nothing back that an answer says.
func factsOfRecords(w Whole, f *duties.Facts) {
	for _, r := range live(w, protection.Detention) {
		if protection.Detention.Repeat.Open(r.Values) {
			f.Known.Detained = known(true)
			f.Days.DetainedSince = first(f.Days.DetainedSince, r.Day)
		}
	}
	for _, r := range live(w, protection.Charge) {
		kind, _ := protection.ChargeKind.Get(r.Values)
		switch {
		case !protection.Charge.Repeat.Open(r.Values):
		case kind == "removal" || kind == "entry_ban":
			f.Known.RemovalOrdered = known(true)
		default:
			f.Known.Charged = known(true)
			f.Days.Charged = first(f.Days.Charged, r.Day)
		}
	}
	for _, r := range live(w, protection.Claim) {
		end, _ := protection.ClaimResult.Get(r.Values)
		f.Known.ClaimsCompensation = known(end != "withdrawn")
	}
	for _, r := range live(w, returns.Nationality) {
		code, _ := returns.NationalityOf.Get(r.Values)
		of := lindung.Country(code)
		switch answer, _ := returns.NationalityAnswer.Get(r.Values); answer {
		case "is_national":
			f.Person.Citizenships = withCountry(f.Person.Citizenships, of)
		case "is_resident":
			f.Person.ResidentIn = withCountry(f.Person.ResidentIn, of)
		}
	}
	if plans := live(w, returns.Plan); len(plans) > 0 { // the latest first
		choice, _ := returns.PlanChoice.Get(plans[0].Values)
		f.Known.WantsReturn = wishes[choice]
	}
}

// factsOfDecisions are what authorities have decided, for those who may know it: an
// identification counts until its own authority has decided otherwise.
//
// Source: ACTIP 14.1; ACTIP 14.2
func factsOfDecisions(w Whole, f *duties.Facts) {
	if !w.MayRead(lindung.Screening) && !w.MayRead(lindung.Legal) {
		return
	}
	f.Known.Status = duties.NoDecision
	for _, d := range identification.CurrentDecisions(w.Screening.Decisions) {
		switch {
		case d.Status == identification.Actual && d.Kind.Authority():
			f.Known.Status, f.Days.Identified = duties.Positive, d.On
			return
		case d.Status == identification.Possible:
			f.Known.Status = duties.Presumed
		case d.Status == identification.NotVictim && d.Kind.Authority() && f.Known.Status == duties.NoDecision:
			f.Known.Status = duties.Negative
		}
	}
}

// given returns an answer to a form that is answered once, if the actor may read it.
func given[T any](w Whole, f field.Typed[T]) (T, bool) {
	for _, r := range w.Sections {
		if x, ok := f.Get(r.Values); ok {
			return x, true
		}
	}
	var none T
	return none, false
}

// country returns an answer that is a country; "" for none.
func country(w Whole, f field.Typed[string]) lindung.Country {
	code, _ := given(w, f)
	return lindung.Country(code)
}

// countries returns an answer that is several countries; nil for none.
func countries(w Whole, f field.Typed[[]string]) []lindung.Country {
	codes, _ := given(w, f)
	var all []lindung.Country
	for _, code := range codes {
		all = append(all, lindung.Country(code))
	}
	return all
}

// live returns the records of a form that were not struck out.
func live(w Whole, f *field.Form) []cases.Record {
	return slices.DeleteFunc(slices.Clone(w.Records(f)), func(r cases.Record) bool { return r.Status == cases.RecordStruck })
}

func known(b bool) *bool { return &b }

// first returns the earlier of two days, where there are two.
func first(a, b lindung.Date) lindung.Date {
	if a.IsZero() || !b.IsZero() && b.First().Before(a.First()) {
		return b
	}
	return a
}

func withCountry(all []lindung.Country, c lindung.Country) []lindung.Country {
	if c == "" || slices.Contains(all, c) {
		return all
	}
	return append(slices.Clone(all), c)
}

// Proofs are the forms whose records show what was done of a duty, by its rule; a rule
// that is not here has no record of its own.
var Proofs = map[string]*field.Form{
	"inform": protection.Informed, "no_detention": protection.Detention, "child_in_detention": protection.Detention, "no_punishment": protection.Charge,
	"let_stay": protection.Stay, "keep_private": protection.Order, "protect_witness": protection.Order, "keep_safe": protection.Order,
	"compensate": protection.Claim, "care": assistance.Service, "verify_nationality": returns.Nationality, "travel_papers": returns.TravelPaper,
	"accept_return": returns.Plan, "return_safely": returns.HandOver, "reintegrate": returns.Afterwards, "inform_of_proceedings": protection.Informed,
}

// A Done is what is recorded of a duty.
type Done struct {
	Form *field.Form // nil where no record shows it
	Day  lindung.Date
	Open bool // it is not at its end
	Any  bool // something is recorded
}

// DoneOf returns what the case shows of what a rule asks.
func DoneOf(w Whole, rule string) Done {
	d := Done{Form: Proofs[rule]}
	if d.Form == nil || !w.MayRead(d.Form.Group()) {
		return Done{}
	}
	for i, r := range live(w, d.Form) {
		if i == 0 {
			d.Day, d.Any = r.Day, true
		}
		d.Open = d.Open || d.Form.Repeat.Open(r.Values)
	}
	return d
}
