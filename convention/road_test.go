package convention_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung"
	"lindung/convention"
)

// date reads a day of a table.
func date(text string) lindung.Date {
	d, err := lindung.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// step is a step of the table: a kind, its days, and how sure it is.
func step(id string, state lindung.Country, kind convention.StepKind, days convention.Span, c convention.Certainty) convention.Step {
	return convention.Step{ID: id, Instrument: "T", State: state, Kind: kind, Days: days, Recorded: date("2020-01-01"), Evidence: convention.Evidence{Certainty: c}}
}

func on(day string) convention.Span { return convention.On(date(day)) }

// roads is a snapshot with one treaty and the steps and procedures of the table.
func roads(pen []convention.Procedure, steps ...convention.Step) (*convention.Snapshot, convention.Instrument) {
	in := convention.Instrument{ID: "T", Adopted: date("2015-01-01")}
	return convention.New(convention.Contents{Instruments: []convention.Instrument{in}, Steps: steps, Procedures: pen}), in
}

func legsOf(all []convention.Leg) []string {
	var out []string
	for _, g := range all {
		out = append(out, string(g.Kind)+" "+string(g.Mark))
	}
	return out
}

func TestRoad(t *testing.T) {
	sure, memory := convention.Partly, convention.Memory
	group := step("g", "TL", convention.StepGovernment, on("2016-05-01"), convention.Verified)
	group.Group = true
	later := step("l", "TL", convention.StepStudy, on("2016-01-01"), sure)
	later.Recorded = date("2026-01-02")
	pen := []convention.Procedure{{State: "TL", Number: 1, Kind: convention.StepParliament, Recorded: date("2020-01-01")}}
	for name, c := range map[string]struct {
		pen     []convention.Procedure
		steps   []convention.Step
		want    []string
		remains []string
	}{
		"nothing is known":                 {nil, nil, []string{"deposited ahead"}, []string{"deposited ahead"}},
		"the law of the state names steps": {pen, nil, []string{"parliament ahead", "deposited ahead"}, []string{"parliament ahead", "deposited ahead"}},
		"a step is taken": {pen, []convention.Step{step("a", "TL", convention.StepParliament, on("2016-05-01"), sure)},
			[]string{"parliament done", "deposited ahead"}, []string{"deposited ahead"}},
		"a later step passes what is not recorded": {pen, []convention.Step{step("a", "TL", convention.StepLaw, on("2016-05-01"), sure)},
			[]string{"parliament passed", "act_published done", "deposited ahead"}, []string{"deposited ahead"}},
		"memory is never done": {nil, []convention.Step{step("a", "TL", convention.StepParliament, on("2016-05-01"), memory)},
			[]string{"parliament perhaps", "deposited ahead"}, []string{"parliament perhaps", "deposited ahead"}},
		"a source that does not name the treaty does nothing": {nil, []convention.Step{group},
			[]string{"government_approved perhaps", "deposited ahead"}, []string{"government_approved perhaps", "deposited ahead"}},
		"an interval that is not over": {nil, []convention.Step{step("a", "TL", convention.StepParliament, convention.Between(date("2016-05-01"), date("2018-01-01")), sure)},
			[]string{"parliament perhaps", "deposited ahead"}, []string{"parliament perhaps", "deposited ahead"}},
		"an interval without end": {nil, []convention.Step{step("a", "TL", convention.StepDeposited, convention.Between(date("2016-05-01"), lindung.Date{}), sure)},
			[]string{"deposited perhaps"}, []string{"deposited perhaps"}},
		"a step without a day": {nil, []convention.Step{step("a", "TL", convention.StepStudy, convention.Span{}, sure)},
			[]string{"study done", "deposited ahead"}, []string{"deposited ahead"}},
		"a step after the day": {nil, []convention.Step{step("a", "TL", convention.StepStudy, on("2018-01-01"), sure)},
			[]string{"deposited ahead"}, []string{"deposited ahead"}},
		"what was recorded later": {nil, []convention.Step{later}, []string{"deposited ahead"}, []string{"deposited ahead"}},
		"another state":           {nil, []convention.Step{step("a", "VN", convention.StepStudy, on("2016-01-01"), sure)}, []string{"deposited ahead"}, []string{"deposited ahead"}},
		"the deposit": {nil, []convention.Step{step("a", "TL", convention.StepDeposited, on("2016-01-01"), sure)},
			[]string{"deposited done"}, nil},
	} {
		s, in := roads(c.pen, c.steps...)
		r := convention.RoadOf(s, in, "TL", convention.When{On: date("2017-01-01"), Known: date("2026-01-01")})
		if diff := cmp.Diff(c.want, legsOf(r.Legs)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff(c.remains, legsOf(r.Remains())); diff != "" {
			t.Errorf("%s: remains: %s", name, diff)
		}
	}
}

// A correction of a step takes its place from the day on which it was recorded.
func TestStepCorrected(t *testing.T) {
	first := step("a", "TL", convention.StepParliament, on("2016-05-01"), convention.Partly)
	second := step("a", "TL", convention.StepParliament, on("2016-06-01"), convention.Verified)
	second.Recorded = date("2024-01-01")
	s, in := roads(nil, first, second)
	for known, want := range map[string]string{"2023-12-31": "2016-05-01", "2024-01-01": "2016-06-01"} {
		all := s.Steps(in, "TL", date(known))
		if len(all) != 1 || all[0].Days.First != date(want) {
			t.Errorf("known on %s: %v", known, all)
		}
	}
}

func TestLapses(t *testing.T) {
	sure := convention.Partly
	signed := func(state lindung.Country) convention.Step {
		return step("s"+string(state), state, convention.StepSigned, on("2016-01-01"), sure)
	}
	deposited := func(state lindung.Country, days convention.Span, c convention.Certainty) convention.Step {
		return step("d"+string(state), state, convention.StepDeposited, days, c)
	}
	s, in := roads(nil,
		signed("BN"), deposited("BN", on("2016-01-11"), sure),
		signed("KH"), deposited("KH", on("2016-01-21"), sure),
		signed("LA"), deposited("LA", on("2016-02-01"), sure),
		signed("MY"), deposited("MY", on("2016-04-10"), sure), // 100 days
		signed("MM"), deposited("MM", convention.Between(date("2016-01-11"), date("2016-01-31")), sure),
		signed("PH"), deposited("PH", convention.Between(date("2016-01-11"), lindung.Date{}), sure), // not known to be done
		signed("SG"), deposited("SG", on("2016-01-05"), convention.Memory),
		deposited("TH", on("2016-01-05"), sure), // no signature
		signed("VN"), deposited("VN", on("2016-01-02"), sure),
	)
	when := convention.When{On: date("2020-01-01"), Known: date("2026-01-01")}
	all := convention.Lapses(s, in, "VN", when)
	if len(all) != 1 {
		t.Fatalf("got %v", all)
	}
	l := all[0]
	var states []lindung.Country
	for _, d := range l.Sure {
		states = append(states, d.State)
	}
	least, most := l.Range()
	if !slices.Equal(states, []lindung.Country{"BN", "KH", "LA", "MY"}) || least != 10 || most != 100 || l.Median() != 26 {
		t.Errorf("%v, %d to %d, %d in the middle", states, least, most, l.Median()) // (20+31)/2, half a day up
	}
	if want := []convention.Took{{State: "MM", Least: 10, Most: 30}}; !cmp.Equal(l.Loose, want) {
		t.Errorf("an interval does not stay one: %v", l.Loose)
	}
	if all := convention.Lapses(s, in, "", convention.When{On: date("2016-01-15"), Known: when.Known}); len(all) != 1 || len(all[0].Sure) != 2 {
		t.Errorf("on a day before the others: %v", all)
	}
	if all := convention.Lapses(s, in, "", convention.When{On: when.On, Known: date("2019-12-31")}); len(all) > 0 {
		t.Errorf("before anything was recorded: %v", all)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		days []int
		want int
	}{{nil, 0}, {[]int{7}, 7}, {[]int{1, 3}, 2}, {[]int{1, 4}, 3}, {[]int{1, 5, 90}, 5}, {[]int{1, 5, 6, 90}, 6}} {
		var l convention.Lapse
		for _, n := range c.days {
			l.Sure = append(l.Sure, convention.Took{Least: n, Most: n})
		}
		if got := l.Median(); got != c.want {
			t.Errorf("%v: %d, want %d", c.days, got, c.want)
		}
	}
}

// The steps of Indonesia on the day of the story: the academic paper is of that
// year, the harmonisation is from memory, and no source says that it deposited.
func TestIndonesia(t *testing.T) {
	s := embedded(t)
	in, _ := s.Instrument("ACTIP")
	known := date("2026-11-30")
	r := convention.RoadOf(s, in, "ID", convention.When{On: date("2016-10-01"), Known: known})
	if got, want := legsOf(r.Legs), []string{"signed done", "begun perhaps", "study perhaps", "harmonised perhaps", "parliament ahead", "act_published ahead", "deposited ahead"}; !slices.Equal(got, want) {
		t.Errorf("2016: %v", got)
	}
	r = convention.RoadOf(s, in, "ID", convention.When{On: known, Known: known})
	if got, want := legsOf(r.Remains()), []string{"deposited perhaps"}; !slices.Equal(got, want) {
		t.Errorf("today: %v", got)
	}
	r = convention.RoadOf(s, in, "TL", convention.When{On: known, Known: known})
	if got, want := legsOf(r.Legs), []string{"begun done", "government_approved perhaps", "parliament ahead", "assent ahead", "act_published ahead", "deposited perhaps"}; !slices.Equal(got, want) {
		t.Errorf("Timor-Leste: %v", got)
	}
}

// Days that the acts establish: four states, and a deposit in an interval stays one.
func TestLapsesOfTheData(t *testing.T) {
	s := embedded(t)
	in, _ := s.Instrument("ACTIP")
	for _, l := range convention.Lapses(s, in, "TL", convention.When{On: date("2026-11-30"), Known: date("2026-11-30")}) {
		if l.From != convention.StepSigned || l.To != convention.StepDeposited {
			continue
		}
		least, most := l.Range()
		if len(l.Sure) != 4 || least != 246 || most != 444 || l.Median() != 417 || len(l.Loose) != 5 {
			t.Errorf("%v", l)
		}
		return
	}
	t.Error("nothing between signing and depositing")
}

// A state that is not bound yet and of which nobody knows who decides is an open
// question; one that is bound is not.
func TestProcedureIsAsked(t *testing.T) {
	s := embedded(t)
	asked := func(known string) (states []lindung.Country) {
		for _, q := range convention.Questions(s, date(known)) {
			if q.Kind == convention.AskProcedure && q.Text == "" {
				states = append(states, q.State)
			}
		}
		return states
	}
	if got := asked("2026-11-29"); !slices.Equal(got, []lindung.Country{"ID", "TL"}) {
		t.Errorf("before the procedures were recorded: %v", got)
	}
	if got := asked("2026-11-30"); len(got) > 0 {
		t.Errorf("with them: %v", got)
	}
}

// What the acts record and what the road shows are the same days.
func TestDepositIsTheSame(t *testing.T) {
	s := embedded(t)
	known := date("2026-11-30")
	limited := 0
	for _, in := range s.Instruments() {
		for _, state := range lindung.States {
			b := convention.BondOf(s, in, state, known)
			for _, x := range s.Steps(in, state, known) {
				if x.Kind != convention.StepDeposited || !x.FromAct || b.Act.Standing != convention.Party {
					continue
				}
				if x.Days != b.Act.Deposit() {
					t.Errorf("%s %s: %v, and %v in the acts", in.ID, state, x.Days, b.Act.Deposit())
				}
				if _, by := b.Act.Fact(convention.ActPartyBy); by {
					limited++
				}
			}
		}
	}
	if limited == 0 {
		t.Error("no deposit is limited by a day by which a state was a party")
	}
}

// A step of its own is in the timeline and among the changes once, from the day on
// which it was recorded; one that is an event or an act is there as that.
func TestStepsInTheTimeline(t *testing.T) {
	own := step("a", "TL", convention.StepStudy, on("2016-05-01"), convention.Partly)
	event := step("b", "TL", convention.StepParliament, on("2016-06-01"), convention.Partly)
	event.Event = "E"
	undated := step("c", "TL", convention.StepHarmonised, convention.Span{}, convention.Partly)
	in := convention.Instrument{ID: "T", Adopted: date("2015-01-01")}
	s := convention.New(convention.Contents{
		Instruments: []convention.Instrument{in}, Steps: []convention.Step{own, event, undated},
		Events: []convention.Event{{ID: "E", Kind: "step", First: date("2016-06-01"), Last: date("2016-06-01")}},
	})
	var got []string
	for _, h := range convention.Timeline(s, date("2026-01-01")) {
		if h.State == "TL" {
			got = append(got, h.Event+h.Step)
		}
	}
	if !slices.Equal(got, []string{"a", "E"}) {
		t.Errorf("got %v", got)
	}
	recorded := 0
	for _, c := range convention.Changes(s, date("2019-12-31"), date("2026-01-01")) {
		if c.Step == "a" && c.Recorded && c.Day == date("2020-01-01") {
			recorded++
		}
	}
	if recorded != 1 {
		t.Errorf("recorded %d times", recorded)
	}
}
