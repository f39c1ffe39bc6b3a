package stats

import (
	"lindung/access"
	"lindung/cases"
	"lindung/person"
)

// Nationals counts the persons of an event by their citizenships: as they are, and as the
// numbers may be told to a consulate. What is told hides every count under the bound, so that
// no state learns of one person who was not asked.
//
// Source: ACTIP 14.3; ACTIP 14.6
func Nationals(s access.Session, members []cases.InEvent, bound int) (all, told Table) {
	forms := s.Forms()
	form, _ := forms.Named("identity_origin")
	d, _ := ofField(form, person.Citizenships.Info)
	t := newTally([]Dimension{d})
	for _, m := range members {
		f := subject{Fact: cases.Fact{ID: m.ID}}
		for _, v := range m.Answers(form) {
			f.Records = append(f.Records, cases.Answered{Form: form.Name, Values: v})
		}
		t.add(f)
	}
	all = t.table()
	return all, Hide(all, bound)
}
