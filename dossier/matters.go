package dossier

import (
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/justice"
	"lindung/protection"
	"lindung/returns"
)

// A Matter is one kind of what is open by law: records of some forms that nobody has ended.
type Matter struct {
	Name  string // proceedings.NAME says how many there are
	forms field.Set
	in    func(field.Values) bool // which of the records; nil for all
}

// matters are all kinds, the most pressing first.
//
// Source: ACTIP 14.4; ACTIP 14.7; ACTIP 14.8; ACTIP 14.13; ACTIP 15.2; ACTIP 16.7
var matters = []Matter{
	{Name: "detentions", forms: field.Set{protection.Detention}},
	{Name: "charges", forms: field.Set{protection.Charge}},
	{Name: "safeguards", forms: field.Set{justice.Safeguard}, in: justice.Waits}, // one in force ends on a day, and is due then
	{Name: "hearings", forms: field.Set{justice.Hearing}},
	{Name: "requests", forms: field.Set{justice.Request}},
	{Name: "orders", forms: field.Set{protection.Order}},
	{Name: "claims", forms: field.Set{protection.Claim}},
	{Name: "stays", forms: field.Set{protection.Stay}},
	{Name: "nationalities", forms: field.Set{returns.Nationality}},
	{Name: "papers", forms: field.Set{returns.TravelPaper}},
	{Name: "returns", forms: field.Set{returns.FamilyLook, returns.Plan, returns.HandOver}},
	{Name: "others", forms: field.Set{justice.Complaint, justice.Investigation, justice.Prosecution, justice.Asset}},
}

// mattersOf are the kinds that a sector has on a page of its own, by name. Those who support
// a person find the same in the days and on the page of the case.
var mattersOf = map[lindung.Sector][]string{
	"police":      {"safeguards", "hearings", "requests", "others"},
	"prosecution": {"safeguards", "hearings", "requests", "others"},
	"court":       {"safeguards", "hearings", "requests", "others"},
	"immigration": {"detentions", "charges", "safeguards", "hearings", "requests", "stays", "nationalities", "papers", "others"},
	"labour":      {"safeguards", "hearings", "requests", "claims", "stays", "others"},
	"legal_aid":   {"detentions", "charges", "hearings", "orders", "claims", "stays"},
	"consular":    {"detentions", "charges", "nationalities", "papers", "returns"},
}

// MattersOf returns what a sector has on a page of its own, the most pressing first.
func MattersOf(s lindung.Sector) []Matter {
	return slices.DeleteFunc(slices.Clone(matters), func(m Matter) bool { return !slices.Contains(mattersOf[s], m.Name) })
}

// holds reports whether an open record is one of the kind.
func (m Matter) holds(o cases.OpenRecord) bool {
	return slices.Contains(m.forms, o.Form) && (m.in == nil || m.in(o.Values))
}

// Open are the open records of one kind, the first due first.
type Open struct {
	Matter
	Records []cases.OpenRecord
}

// mostOpen is how many open records are read.
const mostOpen = 500

// ReadMatters returns what is open by law in the cases that the actor sees, of the kinds
// that their sector works on; none that is empty.
func ReadMatters(ctx context.Context, s access.Session) ([]Open, error) {
	var open []Open
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		kinds := MattersOf(tx.Actor().Sector)
		if len(kinds) == 0 {
			return access.ErrDenied
		}
		var forms field.Set
		for _, m := range kinds {
			forms = append(forms, m.forms...)
		}
		all, err := cases.OpenOf(tx, forms, mostOpen)
		for _, o := range all {
			tx.AddListed(string(o.Case))
		}
		tx.SetCount(len(all), "proceedings")
		open = sortOut(kinds, all)
		return err
	})
	return open, err
}

// sortOut puts each record to its kind.
func sortOut(kinds []Matter, all []cases.OpenRecord) []Open {
	var open []Open
	for _, m := range kinds {
		of := slices.DeleteFunc(slices.Clone(all), func(o cases.OpenRecord) bool { return !m.holds(o) })
		if len(of) > 0 {
			open = append(open, Open{m, of})
		}
	}
	return open
}

// counted are the kinds that the first page counts; what else is pressing is urgent in the
// case, or falls due on a day, and is told there.
var counted = []string{"safeguards", "hearings", "requests"}

// waitsMatters counts the hearings of a week, the requests without an answer, and who waits
// for protection.
//
// Source: ACTIP 16.7
func waitsMatters(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	if !slices.ContainsFunc(MattersOf(s.Actor().Sector), func(m Matter) bool { return slices.Contains(counted, m.Name) }) {
		return Waits{}, nil
	}
	open, err := ReadMatters(ctx, s)
	var w Waits
	for _, o := range open {
		if !slices.Contains(counted, o.Name) {
			continue
		}
		n := len(o.Records)
		if o.Name == "hearings" {
			n = len(slices.DeleteFunc(slices.Clone(o.Records), func(r cases.OpenRecord) bool { return r.Due.IsZero() || past(a.By, r.Due) }))
		}
		w.Counts = append(w.Counts, Count{o.Name, n, o.Name == "safeguards"})
	}
	return w, err
}
