// Package linkage asks whether two files may be of one person. [Compare] scores, and a
// human decides: nothing is ever joined by itself.
//
// # Whom to ask, never which case
//
// Whoever opens a case may learn that somebody similar is known to a colleague, and no
// more: not which case, not what is in it. [Ask] answers that in an act of its own, so
// many times a day at most. Of a protected case they learn nothing, and its team learns
// that they asked.
package linkage

import (
	"slices"
	"strings"
	"time"

	"lindung/cases"
	"lindung/field"
	"lindung/names"
	"lindung/person"
)

// A Person is what is compared of somebody. What was taken up in one raid with others,
// such as a date, a place or an employer, is no evidence and has no place in it: people of
// one village who are rescued together are the commonest false match.
type Person struct {
	Names    []string
	From, To time.Time // between which they were born; both zero if nothing is known
	Exact    bool      // the day of birth is known
	Sex      string
	Nations  []string
	Phones   []string // as digits
}

// PersonOf returns what is compared of a person with these names and answers.
func PersonOf(called []string, answers ...field.Values) Person {
	p := Person{Names: called}
	for _, v := range answers {
		if from, to, ok := person.Born(v); ok {
			p.From, p.To = from, to
			_, dated := person.BirthDate.Get(v)
			p.Exact = dated && from.Equal(to) && !heaped(from)
		}
		if sex, ok := person.Sex.Get(v); ok {
			p.Sex = sex
		}
		if nations, ok := person.Citizenships.Get(v); ok {
			p.Nations = nations
		}
		for _, phone := range cases.PhonesIn(v) {
			p.Phones = append(p.Phones, cases.PhoneDigits(phone))
		}
	}
	return p
}

// heaped reports whether a day is one that is written when only the year is known.
func heaped(day time.Time) bool {
	return day.Day() == 1 && (day.Month() == time.January || day.Month() == time.July) || day.Day() == 31 && day.Month() == time.December
}

// A Weight is how much one comparison says for one person (above 0) or for two (below), in
// bits: the logarithm to base 2 of how much more often it is met between two files of one
// person than between files of two.
type Weight struct {
	Of   string // what was compared
	Says string // how it compares
	Bits float64
}

// weights are those of [Compare], after Fellegi and Sunter, A theory for record linkage,
// Journal of the American Statistical Association 64 (1969): log2(m/u). m, how often one
// person is written so twice, and u, how often two persons are, are estimates for a node
// of some thousand cases; nobody has published them for the people of this work. The
// reasons stand beside them. They are bounded so that no single answer decides, but for a
// whole name: then there is somebody to ask.
var weights = map[string]map[string]float64{
	"name": {
		"same":   9,  // m 0.6, u 1/900: the commonest whole names of the region are shared by about one in a thousand
		"alike":  6,  // m 0.25, u 1/250: spelling and script bring more names together
		"within": 3,  // m 0.1, u 1/80: one word of several
		"unlike": -7, // m 1/130, u near 1: names change, but then nobody finds the other file by them
	},
	"birth": {
		"day":   7,    // m 0.4, u 1/300 within a generation, heaped days left out
		"year":  3,    // m 0.6, u 1/13: most persons of this work are between 10 and 40
		"near":  1,    // an estimate, or one year apart: ages are counted in two ways
		"apart": -1.5, // up to five years: documents that traffickers have made make girls older
		"far":   -5,
	},
	"sex":    {"same": 0.7, "differs": -2}, // m 0.97, u 0.6; it is asked softly and written wrongly
	"nation": {"same": 1, "differs": -1},   // most cases of a shelter are of few nations; claims differ
	"phone":  {"same": 7},                  // m 0.3, u 1/400: families and brokers share one; another number says nothing
}

// Enough is from how many bits on two files are similar: somebody is worth asking.
const Enough = 8

// Compare returns what speaks for and against that two persons are one, and the sum. What
// is not known of one of them says nothing.
func Compare(a, b Person) ([]Weight, float64) {
	var all []Weight
	for _, of := range []struct {
		name    string
		compare func(a, b Person) string
	}{{"name", compareNames}, {"birth", compareBirths}, {"sex", compareSexes}, {"nation", compareNations}, {"phone", comparePhones}} {
		if says := of.compare(a, b); says != "" {
			all = append(all, Weight{of.name, says, weights[of.name][says]})
		}
	}
	sum := 0.0
	for _, w := range all {
		sum += w.Bits
	}
	return all, sum
}

// Similar reports whether two persons may be one.
func Similar(a, b Person) bool {
	_, sum := Compare(a, b)
	return sum >= Enough
}

func compareNames(a, b Person) string {
	if len(a.Names) == 0 || len(b.Names) == 0 {
		return ""
	}
	best := names.Unlike
	for _, x := range a.Names {
		for _, y := range b.Names {
			best = max(best, names.Likeness(x, y))
		}
	}
	return []string{"unlike", "within", "alike", "same"}[best]
}

func compareBirths(a, b Person) string {
	if a.To.IsZero() || b.To.IsZero() {
		return ""
	}
	switch apart := yearsApart(a, b); {
	case a.Exact && b.Exact && a.From.Equal(b.From):
		return "day"
	case apart == 0 && sameYear(a) && sameYear(b):
		return "year"
	case apart <= 1:
		return "near"
	case apart <= 5:
		return "apart"
	}
	return "far"
}

// sameYear reports whether the year of birth is known.
func sameYear(p Person) bool { return p.From.Year() == p.To.Year() }

// yearsApart returns how many years lie between the times in which two were born; 0 if
// they meet.
func yearsApart(a, b Person) int {
	return max(a.From.Year()-b.To.Year(), b.From.Year()-a.To.Year(), 0)
}

func compareSexes(a, b Person) string {
	switch {
	case a.Sex == "" || b.Sex == "":
		return ""
	case a.Sex == b.Sex:
		return "same"
	}
	return "differs"
}

func compareNations(a, b Person) string {
	if len(a.Nations) == 0 || len(b.Nations) == 0 {
		return ""
	}
	if slices.ContainsFunc(a.Nations, func(n string) bool { return slices.Contains(b.Nations, n) }) {
		return "same"
	}
	return "differs"
}

func comparePhones(a, b Person) string {
	for _, x := range a.Phones {
		if slices.ContainsFunc(b.Phones, func(y string) bool { return strings.TrimSpace(x) != "" && cases.SamePhone(x, y) }) {
			return "same"
		}
	}
	return ""
}
