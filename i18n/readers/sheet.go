package main

import (
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// heads are the columns of a spreadsheet, in the order of row.
var heads = []string{
	"Key (do not change)", "English (do not change)", "Text (do not change)", "State", "Terms", "Why it is not sure",
	"Your correction (empty if the text is good)", "Your initials", "Do you work in a shelter? yes or no",
}

const sheetName = "texts"

// widths are those of the columns, in letters.
var widths = []float64{28, 48, 48, 10, 30, 36, 48, 12, 16}

func (r row) cells() []string {
	return []string{r.Key, r.English, r.Text, r.State, r.Terms, r.Unsure, r.Correction, r.By, r.Shelter}
}

// write makes a spreadsheet. Every cell is text: nothing in it is calculated.
func write(name string, rows []row) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName(f.GetSheetName(0), sheetName); err != nil {
		return err
	}
	wrap, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, NumFmt: 49})
	if err != nil {
		return err
	}
	for i, width := range widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err = errors.Join(err, f.SetColWidth(sheetName, column, column, width), f.SetColStyle(sheetName, column, wrap)); err != nil {
			return err
		}
	}
	lines := [][]string{heads}
	for _, r := range rows {
		lines = append(lines, r.cells())
	}
	for y, cells := range lines {
		for x, text := range cells {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err = errors.Join(err, f.SetCellStr(sheetName, at, text)); err != nil {
				return err
			}
		}
	}
	if err := f.SetPanes(sheetName, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return f.SaveAs(name)
}

// read reads a spreadsheet that came back. Columns that were moved are refused.
func read(name string) (rows []row, err error) {
	f, err := excelize.OpenFile(name, excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 32 << 20})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines, err := f.GetRows(sheetName, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	for y, cells := range lines {
		cells = append(cells, make([]string, len(heads))...)[:len(heads)]
		if y == 0 {
			for x, head := range heads {
				if cells[x] != head {
					return nil, fmt.Errorf("column %d is %q, not %q", x+1, cells[x], head)
				}
			}
			continue
		}
		rows = append(rows, row{cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8]})
	}
	return rows, nil
}
