package public

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"lindung/internal/formula"
)

// evidence are the columns that every file has after its own.
var evidence = []column{filed("certainty"), filed("says"), filed("read_in"), dated("source_day"), dated("checked"), filed("sources"), filed("address")}

func (e *edition) evidence(r row) []string {
	return []string{
		string(r.From.Certainty), r.From.Says, r.From.ReadIn, r.From.SourceDay.String(), r.From.Checked.String(),
		strings.Join(r.From.Sources, " ; "), e.absolute(r.Page),
	}
}

// Filed returns the columns that the files have, with those of the evidence.
func (g grid) filed() []column {
	var all []column
	for _, c := range g.Columns {
		if c.Key != "" {
			all = append(all, c)
		}
	}
	return append(all, evidence...)
}

// line is what the files hold of a row, without the evidence.
func (g grid) line(r row) []string {
	var all []string
	for i, c := range g.Columns {
		if c.Key != "" {
			all = append(all, r.Cells[i].in())
		}
	}
	return all
}

// bom tells spreadsheets that a file is UTF-8: without it they show Khmer and
// Thai as rubbish.
const bom = "\ufeff"

// csv returns the grid as a file for spreadsheets.
func (e *edition) csv(g grid) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(bom)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	var head []string
	for _, c := range g.filed() {
		head = append(head, c.Key)
	}
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, r := range g.Rows {
		line := slices.Concat(g.line(r), e.evidence(r))
		for i := range line {
			line[i] = guarded(line[i])
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// guarded keeps a spreadsheet from taking a text for a formula.
func guarded(text string) string {
	if formula.Runs(text) {
		return "'" + text
	}
	return text
}

// A file is what a JSON file says besides its rows.
type file struct {
	Schema         string           `json:"$schema,omitempty"`
	Title          string           `json:"title"`
	Address        string           `json:"address"`
	Lang           string           `json:"lang"`
	Known          string           `json:"as_known_on"`
	Edition        string           `json:"edition"`
	Licence        string           `json:"licence"`
	LicenceAddress string           `json:"licence_address"`
	Cite           string           `json:"cite"`
	Columns        []string         `json:"columns"`
	Rows           []map[string]any `json:"rows"`
}

// json returns the grid as JSON: a text that is not there is null, sources are
// a list.
func (e *edition) json(g grid) ([]byte, error) {
	f := file{
		Title: g.Caption.Text, Address: e.absolute(g.JSON), Lang: "en", Known: e.today.String(), Edition: e.bundle().id,
		Licence: licence, LicenceAddress: licenceAddress, Cite: g.Cite.Text, Rows: []map[string]any{},
	}
	if slices.Contains(sets, g.Address) {
		f.Schema = e.absolute(dataPath + g.Address + schemaEnding)
	}
	columns := g.filed()
	for _, c := range columns {
		f.Columns = append(f.Columns, c.Key)
	}
	for _, r := range g.Rows {
		line := map[string]any{}
		for i, text := range slices.Concat(g.line(r), e.evidence(r)) {
			line[columns[i].Key] = columns[i].value(text)
		}
		line["sources"] = append([]string{}, r.From.Sources...)
		f.Rows = append(f.Rows, line)
	}
	return encoded(f)
}

// value is a text of a column as JSON has it.
func (c column) value(text string) any {
	switch {
	case text == "":
		return nil
	case c.Type == typeBoolean:
		return text == "true"
	case c.Type == typeWhole:
		if n, err := strconv.Atoi(text); err == nil {
			return n
		}
	}
	return text
}

func encoded(v any) ([]byte, error) {
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	w.SetIndent("", " ")
	err := w.Encode(v)
	return out.Bytes(), err
}

// schemaEnding is what the address of a schema ends with.
const schemaEnding = ".schema.json"

// jsonSchema describes the JSON file of a set.
func (e *edition) jsonSchema(g grid) ([]byte, error) {
	properties := map[string]any{}
	var names []string
	for _, c := range g.filed() {
		names = append(names, c.Key)
		p := map[string]any{"type": []string{c.json(), "null"}}
		if c.Type == typeDate {
			p["description"] = "a day, a month or a year: 2016-10-01, 2016-10, 2016"
		}
		if c.Key == "sources" {
			p = map[string]any{"type": "array", "items": map[string]any{"type": "string"}}
		}
		properties[c.Key] = p
	}
	text := map[string]any{"type": "string"}
	return encoded(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": e.absolute(dataPath + g.Address + schemaEnding), "title": g.Caption.Text,
		"type": "object", "required": []string{"title", "as_known_on", "edition", "licence", "rows"},
		"properties": map[string]any{
			"title": text, "address": text, "as_known_on": text, "edition": text, "licence": text,
			"rows": map[string]any{"type": "array", "items": map[string]any{"type": "object", "required": names, "properties": properties}},
		},
	})
}

// json is the type of a column's values as JSON Schema names it; a day is a text.
func (c column) json() string {
	if c.Type == typeWhole || c.Type == typeBoolean {
		return c.Type
	}
	return typeText
}

// resource describes the CSV file of a set as a Tabular Data Resource does.
func resource(g grid) map[string]any {
	var fields []map[string]any
	for _, c := range g.filed() {
		f := map[string]any{"name": c.Key, "type": typeText}
		switch c.Type {
		case typeWhole, typeBoolean:
			f["type"] = c.Type
		case typeDate: // perhaps a month or a year, which no type of a day takes
			f["constraints"] = map[string]any{"pattern": `[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?`}
		}
		if !c.Head.empty() {
			f["title"] = c.Head.Text
		}
		fields = append(fields, f)
	}
	return map[string]any{
		"name": g.Address, "title": g.Caption.Text, "path": g.Address + ".csv", "profile": "tabular-data-resource",
		"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": map[string]any{"fields": fields, "missingValues": []string{""}},
	}
}
