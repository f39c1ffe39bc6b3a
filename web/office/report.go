package office

import (
	"lindung/internal/desk"
	"strconv"
	"strings"

	"lindung/exchange"
	"lindung/internal/page"
)

// fileCounts counts the rows of a file by treatment.
func fileCounts(v *desk.Visit, r exchange.Report) page.SummaryList {
	f := v.Facts()
	for _, c := range []struct {
		label string
		n     int
	}{
		{"files.count.rows", r.Rows}, {"files.count.accepted", r.Accepted}, {"files.count.mapped", r.Mapped},
		{"files.count.refused", r.Refused}, {"files.count.duplicates", r.Duplicates},
	} {
		f.Add(c.label, v.T.Number(c.n))
	}
	return f.List
}

// findings shows a report: a table for each treatment, a row for each rule and
// column.
func findings(v *desk.Visit, all []exchange.Finding) []page.Table {
	labels := columnLabels(v)
	var tables []page.Table
	var last exchange.Treatment
	for _, f := range all {
		if f.Action != last {
			last = f.Action
			t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("files.action." + string(f.Action)), CaptionClasses: "govuk-table__caption--m"}
			for _, h := range []string{"column", "rule", "rows"} {
				t.Head = append(t.Head, page.Cell{Text: v.Text("files." + h)})
			}
			tables = append(tables, t)
		}
		t := &tables[len(tables)-1]
		t.Rows = append(t.Rows, []page.Cell{columnCell(v, f, labels), {Text: v.Text(f.Rule, f.Args...)}, {Text: spans(v, f.Rows)}})
	}
	return tables
}

// columnLabels are the label keys of the columns that files carry.
func columnLabels(v *desk.Visit) map[string]string {
	labels := map[string]string{}
	for _, t := range exchange.Targets(v.Session.Forms()) {
		labels[t.Name] = t.Label
	}
	return labels
}

// columnCell names a column by its question, with its name in the file beside.
func columnCell(v *desk.Visit, f exchange.Finding, labels map[string]string) page.Cell {
	if f.Column == "" {
		if f.Rows[0] == (exchange.Span{}) {
			return page.Cell{Text: v.Text("files.whole_file")}
		}
		return page.Cell{Text: v.Text("files.whole_row")}
	}
	if key := labels[strings.TrimSuffix(f.Column, "_ext")]; key != "" {
		return page.Cell{Text: v.Text(key), Note: f.Column}
	}
	return page.Cell{Text: v.Text("files.column_named", "name", f.Column)}
}

// mostSpans is how many runs of rows are written out.
const mostSpans = 40

// spans writes rows as people do: 3–60, 62.
func spans(v *desk.Visit, all []exchange.Span) string {
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
	text := strings.Join(out, v.Text("common.list_separator"))
	if left > 0 {
		return v.Text("files.more_rows", "rows", text, "n", left)
	}
	return text
}
