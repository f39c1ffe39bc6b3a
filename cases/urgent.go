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

// always stands for no last day: only another answer ends what is urgent.
var always = lindung.Date{Year: 9999, Month: 12, Day: 31}

// Urgent returns what must not wait in an open case, as far as the actor may read it.
// That a child is alone is shown only to those who read identity and family: from
// others a guardian may be hidden.
func (c Case) Urgent() []person.Urgent {
	if c.Status.Closed() || c.Refused {
		return nil
	}
	all := person.Urgency(c.forms, c.given, c.Mark)
	whole := c.Own && c.MayRead(person.Birth.Group()) && c.MayRead(person.Guardian.Group())
	return slices.DeleteFunc(all, func(u person.Urgent) bool { return u.Name == person.Alone && !whole })
}

// given returns the answers to a form of which the actor may know: the one time there
// is, or each record that is open.
func (c Case) given(f *field.Form) []person.Given {
	if f.Repeat == nil {
		return []person.Given{{Values: c.Answers(f)}}
	}
	var all []person.Given
	for _, r := range c.Records(f) {
		if r.Status == RecordOpen {
			all = append(all, person.Given{Record: r.ID, Values: r.Values})
		}
	}
	return all
}

// IsUrgent reports whether something urgent is open on a day in an open case of the
// own organisation.
func (c Case) IsUrgent(on lindung.Date) bool {
	return c.Own && !c.Status.Closed() && !c.UrgentUntil.IsZero() && !c.UrgentUntil.Last().Before(on.First())
}

// HidesUrgent reports whether something urgent is open that the actor may not read.
// They learn only that it is there.
func (c Case) HidesUrgent(on lindung.Date) bool {
	hidden := slices.ContainsFunc(c.forms, func(f *field.Form) bool { return person.TellsUrgent(f) && !c.MayRead(f.Group()) })
	return hidden && c.IsUrgent(on) && len(c.Urgent()) == 0
}

// urgency returns what the database stores of urgent answers, so that lists can find
// them: the last day on which something is open, zero for nothing, and never what.
// What ends with childhood ends here with the month, so that no birthday can be read
// from it.
func urgency(given map[string][]person.Given, m person.Mark, forms field.Set) lindung.Date {
	var until lindung.Date
	for _, u := range person.Urgency(forms, func(f *field.Form) []person.Given { return given[f.Name] }, m) {
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

// settleUrgent updates the column of the case after answers, or the doubt about the
// age, have changed. It opens the answers whatever the actor may read.
func settleUrgent(tx *access.Tx, key seal.Key, r row) error {
	if r.Refused {
		return nil
	}
	rows, err := openOf(tx, string(r.ID))
	if err != nil {
		return err
	}
	given, err := opened(tx, key, rows, person.TellsUrgent)
	if err != nil {
		return err
	}
	m := markOn(tx.Today(), r.Refused, r.Doubt, once(given))
	return setUrgent(tx, r.ID, urgency(given, m, tx.Session().Forms()))
}

// told opens, by form, the answers to the forms that are answered once and for which
// decides is true, whatever the actor may read.
func told(tx *access.Tx, key seal.Key, id lindung.CaseID, decides func(*field.Form) bool) (map[string]field.Values, error) {
	rows, err := answersOf(tx, string(id), "")
	if err != nil {
		return nil, err
	}
	given, err := opened(tx, key, rows, decides)
	return once(given), err
}

// opened opens rows of the forms for which decides is true, by form.
func opened(tx *access.Tx, key seal.Key, rows []recordRow, decides func(*field.Form) bool) (map[string][]person.Given, error) {
	all := map[string][]person.Given{}
	for _, one := range rows {
		f, ok := formNamed(tx, one.form)
		if !ok || !decides(f) {
			continue
		}
		r, err := one.open(key, f)
		if err != nil {
			return nil, err
		}
		all[one.form] = append(all[one.form], person.Given{Record: one.ID, Values: r.Values})
	}
	return all, nil
}

// once returns the answers to forms that are answered once.
func once(given map[string][]person.Given) map[string]field.Values {
	all := map[string]field.Values{}
	for form, answers := range given {
		if answers[0].Record == "" {
			all[form] = answers[0].Values
		}
	}
	return all
}

// given returns the answers with which a case begins.
func (n New) given() map[string][]person.Given {
	all := map[string][]person.Given{}
	for form, v := range n.Answers {
		all[form] = []person.Given{{Values: v}}
	}
	for _, r := range n.Records {
		all[r.Form.Name] = append(all[r.Form.Name], person.Given{Values: r.Values})
	}
	return all
}
