package cases

import (
	"cmp"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// A Due is a case in which something falls due by a day: an open record, answers that say
// until when something lasts, or a form that is to be answered again.
type Due struct {
	Case   lindung.CaseID
	Number string
	Form   *field.Form
	Record lindung.RecordID // "" of a form that is answered once, or is to be answered again
	Again  bool             // the form is to be answered again
	Day    lindung.Date
	For    lindung.ActorID

	Responsible lindung.ActorID // of the case
}

// MostDue is how many records a list of what is due reads.
const MostDue = 500

// DueBy returns what is due by a day in the open cases that the actor sees, the first due
// first and what is only to be asked again last, so that it never takes the room of what
// somebody has set a day for; inside an act on the actor's organisation. With of it is what
// one colleague is asked to see to, alone or with the others of a team, and what was asked of
// colleagues who have left. It reads no more than most, and returns no more.
func DueBy(tx *access.Tx, day lindung.Date, of lindung.ActorID, left []lindung.ActorID, most int) ([]Due, error) {
	all, err := recordsDue(tx, day, of, left, most)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Due) int { return cmp.Compare(a.Day.String(), b.Day.String()) })
	next, err := againDue(tx, day, of, left, most)
	all = append(all, next...)
	return all[:min(len(all), most)], err
}

// recordsDue are the answers that say by when something is due.
func recordsDue(tx *access.Tx, day lindung.Date, of lindung.ActorID, left []lindung.ActorID, most int) ([]Due, error) {
	rows, err := dueBy(tx, day, of, most)
	if err != nil {
		return nil, err
	}
	more, err := dueOf(tx, day, left, most)
	if err != nil {
		return nil, err
	}
	rows = append(rows, more...)
	ids := make([]lindung.CaseID, len(rows))
	for i, r := range rows {
		ids[i] = lindung.CaseID(r.owner)
	}
	briefs, err := Briefs(tx, ids)
	if err != nil {
		return nil, err
	}
	var all []Due
	for _, r := range rows {
		b, ok := briefs[lindung.CaseID(r.owner)]
		f, declared := formNamed(tx, r.form)
		if o := b.Object(); ok && declared && tx.May(access.CaseRead, o, "") && tx.May(access.GroupRead, o, r.group) {
			all = append(all, Due{Case: b.ID, Number: b.Number, Form: f, Record: r.ID, Day: r.Due, For: r.For, Responsible: b.Responsible})
		}
	}
	return all, nil
}

// againDue are the forms that are to be answered again. Where the policies let nobody of
// the actor's roles read such a form, no case is read.
func againDue(tx *access.Tx, day lindung.Date, of lindung.ActorID, left []lindung.ActorID, most int) ([]Due, error) {
	f, ok := again(tx.Session().Forms())
	a := tx.Actor()
	likely := access.Object{Type: access.TypeCase, ID: "any", Org: a.Org, Team: []lindung.ActorID{a.ID}}
	if !ok || !tx.May(access.GroupRead, likely, f.Group()) {
		return nil, nil
	}
	rows, err := nextBy(tx, day, of, most)
	if err != nil {
		return nil, err
	}
	if len(left) > 0 {
		more, err := nextOfNobody(tx, day, left, most)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	var all []Due
	for _, r := range rows {
		if o := r.object(); tx.May(access.CaseRead, o, "") && tx.May(access.GroupRead, o, f.Group()) {
			all = append(all, Due{Case: r.ID, Number: r.Number, Form: f, Again: true, Day: r.NextDue, Responsible: r.Responsible})
		}
	}
	return all, nil
}

// again returns the form that is to be answered again by itself. There is one at most: a
// case has one day for it.
func again(forms field.Set) (*field.Form, bool) {
	i := slices.IndexFunc(forms, func(f *field.Form) bool { return f.Repeat != nil && f.Repeat.Next != nil })
	if i < 0 {
		return nil, false
	}
	return forms[i], true
}

// Again returns the form of the case that is to be answered again by itself, and by which
// day; false where there is none, or where the actor may not read it.
func (c Case) Again() (*field.Form, lindung.Date, bool) {
	f, ok := again(c.forms)
	if !ok || c.NextDue.IsZero() || !c.Own || !c.MayRead(f.Group()) {
		return nil, lindung.Date{}, false
	}
	return f, c.NextDue, true
}

// nextOf returns the day by which a case that was opened at a moment is to be asked again;
// done are the days of the records of the form.
func nextOf(tx *access.Tx, opened db.Time, done []lindung.Date) lindung.Date {
	f, ok := again(tx.Session().Forms())
	if !ok {
		return lindung.Date{}
	}
	day := lindung.DateOf(opened.Time().In(lindung.Zone(tx.Actor().Country)))
	return f.Repeat.Next(day, done...)
}

// settleNext stores by when the form is to be answered again, after a record of it was
// written, corrected or struck out.
func settleNext(tx *access.Tx, id lindung.CaseID, f *field.Form) error {
	if f.Repeat == nil || f.Repeat.Next == nil {
		return nil
	}
	done, err := daysOf(tx, id, f.Name)
	if err != nil {
		return err
	}
	return change(tx, id, func(r *row) {
		if !r.Refused {
			r.NextDue = nextOf(tx, r.OpenedAt, done)
		}
	})
}

// done are the days of the records of the form that is to be answered again, with which a
// case begins.
func (n New) done() []lindung.Date {
	var all []lindung.Date
	for _, r := range n.Records {
		if repeat := r.Form.Repeat; repeat != nil && repeat.Next != nil {
			if day, ok := repeat.Day.Get(r.Values); ok {
				all = append(all, day)
			}
		}
	}
	return all
}

// A Line is what a list says of a case beside what falls due in it.
type Line struct {
	Called string // what the person is called; "" where the actor may read no name
	Child  bool

	records map[string]Record
}

// Record returns a record, or the answers to a form that is answered once, as far as it
// was read.
func (l Line) Record(form string, id lindung.RecordID) (Record, bool) {
	r, ok := l.records[form+" "+string(id)]
	return r, ok
}

// Lines returns what a list says of own cases and of what is due in them by a day, as far
// as the actor may read it, inside an act on their organisation. Of 50 cases it makes two
// statements.
func Lines(tx *access.Tx, day lindung.Date, ids []lindung.CaseID) (map[lindung.CaseID]Line, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	found, err := wholeRows(tx, ids)
	if err != nil {
		return nil, err
	}
	all, rows := map[lindung.CaseID]Line{}, map[lindung.CaseID]row{}
	for _, r := range found {
		o := r.object()
		if r.Org != tx.Actor().Org || !tx.May(access.CaseRead, o, "") {
			continue
		}
		one, err := r.named(tx, o)
		if err != nil {
			return nil, err
		}
		rows[r.ID], all[r.ID] = r, Line{Called: one.Name, Child: one.Child, records: map[string]Record{}}
	}
	due, err := dueIn(tx, day, slices.Sorted(maps.Keys(rows)))
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		r := rows[lindung.CaseID(d.owner)]
		f, ok := formNamed(tx, d.form)
		if !ok || !tx.May(access.GroupRead, r.object(), d.group) {
			continue
		}
		key, err := tx.Unwrap(d.owner, r.wrapped)
		if access.IsBroken(err) {
			continue // the list shows the others
		}
		if err != nil {
			return nil, err
		}
		if all[r.ID].records[d.form+" "+string(d.ID)], err = d.open(key, f); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// WithOpen returns the open cases that the actor sees in which a record of one of two forms
// is open, with all their answers as far as the actor may read them, and nothing else of
// them; no more than most.
func WithOpen(tx *access.Tx, forms [2]string, most int) ([]Case, error) {
	found, err := openWith(tx, forms, most)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	answers, err := recordsIn(tx, ids)
	if err != nil {
		return nil, err
	}
	var all []Case
	for _, r := range found {
		o := r.object()
		if !tx.May(access.CaseRead, o, "") {
			continue
		}
		c := r.Case
		c.Own, c.team = true, r.team
		c.Groups = tx.Groups(o)
		key, err := tx.Unwrap(string(c.ID), r.wrapped)
		if err == nil {
			err = c.answer(tx, key, answers[string(c.ID)])
		}
		if access.IsBroken(err) {
			continue // the page of the case says so
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// answer opens answers that were read with those of other cases.
func (c *Case) answer(tx *access.Tx, key seal.Key, rows []recordRow) error {
	c.Sections, c.records, c.counts = map[string]Record{}, map[string][]Record{}, map[string]int{}
	c.forms = tx.FormsOf(c.Org)
	known := map[string]field.Values{}
	read := func(*access.Tx, string) ([]recordRow, error) { return rows, nil }
	if err := c.openRecords(tx, read, string(c.ID), key, known); err != nil {
		return err
	}
	c.mark(tx.Today(), known)
	return nil
}

// Members are who works on the case.
func (c Case) Members() []lindung.ActorID { return c.team }
