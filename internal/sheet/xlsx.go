package sheet

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// options keep everything in memory: what is unzipped to a temporary file would
// lie on the disk in clear.
var options = excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped}

// readBook reads the one sheet of a workbook that fits best.
func readBook(b []byte, fit Fit) (t Table, bad *Fault) {
	defer func() {
		if recover() != nil { // a fault of the reader on a file that was made to cause one
			t, bad = Table{}, &Fault{0, Damaged}
		}
	}()
	safe, shown, bad := strip(b)
	if bad != nil {
		return Table{}, bad
	}
	f, err := excelize.OpenReader(bytes.NewReader(safe), options)
	if err != nil {
		return Table{}, &Fault{0, Damaged}
	}
	defer f.Close()
	props, err := f.GetWorkbookProps()
	if err != nil {
		return Table{}, &Fault{0, Damaged}
	}
	var all []page
	for _, name := range f.GetSheetList() {
		t, bad := readSheet(f, name, shown[name])
		if bad != nil {
			return t, bad
		}
		t.Book, t.Name = true, name
		t.Late = props.Date1904 != nil && *props.Date1904
		seen, err := f.GetSheetVisible(name)
		all = append(all, page{t, err == nil && !seen})
	}
	return pick(all, fit)
}

// page is a sheet of a workbook.
type page struct {
	Table
	hidden bool
}

// pick returns the sheet that fits best. Two that fit alike are refused: to choose one
// would lose the other. A hidden one is taken only where no other fits.
func pick(all []page, fit Fit) (Table, *Fault) {
	var found, hidden []Table
	var numbers []int
	best := 1
	for n, p := range all {
		switch rank := fit(p.Table); {
		case rank < best:
		case p.hidden:
			hidden, numbers = append(hidden, p.Table), append(numbers, n+1)
		case rank > best:
			best, found = rank, []Table{p.Table}
		default:
			found = append(found, p.Table)
		}
	}
	if len(found) == 0 {
		found, numbers = hidden, nil
	}
	switch len(found) {
	case 0:
		return Table{}, &Fault{1, Header}
	case 1:
		found[0].Hidden = numbers
		for _, p := range all {
			if !p.hidden && p.Name != found[0].Name {
				found[0].Others = append(found[0].Others, p.Table)
			}
		}
		return found[0], nil
	}
	return found[0], &Fault{0, Several}
}

func readSheet(f *excelize.File, name string, shown map[int]*Shown) (Table, *Fault) {
	t := Table{}
	rows, err := f.Rows(name)
	if err != nil {
		return t, nil // a sheet of charts, which has no rows
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, &Fault{line, Damaged}
		}
		one := Row{Line: line, Cells: cells}
		if s := shown[line]; s != nil {
			one.Shown = *s
		}
		if !one.Blank(0) {
			t.Rows = append(t.Rows, one)
		}
		if len(t.Rows) > maxRows {
			return t, &Fault{line, TooMany}
		}
	}
	if rows.Error() != nil {
		return t, &Fault{0, Damaged}
	}
	return t, nil
}

// Letters returns what spreadsheets call a column, A for 0; "" past the last.
func Letters(at int) string {
	letters, err := excelize.ColumnNumberToName(at + 1)
	if err != nil {
		return ""
	}
	return letters
}
