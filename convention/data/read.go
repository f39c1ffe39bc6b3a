package data

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
)

// A Problem is one fault of the data: where it stands, the rule it breaks, and
// what is wrong, for the person who edits the file.
type Problem struct {
	File   string
	Line   int
	Rule   string
	Detail string
	Column string // of a table, that the fault is about; "" where it is about the whole line
}

// String returns "file:line: rule: what is wrong".
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Rule, p.Detail)
}

// Problems is the error of data that cannot be used.
type Problems []Problem

// MostSaid is how many problems are said one by one: who mends a file begins with these.
const MostSaid = 20

// Error returns the first problems, one a line, and how many more there are.
func (p Problems) Error() string {
	lines := make([]string, min(len(p), MostSaid))
	for i := range lines {
		lines[i] = p[i].String()
	}
	if more := len(p) - MostSaid; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// The rules that the data must keep.
const (
	RuleFormat      = "format"      // a file cannot be read, or a column or value is missing
	RuleDate        = "date"        // not a day of the calendar
	RuleCertainty   = "certainty"   // not one of the certainties, standings or strengths
	RuleSource      = "source"      // an established fact without an address
	RuleChecked     = "checked"     // no one says on which day it was checked
	RuleInstrument  = "instrument"  // an instrument that the data lacks
	RuleArticle     = "article"     // an article that the data lacks
	RuleState       = "state"       // not a member state
	RuleReference   = "reference"   // a body, plan or other id that the data lacks
	RuleDuplicate   = "duplicate"   // an id twice
	RuleTwice       = "twice"       // an act twice
	RuleAdoption    = "adoption"    // a party before the treaty was adopted
	RuleInterval    = "interval"    // an interval upside down, or half of one
	RuleOrder       = "order"       // bound before the deposit, deposited before the signature
	RuleMemory      = "memory"      // memory counted as fact
	RuleMissing     = "missing"     // a party without a day, a treaty without a rule
	RuleTranslation = "translation" // a translation of a text that the data lacks
	RuleLimit       = "limit"       // the day of checking ends an interval
	RuleVerified    = "verified"    // a mark that the source cannot carry
	RuleCircle      = "circle"      // what came after something leads back to it
	RuleNote        = "note"        // a working note among what readers see
	RuleEqual       = "equal"       // two files say the same thing differently
	RuleAssessor    = "assessor"    // a judgement that nobody who is named stands for
)

// most is the largest file that is read: the data is text and small, and a
// snapshot comes from outside.
const most = 8 << 20

// reader reads the files of one folder and collects what is wrong with them.
type reader struct {
	fsys     fs.FS
	problems Problems
}

// place is a line of a file; 0 stands for the file as a whole.
type place struct {
	file string
	line int
}

func (r *reader) add(at place, rule, format string, args ...any) {
	p := Problem{File: at.file, Line: at.line, Rule: rule, Detail: fmt.Sprintf(format, args...), Column: ruleColumns[rule]}
	if m := aboutColumn.FindStringSubmatch(p.Detail); m != nil {
		p.Column = m[1]
	}
	r.problems = append(r.problems, p)
}

// aboutColumn is how a detail begins that is about one column.
var aboutColumn = regexp.MustCompile(`^([a-z_]+): `)

// ruleColumns are the columns that a rule is about wherever it is broken.
var ruleColumns = map[string]string{
	RuleSource: "source_url", RuleChecked: "checked", RuleVerified: "source_day", RuleMemory: "certainty", RuleState: "state", RuleLimit: "not_after",
}

// bytes returns a file without its byte order mark.
func (r *reader) bytes(file string) []byte {
	// What is no file, such as a pipe, could be waited for without end.
	if info, err := fs.Stat(r.fsys, file); err == nil && !info.Mode().IsRegular() {
		r.add(place{file, 0}, RuleFormat, "is not a file")
		return nil
	}
	f, err := r.fsys.Open(file)
	if err != nil {
		r.add(place{file, 0}, RuleFormat, "cannot be opened")
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil || len(data) > most {
		r.add(place{file, 0}, RuleFormat, "cannot be read, or is larger than %d bytes", most)
		return nil
	}
	return bytes.TrimPrefix(data, []byte("\ufeff"))
}

// row is one line of a CSV file, by column.
type row struct {
	r     *reader
	file  string
	line  int
	cells map[string]string
}

// table reads a CSV file whose first line names the columns, in any order.
// Columns that are named here must be there; others are an error, because a
// misspelt column would otherwise lose a fact in silence.
func (r *reader) table(file string, columns ...string) []row {
	data := r.bytes(file)
	if data == nil {
		return nil
	}
	in := csv.NewReader(bytes.NewReader(data))
	head, err := in.Read()
	if err != nil {
		r.add(place{file, 1}, RuleFormat, "no line with the names of the columns")
		return nil
	}
	if !r.columns(file, head, columns) {
		return nil
	}
	var rows []row
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			line := 0
			if bad, ok := errors.AsType[*csv.ParseError](err); ok {
				line = bad.Line
			}
			r.add(place{file, line}, RuleFormat, "not a line of %d columns: a quote or comma is wrong", len(head))
			return rows
		}
		line, _ := in.FieldPos(0)
		cells := make(map[string]string, len(head))
		for i, name := range head {
			cells[name] = strings.TrimSpace(record[i])
			r.judgeText(place{file, line}, name, cells[name])
		}
		rows = append(rows, row{r, file, line, cells})
	}
}

func (r *reader) columns(file string, head, want []string) bool {
	good := true
	for _, name := range want {
		if !slices.Contains(head, name) {
			r.add(place{file, 1}, RuleFormat, "column %q is missing", name)
			good = false
		}
	}
	for i, name := range head {
		if !slices.Contains(want, name) || slices.Contains(head[:i], name) {
			r.add(place{file, 1}, RuleFormat, "column %q is not known, or stands there twice", name)
			good = false
		}
	}
	return good
}

func (w row) bad(rule, format string, args ...any) {
	w.r.add(place{w.file, w.line}, rule, format, args...)
}

// need returns a cell that may not be empty.
func (w row) need(column string) string {
	v := w.cells[column]
	if v == "" {
		w.bad(RuleFormat, "%s: it is empty", column)
	} else if column == "id" && (len(v) > 80 || !identifier.MatchString(v)) {
		w.bad(RuleFormat, "id: %q is not made of letters A to Z, digits and - . _ between them, at most 80", v)
	}
	return v
}

// identifier is the form of an id: it is a part of the address of a page and the name of a
// file.
var identifier = regexp.MustCompile(`^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$`)

func (w row) date(column string) lindung.Date {
	v := w.cells[column]
	if v == "" {
		return lindung.Date{}
	}
	d, err := lindung.ParseDate(v)
	if err != nil {
		w.bad(RuleDate, "%s: %q is not a day of the calendar", column, v)
	}
	return d
}

// day returns a whole day.
func (w row) day(column string) lindung.Date {
	d := w.date(column)
	if !d.IsZero() && !whole(d) {
		w.bad(RuleDate, "%s: %q is not a whole day", column, w.cells[column])
		return lindung.Date{}
	}
	return d
}

func (w row) count(column string) int {
	v := w.cells[column]
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		w.bad(RuleFormat, "%s: %q is not a number", column, v)
	}
	return n
}

func (w row) certainty(column string) convention.Certainty {
	c := convention.Certainty(w.cells[column])
	if !c.Known() {
		w.bad(RuleCertainty, "%s: %q is not verified, partly, memory or open", column, c)
	}
	return c
}

// evidence reads the columns of one fact's evidence, and judges them.
func (w row) evidence() convention.Evidence { return w.evidenceOf("") }

// evidenceOf is evidence of a second fact in the same line, whose columns begin
// with a prefix of their own.
func (w row) evidenceOf(prefix string) convention.Evidence {
	e := convention.Evidence{
		Sources:   addresses(w.cells[prefix+"source_url"]),
		ReadIn:    w.cells[prefix+"read_in"],
		SourceDay: w.date(prefix + "source_day"),
		Says:      w.cells[prefix+"says"],
		Checked:   w.day("checked"),
		Certainty: w.certainty(prefix + "certainty"),
	}
	w.r.judge(w.file, w.line, e)
	return e
}

// judge says what an evidence lacks. What is from memory or open may lack a
// source; it is shown as such.
func (r *reader) judge(file string, line int, e convention.Evidence) {
	if e.Certainty.Counts() && !hasAddress(e.Sources) {
		r.add(place{file, line}, RuleSource, "%s needs a source with an address", e.Certainty)
	}
	if e.Checked.IsZero() {
		r.add(place{file, line}, RuleChecked, "the day on which it was checked is missing")
	}
	if e.Certainty == convention.Verified && e.SourceDay.IsZero() {
		r.add(place{file, line}, RuleVerified, "marked verified by a source without a day: it is partly at most")
	}
	if !e.SourceDay.IsZero() && !e.Checked.IsZero() && later(e.SourceDay, e.Checked) {
		r.add(place{file, line}, RuleDate, "source_day: the source of %s was read on %s", e.SourceDay, e.Checked)
	}
}

// workingWords are words of those who gather the facts. Readers have no use for
// them: they belong into working_note, which no page shows.
var workingWords = regexp.MustCompile(`memory, unverified|dari ingatan, belum diverifikasi|\bCONFLICT\b|\bscrape\b|` +
	`an earlier reading|by the project|own inference|(?i:not found in (two|three|four) searches)|[a-z]+\.(json|csv)\b`)

// judgeText refuses working notes in a text that readers see.
func (r *reader) judgeText(at place, name, text string) {
	if name == "working_note" || name == "source" || name == "file" || name == "id" || strings.HasSuffix(name, "_url") {
		return
	}
	if found := workingWords.FindString(text); found != "" {
		r.add(at, RuleNote, "%s: %q belongs into working_note, which no page shows", name, found)
	}
}

// places knows the line of every value of a JSON file by its path, "plans[2].id".
type places map[string]int

// jsonFile reads a JSON file into v. Fields that v does not have are errors.
func (r *reader) jsonFile(file string, v any) (places, bool) {
	data := r.bytes(file)
	if data == nil {
		return nil, false
	}
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(v); err != nil {
		offset := in.InputOffset()
		if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
			offset = bad.Offset
		}
		if bad, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			offset = bad.Offset
		}
		text := strings.TrimPrefix(err.Error(), "json: ")
		if name, ok := strings.CutPrefix(text, "unknown field "); ok {
			offset = int64(bytes.Index(data, []byte(name)))
		}
		r.add(place{file, lineAt(data, offset)}, RuleFormat, "%s", text)
		return nil, false
	}
	w := walker{in: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1, at: places{}}
	w.text = func(path, text string) {
		name := path[strings.LastIndex(path, ".")+1:]
		name, _, _ = strings.Cut(name, "[")
		r.judgeText(place{file, w.line}, name, text)
	}
	w.walk("")
	return w.at, true
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n"))
}

// walker goes once through a JSON file that has been decoded, so that its tokens
// are known to be good.
type walker struct {
	in     *json.Decoder
	data   []byte
	offset int64 // up to here the lines are counted
	line   int
	at     places
	text   func(path, text string) // called with each text
}

// token returns the next token and counts the lines up to it.
func (w *walker) token() json.Token {
	token, err := w.in.Token()
	if err != nil {
		return nil
	}
	end := w.in.InputOffset()
	w.line += bytes.Count(w.data[w.offset:end], []byte("\n"))
	w.offset = end
	return token
}

// walk records where the next value begins, and each value in it.
func (w *walker) walk(path string) {
	token := w.token()
	w.at[path] = w.line
	if text, ok := token.(string); ok {
		w.text(path, text)
	}
	switch token {
	case json.Delim('['):
		for i := 0; w.in.More(); i++ {
			w.walk(fmt.Sprintf("%s[%d]", path, i))
		}
		w.token()
	case json.Delim('{'):
		for w.in.More() {
			w.walk(strings.TrimPrefix(fmt.Sprintf("%s.%s", path, w.token()), "."))
		}
		w.token()
	}
}
