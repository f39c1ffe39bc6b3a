package person

import (
	"lindung"
	"lindung/field"
)

// Urgent is something in the answers that must not wait.
type Urgent struct {
	Name   string           // of the fact; its label key is case.urgent. and the name
	Form   *field.Form      // that says it, and where it is answered otherwise
	Record lindung.RecordID // that says it; "" of a form that is answered once
	Until  lindung.Date     // the last day; zero until it is answered otherwise
}

// Given are answers to a form: to one that is answered once, or of one record.
type Given struct {
	Record lindung.RecordID
	Values field.Values
}

// Alone names the fact that a child has no adult who is safe for them. It follows
// from the age and from the form Guardian; no form asks it.
const Alone = "child_alone"

// Urgency returns what must not wait, of the forms whose answers are given, of a
// person with this mark. Forms that are not given say nothing; of a form that is
// answered many times only a record that is open says something. Of someone of
// whose age nothing is known the age is asked first.
//
// Source: ACTIP 14.12
func Urgency(forms field.Set, given func(*field.Form) []Given, m Mark) []Urgent {
	var all []Urgent
	for _, f := range forms {
		for _, g := range given(f) {
			all = append(all, urgentOf(f, g)...)
		}
	}
	if m.SaysChild() && alone(given(Guardian)) {
		u := Urgent{Name: Alone, Form: Guardian}
		if !m.Adult.IsZero() {
			u.Until = lindung.DateOf(m.Adult.First().AddDate(0, 0, -1))
		}
		all = append(all, u)
	}
	return all
}

// urgentOf returns the urgent facts to which the answer is yes, and an open record that
// must not wait.
func urgentOf(f *field.Form, g Given) []Urgent {
	var all []Urgent
	if f.Repeat != nil {
		if !f.Repeat.Open(g.Values) {
			return nil
		}
		if f.Repeat.Urgent != "" {
			all = append(all, Urgent{Name: f.Repeat.Urgent, Form: f, Record: g.Record})
		}
	}
	for _, i := range f.Fields {
		if yes, _ := (field.Typed[bool]{Info: i}).Get(g.Values); i.Urgent && yes {
			all = append(all, Urgent{Name: i.Name, Form: f, Record: g.Record})
		}
	}
	return all
}

// TellsUrgent reports whether answers to the form can make or end something urgent.
func TellsUrgent(f *field.Form) bool {
	if f.Repeat != nil && f.Repeat.Urgent != "" {
		return true
	}
	for _, i := range f.Fields {
		if i.Urgent {
			return true
		}
	}
	return TellsAge(f) || f.Name == Guardian.Name
}

// alone reports whether no adult is known who cares for the child and may be told
// without danger to the child.
func alone(answers []Given) bool {
	var guardian field.Values
	if len(answers) > 0 {
		guardian = answers[0].Values
	}
	relation, related := GuardianRelation.Get(guardian)
	_, named := GuardianName.Get(guardian)
	concern, _ := GuardianConcern.Get(guardian)
	return relation == "none" || concern == "do_not_tell" || !related && !named
}
