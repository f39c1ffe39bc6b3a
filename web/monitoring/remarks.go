package monitoring

import (
	"net/url"
	"slices"

	"lindung"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// listRemarks shows what was said of the record, and asks for more.
func listRemarks(v *desk.Visit) error { return remarksPage(v, nil) }

func remarksPage(v *desk.Visit, problems []field.Problem) error {
	all, edits, orgs, err := monitoring.Remarks(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("desk.title.remarks"), Lead: v.Text("remark.lead")}
	p.Wide, p.Back = true, back(v)
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "remark.remark_about", "remark.remark_text", "desk.org", "desk.at", "remark.remark_outcome")}
	for _, m := range all {
		about, outcome := page.Cell{Text: m.About}, page.Cell{Text: v.Text("remark.waits")}
		if m.Answered != 0 {
			outcome = page.Cell{Text: v.Text("remark.outcome." + m.Outcome), Note: m.Answer}
		} else if edits {
			about.Href = remarksPath + "/" + string(m.ID)
		}
		t.Rows = append(t.Rows, []page.Cell{about, {Text: m.Text, Note: m.Source}, {Text: orgs[m.Org], Note: v.Text("remark.kind." + m.Kind)}, {Text: v.Near(m.At.Time())}, outcome})
	}
	p.Tables = []page.Table{t}
	p.Forms = []desk.ActForm{remarkForm(v, &p.Base, problems)}
	return desk.Show(v, listView, p)
}

// showRemark asks the editor for the answer to a remark.
func showRemark(v *desk.Visit) error { return remarkPage(v, nil) }

func remarkPage(v *desk.Visit, problems []field.Problem) error {
	all, edits, _, err := monitoring.Remarks(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m monitoring.Remark) bool { return string(m.ID) == v.ID("id") })
	if i < 0 || !edits {
		return lindung.ErrNotFound
	}
	m := all[i]
	if m.Answered != 0 {
		return v.GoTo(remarksPath)
	}
	p := desk.FormPage{Base: v.Base("remark.answer"), Lead: v.Text("common.colon", "label", m.About, "value", m.Text)} // a title stays in the browser's history
	p.Back = &page.BackLink{Text: v.Text("desk.title.remarks"), Href: remarksPath}
	in := url.Values{}
	if len(problems) > 0 {
		in = v.Form()
	}
	q := v.Ask("remark", in, problems)
	q.Pick("remark_outcome", desk.PickFrom(v, "remark.outcome", monitoring.RemarkOutcomes))
	q.Long("remark_answer")
	q.Mark(&p.Base)
	p.Form = page.Form{Action: remarksPath + "/" + string(m.ID), Hidden: desk.Version(m.Version), Rows: q.Rows, Save: page.Button{Text: v.Text("remark.answer.do")}}
	return desk.Show(v, desk.FormView, p)
}

func remarkForm(v *desk.Visit, b *page.Base, problems []field.Problem) desk.ActForm {
	in := v.Filled(url.Values{"remark_kind": {monitoring.RemarkKinds[0]}})
	if len(problems) > 0 {
		in = v.Form()
	}
	q := v.Ask("remark", in, problems)
	q.Choose("remark_kind", desk.ChooseFrom(v, "remark.kind", monitoring.RemarkKinds))
	q.Input("remark_about", "off")
	q.Long("remark_text")
	q.Input("remark_source", "off")
	q.Mark(b)
	return desk.ActForm{Title: v.Text("remark.new"), Lead: v.Text("remark.new.lead"), Form: page.Form{Action: remarksPath, Rows: q.Rows, Save: page.Button{Text: v.Text("remark.do")}}}
}

func addRemark(v *desk.Visit) error {
	problems, err := v.Problems(monitoring.WriteRemark(v.Ctx(), v.Act(desk.Done(remarksPath, "remark_saved")), monitoring.Remark{
		Kind: v.Sent("remark_kind"), Words: monitoring.Words{About: v.Sent("remark_about"), Text: v.Sent("remark_text"), Source: v.Sent("remark_source")},
	}))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return remarksPage(v, problems)
	}
	return v.Acted()
}

func answerRemark(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	id := monitoring.RemarkID(v.ID("id"))
	problems, err := v.Problems(monitoring.AnswerRemark(v.Ctx(), v.Act(desk.Done(remarksPath, "remark_answered")), id, version, v.Sent("remark_outcome"), v.Sent("remark_answer")))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return remarkPage(v, problems)
	}
	return v.Acted()
}
