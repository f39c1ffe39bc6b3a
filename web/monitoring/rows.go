package monitoring

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

func pathOf(f monitoring.File) string { return Path + "/files/" + f.Name }

// asked is the file of the address, with the record and the desk of the actor.
func asked(v *desk.Visit) (monitoring.Record, monitoring.Desk, monitoring.File, error) {
	r, d, err := monitoring.ReadRecord(v.Ctx(), v.Session)
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
	r, d, f, err := asked(v)
	if err != nil {
		return err
	}
	rows := r.Rows(f)
	p := listPage{Base: v.Base("desk.title.file", "file", v.Text("file."+f.Name)), Lead: v.Text("desk.file.lead")}
	p.Wide, p.Back = true, back(v)
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "desk.key", "desk.row", "desk.checked")}
	for _, row := range rows {
		key := page.Cell{Text: f.KeyOf(row)}
		if f.WrittenBy(d.Kind) && f.Own(d, row) && !f.Fixed {
			key.Href = pathOf(f) + "/new?" + url.Values{"row": {f.KeyOf(row)}}.Encode()
		}
		t.Rows = append(t.Rows, []page.Cell{key, {Text: titleOf(row, ""), Lang: "en"}, {Text: row["checked"]}})
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
	r, _, f, err := asked(v)
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

// newRow asks for a new row, or for one in the place of what is there.
func newRow(v *desk.Visit) error { return newRowForm(v, nil) }

func newRowForm(v *desk.Visit, problems []field.Problem) error {
	r, d, f, err := asked(v)
	if err != nil {
		return err
	}
	if !f.WrittenBy(d.Kind) {
		return lindung.ErrNotFound
	}
	row, found := r.Find(f, v.Query("row"))
	if !found {
		row = monitoring.Row{}
	}
	today := lindung.DateOf(v.Local(v.Now())).String()
	row["checked"] = today
	if f.Again {
		row["recorded"] = today
	}
	return rowForm(v, f, r.Columns(f), pathOf(f), row, problems, 0)
}

// long are the columns in which people write sentences.
var long = []string{"text", "finding", "outcome", "says", "note", "working_note", "method", "attended", "present"}

// rowForm asks for the cells of a row.
func rowForm(v *desk.Visit, f monitoring.File, columns []string, action string, row monitoring.Row, problems []field.Problem, version int64) error {
	p := desk.FormPage{Base: v.Base("desk.title.row_of", "file", v.Text("file."+f.Name)), Lead: v.Text("row.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: pathOf(f)}
	in := url.Values{}
	for _, name := range columns {
		in.Set(cell(name), row[name])
	}
	if sent := v.Filled(nil); len(sent) > 0 {
		in = sent
	}
	if len(problems) > 0 {
		in = v.Form()
	}
	for i := range problems {
		if slices.Contains(columns, problems[i].Field) {
			problems[i].Field = cell(problems[i].Field)
		}
	}
	q := v.Ask("row", in, problems)
	for _, name := range columns {
		if slices.Contains(long, name) {
			q.Long(cell(name)).Rows = 3
			continue
		}
		q.Input(cell(name), "off")
	}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: action, Rows: q.Rows, Save: page.Button{Text: v.Text("row.save")}}
	if version > 0 {
		p.Form.Hidden = desk.Version(version)
	}
	return desk.Show(v, desk.FormView, p)
}

// cell is the name of the question about a column.
func cell(column string) string { return "c_" + column }

// sentRow is the row that was typed.
func sentRow(v *desk.Visit) monitoring.Row {
	row := monitoring.Row{}
	for name, values := range v.Form() {
		if column, ok := strings.CutPrefix(name, "c_"); ok && len(values) > 0 {
			row[column] = values[0]
		}
	}
	return row
}

func addRow(v *desk.Visit) error {
	_, err := monitoring.Write(v.Ctx(), v.Act(desk.Done(proposalsPath+"/"+access.MadeID, "row_saved")), v.Request.PathValue("file"), sentRow(v))
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return newRowForm(v, problems)
	}
	return v.Acted()
}
