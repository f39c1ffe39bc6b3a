package referral

import (
	"slices"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
)

// Line is one field of a case and whether the recipient will see it.
type Line struct {
	Group lindung.Group
	Field *field.Info // nil for the names, and for the notes of the group
	Notes bool
	Seen  bool
	Why   string // label key: why it is not seen, or why it is though nobody was asked
}

// Why a field is not seen, or is seen although the person was not asked.
const (
	NotAgreed  = "referral.why.not_agreed"  // the person has not agreed to this group
	NotPurpose = "referral.why.not_purpose" // it was not asked for this purpose
	OnlyTold   = "referral.why.only_told"   // that there is an answer is told, and whom to ask
	GoesAlong  = "referral.why.goes_along"  // it goes with the contact, always
)

// Preview says of everything that is recorded in the forms of the case whether a recipient
// with view v will see it. It is what a page shows before anything leaves, and
// what a letter carries.
func Preview(forms field.Set, c cases.Case, v consent.View) []Line {
	var all []Line
	if len(c.Names) > 0 {
		all = append(all, groupLine(lindung.Identity, v))
	}
	for _, f := range forms {
		values, shown := c.Answers(f), f.Shared(v)
		for _, i := range f.Fields {
			if values.Has(i) {
				all = append(all, fieldLine(i, shown, v))
			}
		}
	}
	for _, k := range cases.NoteKinds {
		if slices.ContainsFunc(c.Notes, func(n cases.Note) bool { return n.Kind == k.Kind }) {
			l := groupLine(k.Group, v)
			l.Notes = true
			all = append(all, l)
		}
	}
	return all
}

// groupLine is the line of what is seen with its group, whatever the purpose.
func groupLine(g lindung.Group, v consent.View) Line {
	if len(v[g]) == 0 {
		return Line{Group: g, Why: NotAgreed}
	}
	return Line{Group: g, Seen: true}
}

// fieldLine is the line of a field of a form of which shown is seen.
func fieldLine(i *field.Info, shown *field.Form, v consent.View) Line {
	l := Line{Group: i.Group, Field: i}
	agreed := slices.ContainsFunc(v[i.Group], i.For)
	_, l.Seen = shown.Field(i.Name)
	switch {
	case l.Seen && !agreed:
		l.Why = GoesAlong
	case l.Seen:
	case i.OnlyTold(v):
		l.Why = OnlyTold
	case len(v[i.Group]) == 0:
		l.Why = NotAgreed
	default:
		l.Why = NotPurpose
	}
	return l
}

// AskSafety is the warning that nobody has asked how to reach the person safely.
const AskSafety = "referral.warn.safety"

// Warnings returns the label keys of what should be put right before a case is
// referred. None of it stops a referral: help does not wait for a form.
//
// Source: ACTIP 14.5
func Warnings(c cases.Case) []string {
	if c.AskedSafety() {
		return nil
	}
	return []string{AskSafety}
}
