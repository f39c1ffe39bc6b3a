package stats

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"lindung"
	"lindung/assistance"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/telling"
)

// A Dimension is one question by which cases are counted: a declared field that is stored
// in clear and was declared for statistics, or what the columns of a case say.
type Dimension struct {
	Name    string
	Several bool // a case can have several answers
	// Field is the field; nil where the columns of the case answer.
	Field *field.Info
	Form  *field.Form // whose records are read for it; nil for none

	codes []string // in their order; nil where the most frequent comes first
	law   bool     // it asks the law of each case
	of    func(subject) []string
}

// Dimensions returns all there are: of the columns of a case, and of the declared fields of
// some forms.
func Dimensions(forms field.Set) []Dimension {
	return slices.Concat(ofColumns, ofLaw, ofFields(forms))
}

// Codes returns the answers that the dimension can have, where they are a list.
func (d Dimension) Codes() []string {
	if d.codes == nil || d.Field == nil {
		return slices.Clone(d.codes)
	}
	return slices.Concat(d.codes, last)
}

// OpenTo reports whether people of a sector may count by the dimension in their own cases:
// what was said in care is walled off from police, immigration and prosecution, in figures
// too.
//
// Source: ACTIP 14.6
func (d Dimension) OpenTo(s lindung.Sector) bool {
	return d.Field == nil || d.Field.Group != lindung.SupportNotes || !slices.Contains(walled, s)
}

// walled are the sectors that read nothing that was said in care.
var walled = []lindung.Sector{"police", "immigration", "prosecution"}

// ofColumns are the dimensions that the columns of a case answer.
var ofColumns = []Dimension{
	{Name: "status", codes: []string{string(cases.StatusActive), string(cases.StatusFollowUp), string(cases.StatusClosed), string(cases.StatusClosedReferred)}, of: func(f subject) []string { return []string{string(f.Status)} }},
	{Name: "age_group", codes: []string{"child", "maybe_child", "adult"}, of: func(f subject) []string {
		child, doubt := f.Child()
		switch {
		case child && doubt:
			return []string{"maybe_child"}
		case child:
			return []string{"child"}
		}
		return []string{"adult"}
	}},
	{Name: "began_with", codes: []string{"referral", "opened_here"}, of: func(f subject) []string {
		if f.Referred {
			return []string{"referral"}
		}
		return []string{"opened_here"}
	}},
	{Name: "shared_event", codes: []string{Yes, No}, of: func(f subject) []string { return yesNo(f.Event) }},
	{Name: "close_reason", codes: append(slices.Clone(cases.CloseReasons), "still_open"), of: func(f subject) []string {
		if f.Closed == 0 {
			return []string{"still_open"}
		}
		return []string{f.CloseReason}
	}},
	{Name: "first_service", codes: []string{"day", "week", "month", "later", "none"}, Form: assistance.Service, of: func(f subject) []string {
		return []string{waited(f.Opened, firstService(f.Fact))}
	}},
	{Name: "first_accepted", codes: []string{"day", "week", "month", "later", "none", "not_referred"}, of: func(f subject) []string {
		if f.sent.Times == 0 {
			return []string{"not_referred"}
		}
		return []string{waited(f.sent.First, f.sent.Accepted)}
	}},
	{Name: "open_for", codes: []string{"open_month", "open_quarter", "open_half", "open_year", "open_longer", "closed"}, of: openFor},
	{Name: "told", codes: []string{"never", "once", "twice", "more"}, Form: telling.Interview, of: told},
}

// openFor says for how long a case has been open; "closed" if it is not.
func openFor(f subject) []string {
	if f.Closed != 0 {
		return []string{"closed"}
	}
	switch days := int(f.now.Time().Sub(f.Opened.Time()).Hours() / 24); {
	case days <= 30:
		return []string{"open_month"}
	case days <= 91:
		return []string{"open_quarter"}
	case days <= 182:
		return []string{"open_half"}
	case days <= 365:
		return []string{"open_year"}
	}
	return []string{"open_longer"}
}

// told says how often the person was asked what happened.
//
// Source: ACTIP 14.6; ACTIP 16.4
func told(f subject) []string {
	n := 0
	for _, r := range f.Records {
		if r.Form == telling.Interview.Name {
			n++
		}
	}
	return []string{[]string{"never", "once", "twice", "more"}[min(n, 3)]}
}

// waited says how long it took from when a case was opened; "none" if it has not come.
func waited(from, at db.Time) string {
	switch took := at.Time().Sub(from.Time()); {
	case at == 0:
		return "none"
	case took <= 24*time.Hour:
		return "day"
	case took <= 7*24*time.Hour:
		return "week"
	case took <= 30*24*time.Hour:
		return "month"
	}
	return "later"
}

// firstService returns when the person got the first service, 0 for none.
func firstService(f cases.Fact) db.Time {
	var first db.Time
	for _, r := range f.Records {
		if r.Form != assistance.Service.Name {
			continue
		}
		at := r.At
		if !r.Day.IsZero() {
			at = db.TimeOf(r.Day.First())
		}
		if first == 0 || at < first {
			first = max(at, f.Opened)
		}
	}
	return first
}

// ofFields returns the declared fields of forms by which cases are counted.
func ofFields(forms field.Set) []Dimension {
	var all []Dimension
	for _, form := range forms {
		for _, i := range form.Fields {
			if d, ok := ofField(form, i); ok {
				all = append(all, d)
			}
		}
	}
	return all
}

// ofField returns a field as a dimension; false for one that is sealed, was not declared
// for statistics, or has no codes.
func ofField(form *field.Form, i *field.Info) (Dimension, bool) {
	d := Dimension{Name: i.Name, Field: i, Form: form, Several: i.Kind.Several() || form.Repeat != nil}
	switch i.Kind {
	case field.KindBool:
		d.codes = []string{Yes, No}
	case field.KindCode, field.KindCodes:
		d.codes = i.List.Names()
	case field.KindCountry, field.KindCountries, field.KindLanguage:
	default:
		return Dimension{}, false
	}
	if i.Class == field.Sealed || !i.HasPurpose(lindung.Statistics) || i.Until != "" {
		return Dimension{}, false
	}
	d.of = func(f subject) []string {
		var codes []string
		for _, r := range f.Records {
			if r.Form == form.Name {
				codes = append(codes, answers(r.Values, i)...)
			}
		}
		return codes
	}
	return d, true
}

// answers returns the codes of an answer.
func answers(v field.Values, i *field.Info) []string {
	if absent, ok := v.Absent(i); ok {
		return []string{map[field.Absence]string{field.Unknown: Unknown, field.Refused: Refused, field.NotAsked: NotAsked}[absent]}
	}
	switch i.Kind {
	case field.KindBool:
		if yes, ok := (field.Typed[bool]{Info: i}).Get(v); ok {
			return yesNo(yes)
		}
		return nil
	case field.KindCodes, field.KindCountries, field.KindLanguages:
		codes, _ := (field.Typed[[]string]{Info: i}).Get(v)
		return codes
	}
	if code, ok := (field.Typed[string]{Info: i}).Get(v); ok {
		return []string{code}
	}
	return nil
}

func yesNo(b bool) []string {
	if b {
		return []string{Yes}
	}
	return []string{No}
}

// codesOf returns the codes of a case, each once; NotAsked where there is no answer.
func (d Dimension) codesOf(f subject) []string {
	codes := slices.Clone(d.of(f))
	slices.Sort(codes)
	if codes = slices.Compact(codes); len(codes) == 0 {
		return []string{NotAsked}
	}
	return codes
}

// last are the codes that stand after all others.
var last = []string{Unknown, Refused, NotAsked}

// order returns the codes that were counted: in the order of the list, or the most frequent
// first; those that are no answer come last.
func (d Dimension) order(n map[string]int) []string {
	place := func(code string) int {
		if i := slices.Index(last, code); i >= 0 {
			return len(d.codes) + 1 + i
		}
		if i := slices.Index(d.codes, code); i >= 0 {
			return i
		}
		return len(d.codes)
	}
	return slices.SortedFunc(maps.Keys(n), func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(n[b], n[a]), cmp.Compare(a, b))
	})
}
