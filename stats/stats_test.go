package stats_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/directory"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/protection"
	"lindung/stats"
)

// opens opens the case of a person of some sex, who agrees to be counted or not.
func opens(t *testing.T, n *nodetest.Node, who, sex string, agrees bool) cases.Case {
	t.Helper()
	s := n.As(t, who)
	v, bad := person.Birth.Decode(url.Values{"sex": {sex}, "estimated_age": {"30"}, "age_precision": {"within_1_year"}}, n.Now())
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	c, err := cases.Open(t.Context(), s, cases.New{Names: []person.Name{{Text: "Test Samanama", Kind: "official"}}, Answers: map[string]field.Values{person.Birth.Name: v}})
	if err != nil {
		t.Fatal(err)
	}
	if agrees {
		agree(t, n, s, c.ID)
	}
	return c
}

func agree(t *testing.T, n *nodetest.Node, s access.Session, id lindung.CaseID) consent.Grant {
	t.Helper()
	now := access.StoredTime(n.Now())
	g := consent.ToCount(s.Actor().Org, now, now.Add(300*24*time.Hour))
	g.Lang, g.Detail.ExplainedBy = "en", "Test"
	g, err := consent.Give(t.Context(), s, cases.Target(id), g)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// said is a table as one line.
func said(t stats.Table) string {
	if t.Total.Hidden {
		return "hidden"
	}
	var parts []string
	for _, l := range t.Lines {
		if l.Total.Hidden {
			parts = append(parts, l.Code+" hidden")
			continue
		}
		parts = append(parts, l.Code+" "+strconv.Itoa(l.Total.N))
	}
	return strings.Join(parts, ", ")
}

// A supervisor counts the cases of the organisation as they are. An analyst, and every
// file, sees those of people who agreed, of a time that has ended, without small numbers.
func TestLook(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2027, 2, 10, 3, 0, 0, 0, time.UTC))
		var last cases.Case
		for range 7 {
			last = opens(t, n, "caseworker@shelter", "Feminine", true)
		}
		for range 6 {
			opens(t, n, "caseworker@shelter", "Masculine", true)
		}
		for range 3 {
			opens(t, n, "caseworker@shelter", "Feminine", false)
		}
		opens(t, n, "caseworker@hospital", "Feminine", true)
		chief, analyst := n.As(t, "supervisor@shelter"), n.As(t, "analyst@shelter")
		bySex := stats.Query{By: []string{"sex"}}
		see := func(s access.Session, q stats.Query) stats.View {
			t.Helper()
			v, err := stats.Look(t.Context(), s, q)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}

		v := see(chief, bySex)
		if got := said(v.Free.Now); v.Guarded || v.Counted.N != 16 || v.NotAsked != 3 || got != "Feminine 10, Masculine 6" {
			t.Errorf("the supervisor sees %d cases, %d who did not agree, guarded %t: %s", v.Counted.N, v.NotAsked, v.Guarded, got)
		}
		v = see(analyst, bySex)
		if got := said(v.Free.Now); !v.Guarded || got != "hidden" {
			t.Errorf("before the quarter has ended the analyst sees %s", got)
		}
		n.At(time.Date(2027, 4, 2, 3, 0, 0, 0, time.UTC))
		v = see(analyst, bySex)
		if got := said(v.Free.Now); v.Counted.N != 13 || v.NotAsked != 0 || got != "Feminine 7, Masculine 6" {
			t.Errorf("the analyst sees %d cases, %d who did not agree: %s", v.Counted.N, v.NotAsked, got)
		}
		v = see(analyst, stats.Query{By: []string{"age_group"}, Only: "sex", Code: "Masculine"})
		if got := said(v.Free.Now); got != "adult 6" {
			t.Errorf("of men the analyst sees %s", got)
		}
		if _, err := stats.Look(t.Context(), analyst, stats.Query{By: []string{"age_group", "status"}, Only: "sex", Code: "Masculine"}); !problem(err, "only") {
			t.Errorf("narrowing a table of two dimensions: %v", err)
		}
		if _, err := stats.Look(t.Context(), analyst, stats.Query{Period: "2027"}); !problem(err, "period") {
			t.Errorf("a period that has not ended: %v", err)
		}
		taken, err := stats.Take(t.Context(), chief, bySex)
		if got := said(taken.Free.Now); err != nil || !taken.Guarded || got != "Feminine 7, Masculine 6" {
			t.Errorf("a file holds %s, %v", got, err)
		}

		// Who withdraws is counted no more.
		if err := consent.WithdrawAll(t.Context(), n.As(t, "caseworker@shelter"), cases.Target(last.ID)); err != nil {
			t.Fatal(err)
		}
		if got := said(see(analyst, bySex).Free.Now); got != "Feminine 6, Masculine 6" {
			t.Errorf("after a withdrawal the analyst sees %s", got)
		}
		// A higher bound holds.
		n.Set(t, "shelter", access.FigureBound, 7)
		if got := said(see(analyst, bySex).Free.Now); got != stats.Others+" 12" {
			t.Errorf("with a bound of 7 the analyst sees %s", got)
		}
		for _, who := range []string{"caseworker@shelter", "administrator@shelter", "data_protection@shelter"} {
			if _, err := stats.Look(t.Context(), n.As(t, who), stats.Query{}); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s looks at figures: %v", who, err)
			}
		}
	})
}

// problem reports whether err says what is wrong with a field.
func problem(err error, name string) bool {
	var ps field.Problems
	return errors.As(err, &ps) && len(ps) > 0 && ps[0].Field == name
}

// A protected case is in no figures of who may not see it.
func TestProtectedIsNotCounted(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c := opens(t, n, "caseworker@shelter", "Feminine", true)
		opens(t, n, "caseworker@shelter", "Masculine", true)
		if err := cases.Protect(t.Context(), n.As(t, "caseworker@shelter").SteppedUp(true), c.ID, []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("second@shelter")}); err != nil {
			t.Fatal(err)
		}
		v, err := stats.Look(t.Context(), n.As(t, "supervisor@shelter"), stats.Query{By: []string{"sex"}})
		if got := said(v.Free.Now); err != nil || v.Counted.N != 1 || got != "Masculine 1" {
			t.Errorf("the supervisor counts %d: %s, %v", v.Counted.N, got, err)
		}
	})
}

// Organisations are counted together only as far as they agreed to it, and only those of
// the focal point's country.
func TestTogether(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2027, 2, 10, 3, 0, 0, 0, time.UTC))
		count := func(n *nodetest.Node) stats.View {
			t.Helper()
			v, err := stats.Together(t.Context(), n.As(t, "focal_point@police"), stats.Query{By: []string{"sex"}})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if v := count(n); v.Orgs != 0 || !v.Free.Now.Total.Hidden {
			t.Errorf("nobody agreed, and %d organisations are counted: %s", v.Orgs, said(v.Free.Now))
		}
		n.Set(t, "hospital", access.FiguresShared, 1)
		n.Set(t, "shelter", access.FiguresShared, 1) // of another country
		n.Set(t, "police", access.FiguresShared, 1)  // their own
		n.Set(t, "hospital", access.FigureMonths, 6)
		for range 5 {
			opens(t, n, "caseworker@shelter", "Feminine", true)
			opens(t, n, "caseworker@hospital", "Feminine", true)
			opens(t, n, "caseworker@police", "Feminine", true)
		}
		n.At(time.Date(2027, 4, 2, 3, 0, 0, 0, time.UTC))
		if v := count(n); v.Period.Months() != 6 || !v.Free.Now.Total.Hidden {
			t.Errorf("before the longest period of theirs has ended, %v shows %s", v.Period, said(v.Free.Now))
		}
		n.At(time.Date(2027, 7, 2, 3, 0, 0, 0, time.UTC))
		if v := count(n); v.Orgs != 1 || said(v.Free.Now) != "Feminine 5" {
			t.Errorf("one of the country agreed: %d organisations, %s", v.Orgs, said(v.Free.Now))
		}
		if _, err := stats.Together(t.Context(), n.As(t, "supervisor@shelter"), stats.Query{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a supervisor counts other organisations: %v", err)
		}
	})
}

// TestLaw: what binds in a case is counted by state and rule, apart whether something is
// recorded of it; small numbers are hidden as everywhere.
func TestLaw(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC))
		s := n.As(t, "caseworker@shelter")
		for i := range 6 {
			c := opens(t, n, "caseworker@shelter", "Feminine", true)
			if _, err := dossier.Decide(t.Context(), s, c.ID, identification.Decision{
				Status: identification.Possible, Kind: identification.Police, Name: "Example Police Unit", Reported: true,
			}); err != nil {
				t.Fatal(err)
			}
			f := protection.Detention
			answers := url.Values{"detention_place": {"prison"}, "detention_end": {"released"}}
			if i == 5 {
				f, answers = protection.Order, url.Values{"order_kind": {"no_contact"}}
			}
			v, bad := f.Decode(answers, n.Now())
			if len(bad) > 0 {
				t.Fatal(bad)
			}
			if _, err := cases.AddRecord(t.Context(), s, c.ID, cases.Record{Form: f, Values: v}); err != nil {
				t.Fatal(err)
			}
		}
		n.At(time.Date(2027, 4, 2, 3, 0, 0, 0, time.UTC))
		s = n.As(t, "supervisor@shelter")
		v, err := stats.Look(t.Context(), s, stats.Query{View: stats.Law, By: []string{"duty_done"}, Period: "2026"})
		if err != nil {
			t.Fatal(err)
		}
		if got := said(v.Free.Now); got != "KH/no_detention 5, KH/keep_safe 1" {
			t.Errorf("recorded: %s", got)
		}
		v, err = stats.Take(t.Context(), s, stats.Query{View: stats.Law})
		if err != nil || len(v.Ready) == 0 {
			t.Fatal(err, len(v.Ready))
		}
		var b bytes.Buffer
		if err := stats.Writers["docx"](&b, v, plain{}); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("PK")) {
			t.Errorf("no document: %v", err)
		}
	})
}

// plain says codes as they are.
type plain struct{}

func (plain) Dimension(d stats.Dimension) string         { return d.Name }
func (plain) Code(_ stats.Dimension, code string) string { return code }
func (plain) Period(p stats.Period) string               { return p.Code }
func (plain) Text(key string, _ ...any) string           { return key }
func (plain) Lang() string                               { return "en" }

// The free places that the organisation said of late stand beside the figures; a word of
// the week before does not.
func TestPlaces(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		see := func() directory.Vacancy {
			t.Helper()
			v, err := stats.Look(t.Context(), n.As(t, "supervisor@shelter"), stats.Query{})
			if err != nil {
				t.Fatal(err)
			}
			return v.Places
		}
		if got := see(); got.Said != 0 {
			t.Errorf("nobody said anything: %+v", got)
		}
		for who, free := range map[string]int{"supervisor@shelter": 4, "supervisor@hospital": 9} {
			if err := directory.SayFree(t.Context(), n.As(t, who), free); err != nil {
				t.Fatal(err)
			}
		}
		if got := see(); got.Free != 4 || got.Said != 1 {
			t.Errorf("%+v", got)
		}
		n.At(n.Now().AddDate(0, 0, 7))
		if got := see(); got.Said != 0 {
			t.Errorf("a week later: %+v", got)
		}
	})
}

// Any two periods are compared, in the indicators and in a table that is asked for; a code
// that only one of them has is a line too.
func TestCompareAnyPeriods(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		months := map[time.Month][]string{time.January: {"Feminine", "Feminine"}, time.April: {"Masculine"}, time.July: {"Feminine", "Masculine", "Masculine"}}
		for _, month := range []time.Month{time.January, time.April, time.July} {
			n.At(time.Date(2027, month, 10, 3, 0, 0, 0, time.UTC))
			for _, sex := range months[month] {
				opens(t, n, "caseworker@shelter", sex, true)
			}
		}
		n.At(time.Date(2027, 11, 2, 3, 0, 0, 0, time.UTC))
		chief := n.As(t, "supervisor@shelter")
		compared := func(q stats.Query) string {
			t.Helper()
			v, err := stats.Look(t.Context(), chief, q)
			if err != nil {
				t.Fatal(err)
			}
			text := v.Period.Code + " " + v.Before.Code
			for _, c := range v.Compare(v.Free) {
				text += fmt.Sprintf(", %s %d %d", c.Code, c.Now.N, c.Before.N)
			}
			for _, p := range v.Ready {
				if p.Now.Of[0].Name == "age_group" && p.Before.Total.N != v.Free.Before.Total.N {
					t.Errorf("the indicators are compared with %d cases, the table with %d", p.Before.Total.N, v.Free.Before.Total.N)
				}
			}
			return text
		}
		bySex := []string{"sex"}
		for want, q := range map[string]stats.Query{
			"2027-4 2027-1, Masculine 1 0, Feminine 0 2": {Period: "2027-4", By: bySex},
			"2027-7 2027-1, Feminine 1 2, Masculine 2 0": {Period: "2027-7", Against: "2027-1", By: bySex},
			"2027-1 2027-7, Feminine 2 1, Masculine 0 2": {Period: "2027-1", Against: "2027-7", By: bySex},
			"2027 2027-4, Feminine 3 0, Masculine 3 1":   {Period: "2027", Against: "2027-4", By: bySex},
			"2027-7 2027-1, adult 1 2":                   {Period: "2027-7", Against: "2027-1", By: []string{"age_group"}, Only: "sex", Code: "Feminine"},
		} {
			if got := compared(q); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		for _, against := range []string{"1900", "2027-7"} {
			if _, err := stats.Look(t.Context(), chief, stats.Query{Period: "2027-7", Against: against}); !problem(err, "against") {
				t.Errorf("compared with %s: %v", against, err)
			}
		}
		if _, err := stats.Take(t.Context(), chief, stats.Query{Against: "2027"}); !problem(err, "against") {
			t.Errorf("a file compares with a year that has not ended: %v", err)
		}
		v, err := stats.Take(t.Context(), chief, stats.Query{Period: "2027-7", Against: "2027-1", By: bySex})
		if err != nil || v.Before.Code != "2027-1" || said(v.Free.Before) != "hidden" {
			t.Errorf("a file compares with %s: %s, %v", v.Before.Code, said(v.Free.Before), err)
		}
	})
}
