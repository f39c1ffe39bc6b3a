package cases

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/field"
)

const birthForm = "identity_birth"

// yearsOff is how far an estimated age may be from the true one. What is not
// here is treated as unsure.
var yearsOff = map[string]int{"within_1_year": 1, "within_3_years": 3, "within_5_years": 5}

// MayBeChild reports whether the person with these answers to the form
// identity_birth is under 18 on a day, or may be: doubt means child. Without
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

// What is kept of an adult who wants no record.
var (
	// HelpGiven is what an adult who wants no record was offered and took.
	HelpGiven = &field.List{Name: "help_given", Codes: []field.Code{
		{Name: "shelter"}, {Name: "food"}, {Name: "health"}, {Name: "phone_call"}, {Name: "transport"},
		{Name: "legal_advice"}, {Name: "hotline_number"}, {Name: "nothing_wanted"},
	}}

	// HelpTaken is the one question about an adult who wants no record.
	HelpTaken = field.NewCodes("help_taken", HelpGiven, field.In(lindung.Situation), field.Is(field.Open),
		field.For(lindung.Statistics, lindung.Supervision))

	// Counted is what is kept of an adult who wants no record: that she came, and
	// what help she took. Nothing in it tells who she is.
	Counted = field.NewForm("counted", HelpTaken)
)

// GroupOf returns the one field group of a form.
func GroupOf(f *field.Form) lindung.Group {
	if len(f.Fields) == 0 {
		return ""
	}
	return f.Fields[0].Group
}

// formNamed also knows the form that counts a refusal.
func formNamed(name string) (*field.Form, bool) {
	if name == Counted.Name {
		return Counted, true
	}
	return FormNamed(name)
}

// DoubtAge says, inside an act on a case, that the person may be under 18. From
// then on she is treated as a child, whatever a paper says, until SettleAge.
//
// Source: ACTIP 2; ACTIP 14.12
func DoubtAge(tx *access.Tx, id lindung.CaseID) error {
	if err := setDoubt(tx, id, true, true); err != nil {
		return err
	}
	return touch(tx, id, false)
}

// SettleAge ends the doubt about a person's age: what is answered about her birth
// decides again.
//
// Source: ACTIP 14.12
func SettleAge(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return edit(ctx, s, id, lindung.Identity, func(tx *access.Tx, _ row) error {
		c, err := Of(tx, id)
		if err != nil {
			return err
		}
		child := MayBeChild(c.Sections[birthForm].Values, lindung.DateOf(tx.Now.Time()))
		if err := setDoubt(tx, id, false, child); err != nil {
			return err
		}
		return touch(tx, id, false)
	})
}

// Touch says, inside an act on a case, that a record of another package that
// belongs to it has changed.
func Touch(tx *access.Tx, id lindung.CaseID) error { return touch(tx, id, false) }
