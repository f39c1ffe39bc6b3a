package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The parts of a workbook that are read. Macros, pictures, links and everything
// else that a workbook can hold are left out before it is opened.
var (
	neededPart = regexp.MustCompile(`(?i)^(\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels|xl/worksheets/[^/]+\.xml)$`)
	sheetPart  = regexp.MustCompile(`(?i)^xl/worksheets/[^/]+\.xml$`)
)

var (
	// errDamaged says that a workbook cannot be read with certainty.
	errDamaged = errors.New("damaged workbook")
	// errTooMany says that a sheet has more rows than are read, empty ones counted.
	errTooMany = errors.New("too many rows")
	// errWide says that a cell is further right than is read.
	errWide = errors.New("too many columns")
)

// strip returns the workbook with the needed parts only, each of them checked,
// and what each sheet shows, by its name and row.
func strip(b []byte) (safe []byte, shown map[string]map[int]*Shown, bad *Fault) {
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, nil, &Fault{0, Damaged}
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	seen, total := map[string]*sheetWalk{}, uint64(0)
	for _, p := range in.File {
		name := strings.ToLower(p.Name)
		if !neededPart.MatchString(p.Name) {
			continue
		}
		if total += p.UncompressedSize64; total > maxUnzipped {
			return nil, nil, &Fault{0, Large}
		}
		walk, err := checkPart(p)
		switch {
		case errors.Is(err, errTooMany):
			return nil, nil, &Fault{0, TooMany}
		case errors.Is(err, errWide):
			return nil, nil, &Fault{walk.row, Wide}
		case err != nil || seen[name] != nil:
			return nil, nil, &Fault{0, Damaged}
		}
		seen[name] = walk
		if err := w.Copy(p); err != nil {
			return nil, nil, &Fault{0, Damaged}
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, &Fault{0, Damaged}
	}
	shown = map[string]map[int]*Shown{}
	for name, id := range named(seen, "xl/workbook.xml") {
		target := named(seen, "xl/_rels/workbook.xml.rels")[id]
		part, absolute := strings.CutPrefix(target, "/")
		if !absolute {
			part = path.Join("xl", target)
		}
		if walk := seen[strings.ToLower(part)]; walk != nil {
			shown[name] = walk.shown()
		}
	}
	return out.Bytes(), shown, nil
}

// named returns what a part of a workbook names: its sheets with their relations, or
// the relations with the parts.
func named(seen map[string]*sheetWalk, part string) map[string]string {
	if walk := seen[part]; walk != nil {
		return walk.names
	}
	return nil
}

// checkPart reads a part to its end. The reader of spreadsheets takes one that
// breaks off for one that ends, and would lose the rest without a word.
func checkPart(p *zip.File) (*sheetWalk, error) {
	walk := &sheetWalk{rowsShown: map[int]*Shown{}, names: map[string]string{}}
	r, err := p.Open()
	if err != nil {
		return walk, err
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, maxUnzipped))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return walk, nil
		}
		if err != nil {
			return walk, err
		}
		err = errors.Join(walk.nest(token), walk.text(token))
		if err == nil && sheetPart.MatchString(p.Name) {
			err = walk.step(token)
		} else if e, ok := token.(xml.StartElement); ok {
			walk.name(e)
		}
		if err != nil {
			return walk, err
		}
	}
}

// sheetWalk follows the cells of a sheet. They must come in order, because the
// reader of spreadsheets puts one that comes late beside the column it names.
type sheetWalk struct {
	row, col int
	rows     int  // that are written out, empty ones too
	depth    int  // of elements inside one another
	shared   bool // inside a text that cells share,
	length   int  // of so many bytes
	formula  bool // the cell has one,
	value    bool // and a value
	kind     string
	merged   [][4]int // first column and row, last column and row
	covered  int      // cells of merged ranges

	rowsShown map[int]*Shown
	names     map[string]string
}

// name notes a sheet with the relation that leads to its part, and a relation.
func (w *sheetWalk) name(e xml.StartElement) {
	switch e.Name.Local {
	case "sheet":
		for _, a := range e.Attr {
			if a.Name.Local == "id" && a.Name.Space != "" {
				w.names[attr(e, "name")] = a.Value
			}
		}
	case "Relationship":
		w.names[attr(e, "Id")] = attr(e, "Target")
	}
}

// at returns what the sheet shows of a row, to be added to.
func (w *sheetWalk) at(row int) *Shown {
	s := w.rowsShown[row]
	if s == nil {
		s = &Shown{}
		w.rowsShown[row] = s
	}
	return s
}

// shown returns what the sheet shows, by row.
func (w *sheetWalk) shown() map[int]*Shown {
	for _, m := range w.merged {
		for row := m[1]; row <= m[3]; row++ {
			for col := m[0]; col <= m[2]; col++ {
				if col != m[0] || row != m[1] {
					s := w.at(row)
					s.Merged = append(s.Merged, col-1)
				}
			}
		}
	}
	return w.rowsShown
}

// nest bounds how deep elements are inside one another: each level costs memory until
// its end.
func (w *sheetWalk) nest(token xml.Token) error {
	switch token.(type) {
	case xml.StartElement:
		w.depth++
	case xml.EndElement:
		w.depth--
	}
	if w.depth > maxDepth {
		return errDamaged
	}
	return nil
}

// text bounds the texts that cells share: one that many cells name costs as much
// as if each of them held it.
func (w *sheetWalk) text(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		if e.Name.Local == "si" {
			w.shared, w.length = true, 0
		}
	case xml.EndElement:
		if e.Name.Local == "si" {
			w.shared = false
		}
	case xml.CharData:
		if w.length += len(e); w.shared && w.length > maxCell {
			return errDamaged
		}
	}
	return nil
}

func (w *sheetWalk) step(token xml.Token) error {
	if e, ok := token.(xml.EndElement); ok && e.Name.Local == "c" {
		return w.endCell()
	}
	e, ok := token.(xml.StartElement)
	if !ok {
		return nil
	}
	switch e.Name.Local {
	case "row":
		return w.startRow(e)
	case "c":
		return w.startCell(e)
	case "f":
		w.formula = true
	case "v", "is":
		w.value = true
	case "mergeCell":
		return w.merge(attr(e, "ref"))
	}
	return nil
}

// merge notes a merged range as far as rows and columns are read. Ranges that cover
// far more than a sheet shows are refused.
func (w *sheetWalk) merge(ref string) error {
	from, to, found := strings.Cut(ref, ":")
	if !found {
		return nil
	}
	col, row, err := excelize.CellNameToCoordinates(from)
	lastCol, lastRow, bad := excelize.CellNameToCoordinates(to)
	if err = errors.Join(err, bad); err != nil || lastCol < col || lastRow < row {
		return errDamaged
	}
	lastCol, lastRow = min(lastCol, maxColumns), min(lastRow, w.row)
	if lastCol < col || lastRow < row {
		return nil
	}
	if w.covered += (lastCol - col + 1) * (lastRow - row + 1); w.covered > maxCells {
		return errDamaged
	}
	w.merged = append(w.merged, [4]int{col, row, lastCol, lastRow})
	return nil
}

func (w *sheetWalk) endCell() error {
	if w.col > maxColumns && (w.formula || w.value) {
		return errWide
	}
	at := w.col - 1
	switch {
	case w.formula && !w.value:
		s := w.at(w.row)
		s.Hollow = append(s.Hollow, at)
	case w.value && w.kind == "e":
		s := w.at(w.row)
		s.Errors = append(s.Errors, at)
	case w.value && (w.kind == "" || w.kind == "n"):
		s := w.at(w.row)
		s.Numbers = append(s.Numbers, at)
	}
	return nil
}

func (w *sheetWalk) startRow(e xml.StartElement) error {
	row := w.row + 1
	if text := attr(e, "r"); text != "" {
		_, n, err := excelize.CellNameToCoordinates("A" + text)
		if err != nil {
			return err
		}
		row = n
	}
	if row <= w.row {
		return errDamaged
	}
	if w.rows++; w.rows > maxRows+maxEmpty {
		return errTooMany
	}
	w.row, w.col = row, 0
	if hidden := attr(e, "hidden"); hidden == "1" || hidden == "true" {
		w.at(row).Hidden = true
	}
	return nil
}

func (w *sheetWalk) startCell(e xml.StartElement) error {
	w.formula, w.value, w.kind = false, false, attr(e, "t")
	col, row := w.col+1, w.row
	if text := attr(e, "r"); text != "" {
		var err error
		if col, row, err = excelize.CellNameToCoordinates(text); err != nil {
			return err
		}
	}
	if col <= w.col || row != w.row {
		return errDamaged
	}
	w.col = col
	return nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
