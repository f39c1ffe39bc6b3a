package public

import "lindung/convention"

// A grid is a table: what a page shows, and what the files beside it hold. The
// page, the CSV file and the JSON file are made from the same cells, so that
// they cannot differ.
type grid struct {
	Address string // of the page or of the table in it, below the language
	Caption words
	Lead    words // the sentence above: what the table shows
	Columns []column
	Rows    []row
	CSV     string
	JSON    string
	Cite    words
	Proof   words // the head of the column with source and doubt
	More    words // the caption of the rows that are folded
}

// column is one column. A column that is not Shown is only in the files, one
// without a Key only on the page.
type column struct {
	Key   string // in the files, the same in every language
	Head  words
	Shown bool
	Type  string // of its values in the files; a text when empty
}

// The types of columns, as Table Schema names them.
const (
	typeText    = "string"
	typeDate    = "date"
	typeWhole   = "integer"
	typeBoolean = "boolean"
)

// row is one line: a fact with where it comes from.
type row struct {
	ID    string // of the anchor
	Cells []cell
	From  convention.Evidence
	Page  string // the address that is the row's own
	Proof *proof
	Short string // what a tile says of it
}

// cell is one place. Value is what the files hold where Own says that it is not
// the text.
type cell struct {
	words
	Value string
	Own   bool
	Href  string
	Class string  // of a tag around the text
	Notes []words // shown below the text
	More  []words // shown with the details of the row
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

// rowsShown is how many rows of a table a page shows at once: on a phone each is a
// card of half a screen.
const rowsShown = 4

// First is the table with the rows that a page shows at once.
func (g grid) First() grid {
	g.Rows = g.Rows[:min(len(g.Rows), rowsShown)]
	return g
}

// Rest is the table with the rows that are folded.
func (g grid) Rest() grid {
	g.Rows, g.Caption = g.Rows[min(len(g.Rows), rowsShown):], g.More
	return g
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
		l := tableLine{ID: r.ID, Proof: r.Proof.with(r.Cells), Head: g.Proof}
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
func (v *visit) shown(key, label string) column {
	return column{Key: key, Head: v.label(label), Shown: true}
}

// count is a shown column that holds numbers.
func (v *visit) count(key, label string) column {
	return column{Key: key, Head: v.label(label), Shown: true, Type: typeWhole}
}

// seen is a column of the page only: its files say it in several columns.
func (v *visit) seen(label string) column { return column{Head: v.label(label), Shown: true} }

// filed is a column of the files only.
func filed(key string) column { return column{Key: key, Type: typeText} }

// dated is a column of the files only that holds days.
func dated(key string) column { return column{Key: key, Type: typeDate} }

// finish adds to a grid what does not depend on its content.
func (v *visit) finish(g grid) grid {
	g.CSV, g.JSON = dataPath+g.Address+".csv", dataPath+g.Address+".json"
	g.Proof = v.label("public.col.proof")
	g.More = v.label("public.more_rows", "n", len(g.Rows)-rowsShown)
	g.Cite = v.label("public.cite", "title", g.Caption.Text, "day", v.e.today, "address", v.e.absolute(v.path()))
	return g
}

// once is a table without files in the folder of the site, where another table has the
// same lines: a reader finds them there, and the folder stays small.
func (v *visit) once(g grid) grid {
	if v.e.static {
		g.CSV, g.JSON = "", ""
	}
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
