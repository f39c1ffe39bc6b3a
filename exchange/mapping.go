package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lindung/field"
	"lindung/internal/sheet"
)

// mappingFormat names the form of a mapping as a file.
//
// 2026-11-29: lindung-mapping-1, first form.
const mappingFormat = "lindung-mapping-1"

// Mapping says what the columns of a list mean that an organisation keeps in a form of
// its own. It holds headers and codes, and nothing of a person.
type Mapping struct {
	ID      string         `json:"-"` // of a saved one
	Format  string         `json:"format"`
	Name    string         `json:"name"`
	Columns []MappedColumn `json:"columns"`
}

// MappedColumn says what one column means: the field that it answers, or that it is
// left out. Order says which number of its dates comes first, day or month, where the
// column itself leaves a doubt. Values says what words of the list mean in the list of
// codes.
type MappedColumn struct {
	Header   string            `json:"header"`
	Field    string            `json:"field,omitempty"`
	LeaveOut bool              `json:"leave_out,omitempty"`
	Order    string            `json:"order,omitempty"`
	Values   map[string]string `json:"values,omitempty"`
}

// The bounds of a mapping.
const (
	longestMapping = 1 << 20
	mostColumns    = 500
	longestName    = 100
	longestHeader  = 500
)

// ErrMapping says that a text is no mapping: no JSON of its form.
var ErrMapping = errors.New("this is not a mapping: it must be JSON with format " + mappingFormat + ", a name and columns")

// ParseMapping reads a mapping that Text wrote. What is wrong with it, Check says.
func ParseMapping(in io.Reader) (Mapping, error) {
	b, err := io.ReadAll(io.LimitReader(in, longestMapping+1))
	if err != nil {
		return Mapping{}, err
	}
	var m Mapping
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil || d.More() || len(b) > longestMapping || m.Format != mappingFormat {
		return Mapping{}, ErrMapping
	}
	return m, nil
}

// Text writes a mapping as a file.
func (m Mapping) Text() string {
	m.Format = mappingFormat
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return "" // texts and maps of texts can be written
	}
	return string(b) + "\n"
}

// Check returns what must be corrected before the mapping can be used, by the header of
// the column.
func (m Mapping) Check(forms field.Set) field.Problems {
	d := standard(forms)
	var all field.Problems
	all.Need(strings.TrimSpace(m.Name) != "" && utf8.ValidString(m.Name) && utf8.RuneCountInString(m.Name) <= longestName, "name", "exchange.mapping.name", "max", longestName)
	all.Need(len(m.Columns) <= mostColumns, "columns", "exchange.mapping.many", "max", mostColumns)
	headers, fields := map[string]bool{}, map[string]bool{}
	for _, c := range m.Columns {
		header := fold(c.Header)
		all.Need(header != "" && !headers[header] && utf8.ValidString(c.Header) && utf8.RuneCountInString(c.Header) <= longestHeader, c.Header, "exchange.mapping.header")
		headers[header] = true
		if c.LeaveOut {
			all.Need(c.Field == "", c.Header, "exchange.mapping.both")
			continue
		}
		i := d.fields[c.Field]
		all.Need(i != nil, c.Header, "exchange.mapping.field")
		all.Need(!fields[c.Field], c.Header, "exchange.file.twice")
		fields[c.Field] = true
		if i == nil {
			continue
		}
		all.Need(c.Order == "" || i.Kind == field.KindDate && slices.Contains([]string{string(dayFirst), string(monthFirst)}, c.Order), c.Header, "exchange.mapping.order")
		for _, to := range c.Values {
			var v field.Values
			_, _, bad := v.Parse(i, to, time.Time{})
			all.Need(bad == nil && coded(i), c.Header, "exchange.mapping.value")
		}
	}
	all.Need(len(fields) > 0, "columns", "exchange.mapping.nothing")
	return all
}

// ReadTable reads a list in a form of its own as m says. Of a mapping that does not fit
// the list any more, the report says which columns are missing, and which are new.
func ReadTable(in io.Reader, m Mapping, forms field.Set, now time.Time) (File, error) {
	return read(in, table{dictionary: standard(forms), mapping: &m}, now)
}

// likely reports whether a row is the header: most of what the mapping reads is in it.
func (m *Mapping) likely(r sheet.Row) bool {
	found, all := 0, 0
	for _, c := range m.Columns {
		if c.LeaveOut {
			continue
		}
		all++
		if slices.ContainsFunc(r.Cells, func(text string) bool { return fold(text) == fold(c.Header) }) {
			found++
		}
	}
	return found > 0 && 2*found >= all
}

// headerOf is what a mapping calls a column: what stands above it, or its letters.
func headerOf(text string, at int) string {
	if text = strings.Join(strings.Fields(text), " "); fold(text) != "" {
		return text
	}
	return "(" + sheet.Letters(at) + ")"
}

// mapped finds the meaning of the columns by the mapping.
func (t table) mapped(c columns) (columns, []Line) {
	c.first = 0
	line := t.Rows[0].Line
	var faults []Line
	there := map[string]int{}
	for at, text := range t.header(1) {
		key := fold(headerOf(text, at))
		if _, twice := there[key]; twice && !t.empty(1, at) {
			faults = append(faults, *refuse(line, sheet.Letters(at), "exchange.file.twice"))
		} else if !twice {
			there[key] = at
		}
	}
	for _, m := range t.mapping.Columns {
		at, found := there[fold(m.Header)]
		delete(there, fold(m.Header))
		switch {
		case !found && m.LeaveOut:
		case !found:
			faults = append(faults, *refuse(line, m.Header, "exchange.mapping.missing"))
		case m.LeaveOut:
			c.leave(at, note(line, m.Header, "exchange.file.left_out"))
		default:
			one := column{at: at, name: m.Field, main: m.Field, info: t.fields[m.Field], order: dayOrder(m.Order), values: map[string]string{}}
			for was, is := range m.Values {
				one.values[fold(was)] = is
			}
			c.all = append(c.all, one)
		}
	}
	for _, at := range slices.Sorted(maps.Values(there)) {
		switch {
		case fold(t.Rows[0].Cell(at)) == reasonColumn:
			c.left[at] = true
		case !t.empty(1, at):
			faults = append(faults, *refuse(line, sheet.Letters(at), "exchange.mapping.new"))
		}
	}
	return c, faults
}

// says reports whether a row says anything in a column that is read.
func (c columns) says(r sheet.Row) bool {
	for _, one := range c.all {
		if strings.TrimSpace(one.text(r)) != "" || slices.Contains(r.Hollow, one.at) {
			return true
		}
	}
	return false
}
