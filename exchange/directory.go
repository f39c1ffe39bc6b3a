package exchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/consent"
	"lindung/directory"
	"lindung/field"
	"lindung/internal/sheet"
)

// The columns of the directory as a file: who it is, then the fields of the offer by
// their names, then what is only written.
var (
	bodyColumns = []string{"kind", "name", "telephone", "country", "sector"}
	onlyWritten = []string{"free_places", "free_places_said"}
	// bodyFields are the questions of a body by the column that answers them.
	bodyFields = map[string]string{"body_name": "name", "body_phone": "telephone", "body_country": "country", "body_sector": "sector"}
)

func directoryColumns() []string {
	all := slices.Clone(bodyColumns)
	for _, i := range directory.OfferForm.Fields {
		all = append(all, i.Name)
	}
	return append(all, onlyWritten...)
}

// WriteDirectory writes the directory as csv. ReadDirectory reads it again.
func WriteDirectory(w io.Writer, all []directory.Listed) error {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true // as RFC 4180 has it
	rows := [][]string{directoryColumns()}
	for _, l := range all {
		row := []string{string(l.To.Kind), guard(l.Name), guard(l.Telephone), string(l.Country), string(l.Sector)}
		for _, i := range directory.OfferForm.Fields {
			row = append(row, guard(l.Answers.Text(i)))
		}
		free, said := "", ""
		if l.FreeAt != 0 {
			free, said = strconv.Itoa(l.Free), l.FreeAt.Time().UTC().Format(time.RFC3339)
		}
		rows = append(rows, append(row, free, said))
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write the directory: %w", err)
	}
	return nil
}

// ReadDirectory reads the outside bodies of a file, csv or a workbook, with what they
// offer. Rows of organisations are left out: each says of itself what it offers. The
// lines say what is wrong, each by its row; with one of them nothing is to be stored.
func ReadDirectory(in io.Reader, now time.Time) ([]directory.Registered, []Line, error) {
	t, bad, err := sheet.Read(in, func(t sheet.Table) int {
		if len(t.Rows) > 0 && slices.Contains(t.Rows[0].Cells, "name") {
			return 1
		}
		return 0
	})
	switch {
	case err != nil:
		return nil, nil, err
	case bad != nil:
		return nil, []Line{*refuse(bad.Row, "", "exchange.file."+string(bad.Kind))}, nil
	case len(t.Rows) < 2:
		return nil, []Line{*refuse(0, "", "exchange.file.empty")}, nil
	case len(t.Rows)-1 > mostBodies:
		return nil, []Line{*refuse(0, "", "exchange.directory.many").with("max", mostBodies)}, nil
	}
	var heads []string
	for _, h := range t.Rows[0].Cells {
		heads = append(heads, strings.TrimSpace(h))
	}
	faults := wrongHeads(t.Rows[0].Line, heads)
	var all []directory.Registered
	for _, row := range t.Rows[1:] {
		if len(faults) > 0 && faults[0].Row == t.Rows[0].Line {
			break // no row can be understood
		}
		one, outside, wrong := readBody(heads, row, now)
		if faults = append(faults, wrong...); outside {
			all = append(all, one)
		}
	}
	if len(faults) == 0 && len(all) == 0 {
		faults = []Line{*refuse(0, "", "exchange.file.empty")}
	}
	return all, faults, nil
}

// mostBodies is how many rows a file of the directory may have: they are stored in one
// act.
const mostBodies = 1000

func (l *Line) with(args ...any) *Line {
	l.Args = args
	return l
}

// wrongHeads says which columns are unknown, twice there, or missing.
func wrongHeads(line int, heads []string) []Line {
	var all []Line
	known := directoryColumns()
	for i, h := range heads {
		if h != "" && (!slices.Contains(known, h) || slices.Contains(heads[:i], h)) {
			all = append(all, *refuse(line, sheet.Letters(i), "exchange.directory.column"))
		}
	}
	for _, h := range bodyColumns[1:4] {
		if !slices.Contains(heads, h) {
			all = append(all, *refuse(line, h, "exchange.directory.missing"))
		}
	}
	return all
}

// readBody reads a row, and says whether it is of an outside body.
func readBody(heads []string, row sheet.Row, now time.Time) (one directory.Registered, outside bool, wrong []Line) {
	cell := func(name string) string {
		i := slices.Index(heads, name)
		if i < 0 {
			return ""
		}
		return unguard(strings.TrimSpace(row.Cell(i)))
	}
	if cell("kind") == string(consent.Organisation) {
		return one, false, nil
	}
	one.Body = consent.Body{Name: cell("name"), Phone: cell("telephone"), Country: lindung.Country(cell("country")), Sector: lindung.Sector(cell("sector"))}
	problems := one.Check(now)
	for _, i := range directory.OfferForm.Fields {
		if _, _, bad := one.Answers.Parse(i, cell(i.Name), now); bad != nil {
			problems = append(problems, *bad)
		}
	}
	for _, h := range row.Hollow {
		problems = append(problems, field.Problem{Field: sheet.Letters(h), Key: "exchange.directory.formula"})
	}
	for _, p := range problems {
		column := p.Field
		if name, ok := bodyFields[column]; ok {
			column = name
		}
		wrong = append(wrong, *refuse(row.Line, column, p.Key).with(p.Args...))
	}
	return one, true, wrong
}
