package public

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"

	"lindung/convention"
	"lindung/i18n"
)

// A grid is a table: what a page shows, and what the files beside it hold. The
// page, the CSV file and the JSON file are made from the same cells, so that
// they cannot differ.
type grid struct {
	Address string // of the page or of the table in it, without ".csv"
	Caption words
	Lead    words // the sentence above: what the table shows
	Columns []column
	Rows    []row
	CSV     string
	JSON    string
	Cite    words
	Proof   words // the head of the column with source and doubt
}

// column is one column. A column that is not Shown is only in the files.
type column struct {
	Key   string // in the files, the same in every language
	Head  words
	Shown bool
}

// row is one line: a fact with where it comes from.
type row struct {
	ID    string // of the anchor
	Cells []cell
	From  convention.Evidence
	Page  string // the address that is the row's own
	Proof *proof
}

// cell is one place. Value is what the files hold where Own says that it is not
// the text.
type cell struct {
	words
	Value string
	Own   bool
	Href  string
	Class string // of a tag around the text
	Notes []words
}

// placed is a cell with what it takes from its column.
type placed struct {
	cell
	Head   words
	Header bool
}

// Heads returns the columns that a page shows.
func (g grid) Heads() []column {
	var all []column
	for _, c := range g.Columns {
		if c.Shown {
			all = append(all, c)
		}
	}
	return all
}

// tableLine is a row as a page shows it.
type tableLine struct {
	ID     string
	Places []placed
	Proof  *proof
	Head   words // of the proof
}

// Lines returns the rows as a page shows them.
func (g grid) Lines() []tableLine {
	all := make([]tableLine, len(g.Rows))
	for i, r := range g.Rows {
		l := tableLine{ID: r.ID, Proof: r.Proof, Head: g.Proof}
		for j, c := range g.Columns {
			if c.Shown {
				l.Places = append(l.Places, placed{r.Cells[j], c.Head, len(l.Places) == 0})
			}
		}
		all[i] = l
	}
	return all
}

// shown is a column of the page and of the files.
func (v *visit) shown(key, label string) column { return column{key, v.label(label), true} }

// filed is a column of the files only.
func filed(key string) column { return column{Key: key} }

// finish adds to a grid what does not depend on its content.
func (v *visit) finish(g grid) grid {
	g.CSV, g.JSON = g.Address+".csv", g.Address+".json"
	g.Proof = v.label("public.col.proof")
	g.Cite = v.label("public.cite", "title", g.Caption.Text, "day", v.e.today, "address", v.e.absolute(g.Address))
	return g
}

// text is a cell of words that are their own value.
func text(w words) cell { return cell{words: w} }

// value is a cell whose files say it in another way than its page.
func value(w words, file string) cell { return cell{words: w, Value: file, Own: true} }

// plain is a cell of the files only.
func plain(file string) cell { return cell{words: words{Text: file}} }

// in returns what the files hold of a cell.
func (c cell) in() string {
	if c.Own {
		return c.Value
	}
	return c.Text
}

// evidence are the columns that every file has after its own.
var evidence = []string{"certainty", "says", "read_in", "source_day", "checked", "sources", "address"}

func (e *edition) evidence(r row) []string {
	return []string{
		string(r.From.Certainty), r.From.Says, r.From.ReadIn, r.From.SourceDay.String(), r.From.Checked.String(),
		strings.Join(r.From.Sources, " ; "), e.absolute(r.Page),
	}
}

// bom tells spreadsheets that a file is UTF-8: without it they show Khmer and
// Thai as rubbish.
const bom = "\ufeff"

// csv returns the grid as a file for spreadsheets.
func (e *edition) csv(g grid) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(bom)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	head := make([]string, 0, len(g.Columns)+len(evidence))
	for _, c := range g.Columns {
		head = append(head, c.Key)
	}
	if err := w.Write(append(head, evidence...)); err != nil {
		return nil, err
	}
	for _, r := range g.Rows {
		line := make([]string, 0, len(head))
		for _, c := range r.Cells {
			line = append(line, guarded(c.in()))
		}
		for _, x := range e.evidence(r) {
			line = append(line, guarded(x))
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// guarded keeps a spreadsheet from taking a text for a formula.
func guarded(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// A file is what a JSON file says besides its rows.
type file struct {
	Title   string           `json:"title"`
	Address string           `json:"address"`
	Lang    i18n.Lang        `json:"lang"`
	Known   string           `json:"as_known_on"`
	Licence string           `json:"licence"`
	Cite    string           `json:"cite"`
	Columns []string         `json:"columns"`
	Rows    []map[string]any `json:"rows"`
}

// json returns the grid as JSON: a text that is not there is null, sources are
// a list.
func (e *edition) json(lang i18n.Lang, g grid) ([]byte, error) {
	f := file{
		Title: g.Caption.Text, Address: e.absolute(g.Address), Lang: lang, Known: e.today.String(),
		Licence: licence, Cite: g.Cite.Text, Rows: []map[string]any{},
	}
	for _, c := range g.Columns {
		f.Columns = append(f.Columns, c.Key)
	}
	f.Columns = append(f.Columns, evidence...)
	for _, r := range g.Rows {
		line := map[string]any{}
		for i, c := range r.Cells {
			line[g.Columns[i].Key] = orNull(c.in())
		}
		for i, x := range e.evidence(r) {
			line[evidence[i]] = orNull(x)
		}
		sources := []string{}
		line["sources"] = append(sources, r.From.Sources...)
		f.Rows = append(f.Rows, line)
	}
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	err := w.Encode(f)
	return out.Bytes(), err
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
