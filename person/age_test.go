package person

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// given reads answers like "birth_date=2008-02-29 estimated_age=17".
func given(t *testing.T, text string) field.Values {
	t.Helper()
	var v field.Values
	for _, one := range strings.Fields(text) {
		name, answer, _ := strings.Cut(one, "=")
		for _, i := range Forms.Fields() {
			if i.Name != name {
				continue
			}
			if _, _, bad := v.Parse(i, answer, time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC)); bad != nil {
				t.Fatal(one, bad.Key)
			}
		}
	}
	return v
}

func date(s string) lindung.Date {
	d, _ := lindung.ParseDate(s)
	return d
}

func TestMarkOn(t *testing.T) {
	const today = "2026-11-24"
	for _, c := range []struct {
		what, answers string
		on            string // "" is today
		doubt         bool
		is            State
		why           string
		until, adult  string
	}{
		{what: "nothing", is: AgeUnknown, why: "nothing"},
		{what: "birth not known", answers: "sex=Feminine", is: AgeUnknown, why: "nothing"},
		{what: "seventeen", answers: "birth_date=2009-01-01", is: Child, why: "birth", until: "2027-01-01", adult: "2027-01-01"},
		{what: "the day before the birthday", answers: "birth_date=2008-11-25", is: Child, why: "birth", until: "2026-11-25", adult: "2026-11-25"},
		{what: "the birthday", answers: "birth_date=2008-11-24", is: Adult, why: "birth"},
		{what: "the day before the birthday in a leap year", answers: "birth_date=2010-06-15", on: "2028-06-14", is: Child, why: "birth", until: "2028-06-15", adult: "2028-06-15"},
		{what: "a leap day, 28 February", answers: "birth_date=2008-02-29", on: "2026-02-28", is: Child, why: "birth", until: "2026-03-01", adult: "2026-03-01"},
		{what: "a leap day, 1 March", answers: "birth_date=2008-02-29", on: "2026-03-01", is: Adult, why: "birth"},
		{what: "a year, may be either", answers: "birth_date=2008", is: MaybeChild, why: "birth", until: "2026-12-31", adult: "2026-12-31"},
		{what: "a year, a child", answers: "birth_date=2009", is: Child, why: "birth", until: "2027-01-01", adult: "2027-12-31"},
		{what: "a year, an adult", answers: "birth_date=2007", is: Adult, why: "birth"},
		{what: "a month, may be either", answers: "birth_date=2008-11", is: MaybeChild, why: "birth", until: "2026-11-30", adult: "2026-11-30"},
		{what: "a month, an adult", answers: "birth_date=2008-10", is: Adult, why: "birth"},

		{what: "fifteen within one year, of today", answers: "estimated_age=15 age_precision=within_1_year age_asof=2026-11-24", is: Child, why: "estimate", until: "2027-11-25", adult: "2030-11-24"},
		{what: "seventeen within one year, of today", answers: "estimated_age=17 age_precision=within_1_year age_asof=2026-11-24", is: MaybeChild, why: "estimate", until: "2028-11-24", adult: "2028-11-24"},
		{what: "twenty within three years", answers: "estimated_age=20 age_precision=within_3_years age_asof=2026-11-24", is: MaybeChild, why: "estimate", until: "2027-11-24", adult: "2027-11-24"},
		{what: "twenty within three years, a year ago", answers: "estimated_age=20 age_precision=within_3_years age_asof=2025-11-24", is: Adult, why: "estimate"},
		{what: "twenty within three years, a day less", answers: "estimated_age=20 age_precision=within_3_years age_asof=2025-11-25", is: MaybeChild, why: "estimate", until: "2026-11-25", adult: "2026-11-25"},
		{what: "sixteen, in a year of which the day is not known", answers: "estimated_age=16 age_precision=within_1_year age_asof=2023", is: MaybeChild, why: "estimate", until: "2026-12-31", adult: "2026-12-31"},
		{what: "an adult without a precision", answers: "estimated_age=23 age_asof=2026-11-24", is: Adult, why: "estimate"},
		{what: "hardly an adult without a precision", answers: "estimated_age=22 age_asof=2026-11-24", is: MaybeChild, why: "estimate", until: "2027-11-24", adult: "2027-11-24"},
		{what: "a child of an unknown day", answers: "estimated_age=10 age_precision=within_1_year", is: MaybeChild, why: "estimate"},
		{what: "an adult of an unknown day", answers: "estimated_age=30 age_precision=within_5_years", is: Adult, why: "estimate"},
		{what: "far off", answers: "estimated_age=27 age_precision=more_than_5_years age_asof=2026-11-24", is: MaybeChild, why: "estimate", until: "2027-11-24", adult: "2027-11-24"},

		{what: "thirty, unsure whether a child", answers: "estimated_age=30 age_precision=unsure_if_child", is: MaybeChild, why: "unsure"},
		{what: "unsure and nothing else", answers: "age_precision=unsure_if_child", is: MaybeChild, why: "unsure"},
		{what: "an adult by paper, unsure", answers: "birth_date=1999-05-12 age_precision=unsure_if_child", is: MaybeChild, why: "unsure"},
		{what: "a child by paper, unsure", answers: "birth_date=2010-05-12 age_precision=unsure_if_child", is: Child, why: "birth unsure", until: "2028-05-12"},
		{what: "an adult by paper, estimated fifteen", answers: "birth_date=1999 estimated_age=15 age_precision=within_1_year age_asof=2026-11-24", is: Child, why: "estimate", until: "2027-11-25", adult: "2030-11-24"},
		{what: "an adult by paper and by look", answers: "birth_date=2000-01-01 estimated_age=26 age_precision=within_3_years age_asof=2026-11-24", is: Adult, why: "birth estimate"},
		{what: "a child by paper, looks older", answers: "birth_date=2010-01-01 estimated_age=25 age_precision=within_5_years age_asof=2026-11-24", is: Child, why: "birth", until: "2028-01-01", adult: "2028-01-01"},
		{what: "an adult by paper, doubted", answers: "birth_date=2000-01-01", doubt: true, is: MaybeChild, why: "worker"},
		{what: "doubted and nothing else", doubt: true, is: MaybeChild, why: "worker"},

		{what: "fifteen when it began, last year", answers: "birth_date=1999-01-01 age_when_trafficked=15 exploited_from=2025-06-01", is: Child, why: "begun", until: "2027-06-02", adult: "2028-06-01"},
		{what: "fifteen when it began, long ago", answers: "age_when_trafficked=15 exploited_from=2018-06-01", is: Adult, why: "begun"},
		{what: "fifteen when it began, the day not known", answers: "age_when_trafficked=15", is: AgeUnknown, why: "nothing"},
		{what: "twenty when it began, the day not known", answers: "age_when_trafficked=20", is: Adult, why: "begun"},
	} {
		on := date(today)
		if c.on != "" {
			on = date(c.on)
		}
		m := MarkOn(on, c.doubt, field.Values{}, given(t, c.answers))
		why := strings.Trim(fmt.Sprint(m.Why), "[]")
		if m.Is != c.is || why != c.why || m.Until.String() != c.until || m.Adult.String() != c.adult {
			t.Errorf("%s: %s by %s, until %s, adult %s", c.what, m.Is, why, m.Until, m.Adult)
		}
		if m.Child() != (c.is != Adult) || m.SaysChild() != (c.is == Child || c.is == MaybeChild) {
			t.Errorf("%s: a child %v, said %v", c.what, m.Child(), m.SaysChild())
		}
	}
}

// TestMarkChangesOnItsDay: a mark changes on the day that it names, not the day
// before and not later.
func TestMarkChangesOnItsDay(t *testing.T) {
	for _, answers := range []string{
		"birth_date=2008-02-29", "birth_date=2008-02", "birth_date=2009", "estimated_age=14 age_precision=within_1_year age_asof=2024-02-29",
		"estimated_age=16 age_asof=2025", "birth_date=2010-03-01 estimated_age=19 age_precision=within_3_years age_asof=2026-01-01",
		"age_when_trafficked=16 exploited_from=2025-02", "birth_date=2009-12-31 age_precision=unsure_if_child",
	} {
		v := given(t, answers)
		for on := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC); on.Year() < 2036; on = on.AddDate(0, 0, 1) {
			now, next := MarkOn(lindung.DateOf(on), false, v), MarkOn(lindung.DateOf(on.AddDate(0, 0, 1)), false, v)
			if turns := now.Is != next.Is; turns != (now.Until == lindung.DateOf(on.AddDate(0, 0, 1))) {
				t.Fatalf("%s: on %s %s until %s, the day after %s", answers, on.Format(time.DateOnly), now.Is, now.Until, next.Is)
			}
			if now.Is == Adult && next.Is != Adult {
				t.Fatalf("%s: on %s an adult, the day after not", answers, on.Format(time.DateOnly))
			}
		}
	}
}

// TestAgeAgreesWithTheCalendar: a person born on any day of nine years, 29
// February included, comes of age on the day that the calendar says, and is a
// year older on each birthday.
func TestAgeAgreesWithTheCalendar(t *testing.T) {
	for born := time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC); born.Year() < 2013; born = born.AddDate(0, 0, 1) {
		b, eighteen := lindung.DateOf(born), born.AddDate(18, 0, 0)
		for on := eighteen.AddDate(-1, 0, 0); on.Before(eighteen.AddDate(1, 0, 1)); on = on.AddDate(0, 0, 1) {
			want := 16
			for !born.AddDate(want+1, 0, 0).After(on) {
				want++
			}
			if got := Age(b, lindung.DateOf(on)); got != want || (got < 18) != on.Before(eighteen) {
				t.Fatalf("born %s, on %s: %d, want %d", b, on.Format(time.DateOnly), got, want)
			}
		}
	}
	for _, c := range []struct {
		born, on string
		want     int
	}{
		{"2008-12", "2026-12-30", 17}, {"2008-12", "2026-12-31", 18}, {"2008", "2026-12-30", 17}, {"2008", "2026-12-31", 18}, {"2030-01-01", "2026-12-31", 0},
	} {
		if got := Age(date(c.born), date(c.on)); got != c.want {
			t.Errorf("born %s, on %s: %d, want %d", c.born, c.on, got, c.want)
		}
	}
}

func TestDated(t *testing.T) {
	for _, c := range []struct{ what, before, after, want string }{
		{"no estimate", "", "birth_date=2001", ""},
		{"a first estimate", "", "estimated_age=16", "2026-11-24"},
		{"a first estimate with its day", "", "estimated_age=16 age_asof=2025", "2025"},
		{"nothing new", "estimated_age=16 age_asof=2025", "estimated_age=16 age_asof=2025 sex=Feminine", "2025"},
		{"another age, the old day", "estimated_age=16 age_asof=2025", "estimated_age=17 age_asof=2025", "2026-11-24"},
		{"surer, the old day", "estimated_age=16 age_asof=2025", "estimated_age=16 age_precision=within_1_year age_asof=2025", "2026-11-24"},
		{"another age, another day", "estimated_age=16 age_asof=2025", "estimated_age=17 age_asof=2026-01", "2026-01"},
		{"the same age, another day", "estimated_age=16 age_asof=2025", "estimated_age=16 age_asof=2026-01", "2026-01"},
	} {
		answers := given(t, c.after)
		if got := DateEstimate(Birth, given(t, c.before), answers, date("2026-11-24")).Text(AgeAsOf.Info); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		if answers.Text(AgeAsOf.Info) != given(t, c.after).Text(AgeAsOf.Info) {
			t.Errorf("%s: what was given has changed", c.what)
		}
	}
}

func TestAgeTexts(t *testing.T) {
	for _, c := range []struct{ answers, en, id string }{
		{"", "Age not known yet", "Usia belum diketahui"},
		{"birth_date=2001-05-12", "25 years old", "25 tahun"},
		{"birth_date=2001", "about 24 years old", "sekitar 24 tahun"},
		{"estimated_age=16 age_precision=within_1_year age_asof=2024-01-01",
			"about 16 years old (within one year, estimate of 1 January 2024; about 18 by now)",
			"sekitar 16 tahun (selisih paling banyak satu tahun, diperkirakan pada 1 Januari 2024; kini sekitar 18 tahun)"},
		{"birth_date=1999-05-12 estimated_age=15 age_asof=2026-11-20",
			"27 years old; about 15 years old (estimate of 20 November 2026)", "27 tahun; sekitar 15 tahun (diperkirakan pada 20 November 2026)"},
		{"estimated_age=16", "about 16 years old (the day of this estimate was not recorded)", "sekitar 16 tahun (tanggal perkiraannya tidak dicatat)"},
		{"age_precision=unsure_if_child", "Not sure whether under 18", "Belum jelas apakah di bawah 18 tahun"},
	} {
		for lang, want := range map[i18n.Lang]string{"en": c.en, "id": c.id} {
			var all []string
			for _, x := range AgeTexts(date("2026-11-24"), given(t, c.answers)) {
				all = append(all, i18n.For(lang).Text(x.Key, x.Args...))
			}
			if got := strings.Join(all, "; "); got != want {
				t.Errorf("%s: %q, want %q", c.answers, got, want)
			}
		}
	}
}

// TestAgeLabels: every state and every reason has its label, and no label is left
// over.
func TestAgeLabels(t *testing.T) {
	need := []string{"age.about", "age.adult_from", "age.estimated", "age.estimated.undated", "age.unknown", "age.years"}
	for _, s := range []State{Child, MaybeChild, AgeUnknown, Adult} {
		need = append(need, Mark{Is: s}.Label().Key)
	}
	for _, x := range (Mark{Why: []Reason{ByBirth, ByEstimate, ByBegun, ByUnsure, ByWorker, ByNothing}}).Reasons() {
		need = append(need, x.Key)
	}
	slices.Sort(need)
	for _, lang := range []string{"en", "id"} {
		var have []string
		for key := range labels(t, lang, "person") {
			have = append(have, key)
		}
		if slices.Sort(have); !slices.Equal(have, need) {
			t.Errorf("%s: labels %q, want %q", lang, have, need)
		}
	}
}
