package web

import (
	"net/url"
	"slices"
	"time"

	"lindung"
	"lindung/field"
	"lindung/internal/page"
)

// long asks for several lines of text.
func (q *questions) long(name string) *page.Textarea {
	a := &page.Textarea{
		Name: name, Value: q.in.Get(name), Rows: 5, Label: page.Label{Text: q.label(name), Classes: "govuk-label--s"},
		Hint: q.hint(name), ErrorMessage: q.wrongAt(name), Autocomplete: "off",
	}
	q.rows = append(q.rows, page.Row{Textarea: a})
	return a
}

// date asks for a day that may lie ahead.
func (q *questions) date(name string) {
	d := &page.DateInput{
		ID: name + "-date", NamePrefix: name, Hint: q.hint(name), ErrorMessage: q.wrongAt(name),
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: q.label(name), Classes: "govuk-fieldset__legend--s"}},
	}
	for i, part := range []string{"day", "month", "year"} {
		item := page.DateItem{
			Name: part, ID: name + "-" + part, Label: q.v.text("page.date." + part), Value: q.in.Get(name + "-" + part), Autocomplete: "off",
		}
		if i == 0 {
			item.ID = name
		}
		d.Items = append(d.Items, item)
	}
	q.rows = append(q.rows, page.Row{Date: d})
}

// heading begins a group of questions.
func (q *questions) heading(name string) {
	r := page.Row{Heading: q.label(name)}
	if key := q.stem + "." + name + ".intro"; q.v.t.Has(key) {
		r.Intro = q.v.text(key)
	}
	q.rows = append(q.rows, r)
}

// choices are the codes of a closed list with their labels PREFIX.CODE.
func choices[C ~string](v *visit, prefix string, codes []C) []page.Choice {
	all := make([]page.Choice, len(codes))
	for i, c := range codes {
		all[i] = page.Choice{Value: string(c), Text: v.text(prefix + "." + string(c))}
		if key := prefix + "." + string(c) + ".hint"; v.t.Has(key) {
			all[i].Hint = &page.Hint{Text: v.text(key)}
		}
	}
	return all
}

// options is choices for a longer list.
func options[C ~string](v *visit, prefix string, codes []C) []page.Option {
	all := make([]page.Option, len(codes))
	for i, c := range codes {
		all[i] = page.Option{Value: string(c), Text: v.text(prefix + "." + string(c))}
	}
	return all
}

// dayOf reads a posted day, the last second of it by the clock on the actor's
// wall. A month or a year is its last day.
func (v *visit) dayOf(name string) (time.Time, *field.Problem) {
	f := field.NewForm("posted", field.NewDate(name, field.Future()))
	values, problems := f.Decode(v.form(), v.node.Now())
	if len(problems) > 0 {
		return time.Time{}, &problems[0]
	}
	d, ok := field.Of[lindung.Date]{Info: f.Fields[0]}.Get(values)
	if !ok {
		return time.Time{}, &field.Problem{Field: name, Key: "problem.missing"}
	}
	last := d.Last().Add(24*time.Hour - time.Second)
	_, east := v.local(last).Zone()
	return last.Add(-time.Duration(east) * time.Second), nil
}

// putDay is the inverse of dayOf, for a form that is shown filled in.
func (v *visit) putDay(in url.Values, name string, at time.Time) {
	at = v.local(at)
	in.Set(name+"-day", at.Format("2"))
	in.Set(name+"-month", at.Format("1"))
	in.Set(name+"-year", at.Format("2006"))
}

// carry returns what was posted as hidden values, so that one form can follow
// another without anything being kept in between.
func carry(in url.Values, names ...string) []page.Hidden {
	var all []page.Hidden
	for _, name := range names {
		for _, x := range in[name] {
			all = append(all, page.Hidden{Name: name, Value: x})
		}
	}
	return all
}

// groupsOf returns the posted field groups that exist.
func groupsOf(in url.Values, name string) []lindung.Group {
	var all []lindung.Group
	for _, g := range lindung.Groups {
		if slices.Contains(in[name], string(g)) {
			all = append(all, g)
		}
	}
	return all
}
