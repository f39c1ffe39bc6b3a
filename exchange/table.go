package exchange

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/sheet"
)

// table is a file before the meaning of its columns is known.
type table struct {
	sheet.Table
	dictionary
	mapping *Mapping // nil for a file of the standard
	loose   bool     // any header will do
	above   []Line   // rows above the header
}

// File is a file that was read: the rows that can be stored, and what was found.
type File struct {
	format  string
	count   int // data rows, if as many could be told
	faults  []Line
	notes   []Line // of the whole file
	records []record
	head    []string // the header, and
	rows    []sheet.Row
	p       parser
	event   *cases.Event    // of all persons; nil for none
	known   lindung.EventID // of all persons, recorded before; "" for none
}

// Read reads a csv file or a workbook, whose kind it recognises, as answers to forms.
// An error is one of in; what is wrong with the file is in the report of Import or
// Preview.
func Read(in io.Reader, forms field.Set, now time.Time) (File, error) {
	return read(in, table{dictionary: standard(forms)}, now)
}

func read(in io.Reader, t table, now time.Time) (File, error) {
	rows, bad, err := sheet.Read(in, t.fit)
	t.Table = rows
	f := File{format: rows.Format}
	if err != nil {
		return File{}, err
	}
	t.begin()
	switch {
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

// fit says how well a table has a header: best if nothing is above it. Of a list in a
// form of its own each sheet is as good as another, and of the signs between the cells
// the one that makes most of them.
func (t table) fit(of sheet.Table) int {
	t.Table = of
	if _, ok := manyForm(t.forms, of); ok {
		return 0
	}
	t.begin()
	switch {
	case t.headers() == 0 || !t.likely(t.Rows[0]):
		return 0
	case t.loose && t.Book:
		return 1
	case t.loose:
		_, all := t.known(t.Rows[0])
		return all
	case len(t.Rows) < len(of.Rows):
		return 1
	}
	return 2
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
	n := min(t.headers(), len(t.Rows))
	data := slices.DeleteFunc(slices.Clone(t.Rows[n:]), func(r sheet.Row) bool {
		return r.Blank(cols.first) || (t.mapping != nil || t.Book && len(faults) == 0) && !cols.says(r)
	})
	f.notes = cols.notes
	for _, number := range t.Hidden {
		l := note(0, "", "exchange.file.hidden_sheet")
		f.notes = append(f.notes, *l.with("n", number))
	}
	data = f.withoutOthers(data, cols.first)
	f.count = len(data)
	if len(faults) == 0 && len(data) == 0 {
		faults = []Line{*refuse(0, "", "exchange.file.empty")}
	}
	if f.faults = faults; len(faults) > 0 {
		return
	}
	p := cols.parser(t, data, now)
	f.records = make([]record, len(data))
	for i, r := range data {
		f.records[i] = p.record(r)
		f.records[i].tie = cols.tied(r)
	}
	f.head, f.rows, f.p = t.header(n), data, p
	if t.mapping == nil {
		f.readMany(t, now)
	}
}

// header returns what is above each column.
func (t table) header(n int) []string {
	var head []string
	for at := range t.width(n) {
		text := ""
		for _, r := range t.Rows[:n] {
			text = cmp.Or(strings.TrimSpace(r.Cell(at)), text)
		}
		head = append(head, text)
	}
	return head
}

// sums are what lists write before the last row, which adds up the others.
var sums = []string{"total", "totals", "grand total", "sum", "jumlah", "jumlah total", "รวม", "รวมทั้งหมด", "tổng", "tổng cộng", "សរុប", "စုစုပေါင်း", "ລວມ", "kabuuan", "合计", "总计"}

// withoutOthers leaves out the rows that say nothing of a person, and notes them: tags
// of HXL under the header, a sum at the end.
func (f *File) withoutOthers(data []sheet.Row, first int) []sheet.Row {
	if len(data) > 0 && each(data[0], first, func(text string) bool { return strings.HasPrefix(text, "#") && !sheetErrors[strings.ToUpper(text)] }) {
		f.notes = append(f.notes, note(data[0].Line, "", "exchange.row.tags"))
		data = data[1:]
	}
	if len(data) > 1 && isSum(data[len(data)-1], first) {
		f.notes = append(f.notes, note(data[len(data)-1].Line, "", "exchange.row.sum"))
		data = data[:len(data)-1]
	}
	return data
}

// each reports whether a row says anything, and all cells that do are so.
func each(r sheet.Row, first int, is func(string) bool) bool {
	said := false
	for at, text := range r.Cells {
		if text = strings.TrimSpace(text); at < first || text == "" {
			continue
		}
		if said = true; !is(text) {
			return false
		}
	}
	return said
}

// isSum reports whether a row says that it adds up, and has numbers at most besides.
func isSum(r sheet.Row, first int) bool {
	said := false
	return each(r, first, func(text string) bool {
		if !said {
			said = slices.Contains(sums, strings.TrimRight(fold(text), " :"))
			return said
		}
		return strings.Trim(text, "0123456789.,%- ") == ""
	}) && said
}
