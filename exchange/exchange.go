// Package exchange imports and exports cases as files of the Human Trafficking Case
// Data Standard (HTCDS 2.0 of the International Organization for Migration). The
// declared fields alone decide which columns there are and how a cell is read and
// written.
//
// # Import
//
// [Read] reads a whole file, csv or xlsx, into checked answers, and reports every cell
// that it did not take as written. It guesses nothing and drops nothing: an unknown
// column refuses the file, an unknown value refuses its row. [Import] stores what was
// read, all or nothing unless asked otherwise, and [Undo] ends a whole
// import. What a file reports stays a report: its consent opens nothing, and its
// decision on status is that of the body it names.
//
// # Export
//
// [Export] writes csv or JSON such that reading it again gives the same answers. A
// value that HTCDS lacks is written as the nearest one it has, with the value itself
// in a column beside it. A text that a spreadsheet would run as a formula gets an
// apostrophe in front, which the import removes. The rules for a safe contact, for
// which HTCDS has no column, are written in columns of our own beside every contact.
//
// A [Report] holds lines, columns and rules, and never the content of a cell.
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
	// ErrUnderWay says that another file of the organisation is being stored.
	ErrUnderWay = errors.New("another file of this organisation is being stored, or was broken off just now; wait two minutes")
	// ErrTouched says that an import cannot be undone because someone has
	// worked on its cases since.
	ErrTouched = errors.New("cases of this import have been worked on since; nothing was undone")
	// ErrUndone says that an import was undone before.
	ErrUndone = errors.New("this import was undone already")
)

// Treatment is what was done with a row or a cell.
type Treatment string

// The treatments.
const (
	Mapped    Treatment = "mapped"    // changed when read, because the file wrote it differently
	Extended  Treatment = "extended"  // stored as a value that HTCDS lacks
	Refused   Treatment = "refused"   // not stored
	Duplicate Treatment = "duplicate" // stored before, or twice in the file
	Noted     Treatment = "noted"     // stored as written, or left out as the mapping says; someone must look
)

// Line is one line of a report. Row is the line of the file or the row of the
// sheet, 0 for the whole file; Column is a full name of HTCDS, or the letters
// of a column that has none. Rule is a label key, and Args are what its message
// takes: limits, never the content of a cell.
type Line struct {
	Row    int       `json:"row"`
	Column string    `json:"column"`
	Rule   string    `json:"rule"`
	Action Treatment `json:"action"`
	Args   []any     `json:"-"`
}

// Report says what happened to a file: Rows = Accepted + Refused + Duplicates. Mapped
// counts accepted rows in which something was changed when read. Batch is empty when
// nothing was stored.
type Report struct {
	Rows       int             `json:"rows"`
	Accepted   int             `json:"accepted"`
	Mapped     int             `json:"mapped"`
	Refused    int             `json:"refused"`
	Duplicates int             `json:"duplicates"`
	Batch      lindung.BatchID `json:"batch"`
	Lines      []Line          `json:"report"`
	Similar    *Known          `json:"similar,omitempty"`
}

// Known says, of an import that was carried out, how many of its persons are like someone
// who is known here, and which colleagues to ask; none of them means a supervisor.
type Known struct {
	Rows int      `json:"rows"`
	Ask  []string `json:"ask"`
}

// note returns a line that needs someone to look.
func note(row int, column, rule string) Line {
	return Line{Row: row, Column: column, Rule: rule, Action: Noted}
}

// refuse returns the line of a refusal.
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
