package exchange

import (
	"regexp"
	"strings"

	"lindung/field"
	"lindung/internal/sheet"
)

// column is what one column of a file means.
type column struct {
	at   int
	name string // full name in HTCDS, with _ext at the end for a column of extensions
	main string // the full name without it
	info *field.Info
	ext  bool
}

// columns are the columns of a file. first is the first that says anything of
// a person: 1 when column A is the running number.
type columns struct {
	dictionary
	all   []column
	first int
	width int
}

// headers returns how many rows at the top are the header: machine names,
// labels, or both; 0 when the first row is neither.
func (t table) headers() int {
	if len(t.Rows) == 0 {
		return 0
	}
	names, labels := t.count(t.Rows[0])
	switch {
	case names+labels == 0:
		return 0
	case names < labels || len(t.Rows) < 2:
		return 1
	}
	if second, all := t.labelled(); 2*second >= all && second > 1 {
		return 2
	}
	return 1
}

// labelled returns how many cells of the second row are labels, and how many say
// anything at all.
func (t table) labelled() (labels, all int) {
	for _, text := range t.Rows[1].Cells {
		if fold(text) == "" {
			continue
		}
		all++
		if t.labels[fold(text)] != "" {
			labels++
		}
	}
	return labels, all
}

// likely reports whether most of the first row is a header: a sheet of code
// lists has labels too, over other columns.
func (t table) likely() bool {
	names, labels := t.count(t.Rows[0])
	all := 0
	for _, text := range t.Rows[0].Cells {
		if fold(text) != "" {
			all++
		}
	}
	return 2*(names+labels) >= all
}

// count returns how many cells of a row are machine names, and how many labels.
func (d dictionary) count(r sheet.Row) (names, labels int) {
	for _, text := range r.Cells {
		name, _ := d.byName(text)
		switch {
		case name != "":
			names++
		case d.labels[fold(text)] != "":
			labels++
		}
	}
	return names, labels
}

// columns finds the meaning of the columns. Where there are machine names and labels,
// the labels are right: in the templates of version 2.0 the machine names are over
// the wrong columns.
func (t table) columns() (columns, []Line) {
	n := t.headers()
	if n == 0 {
		line := 1
		if len(t.Rows) > 0 {
			line = t.Rows[0].Line
		}
		return columns{}, []Line{*refuse(line, "", "exchange.file.header")}
	}
	c := columns{dictionary: t.dictionary, width: t.width(n)}
	if t.numbered(n) {
		c.first = 1
	}
	var faults []Line
	taken := map[string]bool{}
	for at := c.first; at < c.width; at++ {
		name, ext := t.meaning(n, at)
		if name == "" && t.empty(n, at) {
			continue
		}
		one := column{at: at, name: name, main: name, info: t.fields[name], ext: ext}
		if ext {
			one.name += extension
		}
		switch {
		case name == "":
			faults = append(faults, *refuse(t.Rows[n-1].Line, t.callColumn(n, at), "exchange.file.unknown"))
		case taken[one.name] && !t.empty(n, at):
			faults = append(faults, *refuse(t.Rows[n-1].Line, one.name, "exchange.file.twice"))
		case !taken[one.name]:
			taken[one.name] = true
			c.all = append(c.all, one)
		}
	}
	return c, faults
}

// width is how many columns are looked at. Of a sheet all that hold anything;
// of a csv file those of the header, because a longer row is a slip of that row.
func (t table) width(headers int) int {
	w := 0
	for _, r := range t.Rows[:headers] {
		w = max(w, len(r.Cells))
	}
	if t.Book {
		for _, r := range t.Rows {
			w = max(w, len(r.Cells))
		}
	}
	return w
}

// meaning returns the full name of a column, "" if it is unknown.
func (t table) meaning(headers, at int) (name string, ext bool) {
	label := t.Rows[headers-1].Cell(at)
	if headers == 1 {
		if fold(label) == "" && t.unnamed(at) {
			return "cas_ReasonForOutgoingReferral", false
		}
		return t.byLabel(label)
	}
	if fold(label) != "" {
		return t.byLabel(label)
	}
	return t.byName(t.Rows[0].Cell(at))
}

// unnamed reports whether a column without a name is AJ of the template, which
// forgets the machine name of the reason for an outgoing referral.
func (t table) unnamed(at int) bool {
	if at == 0 {
		return false
	}
	before, _ := t.byName(t.Rows[0].Cell(at - 1))
	after, _ := t.byName(t.Rows[0].Cell(at + 1))
	return before == "cas_ReferredPrimaryCaseWorker" && after == "cas_OutgoingReferralDate"
}

// empty reports whether a column holds no data.
func (t table) empty(headers, at int) bool {
	for _, r := range t.Rows[headers:] {
		if at < len(r.Cells) && strings.TrimSpace(r.Cells[at]) != "" {
			return false
		}
	}
	return true
}

var (
	number      = regexp.MustCompile(`^\d{1,7}(\.0)?$`)
	numberTitle = regexp.MustCompile(`^(#|no\.?|nr\.?|number|row)?$`)
)

// numbered reports whether column A is the running number of the template.
func (t table) numbered(headers int) bool {
	for _, r := range t.Rows[:headers] {
		if !numberTitle.MatchString(fold(r.Cell(0))) {
			return false
		}
	}
	for _, r := range t.Rows[headers:] {
		if text := strings.TrimSpace(r.Cell(0)); text != "" && !number.MatchString(text) {
			return false
		}
	}
	return true
}

// fullName is what a name of a field looks like. Other texts of a header are
// not repeated: in a file without one they are someone's data.
var fullName = regexp.MustCompile(`^(org|prs|vic|per|cas|cco|hte|spl|con)_[A-Za-z_]{1,60}$`)

// callColumn names an unknown column: by its full name if it has one, otherwise by
// its letters in a spreadsheet.
func (t table) callColumn(headers, at int) string {
	for _, r := range t.Rows[:headers] {
		if text := strings.TrimSpace(r.Cell(at)); fullName.MatchString(text) {
			return text
		}
	}
	return sheet.Letters(at)
}
