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

// Said is what is known of a case for its facts: what its parts say, as far as whoever asks
// may know it.
type Said struct {
	Country    lindung.Country // where the case is kept
	Opened     lindung.Date    // zero where the person was known before
	Child      duties.Child
	Once       map[string]field.Values   // the answers that were given once, by form
	Many       map[string][]cases.Record // by form, the latest first, without those struck out
	Status     duties.Status             // "" where it may not be known
	Identified lindung.Date
}

// Facts returns the facts of a case on which duties depend, as far as the actor may read
// them: what they may not read is not known.
func Facts(w Whole) duties.Facts {
	var s Said
	for _, p := range Parts {
		if p.Facts != nil {
			p.Facts(w, &s)
		}
	}
	return s.Facts()
}

// Facts makes the facts. Answers that are there are used; nothing is asked twice for it.
//
// Source: ACTIP 14.1; ACTIP 14.3; ACTIP 14.8
func (s Said) Facts() duties.Facts {
	f := duties.Facts{
		Person: duties.Person{Child: s.Child}, States: duties.States{Found: s.Country}, Days: duties.Days{Found: s.Opened, Identified: s.Identified},
		Known: duties.Known{Status: s.Status},
	}
	s.addAnswers(&f)
	s.addRecords(&f)
	f.Known.ObjectsToNotice = s.objects(f.Person.Child)
	return f
}

// objects says whether the person objects to a notice to their state; nil while there is no
// clear answer of theirs.
//
// Source: ACTIP 14.3
func (s Said) objects(child duties.Child) *bool {
	switch identification.SaidIn(s.Once, child != duties.IsAdult).ObjectsToNotice() {
	case identification.Yes:
		return known(true)
	case identification.No:
		return known(false)
	}
	return nil
}

// addAnswers adds the answers that were given once.
func (s Said) addAnswers(f *duties.Facts) {
	if here := s.country(person.AddressCountry); here != "" {
		f.States.Found = here
	}
	if all := s.countries(person.Citizenships); all != nil {
		f.Person.Citizenships = all
	} else if stateless, _ := given(s, person.Stateless); stateless {
		f.Person.Citizenships = []lindung.Country{}
	}
	f.States.Origin = s.country(person.OriginCountry)
	f.States.Transit = s.countries(person.TransitCountries)
	f.States.Exploited = withCountry(f.States.Exploited, s.country(person.DestinationCountry))
	if kind, _ := given(s, person.EventType); kind == "Exploitation" {
		f.States.Exploited = withCountry(f.States.Exploited, s.country(person.EventCountry))
	}
	if yes, ok := given(s, person.Detained); ok {
		f.Known.Detained = &yes
	}
	if yes, ok := given(s, person.RemovalOrder); ok {
		f.Known.RemovalOrdered = &yes
	}
	if needs, ok := given(s, person.LegalNeed); ok && slices.Contains(needs, "compensation") {
		f.Known.ClaimsCompensation = known(true)
	}
	wish, _ := given(s, person.ReturnWish)
	f.Known.WantsReturn = wishes[wish]
}

// wishes are what the person said of a return, as a fact.
var wishes = map[string]duties.Wish{"go_home": duties.Wanted, "stay_here": duties.NotWanted, "elsewhere": duties.NotWanted, "undecided": duties.NotSaid}

// addRecords adds what happened to the person in law. What is open is so, whatever an answer
// of another day says; what has ended takes nothing back that an answer says.
func (s Said) addRecords(f *duties.Facts) {
	for _, r := range s.Many[protection.Detention.Name] {
		if protection.Detention.Repeat.Open(r.Values) {
			f.Known.Detained = known(true)
			f.Days.DetainedSince = first(f.Days.DetainedSince, r.Day)
		}
	}
	for _, r := range s.Many[protection.Charge.Name] {
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
	for _, r := range s.Many[protection.Claim.Name] {
		end, _ := protection.ClaimResult.Get(r.Values)
		f.Known.ClaimsCompensation = known(end != "withdrawn")
	}
	for _, r := range s.Many[returns.Nationality.Name] {
		code, _ := returns.NationalityOf.Get(r.Values)
		switch answer, _ := returns.NationalityAnswer.Get(r.Values); answer {
		case "is_national":
			f.Person.Citizenships = withCountry(f.Person.Citizenships, lindung.Country(code))
		case "is_resident":
			f.Person.ResidentIn = withCountry(f.Person.ResidentIn, lindung.Country(code))
		}
	}
	if plans := s.Many[returns.Plan.Name]; len(plans) > 0 {
		choice, _ := returns.PlanChoice.Get(plans[0].Values)
		f.Known.WantsReturn = wishes[choice]
	}
}

// FactForms are the forms from which facts are made.
func FactForms(forms field.Set) []*field.Form {
	asked := []*field.Info{
		person.AddressCountry.Info, person.Citizenships.Info, person.OriginCountry.Info, person.DestinationCountry.Info, person.EventType.Info,
		person.EventCountry.Info, person.Detained.Info, person.RemovalOrder.Info,
	}
	all := []*field.Form{protection.Detention, protection.Charge, protection.Claim, returns.Nationality, returns.Plan}
	for _, f := range forms {
		if slices.ContainsFunc(f.Fields, func(i *field.Info) bool { return slices.Contains(asked, i) }) {
			all = append(all, f)
		}
	}
	return all
}

// factsOfCase are where the case is kept, and since when the person is known. Of a case that
// came from a file or from another organisation no day is known.
func factsOfCase(w Whole, s *Said) {
	s.Country = w.Country
	if w.Batch == "" && w.Referral == "" {
		s.Opened = lindung.DateOf(w.OpenedAt.Time().In(lindung.Zone(w.Country)))
	}
	if w.MayRead(lindung.Identity) {
		s.Child = map[person.State]duties.Child{
			person.Child: duties.IsChild, person.MaybeChild: duties.MayBe, person.Adult: duties.IsAdult,
		}[w.Mark.Is]
	}
}

func factsOfForms(w Whole, s *Said) {
	s.Once = map[string]field.Values{}
	for name, r := range w.Sections {
		s.Once[name] = r.Values
	}
}

func factsOfRecords(w Whole, s *Said) {
	s.Many = map[string][]cases.Record{}
	for _, f := range w.Forms() {
		if f.Repeat != nil {
			s.Many[f.Name] = live(w, f)
		}
	}
}

// factsOfDecisions are what authorities have decided, for those who may know it.
func factsOfDecisions(w Whole, s *Said) {
	if w.MayRead(lindung.Screening) || w.MayRead(lindung.Legal) {
		s.Status, s.Identified = StatusOf(w.Screening.Decisions)
	}
}

// StatusOf returns what the decisions on a person come to, and the day of the decision that
// says so. The codes of a decision's state and of the fact are the same.
//
// Source: ACTIP 14.1; ACTIP 14.2
func StatusOf(decisions []identification.Decision) (duties.Status, lindung.Date) {
	is := identification.StatusOf(decisions)
	if is == "" {
		return duties.NoDecision, lindung.Date{}
	}
	for _, d := range identification.CurrentDecisions(decisions) {
		if d.State == is {
			return duties.Status(is), d.On
		}
	}
	return duties.Status(is), lindung.Date{}
}

// given returns an answer to a form that is answered once.
func given[T any](s Said, f field.Typed[T]) (T, bool) {
	for _, v := range s.Once {
		if x, ok := f.Get(v); ok {
			return x, true
		}
	}
	var none T
	return none, false
}

// country returns an answer that is a country; "" for none.
func (s Said) country(f field.Typed[string]) lindung.Country {
	code, _ := given(s, f)
	return lindung.Country(code)
}

// countries returns an answer that is several countries; nil for none.
func (s Said) countries(f field.Typed[[]string]) []lindung.Country {
	codes, _ := given(s, f)
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
	Kept bool         // there is a place in the case where it is recorded, and the actor may see it
	Any  bool         // something is recorded
	Day  lindung.Date // of the latest
	Open bool         // it is not at its end
}

// DoneOf returns what the case shows of a duty.
func DoneOf(w Whole, d duties.Duty) Done {
	switch d.Rule {
	case "identify": // a decision ends it
		return Done{Kept: w.MayRead(lindung.Screening)}
	case "ask_before_notice": // asked without a clear answer
		v := w.Answers(identification.AskedNotice)
		on, asked := identification.NoticeOn.Get(v)
		return Done{Kept: w.MayRead(lindung.Legal), Any: asked, Day: on, Open: asked}
	case "notify":
		is := Done{Kept: w.MayRead(lindung.Legal)}
		for _, n := range w.Notices {
			if n.State == d.Towards {
				is.Any, is.Day = true, n.On
			}
		}
		return is
	}
	f := Proofs[d.Rule]
	if f == nil || !w.MayRead(f.Group()) {
		return Done{}
	}
	is := Done{Kept: true}
	for i, r := range live(w, f) {
		if i == 0 {
			is.Day, is.Any = r.Day, true
		}
		is.Open = is.Open || f.Repeat.Open(r.Values)
	}
	return is
}
