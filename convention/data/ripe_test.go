package data

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestRipe: the menu leads to measures from ten sourced rows of three states on; a row
// that is not established, and one of a body, count for nothing.
func TestRipe(t *testing.T) {
	count := func(s string) (m Ripeness) {
		t.Helper()
		snap, err := Load(Layers{fstest.MapFS{"measures.csv": {Data: []byte(s)}}, Files()})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range Count(snap) {
			if r.Kind == "m" {
				m = r
			}
		}
		return m
	}
	const head = "id,state,body,kind,title,law,begins,ends,pending,replaces,paragraphs,plan,relation,relation_by,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n"
	lines := func(states ...string) string {
		text := head
		for i, state := range states {
			text += state + "-2020-" + strings.Repeat("X", i+1) + "," + state + ",,law,An invented law,,2020,,,,,,,,https://example.org/law,press,2021,,partly,,,2026-11-28,\n"
		}
		return text
	}
	nine := []string{"TH", "TH", "TH", "TH", "ID", "ID", "ID", "VN", "VN"}
	open := "KH-2020-OPEN,KH,,law,An invented law,,2020,,,,,,,,,,,,open,,,2026-11-28,\n"
	body := "ASEAN-2020-X,,SOMTC,sop,An invented guide,,2020,,,,,,,,https://example.org/x,press,2021,,partly,,,2026-11-28,\n"
	for name, c := range map[string]struct {
		text         string
		rows, states int
		ripe         bool
	}{
		"nine":                {lines(nine...), 9, 3, false},
		"nine and not a fact": {lines(nine...) + open + body, 9, 3, false},
		"ten of three":        {lines(append(nine, "VN")...), 10, 3, true},
		"ten of two":          {lines("TH", "TH", "TH", "TH", "TH", "ID", "ID", "ID", "ID", "ID"), 10, 2, false},
	} {
		if got := count(c.text); got.Rows != c.rows || got.States != c.states || got.Ripe() != c.ripe {
			t.Errorf("%s: got %+v, ripe %v", name, got, got.Ripe())
		}
	}
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Count(s) {
		if (r.Kind == "m" || r.Kind == "monitor") && !r.Ripe() {
			t.Errorf("%+v", r)
		}
	}
}
