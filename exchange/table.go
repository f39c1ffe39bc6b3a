package exchange

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"time"
)

// The limits of a file. They are far above what a case load fills, and low
// enough that a file made to harm cannot fill the memory.
const (
	maxFile     = 32 << 20 // bytes as it comes
	maxUnzipped = 64 << 20 // bytes of what is read of a spreadsheet
	maxRows     = 50_000
	maxColumns  = 500
	maxCell     = 200_000 // bytes; no answer is as long, and Excel allows fewer
)

// table is a file before it is known what its columns mean.
type table struct {
	sheet bool // from a spreadsheet, which counts days and writes 1 for TRUE
	late  bool // its days count from 1904
	rows  []row
}

// row is one row that is not blank.
type row struct {
	line   int
	cells  []string
	hollow []int // columns of formulas that come without a result
}

func (r row) cell(at int) string {
	if at < len(r.cells) {
		return r.cells[at]
	}
	return ""
}

// blank reports whether no cell from column at on says anything.
func (r row) blank(at int) bool {
	if at < len(r.cells) && slices.ContainsFunc(r.cells[at:], func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return false
	}
	return !slices.ContainsFunc(r.hollow, func(h int) bool { return h >= at })
}

// File is a file that was read: what of it can be stored, and what was found.
type File struct {
	format  string
	count   int // data rows, if as many could be told
	faults  []Line
	records []record
}

// Read reads a csv file or a spreadsheet; what it is, it says itself. An error
// is one of in; whatever is wrong with the file is in the report of Import or
// Preview.
func Read(in io.Reader, now time.Time) (File, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return File{}, err
	}
	f := File{format: "csv"}
	var t table
	var bad *Line
	switch {
	case len(b) > maxFile:
		bad = refuse(0, "", "exchange.file.large")
	case bytes.HasPrefix(b, []byte("PK")):
		f.format = "xlsx"
		t, bad = readSheets(b)
	case bytes.HasPrefix(b, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		bad = refuse(0, "", "exchange.file.format") // an old or an encrypted workbook
	default:
		t, bad = readCSV(b)
	}
	if bad != nil {
		f.faults, f.count = []Line{*bad}, t.begun(bad)
		return f, nil
	}
	f.read(t, now)
	return f, nil
}

// begun counts the data rows up to the one at which reading stopped.
func (t table) begun(bad *Line) int {
	if len(t.rows) == 0 {
		return 0
	}
	n := len(t.rows) - t.headers()
	if bad.Rule == "exchange.file.quote" {
		n++
	}
	return max(n, 0)
}

// read finds out what the columns mean and reads the rows.
func (f *File) read(t table, now time.Time) {
	cols, faults := t.columns()
	data := t.rows[min(t.headers(), len(t.rows)):]
	data = slices.DeleteFunc(slices.Clone(data), func(r row) bool { return r.blank(cols.first) })
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
