package field

import (
	"net/url"
	"testing"

	"lindung"
)

var (
	cameOn  = NewDate("came_on", WithClass(Open))
	nextOn  = NewDate("next_on", WithClass(Open), Future())
	outcome = NewText("outcome")
	visits  = NewForm("visit", cameOn, nextOn, outcome).Many(Repeat{Day: cameOn, Due: nextOn, Done: outcome, For: true})
)

// A record is open, and owed by its day, until the answer that ends it.
func TestRecordIsOpenUntilAnswered(t *testing.T) {
	for _, c := range []struct {
		posted url.Values
		open   bool
		due    string
	}{
		{url.Values{"came_on": {"2026-11-02"}}, true, ""},
		{url.Values{"next_on": {"2026-11-09"}}, true, "2026-11-09"},
		{url.Values{"next_on": {"2026-11-09"}, "outcome-absent": {"unknown"}}, true, "2026-11-09"},
		{url.Values{"next_on": {"2026-11-09"}, "outcome": {"came"}}, false, ""},
	} {
		v, problems := visits.Decode(c.posted, now)
		if problems != nil {
			t.Fatal(problems)
		}
		if r := visits.Repeat; r.Open(v) != c.open || r.DueOn(v).String() != c.due {
			t.Errorf("%v: open %v, due %s", c.posted, r.Open(v), r.DueOn(v))
		}
	}
}

// What is said of a form as a whole holds for every part of it.
func TestPartsKeepTheDeclaration(t *testing.T) {
	f := visits.Under("care").Edition(3)
	for name, g := range map[string]*Form{
		"asked": f.Asked(), "only": f.ForPurpose(lindung.Assistance), "with": f.With(NewText("more")), "up to": f.UpTo(Open),
	} {
		if g.Name != "visit" || g.Section != "care" || g.Version != 3 || g.Repeat == nil {
			t.Errorf("%s: %+v", name, g)
		}
	}
	if visits.Section != "" || visits.Version != 1 {
		t.Error("the form itself has changed")
	}
}

// A declaration that would put a sealed answer into a column, or that lists by an
// answer no one gives, stops the program at its start; so does a fact in clear.
func TestBadDeclarations(t *testing.T) {
	hidden := NewDate("hidden")
	for name, bad := range map[string]func(){
		"a sealed day":        func() { NewForm("one", hidden).Many(Repeat{Day: hidden}) },
		"no day":              func() { NewForm("one", outcome).Many(Repeat{}) },
		"a day not asked":     func() { NewForm("one", outcome).Many(Repeat{Day: cameOn}) },
		"an end not asked":    func() { NewForm("one", cameOn).Many(Repeat{Day: cameOn, Done: outcome}) },
		"a fact in clear":     func() { NewBool("held", WithClass(Private), Fact()) },
		"a fact in words":     func() { NewText("held", Fact()) },
		"urgent and in clear": func() { NewBool("held", WithClass(Open), Urgent()) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			bad()
		}()
	}
}

// A form that is answered once is due on the day until when something lasts.
func TestLapses(t *testing.T) {
	f := NewForm("permit", nextOn, outcome).Lapses(nextOn, "stay")
	v, problems := f.Decode(url.Values{"next_on": {"2026-12-24"}}, now)
	if problems != nil || f.DueOn(v).String() != "2026-12-24" || f.Says() != "stay" || !f.Under("law").Asked().FallsDue() {
		t.Errorf("due on %s, %q, %v", f.DueOn(v), f.Says(), problems)
	}
	if !f.DueOn(Values{}).IsZero() || NewForm("plain", nextOn).FallsDue() {
		t.Error("what says no day falls due")
	}
	for name, bad := range map[string]func(){
		"a sealed day":                  func() { d := NewDate("hidden_on"); NewForm("one", d).Lapses(d, "x") },
		"another form's day":            func() { NewForm("one", outcome).Lapses(nextOn, "x") },
		"a form that is answered often": func() { visits.Lapses(nextOn, "x") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is accepted", name)
				}
			}()
			bad()
		}()
	}
}
