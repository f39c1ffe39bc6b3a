// Package questions reads what an organisation asks beside what the program asks: its own
// questions, which it writes into one table, a row for each form, question and option.
//
// The table becomes declared forms, see [lindung/field], which pass the same checks as those
// of the program; so pages, consent, files and erasure follow from it, and nothing else has
// to know that a form is an organisation's own. What is wrong is said by line and column,
// with what to do.
//
// A set of questions changes by versions, see [Join]: what was asked once stays readable,
// a code never gets another meaning. Names of forms and questions begin with own_, so that
// none is ever taken by the program itself.
//
// The package keeps nothing and knows no organisation.
package questions

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"io"
	"strings"

	"lindung/field"
	"lindung/i18n"
	"lindung/internal/sheet"
)

// Before begins the names of all forms, questions and lists of an organisation's own.
const Before = "own_"

// Section is where they are shown on the page of a case.
const Section = "questions"

// Example is a set of questions to begin with.
//
//go:embed example.csv
var Example string

// A Set is one version of a set of questions.
type Set struct {
	Code  string // by which a later version is known
	Forms field.Set
	Texts map[string]map[i18n.Lang]string // label keys, as the catalogs have them
	rows  [][]string
	lines map[string]int // of forms and questions by name
}

func (s Set) lineOf(name string) int { return s.lines[name] }

// A Fault is what is wrong with a table. Key is a label key; Line is 0 where all of it is
// meant, Column "" where the row is.
type Fault struct {
	Line   int
	Column string
	Key    string
	Args   []any
}

// mostRows is how many rows a table may have.
const mostRows = 1000

// Read reads a table, csv or a workbook. ours are the forms of the program, which ask
// already what they ask. An error is one of in.
func Read(in io.Reader, ours field.Set) (Set, []Fault, error) {
	t, bad, err := sheet.Read(in, func(t sheet.Table) int {
		if len(t.Rows) == 0 {
			return 0
		}
		fits := 0
		for _, cell := range t.Rows[0].Cells {
			if _, _, ok := column(cell); ok {
				fits++
			}
		}
		return fits
	})
	if err != nil {
		return Set{}, nil, err
	}
	if bad != nil {
		return Set{}, []Fault{{Line: bad.Row, Key: "exchange.file." + string(bad.Kind)}}, nil
	}
	rows := make([]row, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = row{r.Line, r.Cells}
	}
	s, faults := parse(rows, ours)
	return s, faults, nil
}

// ReadStored reads what CSV wrote.
func ReadStored(text string) (Set, []Fault) {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return Set{}, []Fault{{Key: "exchange.file.damaged"}}
	}
	rows := make([]row, len(all))
	for i, cells := range all {
		rows[i] = row{i + 1, cells}
	}
	return parse(rows, nil)
}

// CSV is the table as it was read: it can be stored, and changed and read again.
func (s Set) CSV() string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.WriteAll(s.rows) // a buffer takes everything
	return b.String()
}

// Title is the label key of what the set is called.
func (s Set) Title() string { return TitleOf(s.Code) }

// TitleOf is the label key of what a set is called.
func TitleOf(code string) string { return "questions.set." + Before + code }
