package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// openType is what the first part of a workbook in OpenDocument says.
const openType = "application/vnd.oasis.opendocument.spreadsheet"

// isOpen reports whether a file is a workbook in OpenDocument: its first part, which is
// not compressed, says so.
func isOpen(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK")) && bytes.Contains(b[:min(len(b), 200)], []byte(openType))
}

// readOpen reads the one sheet of a workbook in OpenDocument that fits best.
func readOpen(b []byte, fit Fit) (Table, *Fault) {
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return Table{}, &Fault{0, Damaged}
	}
	var content *zip.File
	for _, p := range in.File {
		switch p.Name {
		case "content.xml":
			if content != nil {
				return Table{}, &Fault{0, Damaged}
			}
			content = p
		case "META-INF/manifest.xml":
			if encrypted(p) {
				return Table{}, &Fault{0, Format}
			}
		}
	}
	if content == nil {
		return Table{}, &Fault{0, Damaged}
	}
	if content.UncompressedSize64 > maxUnzipped {
		return Table{}, &Fault{0, Large}
	}
	r, err := content.Open()
	if err != nil {
		return Table{}, &Fault{0, Damaged}
	}
	defer r.Close()
	w := openWalk{hiddenStyles: map[string]bool{}}
	err = w.read(xml.NewDecoder(io.LimitReader(r, maxUnzipped)))
	switch {
	case errors.Is(err, errTooMany):
		return Table{}, &Fault{0, TooMany}
	case errors.Is(err, errWide):
		return Table{}, &Fault{w.line, Wide}
	case err != nil:
		return Table{}, &Fault{0, Damaged}
	}
	return pick(w.sheets, fit)
}

// encrypted reports whether the list of parts says that they are locked.
func encrypted(p *zip.File) bool {
	r, err := p.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 1<<20))
	return err == nil && bytes.Contains(b, []byte("encryption-data"))
}

// openWalk follows the cells of a workbook in OpenDocument. Rows and cells that are
// alike are written once with their number: all but a few of them are empty to the
// edge of the sheet.
type openWalk struct {
	sheets       []page
	hiddenStyles map[string]bool
	style        string // that is being declared

	depth   int
	skip    int // the depth of what is passed over: remarks, drawings, tracked changes
	inSheet bool
	line    int // of the row
	row     Row
	again   int // how often the row is there
	cells   int // of all sheets
	kept    int // rows of the sheet
	cell    openCell
	inCell  bool
	inText  bool
}

// openCell is a cell while it is read.
type openCell struct {
	kind, value    string
	text           strings.Builder
	lines          int
	formula        bool
	covered, error bool
	again          int
}

// passedOver are elements whose texts are no texts of the cell.
var passedOver = map[string]bool{"annotation": true, "frame": true, "custom-shape": true, "shapes": true, "ruby-text": true, "tracked-changes": true}

func (w *openWalk) read(d *xml.Decoder) error {
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if w.depth++; w.depth > maxDepth {
				return errDamaged
			}
			if w.skip == 0 && passedOver[e.Name.Local] {
				w.skip = w.depth
			}
			if w.skip == 0 {
				err = w.start(e)
			}
		case xml.EndElement:
			if w.skip == 0 {
				err = w.end(e.Name.Local)
			}
			if w.skip == w.depth {
				w.skip = 0
			}
			w.depth--
		case xml.CharData:
			if w.inText && w.skip == 0 {
				w.cell.text.Write(e)
			}
		}
		if err != nil || w.cell.text.Len() > maxCell {
			return errors.Join(err, tooLong(w.cell.text.Len()))
		}
	}
}

func tooLong(n int) error {
	if n > maxCell {
		return errDamaged
	}
	return nil
}

func (w *openWalk) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "style":
		w.style = open(e, "name")
	case "table-properties":
		w.hiddenStyles[w.style] = open(e, "display") == "false"
	case "table":
		if w.inSheet {
			return errDamaged // a sheet within a cell
		}
		w.inSheet, w.line, w.kept = true, 0, 0
		w.sheets = append(w.sheets, page{Table: Table{Book: true, Name: open(e, "name")}, hidden: w.hiddenStyles[open(e, "style-name")]})
	case "table-row":
		w.again = times(e, "number-rows-repeated")
		w.row = Row{Line: w.line + 1, Shown: Shown{Hidden: open(e, "visibility") == "collapse" || open(e, "visibility") == "filter"}}
	case "table-cell", "covered-table-cell":
		return w.startCell(e)
	case "p":
		if w.inText = w.inCell; w.inText {
			if w.cell.lines++; w.cell.lines > 1 {
				w.cell.text.WriteByte('\n')
			}
		}
	case "s":
		if w.inText {
			w.cell.text.WriteString(strings.Repeat(" ", min(times(e, "c"), maxCell)))
		}
	case "tab", "line-break":
		if w.inText {
			w.cell.text.WriteByte(map[string]byte{"tab": '\t', "line-break": '\n'}[e.Name.Local])
		}
	}
	return nil
}

func (w *openWalk) startCell(e xml.StartElement) error {
	if !w.inSheet || w.inCell {
		return errDamaged
	}
	w.inCell = true
	w.cell = openCell{kind: open(e, "value-type"), formula: open(e, "formula") != "", covered: e.Name.Local != "table-cell", again: times(e, "number-columns-repeated")}
	for _, name := range []string{"date-value", "boolean-value", "value"} {
		if w.cell.value == "" {
			w.cell.value = open(e, name)
		}
	}
	for _, a := range e.Attr { // LibreOffice says error here, and string there
		w.cell.error = w.cell.error || a.Name.Local == "value-type" && a.Value == "error"
	}
	return nil
}

func (w *openWalk) end(name string) error {
	switch name {
	case "p":
		w.inText = false
	case "table-cell", "covered-table-cell":
		return w.endCell()
	case "table-row":
		return w.endRow()
	case "table":
		w.inSheet = false
	}
	return nil
}

func (w *openWalk) endCell() error {
	c := &w.cell
	w.inCell = false
	text := c.text.String()
	number := false
	switch c.kind {
	case "float", "percentage", "currency":
		text, number = c.value, true
	case "date":
		text = c.value
	case "boolean":
		text = strings.ToUpper(c.value)
	}
	if c.covered {
		text = "" // hidden under the cell that covers it
	}
	first := len(w.row.Cells)
	if text == "" && !c.covered && !c.formula {
		for range min(c.again, maxColumns+1-first) {
			w.row.Cells = append(w.row.Cells, "")
		}
		return nil
	}
	if first+c.again > maxColumns && !c.covered {
		return errWide
	}
	for at := first; at < min(first+c.again, maxColumns); at++ {
		w.row.Cells = append(w.row.Cells, text)
		s := &w.row.Shown
		switch {
		case c.covered:
			s.Merged = append(s.Merged, at)
		case c.error:
			s.Errors = append(s.Errors, at)
		case c.formula && text == "" && c.kind == "":
			s.Hollow = append(s.Hollow, at)
		case number:
			s.Numbers = append(s.Numbers, at)
		}
	}
	return nil
}

// endRow keeps a row that is not blank, as often as it is there.
func (w *openWalk) endRow() error {
	if len(w.sheets) == 0 {
		return errDamaged
	}
	for len(w.row.Cells) > 0 && w.row.Cells[len(w.row.Cells)-1] == "" {
		w.row.Cells = w.row.Cells[:len(w.row.Cells)-1]
	}
	t := &w.sheets[len(w.sheets)-1].Table
	if !w.row.Blank(0) {
		w.kept += w.again
		w.cells += len(w.row.Cells)
		if w.kept > maxRows || w.cells > maxCells {
			return errTooMany
		}
		for n := range w.again {
			one := w.row
			one.Line += n
			t.Rows = append(t.Rows, one)
		}
	}
	w.line += w.again
	return nil
}

// open returns an attribute by its local name: OpenDocument writes all of them with a
// name space.
func open(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// times is how often something is there, once if nothing is said.
func times(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(open(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, 1<<20)
}
