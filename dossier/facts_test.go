package dossier

import (
	"net/url"
	"testing"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/duties"
	"lindung/field"
	"lindung/identification"
	"lindung/person"
	"lindung/protection"
	"lindung/returns"
)

// answersOf decodes answers as a form sends them.
func answersOf(t *testing.T, f *field.Form, pairs ...string) field.Values {
	t.Helper()
	in := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		in.Add(pairs[i], pairs[i+1])
	}
	v, problems := f.Decode(in, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC))
	if len(problems) > 0 {
		t.Fatalf("%s: %v", f.Name, problems)
	}
	return v
}

func named(t *testing.T, name string) *field.Form {
	t.Helper()
	f, ok := Forms.Named(name)
	if !ok {
		t.Fatal("no form", name)
	}
	return f
}

// TestFacts: what is answered is a fact, what is not is not known, and what is open is so
// whatever an older answer says.
func TestFacts(t *testing.T) {
	day := func(d int) lindung.Date { return lindung.Date{Year: 2026, Month: 11, Day: d} }
	record := func(f *field.Form, on lindung.Date, pairs ...string) cases.Record {
		return cases.Record{Form: f, Day: on, Values: answersOf(t, f, pairs...)}
	}
	many := func(f *field.Form, all ...cases.Record) map[string][]cases.Record {
		return map[string][]cases.Record{f.Name: all}
	}
	held := record(protection.Detention, day(3), "detention_place", "prison")
	freed := record(protection.Detention, day(2), "detention_place", "prison", "detention_end", "released")
	for _, c := range []struct {
		name string
		said Said
		ok   func(duties.Facts) bool
	}{
		{"nothing is known", Said{Country: "TH"}, func(f duties.Facts) bool {
			return f.States.Found == "TH" && f.Person.Citizenships == nil && f.Known.Detained == nil && f.Known.WantsReturn == "" && f.Known.Status == ""
		}},
		{"stateless is no citizenship, and not an unknown one", Said{Once: map[string]field.Values{"identity_origin": answersOf(t, named(t, "identity_origin"), "stateless", "yes")}},
			func(f duties.Facts) bool { return f.Person.Citizenships != nil && len(f.Person.Citizenships) == 0 }},
		{"where post reaches them is not where they are", Said{Country: "TH", Once: map[string]field.Values{"contact_address": answersOf(t, named(t, "contact_address"), person.AddressCountry.Name, "KH")}},
			func(f duties.Facts) bool { return f.States.Found == "TH" }},
		{"an open detention counts, whatever was answered", Said{
			Once: map[string]field.Values{"legal_needs": answersOf(t, named(t, "legal_needs"), "detained", "no")}, Many: many(protection.Detention, held, freed),
		}, func(f duties.Facts) bool { return *f.Known.Detained && f.Days.DetainedSince == day(3) }},
		{"one that has ended does not", Said{Many: many(protection.Detention, freed)}, func(f duties.Facts) bool { return f.Known.Detained == nil }},
		{"an order to leave is no charge", Said{Many: many(protection.Charge, record(protection.Charge, day(4), "charge_kind", "removal"))},
			func(f duties.Facts) bool { return *f.Known.RemovalOrdered && f.Known.Charged == nil }},
		{"a charge that was dropped is none", Said{Many: many(protection.Charge, record(protection.Charge, day(4), "charge_kind", "crime", "charge_end", "dropped"))},
			func(f duties.Facts) bool { return f.Known.Charged == nil }},
		{"a state has answered", Said{Many: many(returns.Nationality, record(returns.Nationality, day(5), "nationality_of", "MM", "nationality_answer", "is_resident"))},
			func(f duties.Facts) bool { return len(f.Person.ResidentIn) == 1 && f.Person.Citizenships == nil }},
		{"the latest open plan says what they want", Said{
			Once: map[string]field.Values{"immigration_status": answersOf(t, named(t, "immigration_status"), "return_wish", "go_home")},
			Many: many(returns.Plan, record(returns.Plan, day(6), "plan_choice", "stay_here"), record(returns.Plan, day(5), "plan_choice", "go_home")),
		}, func(f duties.Facts) bool { return f.Known.WantsReturn == duties.NotWanted }},
		{"a plan that they gave up says nothing", Said{
			Once: map[string]field.Values{"immigration_status": answersOf(t, named(t, "immigration_status"), "return_wish", "stay_here")},
			Many: many(returns.Plan, record(returns.Plan, day(6), "plan_choice", "go_home", "plan_end", "changed_mind")),
		}, func(f duties.Facts) bool { return f.Known.WantsReturn == duties.NotWanted }},
		{"who was moved is held since the first place", Said{Many: many(protection.Detention, held, record(protection.Detention, day(1), "detention_place", "police_station", "detention_end", "moved"))},
			func(f duties.Facts) bool { return *f.Known.Detained && f.Days.DetainedSince == day(1) }},
		{"who was moved and of whose new place nothing is written is held", Said{Many: many(protection.Detention, record(protection.Detention, day(1), "detention_place", "police_station", "detention_end", "moved"))},
			func(f duties.Facts) bool { return *f.Known.Detained }},
		{"heard by video, there is a criminal case", Said{Many: many(protection.Order, record(protection.Order, day(1), "order_kind", "video"))},
			func(f duties.Facts) bool { return f.Known.CriminalCase != nil && *f.Known.CriminalCase }},
		{"whether the person objects is known only by a clear answer", Said{Whole: true, Child: duties.IsAdult, Once: map[string]field.Values{"notice": answersOf(t, named(t, "notice"),
			"notice_on-day", "3", "notice_on-month", "11", "notice_on-year", "2026", "notice_understood", "yes", "notice_objects", "no")}},
			func(f duties.Facts) bool { return f.Known.ObjectsToNotice != nil && !*f.Known.ObjectsToNotice }},
		{"a child for whom somebody else has answered has not answered", Said{Child: duties.MayBe, Once: map[string]field.Values{"notice": answersOf(t, named(t, "notice"),
			"notice_on-day", "3", "notice_on-month", "11", "notice_on-year", "2026", "notice_understood", "yes", "notice_objects", "no")}},
			func(f duties.Facts) bool { return f.Known.ObjectsToNotice == nil }},
		{"a claim that was withdrawn says nothing", Said{Many: many(protection.Claim, record(protection.Claim, day(6), "claim_way", "wages", "claim_end", "withdrawn"))},
			func(f duties.Facts) bool { return f.Known.ClaimsCompensation == nil }},
		{"and hides no other", Said{Many: many(protection.Claim, record(protection.Claim, day(6), "claim_way", "fund"), record(protection.Claim, day(5), "claim_way", "wages", "claim_end", "withdrawn"))},
			func(f duties.Facts) bool { return *f.Known.ClaimsCompensation }},
		{"who may not read all of it knows of no consent to a notice", Said{Child: duties.IsAdult, Once: map[string]field.Values{"notice": answersOf(t, named(t, "notice"),
			"notice_on-day", "3", "notice_on-month", "11", "notice_on-year", "2026", "notice_understood", "yes", "notice_objects", "no")}},
			func(f duties.Facts) bool { return f.Known.ObjectsToNotice == nil }},
	} {
		if f := c.said.Facts(); !c.ok(f) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

// TestStatusOf: the states of decisions are those that duties know, and the day is that of
// the decision that counts.
func TestStatusOf(t *testing.T) {
	day := lindung.Date{Year: 2026, Month: 11, Day: 3}
	for _, c := range []struct {
		state identification.State
		kind  identification.Body
		gives identification.Status
		want  duties.Status
	}{
		{identification.Presumed, identification.Police, identification.Possible, duties.Presumed},
		{identification.Positive, identification.Court, identification.Actual, duties.Positive},
		{identification.Negative, identification.Police, identification.NotVictim, duties.Negative},
		{identification.Reopened, identification.Police, identification.Actual, duties.Reopened},
		{identification.Appealed, identification.Court, identification.NotVictim, duties.Appealed},
		{identification.Withdrawn, identification.Court, identification.Actual, duties.NoDecision},
	} {
		got, on := StatusOf([]identification.Decision{{ID: "1", Status: c.gives, State: c.state, Kind: c.kind, On: day}})
		if got != c.want || c.want != duties.NoDecision && on != day {
			t.Errorf("%s: %s, %s", c.state, got, on)
		}
	}
	if got, _ := StatusOf([]identification.Decision{{Status: identification.Actual, State: identification.Positive, Kind: identification.NGO}}); got != duties.Presumed {
		t.Errorf("what a body says that is no authority: %s", got)
	}
}

// TestProofs: a record shows that a duty was done only if it ended so, and only for the state
// that it is of.
func TestProofs(t *testing.T) {
	for _, c := range []struct {
		rule   string
		f      *field.Form
		bearer lindung.Country
		answer []string
		want   bool
	}{
		{"no_detention", protection.Detention, "TH", []string{"detention_place", "prison"}, false},
		{"no_detention", protection.Detention, "TH", []string{"detention_place", "prison", "detention_end", "moved"}, false},
		{"no_detention", protection.Detention, "TH", []string{"detention_place", "prison", "detention_end", "released"}, true},
		{"no_punishment", protection.Charge, "TH", []string{"charge_kind", "crime", "charge_end", "punished"}, false},
		{"no_punishment", protection.Charge, "TH", []string{"charge_kind", "crime", "charge_end", "dropped"}, true},
		{"keep_private", protection.Order, "TH", []string{"order_kind", "no_contact"}, false},
		{"keep_private", protection.Order, "TH", []string{"order_kind", "closed_hearing"}, true},
		{"keep_private", protection.Order, "TH", []string{"order_kind", "closed_hearing", "order_end", "refused"}, false},
		{"verify_nationality", returns.Nationality, "MM", []string{"nationality_of", "LA", "nationality_answer", "is_neither"}, false},
		{"verify_nationality", returns.Nationality, "MM", []string{"nationality_of", "MM", "nationality_answer", "is_national"}, true},
		{"compensate", protection.Claim, "TH", []string{"claim_way", "fund", "claim_end", "not_paid"}, false},
	} {
		if got := Proofs[c.rule].Shows(answersOf(t, c.f, c.answer...), c.bearer); got != c.want {
			t.Errorf("%s, %v: %v", c.rule, c.answer, got)
		}
	}
}
