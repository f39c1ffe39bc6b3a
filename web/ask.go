package web

import (
	"net/http"
	"net/url"
	"slices"

	"lindung/field"
	"lindung/internal/page"
)

// questions are rows for what is no field of a case: names of people who work
// here, passwords, settings. Labels are STEM.NAME, hints STEM.NAME.hint.
type questions struct {
	v        *visit
	stem     string
	in       url.Values
	problems []field.Problem
	rows     []page.Row
}

func (v *visit) ask(stem string, in url.Values, problems []field.Problem) *questions {
	return &questions{v: v, stem: stem, in: in, problems: problems}
}

func (q *questions) label(name string) string { return q.v.text(q.stem + "." + name) }

func (q *questions) hint(name string) *page.Hint {
	if key := q.stem + "." + name + ".hint"; q.v.t.Has(key) {
		return &page.Hint{Text: q.v.text(key)}
	}
	return nil
}

func (q *questions) wrongAt(name string) *page.ErrorMessage {
	for _, p := range q.problems {
		if p.Field == name {
			return &page.ErrorMessage{Text: q.v.text(p.Key, p.Args...), VisuallyHiddenText: q.v.text("page.problem")}
		}
	}
	return nil
}

// input asks for a line of text. autocomplete says what the browser may fill in.
func (q *questions) input(name, autocomplete string) *page.Input {
	no := false
	i := &page.Input{
		Name: name, Value: q.in.Get(name), Label: page.Label{Text: q.label(name), Classes: "govuk-label--s"},
		Hint: q.hint(name), ErrorMessage: q.wrongAt(name), Autocomplete: autocomplete, Spellcheck: &no,
	}
	q.rows = append(q.rows, page.Row{Input: i})
	return i
}

// password asks for a password, which is never shown again.
func (q *questions) password(name, autocomplete string) {
	i := q.input(name, autocomplete)
	i.Type, i.Value, i.Autocapitalize = "password", "", "none"
}

// code asks for the code of a device, or what stands in for it.
func (q *questions) code(name string) {
	i := q.input(name, "one-time-code")
	i.Value, i.Autocapitalize, i.Classes = "", "none", "govuk-input--width-20"
}

// choose asks for one of few.
func (q *questions) choose(name string, items []page.Choice) {
	q.rows = append(q.rows, page.Row{Radios: &page.Radios{
		Name: name, Value: q.in.Get(name), Items: items, Hint: q.hint(name), ErrorMessage: q.wrongAt(name),
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: q.label(name), Classes: "govuk-fieldset__legend--s"}},
	}})
}

// pick asks for one of many.
func (q *questions) pick(name string, items []page.Option) {
	items = append([]page.Option{{Text: q.v.text("page.choose")}}, items...)
	q.rows = append(q.rows, page.Row{Select: &page.Select{
		Name: name, Value: q.in.Get(name), Items: items, Hint: q.hint(name), ErrorMessage: q.wrongAt(name),
		Label: page.Label{Text: q.label(name), Classes: "govuk-label--s"},
	}})
}

// tick asks for any number.
func (q *questions) tick(name string, items []page.Choice) {
	q.rows = append(q.rows, page.Row{Checkboxes: &page.Checkboxes{
		Name: name, Values: q.in[name], Items: items, Hint: q.hint(name), ErrorMessage: q.wrongAt(name),
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: q.label(name), Classes: "govuk-fieldset__legend--s"}},
	}})
}

// mark makes b the page that shows what has to be mended, each line leading to
// its question.
func (q *questions) mark(b *page.Base) {
	if len(q.problems) == 0 {
		return
	}
	b.Status = http.StatusUnprocessableEntity
	b.Wrong = &page.ErrorSummary{TitleText: q.v.text("page.problem_title")}
	for _, p := range q.problems {
		line := page.Link{Text: q.v.text(p.Key, p.Args...)}
		if p.Field != "" {
			line.Text = q.v.text("page.problem_line", "label", q.label(p.Field), "problem", line.Text)
			line.Href = "#" + p.Field
		}
		b.Wrong.ErrorList = append(b.Wrong.ErrorList, line)
	}
}

// missing returns a problem for each of names that was not answered.
func missing(in url.Values, names ...string) []field.Problem {
	var all []field.Problem
	for _, name := range names {
		if !slices.ContainsFunc(in[name], func(s string) bool { return s != "" }) {
			all = append(all, field.Problem{Field: name, Key: "problem.missing"})
		}
	}
	return all
}

func queryEscape(s string) string { return url.QueryEscape(s) }
