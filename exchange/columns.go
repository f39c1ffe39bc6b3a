package exchange

import (
	"regexp"
	"slices"
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

	choices []choice          // the columns that say it together, one for each choice
	order   dayOrder          // of its dates, if the mapping says it
	values  map[string]string // folded text -> what the mapping says it is
}

// choice is a column that says whether one of several answers was chosen.
type choice struct {
	at   int
	name string
}

// text returns the text of a row for the column.
func (c column) text(r sheet.Row) string {
	if c.choices == nil {
		return r.Cell(c.at)
	}
	var chosen []string
	for _, one := range c.choices {
		switch fold(r.Cell(one.at)) {
		case "1", "1.0", "true", "yes", "x", fold(one.name):
			chosen = append(chosen, one.name)
		}
	}
	return strings.Join(chosen, "; ")
}

// columns are the columns of a file. first is the first that says anything of
// a person: 1 when column A is the running number. left are the columns left out.
type columns struct {
	dictionary
	all   []column
	first int
	width int
	left  map[int]bool
	notes []Line
	tie   int // the column that ties the rows of several sheets together; -1 for none
}

// mostAbove is how many rows may be above the header.
const mostAbove = 20

// begin leaves out the rows above the header, titles and the like, and notes them. A
// file without a header stays as it is.
func (t *table) begin() {
	start := t.start()
	for _, r := range t.Rows[:start] {
		t.above = append(t.above, note(r.Line, "", "exchange.file.above"))
	}
	t.Rows = t.Rows[start:]
}

// start returns the row in which the header begins.
func (t table) start() int {
	if t.loose {
		return t.widest()
	}
	for at := range min(mostAbove, len(t.Rows)) {
		if !t.likely(t.Rows[at]) {
			continue
		}
		if names, labels := t.count(t.Rows[at]); at > 0 && t.mapping == nil && names+labels < 2 {
			continue // one word that is a label too makes no header
		}
		// A header of two rows may name in the upper one what is merged with the lower.
		if at > 0 && len(t.Rows[at].Merged) > 0 && t.Rows[at-1].Line == t.Rows[at].Line-1 {
			if names, labels := t.count(t.Rows[at-1]); names+labels > 0 {
				return at - 1
			}
		}
		return at
	}
	return 0
}

// widest returns the first row near the top that has about as many cells as any.
func (t table) widest() int {
	top := t.Rows[:min(mostAbove, len(t.Rows))]
	most := 0
	for _, r := range top {
		_, all := t.known(r)
		most = max(most, all)
	}
	return max(slices.IndexFunc(top, func(r sheet.Row) bool {
		_, all := t.known(r)
		return 3*all >= 2*most
	}), 0)
}

// headers returns how many rows at the top are the header: machine names,
// labels, or both; 0 when the first row is neither.
func (t table) headers() int {
	if len(t.Rows) == 0 {
		return 0
	}
	if t.mapping != nil || t.loose {
		return 1
	}
	names, labels := t.count(t.Rows[0])
	if names+labels == 0 {
		return 0
	}
	if len(t.Rows) < 2 {
		return 1
	}
	known, all := t.known(t.Rows[1])
	switch merged := len(t.Rows[0].Merged)+len(t.Rows[1].Merged) > 0; {
	case merged && known > 0 && known == all:
		return 2
	case names >= labels && 2*known >= all && known > 1:
		return 2
	}
	return 1
}

// known returns how many cells of a row are names or labels, and how many say anything
// at all.
func (t table) known(r sheet.Row) (known, all int) {
	names, labels := t.count(r)
	for _, text := range r.Cells {
		if fold(text) != "" {
			all++
		}
	}
	return names + labels, all
}

// likely reports whether most of a row is a header: a sheet of code lists has labels
// too, over other columns.
func (t table) likely(r sheet.Row) bool {
	switch {
	case t.mapping != nil:
		return t.mapping.likely(r)
	case t.loose:
		return len(t.Rows) > 1
	}
	known, all := t.known(r)
	return known > 0 && 2*known >= all || slices.ContainsFunc(r.Cells, isKobo)
}

// count returns how many cells of a row are machine names, and how many labels, also behind
// the name of a group.
func (d dictionary) count(r sheet.Row) (names, labels int) {
	for _, text := range r.Cells {
		if main, _ := d.choice(text); main == "" {
			text = text[strings.LastIndex(text, "/")+1:]
		}
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
	c := columns{dictionary: t.dictionary, width: t.width(n), left: map[int]bool{}, notes: t.above, tie: -1}
	if t.numbered(n) {
		c.first = 1
	}
	if t.mapping != nil {
		return t.mapped(c)
	}
	line := t.Rows[n-1].Line
	says := t.says(c.width)
	kobo := slices.ContainsFunc(t.Rows[0].Cells, isKobo)
	choices := map[string][]choice{}
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
		if name == "" && fold(t.Rows[n-1].Cell(at)) == caseColumn && c.tie < 0 {
			c.tie, c.left[at] = at, true
			continue
		}
		main, chosen := t.choice(t.Rows[n-1].Cell(at))
		switch {
		case name == "" && chosen != "":
			choices[main] = append(choices[main], choice{at, chosen})
		case name == "" && t.Book && len(c.all) > 0 && apart(says, c.all[len(c.all)-1].at, at):
			c.leave(at, note(line, t.callColumn(n, at), "exchange.file.aside"))
		case name == "" && (kobo && isMetadata(t.Rows[n-1].Cell(at)) || slices.Contains([]string{reasonColumn, leftColumn}, fold(t.Rows[n-1].Cell(at)))):
			c.leave(at, note(line, t.callColumn(n, at), "exchange.file.left_out"))
		case name == "":
			faults = append(faults, *refuse(line, t.callColumn(n, at), "exchange.file.unknown"))
		case taken[one.name] && !t.empty(n, at):
			faults = append(faults, *refuse(line, one.name, "exchange.file.twice"))
		case !taken[one.name]:
			taken[one.name] = true
			c.all = append(c.all, one)
		}
	}
	c.gather(t, choices, taken, line)
	return c, faults
}

// gap is how many empty columns part the table from what stands beside it.
const gap = 5

// apart reports whether so many empty columns are between two: the template of HTCDS 0.2
// keeps its lists of values on the same sheet, far to the right.
func apart(says []bool, from, to int) bool {
	empty := 0
	for _, said := range says[from+1 : to] {
		if empty++; said {
			empty = 0
		}
		if empty >= gap {
			return true
		}
	}
	return false
}

// leave leaves a column out, and notes that.
func (c *columns) leave(at int, l Line) {
	c.left[at] = true
	c.notes = append(c.notes, l)
}

// gather makes a column of the choices of a field, unless the file has a column that
// says all of them.
func (c *columns) gather(t table, choices map[string][]choice, taken map[string]bool, line int) {
	for _, name := range t.columnNames() {
		all := choices[name]
		if len(all) == 0 {
			continue
		}
		for _, one := range all {
			c.left[one.at] = true
		}
		if taken[name] {
			c.notes = append(c.notes, note(line, name, "exchange.file.choices"))
			continue
		}
		c.all = append(c.all, column{at: all[0].at, name: name, main: name, info: t.fields[name], choices: all})
	}
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

// meaning returns the full name of a column, "" if it is unknown. A label that is
// unknown, as one of an earlier version, leaves the word to the name above it.
func (t table) meaning(headers, at int) (name string, ext bool) {
	label := t.Rows[headers-1].Cell(at)
	if headers == 1 {
		if fold(label) == "" && t.unnamed(at) {
			return "cas_ReasonForOutgoingReferral", false
		}
		return t.byLabel(label)
	}
	if fold(label) != "" {
		if name, ext = t.byLabel(label); name != "" {
			return name, ext
		}
	}
	return t.byLabel(t.Rows[0].Cell(at))
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

// says reports of each column whether any row says anything in it, the header too.
func (t table) says(width int) []bool {
	all := make([]bool, width)
	for _, r := range t.Rows {
		for at, text := range r.Cells[:min(width, len(r.Cells))] {
			all[at] = all[at] || strings.TrimSpace(text) != ""
		}
	}
	return all
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

// reasonColumn is above the reasons in a file of refused rows.
const reasonColumn = "lindung_refused"

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
