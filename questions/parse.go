package questions

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// row is a row of a table with the line on which it stands.
type row struct {
	line  int
	cells []string
}

// A table is read from top to bottom: a form belongs to the set above it, a question to
// the form above it, an option to the question above it.
type table struct {
	ours   field.Set
	heads  []head
	set    Set
	begun  bool // there was a set
	forms  []*form
	faults []Fault
	codes  map[string]int // of forms and questions: the line on which each stands
}

type head struct {
	name string
	lang i18n.Lang
	as   string // as the file writes it
	bad  bool
}

// form and ask are rows that were read, before they are declared.
type form struct {
	line  int
	name  string
	group lindung.Group
	many  bool
	asks  []*ask
}

type ask struct {
	line    int
	name    string
	kind    field.Kind
	ahead   bool
	uses    []lindung.Purpose
	options []field.Code
	lines   map[string]int // of the options
	onlyIf  string
	info    *field.Info
}

func (t *table) fault(line int, column, key string, args ...any) {
	t.faults = append(t.faults, Fault{line, column, key, args})
}

// parse reads rows, the first of which has the names of the columns.
func parse(rows []row, ours field.Set) (Set, []Fault) {
	t := table{ours: ours, codes: map[string]int{}}
	t.set.Texts, t.set.lines = map[string]map[i18n.Lang]string{}, map[string]int{}
	if len(rows) < 2 {
		return Set{}, []Fault{{Key: "exchange.file.empty"}}
	}
	if len(rows) > mostRows {
		return Set{}, []Fault{{Key: "questions.fault.rows", Args: []any{"max", mostRows}}}
	}
	if !t.readHeads(rows[0]) {
		return Set{}, t.faults
	}
	for _, r := range rows[1:] {
		t.read(r)
	}
	for _, f := range t.forms {
		t.declare(f)
	}
	if len(t.forms) == 0 && len(t.faults) == 0 {
		t.fault(0, "", "questions.fault.none")
	}
	slices.SortStableFunc(t.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	if len(t.faults) > 0 {
		return Set{}, t.faults
	}
	for _, r := range rows {
		cells := slices.Clone(r.cells[:min(len(r.cells), len(t.heads))])
		for len(cells) < len(t.heads) {
			cells = append(cells, "")
		}
		t.set.rows = append(t.set.rows, cells)
	}
	return t.set, nil
}

// readHeads reads the names of the columns. Without row, code and label nothing can be
// read.
func (t *table) readHeads(r row) bool {
	seen := map[string]bool{}
	for _, text := range r.cells {
		name, l, ok := column(text)
		h := head{name, l, strings.TrimSpace(text), !ok}
		switch key := name + ":" + string(l); {
		case h.as == "":
		case !ok && slices.Contains(spoken, name):
			t.fault(r.line, h.as, "questions.fault.language", "all", words(i18n.Langs()))
		case !ok:
			t.fault(r.line, h.as, "questions.fault.column", "all", words(columnNames))
		case seen[key]:
			t.fault(r.line, h.as, "questions.fault.column_twice")
			h.bad = true
		default:
			seen[key] = true
		}
		t.heads = append(t.heads, h)
	}
	for _, name := range []string{colRow, colCode, colLabel} {
		if !seen[name+":"] {
			t.fault(r.line, name, "questions.fault.no_column")
		}
	}
	return seen[colRow+":"] && seen[colCode+":"] && seen[colLabel+":"]
}

// cell returns what a row says in a column.
func (t *table) cell(r row, name string) string {
	at := slices.IndexFunc(t.heads, func(h head) bool { return h.name == name && h.lang == "" && !h.bad })
	if at < 0 || at >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[at])
}

func (t *table) read(r row) {
	what := fold(t.cell(r, colRow))
	if !slices.Contains(rowNames, what) {
		t.fault(r.line, colRow, "questions.fault.row", "all", words(rowNames))
		return
	}
	for at, text := range r.cells {
		if strings.TrimSpace(text) == "" {
			continue
		}
		if at >= len(t.heads) || t.heads[at].as == "" {
			t.fault(r.line, "", "questions.fault.outside")
		} else if h := t.heads[at]; !h.bad && !slices.Contains(says[what], h.name) {
			t.fault(r.line, h.as, "questions.fault.cell", "row", what)
		}
	}
	switch what {
	case rowSet:
		t.readSet(r)
	case rowForm:
		t.readForm(r)
	case rowQuestion:
		t.readQuestion(r)
	case rowOption:
		t.readOption(r)
	}
}

// goodCode is what names a set, a form, a question or an option: short enough for the name
// of a sheet, and nothing that means something to HTCDS. Nor does it end in _ext, as the second
// column of a question does in files.
var goodCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,23}$`)

// code reads the code of a row. For one that is none it returns another, so that what
// stands below can be read.
func (t *table) code(r row) string {
	code := t.cell(r, colCode)
	if !goodCode.MatchString(code) || strings.HasPrefix(code, "x_") || strings.HasPrefix(code, Before) || strings.HasSuffix(code, "_ext") {
		t.fault(r.line, colCode, "questions.fault.code")
		return ""
	}
	return code
}

// named is code for a form or a question: the code is no other's.
func (t *table) named(r row, known func(string) bool) string {
	code := t.code(r)
	switch {
	case code == "":
	case known(code):
		t.fault(r.line, colCode, "questions.fault.ours")
	case t.codes[code] > 0:
		t.fault(r.line, colCode, "questions.fault.twice", "line", t.codes[code])
	default:
		t.codes[code], t.set.lines[Before+code] = r.line, r.line
		return Before + code
	}
	return Before + "_line" + strconv.Itoa(r.line) // which no code can be
}

func (t *table) readSet(r row) {
	if t.begun {
		t.fault(r.line, colRow, "questions.fault.set_twice")
		return
	}
	t.begun = true
	t.set.Code = t.code(r)
	if t.cell(r, colLabel) == "" {
		t.fault(r.line, colLabel, "questions.fault.label")
	}
	t.say(r, colLabel, t.set.Title())
}

func (t *table) readForm(r row) {
	if !t.begun {
		t.fault(r.line, colRow, "questions.fault.set_first")
		t.begun = true
	}
	f := &form{line: r.line, group: lindung.Group(fold(t.cell(r, colGroup)))}
	f.name = t.named(r, func(code string) bool { _, ok := t.ours.Named(code); return ok })
	switch fold(t.cell(r, colAnswers)) {
	case once, "":
	case many:
		f.many = true
	default:
		t.fault(r.line, colAnswers, "questions.fault.answered")
	}
	t.say(r, colLabel, "form."+f.name)
	t.say(r, colHint, "form."+f.name+".intro")
	if t.set.Texts["form."+f.name+".intro"] == nil {
		t.set.Texts["form."+f.name+".intro"] = map[i18n.Lang]string{i18n.English: ""}
	}
	t.forms = append(t.forms, f)
}

func (t *table) readQuestion(r row) {
	if len(t.forms) == 0 {
		t.fault(r.line, colRow, "questions.fault.form_first")
		return
	}
	a := &ask{line: r.line, kind: field.KindText, lines: map[string]int{}, onlyIf: t.cell(r, colOnlyIf)}
	a.name = t.named(r, func(code string) bool {
		return slices.ContainsFunc(t.ours.Fields(), func(i *field.Info) bool { return i.Name == code })
	})
	at := slices.IndexFunc(kinds, func(k kindWord) bool { return k.word == fold(t.cell(r, colKind)) })
	if at < 0 {
		t.fault(r.line, colKind, "questions.fault.kind", "all", kindWords())
	} else {
		a.kind, a.ahead = kinds[at].kind, kinds[at].ahead
	}
	t.readUses(r, a)
	t.say(r, colLabel, "field."+a.name)
	t.say(r, colWhy, "field."+a.name+".why")
	t.say(r, colHint, "field."+a.name+".hint")
	f := t.forms[len(t.forms)-1]
	f.asks = append(f.asks, a)
}

// readUses reads what the answers are for; to help the person where nothing is said.
func (t *table) readUses(r row, a *ask) {
	for part := range strings.SplitSeq(t.cell(r, colUses), ";") {
		if p := lindung.Purpose(fold(part)); p == "" {
			continue
		} else if !slices.Contains(uses, p) {
			t.fault(r.line, colUses, "questions.fault.use", "all", words(uses))
		} else if !slices.Contains(a.uses, p) {
			a.uses = append(a.uses, p)
		}
	}
	if len(a.uses) == 0 {
		a.uses = []lindung.Purpose{lindung.Assistance}
	}
	a.uses = append(a.uses, lindung.OwnRequest)
}

func (t *table) readOption(r row) {
	var a *ask
	if len(t.forms) > 0 {
		if asks := t.forms[len(t.forms)-1].asks; len(asks) > 0 {
			a = asks[len(asks)-1]
		}
	}
	if a == nil || !a.coded() {
		t.fault(r.line, colRow, "questions.fault.option")
		return
	}
	code := t.code(r)
	if code == "" {
		return
	}
	if a.lines[code] > 0 {
		t.fault(r.line, colCode, "questions.fault.twice", "line", a.lines[code])
		return
	}
	if len(a.options) == mostOptions {
		t.fault(r.line, "", "questions.fault.options_many", "max", mostOptions)
	}
	a.lines[code] = r.line
	key := "code." + a.name + "." + code
	t.say(r, colLabel, key)
	c := field.Code{Name: code}
	for _, l := range append([]i18n.Lang{i18n.English}, i18n.Langs()...) {
		if text := t.set.Texts[key][l]; text != "" && !slices.Contains(c.Aliases, text) {
			c.Aliases = append(c.Aliases, text)
		}
	}
	a.options = append(a.options, c)
}

// mostOptions is how many options a question may have.
const mostOptions = 60

func (a *ask) coded() bool { return a.kind == field.KindCode || a.kind == field.KindCodes }

// How long texts may be: a label is read in one look.
var (
	labelText = field.NewText("label", field.Max(200)).Info
	otherText = field.NewText("text", field.Max(600)).Info
)

// say takes over what a row says in a column, in all languages, under a label key.
func (t *table) say(r row, name, key string) {
	for at, h := range t.heads {
		if h.name != name || h.bad || at >= len(r.cells) {
			continue
		}
		is, v := otherText, field.Values{}
		if name == colLabel {
			is = labelText
		}
		if _, _, bad := v.Parse(is, r.cells[at], time.Time{}); bad != nil {
			t.fault(r.line, h.as, bad.Key, bad.Args...)
			continue
		}
		if text := v.Text(is); text != "" {
			if t.set.Texts[key] == nil {
				t.set.Texts[key] = map[i18n.Lang]string{}
			}
			l := cmp.Or(h.lang, i18n.English)
			t.set.Texts[key][l] = text
		}
	}
}
