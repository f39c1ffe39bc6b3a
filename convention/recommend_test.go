package convention_test

import (
	"slices"
	"testing"

	"lindung"
	"lindung/convention"
)

// asked are contents with one meeting, what it recommended, and what came after.
func asked(t *testing.T, after ...convention.FollowUp) *convention.Snapshot {
	t.Helper()
	read := convention.Evidence{Sources: []string{"https://example.org/a"}, ReadIn: "AICHR page", Certainty: convention.Verified, Checked: day(t, "2026-11-28")}
	for i := range after {
		after[i].Recommendation, after[i].Evidence = "R1", read
		if after[i].Recorded.IsZero() {
			after[i].Recorded = day(t, "2026-11-28")
		}
	}
	one := func(text, recorded string) convention.Recommendation {
		return convention.Recommendation{ID: "R1", Event: "E1", By: "AICHR", Text: text, To: []string{convention.Everyone, "AICHR"}, Paragraphs: []string{"14.7"},
			Due: day(t, "2018-06-30"), Recorded: day(t, recorded), Evidence: read}
	}
	return convention.New(convention.Contents{
		Bodies: []convention.Body{{ID: "AICHR"}},
		Events: []convention.Event{
			{ID: "E1", Kind: "consultation", First: day(t, "2016-09-29"), Last: day(t, "2016-09-30"), Evidence: read},
			{ID: "E2", Kind: "meeting", First: day(t, "2017-08-29"), Last: day(t, "2017-08-30"), Follows: []string{"E1"}, Evidence: read},
			{ID: "E3", Kind: "meeting", First: day(t, "2017-10-01"), Last: day(t, "2017-10-01"), Evidence: read},
		},
		Recommendations: []convention.Recommendation{one("as first written", "2026-11-28"), one("as corrected", "2026-12-10")},
		FollowUps:       after,
		Members:         map[lindung.Country]convention.Membership{"TL": {State: "TL", Since: convention.On(day(t, "2025-10-26"))}},
	})
}

// TestRecommended: what is open is what nobody has answered and no source ties to
// anything, by the day that is asked about and the day of knowing.
func TestRecommended(t *testing.T) {
	event := convention.FollowUp{Kind: convention.ByEvent, Refers: "E2", Strength: convention.SameSubject}
	cites := convention.FollowUp{Kind: convention.ByEvent, Refers: "E2", Strength: convention.CitesIt}
	late := cites
	late.Recorded = day(t, "2027-01-01")
	half := convention.FollowUp{Kind: convention.Answered, By: []string{"TH"}, Day: day(t, "2018-01-01"), Strength: convention.CitesIt}
	everyone := []string{"AICHR"}
	for _, state := range lindung.States {
		if state != "TL" { // a member since 2025
			everyone = append(everyone, string(state))
		}
	}
	answer := convention.FollowUp{Kind: convention.Answered, By: everyone, Day: day(t, "2018-01-01"), Strength: convention.CitesIt}
	none := convention.FollowUp{Kind: convention.FoundNone, By: []string{"SG"}, Day: day(t, "2026-11-28")}
	for name, c := range map[string]struct {
		after     []convention.FollowUp
		on, known string
		stage     string
		open, due bool
	}{
		"nothing recorded":               {nil, "2018-06-30", "2026-12-01", "nothing", true, false},
		"the day is over":                {nil, "2018-07-01", "2026-12-01", "nothing", true, true},
		"a later event, same subject":    {[]convention.FollowUp{event}, "2026-12-01", "2026-12-01", "perhaps", true, true},
		"a source names both":            {[]convention.FollowUp{cites}, "2026-12-01", "2026-12-01", "cited", false, false},
		"before that event":              {[]convention.FollowUp{cites}, "2017-08-28", "2026-12-01", "nothing", true, false},
		"before we knew that source":     {[]convention.FollowUp{late}, "2026-12-01", "2026-12-31", "nothing", true, true},
		"answered":                       {[]convention.FollowUp{answer, event}, "2026-12-01", "2026-12-01", "answered", false, false},
		"answered by one of them":        {[]convention.FollowUp{half}, "2026-12-01", "2026-12-01", "in_part", true, true},
		"before the answer":              {[]convention.FollowUp{answer}, "2017-12-31", "2026-12-01", "nothing", true, false},
		"looked for, which is no answer": {[]convention.FollowUp{none}, "2026-12-01", "2026-12-01", "nothing", true, true},
	} {
		all := convention.Recommended(asked(t, c.after...), convention.When{On: day(t, c.on), Known: day(t, c.known)})
		if len(all) != 1 {
			t.Fatalf("%s: %d recommendations", name, len(all))
		}
		if f := all[0]; f.Stage != c.stage || f.Open() != c.open || f.Overdue(day(t, c.on)) != c.due {
			t.Errorf("%s: got %s, open %v, overdue %v", name, f.Stage, f.Open(), f.Overdue(day(t, c.on)))
		}
	}
}

// TestRecommendedAsKnown: before it was made there is none, before we knew it
// neither, and a correction counts from its own day.
func TestRecommendedAsKnown(t *testing.T) {
	s := asked(t)
	for _, c := range []struct{ on, known, text string }{
		{"2016-09-28", "2026-12-31", ""}, {"2016-09-29", "2026-11-27", ""}, {"2016-09-29", "2026-11-28", "as first written"}, {"2016-09-29", "2026-12-10", "as corrected"},
	} {
		text := ""
		for _, f := range convention.Recommended(s, convention.When{On: day(t, c.on), Known: day(t, c.known)}) {
			text += f.Text
		}
		if text != c.text {
			t.Errorf("on %s, as known on %s: %q", c.on, c.known, text)
		}
	}
}

// TestRecommendedOnNoDay: what has no day was made by the day on which we knew it,
// and is counted on no day before.
func TestRecommendedOnNoDay(t *testing.T) {
	s := convention.New(convention.Contents{Recommendations: []convention.Recommendation{{ID: "R1", To: []string{"TH"}, Recorded: day(t, "2026-11-28")}}})
	for on, want := range map[string]int{"2016-01-01": 0, "2026-11-27": 0, "2026-11-28": 1} {
		if got := len(convention.Recommended(s, convention.When{On: day(t, on), Known: day(t, "2026-12-01")})); got != want {
			t.Errorf("on %s: %d, want %d", on, got, want)
		}
	}
}

func TestAskedOf(t *testing.T) {
	s := asked(t)
	list := convention.Recommended(s, convention.When{On: day(t, "2026-12-01"), Known: day(t, "2026-12-01")})
	for to, want := range map[string]int{"TH": 1, "AICHR": 1, "STATES": 1, "TL": 0, "SOMTC": 0} {
		if got := len(convention.AskedOf(s, list, to)); got != want {
			t.Errorf("%s is asked by %d, want %d", to, got, want)
		}
	}
	for to, want := range map[string]bool{"TH": true, "AICHR": true, "STATES": true, "NOBODY": false} {
		if convention.MayBeAsked(s, to) != want {
			t.Errorf("%s may be asked: %v", to, !want)
		}
	}
}

// TestAnswersInTheTimeline: a recommendation and an answer are lines of the timeline,
// each once.
func TestAnswersInTheTimeline(t *testing.T) {
	s := asked(t, convention.FollowUp{Kind: convention.Accepted, By: []string{"TH"}, Day: day(t, "2018-01-01"), Strength: convention.CitesIt})
	var kinds []string
	for _, h := range convention.Timeline(s, day(t, "2026-12-01")) {
		kinds = append(kinds, h.Kind+h.Recommendation+h.By)
	}
	want := []string{"consultation", "recommendationR1", "meeting", "meeting", "answerR1TH"}
	if !slices.Equal(kinds[:len(want)], want) {
		t.Errorf("got %v", kinds)
	}
}

func TestConsultationsHaveTheirChain(t *testing.T) {
	var own, chain []string
	for _, e := range convention.Consultations(asked(t)) {
		own = append(own, e.ID)
	}
	if want := []string{"E1", "E2"}; !slices.Equal(own, want) {
		t.Errorf("pages of %v, want %v", own, want)
	}
	all, whole := convention.ChainOf(embedded(t), "AICHR-SOMTC-2024", 20)
	for _, e := range all {
		chain = append(chain, e.ID)
	}
	if near, more := convention.ChainOf(embedded(t), "AICHR-SOMTC-2024", 2); !whole || more || len(near) != 5 {
		t.Errorf("all: %v; of two on either side: %d events, whole %v", whole, len(near), more)
	}
	story := []string{"AICHR-SOMTC-2016", "AICHR-SOMTC-2017", "AICHR-2018-HANOI", "AICHR-2022", "AICHR-2023", "AICHR-SOMTC-2024", "NPP-2025-ADOPTED", "NPP-2025-LAUNCHED",
		"AICHR-STATEMENT-2025", "NPP-2025-WORKSHOP", "NPP-WEBINAR-2025"}
	if !slices.Equal(chain, story) {
		t.Errorf("the chain is %v", chain)
	}
}

// TestChainIsNeverGuessed: in the data, what came after is tied by name only where a
// source names both, and what nobody read has no text.
func TestChainIsNeverGuessed(t *testing.T) {
	s := embedded(t)
	for _, f := range convention.Recommended(s, convention.When{On: day(t, "2026-12-31"), Known: day(t, "2026-12-31")}) {
		if f.Text != "" && (f.ReadIn == "" || !f.Certainty.Counts()) {
			t.Errorf("%s has a text that nobody read", f.ID)
		}
		for _, x := range f.After {
			if x.Strength == convention.CitesIt && len(x.Names) != 2 {
				t.Errorf("%s: %s cites it without names", f.ID, x.Refers)
			}
		}
		for _, x := range f.Searched {
			if x.Day.Day == 0 {
				t.Errorf("%s: nobody says when they looked", f.ID)
			}
		}
	}
}
