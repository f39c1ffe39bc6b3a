package exchange

import (
	"slices"
	"strings"
	"time"

	"lindung/cases"
	"lindung/field"
	"lindung/internal/sheet"
)

// Forms that are answered many times have a sheet each in a workbook, named as the form. A
// row is one record; caseColumn says whose, there and on the sheet of the persons. What it
// holds ties rows together, and lets an organisation's own export be known again (see
// File.ours): it is no number that a new case gets.
const (
	caseColumn = own + "case"
	mainSheet  = "HTCDS"
)

// manyForm returns the form of which a sheet has the records.
func manyForm(forms field.Set, t sheet.Table) (*field.Form, bool) {
	f, ok := forms.Named(strings.TrimSpace(t.Name))
	if !ok || !goesOutMany(f) {
		return nil, false
	}
	for _, r := range t.Rows[:min(mostAbove, len(t.Rows))] {
		for _, text := range r.Cells {
			if fold(text) == caseColumn {
				return f, true
			}
		}
	}
	return nil, false
}

// goesOutMany reports whether the records of a form go out with a case. Those of a shared
// event belong to all its persons, and stay; so do those of which nothing may be passed on.
func goesOutMany(f *field.Form) bool {
	return f.Repeat != nil && !f.Repeat.Event && len(manyFields(f)) > 0
}

// manyFields are the fields of a form whose answers leave.
func manyFields(f *field.Form) []*field.Info {
	var all []*field.Info
	for _, i := range f.Fields {
		if !i.Inside && len(i.ToldWith) == 0 {
			all = append(all, i)
		}
	}
	return all
}

// manyRows are the rows of the sheet of one form: what ties them, the cells, and what stands
// beside the cells.
type manyRows struct {
	fields []*field.Info
	rows   [][]string
	used   []bool
}

// addMany adds what was recorded of a case, without what was struck out.
func (s *spread) addMany(o *outgoing) {
	for _, f := range s.forms {
		if !goesOutMany(f) {
			continue
		}
		for _, r := range o.Records(f) {
			if r.Status == cases.RecordStruck {
				continue
			}
			of := s.many[f.Name]
			if of == nil {
				fields := manyFields(f)
				of = &manyRows{fields: fields, used: make([]bool, 1+2*len(fields))}
				s.many[f.Name] = of
			}
			of.add(o.Number, r.Values)
		}
	}
}

func (of *manyRows) add(tie string, v field.Values) {
	n := len(of.fields)
	row := make([]string, 1+2*n)
	row[0] = tie
	for at, i := range of.fields {
		row[1+at], row[1+n+at] = cellOf(v, i)
	}
	for at, text := range row {
		of.used[at] = of.used[at] || text != ""
	}
	of.rows = append(of.rows, row)
}

// tabs are the sheets of all forms of which there are records, in the order of the forms.
func (s *spread) tabs() []tab {
	var all []tab
	for _, f := range s.forms {
		of := s.many[f.Name]
		if of == nil {
			continue
		}
		head := []string{caseColumn}
		for _, i := range of.fields {
			head = append(head, Column(i))
		}
		for _, i := range of.fields {
			head = append(head, Column(i)+extension)
		}
		t := tab{name: f.Name}
		for _, row := range append([][]string{head}, of.rows...) {
			var cells []string
			for at, used := range of.used {
				if used {
					cells = append(cells, row[at])
				}
			}
			t.rows = append(t.rows, cells)
		}
		all = append(all, t)
	}
	return all
}

// tied returns what ties a row to rows of other sheets.
func (c columns) tied(r sheet.Row) string {
	if c.tie < 0 {
		return ""
	}
	return strings.TrimSpace(unguard(r.Cell(c.tie)))
}

// readMany reads the sheets of forms that are answered many times, and puts each record to
// the row of its person. What is wrong with a record refuses the person: nothing of what a
// file says of somebody is left behind in silence.
func (f *File) readMany(t table, now time.Time) {
	people := map[string][]int{}
	for i, r := range f.records {
		if r.tie != "" {
			people[r.tie] = append(people[r.tie], i)
		}
	}
	for _, other := range t.Others {
		form, ok := manyForm(t.forms, other)
		if !ok {
			continue
		}
		of := table{Table: other, dictionary: t.dictionary}
		of.Format, of.Book, of.Late = t.Format, true, t.Late
		of.begin()
		cols, faults := of.columns()
		for _, c := range cols.all {
			if _, in := form.Field(c.info.Name); !in {
				faults = append(faults, *refuse(of.Rows[0].Line, c.name, "exchange.file.unknown"))
			}
		}
		if len(faults) > 0 {
			f.faults = append(append(f.faults, faults...), *refuse(0, "", "exchange.records.sheet").with("sheet", form.Name))
			continue
		}
		f.notes = append(f.notes, cols.notes...)
		data := of.Rows[of.headers():]
		p, lost := cols.parser(of, data, now), 0
		for _, r := range data {
			if !cols.says(r) {
				continue
			}
			to := people[cols.tied(r)]
			if len(to) == 0 {
				lost++
			}
			for _, at := range to {
				f.records[at].take(p.record(r), form, len(to) > 1)
			}
		}
		if lost > 0 {
			l := note(0, "", "exchange.records.nobody")
			f.notes = append(f.notes, *l.with("n", lost, "sheet", form.Name))
		}
	}
}

// take puts a record to the row of its person, or refuses the row: the record is not right,
// or several rows of persons are tied to it.
func (r *record) take(one record, form *field.Form, several bool) {
	wrong := one.refused || several
	if r.refused && !wrong {
		const left = "exchange.records.left"
		if !slices.ContainsFunc(r.lines, func(l Line) bool { return l.Rule == left }) {
			r.lines = append(r.lines, *refuse(r.line, "", left))
		}
		return
	}
	for _, l := range one.lines {
		if l.Action == Refused || !wrong {
			l.Row = r.line
			r.lines = append(r.lines, l)
		}
	}
	if wrong {
		rule := "exchange.records.row"
		if several {
			rule = "exchange.records.several"
		}
		r.lines = append(r.lines, *refuse(r.line, "", rule).with("sheet", form.Name, "row", one.line))
		*r = record{line: r.line, tie: r.tie, lines: r.lines, refused: true}
		return
	}
	r.changed = r.changed || one.changed
	r.many = append(r.many, one.many...)
}
