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
	Name     string           `json:"name"`
	Label    string           `json:"label"`
	Why      string           `json:"why,omitempty"`
	Kind     string           `json:"kind"`
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
				Form: form.Name, Name: f.Name, Label: t.Text("field." + f.Name), Kind: string(f.Kind), Class: f.Class.String(),
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

func dictionaryCodes(t i18n.T, l *field.List) []dictionaryCode {
	codes := make([]dictionaryCode, len(l.Codes))
	for i, c := range l.Codes {
		codes[i] = dictionaryCode{c.Name, t.Text("code." + l.Name + "." + c.Name), c.Extension()}
	}
	return codes
}

// dictionaryText is the dictionary as Markdown: doc/fields.md is this text.
func dictionaryText(lines []dictionaryField) string {
	var b strings.Builder
	b.WriteString("# Data dictionary\n\nMade by `lindung fields`; a test keeps it true. A name never changes and is never used again.\n")
	lists, form := map[string][]dictionaryCode{}, ""
	var order []string
	for _, l := range lines {
		if l.Form != form {
			form = l.Form
			fmt.Fprintf(&b, "\n## Form `%s`\n\n| field | asks | kind | class | group | for | HTCDS | codes |\n|---|---|---|---|---|---|---|---|\n", form)
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
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", name, l.Label, l.Kind, l.Class, l.Group,
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
