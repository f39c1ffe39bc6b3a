package stats

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"lindung/internal/paper"
)

// Words says the names and codes of figures in the language of a reader.
type Words interface {
	Dimension(Dimension) string
	Code(of Dimension, code string) string
	Period(Period) string
	Text(key string, args ...any) string
	Lang() string
}

// Writers write what is seen as a file, by its format. A file says of which period it is,
// and what was hidden.
var Writers = map[string]func(io.Writer, View, Words) error{"csv": writeCSV, "docx": writeDOCX, "json": writeJSON, "xlsx": writeXLSX}

// A grid is a table as rows of cells: texts, and numbers.
type grid struct {
	name string
	rows [][]any
}

// grids are the tables of a view: the one that was asked for, or else all that are ready.
func grids(v View, w Words) []grid {
	if len(v.Free.Now.Of) > 0 {
		return []grid{gridOf(v, v.Free, w)}
	}
	numbers := grid{name: w.Text("numbers"), rows: [][]any{{w.Text("what"), w.Period(v.Period), w.Period(v.Before)}}}
	for _, n := range v.Numbers {
		numbers.rows = append(numbers.rows, []any{w.Text("number." + n.Name), cell(n.Now, v, w), cell(n.Before, v, w)})
	}
	if v.Places.Said > 0 {
		numbers.rows = append(numbers.rows, []any{w.Text("places", "orgs", v.Places.Said), v.Places.Free, ""})
	}
	all := []grid{numbers}
	for _, pair := range v.Ready {
		all = append(all, gridOf(v, pair, w))
	}
	return all
}

func gridOf(v View, p Pair, w Words) grid {
	t := p.Now
	g := grid{name: w.Dimension(t.Of[0])}
	if t.Total.Hidden {
		g.rows = [][]any{{w.Text("too_few", "bound", v.Bound)}}
		return g
	}
	if len(p.Before.Of) > 0 {
		g.rows = [][]any{{g.name, w.Period(v.Period), w.Period(v.Before)}}
		for _, c := range v.Compare(p) {
			g.rows = append(g.rows, []any{w.Code(t.Of[0], c.Code), cell(c.Now, v, w), cell(c.Before, v, w)})
		}
		g.rows = append(g.rows, []any{w.Text("sum"), cell(t.Total, v, w), cell(p.Before.Total, v, w)})
		return g
	}
	head := []any{g.name}
	sums := []any{w.Text("sum")}
	for j, code := range t.Cols {
		head = append(head, w.Code(t.Of[1], code))
		sums = append(sums, cell(t.Sums[j], v, w))
	}
	g.rows = append(g.rows, append(head, w.Text("sum")))
	for _, l := range t.Lines {
		row := []any{w.Code(t.Of[0], l.Code)}
		for _, c := range l.Cells {
			row = append(row, cell(c, v, w))
		}
		g.rows = append(g.rows, append(row, cell(l.Total, v, w)))
	}
	g.rows = append(g.rows, append(sums, cell(t.Total, v, w)))
	return g
}

func cell(c Count, v View, w Words) any {
	if c.Hidden {
		return w.Text("hidden", "bound", v.Bound)
	}
	return c.N
}

// about says of which people and which period the figures are.
func about(v View, w Words) [][]any {
	return [][]any{{w.Text("file.about", "period", w.Period(v.Period))}, {w.Text("guarded", "bound", v.Bound)}}
}

func writeCSV(out io.Writer, v View, w Words) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil { // so that a spreadsheet reads it as UTF-8
		return err
	}
	c := csv.NewWriter(out)
	put := func(rows [][]any) error {
		for _, row := range rows {
			texts := make([]string, len(row))
			for i, x := range row {
				switch x := x.(type) {
				case int:
					texts[i] = strconv.Itoa(x)
				case string:
					texts[i] = x
				}
			}
			if err := c.Write(texts); err != nil {
				return err
			}
		}
		return nil
	}
	if err := put(about(v, w)); err != nil {
		return err
	}
	for _, g := range grids(v, w) {
		if err := put(append([][]any{{""}, {g.name}}, g.rows...)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func writeXLSX(out io.Writer, v View, w Words) error {
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "Sheet1"
	at := 0
	put := func(rows [][]any) error {
		for _, row := range rows {
			at++
			if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(at), &row); err != nil {
				return err
			}
		}
		return nil
	}
	if err := put(about(v, w)); err != nil {
		return err
	}
	for _, g := range grids(v, w) {
		if err := put(append([][]any{{}, {g.name}}, g.rows...)); err != nil {
			return err
		}
	}
	if err := f.SetColWidth(sheet, "A", "A", 48); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{}); err != nil {
		return err
	}
	return f.Write(out)
}

// writeDOCX writes the figures as a document to work on: each table is a list of its lines.
func writeDOCX(out io.Writer, v View, w Words) error {
	d := paper.Document{Lang: w.Lang(), Title: w.Text("file.title")}
	for _, row := range about(v, w) {
		d.Head = append(d.Head, fmt.Sprint(row[0]))
	}
	for _, g := range grids(v, w) {
		part := paper.Part{Heading: g.name}
		for i, row := range g.rows {
			if i == 0 && len(g.rows) > 1 {
				continue // what the columns are
			}
			r := paper.Row{Key: fmt.Sprint(row[0])}
			for _, c := range row[1:] {
				r.Lines = append(r.Lines, fmt.Sprint(c))
			}
			part.Rows = append(part.Rows, r)
		}
		d.Parts = append(d.Parts, part)
	}
	return d.Write(out)
}

// A shown is a table as JSON has it, in codes. A count that is hidden is null.
type shown struct {
	By    []string      `json:"by"`
	Total *int          `json:"total"`
	Lines []shownLine   `json:"lines"`
	Sums  []shownColumn `json:"sums,omitempty"`
}

type shownLine struct {
	Code  string `json:"code"`
	Total *int   `json:"total"`
	Cells []*int `json:"cells,omitempty"`
}

type shownColumn struct {
	Code  string `json:"code"`
	Total *int   `json:"total"`
}

// JSON is the view in codes: what a file, and the command line, say of it.
func (v View) JSON() any {
	number := func(c Count) *int {
		if c.Hidden {
			return nil
		}
		return &c.N
	}
	table := func(t Table) shown {
		s := shown{Total: number(t.Total), Lines: []shownLine{}}
		for _, d := range t.Of {
			s.By = append(s.By, d.Name)
		}
		for _, l := range t.Lines {
			one := shownLine{Code: l.Code, Total: number(l.Total)}
			for _, c := range l.Cells {
				one.Cells = append(one.Cells, number(c))
			}
			s.Lines = append(s.Lines, one)
		}
		for j, code := range t.Cols {
			s.Sums = append(s.Sums, shownColumn{code, number(t.Sums[j])})
		}
		return s
	}
	type past struct {
		From    string          `json:"from"`
		Until   string          `json:"until"` // not in it
		Numbers map[string]*int `json:"numbers"`
		Tables  []shown         `json:"tables"`
	}
	all := struct {
		From    string          `json:"from"`
		Until   string          `json:"until"` // not in it
		Bound   int             `json:"bound"`
		Cases   *int            `json:"cases"`
		Numbers map[string]*int `json:"numbers"`
		Places  *int            `json:"places_free_today"` // null where no organisation has said so of late
		Tables  []shown         `json:"tables"`
		Before  past            `json:"before"` // the period to compare with
	}{
		v.Period.From.String(), v.Period.Until.String(), v.Bound, number(v.Counted), map[string]*int{}, nil, []shown{},
		past{v.Before.From.String(), v.Before.Until.String(), map[string]*int{}, []shown{}},
	}
	for _, n := range v.Numbers {
		all.Numbers[n.Name], all.Before.Numbers[n.Name] = number(n.Now), number(n.Before)
	}
	if v.Places.Said > 0 {
		all.Places = &v.Places.Free
	}
	pairs := v.Ready
	if len(v.Free.Now.Of) > 0 {
		pairs = []Pair{v.Free}
	}
	for _, p := range pairs {
		all.Tables = append(all.Tables, table(p.Now))
		if len(p.Before.Of) > 0 {
			all.Before.Tables = append(all.Before.Tables, table(p.Before))
		}
	}
	return all
}

func writeJSON(out io.Writer, v View, _ Words) error { return json.NewEncoder(out).Encode(v.JSON()) }
