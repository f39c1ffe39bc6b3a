package dossier

import (
	"slices"

	"lindung"
	"lindung/consent"
	"lindung/field"
)

// Why something is not seen, or is seen although the person was not asked.
const (
	NotAgreed  = "referral.why.not_agreed"  // the person has not agreed to its group
	NotPurpose = "referral.why.not_purpose" // it was not asked for this purpose
	OnlyTold   = "referral.why.only_told"   // that there is an answer is told, and whom to ask
	GoesAlong  = "referral.why.goes_along"  // it goes with the contact, always
	Withheld   = "referral.why.withheld"    // the rule that keeps the contact safe may be missing
)

// A Sight says of one kind of thing in a case whether a recipient will see it.
type Sight struct {
	Group lindung.Group
	Label string // label key of the field, or of all pieces of a kind
	Seen  bool
	Why   string // label key of the reason when it is not seen, or goes along
}

// Leaving is what of a case leaves with what a referral is based on. Contact stays while
// anything of the case is damaged: what is missing may be the rule on how to reach the
// person safely.
//
// Source: ACTIP 14.5
func (w Whole) Leaving(rests consent.Ledger) consent.View { return w.withheld(rests.View()) }

// withheld is a view without the contact while anything of the case is damaged.
func (w Whole) withheld(view consent.View) consent.View {
	if w.Damaged {
		delete(view, lindung.Contact)
	}
	return view
}

// Preview says of everything in a case whether a recipient will see it with what a
// referral is based on, each kind of thing once. It is what a page shows before anything
// leaves.
//
// Source: ACTIP 14.6
func Preview(w Whole, rests consent.Ledger) []Sight {
	all := sights(Pieces(w), w.Leaving(rests))
	for i, s := range all {
		if w.Damaged && s.Group == lindung.Contact && s.Why == NotAgreed && len(rests.View()[s.Group]) > 0 {
			all[i].Why = Withheld
		}
	}
	return all
}

// sights says of each kind of thing whether view v shows it.
func sights(pieces []Piece, v consent.View) []Sight {
	var all []Sight
	add := func(s Sight) {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	for _, it := range pieces {
		if it.Form == nil {
			s := Sight{Group: it.Groups[0], Label: it.Many}
			s.Seen, s.Why = it.through(v)
			add(s)
			continue
		}
		shown := it.Form.Shared(v)
		for _, i := range it.Form.Fields {
			if it.Values.Has(i) {
				add(sight(i, shown, v))
			}
		}
	}
	return all
}

// sight says whether a field is seen of a form of which shown is.
func sight(i *field.Info, shown *field.Form, v consent.View) Sight {
	s := Sight{Group: i.Group, Label: "field." + i.Name}
	agreed, why := through(v, []lindung.Group{i.Group}, i.PassedOnFor)
	_, s.Seen = shown.Field(i.Name)
	switch {
	case s.Seen && !agreed:
		s.Why = GoesAlong
	case s.Seen:
	case i.OnlyTold(v):
		s.Why = OnlyTold
	default:
		s.Why = why
	}
	return s
}

// Letter returns of the pieces what view v lets out: what Preview says is seen, and
// nothing else.
//
// Source: ACTIP 14.6
func Letter(pieces []Piece, v consent.View) []Piece {
	var all []Piece
	for _, it := range pieces {
		if it.Form == nil {
			if seen, _ := it.through(v); seen {
				all = append(all, it)
			}
			continue
		}
		it.Form = it.Form.Shared(v).Keep(it.Values.Has)
		if it.Values = it.Values.OfForm(it.Form); it.Values.Len() > 0 {
			all = append(all, it)
		}
	}
	return all
}

// Told returns what a recipient with view v is told was answered, and whom to ask,
// without the answer.
//
// Source: ACTIP 14.5
func Told(pieces []Piece, v consent.View) []*field.Info {
	var all []*field.Info
	for _, it := range pieces {
		if it.Form == nil {
			continue
		}
		for _, i := range it.Form.Fields {
			if i.OnlyTold(v) && it.Values.Text(i) != "" && !slices.Contains(all, i) {
				all = append(all, i)
			}
		}
	}
	return all
}

func (it Piece) through(v consent.View) (bool, string) {
	return through(v, it.Groups, func(p lindung.Purpose) bool { return it.For == nil || slices.Contains(it.For, p) })
}

// through reports whether someone agreed that what belongs to one of the groups
// may be used for one of its purposes; and if not, why.
func through(v consent.View, groups []lindung.Group, may func(lindung.Purpose) bool) (bool, string) {
	why := NotAgreed
	for _, g := range groups {
		if slices.ContainsFunc(v[g], may) {
			return true, ""
		}
		if len(v[g]) > 0 {
			why = NotPurpose
		}
	}
	return false, why
}
