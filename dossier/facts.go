package dossier

import (
	"slices"

	"lindung"
	"lindung/assistance"
	"lindung/cases"
	"lindung/duties"
	"lindung/field"
	"lindung/identification"
	"lindung/justice"
	"lindung/person"
	"lindung/protection"
	"lindung/returns"
)

// Said is what is known of a case for its facts: what its parts say, as far as whoever asks
// may know it.
type Said struct {
	Country    lindung.Country // where the case is kept
	Child      duties.Child
	Once       map[string]field.Values   // the answers that were given once, by form
	Many       map[string][]cases.Record // by form, the latest first, without those struck out
	Status     duties.Status             // "" where it may not be known
	Identified lindung.Date
	// Whole says that whoever asks may read all that can say whether the person objects to a
	// notice, and that it lies in this file alone.
	Whole bool
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
		Person: duties.Person{Child: s.Child}, States: duties.States{Found: s.Country}, Days: duties.Days{Identified: s.Identified},
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
		if s.Whole {
			return known(false)
		}
	}
	return nil
}

// addAnswers adds the answers that were given once.
func (s Said) addAnswers(f *duties.Facts) {
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
	if held, since := s.held(); held {
		f.Known.Detained, f.Days.DetainedSince = known(true), since
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
	for _, r := range s.Many[protection.Claim.Name] { // one that was withdrawn says nothing of another way
		way, _ := protection.ClaimWay.Get(r.Values)
		if end, _ := protection.ClaimResult.Get(r.Values); end != "withdrawn" {
			f.Known.ClaimsCompensation = known(true)
			if way == "restitution" {
				f.Known.CriminalCase = known(true)
			}
		}
	}
	for _, r := range s.Many[protection.Order.Name] {
		if kind, _ := protection.OrderKind.Get(r.Values); slices.Contains(inCourt, kind) {
			f.Known.CriminalCase = known(true)
		}
	}
	for _, r := range s.Many[protection.Informed.Name] {
		if about, _ := protection.InformedAbout.Get(r.Values); slices.Contains(about, "proceedings") {
			f.Known.CriminalCase = known(true)
		}
	}
	for _, form := range justice.Forms {
		if slices.ContainsFunc(s.Many[form.Name], func(r cases.Record) bool { return justice.InCriminalCase(form, r.Values) }) {
			f.Known.CriminalCase = known(true)
		}
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
	for _, r := range s.Many[returns.Plan.Name] {
		choice, said := returns.PlanChoice.Get(r.Values)
		if said && returns.Plan.Repeat.Open(r.Values) {
			f.Known.WantsReturn = wishes[choice]
			break // the latest that is open
		}
	}
}

// inCourt are the orders that a court makes in a case in which the person is heard.
var inCourt = []string{"closed_hearing", "name_withheld", "video", "heard_apart"}

// held reports whether the person is held, and since when. Who was moved to another closed
// place is held since the first: no law begins anew with a transfer.
//
// Source: ACTIP 14.8
func (s Said) held() (is bool, since lindung.Date) {
	all := s.Many[protection.Detention.Name]
	for i := len(all) - 1; i >= 0; i-- { // the earliest first
		if !is {
			since = all[i].Day
		}
		end, ended := protection.DetentionEnd.Get(all[i].Values)
		is = !ended || end == "moved"
	}
	return is, since
}

// FactForms are the forms from which facts are made.
func FactForms(forms field.Set) []*field.Form {
	asked := []*field.Info{
		person.Citizenships.Info, person.OriginCountry.Info, person.DestinationCountry.Info, person.EventType.Info,
		person.EventCountry.Info, person.Detained.Info, person.RemovalOrder.Info,
	}
	all := []*field.Form{protection.Detention, protection.Charge, protection.Claim, protection.Order, protection.Informed, returns.Nationality, returns.Plan, justice.Investigation, justice.Prosecution, justice.Hearing}
	for _, f := range forms {
		if slices.ContainsFunc(f.Fields, func(i *field.Info) bool { return slices.Contains(asked, i) }) {
			all = append(all, f)
		}
	}
	return all
}

// factsOfCase are where the case is kept, which is where the person is as far as is known: an
// address is where post reaches them, and often the home of the family. On which day they
// were found no answer says; that on which the file was opened can be weeks later.
func factsOfCase(w Whole, s *Said) {
	s.Country = w.Country
	s.Whole = w.Own && w.Referral == "" && len(w.Same) == 0 && w.MayRead(lindung.Legal) && w.MayRead(lindung.Immigration) && w.MayRead(lindung.Identity)
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

// A Proof is the form whose records show what is done of a duty, and which of them show that
// it was done; the bearer of the duty is the state that a record may have to be of.
type Proof struct {
	Form *field.Form
	Done func(v field.Values, bearer lindung.Country) bool
}

// Proofs are the proofs of duties, by rule; a rule that is not here has no record of its own.
var Proofs = map[string]Proof{
	"inform":                {protection.Informed, nil},
	"inform_of_proceedings": {protection.Informed, hasCode(protection.InformedAbout, "proceedings")},
	"no_detention":          {protection.Detention, is(protection.DetentionEnd, "released", "open_shelter")},
	"child_in_detention":    {protection.Detention, is(protection.DetentionEnd, "released", "open_shelter")},
	"no_punishment":         {protection.Charge, is(protection.ChargeEnd, "dropped", "not_punished", "acquitted", "lifted")},
	"let_stay":              {protection.Stay, stays},
	"keep_private":          {protection.Order, ordered(inCourt...)},
	"protect_witness":       {protection.Order, ordered(append([]string{"protection", "no_contact", "police_protection"}, inCourt...)...)},
	"keep_safe":             {protection.Order, ordered("protection", "no_contact", "police_protection")},
	"compensate":            {protection.Claim, is(protection.ClaimResult, "paid", "paid_partly")},
	"care":                  {assistance.Service, is(assistance.ServiceResult, "given", "given_partly")},
	"verify_nationality":    {returns.Nationality, ofState(returns.NationalityOf, is(returns.NationalityAnswer, "is_national", "is_resident", "is_neither"))},
	"travel_papers":         {returns.TravelPaper, ofState(returns.TravelPaperOf, is(returns.TravelPaperEnd, "issued"))},
	"accept_return":         {returns.HandOver, func(v field.Values, _ lindung.Country) bool { return v.Has(returns.HandOverWord.Info) }},
	"return_safely":         {returns.Plan, is(returns.PlanDanger, "none_seen", "with_measures")},
	"reintegrate":           {returns.Afterwards, is(returns.AfterwardsHow, "well", "needs_help", "in_danger")},
}

// moreProofs are proofs beside those of [Proofs]: what those who prosecute record for a
// witness in their own case.
var moreProofs = map[string]Proof{
	"protect_witness": {justice.Safeguard, safeguarded},
	"keep_safe":       {justice.Safeguard, safeguarded},
}

// ProofsOf returns the proofs of a duty; none for one that has no record of its own.
func ProofsOf(rule string) []Proof {
	var all []Proof
	for _, proofs := range []map[string]Proof{Proofs, moreProofs} {
		if p, ok := proofs[rule]; ok {
			all = append(all, p)
		}
	}
	return all
}

// safeguarded reports whether a measure was given for the person of the case.
func safeguarded(v field.Values, _ lindung.Country) bool {
	whom, _ := justice.SafeguardFor.Get(v)
	end, _ := justice.SafeguardEnd.Get(v)
	return whom == "person" && v.Has(justice.SafeguardFrom.Info) && end != "refused" && end != "not_wanted"
}

// is reports whether an answer is one of some codes.
func is(f field.Typed[string], codes ...string) func(field.Values, lindung.Country) bool {
	return func(v field.Values, _ lindung.Country) bool {
		code, _ := f.Get(v)
		return slices.Contains(codes, code)
	}
}

func hasCode(f field.Typed[[]string], code string) func(field.Values, lindung.Country) bool {
	return func(v field.Values, _ lindung.Country) bool {
		codes, _ := f.Get(v)
		return slices.Contains(codes, code)
	}
}

// ordered reports whether one of some orders was made, and not refused.
func ordered(kinds ...string) func(field.Values, lindung.Country) bool {
	return func(v field.Values, _ lindung.Country) bool {
		kind, _ := protection.OrderKind.Get(v)
		end, _ := protection.OrderEnd.Get(v)
		return slices.Contains(kinds, kind) && end != "refused"
	}
}

func stays(v field.Values, _ lindung.Country) bool {
	result, _ := protection.StayResult.Get(v)
	return v.Has(protection.StayFrom.Info) && result != "refused"
}

// ofState is a proof only where it is of the state that owes the duty.
func ofState(f field.Typed[string], done func(field.Values, lindung.Country) bool) func(field.Values, lindung.Country) bool {
	return func(v field.Values, bearer lindung.Country) bool {
		of, _ := f.Get(v)
		return lindung.Country(of) == bearer && done(v, bearer)
	}
}

// Shows reports whether a record shows that a duty was done.
func (p Proof) Shows(v field.Values, bearer lindung.Country) bool {
	return p.Done == nil || p.Done(v, bearer)
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
	is, shown, goesOn := Done{}, false, false
	for _, p := range ProofsOf(d.Rule) {
		if !w.MayRead(p.Form.Group()) {
			continue
		}
		is.Kept = true
		for _, r := range live(w, p.Form) { // the latest first
			if !is.Any {
				is.Day, is.Any = r.Day, true
			}
			shown = shown || p.Shows(r.Values, d.Bearer)
			// What is still going on is not done, whatever ended well before.
			goesOn = goesOn || (p.Form == protection.Detention || p.Form == protection.Charge) && p.Form.Repeat.Open(r.Values)
		}
	}
	is.Open = is.Any && (!shown || goesOn)
	return is
}
