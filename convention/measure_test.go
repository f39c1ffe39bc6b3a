package convention_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
)

// TestMeasureOnADay: what a measure is on a day follows from its days, and what nobody
// has established stays open.
func TestMeasureOnADay(t *testing.T) {
	d := func(text string) lindung.Date {
		if text == "" {
			return lindung.Date{}
		}
		return date(text)
	}
	for _, c := range []struct {
		begins, ends, source string
		pending              convention.Pending
		certainty            convention.Certainty
		on, want             string
	}{
		{"2020-03-01", "", "", "", "partly", "2020-02-29", "ahead"},
		{"2020-03-01", "", "", "", "partly", "2020-03-01", "in_force"},
		{"2020-03-01", "2021-06-30", "", "", "partly", "2021-06-30", "in_force"},
		{"2020-03-01", "2021-06-30", "", "", "partly", "2021-07-01", "ended"},
		{"2020", "", "", "", "partly", "2020-06-01", "open"}, // somewhere in the year
		{"2020", "", "", "", "partly", "2020-12-31", "in_force"},
		{"2020", "", "", "", "partly", "2019-12-31", "ahead"},
		{"2020", "2021", "", "", "partly", "2021-12-31", "in_force"}, // an end holds to its last day
		{"2020", "2021", "", "", "partly", "2022-01-01", "ended"},
		{"", "", "2021", "", "partly", "2026-01-01", "in_force"}, // a source speaks of it
		{"", "", "2021", "", "partly", "2019-01-01", "open"},     // and nobody knows since when
		{"", "", "", "", "partly", "2026-01-01", "open"},
		{"", "", "2025", "drafted", "verified", "2026-01-01", "pending"},
		{"2008", "", "", "", "open", "2026-01-01", "open"},
		{"2008", "2010", "", "", "open", "2026-01-01", "ended"},
	} {
		m := convention.Measure{Begins: d(c.begins), Ends: d(c.ends), Pending: c.pending, Evidence: convention.Evidence{SourceDay: d(c.source), Certainty: c.certainty}}
		if got := m.On(d(c.on)); got != c.want {
			t.Errorf("%q to %q, source %q, %s on %s: got %s, want %s", c.begins, c.ends, c.source, c.pending, c.on, got, c.want)
		}
	}
}

// TestMeasureFor: a measure belongs to the article of its paragraphs, and one for a
// whole article to each question about it; it names only what it names.
func TestMeasureFor(t *testing.T) {
	m := convention.Measure{Paragraphs: []string{"14.1", "23"}}
	for number, want := range map[string]bool{"14": true, "14.1": true, "14.10": false, "14.2": false, "1": false, "23": true, "2": false, "23.1": true} {
		if m.For(number) != want {
			t.Errorf("for %s: %v", number, m.For(number))
		}
	}
	if m.Names("14") || !m.Names("14.1") || !m.Names("23") {
		t.Error("it names what it does not name")
	}
}

func TestNamed(t *testing.T) {
	for by, want := range map[string]bool{
		"Example Institute": true, "SOMTC": true, "องค์กรตัวอย่าง": true, "": false, "-": false, "Anonymous": false, "unknown.": false, "N/A": false,
		"12": false, "Observers": false, "A; B": false, "an NGO": false, "NGO": false, "—": false, "several NGOs": false, "The Government": false, "X": false, "ទ": false,
		"The Example Organisation": true, "UN": true,
	} {
		if convention.Named(by) != want {
			t.Errorf("%q: %v", by, !want)
		}
	}
	for finding, want := range map[string]bool{
		"The teams meet every month.": true, "Tier 2": false, "3/5": false, "65 %": false, "Grade A, 4 points": false, "Good": false, "": false,
	} {
		if convention.InWords(finding) != want {
			t.Errorf("%q: %v", finding, !want)
		}
	}
}

// TestAskPutsFirstWhatHolds: a list of measures begins with those in force on the day
// of the question.
func TestAskPutsFirstWhatHolds(t *testing.T) {
	s := embedded(t)
	on := day(t, "2026-11-28")
	all := s.Ask(convention.MeasureQuery{State: "MY"}, convention.When{On: on, Known: on})
	last := -1
	for _, m := range all {
		rank := slices.Index(convention.MeasureStatuses, m.On(on))
		if rank < last || m.State != "MY" {
			t.Errorf("%s of %s after what no longer holds", m.ID, m.State)
		}
		last = rank
	}
	if len(all) < 4 || all[0].On(on) != convention.MeasureInForce || last < 3 {
		t.Errorf("got %d, the last of rank %d", len(all), last)
	}
	if early := s.Measures(day(t, "2026-11-22")); len(early) != 0 {
		t.Errorf("%d measures before any was recorded", len(early))
	}
}

// assessed is the data with invented assessments of one measure and one paragraph, and
// the replies to them.
func assessed(t *testing.T) *convention.Snapshot {
	t.Helper()
	const head = "id,about,by,by_kind,day,finding,method,reply_of,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n"
	lines := []string{
		"A1,TH-2022-NRM,Example Institute,research,2024-05-02,The teams meet in three invented towns.,,,https://example.org/a,study,2024,,partly,,,2026-11-28,",
		"A2,TH-2022-NRM,Example Ministry,state,2024-06-02,They meet in four by now.,,A1,https://example.org/b,government page,2024,,partly,,,2026-11-28,",
		"A3,TH/14.7,Example League,ngo,2025,People were fined all the same.,,,https://example.org/c,page of an organisation,2025,,partly,,,2026-11-29,",
	}
	s, err := data.Load(data.Layers{fstest.MapFS{"assessments.csv": {Data: []byte(head + strings.Join(lines, "\n") + "\n")}}, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAssessedWithReplies: an assessment has the state's reply beside it, each from the
// day on which it was known, and a reply alone assesses nothing.
func TestAssessedWithReplies(t *testing.T) {
	s := assessed(t)
	all := s.AssessedMeasure("TH-2022-NRM", day(t, "2026-11-30"))
	if len(all) != 1 || all[0].ID != "A1" || len(all[0].Replies) != 1 || all[0].Replies[0].ID != "A2" {
		t.Errorf("got %+v", all)
	}
	if by := convention.Assessors(all); !slices.Equal(by, []string{"Example Institute"}) {
		t.Errorf("assessed by %v", by)
	}
	if got := s.AssessedState("TH", "14", day(t, "2026-11-30")); len(got) != 2 {
		t.Errorf("article 14: %d", len(got))
	}
	if got := s.AssessedState("TH", "14", day(t, "2026-11-28")); len(got) != 1 {
		t.Errorf("before the league's was recorded: %d", len(got))
	}
}

// TestMonitor: every paragraph that asks something of the parties has a place for
// every state; what is for an article as a whole is not said of its paragraphs.
func TestMonitor(t *testing.T) {
	s := assessed(t)
	on := day(t, "2026-11-30")
	lines := convention.Monitor(s, convention.When{On: on, Known: on})
	code := func(number string, state lindung.Country) string {
		for _, l := range lines {
			if l.Number == number {
				return l.Cells[slices.Index(lindung.States, state)].Code()
			}
		}
		return "no line"
	}
	for _, c := range []struct{ number, state, want string }{
		{"14.1", "TH", convention.CellAssessed}, // of a measure for it
		{"14.7", "TH", convention.CellAssessed}, // of the state on it
		{"14", "MM", convention.CellMeasure},
		{"14.3", "MM", convention.CellNone}, // its law is for the whole article
		{"14.2", "TH", convention.CellFact},
		{"14.14", "SG", convention.CellNone},
		{"19", "BN", convention.CellMeasure},
		{"24", "TH", "no line"}, // asks the bodies
		{"29.1", "TH", "no line"},
		{"2", "TH", "no line"},
	} {
		if got := code(c.number, lindung.Country(c.state)); got != c.want {
			t.Errorf("%s of %s: got %s, want %s", c.number, c.state, got, c.want)
		}
	}
	for _, l := range lines {
		if len(l.Cells) != len(lindung.States) {
			t.Errorf("%s has %d places", l.Number, len(l.Cells))
		}
	}
	before := convention.Monitor(s, convention.When{On: on, Known: day(t, "2026-11-22")})
	for _, l := range before {
		for _, c := range l.Cells {
			if c.Code() != convention.CellNone {
				t.Errorf("%s of %s was known before it was recorded", l.Number, c.State)
			}
		}
	}
}

// TestMeasuresHappen: that a measure of a state begins and ends is in the timeline, what
// is only drafted or still to come is not, and what a body does is an event.
func TestMeasuresHappen(t *testing.T) {
	s := embedded(t)
	known := day(t, "2026-11-28")
	found := map[string]bool{}
	for _, h := range convention.Timeline(s, known) {
		if h.Measure != "" {
			found[h.Kind+" "+h.Measure] = true
			if later := h.Days.First.First().After(known.First()); later || h.State == "" {
				t.Errorf("%s %s on %s", h.Kind, h.Measure, h.Days.First)
			}
		}
	}
	for _, want := range []string{"begin TH-2022-NRM", "begin ID-2023-RAN", "end ID-2023-RAN"} {
		if !found[want] {
			t.Errorf("%s is missing", want)
		}
	}
	for _, no := range []string{"begin ID-2025-RAN", "end VN-2026-PROG", "begin KH-2008-LAW", "begin ASEAN-2018-MODEL"} {
		if found[no] {
			t.Errorf("%s has not happened", no)
		}
	}
	for _, c := range convention.Changes(s, day(t, "2026-01-01"), known) {
		if c.Measure == "ID-2023-KUHP" && !c.Recorded {
			return
		}
	}
	t.Error("a law of January 2026 is no change since the year began")
}
