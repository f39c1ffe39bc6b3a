package exchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lindung/field"
)

// columnNames returns the full names of all columns that can go out: the core
// in the order of the template, then the others in the order of the forms.
func (d dictionary) columnNames() []string {
	all := slices.Clone(core)
	rest := []string{middleName}
	for _, i := range goesOut(d.forms) {
		rest = append(rest, Column(i))
	}
	for _, name := range rest {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// tab is a table with its name.
type tab struct {
	name string
	rows [][]string
}

// spread is a table with a column for each name.
type spread struct {
	dictionary
	names []string
	infos []*field.Info
	ties  []string             // by row, what ties rows of other tables to it, and by which the case is known again
	many  map[string]*manyRows // the tables of forms that are answered many times, by form
	rows  [][]string           // cells, then what stands beside them
	used  []bool               // by cell of rows: some row has it
	put   func(io.Writer, []tab) error
}

func newSpread(d dictionary, put func(io.Writer, []tab) error) *spread {
	s := &spread{dictionary: d, names: d.columnNames(), many: map[string]*manyRows{}, put: put}
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
	s.rows, s.ties = append(s.rows, cells), append(s.ties, o.Number)
	s.addMany(o)
	return nil
}

// write writes the core columns, and of the others those that hold anything.
func (s *spread) write(w io.Writer) error {
	rows := make([][]string, 1, len(s.rows)+1)
	for at, used := range s.used {
		switch {
		case !used:
		case at < len(s.names):
			rows[0] = append(rows[0], s.names[at])
		default:
			rows[0] = append(rows[0], s.names[at-len(s.names)]+extension)
		}
	}
	rows[0] = append(rows[0], caseColumn)
	for n, all := range s.rows {
		row := make([]string, 0, len(rows[0]))
		for at, used := range s.used {
			if used {
				row = append(row, all[at])
			}
		}
		rows = append(rows, append(row, s.ties[n]))
	}
	if err := s.put(w, append([]tab{{mainSheet, rows}}, s.tabs()...)); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// leftColumn says in a file of one table what it leaves out of a person: records of forms
// that are answered many times, by form and how many.
const leftColumn = own + "left_out"

// leftOut returns the first table with what of the others belongs to each of its rows, in
// numbers. Without others it stays as it is.
func leftOut(tabs []tab) [][]string {
	if len(tabs) == 1 {
		return tabs[0].rows
	}
	left := map[string][]string{}
	for _, t := range tabs[1:] {
		n := map[string]int{}
		for _, row := range t.rows[1:] {
			n[row[0]]++
		}
		for tie, n := range n {
			left[tie] = append(left[tie], t.name+" "+strconv.Itoa(n))
		}
	}
	rows := [][]string{append(slices.Clone(tabs[0].rows[0]), leftColumn)}
	for _, row := range tabs[0].rows[1:] {
		rows = append(rows, append(slices.Clone(row), strings.Join(left[row[len(row)-1]], "; ")))
	}
	return rows
}

// writeText writes the first table as text with commas: such a file has no more than one,
// and says what it leaves out. The mark at its beginning says to Excel that it is UTF-8:
// without it every name of the region would be ruined.
func writeText(w io.Writer, tabs []tab) error {
	var b bytes.Buffer
	rows := leftOut(tabs)
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.UseCRLF = true // as RFC 4180 has it
	for n, row := range rows {
		if n > 0 {
			for at := range row {
				row[at] = guard(row[at])
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
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
