package main

import (
	"context"
	"fmt"
	"strings"

	"lindung/field"
	"lindung/i18n"
)

var fieldsCommand = command{
	name: "fields", brief: "print the data dictionary: every form, field and code",
	run: fields,
}

// A dictionaryField is one field in the data dictionary; its names are stable.
type dictionaryField struct {
	Form     string           `json:"form"`
	Many     *dictionaryMany  `json:"many,omitempty"` // of a form that is answered many times
	Name     string           `json:"name"`
	Label    string           `json:"label"`
	Why      string           `json:"why,omitempty"`
	Kind     string           `json:"kind"`
	Fact     bool             `json:"fact,omitempty"`   // the program decides on the answer
	Urgent   bool             `json:"urgent,omitempty"` // and it must not wait
	Class    string           `json:"class"`
	Group    string           `json:"group,omitempty"`
	Purposes []string         `json:"purposes"`
	HTCDS    string           `json:"htcds,omitempty"`
	Core     bool             `json:"core,omitempty"`
	Max      int              `json:"max,omitempty"`
	Until    string           `json:"until,omitempty"`
	List     string           `json:"list,omitempty"`
	Codes    []dictionaryCode `json:"codes,omitempty"`
}

// dictionaryMany says by which of its fields the records of a form are listed.
type dictionaryMany struct {
	Day  string `json:"day"`
	Due  string `json:"due,omitempty"`
	Done string `json:"done,omitempty"`
}

type dictionaryCode struct {
	Name      string `json:"name"`
	Label     string `json:"label"`
	Extension bool   `json:"extension,omitempty"`
}

// fields prints the dictionary as a table in Markdown or as JSON.
func fields(_ context.Context, c *call) error {
	lines := dictionary(i18n.For(i18n.English))
	return c.print(lines, dictionaryText(lines))
}

// dictionary describes every field of every form.
func dictionary(t i18n.T) []dictionaryField {
	lines := []dictionaryField{}
	for _, form := range forms() {
		for _, f := range form.Fields {
			d := dictionaryField{
				Form: form.Name, Many: manyOf(form), Fact: f.Fact, Urgent: f.Urgent, Name: f.Name, Label: t.Text("field." + f.Name), Kind: string(f.Kind), Class: f.Class.String(),
				Group: string(f.Group), HTCDS: f.HTCDS, Core: f.Core, Max: f.Max, Until: f.Until, Purposes: []string{},
			}
			if why := "field." + f.Name + ".why"; t.Has(why) {
				d.Why = t.Text(why)
			}
			for _, p := range f.Purposes {
				d.Purposes = append(d.Purposes, string(p))
			}
			if f.List != nil {
				d.List, d.Codes = f.List.Name, dictionaryCodes(t, f.List)
			}
			lines = append(lines, d)
		}
	}
	return lines
}

func manyOf(f *field.Form) *dictionaryMany {
	r := f.Repeat
	if r == nil {
		return nil
	}
	m := dictionaryMany{Day: r.Day.Name}
	if r.Due.Info != nil {
		m.Due = r.Due.Name
	}
	if r.Done != nil {
		m.Done = r.Done.Declared().Name
	}
	return &m
}

// text says that a form is answered many times, and how its records are listed.
func (m *dictionaryMany) text() string {
	s := "Answered many times. Each time makes a record, listed by `" + m.Day + "`"
	if m.Due != "" {
		s += ", owed by `" + m.Due + "`"
	}
	if m.Done != "" {
		s += ", open until `" + m.Done + "` is answered"
	}
	return s + ".\n\n"
}

func dictionaryCodes(t i18n.T, l *field.List) []dictionaryCode {
	codes := make([]dictionaryCode, len(l.Codes))
	for i, c := range l.Codes {
		codes[i] = dictionaryCode{c.Name, t.Text("code." + l.Name + "." + c.Name), c.Extension()}
	}
	return codes
}

// kind is the kind of a field, and whether the program decides on its answer.
func (d dictionaryField) kind() string {
	switch {
	case d.Urgent:
		return d.Kind + ", fact, urgent"
	case d.Fact:
		return d.Kind + ", fact"
	}
	return d.Kind
}

// dictionaryText is the dictionary as Markdown: doc/fields.md is this text.
func dictionaryText(lines []dictionaryField) string {
	var b strings.Builder
	b.WriteString("# Data dictionary\n\nMade by `lindung fields`; a test keeps it true. A name never changes and is never used again.\n" +
		"A fact is an answer that the program decides on; an urgent one must not wait once it is answered with yes.\n")
	lists, form := map[string][]dictionaryCode{}, ""
	var order []string
	for _, l := range lines {
		if l.Form != form {
			form = l.Form
			fmt.Fprintf(&b, "\n## Form `%s`\n\n", form)
			if l.Many != nil {
				b.WriteString(l.Many.text())
			}
			b.WriteString("| field | asks | kind | class | group | for | HTCDS | codes |\n|---|---|---|---|---|---|---|---|\n")
		}
		name := "`" + l.Name + "`"
		if l.Until != "" {
			name += " (asked until " + l.Until + ")"
		}
		list := ""
		if l.List != "" {
			list = "`" + l.List + "`"
			if lists[l.List] == nil {
				lists[l.List], order = l.Codes, append(order, l.List)
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", name, l.Label, l.kind(), l.Class, l.Group,
			strings.Join(l.Purposes, ", "), l.HTCDS, list)
	}
	for _, name := range order {
		fmt.Fprintf(&b, "\n## List `%s`\n\n| code | means |\n|---|---|\n", name)
		for _, code := range lists[name] {
			fmt.Fprintf(&b, "| `%s` | %s |\n", code.Name, code.Label)
		}
	}
	return b.String()
}
