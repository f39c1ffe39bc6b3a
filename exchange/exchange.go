// Package exchange brings cases in from files of the Human Trafficking Case Data
// Standard (HTCDS 2.0 of the International Organization for Migration) and gives
// them out again. Which columns there are, how a cell is read and how it is
// written follows from the fields that package cases declares, and from nothing
// else.
//
// # In
//
// [Read] is pure: it reads a whole file, csv or xlsx, into checked answers and
// says of every cell that it did not take as it stood what it did with it.
// Nothing is guessed and nothing is dropped: a column that no one knows refuses
// the file, a value that no one knows refuses its row. [Import] stores what was
// read in one act, all or nothing unless asked otherwise, and [Undo] takes a
// whole import back. What a file reports stays a report: its consent opens
// nothing and its decision on status is that of the body it names.
//
// # Out
//
// [Export] writes csv or JSON such that reading it again gives the same
// answers. A value that HTCDS lacks goes out as the nearest one it has, with the
// value itself in a column beside it; a text that a spreadsheet would run as a
// formula goes out behind an apostrophe, which is taken off when it comes back.
// How to reach a person safely, for which HTCDS has no column, leaves in columns of
// our own beside every contact.
//
// A [Report] holds lines, columns and rules, and never what stood in a cell.
package exchange

import (
	"errors"
	"slices"

	"lindung"
)

// Errors that callers decide on.
var (
	// ErrRefused says that a file was refused: nothing of it was stored. The
	// report says why.
	ErrRefused = errors.New("the file was refused; nothing was stored")
	// ErrTouched says that an import cannot be undone because someone has
	// worked on its cases since.
	ErrTouched = errors.New("cases of this import have been worked on since; nothing was undone")
	// ErrUndone says that an import was undone before.
	ErrUndone = errors.New("this import was undone already")
	// ErrFormat says that there is no export in the form that was asked for.
	ErrFormat = errors.New("the form of an export is csv or json")
)

// Treatment is what was done with a row or a cell.
type Treatment string

// The actions.
const (
	Mapped    Treatment = "mapped"    // read as something that the file wrote otherwise
	Extended  Treatment = "extended"  // kept as a value that HTCDS lacks
	Refused   Treatment = "refused"   // not stored
	Duplicate Treatment = "duplicate" // stored before, or twice in the file
)

// Line is one line of a report. Row is the line of the file or the row of the
// sheet, 0 for the whole file; Column is a full name of HTCDS, or the letters
// of a column that has none. Rule is a label key, and Args are what its message
// takes: limits, never what stood in a cell.
type Line struct {
	Row    int       `json:"row"`
	Column string    `json:"column"`
	Rule   string    `json:"rule"`
	Action Treatment `json:"action"`
	Args   []any     `json:"-"`
}

// Report is what happened to a file: Rows = Accepted + Refused + Duplicates.
// Mapped counts accepted rows of which something was read as other than it was
// written. Batch is empty when nothing was stored.
type Report struct {
	Rows       int             `json:"rows"`
	Accepted   int             `json:"accepted"`
	Mapped     int             `json:"mapped"`
	Refused    int             `json:"refused"`
	Duplicates int             `json:"duplicates"`
	Batch      lindung.BatchID `json:"batch"`
	Lines      []Line          `json:"report"`
}

// refuse is the line of a refusal.
func refuse(row int, column, rule string) *Line {
	return &Line{Row: row, Column: column, Rule: rule, Action: Refused}
}

// whole returns the report of a file that is refused as a whole, for the
// reasons that r has.
func (r Report) whole() Report {
	lines := []Line{*refuse(0, "", "exchange.file.whole")}
	lines = append(lines, slices.DeleteFunc(slices.Clone(r.Lines), func(l Line) bool { return l.Action != Refused })...)
	return Report{Rows: r.Rows, Refused: r.Rows, Lines: lines}
}
