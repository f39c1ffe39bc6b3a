package sheet

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// options keep everything in memory: what is unzipped to a temporary file would
// lie on the disk in clear.
var options = excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped}

// readBook reads the one sheet of a workbook that is wanted.
func readBook(b []byte, wanted func([]Row) bool) (t Table, bad *Fault) {
	defer func() {
		if recover() != nil { // a fault of the reader on a file that was made to cause one
			t, bad = Table{}, &Fault{0, Damaged}
		}
	}()
	safe, hollow, bad := strip(b)
	if bad != nil {
		return Table{}, bad
	}
	f, err := excelize.OpenReader(bytes.NewReader(safe), options)
	if err != nil {
		return Table{}, &Fault{0, Damaged}
	}
	defer f.Close()
	return pick(f, hollow, wanted)
}

// pick returns the sheet that is wanted. Two of them are refused: to choose one
// would lose the other.
func pick(f *excelize.File, hollow bool, wanted func([]Row) bool) (Table, *Fault) {
	props, err := f.GetWorkbookProps()
	if err != nil {
		return Table{}, &Fault{0, Damaged}
	}
	var found []Table
	for _, name := range f.GetSheetList() {
		t, bad := readSheet(f, name, hollow)
		if bad != nil {
			return t, bad
		}
		if wanted(t.Rows) {
			t.Late = props.Date1904 != nil && *props.Date1904
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		return Table{}, &Fault{1, Header}
	case 1:
		return found[0], nil
	}
	return found[0], &Fault{0, Several}
}

func readSheet(f *excelize.File, name string, hollow bool) (Table, *Fault) {
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
		if hollow {
			one.findHollow(f, name)
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

// findHollow notes the cells whose formula was never computed: their value is
// not in the file.
func (r *Row) findHollow(f *excelize.File, sheet string) {
	for at, text := range r.Cells {
		if text != "" {
			continue
		}
		name, err := excelize.CoordinatesToCellName(at+1, r.Line)
		if err != nil {
			continue
		}
		if formula, err := f.GetCellFormula(sheet, name); err == nil && formula != "" {
			r.Hollow = append(r.Hollow, at)
		}
	}
}

// Letters returns what spreadsheets call a column, A for 0; "" past the last.
func Letters(at int) string {
	letters, err := excelize.ColumnNumberToName(at + 1)
	if err != nil {
		return ""
	}
	return letters
}
