package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
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
)

// strip returns the workbook with the needed parts only, each of them checked,
// and whether it has formulas without a result.
func strip(b []byte) (safe []byte, hollow bool, bad *Fault) {
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, false, &Fault{0, Damaged}
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	seen, total := map[string]bool{}, uint64(0)
	for _, p := range in.File {
		name := strings.ToLower(p.Name)
		if !neededPart.MatchString(p.Name) {
			continue
		}
		if total += p.UncompressedSize64; total > maxUnzipped {
			return nil, false, &Fault{0, Large}
		}
		h, err := checkPart(p)
		if errors.Is(err, errTooMany) {
			return nil, false, &Fault{0, TooMany}
		}
		if err != nil || seen[name] {
			return nil, false, &Fault{0, Damaged}
		}
		seen[name] = true
		hollow = hollow || h
		if err := w.Copy(p); err != nil {
			return nil, false, &Fault{0, Damaged}
		}
	}
	if err := w.Close(); err != nil {
		return nil, false, &Fault{0, Damaged}
	}
	return out.Bytes(), hollow, nil
}

// checkPart reads a part to its end. The reader of spreadsheets takes one that
// breaks off for one that ends, and would lose the rest without a word.
func checkPart(p *zip.File) (hollow bool, err error) {
	r, err := p.Open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, maxUnzipped))
	walk := sheetWalk{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return walk.hollow, nil
		}
		if err != nil {
			return false, err
		}
		err = errors.Join(walk.nest(token), walk.text(token))
		if err == nil && sheetPart.MatchString(p.Name) {
			err = walk.step(token)
		}
		if err != nil {
			return false, err
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
	hollow   bool // some cell has the one without the other
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
	}
	return nil
}

func (w *sheetWalk) endCell() error {
	w.hollow = w.hollow || w.formula && !w.value
	if w.col > maxColumns && (w.formula || w.value) {
		return errDamaged
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
	return nil
}

func (w *sheetWalk) startCell(e xml.StartElement) error {
	w.formula, w.value = false, false
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
