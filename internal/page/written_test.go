package page

import (
	"bytes"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lindung/i18n"
)

// The models give the templates in testdata/written.html what the components'
// code works out for itself.
type (
	tableModel struct{ Table }
	cellModel  struct{ Cell }
	placeModel struct {
		cellModel
		Header bool
		Label  string
	}
	summaryModel struct{ SummaryList }
	cardModel    struct{ Card }
	lineModel    struct {
		SummaryRow
		NoActions bool
		Acts      []actModel
	}
	actModel struct {
		Action
		Card string
	}
	selectModel struct{ Select }
	tasksModel  struct{ TaskList }
	taskModel   struct {
		Task
		ID string
	}
)

func (c cellModel) Tags() []Tag { return each(c.Tag) }

func (t tableModel) Body() [][]placeModel {
	out := make([][]placeModel, len(t.Rows))
	for i, row := range t.Rows {
		for j, c := range row {
			p := placeModel{cellModel: cellModel{c}, Header: j == 0 && t.FirstCellIsHeader}
			if t.Cards && j < len(t.Head) {
				p.Label = t.Head[j].Text
			}
			out[i] = append(out[i], p)
		}
	}
	return out
}

func (l summaryModel) Card() *cardModel {
	if l.SummaryList.Card == nil {
		return nil
	}
	return &cardModel{*l.SummaryList.Card}
}

func (l summaryModel) Lines() []lineModel {
	acts, card := false, ""
	if l.SummaryList.Card != nil {
		card = l.SummaryList.Card.Title.Text
	}
	for _, r := range l.Rows {
		acts = acts || len(r.Actions.Items) > 0
	}
	out := make([]lineModel, len(l.Rows))
	for i, r := range l.Rows {
		out[i] = lineModel{r, acts && len(r.Actions.Items) == 0, actsOf(r.Actions, card)}
	}
	return out
}

func (c cardModel) Acts() []actModel { return actsOf(c.Actions, c.Title.Text) }

func actsOf(a Actions, card string) []actModel {
	var out []actModel
	for _, one := range a.Items {
		out = append(out, actModel{one, card})
	}
	return out
}

type partModel struct{ Part }

func (p partModel) Tasks() tasksModel { return tasksModel{TaskList{Items: p.Steps}} }
func (p partModel) Table() tableModel { return tableModel{p.Part.Table} }

func (p partModel) Lists() []summaryModel {
	var all []summaryModel
	for _, l := range p.Part.Lists {
		all = append(all, summaryModel{l})
	}
	return all
}

func (s selectModel) Options() []Option {
	out := slices.Clone(s.Items)
	for i := range out {
		out[i].Selected = out[i].Selected || (s.Value != "" && out[i].Value == s.Value)
	}
	return out
}

func (l tasksModel) Tasks() []taskModel {
	out := make([]taskModel, len(l.Items))
	for i, t := range l.Items {
		out[i] = taskModel{t, or(l.IDPrefix, "task-list") + "-" + strconv.Itoa(i+1)}
	}
	return out
}

func (t taskModel) HintID() string   { return t.ID + "-hint" }
func (t taskModel) StatusID() string { return t.ID + "-status" }
func (t taskModel) Tags() []Tag      { return each(t.Status.Tag) }

// written are the templates that the code is held to.
var written = template.Must(template.ParseFiles("testdata/written.html"))

func sameAsTemplate(t *rapid.T, name string, model any, got template.HTML) {
	t.Helper()
	var want bytes.Buffer
	if err := written.ExecuteTemplate(&want, name, model); err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Fatalf("%s\ngot  %q\nwant %q", name, got, want.String())
	}
}

// What the code writes is what the templates write, byte for byte.
func TestWrittenIsWhatTheTemplatesSay(t *testing.T) { rapid.Check(t, anyComponent) }

func FuzzWritten(f *testing.F) { f.Fuzz(rapid.MakeFuzz(anyComponent)) }

func anyComponent(t *rapid.T) {
	tag := rapid.Make[Tag]().Draw(t, "tag")
	sameAsTemplate(t, "tag", tag, tag.HTML())
	switch rapid.IntRange(0, 7).Draw(t, "component") {
	case 0:
		table := anyTable(t)
		sameAsTemplate(t, "table", tableModel{table}, table.HTML())
	case 1:
		list := rapid.Make[SummaryList]().Draw(t, "summary list")
		if list.Card != nil {
			list.Card.Title.HeadingLevel = rapid.IntRange(0, 6).Draw(t, "level") // HTML has no others
		}
		sameAsTemplate(t, "summary_list", summaryModel{list}, list.HTML())
	case 2:
		tasks := rapid.Make[TaskList]().Draw(t, "task list")
		sameAsTemplate(t, "task_list", tasksModel{tasks}, tasks.HTML())
	case 3:
		languages := rapid.Make[LanguageNavigation]().Draw(t, "languages")
		sameAsTemplate(t, "language_navigation", languages, languages.HTML())
	case 4:
		b := Base{T: i18n.For("id"), Nav: rapid.Make[[]NavItem]().Draw(t, "navigation")}
		sameAsTemplate(t, "nav", b, b.Navigation())
	case 5:
		jumps := Jumps(rapid.Make[[]Link]().Draw(t, "jumps"))
		sameAsTemplate(t, "jumps", jumps, jumps.HTML())
	case 6:
		part := anyPart(t)
		sameAsTemplate(t, "part", partModel{part}, part.HTML())
	case 7:
		list := Select{Value: text.Draw(t, "value"), Items: rapid.Make[[]Option]().Draw(t, "lines")}
		if len(list.Items) > 0 && rapid.Bool().Draw(t, "taken") {
			list.Value = list.Items[0].Value
		}
		sameAsTemplate(t, "options", selectModel{list}, list.Lines())
	}
}

// anyPart draws a part of which each list has one line at most: what a line looks
// like is drawn elsewhere.
func anyPart(t *rapid.T) Part {
	p := rapid.Make[Part]().Draw(t, "part")
	p.Table, p.Lists = Table{}, nil
	if rapid.Bool().Draw(t, "table") {
		p.Table = anyTable(t)
	}
	if rapid.Bool().Draw(t, "list") {
		p.Lists = []SummaryList{{Rows: []SummaryRow{{Key: SummaryText{Text: text.Draw(t, "key")}}}}}
	}
	return p
}

// anyTable draws few cells: rapid would make many, and each has many texts.
func anyTable(t *rapid.T) Table {
	cells := rapid.SliceOfN(rapid.Make[Cell](), 0, 3)
	return Table{
		Caption: text.Draw(t, "caption"), CaptionClasses: text.Draw(t, "its classes"), Classes: text.Draw(t, "classes"),
		FirstCellIsHeader: rapid.Bool().Draw(t, "header"), Cards: rapid.Bool().Draw(t, "cards"),
		Head: cells.Draw(t, "head"), Rows: rapid.SliceOfN(cells, 0, 3).Draw(t, "rows"),
	}
}

// text draws texts among which those that must be escaped are many.
var text = rapid.OneOf(rapid.String(), rapid.SampledFrom(nasty), rapid.StringOf(rapid.SampledFrom([]rune("\x00\"&'+<>%:/?#=() \\\n\x7f\u00a0\ufffd\ufdd0é中aZ0"))))

var nasty = []string{
	"", "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "java\nscript:x", "https://example.org/a?b=c&d=é#f", "MAILTO:a@example.org",
	"/cases?after=1.2&only=mine", "a/b:c", "//host/x", "%41%zz%4", "\xff\xfe", "</script><script>", `" onclick="x`, "+ADw-", "{{.}}", "<!--",
}

// What the writer escapes is what html/template escapes, in text, between quotes
// and in an address.
func FuzzEscaping(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	for c := range 256 {
		f.Add(strings.Repeat(string([]byte{byte(c)}), 2))
	}
	f.Fuzz(func(t *testing.T, s string) { escapesLikeTemplates(t, s) })
}

var escaping = template.Must(template.New("").Parse(`<a{{with .}} title="{{.}}"{{end}} href="{{.}}" class="own{{with .}} {{.}}{{end}}">{{.}}</a>`))

func escapesLikeTemplates(t *testing.T, s string) {
	var want bytes.Buffer
	if err := escaping.Execute(&want, s); err != nil {
		t.Fatal(err)
	}
	var w writer
	w.raw(`<a`)
	w.attr("title", s)
	w.href(s)
	w.class("own", s)
	w.raw(`>`)
	w.text(s)
	w.raw(`</a>`)
	if got := string(w.html()); got != want.String() {
		t.Errorf("%q\ngot  %q\nwant %q", s, got, want.String())
	}
}

func BenchmarkTable(b *testing.B) {
	row := []Cell{
		{Text: "Ana Example", Href: "/cases/00000000000000000000000000", Note: "TH-2026-00001", Tag: &Tag{Text: "a child"}},
		{Tag: &Tag{Text: "open"}}, {Text: "24 November 2026"}, {Text: "2 hours ago", Note: "24 November 2026"},
	}
	table := Table{Cards: true, FirstCellIsHeader: true, Head: []Cell{{Text: "Person"}, {Text: "State"}, {Text: "Opened"}, {Text: "Changed"}}}
	for range 50 {
		table.Rows = append(table.Rows, row)
	}
	b.Run("code", func(b *testing.B) {
		for b.Loop() {
			_ = table.HTML()
		}
	})
	b.Run("template", func(b *testing.B) {
		for b.Loop() {
			if err := written.ExecuteTemplate(&bytes.Buffer{}, "table", tableModel{table}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
