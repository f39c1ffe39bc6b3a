package sheet

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// readCSV reads text as RFC 4180 has it, in UTF-8, with or without a byte order mark,
// or in UTF-16 with one. Spreadsheets of countries that write 1,5 put semicolons
// between the cells instead of commas, and some programs tabs.
func readCSV(b []byte, fit Fit) (Table, *Fault) {
	b, bad := plainText(b)
	if bad != nil {
		return Table{}, bad
	}
	b, comma := declared(b)
	if comma == 0 {
		comma = separator(b, fit)
	}
	return parse(b, comma)
}

// plainText returns a text in UTF-8 with lines that end as those of Unix or Windows.
func plainText(b []byte) ([]byte, *Fault) {
	for mark, order := range map[string]binary.ByteOrder{"\xff\xfe": binary.LittleEndian, "\xfe\xff": binary.BigEndian} {
		if bytes.HasPrefix(b, []byte(mark)) {
			if len(b)%2 != 0 {
				return nil, &Fault{0, Encoding}
			}
			b = fromUTF16(b[2:], order)
		}
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if at := strange(b); at >= 0 {
		return nil, &Fault{1 + bytes.Count(b[:at], []byte("\n")), Encoding}
	}
	if rest, found := bytes.CutSuffix(bytes.TrimRight(b, "\r\n"), []byte{'\x1a'}); found { // DOS ended a text with Ctrl-Z
		b = append(bytes.TrimRight(rest, "\r\n"), '\n')
	}
	if !bytes.ContainsRune(b, '\n') { // an old Macintosh ended a line with CR alone
		b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	}
	return b, nil
}

func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(b)/2)
	for at := range units {
		units[at] = order.Uint16(b[2*at:])
	}
	out := make([]byte, 0, len(b))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}

var sepLine = regexp.MustCompile(`(?i)^"?sep=([,;|\t])"?\r?\n`)

// declared returns the sign of a first line such as sep=; which Excel writes and reads,
// and the text with that line blank, so that lines keep their numbers.
func declared(b []byte) ([]byte, rune) {
	found := sepLine.FindSubmatch(b)
	if found == nil {
		return b, 0
	}
	return b[len(found[0])-1:], rune(found[1][0])
}

func parse(b []byte, comma rune) (Table, *Fault) {
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord = comma, -1
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
		one := Row{Line: line, Cells: cells}
		if !one.Blank(maxColumns) {
			return t, &Fault{line, Wide}
		}
		if one.Cells = cells[:min(len(cells), maxColumns)]; !one.Blank(0) {
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
// UTF-16 without a byte order mark.
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

// separator returns the sign between the cells: the one with which the first rows fit
// best, otherwise the one that occurs most often in the first line.
func separator(b []byte, fit Fit) rune {
	first, _, _ := bytes.Cut(b, []byte("\n"))
	signs := []rune(",;\t|")
	slices.SortStableFunc(signs, func(x, y rune) int {
		return bytes.Count(first, []byte(string(y))) - bytes.Count(first, []byte(string(x)))
	})
	top := head(b)
	best, most := signs[0], 0
	for _, sign := range signs {
		t, _ := parse(top, sign)
		if n := fit(t); n > most {
			best, most = sign, n
		}
	}
	return best
}

// head returns the first lines of a text.
func head(b []byte) []byte {
	end := 0
	for range headRows {
		at := bytes.IndexByte(b[end:], '\n')
		if at < 0 {
			return b
		}
		end += at + 1
	}
	return b[:end]
}
