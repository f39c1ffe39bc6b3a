package linkage

import (
	"testing"
	"time"
)

func born(from, to string) (time.Time, time.Time) {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		panic(err)
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		panic(err)
	}
	return a, b
}

func TestCompare(t *testing.T) {
	siti := func(change func(*Person)) Person {
		p := Person{Names: []string{"Siti Samanama"}, Sex: "Feminine", Nations: []string{"ID"}, Phones: []string{"6281200001234"}, Exact: true}
		p.From, p.To = born("1999-05-12", "1999-05-12")
		if change != nil {
			change(&p)
		}
		return p
	}
	year := func(y string) func(*Person) {
		return func(p *Person) { p.From, p.To = born(y+"-01-01", y+"-12-31"); p.Exact = false; p.Phones = nil }
	}
	for _, c := range []struct {
		what    string
		other   Person
		similar bool
		says    string
	}{
		{"all the same", siti(nil), true, "name same, birth day, sex same, nation same, phone same"},
		{"another script and the year", siti(func(p *Person) { year("1999")(p); p.Names = []string{"Sity Samanama"} }), true, "name alike, birth year, sex same, nation same"},
		{"the name alone", Person{Names: []string{"Samanama, Siti"}}, true, "name same"},
		{"a name like it alone", Person{Names: []string{"Sity Samanama"}}, false, "name alike"},
		{"one word, and the year", siti(func(p *Person) { year("1999")(p); p.Names = []string{"Siti"} }), false, "name within, birth year, sex same, nation same"},
		{"one word, and the day", siti(func(p *Person) { p.Names = []string{"Siti"}; p.Phones = nil }), true, "name within, birth day, sex same, nation same"},
		{"the name, made older by a paper", siti(year("1995")), true, "name same, birth apart, sex same, nation same"},
		{"the name, of another generation", siti(year("1960")), false, "name same, birth far, sex same, nation same"},
		{"the telephone under another name", siti(func(p *Person) {
			year("1999")(p)
			p.Names = []string{"Dara Contoh"}
			p.Phones = []string{"81200001234"}
		}), false, "name unlike, birth year, sex same, nation same, phone same"},
		{"the telephone without a name", Person{Phones: []string{"81200001234"}, Sex: "Feminine", Nations: []string{"ID"}}, true, "sex same, nation same, phone same"},
		{"a sister", siti(func(p *Person) { year("2003")(p); p.Names = []string{"Dewi Samanama"} }), false, "name unlike, birth apart, sex same, nation same"},
		{"nothing", Person{}, false, ""},
	} {
		weights, sum := Compare(siti(nil), c.other)
		said := ""
		for i, w := range weights {
			if i > 0 {
				said += ", "
			}
			said += w.Of + " " + w.Says
			if w.Bits == 0 {
				t.Errorf("%s: %s %s weighs nothing", c.what, w.Of, w.Says)
			}
		}
		if said != c.says || sum >= Enough != c.similar {
			t.Errorf("%s: %s (%.1f bits), want %s, similar %t", c.what, said, sum, c.says, c.similar)
		}
		if _, back := Compare(c.other, siti(nil)); back != sum {
			t.Errorf("%s: %.1f the one way, %.1f the other", c.what, sum, back)
		}
	}
}

// A day that is written when only the year is known says no more than the year.
func TestHeaped(t *testing.T) {
	for day, want := range map[string]bool{"1999-01-01": true, "1999-12-31": true, "1999-07-01": true, "1999-05-12": false} {
		if d, _ := born(day, day); heaped(d) != want {
			t.Errorf("%s: %t", day, !want)
		}
	}
}
