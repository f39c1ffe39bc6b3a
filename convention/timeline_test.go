package convention_test

import (
	"slices"
	"testing"

	"lindung"
	"lindung/convention"
)

func next(d lindung.Date) lindung.Date { return lindung.DateOf(d.First().AddDate(0, 0, 1)) }

func TestTimeline(t *testing.T) {
	s := embedded(t)
	all := convention.Timeline(s, day(t, "2026-11-28"))
	at := func(kind, id string, state lindung.Country) int {
		return slices.IndexFunc(all, func(e convention.Happening) bool {
			return e.Kind == kind && (e.Event == id || e.Event == "" && e.Instrument == id) && e.State == state
		})
	}
	order := []int{
		at(convention.Adoption, "ACTIP", ""), at(convention.Deposit, "ACTIP", "TH"), at("consultation", "AICHR-SOMTC-2016", ""),
		at(convention.Deposit, "ACTIP", "PH"), at(convention.Force, "ACTIP", "TH"), at("consultation", "AICHR-SOMTC-2017", ""),
		at("consultation", "AICHR-SOMTC-2024", ""), at("guideline", "NPP-2025-ADOPTED", ""),
		at("guideline", "NPP-2025-LAUNCHED", ""), at("step", "TL-2025-CHARTER", ""), at(convention.Accession, "", "TL"),
	}
	if slices.Contains(order, -1) || !slices.IsSorted(order) {
		t.Errorf("the story is not in order: %v", order)
	}
	for _, e := range all {
		if e.Kind == convention.Deposit && !e.Certainty.Counts() {
			t.Errorf("a deposit from memory stands in the timeline: %s %s", e.Instrument, e.State)
		}
		if e.Kind == convention.Deposit && e.State == "ID" && e.Instrument == "ACTIP" {
			t.Error("a deposit that no one has established is said to have happened")
		}
		if e.Event != "" && len(e.Sources) == 0 && e.Certainty.Counts() {
			t.Errorf("%s has no source", e.Event)
		}
	}
	if got := convention.Timeline(s, day(t, "2026-11-22")); len(got) != 0 {
		t.Errorf("%d entries before anything was recorded", len(got))
	}
}

func TestChanges(t *testing.T) {
	s := corrected(t)
	known := day(t, "2027-02-01")
	var happened, learnt int
	for _, c := range convention.Changes(s, day(t, "2026-12-01"), known) {
		switch {
		case c.Recorded && c.State == "BN":
			learnt++
		case !c.Recorded:
			happened++
		default:
			t.Errorf("%s of %s was recorded before", c.Kind, c.State)
		}
	}
	if learnt == 0 {
		t.Error("the correction of 15 January 2027 is missing")
	}
	for _, c := range convention.Changes(s, day(t, "2025-10-01"), day(t, "2026-11-24")) {
		if !c.Recorded && c.Kind == convention.Accession && c.State == "TL" {
			happened = -1
		}
	}
	if happened != -1 {
		t.Error("Timor-Leste joining ASEAN is missing")
	}
}

// TestDaysAreAllTheDaysOnWhichAnythingChanges: between two of the days nothing
// changes, so a folder of static pages can answer for any day.
func TestDaysAreAllTheDaysOnWhichAnythingChanges(t *testing.T) {
	s := embedded(t)
	known := day(t, "2026-11-28")
	days := convention.Days(s, "ACTIP", known)
	said := func(on lindung.Date) string {
		st, err := convention.StatusOf(s, "ACTIP", convention.When{On: on, Known: known})
		if err != nil {
			t.Fatal(err)
		}
		return codes(st.Ratified) + "|" + codes(st.Bound) + "|" + openOf(st.Open) + "|" + st.InForce.String()
	}
	before := said(day(t, "2015-10-31"))
	for on := day(t, "2015-11-01"); on != day(t, "2027-02-01"); on = next(on) {
		if said(on) != before && !slices.Contains(days, on) {
			t.Errorf("%s is missing", on)
		}
		before = said(on)
	}
	if !slices.IsSortedFunc(days, func(a, b lindung.Date) int { return a.First().Compare(b.First()) }) || len(days) < 10 {
		t.Errorf("days %v", days)
	}
}

// TestBoundFollowsRatified: only a state that has ratified is bound, and it
// stays bound, since none is known to have left.
func TestBoundFollowsRatified(t *testing.T) {
	s := embedded(t)
	known := day(t, "2026-11-24")
	for _, in := range s.Instruments() {
		var before []lindung.Country
		for _, on := range convention.Days(s, in.ID, known) {
			st, err := convention.StatusOf(s, in.ID, convention.When{On: on, Known: known})
			if err != nil {
				t.Fatal(err)
			}
			for _, state := range st.Bound {
				if !slices.Contains(st.Ratified, state) {
					t.Errorf("%s on %s: %s is bound and has not ratified", in.ID, on, state)
				}
			}
			for _, state := range before {
				if !slices.Contains(st.Bound, state) {
					t.Errorf("%s on %s: %s is no longer bound", in.ID, on, state)
				}
			}
			before = st.Bound
		}
	}
}

func TestCompare(t *testing.T) {
	on := day(t, "2026-11-24")
	for _, p := range convention.Compare(embedded(t), "ID", "TH", convention.When{On: on, Known: on}) {
		switch p.Instrument.ID {
		case "ACTIP":
			if p.A.Bound || p.A.Ratified(on) || len(p.A.Open) != 1 || !p.B.Bound {
				t.Errorf("ACTIP: %v %v", p.A, p.B)
			}
		case "ICRMW":
			if !p.A.Bound || p.B.Bound || len(p.B.Open) != 0 {
				t.Errorf("ICRMW: %v %v", p.A.Bound, p.B)
			}
		}
	}
}

func TestQuestions(t *testing.T) {
	s := embedded(t)
	found := map[string]bool{}
	for _, q := range convention.Questions(s, day(t, "2026-11-28")) {
		found[q.Kind+" "+q.Instrument+" "+string(q.State)+" "+q.Item] = true
		if q.File == "" || q.Line == 0 && q.Kind != convention.AskAct {
			t.Errorf("%v says not where", q)
		}
	}
	for _, want := range []string{
		"rule ACTIP  ", "day ACTIP KH ", "day ACTIP MY ", "act ACTIP ID ", "act ACTIP TL ", "paragraph ACTIP  ACTIP-14.3", "text C029  ",
		"start C029  ", "act C029 KH ", "day C029 VN ", "contact  TH ", "contact  MM ", "national  TH non_punishment", "paragraph ACTIP  ACTIP-16.8", "body   SLOM", "plan   DNH", "event   GENDER-2016", "conflict   C01",
	} {
		if !found[want] {
			t.Errorf("%q is missing", want)
		}
	}
	for _, no := range []string{"paragraph ACTIP  ACTIP-29.1", "day ACTIP PH ", "act ACTIP TH ", "day ACTIP TH ", "conflict   C02", "conflict   C04"} {
		if found[no] {
			t.Errorf("%q is established", no)
		}
	}
}
