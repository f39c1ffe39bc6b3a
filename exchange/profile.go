package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/person"
)

// profileName names the form of the JSON: HTCDS has none of its own. Objects
// have the full names of HTCDS as keys, several values as a list, and x_ before
// what HTCDS lacks.
//
// 2026-11-24: lindung-1, first form.
// 2026-11-28: x_estimated_age, x_age_precision and x_age_asof of a person,
// and with what keeps its contact safe: x_contact_…, x_secret_place, x_keep_from_ask.
// 2026-11-28: x_records, the records of forms that are answered many times.
const profileName = "lindung-1"

// profile collects persons and cases, each encoded at once.
type profile struct {
	org            access.Org
	names          []string
	fields         map[string]*field.Info
	persons, cases []json.RawMessage
}

func newProfile(org access.Org, d dictionary) *profile {
	return &profile{
		org: org, names: d.columnNames(), fields: d.fields,
		persons: []json.RawMessage{}, cases: []json.RawMessage{},
	}
}

// object is one object of the JSON; its keys are written sorted.
type object map[string]any

func (p *profile) add(o *outgoing) error {
	id := string(o.ID)
	person := object{"x_id": id}
	if len(o.Names) > 0 {
		person["x_names"] = spoken(o.Names)
	}
	victim := object{"x_person": id}
	of, event, agreed := object{"x_id": id, "x_number": o.Number, "x_organisation": o.Org}, object{}, object{}
	into := map[string]object{"prs": person, "vic": victim, "cas": of, "hte": event, "con": agreed, "x": person}
	for _, name := range p.names {
		prefix, _, _ := strings.Cut(name, "_")
		o.put(into[prefix], name, p.fields[name])
	}
	of["victims"] = []object{victim}
	if len(event) > 0 {
		of["events"] = []object{event}
	}
	if len(agreed) > 0 {
		of["consents"] = []object{agreed}
	}
	if all := records(o.Case); len(all) > 0 {
		of["x_records"] = all
	}
	one, err := encode(person)
	if err != nil {
		return err
	}
	p.persons = append(p.persons, one)
	if one, err = encode(of); err != nil {
		return err
	}
	p.cases = append(p.cases, one)
	return nil
}

// spoken returns all names of a person; their parts have keys of their own.
func spoken(names []person.Name) []object {
	all := make([]object, len(names))
	for at, n := range names {
		all[at] = object{"text": n.Text, "kind": n.Kind}
		if n.Call {
			all[at]["call"] = true
		}
	}
	return all
}

// records are the answers to the forms that are answered many times, which HTCDS
// does not have, without those that were struck out.
func records(c cases.Case) []object {
	var all []object
	for _, f := range c.Forms() {
		for _, r := range c.Records(f) {
			if r.Status == cases.RecordStruck {
				continue
			}
			answers, absent := object{}, object{}
			for _, i := range manyFields(f) {
				if text := r.Values.Text(i); text != "" {
					answers[i.Name] = typed(text, i)
				} else if why, ok := r.Values.Absent(i); ok {
					absent[i.Name] = why
				}
			}
			if len(answers)+len(absent) == 0 {
				continue // nothing of it may be passed on
			}
			one := object{"x_id": r.ID, "x_form": f.Name, "x_edition": r.Edition, "x_status": r.Status, "x_answers": answers}
			if len(absent) > 0 {
				one["x_absent"] = absent
			}
			all = append(all, one)
		}
	}
	return all
}

// put writes one answer and its extensions, or why there is none.
func (o *outgoing) put(into object, name string, i *field.Info) {
	text, beside := o.text(name, i)
	if beside != "" {
		into[name+extension] = strings.Split(beside, "; ")
	}
	if text != "" {
		into[name] = typed(text, i)
	}
	if isPart(name) {
		return
	}
	if absent, ok := o.answers(i).Absent(i); ok {
		reasons, _ := into["x_absent"].(object)
		if reasons == nil {
			reasons = object{}
			into["x_absent"] = reasons
		}
		reasons[name] = absent
	}
}

// typed returns a text in the JSON type of its kind.
func typed(text string, i *field.Info) any {
	switch {
	case i.Kind.Several():
		return strings.Split(text, "; ")
	case i.Kind == field.KindBool:
		return text == "TRUE"
	case i.Kind == field.KindCount:
		return json.Number(text)
	}
	return text
}

// encode writes v without the escapes that only pages need.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func (p *profile) write(w io.Writer) error {
	b, err := encode(struct {
		Standard      string            `json:"standard"`
		Version       string            `json:"version"`
		Profile       string            `json:"profile"`
		Organisations []object          `json:"organisations"`
		Persons       []json.RawMessage `json:"persons"`
		Cases         []json.RawMessage `json:"cases"`
	}{"HTCDS", "2.0", profileName,
		[]object{{"x_id": p.org.ID, "org_Name": p.org.Name, "x_country": p.org.Country, "x_sector": p.org.Sector}},
		p.persons, p.cases})
	if err != nil {
		return err
	}
	if _, err := w.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}
