package figures

import (
	"context"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/duties"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/stats"
)

// looking is one of the ways to count: of the own organisation, or of several.
type looking func(context.Context, access.Session, stats.Query) (stats.View, error)

// figureOf is a table as a page shows it, beside that of the period to compare with.
func figureOf(v *desk.Visit, p stats.Pair, seen stats.View) figure {
	now := p.Now
	f := figure{Title: nameOf(v, now.Of[0])}
	if now.Total.Hidden {
		f.Note = v.Text("figures.too_few", "bound", seen.Bound)
		return f
	}
	if now.Of[0].Several {
		f.Note = v.Text("figures.several")
	}
	if len(now.Of) == 2 {
		f.Title = v.Text("figures.by_with", "by", f.Title, "with", nameOf(v, now.Of[1]))
		f.Wide = pairs(v, now, seen)
		return f
	}
	f.Head = []string{v.Text("figures.answer"), periodOf(v, seen.Period)}
	compare := len(p.Before.Of) > 0
	if compare {
		f.Head = append(f.Head, periodOf(v, seen.Before))
	}
	for _, c := range seen.Compare(p) {
		one := line{Name: codeOf(v, now.Of[0], c.Code), Now: count(v, c.Now, seen), Bar: c.Now.N * 100 / max(1, now.Total.N)}
		if compare {
			one.Before = count(v, c.Before, seen)
		}
		f.Lines = append(f.Lines, one)
	}
	return f
}

// pairs is a table of two dimensions.
func pairs(v *desk.Visit, t stats.Table, seen stats.View) page.Table {
	all := page.Table{FirstCellIsHeader: true, Classes: "l-figures"}
	all.Head = []page.Cell{{Text: nameOf(v, t.Of[0])}}
	sums := []page.Cell{{Text: v.Text("figures.sum")}}
	for j, code := range t.Cols {
		all.Head = append(all.Head, page.Cell{Text: codeOf(v, t.Of[1], code), Format: "numeric"})
		sums = append(sums, page.Cell{Text: count(v, t.Sums[j], seen), Format: "numeric"})
	}
	all.Head = append(all.Head, page.Cell{Text: v.Text("figures.sum"), Format: "numeric"})
	for _, l := range t.Lines {
		row := []page.Cell{{Text: codeOf(v, t.Of[0], l.Code)}}
		for _, c := range l.Cells {
			row = append(row, page.Cell{Text: count(v, c, seen), Format: "numeric"})
		}
		all.Rows = append(all.Rows, append(row, page.Cell{Text: count(v, l.Total, seen), Format: "numeric"}))
	}
	all.Rows = append(all.Rows, append(sums, page.Cell{Text: count(v, t.Total, seen), Format: "numeric"}))
	return all
}

// count says a count, or that it is hidden.
func count(v *desk.Visit, c stats.Count, seen stats.View) string {
	if c.Hidden {
		return v.Text("figures.hidden", "bound", seen.Bound)
	}
	return v.T.Number(c.N)
}

// nameOf says a dimension.
func nameOf(v *desk.Visit, d stats.Dimension) string {
	switch {
	case d.Field != nil && d.Form.Repeat != nil: // of a form whose questions are short
		return v.Text("figures.of_record", "form", v.Text("form."+d.Form.Name), "question", v.Text("field."+d.Name))
	case d.Field != nil:
		return v.Text("field." + d.Name)
	}
	return v.Text("figures.dim." + d.Name)
}

// codeOf says one code of a dimension.
func codeOf(v *desk.Visit, d stats.Dimension, code string) string {
	switch code {
	case stats.Others:
		return v.Text("figures.others")
	case stats.Yes:
		return v.Text("page.yes")
	case stats.No:
		return v.Text("page.no")
	case stats.Unknown, stats.Refused, stats.NotAsked:
		return v.Text("absent." + code[1:])
	}
	switch {
	case d.AsksLaw() && code != stats.None:
		state, rule := stats.SplitDuty(code)
		return v.Text("figures.duty", "state", state, "rule", v.Text("duties.rule."+rule), "source", sourceOf(rule))
	case d.Field != nil:
		return page.Word(v.T, d.Field, code)
	case d.Name == "status":
		return v.Text("code.case_status." + code)
	case d.Name == "close_reason" && code != "still_open":
		return v.Text("close_reason." + code)
	}
	return v.Text("figures.code." + code)
}

// periodOf says a period.
func periodOf(v *desk.Visit, p stats.Period) string {
	if p.Months() == 12 {
		return p.Code
	}
	month := func(d lindung.Date) string { return v.T.Date(lindung.Date{Year: d.Year, Month: d.Month}) }
	return v.Text("common.from_until", "from", month(p.From), "until", month(p.Last()))
}

// sourceOf names the first paragraph of a rule, which the state's report is about.
func sourceOf(rule string) string {
	for _, r := range duties.Rules {
		if r.Name == rule {
			return strings.Replace(r.Paragraphs[0], "-", " ", 1)
		}
	}
	return ""
}
