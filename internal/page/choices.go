package page

import (
	"slices"
	"strconv"
	"strings"
)

// Choice is one radio button or checkbox; with Divider, a word between two of them.
type Choice struct {
	ID, Name, Value, Text, Divider, Behaviour string
	Checked, Disabled                         bool
	Hint                                      *Hint
}

// DescribedWith returns the ids of what describes the choice, beginning with first.
func (c Choice) DescribedWith(first string) string {
	if c.Hint == nil {
		return first
	}
	return strings.TrimSpace(first + " " + c.ID + "-item-hint")
}

// Radios are choices of which one is taken.
type Radios struct {
	IDPrefix, Name, Value, Classes string
	Fieldset                       *Fieldset
	Hint                           *Hint
	ErrorMessage                   *ErrorMessage
	FormGroup                      FormGroup
	Items                          []Choice
}

// Set returns the fieldset around the choices.
func (r Radios) Set() []Fieldset { return group(r.Fieldset, r.Described()) }

// Head returns what is above the choices.
func (r Radios) Head() Head { return head(nil, r.Ident(), r.Hint, r.ErrorMessage) }

// Ident returns what the ids of the choices begin with.
func (r Radios) Ident() string { return or(r.IDPrefix, r.Name) }

// Described returns the ids of what describes the group.
func (r Radios) Described() string {
	return described(describedBy(r.Fieldset), r.Ident(), r.Hint, r.ErrorMessage)
}

// Choices returns the items as they are shown, each with its id, its name and
// whether it is taken.
func (r Radios) Choices() []Choice {
	return filled(r.Items, r.Ident(), r.Name, func(c Choice) bool { return r.Value != "" && c.Value == r.Value })
}

// Checkboxes are choices of which any number is taken.
type Checkboxes struct {
	IDPrefix, Name, Classes, DescribedBy string
	Values                               []string
	Fieldset                             *Fieldset
	Hint                                 *Hint
	ErrorMessage                         *ErrorMessage
	FormGroup                            FormGroup
	Items                                []Choice
}

// Set returns the fieldset around the choices.
func (b Checkboxes) Set() []Fieldset { return group(b.Fieldset, b.Described()) }

// Head returns what is above the choices.
func (b Checkboxes) Head() Head { return head(nil, b.Ident(), b.Hint, b.ErrorMessage) }

// ItemsDescribed returns what describes every single choice: where there is no
// fieldset to carry it, each choice does.
func (b Checkboxes) ItemsDescribed() string {
	if b.Fieldset != nil {
		return ""
	}
	return b.Described()
}

// Ident returns what the ids of the choices begin with.
func (b Checkboxes) Ident() string { return or(b.IDPrefix, b.Name) }

// Described returns the ids of what describes the group.
func (b Checkboxes) Described() string {
	return described(or(b.DescribedBy, describedBy(b.Fieldset)), b.Ident(), b.Hint, b.ErrorMessage)
}

// Choices returns the items as they are shown, each with its id, its name and
// whether it is taken.
func (b Checkboxes) Choices() []Choice {
	return filled(b.Items, b.Ident(), b.Name, func(c Choice) bool { return slices.Contains(b.Values, c.Value) })
}

func filled(items []Choice, id, name string, taken func(Choice) bool) []Choice {
	out := slices.Clone(items)
	for i := range out {
		c := &out[i]
		c.Name = or(c.Name, name)
		c.Checked = c.Checked || taken(*c)
		if c.ID != "" {
			continue
		}
		c.ID = id
		// The first has no number, so that the error summary can link to it.
		if i > 0 {
			c.ID += "-" + strconv.Itoa(i+1)
		}
	}
	return out
}

func describedBy(f *Fieldset) string {
	if f == nil {
		return ""
	}
	return f.DescribedBy
}

// group returns the fieldset, if there is one, and lets it name what describes it.
func group(f *Fieldset, described string) []Fieldset {
	g := each(f)
	for i := range g {
		g[i].DescribedBy = described
	}
	return g
}

// Option is one line of a select.
type Option struct {
	Value, Text        string
	Selected, Disabled bool
}

// Select is a long list of which one line is taken.
type Select struct {
	ID, Name, Value, Classes, DescribedBy string
	Disabled                              bool
	Label                                 Label
	Hint                                  *Hint
	ErrorMessage                          *ErrorMessage
	FormGroup                             FormGroup
	Items                                 []Option
}

// Ident returns the id of the element; its name when none is given.
func (s Select) Ident() string { return or(s.ID, s.Name) }

// Described returns the ids of what describes the element.
func (s Select) Described() string {
	return described(s.DescribedBy, s.Ident(), s.Hint, s.ErrorMessage)
}

// Head returns what is above the element.
func (s Select) Head() Head { return head(&s.Label, s.Ident(), s.Hint, s.ErrorMessage) }

// DateItem is one part of a date.
type DateItem struct{ Name, Label, Value, ID, Classes, Inputmode, Autocomplete, Pattern string }

// DateInput is a date in three parts, any of which but the year may stay empty.
type DateInput struct {
	ID, NamePrefix, Classes string
	Fieldset                *Fieldset
	Hint                    *Hint
	ErrorMessage            *ErrorMessage
	FormGroup               FormGroup
	Items                   []DateItem
}

// Described returns the ids of what describes the group.
func (d DateInput) Described() string {
	return described(describedBy(d.Fieldset), d.ID, d.Hint, d.ErrorMessage)
}

// Set returns the fieldset around the parts. Its role makes screen readers say
// what describes a group of text inputs.
func (d DateInput) Set() []Fieldset {
	g := group(d.Fieldset, d.Described())
	for i := range g {
		g[i].Role = "group"
	}
	return g
}

// Head returns what is above the parts.
func (d DateInput) Head() Head { return head(nil, d.ID, d.Hint, d.ErrorMessage) }

// Inputs returns the parts as inputs. An error is that of the parts whose classes
// say so, or else of all.
func (d DateInput) Inputs() []Input {
	all := d.ErrorMessage != nil &&
		!slices.ContainsFunc(d.Items, func(i DateItem) bool { return strings.Contains(i.Classes, inputError) })
	var out []Input
	for _, part := range d.Items {
		name := part.Name
		if d.NamePrefix != "" {
			name = d.NamePrefix + "-" + name
		}
		out = append(out, Input{
			ID: or(part.ID, d.ID+"-"+part.Name), Name: name, Value: part.Value, Classes: part.classes(all),
			Inputmode: or(part.Inputmode, "numeric"), Autocomplete: part.Autocomplete, Pattern: part.Pattern,
			Label: Label{Text: part.Label, Classes: "govuk-date-input__label"},
		})
	}
	return out
}

const (
	inputError = "govuk-input--error"
	inputWidth = "govuk-input--width-"
)

func (i DateItem) classes(wrong bool) string {
	classes := "govuk-date-input__input"
	if wrong {
		classes += " " + inputError
	}
	switch {
	case strings.Contains(i.Classes, inputWidth):
	case i.Name == "year":
		classes += " " + inputWidth + "4"
	default:
		classes += " " + inputWidth + "2"
	}
	return strings.TrimSpace(classes + " " + i.Classes)
}
