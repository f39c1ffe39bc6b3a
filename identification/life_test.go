package identification

import (
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/consent"
)

// TestLife holds which state of a decision can follow which.
func TestLife(t *testing.T) {
	can := map[string]string{
		"Possible presumed": "replaced withdrawn",
		"Actual positive":   "reopened appealed replaced withdrawn",
		"Actual reopened":   "positive appealed replaced withdrawn",
		"Actual appealed":   "positive reopened replaced withdrawn",
		"Not negative":      "reopened appealed replaced withdrawn",
		"Not reopened":      "negative appealed replaced withdrawn",
		"Not appealed":      "negative reopened replaced withdrawn",
	}
	for name, status := range map[string]Status{"Possible": Possible, "Actual": Actual, "Not": NotVictim} {
		for _, now := range States {
			want := strings.Fields(can[name+" "+string(now)])
			begins := first[status] == now || now == Reopened || now == Appealed || now.Over()
			if !begins || now.Over() {
				want = nil
			}
			if status == Possible && (now == Reopened || now == Appealed) {
				continue // it never comes to them
			}
			if !begins {
				continue // nor to how another status begins
			}
			var got []string
			for _, to := range States {
				if MayBecome(status, now, to) {
					got = append(got, string(to))
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: can become %v, want %v", name, now, got, want)
			}
		}
	}
}

// TestNeverBothCurrent: whatever is recorded in whatever order, two decisions that
// contradict each other are not both current.
func TestNeverBothCurrent(t *testing.T) {
	var all []Decision
	for i, kind := range []Body{Police, Court, NGO} {
		for j, status := range Statuses {
			for _, state := range []State{first[status], Appealed, Replaced, Withdrawn} {
				all = append(all, Decision{
					ID: string(rune('a'+i)) + string(rune('a'+j)) + string(state), Status: status, Kind: kind, Name: string(kind), Country: "TH", State: state,
					On: lindung.Date{Year: 2026, Month: 1 + j},
				})
			}
		}
	}
	for _, a := range all {
		for _, b := range all {
			for _, c := range all {
				current := CurrentDecisions([]Decision{a, b, c})
				for _, x := range current {
					if x.State.Over() {
						t.Fatalf("%s is current", x.State)
					}
					if slices.ContainsFunc(current, func(y Decision) bool { return Contradict(x.Status, y.Status) }) {
						t.Fatalf("%s and what contradicts it are both current", x.Status)
					}
				}
			}
		}
	}
}

// TestLive: a decision is replaced by one that names it, and is again as it was once that
// one is withdrawn as mistaken.
func TestLive(t *testing.T) {
	change := func(to State) []Change { return []Change{{To: to}} }
	for _, c := range []struct {
		what string
		all  []Decision
		want string
	}{
		{"one", []Decision{{ID: "a", Status: Actual}}, "positive"},
		{"replaced", []Decision{{ID: "a", Status: Actual}, {ID: "b", Status: NotVictim, Replaces: "a"}}, "replaced negative"},
		{"twice", []Decision{{ID: "a", Status: Actual}, {ID: "b", Status: NotVictim, Replaces: "a"}, {ID: "c", Status: Actual, Replaces: "b"}}, "replaced replaced positive"},
		{"what replaced it was mistaken", []Decision{{ID: "a", Status: Actual}, {ID: "b", Status: NotVictim, Replaces: "a", Changes: change(Withdrawn)}}, "positive withdrawn"},
		{"the last of three was mistaken", []Decision{{ID: "a", Status: Actual}, {ID: "b", Status: NotVictim, Replaces: "a"}, {ID: "c", Status: Actual, Replaces: "b", Changes: change(Withdrawn)}}, "replaced negative withdrawn"},
		{"appealed and replaced", []Decision{{ID: "a", Status: NotVictim, Changes: change(Appealed)}, {ID: "b", Status: Actual, Replaces: "a"}}, "replaced positive"},
		{"appealed and confirmed", []Decision{{ID: "a", Status: NotVictim, Changes: append(change(Appealed), change(Negative)...)}}, "negative"},
	} {
		live(c.all)
		var got []string
		for _, d := range c.all {
			got = append(got, string(d.State))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.what, got, c.want)
		}
	}
}

func TestStatusOf(t *testing.T) {
	d := func(s Status, k Body, state State) Decision {
		return Decision{ID: string(s) + string(k), Status: s, Kind: k, Name: string(k), Country: "TH", State: state}
	}
	for _, c := range []struct {
		what string
		in   []Decision
		want State
	}{
		{"none", nil, ""},
		{"presumed", []Decision{d(Possible, Police, Presumed)}, Presumed},
		{"identified", []Decision{d(Possible, Police, Presumed), d(Actual, Court, Positive)}, Positive},
		{"refused", []Decision{d(NotVictim, Police, Negative)}, Negative},
		{"refused by one, presumed by another", []Decision{d(NotVictim, Police, Negative), d(Possible, Government, Presumed)}, Presumed},
		{"appealed", []Decision{d(NotVictim, Police, Appealed)}, Appealed},
		{"reopened", []Decision{d(Actual, Police, Reopened)}, Reopened},
		{"withdrawn", []Decision{d(Actual, Police, Withdrawn)}, ""},
		{"an organisation says so", []Decision{d(Actual, NGO, Positive)}, Presumed},
		{"an organisation says no", []Decision{d(NotVictim, NGO, Negative)}, ""},
	} {
		if got := StatusOf(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestElements holds what a decision must find, and that for a child no means is needed.
func TestElements(t *testing.T) {
	act, means, end := []string{"recruitment"}, []string{"deception"}, []string{"forced_labour"}
	for _, c := range []struct {
		what   string
		status Status
		found  Elements
		child  bool
		want   string
	}{
		{"an adult, all of them", Actual, Elements{act, means, end}, false, ""},
		{"an adult, without a means", Actual, Elements{act, nil, end}, false, "identification.problem.lacks.means"},
		{"a child, without a means", Actual, Elements{act, nil, end}, true, ""},
		{"a child, without an act", Actual, Elements{nil, nil, end}, true, "identification.problem.lacks.act"},
		{"a child, without a purpose", Actual, Elements{act, nil, nil}, true, "identification.problem.lacks.purpose"},
		{"nothing", Actual, Elements{}, false, "identification.problem.lacks.act identification.problem.lacks.means identification.problem.lacks.purpose"},
		{"presumed on nothing yet", Possible, Elements{}, false, ""},
		{"refused, without a means", NotVictim, Elements{act, nil, end}, false, ""},
		{"refused, and all was found", NotVictim, Elements{act, means, end}, false, "identification.problem.all_found"},
		{"a child refused for want of a means", NotVictim, Elements{act, nil, end}, true, "identification.problem.all_found.child"},
	} {
		var got []string
		for _, p := range c.found.Unfit(c.status, c.child) {
			got = append(got, p.Key)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestStops holds that nothing but a clear answer lets a state be told.
func TestStops(t *testing.T) {
	clear := Said{Asked: true, Objects: No, Understood: true}
	change := func(f func(*Said)) Said {
		s := clear
		f(&s)
		return s
	}
	for _, c := range []struct {
		what  string
		said  Said
		stops string
		known Objection
	}{
		{"nothing is known", Said{}, "not_asked", ""},
		{"does not object", clear, "", No},
		{"objects", change(func(s *Said) { s.Objects = Yes }), "objects", Yes},
		{"objects, on no known day", Said{Objects: Yes}, "objects", Yes},
		{"asked, and does not know", change(func(s *Said) { s.Objects = "" }), "not_known", ""},
		{"on no known day", change(func(s *Said) { s.Asked = false }), "no_day", ""},
		{"did not understand", change(func(s *Said) { s.Understood = false }), "not_understood", ""},
		{"a child for whom somebody answers", change(func(s *Said) { s.Child = true }), "child", ""},
		{"a child who answers", change(func(s *Said) { s.Child, s.Own = true, true }), "", No},
		{"a child who objects", change(func(s *Said) { s.Child, s.Objects = true, Yes }), "objects", Yes},
		{"asks for asylum", change(func(s *Said) { s.Asylum = true }), "asylum", Yes},
		{"asks for asylum, and was not asked", Said{Asylum: true}, "asylum", Yes},
	} {
		if got := c.said.Stops(); got != c.stops {
			t.Errorf("%s: stopped by %q, want %q", c.what, got, c.stops)
		}
		if got := c.said.ObjectsToNotice(); got != c.known {
			t.Errorf("%s: objects %q, want %q", c.what, got, c.known)
		}
	}
	objects, silent := change(func(s *Said) { s.Objects = Yes }), Said{}
	for _, c := range []struct {
		what         string
		here, theirs Said
		want         string
	}{
		{"nowhere", silent, silent, "not_asked"},
		{"there alone", silent, clear, ""},
		{"here alone", clear, silent, ""},
		{"in both", clear, clear, ""},
		{"objects here", objects, clear, "objects"},
		{"objects there", clear, objects, "objects"},
		{"asks for asylum there, objects here", objects, Said{Asylum: true}, "asylum"},
		{"asks for asylum here, objects there", Said{Asylum: true}, objects, "asylum"},
		{"does not know here", change(func(s *Said) { s.Objects = "" }), clear, "not_known"},
		{"did not understand there", clear, change(func(s *Said) { s.Understood = false }), "not_understood"},
		{"a child there", clear, Said{Child: true}, "child"},
	} {
		if got := c.here.With(c.theirs).Stops(); got != c.want {
			t.Errorf("%s: stopped by %q, want %q", c.what, got, c.want)
		}
	}
	for _, c := range []struct {
		n    Noticeable
		want string
	}{
		{Noticeable{Positive, clear, []lindung.Country{"KH"}}, ""},
		{Noticeable{"", clear, []lindung.Country{"KH"}}, "not_identified"},
		{Noticeable{Presumed, clear, []lindung.Country{"KH"}}, "not_identified"},
		{Noticeable{Appealed, clear, []lindung.Country{"KH"}}, "not_identified"},
		{Noticeable{Negative, clear, []lindung.Country{"KH"}}, "not_identified"},
		{Noticeable{Positive, clear, nil}, "no_state"},
		{Noticeable{Positive, Said{}, []lindung.Country{"KH"}}, "not_asked"},
	} {
		if got := c.n.Stops(); got != c.want {
			t.Errorf("%s: stopped by %q, want %q", c.n.Status, got, c.want)
		}
	}
}

// TestWhoDecides: who can be asked for a decision is who can make one.
func TestWhoDecides(t *testing.T) {
	for _, s := range lindung.Sectors {
		if consent.Decides(s) != BodyOf(s).Authority() {
			t.Errorf("%s: the text says %v", s, consent.Decides(s))
		}
	}
}
