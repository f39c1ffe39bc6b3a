package identification

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/field"
)

// What endangers a person comes first, then that they may be a child, then the signs; who
// could not be asked is met again.
func TestNextAfter(t *testing.T) {
	sign := Answers{"ILO.07": Present}
	for _, c := range []struct {
		how                string
		ill, danger, child bool
		signs              Answers
		want               string
	}{
		{"asked", false, false, false, nil, "none"},
		{"asked", false, false, false, Answers{"ILO.07": Absent, "ILO.03": Refused}, "none"},
		{"asked", false, false, false, sign, "screen"},
		{"asked", false, false, true, sign, "child"},
		{"asked", false, true, true, sign, "danger"},
		{"asked", true, true, true, sign, "care"},
		{"not_wanted", false, false, false, nil, "none"},
		{"not_wanted", false, true, false, nil, "danger"},
		{"no_language", false, false, false, nil, "again"},
		{"no_language", false, false, true, nil, "child"},
		{"no_language", true, false, false, nil, "care"},
		{"unwell", false, false, false, sign, "again"},
		{"away", false, false, false, nil, "again"},
		{"asked", false, false, false, Answers{"ILO.05": Present}, "none"}, // it is not asked here
	} {
		if got := NextAfter(c.how, c.ill, c.danger, c.child, c.signs); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
		if !Nexts.Has(c.want) || !slices.Contains(Standings, c.want) {
			t.Errorf("%q is not declared", c.want)
		}
	}
}

// What a person waits for is what the latest meeting says.
func TestStanding(t *testing.T) {
	met := func(next string) field.Values {
		v, problems := First.Decode(url.Values{"first_how": {"asked"}, "first_next": {next}}, time.Now())
		if problems != nil {
			t.Fatal(problems)
		}
		return v
	}
	done := met("care")
	done.Parse(FirstDone.Info, "seen_to", time.Now())
	for _, c := range []struct {
		first []field.Values
		want  string
	}{
		{nil, ToSee}, {[]field.Values{met("")}, ToSee}, {[]field.Values{met("none")}, "none"}, {[]field.Values{met("none"), met("again")}, "none"},
		{[]field.Values{met("care")}, "care"}, {[]field.Values{done}, "none"},
	} {
		if got := Standing(c.first); got != c.want {
			t.Errorf("%d meetings: %q", len(c.first), got)
		}
	}
}

// What is asked in a first meeting is what the instrument has.
func TestFirstSigns(t *testing.T) {
	in, err := FindInstrument(FirstInstrument)
	if err != nil {
		t.Fatal(err)
	}
	all := Answers{}
	for _, id := range FirstSigns {
		all[id] = Present
	}
	if err := in.Check(all); err != nil {
		t.Error(err)
	}
}

// What must not wait is urgent, is due the same day and stays open until it was seen to;
// where nothing was found, nothing is open.
func TestMet(t *testing.T) {
	day, now := lindung.Date{Year: 2026, Month: 11, Day: 28}, time.Date(2026, 11, 28, 3, 0, 0, 0, time.UTC)
	for _, next := range Nexts.Names() {
		v := Met(day, "asked", next, now)
		urgent, _ := FirstNow.Get(v)
		by, due := FirstBy.Get(v)
		open := First.Repeat.Open(v)
		if want := next == "care" || next == "danger" || next == "child"; urgent != want || due != want || want && by != day {
			t.Errorf("%s: urgent %t, due %v", next, urgent, by)
		}
		if open != (next != "none") {
			t.Errorf("%s: open %t", next, open)
		}
	}
}
