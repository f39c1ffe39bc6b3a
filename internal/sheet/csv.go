package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"
)

// readCSV reads text as RFC 4180 has it, in UTF-8, with or without a byte order
// mark. Spreadsheets of countries that write 1,5 put semicolons between the
// cells instead of commas, and some programs tabs.
func readCSV(b []byte) (Table, *Fault) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if at := strange(b); at >= 0 {
		return Table{}, &Fault{1 + bytes.Count(b[:at], []byte("\n")), Encoding}
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord = separator(b), -1
	var t Table
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return t, &Fault{bad.StartLine, Quote}
		}
		line, _ := r.FieldPos(0)
		if one := (Row{Line: line, Cells: cells}); !one.Blank(0) {
			t.Rows = append(t.Rows, one)
		}
		if len(t.Rows) > maxRows {
			return t, &Fault{line, TooMany}
		}
	}
	return t, t.cut(b)
}

// cut refuses a file whose last row has fewer cells than the first and no end
// of line: it stopped while it was written.
func (t Table) cut(b []byte) *Fault {
	if len(t.Rows) < 2 || bytes.HasSuffix(b, []byte("\n")) {
		return nil
	}
	last := t.Rows[len(t.Rows)-1]
	if len(last.Cells) < len(t.Rows[0].Cells) {
		return &Fault{last.Line, Cut}
	}
	return nil
}

// strange returns the place of the first byte that no text in UTF-8 has, -1 if
// there is none. A NUL is a letter in UTF-8 and in no text: it comes from
// UTF-16.
func strange(b []byte) int {
	for at := 0; at < len(b); {
		if b[at] == 0 {
			return at
		}
		if b[at] < utf8.RuneSelf {
			at++
			continue
		}
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// separator returns the sign that occurs most often between the cells of the
// first line.
func separator(b []byte) rune {
	first, _, _ := bytes.Cut(b, []byte("\n"))
	best, most := ',', 0
	for _, sign := range ",;\t" {
		if n := bytes.Count(first, []byte(string(sign))); n > most {
			best, most = sign, n
		}
	}
	return best
}
