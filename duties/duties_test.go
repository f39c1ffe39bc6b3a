package duties

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/i18n"
)

// of returns the duties of the facts in a file on a day, as "rule source bearer>towards binds".
func of(t *testing.T, on, file string) []string {
	t.Helper()
	var all []string
	for _, d := range owed(t, on, file) {
		text := fmt.Sprintf("%s %s %s", d.Rule, d.Source, d.Bearer)
		if d.Towards != "" {
			text += ">" + string(d.Towards)
		}
		all = append(all, text+" "+string(d.Binds))
	}
	return all
}

func owed(t *testing.T, on, file string) []Duty {
	t.Helper()
	f, err := Read(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return lawOn(t, on).Duties(f)
}

var embedded = sync.OnceValues(data.Embedded)

func lawOn(t testing.TB, on string) *Law {
	t.Helper()
	s, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	day, err := lindung.ParseDate(on)
	if err != nil {
		t.Fatal(err)
	}
	known, _ := lindung.ParseDate("2026-11-29")
	return LawOn(s, convention.When{On: day, Known: known})
}

// TestHardCases are the cases in which a wrong duty, or a missing one, hurts somebody.
func TestHardCases(t *testing.T) {
	for _, c := range []struct {
		name, on, file string
		has, lacks     []string // beginnings of what is and is not owed
	}{
		{
			"nobody has asked whether the state of origin may be told", "2026-11-29",
			`{"person":{"child":"no","citizenships":["ID"]},"states":{"found":"MY"},"facts":{"status":"positive","objects_to_notice":null}}`,
			[]string{"ask_before_notice ACTIP 14.3 MY yes"}, []string{"notify"},
		},
		{
			"the person objects", "2026-11-29",
			`{"person":{"child":"no","citizenships":["ID"]},"states":{"found":"MY"},"facts":{"status":"positive","objects_to_notice":true}}`,
			[]string{"inform ACTIP 14.9 MY"}, []string{"notify", "ask_before_notice"},
		},
		{
			"the person does not object", "2026-11-29",
			`{"person":{"child":"no","citizenships":["ID"]},"states":{"found":"MY"},"facts":{"status":"positive","objects_to_notice":false}}`,
			[]string{"notify ACTIP 14.3 MY>ID yes"}, []string{"ask_before_notice"},
		},
		{
			"two citizenships", "2026-11-29",
			`{"person":{"citizenships":["ID","PH"]},"states":{"found":"MY"},"facts":{"status":"positive","objects_to_notice":false,"wants_return":"yes"}}`,
			[]string{"notify ACTIP 14.3 MY>ID", "notify ACTIP 14.3 MY>PH", "accept_return ACTIP 15.1 ID>MY", "accept_return ACTIP 15.1 PH>MY yes"}, nil,
		},
		{
			"two citizenships, one of them here", "2026-11-29",
			`{"person":{"citizenships":["ID","MY"]},"states":{"found":"MY"},"facts":{"status":"positive","objects_to_notice":false,"wants_return":"yes"}}`,
			[]string{"care ACTIP 14.10 MY"}, []string{"notify", "accept_return", "let_stay"},
		},
		{
			"no citizenship, and a state from which they fled", "2026-11-29",
			`{"person":{"citizenships":[]},"states":{"found":"TH","origin":"MM"},"facts":{"status":"positive","objects_to_notice":false,"wants_return":"no"}}`,
			[]string{"let_stay ACTIP 14.4 TH yes"}, []string{"notify", "ask_before_notice", "verify_nationality", "accept_return"},
		},
		{
			"no citizenship, permanent residence", "2026-11-29",
			`{"person":{"citizenships":[],"resident_in":["KH"]},"states":{"found":"TH"},"facts":{"status":"positive","wants_return":"yes"}}`,
			[]string{"accept_return ACTIP 15.1 KH>TH yes", "ask_before_notice ACTIP 14.3 TH"}, []string{"notify"},
		},
		{
			"unknown citizenship", "2026-11-29",
			`{"states":{"found":"TH","origin":"MM"},"facts":{"status":"positive","objects_to_notice":false}}`,
			[]string{"care ACTIP 14.10 TH", "let_stay ACTIP 14.4 TH"}, []string{"notify", "ask_before_notice", "verify_nationality"},
		},
		{
			"unknown citizenship, not asked, ordered to leave", "2026-11-29",
			`{"person":{"child":"no"},"states":{"found":"TH","origin":"MM"},"facts":{"status":"positive","removal_ordered":true}}`,
			[]string{"return_safely ACTIP 15.2 TH yes", "ask_before_notice ACTIP 14.3 TH yes"}, []string{"notify", "verify_nationality"},
		},
		{
			"wants to go back to a state that is not to hear of them", "2026-11-29",
			`{"states":{"found":"TH","origin":"MM"},"facts":{"status":"positive","wants_return":"yes","objects_to_notice":true}}`,
			[]string{"care ACTIP 14.10 TH"}, []string{"verify_nationality", "notify"},
		},
		{
			"held by a state with a reservation", "2026-11-29",
			`{"person":{"child":"yes"},"states":{"found":"MY"},"facts":{"status":"none","detained":true}}`,
			[]string{"child_in_detention CRC 37 MY open", "best_interests CRC 3.1 MY yes"}, nil,
		},
		{
			"a prisoner who is no victim", "2026-11-29",
			`{"person":{"child":"no"},"states":{"found":"TH"},"days":{"detained_since":"2025-01-10"},"facts":{"status":"negative","detained":true,"charged":true}}`,
			nil, []string{"national", "no_detention", "no_punishment"},
		},
		{
			"nobody here knows whether it was decided", "2026-11-29",
			`{"states":{"found":"VN"}}`,
			[]string{"identify ACTIP 14.1 VN"}, []string{"national"},
		},
		{
			"unknown citizenship, wants to go back", "2026-11-29",
			`{"states":{"found":"TH","origin":"MM"},"facts":{"status":"positive","wants_return":"yes"}}`,
			[]string{"verify_nationality ACTIP 15.3 MM yes"}, []string{"accept_return"},
		},
		{
			"disputed age, no decision, held", "2026-11-29",
			`{"person":{"child":"maybe"},"states":{"found":"PH"},"facts":{"status":"none","detained":true}}`,
			[]string{"identify ACTIP 14.1 PH yes", "best_interests CRC 3.1 PH yes", "child_in_detention CRC 37 PH yes"}, []string{"no_detention", "care"},
		},
		{
			"an adult who is held, presumed", "2026-11-29",
			`{"person":{"child":"no"},"states":{"found":"PH"},"facts":{"status":"presumed","detained":true}}`,
			[]string{"no_detention ACTIP 14.8 PH yes", "care ACTIP 14.10 PH", "identify"}, []string{"child_in_detention", "best_interests", "inform ACTIP"},
		},
		{
			"charged, forced to commit a crime", "2026-11-29",
			`{"person":{"child":"no"},"states":{"found":"PH"},"facts":{"status":"presumed","charged":true}}`,
			[]string{"no_punishment ACTIP 14.7 PH yes", "national RA 9208 as amended by RA 10364, s. 17 PH yes"}, nil,
		},
		{
			"charged, and nothing else is known", "2026-11-29",
			`{"states":{"found":"PH"},"facts":{"charged":true}}`,
			[]string{"identify ACTIP 14.1 PH"}, []string{"no_punishment", "national"},
		},
		{
			"refuses everything but food and a bed", "2026-11-29",
			`{"person":{"child":"no","citizenships":["VN"]},"states":{"found":"KH","exploited":["KH"]},
			  "facts":{"status":"presumed","wants_return":"no","objects_to_notice":true,"criminal_case":false,"claims_compensation":false}}`,
			[]string{"care ACTIP 14.10 KH yes", "keep_safe ACTIP 14.5 KH", "keep_private ACTIP 14.6 KH", "let_stay ACTIP 14.4 KH"},
			[]string{"notify", "accept_return", "protect_witness", "compensate", "return_safely"},
		},
		{
			"a decision that was withdrawn", "2026-11-29",
			`{"person":{"child":"no","citizenships":["ID"]},"states":{"found":"MY"},"facts":{"status":"reopened","objects_to_notice":false}}`,
			[]string{"identify ACTIP 14.1 MY", "care ACTIP 14.10 MY"}, []string{"notify", "inform ACTIP", "recognise"},
		},
		{
			"a negative decision", "2026-11-29",
			`{"person":{"child":"yes"},"states":{"found":"MY"},"facts":{"status":"negative"}}`,
			[]string{"best_interests CRC 3.1 MY"}, []string{"identify", "care ACTIP"},
		},
		{
			"ordered to leave, and does not want to", "2026-11-29",
			`{"person":{"child":"no","citizenships":["MM"]},"states":{"found":"TH"},"facts":{"status":"positive","removal_ordered":true,"wants_return":"no"}}`,
			[]string{"return_safely ACTIP 15.2 TH", "no_punishment ACTIP 14.7 TH"}, []string{"accept_return", "travel_papers"},
		},
		{
			"a child of another nationality than the family", "2026-11-29",
			`{"person":{"child":"yes","citizenships":["PH"]},"states":{"found":"MY"},"facts":{"status":"positive","wants_return":"unknown","objects_to_notice":null}}`,
			[]string{"ask_before_notice ACTIP 14.3 MY", "protect_child CRC 20.1 MY", "let_stay ACTIP 14.4 MY"}, []string{"notify", "accept_return"},
		},
		{
			"a state outside ASEAN", "2026-11-29",
			`{"person":{"child":"no","citizenships":["BD"]},"states":{"found":"MY"},"facts":{"status":"positive","wants_return":"yes","objects_to_notice":false}}`,
			[]string{"notify ACTIP 14.3 MY>BD", "return_safely ACTIP 15.2 MY"}, []string{"accept_return", "reintegrate"},
		},
		{
			"a national abroad", "2026-11-29",
			`{"person":{"child":"no","citizenships":["ID"]},"states":{"found":"KH"},"facts":{"status":"presumed"}}`,
			[]string{"national Law 21/2007, art. 54(1) ID yes"}, []string{"accept_return"},
		},
		{"nothing is known", "2026-11-29", `{}`, nil, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := of(t, c.on, c.file)
			for _, want := range c.has {
				if !slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, want) }) {
					t.Errorf("%q is missing of\n%s", want, strings.Join(all, "\n"))
				}
			}
			for _, no := range c.lacks {
				if i := slices.IndexFunc(all, func(s string) bool { return strings.HasPrefix(s, no) }); i >= 0 {
					t.Errorf("%q is owed", all[i])
				}
			}
		})
	}
}

// TestBoundInMidCase: one case, and the law of three days.
func TestBoundInMidCase(t *testing.T) {
	const file = `{"person":{"child":"no","citizenships":["ID"]},"states":{"found":"BN"},"facts":{"status":"positive","objects_to_notice":false,"wants_return":"yes"}}`
	for _, c := range []struct{ on, notify, palermo string }{
		{"2016-10-01", "notify ACTIP 14.3 BN>ID no", "let_stay TIP-PROTOCOL 7.1 BN no"},
		{"2018-10-01", "notify ACTIP 14.3 BN>ID no", "let_stay TIP-PROTOCOL 7.1 BN no"},
		{"2020-01-15", "notify ACTIP 14.3 BN>ID open", "let_stay TIP-PROTOCOL 7.1 BN no"},
		{"2026-11-29", "notify ACTIP 14.3 BN>ID yes", "let_stay TIP-PROTOCOL 7.1 BN yes"},
	} {
		all := of(t, c.on, file)
		for _, want := range []string{c.notify, c.palermo} {
			if !slices.Contains(all, want) {
				t.Errorf("on %s %q is missing of\n%s", c.on, want, strings.Join(all, "\n"))
			}
		}
	}
}

// TestBothReadings: where a day is open, both readings of the rule are said.
func TestBothReadings(t *testing.T) {
	for _, d := range owed(t, "2026-11-29", `{"person":{"citizenships":["ID"]},"states":{"found":"MY"},"facts":{"status":"positive","wants_return":"yes"}}`) {
		if d.Rule != "accept_return" || d.Source != "ACTIP 15.1" {
			continue
		}
		text := strings.Join(d.Doubts(i18n.For(i18n.English)), " ")
		if d.Binds != Open || !strings.Contains(text, "13 November 2017") || !strings.Contains(text, "13 December 2017") {
			t.Errorf("%s: %s", d.Binds, text)
		}
		return
	}
	t.Error("Indonesia owes no return")
}

// TestTwoStatesNameEachOther: what each owes comes from where the person is, not from what
// the states call each other.
func TestTwoStatesNameEachOther(t *testing.T) {
	const file = `{"person":{"child":"no","citizenships":["%s"]},"states":{"found":"%s","exploited":["TH","KH"]},"facts":{"status":"positive","objects_to_notice":false}}`
	th, kh := of(t, "2026-11-29", fmt.Sprintf(file, "KH", "TH")), of(t, "2026-11-29", fmt.Sprintf(file, "TH", "KH"))
	if !slices.Contains(th, "notify ACTIP 14.3 TH>KH yes") || slices.Contains(th, "notify ACTIP 14.3 KH>TH yes") {
		t.Errorf("found in Thailand:\n%s", strings.Join(th, "\n"))
	}
	if !slices.Contains(kh, "notify ACTIP 14.3 KH>TH yes") || !slices.Contains(kh, "recognise ACTIP 14.2 TH>KH yes") {
		t.Errorf("found in Cambodia:\n%s", strings.Join(kh, "\n"))
	}
}

// TestTimeLimits: the law's own time limits run by days of the calendar of the state, over weekends
// and holidays, and are not known where their first day is not.
func TestTimeLimits(t *testing.T) {
	for _, c := range []struct{ file, source, from, until string }{
		// 31 December 2026 is a Thursday, the days after it a holiday and a weekend.
		{`{"states":{"found":"VN"},"days":{"found":"2026-12-31"},"facts":{"status":"none"}}`, "Law 53/2024/QH15, art. 27(1)-(2)", "2026-12-31", "2027-01-03"},
		{`{"states":{"found":"TH"},"days":{"detained_since":"2027-02-28"},"facts":{"status":"none","detained":true}}`, "Act B.E. 2551, s. 29", "2027-02-28", "2027-03-01"},
		{`{"states":{"found":"TH"},"facts":{"status":"none","detained":true}}`, "Act B.E. 2551, s. 29", "", ""},
		// No law runs from before it began.
		{`{"states":{"found":"VN"},"days":{"found":"2020-01-01"},"facts":{"status":"none"}}`, "Law 53/2024/QH15, art. 27(1)-(2)", "", ""},
		{`{"states":{"found":"ID"},"days":{"found":"2026-12-01"},"facts":{"status":"presumed"}}`, "Law 21/2007, art. 53", "", ""},
	} {
		i := slices.IndexFunc(owed(t, "2027-01-15", c.file), func(d Duty) bool { return d.Source == c.source })
		if i < 0 {
			t.Errorf("%s is not owed", c.source)
			continue
		}
		d := owed(t, "2027-01-15", c.file)[i]
		if d.TimeLimit == nil || d.TimeLimit.From.String() != c.from || d.TimeLimit.Until.String() != c.until {
			t.Errorf("%s: %+v, want %s to %s", c.source, d.TimeLimit, c.from, c.until)
		}
	}
	for _, d := range owed(t, "2026-11-29", `{"person":{"citizenships":["ID"]},"states":{"found":"MY"},"facts":{"status":"positive","objects_to_notice":false,"wants_return":"yes"}}`) {
		if strings.HasPrefix(d.Source, "ACTIP") && d.TimeLimit != nil {
			t.Errorf("%s sets no number of days, and has a time limit", d.Source)
		}
	}
}

// TestLawBeforeIt: a national law that was not in force is not owed, and one of which only
// the year is known is open in that year.
func TestLawBeforeIt(t *testing.T) {
	for on, want := range map[string]Binds{"2012-06-01": No, "2013-06-01": Open, "2014-01-01": Yes} {
		all := owed(t, on, `{"states":{"found":"PH"},"facts":{"status":"presumed","charged":true}}`)
		i := slices.IndexFunc(all, func(d Duty) bool { return d.Rule == "national" })
		if i < 0 || all[i].Binds != want {
			t.Errorf("on %s: %d duties, want the national one %s", on, len(all), want)
		}
	}
}

// TestCeasedAuthority: an authority that has ceased is not named for a day after.
func TestCeasedAuthority(t *testing.T) {
	ends, _ := lindung.ParseDate("2025-06-30")
	s := convention.New(convention.Contents{National: map[lindung.Country]convention.National{"VN": {State: "VN", All: []convention.Fact{
		{Name: "protection_lead", Text: "District office", Ends: ends, Evidence: convention.Evidence{Certainty: convention.Partly}},
	}}}})
	for on, want := range map[string]string{"2025-06-30": "District office", "2025-07-01": ""} {
		day, _ := lindung.ParseDate(on)
		if got := LawOn(s, convention.When{On: day, Known: day}).national["VN"].authorities["protection_lead"]; got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
}

// TestRulesAreRead: every paragraph of a rule is in the data and has been read, and every
// name, reason and condition has its words.
func TestRulesAreRead(t *testing.T) {
	l := lawOn(t, "2026-11-29")
	text := i18n.For(i18n.English)
	for _, r := range Rules {
		for _, id := range r.Paragraphs {
			if _, ok := l.paragraphs[id]; !ok {
				t.Errorf("%s: %s is not in the data, or nobody has read it", r.Name, id)
			}
		}
		if !text.Has("duties.rule." + r.Name) {
			t.Errorf("duties.rule.%s has no words", r.Name)
		}
	}
	for _, c := range convention.Conditions {
		if c != "protected" && !text.Has("duties.why."+c) {
			t.Errorf("duties.why.%s has no words", c)
		}
	}
}

// TestRead: what is wrong is named, and null is not no.
func TestRead(t *testing.T) {
	for file, want := range map[string]string{
		`{"person":{"chld":"no"}}`:                "there is no key person.chld",
		`{"Person":{}}`:                           "there is no key Person",
		`{"person":{"child":"perhaps"}}`:          `person.child: "perhaps" is not one of yes, no, maybe`,
		`{"facts":{"status":"victim"}}`:           `facts.status: "victim" is not one of none, presumed`,
		`{"facts":{"detained":"yes"}}`:            `facts.detained: "yes" is not true, false or null`,
		`{"days":{"found":"2026-02-30"}}`:         `days.found: "2026-02-30" is not a day`,
		`{"days":{"found":"2026-02"}}`:            `days.found: "2026-02" is not a day`,
		`{"states":{"found":"Indonesia"}}`:        `states.found: "Indonesia" is not the code of a country`,
		`{"person":{"citizenships":"ID"}}`:        `person.citizenships: "ID" is not a list of countries`,
		`{"person":{"citizenships":["ID","XX"]}}`: `person.citizenships: "XX" is not the code of a country`,
		`{} {}`:        "something follows the facts",
		`{"person":1}`: "a group of keys in braces belongs here",
		`not json`:     "this is not JSON",
		``:             "this is not JSON",
		`[]`:           "a group of keys in braces belongs here",
	} {
		if _, err := Read(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
	if _, err := Read(strings.NewReader("\ufeff{}")); err != nil {
		t.Errorf("a file of Notepad: %v", err)
	}
	f, err := Read(strings.NewReader(`{"person":{"citizenships":null,"child":null},"facts":{"detained":null},"days":{"found":null}}`))
	if err != nil || f.Person.Citizenships != nil || f.Known.Detained != nil {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := Read(strings.NewReader(`{"person":{"citizenships":[]}}`)); err != nil || f.Person.Citizenships == nil {
		t.Errorf("no citizenship became an unknown one: %+v, %v", f, err)
	}
}

// BenchmarkDuties derives what is owed in one case: go test ./duties -run ^$ -bench Duties.
// The bound is 0.1 ms.
func BenchmarkDuties(b *testing.B) {
	f, err := Read(strings.NewReader(`{"person":{"child":"maybe","citizenships":["ID","PH"]},"states":{"found":"MY","exploited":["MY","KH"],"transit":["TH"],"origin":"ID"},
		"facts":{"status":"positive","detained":true,"charged":true,"wants_return":"yes","objects_to_notice":false,"criminal_case":true,"claims_compensation":true}}`))
	if err != nil {
		b.Fatal(err)
	}
	l := lawOn(b, "2026-11-29")
	for b.Loop() {
		l.Duties(f)
	}
}
