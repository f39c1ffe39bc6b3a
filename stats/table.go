package stats

import (
	"slices"
)

// Codes of answers that are none of a list. They stand beside the codes of a field, which
// begin with no underscore.
const (
	Others   = "_others" // lines and columns that are too small to be shown alone
	Yes      = "_yes"
	No       = "_no"
	Unknown  = "_unknown"
	Refused  = "_refused"
	NotAsked = "_not_asked"
)

// A Count is how many cases there are. Hidden says that the number is not shown; it is 0
// then.
type Count struct {
	N      int
	Hidden bool
}

// A Line is what is counted of one code of the first dimension: all of it, and by each
// code of the second.
type Line struct {
	Code  string
	Total Count
	Cells []Count
}

// A Table is how many cases there are of each code of one dimension, or of each pair of
// two. Where a case can have several answers of a dimension it is counted at each of them,
// so that these counts add up to more than the sum.
type Table struct {
	Of     []Dimension
	Lines  []Line
	Cols   []string // codes of the second dimension
	Sums   []Count  // of the columns
	Total  Count
	Hidden int // the bound under which counts are hidden; 0 where none are
}

// tally counts facts into a table.
type tally struct {
	of    []Dimension
	lines map[string]int
	cells map[[2]string]int
	sums  map[string]int
	total int
}

func newTally(of []Dimension) *tally {
	return &tally{of: of, lines: map[string]int{}, cells: map[[2]string]int{}, sums: map[string]int{}}
}

// add counts one case.
func (t *tally) add(f subject) {
	t.total++
	lines := t.of[0].codesOf(f)
	for _, l := range lines {
		t.lines[l]++
	}
	if len(t.of) == 1 {
		return
	}
	for _, c := range t.of[1].codesOf(f) {
		t.sums[c]++
		for _, l := range lines {
			t.cells[[2]string{l, c}]++
		}
	}
}

// table returns what was counted, the lines and columns in the order of their dimensions.
func (t *tally) table() Table {
	all := Table{Of: t.of, Total: Count{N: t.total}}
	if len(t.of) == 2 {
		all.Cols = t.of[1].order(t.sums)
		for _, c := range all.Cols {
			all.Sums = append(all.Sums, Count{N: t.sums[c]})
		}
	}
	for _, code := range t.of[0].order(t.lines) {
		l := Line{Code: code, Total: Count{N: t.lines[code]}}
		for _, c := range all.Cols {
			l.Cells = append(l.Cells, Count{N: t.cells[[2]string{code, c}]})
		}
		all.Lines = append(all.Lines, l)
	}
	return all
}

// turn returns the table with its two dimensions exchanged.
func (t Table) turn() Table {
	turned := Table{Of: []Dimension{t.Of[1], t.Of[0]}, Total: t.Total, Hidden: t.Hidden}
	for j, code := range t.Cols {
		l := Line{Code: code, Total: t.Sums[j]}
		for _, line := range t.Lines {
			l.Cells = append(l.Cells, line.Cells[j])
		}
		turned.Lines = append(turned.Lines, l)
	}
	for _, l := range t.Lines {
		turned.Cols = append(turned.Cols, l.Code)
		turned.Sums = append(turned.Sums, l.Total)
	}
	return turned
}

func (t Table) clone() Table {
	t.Lines, t.Cols, t.Sums = slices.Clone(t.Lines), slices.Clone(t.Cols), slices.Clone(t.Sums)
	for i := range t.Lines {
		t.Lines[i].Cells = slices.Clone(t.Lines[i].Cells)
	}
	return t
}

// column is the table of one code of the second dimension. Where that code is not shown
// alone, all of it is hidden.
func (t Table) column(code string) Table {
	one := Table{Of: t.Of[:1], Total: Count{Hidden: true}, Hidden: t.Hidden}
	j := slices.Index(t.Cols, code)
	if j < 0 {
		return one
	}
	one.Total = t.Sums[j]
	for _, l := range t.Lines {
		one.Lines = append(one.Lines, Line{Code: l.Code, Total: l.Cells[j]})
	}
	return one
}
