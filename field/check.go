package field

import (
	"slices"

	"lindung"
)

// A Fault is what is wrong with a declaration that can be read. Key is a label key.
type Fault struct {
	Field string // "" for the form itself
	Code  string // of its list; "" for the field itself
	Key   string
	Args  []any
}

// mostFields is how many questions one page asks: a post holds one page, so that little is
// lost without JavaScript.
const mostFields = 7

// withheld are the groups of which the police get nothing: a person in need must be able to
// say what they need.
//
// Source: ACTIP 14.6
var withheld = []lindung.Group{lindung.Health, lindung.SupportNotes, lindung.Family, lindung.Contact, lindung.Immigration}

// Faults returns what is wrong with the form as a declaration of what is asked about a
// person. has reports whether a label key has a text. Forms of the program and questions
// of an organisation pass the same checks: one page, one group; a label for all that is
// read, and a reason, which the person can be told, for all that could harm; free text is
// sealed, and nothing sealed is counted; police get neither health nor support.
//
// Source: ACTIP 14.6
func (f *Form) Faults(has func(key string) bool) []Fault {
	var all []Fault
	need := func(ok bool, field, code, key string, args ...any) {
		if !ok {
			all = append(all, Fault{field, code, key, args})
		}
	}
	if len(f.Fields) == 0 {
		return []Fault{{Key: "questions.fault.empty"}}
	}
	need(len(f.Fields) <= mostFields, "", "", "questions.fault.long", "max", mostFields)
	need(slices.Contains(lindung.Groups, f.Group()), "", "", "questions.fault.group")
	need(has("form."+f.Name), "", "", "questions.fault.label")
	for _, i := range f.Fields {
		need(i.Group == f.Group(), i.Name, "", "questions.fault.groups")
		need(has("field."+i.Name), i.Name, "", "questions.fault.label")
		need(i.Class == Open || has("field."+i.Name+".why"), i.Name, "", "questions.fault.why")
		need(i.Class == Sealed || !i.free(), i.Name, "", "questions.fault.sealed")
		need(i.Class != Sealed || !i.HasPurpose(lindung.Statistics), i.Name, "", "questions.fault.counted")
		need(!slices.Contains(withheld, i.Group) || !i.HasPurpose(lindung.LawEnforcement), i.Name, "", "questions.fault.police")
		if i.List == nil {
			continue
		}
		for _, code := range i.List.Names() {
			need(has("code."+i.List.Name+"."+code), i.Name, code, "questions.fault.label")
		}
	}
	return all
}

// free reports whether people write the answer freely.
func (i *Info) free() bool {
	return slices.Contains([]Kind{KindText, KindLong, KindPhone, KindEmail}, i.Kind)
}
