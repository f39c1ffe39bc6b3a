package monitoring

import (
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// An asking is what the form of a file asks for, in its order: what every row needs, and
// what few rows need. Whose the row is, it asks the editor alone; more about the source is
// asked of every file alike. What is asked nowhere, the program fills in.
type asking struct {
	own        string
	first, few []string
}

// askings are those of all files.
var askings = map[string]asking{
	"recommendations": {"by", []string{"event", "text", "addressee", "paragraphs", "verb", "due", "source_url", "read_in", "source_day"},
		[]string{"id", "by_kind", "day", "paragraph_of_document", "repeats"}},
	"followups":   {"by", []string{"recommendation", "kind", "text", "day", "source_url", "source_day"}, []string{"refers_to", "strength", "names"}},
	"events":      {"bodies", []string{"title", "kind", "not_before", "not_after", "place", "paragraphs", "recommends", "source_url", "source_day"}, []string{"id", "attended", "present", "agenda_url", "outcome", "outcome_url", "follows", "plan", "instrument"}},
	"steps":       {"state", []string{"kind", "not_before", "not_after", "body", "document", "source_url", "source_day"}, []string{"id", "instrument", "event", "scope"}},
	"measures":    {"state", []string{"kind", "title", "law", "begins", "ends", "pending", "paragraphs", "source_url", "source_day"}, []string{"id", "body", "replaces", "plan", "relation", "relation_by"}},
	"focal":       {"state", []string{"office", "contact", "begins", "source_url", "source_day"}, []string{"body", "ends"}},
	"assessments": {"by", []string{"about", "finding", "method", "day", "source_url", "source_day"}, []string{"id", "by_kind", "reply_of"}},
}

// aboutSource are the columns of every file that say more about the source of a row.
var aboutSource = []string{"read_in", "says", "certainty", "checked", "note", "working_note"}

// long are the columns in which people write sentences.
var long = []string{"text", "finding", "outcome", "says", "note", "working_note", "method", "attended", "present"}

// several are the columns that name several states and bodies, which are ticked.
var several = []string{"addressee", "bodies", "followups/by"}

// cell is the name of the question about a column.
func cell(column string) string { return "c_" + column }

// A shown is what a row is about, above its form: the words of others as they stand.
type shown struct {
	Title, Text string
	Facts       page.SummaryList
	Source      *page.Link
}

// rowPage is the form of a row.
type rowPage struct {
	page.Base
	Lead  string
	About *shown
	Form  page.Form
}

var rowView = page.NewView[rowPage]("desk_row")

// A rowForm is the form of one row: new, or one that was proposed, with its version.
type rowForm struct {
	v       *desk.Visit
	r       monitoring.Record
	d       monitoring.Desk
	f       monitoring.File
	action  string
	begun   monitoring.Row
	version int64

	q *desk.Questions
}

// show asks for the cells of the row.
func (x *rowForm) show(problems []field.Problem) error {
	v := x.v
	p := rowPage{Base: v.Base("desk.title.row_of", "file", v.Text("file."+x.f.Name)), Lead: v.Text("row.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: pathOf(x.f)}
	in := url.Values{}
	for _, name := range x.r.Columns(x.f) {
		in[cell(name)] = []string{x.begun[name]}
		if x.several(name) {
			in[cell(name)] = strings.Fields(x.begun[name])
		}
	}
	if sent := v.Filled(nil); len(sent) > 0 {
		in = sent
	}
	if len(problems) > 0 {
		in = v.Form()
	}
	for i := range problems {
		if slices.Contains(x.r.Columns(x.f), problems[i].Field) {
			problems[i].Field = cell(problems[i].Field)
		}
	}
	x.q = v.Ask("row", in, problems)
	row := rowOf(in)
	if p.About = x.about(row); p.About != nil {
		p.Title, p.Lead = v.Text("row.title."+x.f.Name), v.Text("row.lead.reply")
	}
	hidden := x.ask(row)
	v.Wrong(&p.Base, page.InOrder(x.q.Rows, problems), "row."+x.f.Name, "row")
	p.Form = page.Form{Action: x.action, Rows: x.q.Rows, Hidden: hidden, Save: page.Button{Text: v.Text("row.save")}}
	if x.version > 0 {
		p.Form.Hidden = append(p.Form.Hidden, desk.Version(x.version)...)
	}
	return desk.Show(v, rowView, p)
}

// ask puts the questions, and returns what goes along unasked.
func (x *rowForm) ask(row monitoring.Row) []page.Hidden {
	a := askings[x.f.Name]
	fixed := x.fixed(row)
	if !slices.Contains(fixed, a.own) {
		x.column(a.own, row)
	}
	ask := func(columns []string) {
		for _, name := range columns {
			if !slices.Contains(fixed, name) {
				x.column(name, row)
			}
		}
	}
	ask(a.first)
	x.fold("fold_source", row, func() {
		ask(slices.DeleteFunc(slices.Clone(aboutSource), func(name string) bool { return slices.Contains(a.first, name) }))
	})
	x.fold("fold_few", row, func() { ask(a.few) })
	var hidden []page.Hidden
	for _, name := range append(fixed, "recorded") {
		if row[name] != "" {
			hidden = append(hidden, page.Hidden{Name: cell(name), Value: row[name]})
		}
	}
	return hidden
}

// fold puts questions behind a heading; it is open where something in it is to be mended,
// or was filled in beyond what the form began with.
func (x *rowForm) fold(name string, row monitoring.Row, ask func()) {
	at := len(x.q.Rows)
	x.q.Fold(name, ask)
	head := &x.q.Rows[at]
	if len(head.Folded) == 0 {
		x.q.Rows = x.q.Rows[:at]
		return
	}
	head.Open = slices.ContainsFunc(head.Folded, func(r page.Row) bool {
		column := strings.TrimPrefix(r.Name(), "c_")
		return x.q.WrongAt(r.Name()) != nil || row[column] != x.begun[column]
	})
}

// fixed are the columns that are not asked for, though they may be filled: whose a row is,
// what it answers, and how it is called once others know it. One at which something is
// wrong is asked for all the same.
func (x *rowForm) fixed(row monitoring.Row) []string {
	var all []string
	if x.d.Kind != monitoring.Editing {
		all = append(all, askings[x.f.Name].own)
		if x.d.Kind != monitoring.Civil {
			all = append(all, "by_kind")
		}
	}
	if _, ok := x.recommendation(row); ok {
		all = append(all, "recommendation")
	}
	if _, ok := x.assessment(row); ok {
		all = append(all, "reply_of", "about")
	}
	if _, known := x.r.Find(x.f, x.f.KeyOf(x.begun)); known && x.begun["id"] != "" {
		all = append(all, "id")
	}
	return slices.DeleteFunc(all, func(name string) bool {
		return !slices.Contains(x.r.Columns(x.f), name) || x.q.WrongAt(cell(name)) != nil
	})
}

// column asks for one cell, as it can best be answered.
func (x *rowForm) column(name string, row monitoring.Row) {
	at, label := len(x.q.Rows), "row."+x.f.Name+"."+cell(name)
	options := x.options(name, row[name])
	switch {
	case x.several(name):
		x.q.Tick(cell(name), x.ticks(name, row[name]))
		x.q.Rows[at].Checkboxes.Classes = "l-columns"
	case options != nil:
		x.q.Pick(cell(name), options)
	case slices.Contains(long, name):
		x.q.Long(cell(name)).Rows = 3
	default:
		x.q.Input(cell(name), "off")
	}
	if x.v.T.Has(label) {
		relabel(&x.q.Rows[at], x.v.Text(label))
	}
}

// relabel gives a question the words that it has in one file.
func relabel(r *page.Row, label string) {
	switch {
	case r.Input != nil:
		r.Input.Label.Text = label
	case r.Textarea != nil:
		r.Textarea.Label.Text = label
	case r.Select != nil:
		r.Select.Label.Text = label
	case r.Checkboxes != nil:
		r.Checkboxes.Fieldset.Legend.Text = label
	}
}

func (x *rowForm) several(name string) bool {
	return slices.Contains(several, name) || slices.Contains(several, x.f.Name+"/"+name)
}

// ticks are who can be named in a column: all states, each of them, and bodies.
func (x *rowForm) ticks(name, has string) []page.Choice {
	var all []page.Choice
	if name == "addressee" {
		all = append(all, page.Choice{Value: monitoring.EveryState, Text: x.v.Text("row.every_state")})
	}
	if name != "bodies" {
		for _, s := range lindung.States {
			all = append(all, page.Choice{Value: string(s), Text: x.v.T.Country(s)})
		}
	}
	for _, id := range x.r.Bodies() {
		all = append(all, page.Choice{Value: id, Text: id, Hint: &page.Hint{Text: x.r.BodyName(id)}})
	}
	for _, word := range strings.Fields(has) {
		if !slices.ContainsFunc(all, func(c page.Choice) bool { return c.Value == word }) {
			all = append(all, page.Choice{Value: word, Text: word})
		}
	}
	return all
}

// rowOf is the row that a form holds.
func rowOf(in url.Values) monitoring.Row {
	row := monitoring.Row{}
	for name, values := range in {
		if column, ok := strings.CutPrefix(name, "c_"); ok {
			row[column] = strings.TrimSpace(strings.Join(values, " "))
		}
	}
	return row
}

// sentRow is the row that was typed, with what the program fills in.
func sentRow(v *desk.Visit, file string) monitoring.Row {
	row := rowOf(v.Form())
	today := lindung.DateOf(v.Local(v.Now())).String()
	for _, name := range []string{"checked", "recorded"} {
		if row[name] == "" {
			row[name] = today // a column that the file lacks is left out again
		}
	}
	switch file {
	case "events":
		if row["not_after"] == "" {
			row["not_after"] = row["not_before"]
		}
	case "steps":
		if row["source_url"]+row["not_before"]+row["not_after"] == "" {
			row["certainty"] = "" // its event has all that
		}
	case answersFile:
		if row["kind"] == convention.FoundNone {
			row["strength"] = ""
		} else if row["strength"] == "" {
			row["strength"] = convention.SameSubject
		}
	}
	return row
}
