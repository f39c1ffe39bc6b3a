package person

import (
	"lindung"
	"lindung/field"
)

// yearsOff is how far an estimated age may be from the true one. What is not
// here is treated as unsure.
var yearsOff = map[string]int{"within_1_year": 1, "within_3_years": 3, "within_5_years": 5}

// MayBeChild reports whether the person with these answers to the form Birth
// is under 18 on a day, or may be: doubt means child. Without
// any answer there is no doubt to act on.
//
// Source: ACTIP 2; ACTIP 14.12
func MayBeChild(v field.Values, on lindung.Date) bool {
	if b, ok := BirthDate.Get(v); ok {
		return Age(b, on) < 18
	}
	precision, said := AgePrecision.Get(v)
	if precision == "unsure_if_child" {
		return true
	}
	age, ok := EstimatedAge.Get(v)
	if !ok {
		return false
	}
	off := 5
	if said {
		if n, known := yearsOff[precision]; known {
			off = n
		} else {
			off = 10
		}
	}
	if asOf, ok := AgeAsOf.Get(v); ok && on.Year > asOf.Year {
		age += on.Year - asOf.Year - 1 // at least so many birthdays since
	}
	return age-off < 18
}

// Age returns the least age in years on a day of somebody born on b, of which
// month and day may be unknown.
func Age(b, on lindung.Date) int {
	born, today := b.Last(), on.First()
	years := today.Year() - born.Year()
	if today.YearDay() < born.YearDay() && (today.Month() < born.Month() || today.Month() == born.Month() && today.Day() < born.Day()) {
		years--
	}
	return max(years, 0)
}
