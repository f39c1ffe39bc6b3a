package casefile

import (
	"strings"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/telling"
)

// Told is what a page shows of what was told already, before it asks anything.
type Told struct {
	Title, Lead string
	Warnings    []string // interpreters who are not to be asked
	Table       page.Table
	More        []page.Link // what can be done instead of asking
}

// ToldBefore returns what the person was asked already; nil where no one has asked them
// and nothing is known of an interpreter.
func ToldBefore(v *desk.Visit, w dossier.Whole) *Told {
	all, unfit := dossier.Tellings(w), dossier.UnfitInterpreters(w)
	if len(all)+len(unfit) == 0 {
		return nil
	}
	t := Told{Title: v.Text("case.part.told"), Lead: v.Text("telling.none")}
	if len(all) > 0 {
		t.Lead = v.Text("telling.lead", "n", dossier.CountTellings(w))
		t.More = insteadOfAsking(v, w)
	}
	for _, i := range unfit {
		t.Warnings = append(t.Warnings, v.Text("telling.unfit."+i.Why, "name", i.Who))
	}
	t.Table = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"day", "by", "topics"} {
		t.Table.Head = append(t.Table.Head, page.Cell{Text: v.Text("telling.table." + h)})
	}
	for _, told := range all {
		t.Table.Rows = append(t.Table.Rows, toldRow(v, w, told))
	}
	return &t
}

// insteadOfAsking leads to the statements that there are, and to sharing them.
func insteadOfAsking(v *desk.Visit, w dossier.Whole) []page.Link {
	var more []page.Link
	if len(w.Records(telling.Statement)) > 0 {
		more = append(more, page.Link{Text: v.Text("telling.read"), Href: RecordPath(w.ID, telling.Statement.Name, "")})
	}
	if w.Can(access.ConsentGive) {
		more = append(more, page.Link{Text: v.Text("telling.share"), Href: Path(w.ID) + "/consent/new?groups=" + string(lindung.Situation)})
	}
	return more
}

// toldRow is one time in a table: when, by whom, about what.
func toldRow(v *desk.Visit, w dossier.Whole, t dossier.Telling) []page.Cell {
	day := page.Cell{Text: v.T.Date(t.On)}
	if t.On.IsZero() {
		day.Text = v.Text("case.record.no_day")
	}
	day.Href = Path(w.ID) + "/screening/" + t.ID
	if t.Part == "records" {
		day.Href = RecordPath(w.ID, telling.Interview.Name, lindung.RecordID(t.ID))
	}
	by := page.Cell{Text: t.By}
	if by.Text == "" {
		by.Text = v.Text("history.someone")
	}
	if v.Private() {
		by = page.Cell{Masked: v.Text("page.show"), Hidden: by.Text}
	}
	if t.Language != "" {
		by.Note = v.T.Language(t.Language)
	}
	topics := make([]string, len(t.Topics))
	for i, key := range t.Topics {
		topics[i] = v.Text(key)
	}
	return []page.Cell{day, by, {Text: strings.Join(topics, v.Text("common.list_separator"))}}
}

// toldElsewhere tells, beside the records of a form that says when the person was asked,
// the times that are recorded in another part of the case: nobody is to read there that
// the person was never asked.
//
// Source: ACTIP 14.6; ACTIP 16.4
func toldElsewhere(v *desk.Visit, w dossier.Whole, f *field.Form) []page.SummaryRow {
	if f.Name != telling.Interview.Name {
		return nil
	}
	var rows []page.SummaryRow
	for _, t := range dossier.Tellings(w) {
		if t.Part == "records" {
			continue
		}
		cells := toldRow(v, w, t)
		day, by, topics := cells[0], cells[1], cells[2]
		row := page.SummaryRow{Key: page.SummaryText{Text: day.Text}, Value: page.SummaryText{Text: topics.Text}}
		if by.Text != "" {
			row.Value.Lines = []string{by.Text}
		}
		row.Actions.Items = []page.Action{{Text: v.Text("case.record.see"), Href: day.Href, VisuallyHiddenText: day.Text}}
		rows = append(rows, row)
	}
	return rows
}
