package monitoring

import (
	"net/url"

	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// listRemarks shows what was said of the record, and asks for more.
func listRemarks(v *desk.Visit) error { return remarksPage(v, "", nil) }

// remarksPage shows them; problems are of the form of one remark, or of a new one.
func remarksPage(v *desk.Visit, of monitoring.RemarkID, problems []field.Problem) error {
	all, edits, orgs, err := monitoring.Remarks(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("desk.title.remarks"), Lead: v.Text("remark.lead")}
	p.Wide, p.Back = true, back(v)
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "remark.remark_about", "remark.remark_text", "desk.org", "desk.at", "remark.remark_outcome")}
	for _, m := range all {
		outcome := page.Cell{Text: v.Text("remark.waits")}
		if m.Answered != 0 {
			outcome = page.Cell{Text: v.Text("remark.outcome." + m.Outcome), Note: m.Answer}
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: m.About}, {Text: m.Text, Note: m.Source}, {Text: orgs[m.Org], Note: v.Text("remark.kind." + m.Kind)}, {Text: v.Near(m.At.Time())}, outcome})
		if edits && m.Answered == 0 {
			p.Forms = append(p.Forms, answerForm(v, &p.Base, m, of == m.ID, problems))
		}
	}
	p.Tables = []page.Table{t}
	if of != "" {
		problems = nil
	}
	p.Forms = append(p.Forms, remarkForm(v, &p.Base, problems))
	return desk.Show(v, listView, p)
}

func answerForm(v *desk.Visit, b *page.Base, m monitoring.Remark, open bool, problems []field.Problem) desk.ActForm {
	in := url.Values{}
	if !open {
		problems = nil
	} else {
		in = v.Form()
	}
	q := v.Ask("remark", in, problems)
	q.Pick("remark_outcome", desk.PickFrom(v, "remark.outcome", monitoring.RemarkOutcomes))
	q.Long("remark_answer")
	q.Mark(b)
	return desk.ActForm{Title: v.Text("remark.answer", "about", m.About), Folded: true, Open: open, Form: page.Form{
		Action: remarksPath + "/" + string(m.ID) + "/answer", Hidden: desk.Version(m.Version), Rows: q.Rows, Save: page.Button{Text: v.Text("remark.answer.do")},
	}}
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
		return remarksPage(v, "", problems)
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
		return remarksPage(v, id, problems)
	}
	return v.Acted()
}
