package identification

import (
	"testing"
	"time"

	"lindung"
)

func on(s string) time.Time {
	d, err := lindung.ParseDate(s)
	if err != nil {
		return time.Time{}
	}
	return d.First()
}

func date(s string) lindung.Date { return lindung.DateOf(on(s)) }

func TestDecisionProblems(t *testing.T) {
	full := Decision{
		Status: Actual, Kind: Police, Name: "Example Police Unit", Country: "TH", Law: "Example Act 12", On: date("2026-05-01"),
		Found: Elements{Acts: []string{"transfer"}, Means: []string{"coercion"}, Ends: []string{"servitude"}},
	}
	for _, c := range []struct {
		what   string
		change func(*Decision)
		want   string
	}{
		{"complete", func(*Decision) {}, ""},
		{"no status", func(d *Decision) { d.Status = "" }, "identification.problem.status"},
		{"a status of our own", func(d *Decision) { d.Status = "Survivor" }, "identification.problem.status"},
		{"no kind", func(d *Decision) { d.Kind = "" }, "identification.problem.kind"},
		{"no body", func(d *Decision) { d.Name = " " }, "identification.problem.name"},
		{"no country", func(d *Decision) { d.Country = "" }, "identification.problem.country"},
		{"no law", func(d *Decision) { d.Law = "" }, "identification.problem.law"},
		{"no day", func(d *Decision) { d.On = lindung.Date{} }, "identification.problem.on"},
		{"a day to come", func(d *Decision) { d.On = date("2026-11-25") }, "problem.date.future"},
		{"no such day", func(d *Decision) { d.On = lindung.Date{Year: 2026, Month: 2, Day: 30} }, "problem.date.impossible"},
		{"only the year", func(d *Decision) { d.On = lindung.Date{Year: 2025} }, ""},
		{"reported without the rest", func(d *Decision) { *d = Decision{Status: Possible, Kind: NGO, Name: "Contoh", Reported: true} }, ""},
		{"reported without a name", func(d *Decision) { *d = Decision{Status: Possible, Kind: NGO, Reported: true} }, "identification.problem.name"},
		{"a file without a name", func(d *Decision) { *d = Decision{Status: Possible, Kind: NGO, Reported: true, FromFile: true} }, ""},
		{"reported without a body", func(d *Decision) { *d = Decision{Status: Possible, Name: "Contoh", Reported: true} }, "identification.problem.kind"},
		{"reported of a day to come", func(d *Decision) { d.Reported, d.On = true, date("2027-01-01") }, "problem.date.future"},
	} {
		d := full
		c.change(&d)
		got := ""
		for _, p := range d.Problems(on("2026-11-24"), false) {
			got += p.Key
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestCurrent(t *testing.T) {
	police := Decision{Status: Possible, Kind: Police, Name: "Example Police", Country: "TH", On: date("2026-01-10")}
	later := police
	later.Status, later.Name, later.On = NotVictim, " example police", date("2026-03-01")
	court := Decision{Status: Actual, Kind: Court, Name: "Example Court", Country: "TH", On: date("2026-02-01")}
	undated := Decision{Status: Actual, Kind: NGO, Name: "Example NGO", Reported: true}
	corrected := later
	corrected.Status = Actual
	replaced, withdrawn, appealed := later, later, later
	replaced.State, withdrawn.State, appealed.State = Replaced, Withdrawn, Appealed
	for _, c := range []struct {
		what string
		in   []Decision
		want []Decision
	}{
		{"none", nil, nil},
		{"a body replaces its own", []Decision{police, later}, []Decision{later}},
		{"in whatever order they were recorded", []Decision{later, police}, []Decision{later}},
		{"and nobody else's", []Decision{police, court}, []Decision{court, police}},
		{"two that contradict each other are never both current", []Decision{police, court, later}, []Decision{court}},
		{"one that was replaced is not", []Decision{replaced, court}, []Decision{court}},
		{"nor one that was withdrawn", []Decision{withdrawn, court}, []Decision{court}},
		{"one that is appealed is", []Decision{appealed}, []Decision{appealed}},
		{"of one day the one recorded last", []Decision{later, corrected}, []Decision{corrected}},
		{"without a day comes last", []Decision{undated, court}, []Decision{court, undated}},
	} {
		got := CurrentDecisions(c.in)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d stand, want %d", c.what, len(got), len(c.want))
			continue
		}
		for i := range got {
			if got[i].Status != c.want[i].Status || !got[i].same(c.want[i]) || got[i].On != c.want[i].On {
				t.Errorf("%s: number %d is %v, want %v", c.what, i, got[i], c.want[i])
			}
		}
	}
}

func TestRecognised(t *testing.T) {
	abroad := Decision{Status: Actual, Kind: Government, Name: "Example Ministry", Country: "MY", On: date("2026-02-01")}
	change := func(f func(*Decision)) Decision {
		d := abroad
		f(&d)
		return d
	}
	withdrawn := change(func(d *Decision) { d.Status, d.On = NotVictim, date("2026-04-01") })
	own := change(func(d *Decision) {
		d.Status, d.Country, d.Name, d.On = NotVictim, "ID", "Example Office", date("2026-05-01")
	})
	for _, c := range []struct {
		what string
		in   []Decision
		want bool
	}{
		{"none", nil, false},
		{"identified abroad", []Decision{abroad}, true},
		{"a body here says otherwise", []Decision{abroad, own}, true},
		{"the authority abroad took it back", []Decision{abroad, withdrawn}, false},
		{"identified here", []Decision{change(func(d *Decision) { d.Country = "ID" })}, false},
		{"only possible", []Decision{change(func(d *Decision) { d.Status = Possible })}, false},
		{"by an organisation that is no authority", []Decision{change(func(d *Decision) { d.Kind = NGO })}, false},
		{"nobody knows where", []Decision{change(func(d *Decision) { d.Country = "" })}, false},
		{"reported", []Decision{change(func(d *Decision) { d.Reported = true })}, true},
	} {
		if _, got := Recognised(c.in, "ID"); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

func TestBodyOf(t *testing.T) {
	for _, s := range lindung.Sectors {
		if _, ok := bodies[s]; !ok {
			t.Errorf("sector %s has no kind of body", s)
		}
	}
	if BodyOf("unheard") != OtherBody {
		t.Error("an unknown sector is not other")
	}
}
