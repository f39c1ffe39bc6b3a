package monitoring

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"lindung"

	"lindung/convention"
	"lindung/convention/data"
)

// A File is a file of the record that desks write, by its columns alone.
type File struct {
	Name string   // "recommendations"; the file is Name.csv
	Key  []string // the columns that name a row
	// Again says that a correction is a line of its own, with the same key and a later day
	// in the column recorded; the old line stays, because it is what was known until then.
	Again bool
	// Fixed says that nobody replaces a row that was published, its author neither: who
	// thinks otherwise later says so in a new one.
	Fixed bool
	// By says which desks write it, and in which column a row says that it is theirs.
	By map[Kind]string
	// Several says that this column may name several, with blanks between.
	Several bool
	// Reply is the column that a state's row must fill: it answers, and writes nothing else here.
	Reply string
}

// Files are the files that desks write. One joins with its line here, as soon as it is
// among the data. The editor may write each of them but those in which others assess:
// nobody changes what another has found.
//
// Source: ACTIP 24
var Files = []File{
	{Name: "recommendations", Key: []string{"id"}, Again: true, Several: true, By: map[Kind]string{Regional: "by"}},
	{Name: "followups", Key: []string{"recommendation", "kind", "by", "refers_to"}, Again: true, Several: true, By: map[Kind]string{Regional: "by", National: "by"}},
	{Name: "events", Key: []string{"id"}, Several: true, By: map[Kind]string{Regional: "bodies"}},
	{Name: "steps", Key: []string{"id"}, By: map[Kind]string{National: "state"}},
	{Name: "measures", Key: []string{"id"}, Again: true, By: map[Kind]string{National: "state"}},
	{Name: "focal", Key: []string{"state", "body", "office"}, Again: true, By: map[Kind]string{National: "state"}},
	{Name: "assessments", Key: []string{"id"}, Fixed: true, By: map[Kind]string{Civil: "by", Regional: "by", National: "by"}, Reply: "reply_of"},
}

// assessing is the file in which the editor writes nothing.
const assessing = "assessments"

func (f File) csv() string { return f.Name + ".csv" }

// FileNamed returns the file of a name.
func FileNamed(name string) (File, bool) {
	i := slices.IndexFunc(Files, func(f File) bool { return f.Name == name })
	if i < 0 {
		return File{}, false
	}
	return Files[i], true
}

// WrittenBy reports whether a desk of a kind writes the file.
func (f File) WrittenBy(k Kind) bool {
	_, ok := f.By[k]
	return ok || k == Editing && f.Name != assessing
}

// Own reports whether a row is one that a desk may write: it names whose it is, and that is
// the desk's own. A state's assessment is a reply to one that is there, and says that the
// state speaks; nobody else speaks as a state.
//
// Source: ACTIP 24
func (f File) Own(d Desk, r Row) bool {
	if d.Kind == Editing {
		return f.WrittenBy(Editing)
	}
	column, ok := f.By[d.Kind]
	if !ok || d.speaks() == "" {
		return false
	}
	if f.Reply != "" && d.Kind == National && r[f.Reply] == "" {
		return false
	}
	if f.Name == assessing && (d.Kind == National) != (r["by_kind"] == string(convention.OfState)) {
		return false
	}
	return r[column] == d.speaks() || f.Several && slices.Contains(strings.Fields(r[column]), d.speaks())
}

// Mine reports whether an assessment is about what the desk of a state does.
func (f File) Mine(d Desk, record Record, r Row) bool {
	state, _, ok := strings.Cut(r["about"], "/")
	if !ok {
		measures, _ := FileNamed("measures")
		for _, m := range record.Rows(measures) {
			if m["id"] == r["about"] {
				state = m["state"]
			}
		}
	}
	return d.Voice != "" && state == d.Voice
}

// Begun is a new row of a desk, which says already that it is the desk's own.
func (f File) Begun(d Desk) Row {
	row := Row{}
	if column := f.By[d.Kind]; column != "" {
		row[column] = d.speaks()
	}
	switch {
	case f.Name == assessing && d.Kind == National:
		row["by_kind"] = string(convention.OfState)
	case d.Kind == Regional && (f.Name == assessing || f.Name == "recommendations"):
		row["by_kind"] = "asean_body"
	case f.Name == assessing && d.Kind == Civil:
		row["by_kind"] = "ngo"
	}
	return row
}

// Reviews reports whether a desk may review what another has proposed. What an organisation
// of civil society writes, the editor reviews, who looks for what could point to a person:
// no state sees it before, and none can keep it from being published.
//
// Source: ACTIP 14.6; ACTIP 24
func (d Desk) Reviews(author Desk) bool {
	if d.Org == author.Org || d.Kind == "" {
		return false
	}
	return author.Kind != Civil || d.Kind == Editing
}

// A Row is one row of a file, by column.
type Row map[string]string

// A table is a file of the record with its rows.
type table struct {
	head []string
	rows [][]string
}

// Record is the public record: every file that desks write, and what the rest of the data
// says of it. It never changes; With makes another one.
type Record struct {
	tables map[string]table // by the name of the file
	bodies []string
	names  map[string]string // of the bodies, in English
}

// readRecord reads the files of the record that the data has.
func readRecord(fsys fs.FS) (Record, error) {
	r := Record{tables: map[string]table{}, names: map[string]string{}}
	for _, f := range Files {
		b, err := fs.ReadFile(fsys, f.csv())
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has not joined yet
		}
		if err != nil {
			return r, err
		}
		lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
		if err != nil || len(lines) == 0 {
			return r, fmt.Errorf("%s: cannot be read as a table: %w", f.csv(), err)
		}
		r.tables[f.Name] = table{lines[0], lines[1:]}
	}
	snap, err := data.Load(fsys)
	if err != nil {
		return r, err
	}
	bodies, _ := snap.Bodies()
	for _, b := range bodies {
		r.bodies, r.names[b.ID] = append(r.bodies, b.ID), b.Name
	}
	return r, nil
}

// Base returns the record as the program was built with it.
func Base() (Record, error) { return base() }

// Bodies returns the ids of the bodies of ASEAN and around it.
func (r Record) Bodies() []string { return slices.Clone(r.bodies) }

// BodyName returns the name of a body, in English.
func (r Record) BodyName(id string) string { return r.names[id] }

// Files returns the files of the record that are there.
func (r Record) Files() []File {
	return slices.DeleteFunc(slices.Clone(Files), func(f File) bool { return r.tables[f.Name].head == nil })
}

// Columns returns the columns of a file in their order.
func (r Record) Columns(f File) []string { return slices.Clone(r.tables[f.Name].head) }

// Rows returns the rows of a file in their order.
func (r Record) Rows(f File) []Row {
	t := r.tables[f.Name]
	all := make([]Row, len(t.rows))
	for i, cells := range t.rows {
		all[i] = rowOf(t.head, cells)
	}
	return all
}

func rowOf(head, cells []string) Row {
	row := make(Row, len(head))
	for i, name := range head {
		row[name] = strings.TrimSpace(cells[i])
	}
	return row
}

// KeyOf returns what names a row of a file, with the day from which it is known where a
// correction is a line of its own.
func (f File) KeyOf(r Row) string {
	if f.Again {
		return f.nameOf(r) + " " + recorded(r)
	}
	return f.nameOf(r)
}

// nameOf is what all lines of one row have in common.
func (f File) nameOf(r Row) string {
	parts := make([]string, len(f.Key))
	for i, name := range f.Key {
		parts[i] = r[name]
	}
	return strings.Join(parts, " ")
}

// recorded is the day from which a row is known: that of checking, where it names none.
func recorded(r Row) string {
	if r["recorded"] != "" {
		return r["recorded"]
	}
	return r["checked"]
}

// Find returns the row with a key; of several lines of one row, the last with that day.
func (r Record) Find(f File, key string) (Row, bool) {
	for _, row := range slices.Backward(r.Rows(f)) {
		if f.KeyOf(row) == key {
			return row, true
		}
	}
	return nil, false
}

// Clean returns a row with the columns of its file and nothing else, without space around
// its cells.
func (r Record) Clean(f File, row Row) Row {
	clean := Row{}
	for _, name := range r.tables[f.Name].head {
		clean[name] = strings.TrimSpace(strings.ReplaceAll(row[name], "\r\n", "\n"))
	}
	return clean
}

// Put returns the record with a row in the place of the one that it names, or after all
// others.
func (r Record) Put(f File, row Row) Record {
	t := r.tables[f.Name]
	cells := make([]string, len(t.head))
	for i, name := range t.head {
		cells[i] = row[name]
	}
	rows := slices.Clone(t.rows)
	at := slices.IndexFunc(rows, func(old []string) bool { return f.KeyOf(rowOf(t.head, old)) == f.KeyOf(row) })
	if at < 0 {
		rows = append(rows, cells)
	} else {
		rows[at] = cells
	}
	out := Record{tables: make(map[string]table, len(r.tables)), bodies: r.bodies, names: r.names}
	for name, t := range r.tables {
		out.tables[name] = t
	}
	out.tables[f.Name] = table{t.head, rows}
	return out
}

// Changed returns the files that differ from those of another record, as they are written.
func (r Record) Changed(from Record) data.Changed {
	all := data.Changed{}
	for name, t := range r.tables {
		if !slices.EqualFunc(t.rows, from.tables[name].rows, slices.Equal[[]string]) {
			all[name+".csv"] = t.bytes()
		}
	}
	return all
}

// CSV returns a file of the record as it is written.
func (r Record) CSV(f File) []byte { return r.tables[f.Name].bytes() }

func (t table) bytes() []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.WriteAll(append([][]string{t.head}, t.rows...)) // a bytes.Buffer takes everything
	return out.Bytes()
}

// at is the row that begins on a line of its file; nil for none.
func (r Record) at(f File, line int) Row {
	in := csv.NewReader(bytes.NewReader(r.CSV(f)))
	head := r.tables[f.Name].head
	for {
		cells, err := in.Read()
		if err != nil {
			return nil
		}
		if n, _ := in.FieldPos(0); n == line {
			return rowOf(head, cells)
		}
	}
}

// line is the line of its file on which a row begins.
func (r Record) line(f File, row Row) int {
	in := csv.NewReader(bytes.NewReader(r.CSV(f)))
	head := r.tables[f.Name].head
	for {
		cells, err := in.Read()
		if err != nil {
			return 0
		}
		if line, _ := in.FieldPos(0); line > 1 && f.KeyOf(rowOf(head, cells)) == f.KeyOf(row) {
			return line
		}
	}
}

// Judge says what is wrong with the record: what convention/data says of all of it, in
// the order of its files.
func (r Record) Judge(from Record) []data.Problem {
	return data.Check(data.Layers{r.Changed(from), data.Files()})
}

// A Found is what is wrong with the record as it would be with a row, and whether that is
// the row itself.
type Found struct {
	data.Problem
	Here bool
}

// JudgeRow says what is wrong with the record once a row is in it.
func (r Record) JudgeRow(from Record, f File, row Row) []Found {
	with := r.Put(f, row)
	line := with.line(f, row)
	var all []Found
	for _, p := range with.Judge(from) {
		all = append(all, Found{p, p.File == f.csv() && p.Line == line})
	}
	return all
}

// EveryState is the addressee of a recommendation to all states.
const EveryState = "states"

// A Due is an answer that somebody owes by a day.
type Due struct {
	Row  Row    // the recommendation
	To   string // who owes it: the code of a state, the id of a body
	Day  lindung.Date
	Ours bool // the desk that reads it owes it
}

// Dues returns the answers that are owed, the first day first: a recommendation with a day
// asks one of each addressee, until they have answered.
//
// Source: ACTIP 24
func (r Record) Dues() []Due {
	asked, known := FileNamed("recommendations")
	answers, _ := FileNamed("followups")
	if !known {
		return nil
	}
	answered := map[string]bool{}
	for _, a := range r.Rows(answers) {
		if !(convention.FollowUp{Kind: a["kind"]}).IsAnswer() {
			continue // a later meeting, or that someone has looked and found nothing
		}
		for _, by := range strings.Fields(a["by"]) {
			answered[a["recommendation"]+" "+by] = true
		}
	}
	last := map[string]Row{}
	for _, row := range r.Rows(asked) {
		if old, ok := last[row["id"]]; !ok || recorded(old) <= recorded(row) {
			last[row["id"]] = row
		}
	}
	var all []Due
	for id, row := range last {
		day, err := lindung.ParseDate(row["due"])
		if err != nil || day.IsZero() {
			continue
		}
		for _, to := range addressees(row["addressee"]) {
			if !answered[id+" "+to] {
				all = append(all, Due{Row: row, To: to, Day: day})
			}
		}
	}
	slices.SortFunc(all, func(a, b Due) int {
		return strings.Compare(a.Day.String()+" "+a.Row["id"]+" "+a.To, b.Day.String()+" "+b.Row["id"]+" "+b.To)
	})
	return all
}

func addressees(cell string) []string {
	var all []string
	for _, to := range strings.Fields(cell) {
		if to != EveryState {
			all = append(all, to)
			continue
		}
		for _, s := range lindung.States {
			all = append(all, string(s))
		}
	}
	return all
}
