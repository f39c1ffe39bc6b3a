package convention_test

import (
	"errors"
	"slices"
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
	const nine = "BN KH LA MY MM PH SG TH VN"
	const later = "ID party approved, TL party announced"
	for _, c := range []struct {
		instrument, on, known, ratified, inForce, bound, open string
	}{
		// Before it was adopted there is nothing.
		{"ACTIP", "2015-11-20", "2026-11-28", "", "", "", ""},
		// A release of 25 January 2016 says that two have deposited, not on which day.
		{"ACTIP", "2015-12-31", "2026-11-28", "", "", "", "KH deposit interval"},
		{"ACTIP", "2016-01-24", "2026-11-28", "", "", "", "KH deposit interval, SG deposit interval"},
		// Autumn of 2016: three had ratified, no state was bound.
		{"ACTIP", "2016-10-01", "2026-11-28", "KH SG TH", "", "", ""},
		{"ACTIP", "2017-02-06", "2026-11-28", "KH MM SG TH VN", "", "", ""},
		{"ACTIP", "2017-02-07", "2026-11-28", six, "", "", ""},
		// By what was known before, the Philippines deposited on 6 or 7 February.
		{"ACTIP", "2017-02-06", "2026-11-24", "KH MM SG TH VN", "", "", "PH deposit interval"},
		{"ACTIP", "2017-03-07", "2026-11-28", six, "", "", "LA deposit interval, MY deposit interval"},
		{"ACTIP", "2017-03-08", "2026-11-28", six, "2017-03-08", six,
			"LA deposit interval, LA entry_into_force interval, MY deposit interval, MY entry_into_force interval"},
		// The later parties: by both readings of the rule.
		{"ACTIP", "2017-10-11", "2026-11-28", "KH LA MY MM PH SG TH VN", "2017-03-08", six,
			"LA entry_into_force readings, MY entry_into_force readings"},
		{"ACTIP", "2017-11-10", "2026-11-28", "KH LA MY MM PH SG TH VN", "2017-03-08", "KH LA MY MM PH SG TH VN", ""},
		// Indonesia: its law is established, its deposit is not, on no later day.
		{"ACTIP", "2017-11-12", "2026-11-28", "KH LA MY MM PH SG TH VN", "2017-03-08", "KH LA MY MM PH SG TH VN", ""},
		{"ACTIP", "2017-11-13", "2026-11-28", "KH LA MY MM PH SG TH VN", "2017-03-08", "KH LA MY MM PH SG TH VN", "ID party approved"},
		{"ACTIP", "2020-01-31", "2026-11-28", nine, "2017-03-08", "KH LA MY MM PH SG TH VN", "BN entry_into_force readings, ID party approved"},
		{"ACTIP", "2020-03-01", "2026-11-28", nine, "2017-03-08", nine, "ID party approved"},
		// Timor-Leste: nothing is open before it could be a party.
		{"ACTIP", "2025-10-25", "2026-11-28", nine, "2017-03-08", nine, "ID party approved"},
		// Nine are bound and Indonesia is open, never ten; time alone changes nothing.
		{"ACTIP", "2026-11-28", "2026-11-28", nine, "2017-03-08", nine, later},
		{"ACTIP", "2026-12-24", "2026-11-28", nine, "2017-03-08", nine, later},
		{"ACTIP", "2026-12-24", "2026-12-24", nine, "2017-03-08", nine, later},
		{"ACTIP", "2027-06-01", "2027-06-01", nine, "2017-03-08", nine, later},
		{"ACTIP", "2099-01-01", "2099-01-01", nine, "2017-03-08", nine, later},
		{"C029", "2027-06-01", "2027-06-01", "ID LA MM", "", "ID LA MM",
			"general_entry_into_force memory, BN party memory, KH party memory, MY party memory, PH party memory, SG party memory, " +
				"TH party memory, TL party memory, VN deposit interval, VN entry_into_force interval"},
		// All members of the ILO were parties by August 2020, each since a day of its own.
		{"C182", "2020-09-01", "2026-11-28", "BN KH ID LA MY MM PH SG TH TL VN", "", "BN", "general_entry_into_force memory, " +
			"KH entry_into_force interval, ID entry_into_force interval, LA entry_into_force interval, MY entry_into_force interval, " +
			"MM entry_into_force interval, PH entry_into_force interval, SG entry_into_force interval, TH entry_into_force interval, " +
			"TL entry_into_force interval, VN entry_into_force interval"},
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
	b := convention.BondOf(s, in, "PH", day(t, "2026-11-28"))
	if b.Force != convention.On(day(t, "2017-03-08")) || !b.Stated {
		t.Errorf("stated %v", b.Force)
	}
	if len(b.Computed) != 1 || b.Computed[0].Days != convention.On(day(t, "2017-03-08")) {
		t.Errorf("computed %v; with the day of the deposit as the first, 8 March is the 30th day", b.Computed)
	}
	if !b.Agrees() {
		t.Error("the 8th is the day that the rule allows")
	}
	b.Act.InForce = day(t, "2017-03-09")
	if b.Agrees() {
		t.Error("the 9th is not")
	}
}

// TestEachFactHasItsOwnEvidence: whoever signed, deposited and was bound is said by
// a source that can know it, and none that is older than the fact is verified.
func TestEachFactHasItsOwnEvidence(t *testing.T) {
	s := embedded(t)
	known := day(t, "2026-11-28")
	in, _ := s.Instrument("ACTIP")
	if p := in.StartProof; p.Certainty != convention.Verified || p.SourceDay.First().Before(in.Start.First()) {
		t.Errorf("start: %+v", p)
	}
	for _, in := range s.Instruments() {
		for _, state := range lindung.States {
			for _, f := range convention.BondOf(s, in, state, known).Act.Facts {
				if f.Certainty == convention.Verified && (f.SourceDay.IsZero() || !f.Days.IsZero() && f.SourceDay.Last().Before(f.Days.Last.First())) {
					t.Errorf("%s %s %s: a source of %s for %s", in.ID, state, f.Fact, f.SourceDay, f.Days.Last)
				}
			}
		}
	}
	vn := convention.BondOf(s, in, "VN", known)
	for fact, want := range map[string]convention.Certainty{convention.ActSigned: convention.Partly, convention.ActDeposited: convention.Verified,
		convention.ActInForce: convention.Verified, convention.ActReservation: convention.NotEstablished} {
		if got := vn.Act.Proof(fact).Certainty; got != want {
			t.Errorf("Viet Nam, %s: %s, want %s", fact, got, want)
		}
	}
	thai := convention.BondOf(s, mustInstrument(t, s, "CRC"), "TH", known)
	if e := thai.ForceProof(); e.Certainty == convention.Verified || thai.DepositProof().Certainty != convention.Verified {
		t.Errorf("a computed day is %s", e.Certainty)
	}
}

func mustInstrument(t *testing.T, s *convention.Snapshot, id string) convention.Instrument {
	t.Helper()
	in, ok := s.Instrument(id)
	if !ok {
		t.Fatal(id)
	}
	return in
}

// TestWhetherIsNotSinceWhen: a source can establish that a state is a party and not
// since when, and a law that approves a treaty establishes neither.
func TestWhetherIsNotSinceWhen(t *testing.T) {
	s := embedded(t)
	for _, c := range []struct {
		instrument, state, by, from, until string
	}{
		{"ACTIP", "TH", "2016-07-24", "2017-03-08", "2017-03-08"},
		{"ACTIP", "BN", "2020-01-31", "2020-01-01", "2020-03-01"},
		{"ACTIP", "ID", "", "2017-11-13", ""},
		{"ACTIP", "TL", "", "", ""},
		{"C029", "VN", "", "2008-01-29", ""},
		{"C138", "KH", "", "1974-06-26", ""},
		{"C182", "LA", "2020-08-31", "2000-06-17", "2021-08-31"},
		{"ASEAN-MLAT", "TH", "2013-12-31", "2006-01-01", "2013-12-31"},
	} {
		b := convention.BondOf(s, mustInstrument(t, s, c.instrument), lindung.Country(c.state), day(t, "2026-11-28"))
		got := []string{b.Act.PartyBy().String(), b.Force.First.String(), b.Force.Last.String()}
		if diff := cmp.Diff([]string{c.by, c.from, c.until}, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.instrument, c.state, diff)
		}
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
	const proof = ",https://example.org/depositary,the depositary's list,2027-01-10,It names this day.,verified,,,2027-01-15,2027-01-15\n"
	lines := "ACTIP,BN,deposited,2020-01-20,2020-01-20," + proof + "ACTIP,BN,in_force,2020-01-20,2020-01-20,stated" + proof
	s, err := data.Load(data.Layers{fstest.MapFS{"ratifications.csv": {Data: append(old, lines...)}}, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatWasKnownOnADay(t *testing.T) {
	s := corrected(t)
	on := day(t, "2020-01-25")
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
	if h := s.History("ACTIP", "BN"); len(h) != 5 || h[1].Days == h[2].Days || h[2].Days == h[3].Days {
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
	actip := func(all []convention.Duty) (n int) {
		for _, d := range all {
			if d.Instrument == "ACTIP" {
				n++
			}
		}
		return n
	}
	if l := convention.Duties(s, "TH", when(t, "2017-03-07", "2026-11-24")); actip(l.Duties) != 0 || len(l.Perhaps) != 0 || len(l.Open) != 0 {
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
	if d := refs["ACTIP 14.4"]; d.Plain == "" || !slices.Equal(d.Strengths(), []convention.Strength{convention.Consider, convention.Shall}) {
		t.Errorf("14.4 has a hard sentence: %v", d.Strengths())
	}
	if !refs["ACTIP 16.8"].Unread() || refs["ACTIP 16.4"].Unread() || refs["ACTIP 14.3"].Unread() {
		t.Error("a duty carries whether anyone has read its paragraph")
	}
	if l := convention.Duties(s, "ID", when(t, "2026-11-24", "2026-11-24")); actip(l.Duties) != 0 || actip(l.Perhaps) == 0 || len(l.Open) != 2 {
		t.Errorf("Indonesia: %d duties, %d perhaps, %v", len(l.Duties), len(l.Perhaps), l.Open)
	}
}
