package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lindung/internal/sheet"
)

// anySheet takes the one sheet that has a row.
func anySheet(t sheet.Table) int { return min(len(t.Rows), 1) }

func TestText(t *testing.T) {
	for _, c := range []struct {
		name, in string
		rows     []string // the line of each row and its cells
		fault    sheet.Fault
	}{
		{"commas", "a,b\n1,2\n", []string{"1 a|b", "2 1|2"}, sheet.Fault{}},
		{"semicolons", "a;b\n1,5;2\n", []string{"1 a|b", "2 1,5|2"}, sheet.Fault{}},
		{"tabs", "a\tb\n1\t2\n", []string{"1 a|b", "2 1|2"}, sheet.Fault{}},
		{"a byte order mark", "\ufeffa,b\n", []string{"1 a|b"}, sheet.Fault{}},
		{"lines of Windows", "a,b\r\n1,2\r\n", []string{"1 a|b", "2 1|2"}, sheet.Fault{}},
		{"blank rows are left out and keep the count", "a,b\n\n,\n1,2\n", []string{"1 a|b", "4 1|2"}, sheet.Fault{}},
		{"several lines in a cell", "a,b\n\"x\ny\",2\n3,4\n", []string{"1 a|b", "2 x\ny|2", "4 3|4"}, sheet.Fault{}},
		{"scripts of the region", "ชื่อ,ឈ្មោះ\nမ,ລາວ\n", []string{"1 ชื่อ|ឈ្មោះ", "2 မ|ລາວ"}, sheet.Fault{}},
		{"the last row is short and whole", "a,b\n1\n", []string{"1 a|b", "2 1"}, sheet.Fault{}},

		{"cut off while it was written", "a,b\n1,2\n3", []string{"1 a|b", "2 1|2", "3 3"}, sheet.Fault{Row: 3, Kind: sheet.Cut}},
		{"a quotation mark is never closed", "a,b\n1,\"2\n3,4\n", []string{"1 a|b"}, sheet.Fault{Row: 2, Kind: sheet.Quote}},
		{"a quotation mark in the middle", "a,b\n1,2\"x\"\n", []string{"1 a|b"}, sheet.Fault{Row: 2, Kind: sheet.Quote}},
		{"letters of another encoding", "a,b\n1,\xca\xc1\n", nil, sheet.Fault{Row: 2, Kind: sheet.Encoding}},
		{"UTF-16", "a\x00,\x00b\x00\n\x00", nil, sheet.Fault{Row: 1, Kind: sheet.Encoding}},
		{"an old workbook", "\xd0\xcf\x11\xe0rest", nil, sheet.Fault{Kind: sheet.Format}},
		{"a workbook that is none", "PK\x03\x04rest", nil, sheet.Fault{Kind: sheet.Damaged}},
		{"a cell far to the right", "a,b\n1" + strings.Repeat(",", 600) + "2\n", []string{"1 a|b"}, sheet.Fault{Row: 2, Kind: sheet.Wide}},
		{"nothing far to the right", "a,b\n1,2" + strings.Repeat(",", 600) + "\n", []string{"1 a|b", "2 1|2" + strings.Repeat("|", 498)}, sheet.Fault{}},
		{"too many rows", "a\n" + strings.Repeat("1\n", 50_002), nil, sheet.Fault{Row: 50_003, Kind: sheet.TooMany}},
		{"too large", strings.Repeat("a", 32<<20+1), nil, sheet.Fault{Kind: sheet.Large}},
	} {
		table, bad, err := sheet.Read(strings.NewReader(c.in), anySheet)
		if err != nil {
			t.Fatal(c.name, err)
		}
		var fault sheet.Fault
		if bad != nil {
			fault = *bad
		}
		if fault != c.fault {
			t.Errorf("%s: the fault is %v, want %v", c.name, fault, c.fault)
		}
		if c.rows != nil && !slices.Equal(told(table.Rows), c.rows) {
			t.Errorf("%s: %q, want %q", c.name, told(table.Rows), c.rows)
		}
	}
}

func told(rows []sheet.Row) []string {
	var all []string
	for _, r := range rows {
		all = append(all, string(rune('0'+r.Line))+" "+strings.Join(r.Cells, "|"))
	}
	return all
}

// book is a workbook with these sheets, by name; a cell that begins with = is a
// formula without a result.
func book(t *testing.T, sheets map[string][][]string, names ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, name := range names {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for y, row := range sheets[name] {
			for x, text := range row {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err == nil && strings.HasPrefix(text, "=") {
					err = f.SetCellFormula(name, cell, text)
				} else if err == nil {
					err = f.SetCellStr(name, cell, text)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// headed wants the sheet whose first row begins with "case".
func headed(t sheet.Table) int {
	if len(t.Rows) > 0 && t.Rows[0].Cell(0) == "case" {
		return 1
	}
	return 0
}

func TestBook(t *testing.T) {
	sheets := map[string][][]string{
		"Notes": {{"how to fill this in"}},
		"Data":  {{"case", "age"}, {}, {"one", "=1+1"}},
		"More":  {{"case", "age"}, {"two", "2"}},
	}
	table, bad, err := sheet.Read(bytes.NewReader(book(t, sheets, "Notes", "Data")), headed)
	if err != nil || bad != nil {
		t.Fatal(bad, err)
	}
	if !table.Book || len(table.Rows) != 2 || table.Rows[1].Line != 3 || table.Rows[1].Cell(0) != "one" || table.Rows[1].Cell(9) != "" {
		t.Errorf("read %v", table)
	}
	if !slices.Equal(table.Rows[1].Hollow, []int{1}) {
		t.Errorf("the formula without a result is in columns %v", table.Rows[1].Hollow)
	}
	for kind, names := range map[sheet.Kind][]string{sheet.Header: {"Notes"}, sheet.Several: {"Data", "More"}} {
		if _, bad, err := sheet.Read(bytes.NewReader(book(t, sheets, names...)), headed); err != nil || bad == nil || bad.Kind != kind {
			t.Errorf("%v: %v, %v, want %s", names, bad, err, kind)
		}
	}
	whole := book(t, sheets, "Data")
	if _, bad, err := sheet.Read(bytes.NewReader(whole[:len(whole)/2]), headed); err != nil || bad == nil || bad.Kind != sheet.Damaged {
		t.Errorf("half a workbook: %v, %v", bad, err)
	}
}

// TestCostly: a workbook that is small and made to take long is refused soon.
func TestCostly(t *testing.T) {
	const head = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	for name, c := range map[string]struct {
		sheet string
		want  sheet.Kind
	}{
		"nested":     {head + strings.Repeat("<a>", 1_000_000) + strings.Repeat("</a>", 1_000_000) + `</sheetData></worksheet>`, sheet.Damaged},
		"empty rows": {head + strings.Repeat("<row/>", 2_000_000) + `</sheetData></worksheet>`, sheet.TooMany},
	} {
		whole := book(t, map[string][][]string{"Data": {{"case"}}}, "Data")
		in, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for _, p := range in.File {
			if p.Name != "xl/worksheets/sheet1.xml" {
				err = errors.Join(err, w.Copy(p))
			}
		}
		part, bad := w.Create("xl/worksheets/sheet1.xml")
		if err = errors.Join(err, bad); err == nil {
			_, err = io.WriteString(part, c.sheet)
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		_, fault, err := sheet.Read(&out, headed)
		if err != nil || fault == nil || fault.Kind != c.want {
			t.Errorf("%s: %v, %v, want %s", name, fault, err, c.want)
		}
	}
}

func TestBlank(t *testing.T) {
	r := sheet.Row{Cells: []string{"a", " ", ""}, Shown: sheet.Shown{Hollow: []int{3}}}
	for at, want := range map[int]bool{0: false, 1: false, 4: true} {
		if got := r.Blank(at); got != want {
			t.Errorf("from column %d: %v", at, got)
		}
	}
	if !(sheet.Row{Cells: []string{"a", "\t"}}).Blank(1) {
		t.Error("a tab says something")
	}
}
