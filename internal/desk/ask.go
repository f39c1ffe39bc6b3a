package desk

import (
	"lindung"
	"net/url"
	"slices"

	"lindung/field"
	"lindung/internal/page"
)

// Questions are the rows of a form whose questions are not declared fields: names of
// workers, passwords, settings. Labels are STEM.NAME, hints STEM.NAME.hint.
type Questions struct {
	v        *Visit
	stem     string
	In       url.Values
	problems []field.Problem
	Rows     []page.Row
	secret   bool // a password or a code is asked for
}

// Ask begins the rows of a form whose labels are stem.NAME, filled with in.
func (v *Visit) Ask(stem string, in url.Values, problems []field.Problem) *Questions {
	return &Questions{v: v, stem: stem, In: in, problems: problems}
}

func (q *Questions) label(name string) string { return q.v.Text(q.stem + "." + name) }

// Hint returns the hint of a question; nil when it has none.
func (q *Questions) Hint(name string) *page.Hint {
	if key := q.stem + "." + name + ".hint"; q.v.T.Has(key) {
		return &page.Hint{Text: q.v.Text(key)}
	}
	return nil
}

// WrongAt returns what must be corrected at a question; nil if nothing.
func (q *Questions) WrongAt(name string) *page.ErrorMessage { return q.v.WrongAt(name, q.problems) }

// Input asks for a line of text. autocomplete says what the browser may fill in.
func (q *Questions) Input(name, autocomplete string) *page.Input {
	no := false
	i := &page.Input{
		Name: name, Value: q.In.Get(name), Label: page.Label{Text: q.label(name), Classes: "govuk-label--s"},
		Hint: q.Hint(name), ErrorMessage: q.WrongAt(name), Autocomplete: autocomplete, Spellcheck: &no,
	}
	q.Rows = append(q.Rows, page.Row{Input: i})
	return i
}

// Password asks for a password, which is never shown again.
func (q *Questions) Password(name, autocomplete string) {
	q.secret = true
	i := q.Input(name, autocomplete)
	i.Type, i.Value, i.Autocapitalize = "password", "", "none"
}

// Code asks for the code of a device, a recovery code or a shift pass.
func (q *Questions) Code(name string) {
	q.secret = true
	i := q.Input(name, "one-time-code")
	i.Value, i.Autocapitalize, i.Classes = "", "none", "govuk-input--width-20"
}

// Choose asks for one of few.
func (q *Questions) Choose(name string, items []page.Choice) {
	q.Rows = append(q.Rows, page.Row{Radios: &page.Radios{
		Name: name, Value: q.In.Get(name), Items: items, Hint: q.Hint(name), ErrorMessage: q.WrongAt(name),
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: q.label(name), Classes: "govuk-fieldset__legend--s"}},
	}})
}

// Pick asks for one of many.
func (q *Questions) Pick(name string, items []page.Option) {
	items = append([]page.Option{{Text: q.v.Text("page.choose")}}, items...)
	q.Rows = append(q.Rows, page.Row{Select: &page.Select{
		Name: name, Value: q.In.Get(name), Items: items, Hint: q.Hint(name), ErrorMessage: q.WrongAt(name),
		Label: page.Label{Text: q.label(name), Classes: "govuk-label--s"},
	}})
}

// Tick asks for any number.
func (q *Questions) Tick(name string, items []page.Choice) {
	q.Rows = append(q.Rows, page.Row{Checkboxes: &page.Checkboxes{
		Name: name, Values: q.In[name], Items: items, Hint: q.Hint(name), ErrorMessage: q.WrongAt(name),
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: q.label(name), Classes: "govuk-fieldset__legend--s"}},
	}})
}

// Mark adds to b what must be corrected, each line leading to its question.
func (q *Questions) Mark(b *page.Base) {
	q.v.Wrong(b, page.InOrder(q.Rows, q.problems), q.stem)
	if b.Wrong != nil && q.secret {
		b.Wrong.DescriptionText = "" // what was typed is not kept
	}
}

// Missing returns a problem for each of names that was not answered.
func Missing(in url.Values, names ...string) []field.Problem {
	var all []field.Problem
	for _, name := range names {
		if !slices.ContainsFunc(in[name], func(s string) bool { return s != "" }) {
			all = append(all, field.Problem{Field: name, Key: "problem.missing"})
		}
	}
	return all
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// Long asks for several lines of text.
func (q *Questions) Long(name string) *page.Textarea {
	a := &page.Textarea{
		Name: name, Value: q.In.Get(name), Rows: 5, Label: page.Label{Text: q.label(name), Classes: "govuk-label--s"},
		Hint: q.Hint(name), ErrorMessage: q.WrongAt(name), Autocomplete: "off",
	}
	q.Rows = append(q.Rows, page.Row{Textarea: a})
	return a
}

// Date asks for a day that may be in the future.
func (q *Questions) Date(name string) {
	hint := q.Hint(name)
	if hint == nil {
		hint = &page.Hint{Text: q.v.Text("page.hint.day")}
	}
	d := &page.DateInput{
		ID: name + "-date", NamePrefix: name, Hint: hint, ErrorMessage: q.WrongAt(name),
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: q.label(name), Classes: "govuk-fieldset__legend--s"}},
	}
	for i, part := range []string{"day", "month", "year"} {
		item := page.DateItem{
			Name: part, ID: name + "-" + part, Label: q.v.Text("page.date." + part), Value: q.In.Get(name + "-" + part), Autocomplete: "off",
		}
		if i == 0 {
			item.ID = name
		}
		d.Items = append(d.Items, item)
	}
	q.Rows = append(q.Rows, page.Row{Date: d})
}

// Moment asks for a day and an hour, neither of which must be answered.
func (q *Questions) Moment(name string) {
	q.Date(name)
	q.Input(name+"-hour", "off").Classes = "govuk-input--width-5"
}

// Heading begins a group of questions.
func (q *Questions) Heading(name string) {
	r := page.Row{Heading: q.label(name)}
	if key := q.stem + "." + name + ".intro"; q.v.T.Has(key) {
		r.Intro = q.v.Text(key)
	}
	q.Rows = append(q.Rows, r)
}

// Fold puts questions that few need under a heading that opens them. They are open where one
// of them is answered or must be corrected.
func (q *Questions) Fold(name string, ask func()) {
	at := len(q.Rows)
	q.Heading(name)
	ask()
	head, folded := q.Rows[at], slices.Clone(q.Rows[at+1:])
	head.Folded = folded
	head.Open = slices.ContainsFunc(folded, func(r page.Row) bool {
		return q.WrongAt(r.Name()) != nil || slices.ContainsFunc(q.In[r.Name()], func(s string) bool { return s != "" })
	})
	q.Rows = append(q.Rows[:at], head)
}

// ChooseFrom returns the codes of a closed list with their labels PREFIX.CODE.
func ChooseFrom[C ~string](v *Visit, prefix string, codes []C) []page.Choice {
	all := make([]page.Choice, len(codes))
	for i, c := range codes {
		all[i] = page.Choice{Value: string(c), Text: v.Text(prefix + "." + string(c))}
		if key := prefix + "." + string(c) + ".hint"; v.T.Has(key) {
			all[i].Hint = &page.Hint{Text: v.Text(key)}
		}
	}
	return all
}

// PickFrom is ChooseFrom for a longer list.
func PickFrom[C ~string](v *Visit, prefix string, codes []C) []page.Option {
	all := make([]page.Option, len(codes))
	for i, c := range codes {
		all[i] = page.Option{Value: string(c), Text: v.Text(prefix + "." + string(c))}
	}
	return all
}

// Carry returns what was posted as hidden values for the next form.
func Carry(in url.Values, names ...string) []page.Hidden {
	var all []page.Hidden
	for _, name := range names {
		for _, x := range in[name] {
			all = append(all, page.Hidden{Name: name, Value: x})
		}
	}
	return all
}

// GroupsOf returns the posted field groups that exist.
func GroupsOf(in url.Values, name string) []lindung.Group {
	var all []lindung.Group
	for _, g := range lindung.Groups {
		if slices.Contains(in[name], string(g)) {
			all = append(all, g)
		}
	}
	return all
}

// CountryOptions are the states of the region first, then all others.
func (v *Visit) CountryOptions() []page.Option {
	var near, far []page.Option
	for _, c := range v.T.Countries() {
		o := page.Option{Value: c.Code, Text: c.Name}
		if slices.Contains(lindung.States, lindung.Country(c.Code)) {
			near = append(near, o)
		} else {
			far = append(far, o)
		}
	}
	return append(near, far...)
}
