package monitoring

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/convention"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

func pathOf(f monitoring.File) string { return Path + "/files/" + f.Name }

// asked is the file of the address, with the record and the desk of the actor.
func asked(v *desk.Visit, read func(context.Context, access.Session) (monitoring.Record, monitoring.Desk, error)) (monitoring.Record, monitoring.Desk, monitoring.File, error) {
	r, d, err := read(v.Ctx(), v.Session)
	if err != nil {
		return r, d, monitoring.File{}, err
	}
	f, ok := monitoring.FileNamed(v.Request.PathValue("file"))
	if !ok || !slices.ContainsFunc(r.Files(), func(x monitoring.File) bool { return x.Name == f.Name }) {
		return r, d, f, lindung.ErrNotFound
	}
	return r, d, f, nil
}

// listRows shows a file of the record as it is published.
func listRows(v *desk.Visit) error { return rowsPage(v, nil) }

func rowsPage(v *desk.Visit, problems []field.Problem) error {
	r, d, f, err := asked(v, monitoring.ReadRecord)
	if err != nil {
		return err
	}
	rows := r.Rows(f)
	p := listPage{Base: v.Base("desk.title.file", "file", v.Text("file."+f.Name)), Lead: v.Text("desk.file.lead")}
	p.Wide, p.Back = true, back(v)
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "desk.row", "desk.who", "desk.when")}
	for _, row := range rows {
		l := lineOf(v, r, f.Name, row)
		what := page.Cell{Text: l.what, Note: l.note, Lang: "en"}
		switch {
		case !f.WrittenBy(d.Kind):
		case f.Own(d, row) && !f.Fixed:
			what.Href = pathOf(f) + "/new?" + url.Values{"row": {f.KeyOf(row)}}.Encode()
		case f.Reply != "" && d.Kind == monitoring.National && f.Mine(d, r, row):
			what.Href = pathOf(f) + "/new?" + url.Values{"replies": {row["id"]}}.Encode()
		}
		t.Rows = append(t.Rows, []page.Cell{what, {Text: l.who}, {Text: l.when}})
	}
	p.Tables = []page.Table{t}
	p.Links = []page.Link{{Text: v.Text("desk.take.csv"), Href: pathOf(f) + "/take/csv"}, {Text: v.Text("desk.take.xlsx"), Href: pathOf(f) + "/take/xlsx"}}
	if f.WrittenBy(d.Kind) {
		p.Buttons = []page.Button{{Text: v.Text("desk.title.row"), Href: pathOf(f) + "/new"}}
		q := v.Ask("bring", nil, problems)
		i := &page.Input{Name: "file", Label: page.Label{Text: v.Text("bring.file"), Classes: "govuk-label--s"}, Hint: q.Hint("file"), ErrorMessage: q.WrongAt("file"), Accept: ".csv,.xlsx,.ods"}
		q.Rows = append(q.Rows, page.Row{File: i})
		q.Mark(&p.Base)
		p.Forms = []desk.ActForm{{Title: v.Text("bring.title"), Lead: v.Text("bring.lead"), Folded: true, Open: len(problems) > 0, Form: page.Form{
			Action: pathOf(f) + "/bring", Rows: q.Rows, Upload: true, Save: page.Button{Text: v.Text("bring.do"), Classes: "govuk-button--secondary"},
		}}}
	}
	if note := v.Query("refused"); note != "" {
		p.Note = v.Text("bring.refused", "lines", lines(note))
	}
	return desk.Show(v, listView, p)
}

// lines are numbers of lines, of an address, and nothing else.
func lines(text string) string {
	var all []string
	for part := range strings.SplitSeq(text, ",") {
		if n, err := strconv.Atoi(part); err == nil {
			all = append(all, strconv.Itoa(n))
		}
	}
	return strings.Join(all, ", ")
}

// takeFile gives a file of the record as it is published.
func takeFile(v *desk.Visit) error {
	r, _, f, err := asked(v, monitoring.ReadRecord)
	if err != nil {
		return err
	}
	switch v.Request.PathValue("format") {
	case "csv":
		out := &desk.Download{V: v, Name: f.Name + ".csv"}
		_, err := out.Write(r.SafeCSV(f))
		return out.End(err)
	case "xlsx":
		out := &desk.Download{V: v, Name: f.Name + ".xlsx"}
		return out.End(r.XLSX(out, f))
	}
	return lindung.ErrNotFound
}

// bringFile proposes the rows of a file that differ from the record.
func bringFile(v *desk.Visit) error {
	f, ok := monitoring.FileNamed(v.Request.PathValue("file"))
	if !ok {
		return lindung.ErrNotFound
	}
	sent := v.File("file")
	if len(sent.Body) == 0 {
		return rowsPage(v, []field.Problem{{Field: "file", Key: "bring.problem.file"}})
	}
	b, err := monitoring.Bring(v.Ctx(), v.Act(desk.Done(Path, "brought")), f.Name, sent.Body)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return rowsPage(v, problems)
	}
	if len(b.Refused) > 0 {
		all := make([]string, len(b.Refused))
		for i, n := range b.Refused {
			all[i] = strconv.Itoa(n)
		}
		return v.GoTo(desk.Done(pathOf(f)+"?refused="+strings.Join(all, ","), "brought"))
	}
	return v.Acted()
}

// The files whose rows answer others: what followed recommendations, and assessments, to
// which a state replies.
const (
	answersFile = "followups"
	assessments = "assessments"
)

// answerPath is where the answer to a recommendation is written.
func answerPath(recommendation string) string {
	return Path + "/files/" + answersFile + "/new?" + url.Values{"answers": {recommendation}}.Encode()
}

// newRow asks for a new row, or for one in the place of what is there.
func newRow(v *desk.Visit) error { return newRowForm(v, nil) }

func newRowForm(v *desk.Visit, problems []field.Problem) error {
	r, d, f, err := asked(v, monitoring.ReadDrafted)
	if err != nil {
		return err
	}
	if !f.WrittenBy(d.Kind) {
		return lindung.ErrNotFound
	}
	today := lindung.DateOf(v.Local(v.Now())).String()
	row, found := r.Find(f, v.Query("row"))
	if !found {
		row = f.Begun(d)
		row["certainty"] = string(convention.Partly)
		if f.Name == "steps" {
			row["instrument"] = "ACTIP"
		}
	}
	row["checked"], row["recorded"] = today, today
	if asked := v.Query("answers"); asked != "" && f.Name == answersFile {
		row["recommendation"], row["kind"], row["day"] = asked, convention.Answered, today
	}
	if a, ok := find(r, assessments, v.Query("replies")); ok && f.Name == assessments {
		row["reply_of"], row["about"], row["day"] = a["id"], a["about"], today
	}
	x := rowForm{v: v, r: r, d: d, f: f, action: pathOf(f), begun: row}
	return x.show(problems)
}

func addRow(v *desk.Visit) error {
	file := v.Request.PathValue("file")
	_, err := monitoring.Write(v.Ctx(), v.Act(desk.Done(proposalsPath+"/"+access.MadeID, "row_saved")), file, sentRow(v, file))
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return newRowForm(v, problems)
	}
	return v.Acted()
}
