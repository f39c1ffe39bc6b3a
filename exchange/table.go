package exchange

import (
	"io"
	"slices"
	"time"

	"lindung/field"
	"lindung/internal/sheet"
)

// table is a file before the meaning of its columns is known.
type table struct {
	sheet.Table
	dictionary
}

// File is a file that was read: the rows that can be stored, and what was found.
type File struct {
	format  string
	count   int // data rows, if as many could be told
	faults  []Line
	records []record
}

// Read reads a csv file or a workbook, whose kind it recognises, as answers to forms.
// An error is one of in; what is wrong with the file is in the report of Import or
// Preview.
func Read(in io.Reader, forms field.Set, now time.Time) (File, error) {
	d := standard(forms)
	rows, bad, err := sheet.Read(in, func(rows []sheet.Row) bool {
		t := table{sheet.Table{Book: true, Rows: rows}, d}
		return t.headers() > 0 && t.likely()
	})
	f, t := File{format: "csv"}, table{rows, d}
	if t.Book {
		f.format = "xlsx"
	}
	switch {
	case err != nil:
		return File{}, err
	case bad != nil:
		f.faults = []Line{*refuse(bad.Row, "", "exchange.file."+string(bad.Kind))}
		f.count = t.begun(bad)
	case len(t.Rows)-t.headers() > sheet.MaxRows:
		f.faults = []Line{*refuse(t.Rows[t.headers()+sheet.MaxRows].Line, "", "exchange.file.rows")}
	default:
		f.read(t, now)
	}
	return f, nil
}

// begun counts the data rows up to the one at which reading stopped.
func (t table) begun(bad *sheet.Fault) int {
	if len(t.Rows) == 0 || bad.Kind == sheet.TooMany { // nobody knows how many there are
		return 0
	}
	n := len(t.Rows) - t.headers()
	if bad.Kind == sheet.Quote {
		n++ // the row that was not read to its end
	}
	return max(n, 0)
}

// read finds the meaning of the columns and reads the rows.
func (f *File) read(t table, now time.Time) {
	cols, faults := t.columns()
	data := t.Rows[min(t.headers(), len(t.Rows)):]
	data = slices.DeleteFunc(slices.Clone(data), func(r sheet.Row) bool { return r.Blank(cols.first) })
	f.count = len(data)
	if len(faults) == 0 && len(data) == 0 {
		faults = []Line{*refuse(0, "", "exchange.file.empty")}
	}
	if f.faults = faults; len(faults) > 0 {
		return
	}
	p := cols.parser(t, now)
	f.records = make([]record, len(data))
	for i, r := range data {
		f.records[i] = p.record(r)
	}
}
