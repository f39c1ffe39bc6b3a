package convention_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung"
	"lindung/convention"
)

func TestDiff(t *testing.T) {
	old := lindung.Date{Year: 2026, Month: 11, Day: 1}
	fresh := lindung.Date{Year: 2026, Month: 12, Day: 1}
	act := func(certainty convention.Certainty, recorded lindung.Date, line int) convention.ActFact {
		return convention.ActFact{Instrument: "ACTIP", State: "ID", Fact: convention.ActDeposited, Days: convention.On(old), Recorded: recorded, Line: line,
			Evidence: convention.Evidence{Certainty: certainty}}
	}
	law := func(text string, line int) convention.Fact {
		return convention.Fact{Name: "laws", Text: text, Line: line, Owed: &convention.Owing{When: []string{"child"}}}
	}
	national := func(all ...convention.Fact) map[lindung.Country]convention.National {
		return map[lindung.Country]convention.National{"TH": {State: "TH", All: all}}
	}
	event := convention.Event{ID: "E1", Title: "A meeting", Bodies: []string{"AICHR"}, Present: []convention.Guest{{Kind: "NGO", Name: "Example"}}}
	attended := event
	attended.Bodies = []string{"AICHR", "SOMTC"}
	one := convention.Contents{Events: []convention.Event{event}}
	for name, c := range map[string]struct {
		old, fresh convention.Contents
		want       []convention.Difference
	}{
		"the same": {one, one, nil},
		"on another line": {
			convention.Contents{Acts: []convention.ActFact{act("verified", old, 3)}, National: national(law("One", 2), law("Two", 3))},
			convention.Contents{Acts: []convention.ActFact{act("verified", old, 9)}, National: national(law("Two", 7), law("One", 8))}, nil,
		},
		"added":   {convention.Contents{}, one, []convention.Difference{{Change: "added", Kind: "event", ID: "E1"}}},
		"removed": {one, convention.Contents{}, []convention.Difference{{Change: "removed", Kind: "event", ID: "E1"}}},
		"corrected in its line": {
			one, convention.Contents{Events: []convention.Event{attended}},
			[]convention.Difference{{Change: "corrected", Kind: "event", ID: "E1", Parts: []convention.Part{{Name: "bodies", Old: "AICHR", New: "AICHR; SOMTC"}}}},
		},
		"corrected by a later line": {
			convention.Contents{Acts: []convention.ActFact{act("partly", old, 3)}},
			convention.Contents{Acts: []convention.ActFact{act("partly", old, 3), act("verified", fresh, 4)}},
			[]convention.Difference{{Change: "corrected", Kind: "act", ID: "ACTIP/ID/deposited", Parts: []convention.Part{
				{Name: "certainty", Old: "partly", New: "verified"}, {Name: "recorded", Old: "2026-11-01", New: "2026-12-01"},
			}}},
		},
		"one of several under a name": {
			convention.Contents{National: national(law("One", 2), law("Two", 3))},
			convention.Contents{National: national(law("Two", 2), law("One, as amended", 3), law("Three", 4))},
			[]convention.Difference{
				{Change: "corrected", Kind: "national", ID: "TH/laws", Parts: []convention.Part{{Name: "text", Old: "One", New: "One, as amended"}}},
				{Change: "added", Kind: "national", ID: "TH/laws"},
			},
		},
		"what is said no longer": {
			one, convention.Contents{Events: []convention.Event{{ID: "E1", Title: "A meeting", Bodies: []string{"AICHR"}}}},
			[]convention.Difference{{Change: "corrected", Kind: "event", ID: "E1", Parts: []convention.Part{
				{Name: "present 1 kind", Old: "NGO"}, {Name: "present 1 name", Old: "Example"},
			}}},
		},
	} {
		if diff := cmp.Diff(c.want, convention.Diff(c.old, c.fresh)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestDiffOfTheData: no fact of the data differs from itself, and every kind of fact
// is compared.
func TestDiffOfTheData(t *testing.T) {
	c := embedded(t).Contents()
	if all := convention.Diff(c, c); len(all) > 0 {
		t.Errorf("%d facts differ from themselves: %v", len(all), all[0])
	}
	kinds := map[string]int{}
	for _, d := range convention.Diff(convention.Contents{}, c) {
		kinds[d.Kind]++
	}
	for _, kind := range []string{"instrument", "paragraph", "act", "membership", "national", "body", "plan", "model", "contact", "conflict", "event", "recommendation", "followup", "step", "procedure", "measure"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s is compared", kind)
		}
	}
}
