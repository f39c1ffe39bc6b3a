package page

import (
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// yes and no are how forms write a yes and a no.
const (
	yes = "yes"
	no  = "no"
)

// fewChoices is up to how many choices are all shown at once; more are a select.
const fewChoices = 7

// question turns one field into a row.
type question struct {
	t     i18n.T
	info  *field.Info
	in    url.Values
	wrong *ErrorMessage
}

func (q question) row() Row {
	r := q.control()
	if why := "field." + q.info.Name + ".why"; q.t.Has(why) {
		r.Why, r.WhyLabel = q.t.Text(why), q.t.Text("page.why")
	}
	r.Absent = q.absent()
	return r
}

func (q question) control() Row {
	switch q.info.Kind {
	case field.KindLong:
		return Row{Textarea: q.textarea()}
	case field.KindDate:
		return Row{Date: q.date()}
	case field.KindBool:
		return Row{Radios: q.yesNo()}
	case field.KindCode:
		return q.code()
	case field.KindCodes:
		return Row{Checkboxes: q.checkboxes(q.codes(), q.in[q.info.Name])}
	case field.KindCountry:
		return Row{Select: q.selection(q.countries())}
	case field.KindLanguage:
		return Row{Select: q.selection(q.languages())}
	case field.KindCountries:
		return q.several(q.countries(), len(lindung.States))
	case field.KindLanguages:
		return q.several(q.languages(), len(common))
	}
	return Row{Input: q.input()}
}

// label returns what the field is called.
func (q question) label() string { return q.t.Text("field." + q.info.Name) }

// hint returns the field's hint where the catalog has one, else the general one
// for its kind. Before it stands beside which answer the question is asked: without
// JavaScript nothing could hide it.
func (q question) hint() *Hint {
	h := q.said()
	if q.info.When == nil {
		return h
	}
	only := q.onlyIf()
	if h != nil {
		only += ". " + h.Text
	}
	return &Hint{Text: only}
}

// onlyIf says beside which answers the question is asked.
func (q question) onlyIf() string {
	of := q.info.When.Of
	answers := make([]string, len(q.info.When.Is))
	for i, value := range q.info.When.Is {
		answers[i] = Word(q.t, of, value)
	}
	return q.t.Text("questions.only_if", "question", question{t: q.t, info: of}.label(), "answers", strings.Join(answers, q.t.Text("common.list_separator")))
}

func (q question) said() *Hint {
	if key := "field." + q.info.Name + ".hint"; q.t.Has(key) {
		return &Hint{Text: q.t.Text(key)}
	}
	if key := "page.hint." + string(q.info.Kind); q.t.Has(key) {
		return &Hint{Text: q.t.Text(key)}
	}
	return nil
}

// input is a line of text. What is asked is about someone else, so the browser
// must neither offer what it knows of the worker nor remember what was typed.
func (q question) input() *Input {
	i := &Input{
		Name: q.info.Name, Value: q.in.Get(q.info.Name), Label: Label{Text: q.label(), Classes: strong},
		Hint: q.hint(), ErrorMessage: q.wrong, Autocomplete: "off", Spellcheck: new(false),
	}
	switch q.info.Kind {
	case field.KindCount:
		i.Inputmode, i.Classes = "numeric", "govuk-input--width-4"
	case field.KindPhone:
		i.Type, i.Classes = "tel", "govuk-input--width-20"
	case field.KindEmail:
		i.Type, i.Autocapitalize = "email", "none"
	}
	return i
}

// strong is the class of the label of a question.
const strong = "govuk-label--s"

func (q question) textarea() *Textarea {
	return &Textarea{
		Name: q.info.Name, Value: q.in.Get(q.info.Name), Rows: 6, Label: Label{Text: q.label(), Classes: strong},
		Hint: q.hint(), ErrorMessage: q.wrong, Autocomplete: "off",
	}
}

func (q question) fieldset() *Fieldset {
	return &Fieldset{Legend: &Legend{Text: q.label(), Classes: "govuk-fieldset__legend--s"}}
}

// date asks for day, month and year. A whole date in one value, as drafts and
// links have it, is taken apart.
func (q question) date() *DateInput {
	d, _ := lindung.ParseDate(q.in.Get(q.info.Name))
	parts := [3]int{d.Day, d.Month, d.Year}
	out := &DateInput{
		ID: q.info.Name + "-date", NamePrefix: q.info.Name, Fieldset: q.fieldset(), Hint: q.hint(), ErrorMessage: q.wrong,
	}
	for i, part := range []string{"day", "month", "year"} {
		value := q.in.Get(q.info.Name + "-" + part)
		if value == "" && parts[i] > 0 {
			value = q.t.Number(parts[i])
		}
		item := DateItem{
			Name: part, ID: q.info.Name + "-" + part, Label: q.t.Text("page.date." + part), Value: value, Autocomplete: "off",
		}
		if i == 0 {
			// The error summary leads to the id that is the field's name.
			item.ID = q.info.Name
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func (q question) yesNo() *Radios {
	r := q.radios([]Choice{
		{Value: yes, Text: q.t.Text("page.yes")}, {Value: no, Text: q.t.Text("page.no")},
	})
	r.Classes = "govuk-radios--inline"
	return r
}

func (q question) radios(items []Choice) *Radios {
	return &Radios{
		Name: q.info.Name, Value: q.in.Get(q.info.Name), Items: items,
		Fieldset: q.fieldset(), Hint: q.hint(), ErrorMessage: q.wrong,
	}
}

func (q question) checkboxes(items []Choice, taken []string) *Checkboxes {
	b := &Checkboxes{
		Name: q.info.Name, Values: taken, Items: items,
		Fieldset: q.fieldset(), Hint: q.hint(), ErrorMessage: q.wrong,
	}
	if len(items) > fewChoices {
		b.Classes = "l-columns"
	}
	return b
}

// code shows few choices as radio buttons and many as a select.
func (q question) code() Row {
	items := q.codes()
	if len(items) <= fewChoices {
		return Row{Radios: q.radios(items)}
	}
	return Row{Select: q.selection(items)}
}

func (q question) codes() []Choice {
	items := make([]Choice, len(q.info.List.Codes))
	for i, c := range q.info.List.Codes {
		items[i] = Choice{Value: c.Name, Text: q.t.Text("code." + q.info.List.Name + "." + c.Name)}
	}
	return items
}

func (q question) selection(items []Choice) *Select {
	return &Select{
		Name: q.info.Name, Value: q.in.Get(q.info.Name), Label: Label{Text: q.label(), Classes: strong},
		Hint: q.hint(), ErrorMessage: q.wrong, Items: options(q.t.Text("page.choose"), items),
	}
}

func options(first string, items []Choice) []Option {
	out := []Option{{Text: first}}
	for _, c := range items {
		out = append(out, Option{Value: c.Value, Text: c.Text})
	}
	return out
}

// several asks for any number of a very long list: the first ones to tick, and
// lists for the others, one more than there are answers.
func (q question) several(items []Choice, first int) Row {
	taken := q.in[q.info.Name]
	near, far := items[:first], items[first:]
	r := Row{Checkboxes: q.checkboxes(near, taken)}
	others := []string{}
	for _, v := range taken {
		if v != "" && !slices.ContainsFunc(near, func(c Choice) bool { return c.Value == v }) {
			others = append(others, v)
		}
	}
	for _, v := range append(others, "") {
		s := Select{
			ID: q.info.Name + "-other", Name: q.info.Name, Value: v,
			Label: Label{Text: q.t.Text("page.other")}, Items: options(q.t.Text("page.choose"), far),
		}
		if n := len(r.More); n > 0 {
			s.ID += "-" + q.t.Number(n+1)
		}
		r.More = append(r.More, s)
	}
	return r
}

// countries returns the states of the region and then all others, by name.
func (q question) countries() []Choice {
	var near, far []Choice
	for _, c := range q.t.Countries() {
		choice := Choice{Value: c.Code, Text: c.Name}
		if slices.Contains(lindung.States, lindung.Country(c.Code)) {
			near = append(near, choice)
		} else {
			far = append(far, choice)
		}
	}
	return append(near, far...)
}

// common are the languages that are offered first.
var common = []string{"eng", "ind", "msa", "tha", "vie", "khm", "lao", "mya", "fil", "por", "tet", "zho", "tam"}

// languages returns the languages of the region and then all others, by name, and at the
// end that it is none of them.
func (q question) languages() []Choice {
	var near, far, last []Choice
	for _, l := range q.t.Languages() {
		choice := Choice{Value: l.Code, Text: l.Name}
		switch {
		case slices.Contains(common, l.Code):
			near = append(near, choice)
		case l.Code == field.OtherLanguage:
			last = append(last, choice)
		default:
			far = append(far, choice)
		}
	}
	return slices.Concat(near, far, last)
}

// absent offers the answers that are none, folded away until one is taken.
func (q question) absent() *Absent {
	name := q.info.Name + "-absent"
	s := Select{Name: name, Value: q.in.Get(name), Label: Label{Text: q.t.Text("page.absent.label")}}
	s.Items = []Option{{Text: q.t.Text("page.absent.none")}}
	for _, a := range field.Absences {
		s.Items = append(s.Items, Option{Value: string(a), Text: q.t.Text("absent." + string(a))})
	}
	return &Absent{Summary: q.t.Text("page.absent"), Open: s.Value != "", Select: s}
}
