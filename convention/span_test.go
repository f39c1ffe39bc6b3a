package convention

import (
	"testing"

	"lindung"
)

func day(t *testing.T, s string) lindung.Date {
	t.Helper()
	d, err := lindung.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSpan(t *testing.T) {
	s := Span{day(t, "2017-02-06"), day(t, "2017-02-07")}
	for on, want := range map[string][2]bool{
		"2017-02-05": {false, false},
		"2017-02-06": {false, true},
		"2017-02-07": {true, false},
		"2017-02-08": {true, false},
	} {
		if got := [2]bool{s.Certain(day(t, on)), s.Possible(day(t, on))}; got != want {
			t.Errorf("%s: certain, possible %v, want %v", on, got, want)
		}
	}
	if (Span{}).Certain(day(t, "2030-01-01")) || (Span{}).Possible(day(t, "2030-01-01")) || (Span{}).Exact() {
		t.Error("no day has come")
	}
	if got := (Span{}).join(s); got != s {
		t.Errorf("join %v", got)
	}
	if got := s.join(On(day(t, "2017-03-08"))); got != (Span{day(t, "2017-02-06"), day(t, "2017-03-08")}) {
		t.Errorf("join %v", got)
	}
}

func TestRuleAfter(t *testing.T) {
	for _, c := range []struct {
		rule          Rule
		deposit, want string
	}{
		{Rule{Wait: 30, Unit: "day"}, "2017-02-06", "2017-03-08"},
		{Rule{Wait: 30, Unit: "day"}, "2017-02-07", "2017-03-09"},
		{Rule{Wait: 30, Unit: "day", Inclusive: true}, "2017-02-07", "2017-03-08"},
		{Rule{Wait: 0, Unit: "day"}, "2017-02-07", "2017-02-07"},
		{Rule{Wait: 1, Unit: "month"}, "2020-01-31", "2020-02-29"},
		{Rule{Wait: 12, Unit: "month"}, "2018-06-04", "2019-06-04"},
		{Rule{Wait: 3, Unit: "month"}, "1990-11-30", "1991-02-28"},
		{Rule{Wait: 3, Unit: "month_start"}, "2012-05-31", "2012-09-01"},
		{Rule{Wait: 3, Unit: "month_start"}, "2012-05-01", "2012-08-01"},
	} {
		if got := c.rule.after(day(t, c.deposit)); got != day(t, c.want) {
			t.Errorf("%d %s after %s is %s, want %s", c.rule.Wait, c.rule.Unit, c.deposit, got, c.want)
		}
	}
}

// TestOpenSpan: what has no end is never certain, on no day of the future.
func TestOpenSpan(t *testing.T) {
	s := Span{First: day(t, "2017-11-13")}
	for on, want := range map[string][3]bool{
		"2017-11-12": {false, false, false},
		"2017-11-13": {false, true, true},
		"2026-12-24": {false, true, true},
		"9999-12-31": {false, true, true},
	} {
		if got := [3]bool{s.Certain(day(t, on)), s.Possible(day(t, on)), s.Contains(day(t, on))}; got != want {
			t.Errorf("%s: certain, possible, contains %v, want %v", on, got, want)
		}
	}
	if !s.Open() || s.IsZero() || s.Exact() || (Span{}).Open() {
		t.Error("open")
	}
	if got := (Rule{Wait: 30, Unit: "day"}).after(s.Last); !got.IsZero() {
		t.Errorf("no day and thirty days is %s", got)
	}
	end := Span{Last: day(t, "2020-08-31")}
	for _, c := range []struct{ a, b, join, meet Span }{
		{s, end, Span{}, Span{s.First, end.Last}},
		{s, On(day(t, "2018-01-01")), s, On(day(t, "2018-01-01"))},
		{s, s, s, s},
		{Span{}, s, s, s},
	} {
		if got := c.a.meet(c.b); got != c.meet {
			t.Errorf("%v meets %v: %v", c.a, c.b, got)
		}
		if got := c.a.join(c.b); c.join != (Span{}) && got != c.join {
			t.Errorf("%v joins %v: %v", c.a, c.b, got)
		}
	}
}
