package convention_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
)

func embedded(t *testing.T) *convention.Snapshot {
	t.Helper()
	s, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func day(t *testing.T, s string) lindung.Date {
	t.Helper()
	if s == "" {
		return lindung.Date{}
	}
	d, err := lindung.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func when(t *testing.T, on, known string) convention.When {
	t.Helper()
	return convention.When{On: day(t, on), Known: day(t, known)}
}

func codes(list []lindung.Country) string {
	var all []string
	for _, c := range list {
		all = append(all, string(c))
	}
	return strings.Join(all, " ")
}

func openOf(list []convention.OpenFact) string {
	var all []string
	for _, o := range list {
		all = append(all, strings.TrimSpace(string(o.State)+" "+o.Fact+" "+o.Reason))
	}
	return strings.Join(all, ", ")
}

func TestStatusOnADay(t *testing.T) {
	s := embedded(t)
	const six = "KH MM PH SG TH VN"
	for _, c := range []struct {
		instrument, on, known, ratified, inForce, bound, open string
	}{
		// Before it was adopted there is nothing.
		{"ACTIP", "2015-11-20", "2026-11-24", "", "", "", ""},
		{"ACTIP", "2016-01-24", "2026-11-24", "", "", "", ""},
		// Autumn of 2016: three had ratified, no state was bound.
		{"ACTIP", "2016-10-01", "2026-11-24", "KH SG TH", "", "", ""},
		// The Philippines deposited on 6 or 7 February 2017.
		{"ACTIP", "2017-02-05", "2026-11-24", "KH MM SG TH VN", "", "", ""},
		{"ACTIP", "2017-02-06", "2026-11-24", "KH MM SG TH VN", "", "", "PH deposit interval"},
		{"ACTIP", "2017-02-07", "2026-11-24", six, "", "", ""},
		{"ACTIP", "2017-03-07", "2026-11-24", six, "", "", "LA deposit interval"},
		{"ACTIP", "2017-03-08", "2026-11-24", six, "2017-03-08", six, "LA deposit interval, LA entry_into_force interval"},
		// The later parties: by both readings of the rule.
		{"ACTIP", "2017-08-31", "2026-11-24", "KH LA MM PH SG TH VN", "2017-03-08", six,
			"LA entry_into_force readings, MY deposit interval, MY entry_into_force interval"},
		{"ACTIP", "2017-09-29", "2026-11-24", "KH LA MM PH SG TH VN", "2017-03-08", "KH LA MM PH SG TH VN",
			"MY deposit interval, MY entry_into_force interval"},
		{"ACTIP", "2017-11-10", "2026-11-24", "KH LA MY MM PH SG TH VN", "2017-03-08", "KH LA MY MM PH SG TH VN",
			"BN deposit interval, BN entry_into_force interval"},
		// Timor-Leste: nothing is open before it could be a party.
		{"ACTIP", "2025-10-25", "2026-11-24", "BN KH LA MY MM PH SG TH VN", "2017-03-08", "BN KH LA MY MM PH SG TH VN",
			"ID deposit interval, ID entry_into_force interval"},
		{"ACTIP", "2026-11-24", "2026-11-24", "BN KH ID LA MY MM PH SG TH VN", "2017-03-08", "BN KH LA MY MM PH SG TH VN",
			"ID entry_into_force readings, TL party open"},
		{"ACTIP", "2026-12-23", "2026-12-24", "BN KH ID LA MY MM PH SG TH VN", "2017-03-08", "BN KH ID LA MY MM PH SG TH VN",
			"TL party open"},
		// Memory is open and never counted.
		{"C189", "2026-11-24", "2026-11-24", "", "", "",
			"general_entry_into_force memory, BN party memory, KH party memory, ID party memory, LA party memory, MY party memory, " +
				"MM party memory, PH party memory, SG party memory, TH party memory, TL party memory, VN party memory"},
		// What was not recorded by the day of knowing is not known.
		{"P029", "2023-06-01", "2026-11-22", "", "", "",
			"BN party unrecorded, KH party unrecorded, ID party unrecorded, LA party unrecorded, MY party unrecorded, " +
				"MM party unrecorded, PH party unrecorded, SG party unrecorded, TH party unrecorded, TL party unrecorded, VN party unrecorded"},
		// The Palermo protocol: nothing open today.
		{"TIP-PROTOCOL", "2015-10-27", "2026-11-24", "KH ID LA MY MM PH SG TH TL VN", "2003-12-25", "KH ID LA MY MM PH TH TL VN", ""},
	} {
		st, err := convention.StatusOf(s, c.instrument, when(t, c.on, c.known))
		if err != nil {
			t.Fatal(err)
		}
		got := []string{codes(st.Ratified), st.InForce.String(), codes(st.Bound), openOf(st.Open)}
		want := []string{c.ratified, c.inForce, c.bound, c.open}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s on %s, known on %s (-want +got):\n%s", c.instrument, c.on, c.known, diff)
		}
	}
}

func TestStatusOfAnUnknownInstrument(t *testing.T) {
	if _, err := convention.StatusOf(embedded(t), "ACTIPP", when(t, "2020-01-01", "2026-11-24")); !errors.Is(err, lindung.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestStatedStandsBesideComputed(t *testing.T) {
	s := embedded(t)
	in, _ := s.Instrument("ACTIP")
	b := convention.BondOf(s, in, "PH", day(t, "2026-11-24"))
	if b.Force != convention.On(day(t, "2017-03-08")) || !b.Stated {
		t.Errorf("stated %v", b.Force)
	}
	if len(b.Computed) != 1 || b.Computed[0].Days != (convention.Span{day(t, "2017-03-08"), day(t, "2017-03-09")}) {
		t.Errorf("computed %v; a deposit on the 6th gives the 8th, on the 7th the 9th", b.Computed)
	}
	if !b.Agrees() {
		t.Error("the 8th is one of the days that the rule allows")
	}
	b.Act.InForce = day(t, "2017-03-10")
	if b.Agrees() {
		t.Error("the 10th is not")
	}
}

func TestComputedIsNotStated(t *testing.T) {
	s := embedded(t)
	for id, stated := range map[string]bool{"TIP-PROTOCOL": false, "ACTIP": true} {
		in, _ := s.Instrument(id)
		if b := convention.BondOf(s, in, "TH", day(t, "2026-11-24")); b.Stated != stated || !b.Force.Exact() {
			t.Errorf("%s: stated %v, %v", id, b.Stated, b.Force)
		}
	}
}

func TestEveryStatedDayIsOneThatTheRuleAllows(t *testing.T) {
	s := embedded(t)
	for _, in := range s.Instruments() {
		for _, state := range lindung.States {
			if b := convention.BondOf(s, in, state, day(t, "2026-11-24")); !b.Agrees() {
				t.Errorf("%s, %s: stated %s, computed %v", in.ID, state, b.Act.InForce, b.Computed)
			}
		}
	}
}

func TestBothReadingsForLaterParties(t *testing.T) {
	s := embedded(t)
	in, _ := s.Instrument("ACTIP")
	b := convention.BondOf(s, in, "MY", day(t, "2026-11-24"))
	if len(b.Computed) != 2 || b.Computed[0].Days != (convention.Span{day(t, "2017-08-30"), day(t, "2017-10-11")}) ||
		b.Computed[1].Days != (convention.Span{day(t, "2017-09-29"), day(t, "2017-11-10")}) {
		t.Errorf("got %v", b.Computed)
	}
}

// corrected is the data with a line for Brunei that was recorded later.
func corrected(t *testing.T) *convention.Snapshot {
	t.Helper()
	old, err := data.Files().(interface {
		ReadFile(string) ([]byte, error)
	}).ReadFile("ratifications.csv")
	if err != nil {
		t.Fatal(err)
	}
	line := "ACTIP,BN,2015-11-21,,2020-02-03,2020-02-03,stated,none seen,https://example.org/depositary,high,party," +
		"the depositary's list,verified,,,2027-01-15,2027-01-15\n"
	s, err := data.Load(data.Layers{fstest.MapFS{"ratifications.csv": {Data: append(old, line...)}}, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatWasKnownOnADay(t *testing.T) {
	s := corrected(t)
	on := day(t, "2021-01-01")
	for known, want := range map[string]string{
		"2026-11-22": "unrecorded",
		"2026-11-23": "interval",
		"2027-01-14": "interval",
		"2027-01-15": "bound",
	} {
		in, _ := s.Instrument("ACTIP")
		_, open, bound := convention.BondOn(s, in, "BN", convention.When{On: on, Known: day(t, known)})
		got := "bound"
		if !bound {
			got = open[len(open)-1].Reason
		}
		if got != want {
			t.Errorf("known on %s: %s, want %s", known, got, want)
		}
	}
	if h := s.History("ACTIP", "BN"); len(h) != 2 || h[0].Deposited == h[1].Deposited {
		t.Errorf("history %v", h)
	}
}

func TestMembershipIsNotBeingParty(t *testing.T) {
	s := embedded(t)
	for _, c := range []struct {
		state               lindung.Country
		on                  string
		member, established bool
	}{
		{"TL", "2025-10-25", false, true},
		{"TL", "2025-10-26", true, true},
		{"TH", "2016-10-01", true, true},
		{"TH", "2000-01-01", false, false}, // the day of joining is not in the data
	} {
		member, established := convention.IsMember(s, c.state, day(t, c.on))
		if member != c.member || established != c.established {
			t.Errorf("%s on %s: %v, %v", c.state, c.on, member, established)
		}
	}
	st, err := convention.StatusOf(s, "ACTIP", when(t, "2026-11-24", "2026-11-24"))
	if err != nil || strings.Contains(codes(st.Bound), "TL") || strings.Contains(codes(st.Ratified), "TL") {
		t.Errorf("%v, %v", st.Bound, err)
	}
}

func TestDuties(t *testing.T) {
	s := embedded(t)
	if l := convention.Duties(s, "TH", when(t, "2017-03-07", "2026-11-24")); len(l.Duties) != 0 || len(l.Perhaps) != 0 || len(l.Open) != 0 {
		t.Errorf("the day before: %d duties, %d perhaps, %v", len(l.Duties), len(l.Perhaps), l.Open)
	}
	l := convention.Duties(s, "TH", when(t, "2017-03-08", "2026-11-24"))
	refs := map[string]convention.Duty{}
	for _, d := range l.Duties {
		refs[d.Ref()] = d
	}
	for _, ref := range []string{"ACTIP 14.7", "ACTIP 14.3", "ACTIP 15.1", "ACTIP 4.2", "ACTIP 25"} {
		if _, ok := refs[ref]; !ok {
			t.Errorf("%s is missing", ref)
		}
	}
	for _, ref := range []string{"ACTIP 1.1", "ACTIP 2", "ACTIP 12", "ACTIP 10.2", "ACTIP 24", "ACTIP 26", "ACTIP 28", "ACTIP 29.1", "ACTIP 31"} {
		if _, ok := refs[ref]; ok {
			t.Errorf("%s is no duty of a state", ref)
		}
	}
	if d := refs["ACTIP 14.7"]; d.Strength != convention.Consider || len(d.Softeners) != 3 {
		t.Errorf("14.7: %s, %v", d.Strength, d.Softeners)
	}
	if l := convention.Duties(s, "ID", when(t, "2026-11-24", "2026-11-24")); len(l.Duties) != 0 || len(l.Perhaps) == 0 || len(l.Open) != 1 {
		t.Errorf("Indonesia: %d duties, %d perhaps, %v", len(l.Duties), len(l.Perhaps), l.Open)
	}
}
