package monitoring

import (
	"strconv"

	"lindung"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// listEditions shows what was published, and asks the editor what is published next.
func listEditions(v *desk.Visit) error { return editionsPage(v, nil) }

func editionsPage(v *desk.Visit, problems []field.Problem) error {
	all, key, err := monitoring.Editions(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	w, err := monitoring.ReadWork(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("desk.title.editions"), Lead: v.Text("edition.lead"), Note: v.Text("edition.key", "key", key)}
	p.Wide, p.Back = true, back(v)
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "edition.number", "edition.day", "edition.changes", "edition.digest", "edition.file")}
	for _, e := range all {
		n := v.T.Number(int(e.Number))
		day, _ := lindung.ParseDate(e.Day) // it was written by the program
		t.Rows = append(t.Rows, []page.Cell{
			{Text: n}, {Text: v.T.Date(day)}, {Text: v.T.Number(int(e.Changes))}, {Text: e.Digest[:min(12, len(e.Digest))]},
			{Text: v.Text("edition.take"), Href: editionsPath + "/" + strconv.FormatInt(e.Number, 10) + "/file"},
		})
	}
	p.Tables = []page.Table{t}
	if len(w.Edit) > 0 {
		q := v.Ask("edition", nil, problems)
		choices := make([]page.Choice, len(w.Edit))
		for i, one := range w.Edit {
			choices[i] = page.Choice{Value: string(one.ID), Text: short(lineOf(v, w.Record, one.File, one.Row).what), Checked: true, Hint: &page.Hint{Text: v.Text("file."+one.File) + ", " + w.Orgs[one.Org]}}
		}
		q.Tick("edition_chosen", choices)
		q.Mark(&p.Base)
		p.Forms = []desk.ActForm{{Title: v.Text("edition.next"), Lead: v.Text("edition.next.lead"), Form: page.Form{Action: editionsPath, Rows: q.Rows, Save: page.Button{Text: v.Text("edition.publish")}}}}
	}
	return desk.Show(v, listView, p)
}

// sayProposal says what a proposal is about, as the form did.
func sayProposal(v *desk.Visit, value string) (string, error) {
	p, err := monitoring.Read(v.Ctx(), v.Session, monitoring.ProposalID(value))
	if err != nil {
		return value, err
	}
	return short(lineOf(v, p.Record, p.File, p.Row).what), nil
}

// publishEdition publishes what was chosen of what is agreed.
func publishEdition(v *desk.Visit) error {
	var chosen []monitoring.ProposalID
	for _, id := range v.Form()["edition_chosen"] {
		if lindung.IsID(id) {
			chosen = append(chosen, monitoring.ProposalID(id))
		}
	}
	_, err := monitoring.PublishNext(v.Ctx(), v.Act(desk.Done(editionsPath, "edition_published")), chosen, lindung.DateOf(v.Local(v.Now())))
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return editionsPage(v, problems)
	}
	return v.Acted()
}

// takeEdition gives the signed file of an edition.
func takeEdition(v *desk.Visit) error {
	n, err := strconv.ParseInt(v.Request.PathValue("number"), 10, 32)
	if err != nil || n < 1 {
		return lindung.ErrNotFound
	}
	b, e, err := monitoring.Archive(v.Ctx(), v.Session, n)
	if err != nil {
		return err
	}
	return v.Give(desk.Given{Name: "edition-" + strconv.FormatInt(e.Number, 10) + ".zip", Media: "application/zip", Body: b})
}
