package exchange

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/sheet"
	"lindung/names"
	"lindung/person"
)

// record is one data row that was read.
type record struct {
	line    int
	names   []person.Name
	answers map[string]field.Values // by form
	many    []cases.Record          // of forms that are answered many times
	tie     string                  // what ties the row to rows of other sheets; "" for nothing
	status  cases.Status
	changed bool   // something was changed when read
	equal   string // equal for rows that say the same
	first   string // the same in its first form, for rows that were stored with that
	dated   string // equal with dayOfImport as the day on which an age was told; "" where the row says it
	lines   []Line
	refused bool
}

// parser reads the rows of one file.
type parser struct {
	columns
	t      table
	now    time.Time
	order  []*field.Info    // every field, for comparing rows
	orders map[int]dayOrder // by column, of its dates
	found  map[string]found // codes by column and text
}

func (c columns) parser(t table, data []sheet.Row, now time.Time) parser {
	p := parser{columns: c, t: t, now: now, order: c.forms.Fields(), orders: map[int]dayOrder{}, found: map[string]found{}}
	for _, one := range c.all {
		if one.info.Kind != field.KindDate {
			continue
		}
		if p.orders[one.at] = one.order; one.order != "" {
			continue // the mapping says it
		}
		texts := make([]string, len(data))
		for i, r := range data {
			texts[i] = r.Cell(one.at)
		}
		p.orders[one.at] = orderOf(texts)
	}
	return p
}

// draft is a row while it is read.
type draft struct {
	record
	all     field.Values // of every form
	given   map[string]string
	beside  map[string]string // cells of the columns of extensions
	refusal []Line
}

// record reads one row. It reports all that is wrong with it; for a good row it
// reports what was changed when read.
func (p parser) record(r sheet.Row) record {
	d := draft{record: record{line: r.Line}, given: map[string]string{}, beside: map[string]string{}}
	if !p.t.Book && len(r.Cells) > p.width && !(sheet.Row{Cells: r.Cells}).Blank(p.width) {
		d.refuse("", "exchange.row.cells")
	}
	for _, at := range r.Hollow {
		if at >= p.first && !p.left[at] {
			d.refuse(p.nameAt(at), "exchange.row.formula")
		}
	}
	if r.Hidden {
		d.noted("", "exchange.hidden_row")
	}
	for _, c := range p.all {
		if c.ext {
			d.beside[c.main] = strings.TrimSpace(unguard(r.Cell(c.at)))
		}
	}
	for _, c := range p.all {
		if !c.ext {
			p.cell(&d, c, r)
		}
	}
	p.alone(&d)
	d.name()
	d.age()
	d.order(p.order)
	p.finish(&d)
	return d.record
}

func (p parser) nameAt(at int) string {
	for _, c := range p.all {
		if c.at == at {
			return c.name
		}
	}
	return ""
}

func (d *draft) refuse(column, rule string, args ...any) {
	l := refuse(d.line, column, rule)
	l.Args = args
	d.refusal = append(d.refusal, *l)
}

// noted adds a line that needs someone to look.
func (d *draft) noted(column, rule string) {
	d.lines = append(d.lines, Line{Row: d.line, Column: column, Rule: rule, Action: Noted})
}

// cell reads one cell and the extensions beside it.
func (p parser) cell(d *draft, c column, r sheet.Row) {
	text := p.plain(c.info, unguard(c.text(r)))
	if ext := d.beside[c.main]; ext != "" {
		delete(d.beside, c.main)
		p.extended(d, c, text, ext)
		return
	}
	in := p.read(c, r, text)
	switch {
	case in.refused != "":
		d.refuse(c.name, in.refused)
		return
	case in.mapped != "":
		d.changed = true
		d.lines = append(d.lines, Line{Row: d.line, Column: c.name, Rule: in.mapped, Action: Mapped})
	}
	if in.noted != "" {
		d.noted(c.name, in.noted)
	}
	if in.why != "" {
		if !isPart(c.main) {
			d.all.Put(c.info, in.why)
		}
		return
	}
	into := &d.all
	var name field.Values
	if isPart(c.main) {
		into = &name
	}
	changed, ext, bad := into.Parse(in.info, in.text, p.now)
	if bad != nil {
		d.refuse(c.name, bad.Key, bad.Args...)
		return
	}
	if isPart(c.main) && name.Len() > 0 {
		d.given[c.main] = name.Text(c.info)
	}
	if in.mapped == "" {
		d.note(c, changed || in.text != text, ext)
	}
}

// reading is a cell as it is handed to its field, or why it is not.
type reading struct {
	info                   *field.Info
	text                   string
	why                    field.Absence // there is no answer, and why
	refused, mapped, noted string        // rules for the report
}

// read reads what a cell shows, as people write it, as its field takes it.
func (p parser) read(c column, r sheet.Row, text string) reading {
	in := reading{info: c.info, text: text}
	switch {
	case slices.Contains(r.Errors, c.at):
		in.refused = "exchange.error_cell"
	case slices.Contains(r.Merged, c.at):
		in.refused = "exchange.merged_range"
	case strings.TrimSpace(text) != "":
		in.refused = faulty(text)
	}
	if in.refused != "" || strings.TrimSpace(text) == "" {
		return in
	}
	if coded(c.info) {
		if noCountry(c, text) {
			in.info, in.text, in.mapped = person.Stateless.Info, "TRUE", "exchange.mapped.stateless"
			return in
		}
		all, ok, rule := p.codesOf(c, text)
		if ok {
			in.text = all
		}
		in.refused = rule
		switch {
		case ok && fold(text) == "na" && c.info.List == nil:
			in.noted = "exchange.namibia"
		case ok && wider(c.main, text):
			in.noted = "exchange.older.other"
		}
		if ok || rule != "" {
			return in
		}
	}
	if why, ok := absent(text, isPart(c.main)); ok {
		in.why, in.mapped = why, "exchange.mapped.absent"
		return in
	}
	p.readKind(&in, c, r)
	return in
}

// readKind reads what only one kind of field knows.
func (p parser) readKind(in *reading, c column, r sheet.Row) {
	number := slices.Contains(r.Numbers, c.at)
	switch c.info.Kind {
	case field.KindDate:
		text := in.text
		in.text, in.refused = day(text, p.orders[c.at])
		switch {
		case p.orders[c.at] == mixedOrder && threeNumbers.MatchString(dayText(text)):
			in.noted = "exchange.date.mixed"
		case slices.Contains(placeholders, in.text):
			in.noted = "exchange.date.placeholder"
		}
	case field.KindCount:
		if c.info == person.EstimatedAge.Info {
			in.text, in.refused = yearsOld(in.text)
		}
	case field.KindPhone:
		refused, told := doubtful(in.text, number)
		switch {
		case refused:
			in.refused = "exchange.number_as_text"
		case told:
			in.noted = "exchange.number_no_country"
		}
	case field.KindText, field.KindLong:
		if number || zeroFraction.MatchString(in.text) {
			in.noted = "exchange.number_as_text"
		}
		if clean := withoutMarks(in.text); clean != in.text {
			in.text, in.mapped = clean, "exchange.mapped.marks"
		}
	}
}

// note reports what was changed when read.
func (d *draft) note(c column, changed, ext bool) {
	d.changed = d.changed || changed
	switch {
	case ext:
		d.lines = append(d.lines, Line{Row: d.line, Column: c.name, Rule: "exchange.extended", Action: Extended})
	case changed:
		d.lines = append(d.lines, Line{Row: d.line, Column: c.name, Rule: "exchange.mapped." + mappedAs(c.info.Kind), Action: Mapped})
	}
}

// mappedAs groups the kinds of fields for the rule of a mapped cell.
func mappedAs(k field.Kind) string {
	switch k {
	case field.KindCodes:
		return string(field.KindCode)
	case field.KindCountries:
		return string(field.KindCountry)
	case field.KindLanguages:
		return string(field.KindLanguage)
	case field.KindLong, field.KindEmail:
		return string(field.KindText)
	}
	return string(k)
}

// plain undoes what comes from the format of the file: a sheet has 1 for TRUE, and
// counts days from 1904 if an old Macintosh made it.
func (p parser) plain(i *field.Info, text string) string {
	if !p.t.Book {
		return text
	}
	switch i.Kind {
	case field.KindBool:
		switch text {
		case "1":
			return "TRUE"
		case "0":
			return "FALSE"
		}
	case field.KindDate:
		const since1904 = 1462
		if days, err := strconv.ParseFloat(text, 64); p.t.Late && err == nil && days > 0 && days < 100_000 && len(text) > 4 {
			return strconv.Itoa(int(days) + since1904)
		}
	}
	return text
}

// extended reads a cell together with the column beside it, which has the values that
// HTCDS lacks. The cell has the nearest value of HTCDS for each of them.
func (p parser) extended(d *draft, c column, text, ext string) {
	var main, more field.Values
	beside := column{name: c.name + extension, info: c.info}
	changed, _, bad := main.Parse(c.info, text, p.now)
	if bad != nil {
		d.refuse(c.name, bad.Key, bad.Args...)
	}
	why, none := absence(ext)
	switch {
	case none && !main.Has(c.info):
		d.all.Put(c.info, why)
		d.note(beside, changed, true)
		return
	case none, !coded(c.info):
		d.refuse(c.name+extension, "exchange.row.extension")
		return
	}
	changedMore, _, bad := more.Parse(c.info, ext, p.now)
	if bad != nil {
		d.refuse(c.name+extension, bad.Key, bad.Args...)
		return
	}
	merged, ok := merge(c.info, codes(main, c.info), codes(more, c.info))
	if !ok {
		d.refuse(c.name+extension, "exchange.row.extension")
		return
	}
	if _, _, bad := d.all.Parse(c.info, strings.Join(merged, "; "), p.now); bad != nil {
		d.refuse(c.name+extension, bad.Key, bad.Args...)
		return
	}
	d.note(beside, changed || changedMore, true)
}

// alone refuses values beside a column that the file does not have.
func (p parser) alone(d *draft) {
	for _, main := range slices.Sorted(maps.Keys(d.beside)) {
		if text := d.beside[main]; text != "" {
			p.extended(d, column{name: main, main: main, info: p.fields[main]}, "", text)
		}
	}
}

// name joins the parts of a name in their order.
func (d *draft) name() {
	text := joined(d.given)
	if text == "" {
		return
	}
	if utf8.RuneCountInString(text) > longestOne {
		d.refuse(firstName, "problem.text.long", "max", longestOne)
		return
	}
	d.names = []person.Name{{Text: text, Kind: "official", Parts: d.given}}
	for _, p := range parts { // it is stored as it is written; whoever knows the person says how it reads
		if _, ask := names.MaybeZawgyi(d.given[p.htcds]); ask {
			d.noted(p.htcds, "exchange.zawgyi")
		}
	}
}

func joined(given map[string]string) string {
	var all []string
	for _, p := range parts {
		if text := given[p.htcds]; text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

func isPart(name string) bool { return name == firstName || name == middleName || name == secondName }

// age says of an age without the day on which it was told that it counts from the
// day of the import, as cases keeps it. No date of birth is made of it.
func (d *draft) age() {
	if _, told := person.EstimatedAge.Get(d.all); told && !d.all.Has(person.AgeAsOf.Info) {
		d.changed = true
		d.lines = append(d.lines, Line{Row: d.line, Column: estimatedAge, Rule: "exchange.mapped.age", Action: Mapped})
	}
}

// order notes a day that is before the person was born.
func (d *draft) order(all []*field.Info) {
	born, ok := person.BirthDate.Get(d.all)
	for _, i := range all {
		if i.Kind != field.KindDate || !ok || i == person.BirthDate.Info {
			continue
		}
		if on, said := (field.Typed[lindung.Date]{Info: i}).Get(d.all); said && on.Last().Before(born.First()) {
			d.noted(Column(i), "exchange.date.before_birth")
		}
	}
}

// finish puts the answers into their forms, unless the row is refused.
func (p parser) finish(d *draft) {
	if len(d.refusal) > 0 {
		d.record = record{line: d.line, lines: d.refusal, refused: true}
		return
	}
	d.answers = map[string]field.Values{}
	for _, f := range p.forms {
		switch v := d.all.OfForm(f); {
		case v.Len() == 0:
		case f.Repeat != nil:
			d.many = append(d.many, cases.Record{Form: f, Values: v})
		default:
			d.answers[f.Name] = v
		}
	}
	if status, ok := person.ReportedCaseStatus.Get(d.all); ok {
		d.status = cases.Status(status)
	}
	d.equal, d.first = p.same(d, names.AsWritten), p.same(d, func(text string) string { return text })
	if _, told := person.EstimatedAge.Get(d.all); told && !d.all.Has(person.AgeAsOf.Info) {
		d.dated = p.sameWith(d, names.AsWritten, dayOfImport)
	}
}

// dayOfImport stands for the day of the import; it is no text of a row.
const dayOfImport = "\u0000day"

// same returns one text for all rows that say the same, however their files wrote it
// and whatever columns these had. Its hash, with the node's key, is stored.
//
// 2026-11-24: first form. 2026-11-29: texts as names.AsWritten makes them.
func (p parser) same(d *draft, written func(string) string) string {
	return p.sameWith(d, written, "")
}

// sameWith is same with asOf as the day on which an age was told.
func (p parser) sameWith(d *draft, written func(string) string, asOf string) string {
	var b strings.Builder
	add := func(name, text string) {
		if text = written(text); text != "" {
			b.WriteString(strconv.Quote(name) + "=" + strconv.Quote(text) + "\n")
		}
	}
	for _, one := range parts {
		add(one.htcds, d.given[one.htcds])
	}
	for _, i := range p.order {
		absent, _ := d.all.Absent(i)
		if i == person.AgeAsOf.Info && asOf != "" {
			b.WriteString(strconv.Quote(i.Name) + "=\"" + asOf + "\"\n")
			continue
		}
		add(i.Name, d.all.Text(i))
		add(i.Name+"?", string(absent))
	}
	return b.String()
}
