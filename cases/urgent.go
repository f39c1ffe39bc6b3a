package cases

import (
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/seal"
	"lindung/person"
)

// always is the last day of something urgent that only another answer ends.
var always = lindung.Date{Year: 9999, Month: 12, Day: 31}

// Urgent returns what must not wait today in a case that is open, as far as the
// actor may read it. Whether a child is alone is said only to those who read both
// who the person is and their family: to others a guardian may be hidden.
func (c Case) Urgent() []person.Urgent {
	if c.Status.Closed() || c.Refused {
		return nil
	}
	all := person.Urgency(c.forms, c.Answers, c.Mark)
	whole := c.Own && c.MayRead(person.Birth.Group()) && c.MayRead(person.Guardian.Group())
	return slices.DeleteFunc(all, func(u person.Urgent) bool { return u.Name == person.Alone && !whole })
}

// IsUrgent reports whether something urgent is open on a day, while the case is,
// as its own organisation sees it in a list.
func (c Case) IsUrgent(on lindung.Date) bool {
	return c.Own && !c.Status.Closed() && !c.UrgentUntil.IsZero() && !c.UrgentUntil.Last().Before(on.First())
}

// HidesUrgent reports whether something urgent is open that the actor may not
// read: they learn that it is there.
func (c Case) HidesUrgent(on lindung.Date) bool {
	hidden := slices.ContainsFunc(c.forms, func(f *field.Form) bool { return person.TellsUrgent(f) && !c.MayRead(f.Group()) })
	return hidden && c.IsUrgent(on) && len(c.Urgent()) == 0
}

// urgency returns what the database keeps of urgent answers, so that lists can
// find them: the last day on which something is open, zero for nothing, and never
// what. A birthday must not be read from it: what ends with childhood ends here
// with the month.
func urgency(answers map[string]field.Values, m person.Mark, forms field.Set) lindung.Date {
	var until lindung.Date
	for _, u := range person.Urgency(forms, func(f *field.Form) field.Values { return answers[f.Name] }, m) {
		if u.Until.IsZero() {
			return always
		}
		end := lindung.DateOf(time.Date(u.Until.Year, time.Month(u.Until.Month)+1, 0, 0, 0, 0, 0, time.UTC))
		if until.IsZero() || end.Last().After(until.Last()) {
			until = end
		}
	}
	return until
}

// settleUrgent brings the column of the case up to date after the answers to a
// form, or the doubt about the age, have changed. The answers are opened here,
// whatever the actor may read.
func settleUrgent(tx *access.Tx, key seal.Key, r row) error {
	if r.Refused {
		return nil
	}
	answers, err := told(tx, key, r.ID, person.TellsUrgent)
	if err != nil {
		return err
	}
	m := markOn(today(tx), r.Refused, r.Doubt, answers)
	return setUrgent(tx, r.ID, urgency(answers, m, tx.Session().Forms()))
}

// told opens the answers to the forms that are answered once and that code
// decides on, by form, whatever the actor may read.
func told(tx *access.Tx, key seal.Key, id lindung.CaseID, decides func(*field.Form) bool) (map[string]field.Values, error) {
	rows, err := answersOf(tx, string(id), "")
	answers := map[string]field.Values{}
	for _, one := range rows {
		f, ok := formNamed(tx, one.form)
		if !ok || !decides(f) {
			continue
		}
		r, err := one.open(key, f)
		if err != nil {
			return nil, err
		}
		answers[one.form] = r.Values
	}
	return answers, err
}
