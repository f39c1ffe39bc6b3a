package exchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"lindung/field"
)

// columnNames returns the full names of all columns that can go out: the core
// in the order of the template, then the others in the order of the forms.
func (d dictionary) columnNames() []string {
	all := slices.Clone(core)
	rest := []string{middleName}
	for _, i := range d.forms.Fields() {
		if name := Column(i); name != "" {
			rest = append(rest, name)
		}
	}
	for _, i := range along(d.forms) {
		rest = append(rest, own+i.Name)
	}
	for _, name := range rest {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// spread is a table with a column for each name.
type spread struct {
	names []string
	infos []*field.Info
	rows  [][]string // cells, then what stands beside them
	used  []bool     // by cell of rows: some row has it
}

func newSpread(d dictionary) *spread {
	s := &spread{names: d.columnNames()}
	for _, name := range s.names {
		s.infos = append(s.infos, d.fields[name])
	}
	s.used = make([]bool, 2*len(s.names))
	for at := range core {
		s.used[at] = true
	}
	return s
}

func (s *spread) add(o *outgoing) error {
	cells := make([]string, 2*len(s.names))
	for at, name := range s.names {
		cells[at], cells[at+len(s.names)] = o.text(name, s.infos[at])
	}
	for at, text := range cells {
		s.used[at] = s.used[at] || text != ""
	}
	s.rows = append(s.rows, cells)
	return nil
}

// write writes the core columns, and of the others those that hold anything.
func (s *spread) write(w io.Writer) error {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true // as RFC 4180 has it
	cells := make([]string, 0, len(s.used))
	for at, used := range s.used {
		switch {
		case !used:
		case at < len(s.names):
			cells = append(cells, s.names[at])
		default:
			cells = append(cells, s.names[at-len(s.names)]+extension)
		}
	}
	rows := append([][]string{cells}, s.rows...)
	for n, row := range rows {
		if n > 0 {
			cells = cells[:0]
			for at, used := range s.used {
				if used {
					cells = append(cells, guard(row[at]))
				}
			}
			row = cells
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// formNames returns the name of the form of each field.
func (d dictionary) formNames() map[string]string {
	forms := map[string]string{}
	for _, f := range d.forms {
		for _, i := range f.Fields {
			forms[i.Name] = f.Name
		}
	}
	return forms
}
