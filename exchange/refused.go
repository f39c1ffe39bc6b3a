package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"lindung/field"
	"lindung/internal/sheet"
)

// Refused reports whether rows of the file were refused, while others can be read.
func (f File) Refused() bool {
	return slices.ContainsFunc(f.records, func(r record) bool { return r.refused })
}

// WriteRefused writes the refused rows as csv, with their columns as they were and, in a
// column before them, what say makes of the reasons. Mended, the file is imported as the
// first one was: that column is left out.
func (f File) WriteRefused(w io.Writer, say func(Line) string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // so that spreadsheets take it for UTF-8
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{append([]string{reasonColumn}, f.head...)}
	for i, r := range f.records {
		if !r.refused {
			continue
		}
		var why []string
		for _, l := range r.lines {
			why = append(why, say(l))
		}
		rows = append(rows, append([]string{guard(strings.Join(why, " "))}, f.asText(f.rows[i])...))
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the refused rows: %w", err)
	}
	return nil
}

// What stands in a file of refused rows for what a sheet shows otherwise. Read again, it
// is refused again until someone has written what is meant.
const (
	wasMerged  = "#MERGED!"
	wasFormula = "#FORMULA!"
)

// asText returns the cells of a row as a file without a sheet can say them: a day as a
// day, a number to call as one that still must be mended.
func (f File) asText(r sheet.Row) []string {
	var cells []string
	for at := range max(len(f.head), len(r.Cells)) {
		text := guard(unguard(r.Cell(at)))
		switch {
		case slices.Contains(r.Merged, at):
			text = wasMerged
		case slices.Contains(r.Hollow, at):
			text = wasFormula
		}
		cells = append(cells, text)
	}
	for _, c := range f.p.all {
		if c.choices != nil || c.at >= len(cells) {
			continue
		}
		switch {
		case c.info.Kind == field.KindDate && f.p.t.Late:
			cells[c.at] = f.p.plain(c.info, cells[c.at])
		case c.info.Kind == field.KindPhone && slices.Contains(r.Numbers, c.at) && digitsOnly.MatchString(cells[c.at]):
			cells[c.at] += ".0"
		}
	}
	return cells
}
