package web

import (
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/exchange"
	"lindung/internal/page"
)

// fileCounts counts what became, or would become, of the rows of a file.
func (v *visit) fileCounts(r exchange.Report) page.SummaryList {
	f := v.facts()
	for _, c := range []struct {
		label string
		n     int
	}{
		{"files.count.rows", r.Rows}, {"files.count.accepted", r.Accepted}, {"files.count.mapped", r.Mapped},
		{"files.count.refused", r.Refused}, {"files.count.duplicates", r.Duplicates},
	} {
		f.add(c.label, v.t.Number(c.n))
	}
	return f.list
}

// findings shows a report: a table for each action, a row for each rule and
// column.
func (v *visit) findings(all []exchange.Finding) []page.Table {
	labels := columnLabels()
	var tables []page.Table
	var last exchange.Action
	for _, f := range all {
		if f.Action != last {
			last = f.Action
			t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.text("files.action." + string(f.Action)), CaptionClasses: "govuk-table__caption--m"}
			for _, h := range []string{"column", "rule", "rows"} {
				t.Head = append(t.Head, page.Cell{Text: v.text("files." + h)})
			}
			tables = append(tables, t)
		}
		t := &tables[len(tables)-1]
		t.Rows = append(t.Rows, []page.Cell{v.columnCell(f, labels), {Text: v.text(f.Rule, f.Args...)}, {Text: v.spans(f.Rows)}})
	}
	return tables
}

// columnLabels are the label keys of the columns of HTCDS.
func columnLabels() map[string]string {
	labels := map[string]string{}
	for _, i := range cases.Fields() {
		if i.HTCDS != "" {
			labels[i.HTCDS] = "field." + i.Name
		}
	}
	return labels
}

// columnCell names a column by its question, with its name in the file beside.
func (v *visit) columnCell(f exchange.Finding, labels map[string]string) page.Cell {
	if f.Column == "" {
		if f.Rows[0] == (exchange.Span{}) {
			return page.Cell{Text: v.text("files.whole_file")}
		}
		return page.Cell{Text: v.text("files.whole_row")}
	}
	if key := labels[strings.TrimSuffix(f.Column, "_ext")]; key != "" {
		return page.Cell{Text: v.text(key), Note: f.Column}
	}
	return page.Cell{Text: v.text("files.column_named", "name", f.Column)}
}

// mostSpans is how many runs of rows are written out.
const mostSpans = 40

// spans writes rows as people do: 3–60, 62.
func (v *visit) spans(all []exchange.Span) string {
	var out []string
	left := 0
	for i, s := range all {
		switch {
		case s == (exchange.Span{}):
			return "–"
		case i >= mostSpans:
			left += s[1] - s[0] + 1
		case s[0] == s[1]:
			out = append(out, strconv.Itoa(s[0]))
		default:
			out = append(out, strconv.Itoa(s[0])+"–"+strconv.Itoa(s[1]))
		}
	}
	text := strings.Join(out, v.text("common.list_separator"))
	if left > 0 {
		return v.text("files.more_rows", "rows", text, "n", left)
	}
	return text
}

// colleagues are the names of those who work for the actor's organisation.
func (v *visit) colleagues() (map[lindung.ActorID]string, error) {
	members, err := access.Members(v.ctx(), v.session)
	names := map[lindung.ActorID]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, err
}

// colleague names an actor of the own organisation; whom nobody knows is the
// program itself.
func (v *visit) colleague(names map[lindung.ActorID]string, id lindung.ActorID) string {
	if name := names[id]; name != "" {
		return name
	}
	return v.text("history.program")
}
