package exchange

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// options keep everything in memory: what is unzipped to a temporary file would
// lie on the disk in clear.
var options = excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped}

// readSheets reads the one sheet of a workbook whose header is that of HTCDS.
func readSheets(b []byte) (t table, bad *Line) {
	defer func() {
		if recover() != nil { // a fault of the reader on a file that was made to cause one
			t, bad = table{}, refuse(0, "", "exchange.file.damaged")
		}
	}()
	safe, hollow, bad := strip(b)
	if bad != nil {
		return table{}, bad
	}
	f, err := excelize.OpenReader(bytes.NewReader(safe), options)
	if err != nil {
		return table{}, refuse(0, "", "exchange.file.damaged")
	}
	defer f.Close()
	return pick(f, hollow)
}

// pick returns the sheet whose first row is a header that is known. Two of them
// with data are refused: to choose one would lose the other.
func pick(f *excelize.File, hollow bool) (table, *Line) {
	props, err := f.GetWorkbookProps()
	if err != nil {
		return table{}, refuse(0, "", "exchange.file.damaged")
	}
	var found []table
	for _, name := range f.GetSheetList() {
		t, bad := readSheet(f, name, hollow)
		if bad != nil {
			return t, bad
		}
		if t.headers() > 0 && t.likely() {
			t.late = props.Date1904 != nil && *props.Date1904
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		return table{}, refuse(1, "", "exchange.file.header")
	case 1:
		return found[0], nil
	}
	return found[0], refuse(0, "", "exchange.file.sheets")
}

func readSheet(f *excelize.File, name string, hollow bool) (table, *Line) {
	t := table{sheet: true}
	rows, err := f.Rows(name)
	if err != nil {
		return t, nil // a sheet of charts, which has no rows
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, refuse(line, "", "exchange.file.damaged")
		}
		one := row{line: line, cells: cells}
		if hollow {
			one.findHollow(f, name)
		}
		if !one.blank(0) {
			t.rows = append(t.rows, one)
		}
		if len(t.rows) > maxRows {
			return t, refuse(line, "", "exchange.file.rows")
		}
	}
	if rows.Error() != nil {
		return t, refuse(0, "", "exchange.file.damaged")
	}
	return t, nil
}

// findHollow notes the cells whose formula was never computed: their value is
// not in the file.
func (r *row) findHollow(f *excelize.File, sheet string) {
	for at, text := range r.cells {
		if text != "" {
			continue
		}
		name, err := excelize.CoordinatesToCellName(at+1, r.line)
		if err != nil {
			continue
		}
		if formula, err := f.GetCellFormula(sheet, name); err == nil && formula != "" {
			r.hollow = append(r.hollow, at)
		}
	}
}
