package referral

import (
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// Line is one field of a case and whether the recipient will see it.
type Line struct {
	Group lindung.Group
	Field *field.Info // nil for the names, and for the notes of the group
	Notes bool
	Seen  bool
	Why   string // label key of the reason when it is not seen
}

// Why a field is not seen.
const (
	NotAgreed  = "referral.why.not_agreed"  // the person has not agreed to this group
	NotPurpose = "referral.why.not_purpose" // it was not asked for this purpose
)

// Preview says of everything that is recorded in the forms of the case whether a recipient
// with view v will see it. It is what a page shows before anything leaves, and
// what a letter carries.
func Preview(forms field.Set, c cases.Case, v consent.View) []Line {
	var all []Line
	if len(c.Names) > 0 {
		all = append(all, lineOf(lindung.Identity, nil, v))
	}
	for _, f := range forms {
		values := c.Answers(f)
		for _, i := range f.Fields {
			if values.Has(i) {
				all = append(all, lineOf(i.Group, i, v))
			}
		}
	}
	for _, k := range cases.NoteKinds {
		if slices.ContainsFunc(c.Notes, func(n cases.Note) bool { return n.Kind == k.Kind }) {
			l := lineOf(k.Group, nil, v)
			l.Notes = true
			all = append(all, l)
		}
	}
	return all
}

func lineOf(g lindung.Group, i *field.Info, v consent.View) Line {
	l := Line{Group: g, Field: i}
	purposes := v[g]
	switch {
	case len(purposes) == 0:
		l.Why = NotAgreed
	case i != nil && !slices.ContainsFunc(purposes, i.For):
		l.Why = NotPurpose
	default:
		l.Seen = true
	}
	return l
}

// allows reports whether ledger lets the recipient of r see anything.
func allows(l consent.Ledger, r Referral, now db.Time) bool {
	if !r.Outside {
		return len(l.Would(r.To, now)) > 0
	}
	return slices.ContainsFunc(l.Grants, func(g consent.Grant) bool {
		return g.Outside && strings.TrimSpace(g.Detail.Body) == r.Body && g.Live(now)
	})
}
