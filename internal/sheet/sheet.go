// Package sheet reads tables from files that strangers send: csv as RFC 4180 has
// it, and the sheets of a workbook, of Excel or as OpenDocument.
//
// A file is read whole or refused, with the row at which reading stopped.
// Nothing is guessed: letters that are neither UTF-8 nor marked as UTF-16, a
// quotation mark that is never closed, a workbook that breaks off or that names cells
// twice are faults. What a sheet shows otherwise than the texts of its cells say,
// hidden rows, merged cells, errors of formulas, comes with each [Row].
// Macros, pictures and links of a workbook are left out before it is opened,
// what is unzipped is bounded, and nothing of it is written to the disk, where
// it would lie in clear.
package sheet

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
)

// The limits of a file. They are far above what a case load fills, and low
// enough that a file made to harm cannot fill the memory.
const (
	// MaxRows is how many rows a table may have, without up to two header rows.
	MaxRows = 50_000

	maxFile     = 32 << 20 // bytes as it comes
	maxUnzipped = 64 << 20 // bytes of what is read of a workbook
	maxRows     = MaxRows + 2
	maxColumns  = 500
	maxEmpty    = 100_000 // rows that say nothing, which cost time all the same
	maxDepth    = 50      // elements of a workbook inside one another; Excel writes ten
	maxCell     = 200_000 // bytes; no answer is as long, and Excel allows fewer
	maxCells    = 5_000_000
	headRows    = 30 // rows at the top in which a header is looked for
)

// Table is what was read. Format is csv, xlsx or ods. Book says that it comes from a
// workbook, which counts days and writes 1 for TRUE; Late, that its days count from
// 1904. Hidden are the numbers of hidden sheets that are wanted too and were not read.
type Table struct {
	Name       string // of the sheet of a workbook
	Format     string
	Book, Late bool
	Rows       []Row
	Hidden     []int
	Others     []Table // the other sheets of the workbook that are shown
}

// Row is a row that is not blank. Line is the line of the file on which it
// begins, or the row of the sheet. The other fields are what only a workbook has.
type Row struct {
	Line  int
	Cells []string
	Shown
}

// Shown is what a sheet shows of a row besides the texts of its cells. Hidden says that
// it does not show the row. The others are columns: Hollow of formulas that come
// without a result, Errors of formulas whose result is an error, Numbers of cells that
// are numbers and no texts, Merged of cells that belong to a merged range whose text is
// in another cell.
type Shown struct {
	Hidden                          bool
	Hollow, Errors, Numbers, Merged []int
}

// Cell returns the text in a column, the first of which is 0; "" past the end.
func (r Row) Cell(at int) string {
	if at < len(r.Cells) {
		return r.Cells[at]
	}
	return ""
}

// Blank reports whether no cell from column at on says anything.
func (r Row) Blank(at int) bool {
	if at < len(r.Cells) && slices.ContainsFunc(r.Cells[at:], func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return false
	}
	return !slices.ContainsFunc(r.Hollow, func(h int) bool { return h >= at })
}

// Fault is why a file is refused: the row at which reading stopped, 0 if that
// is not known, and what is wrong.
type Fault struct {
	Row  int
	Kind Kind
}

// Kind is what can be wrong with a file.
type Kind string

// The kinds of faults.
const (
	Large    Kind = "large"    // more than is read
	TooMany  Kind = "rows"     // more rows than are read
	Format   Kind = "format"   // an old or an encrypted workbook
	Encoding Kind = "encoding" // not UTF-8
	Quote    Kind = "quote"    // a quotation mark where none can be, or never closed
	Cut      Kind = "cut"      // the last row is not whole
	Damaged  Kind = "damaged"  // a workbook that cannot be read with certainty
	Wide     Kind = "columns"  // a cell further right than is read
	Header   Kind = "header"   // no sheet is the one that is looked for
	Several  Kind = "sheets"   // several are
)

// A Fit says how well a table is what is looked for, 0 if it is not.
type Fit func(Table) int

// reading is held while a file is read.
var reading sync.Mutex

// Read reads a table of at most [MaxRows] rows under its headers; whether the file is csv or a
// workbook, it says itself. Of a workbook the one sheet is taken that fits best, and of
// the signs that can part the cells of a csv file the one with which its first rows fit
// best. With a fault the table is what was read before it. An
// error is one of in. One file is read at a time, since a large one fills much memory.
func Read(in io.Reader, fit Fit) (Table, *Fault, error) {
	reading.Lock()
	defer reading.Unlock()
	b, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return Table{}, nil, err
	}
	var t Table
	var bad *Fault
	switch {
	case len(b) > maxFile:
		bad = &Fault{0, Large}
	case isOpen(b):
		t, bad = readOpen(b, fit)
		t.Format, t.Book = "ods", true
	case bytes.HasPrefix(b, []byte("PK")):
		t, bad = readBook(b, fit)
		t.Format, t.Book = "xlsx", true
	case bytes.HasPrefix(b, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		t.Format, t.Book, bad = "xlsx", true, &Fault{0, Format}
	default:
		t, bad = readCSV(b, fit)
		t.Format = "csv"
	}
	return t, bad, nil
}
