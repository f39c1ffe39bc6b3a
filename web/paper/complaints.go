package paper

import (
	"net/url"

	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/survivor"
	"lindung/web/casefile"
)

// complaintsPage lists complaints, or shows one.
type complaintsPage struct {
	page.Base
	Lead  string
	Table *page.Table
	Facts *page.SummaryList
	Forms []desk.ActForm
}

// listComplaints lists the complaints that wait. What they say is read one by one.
//
// Source: ACTIP 14.6
func listComplaints(v *desk.Visit) error {
	all, err := dossier.ListComplaints(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := complaintsPage{Base: v.Base("page.complaints"), Lead: v.Text("complaints.lead", "n", len(all))}
	if len(all) > 0 {
		t := page.Table{Cards: true, FirstCellIsHeader: true, Head: []page.Cell{{Text: v.Text("log.number")}, {Text: v.Text("words.at")}, {Text: v.Text("words.due")}}}
		for _, c := range all {
			t.Rows = append(t.Rows, []page.Cell{{Text: c.Number, Href: ComplaintsPath + "/" + string(c.Case) + "/" + c.ID}, {Text: v.When(c.At.Time())}, {Text: v.T.Date(c.Due)}})
		}
		p.Table = &t
	}
	return desk.Show(v, complaintsView, p)
}

func showComplaint(v *desk.Visit) error { return complaintWith(v, url.Values{}, nil) }

func complaintWith(v *desk.Visit, in url.Values, problems []field.Problem) error {
	id, word := casefile.ID(v), v.Request.PathValue("word")
	x, err := survivor.ReadComplaint(v.Ctx(), v.Session, id, word)
	if err != nil {
		return err
	}
	p := complaintsPage{Base: v.Base("page.complaint"), Lead: v.Text("complaints.one.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.complaints"), Href: ComplaintsPath}
	f := v.Facts()
	f.Add("words.at", v.When(x.At.Time()))
	f.Add("words.text", x.Text)
	if x.AnsweredAt != 0 {
		f.Add("words.answered", v.Text("words.how."+x.Answered))
		f.Add("words.answer.text", x.Answer)
	} else {
		f.Add("words.due", v.T.Date(x.Due))
		p.Forms = []desk.ActForm{answerForm(v, x, ComplaintsPath+"/"+string(id)+"/"+word, in, problems)}
	}
	p.Facts = &f.List
	v.Wrong(&p.Base, problems, "words")
	return desk.Show(v, complaintsView, p)
}

// answerComplaint answers it. The person reads the answer in their own view.
func answerComplaint(v *desk.Visit) error {
	id, word := casefile.ID(v), v.Request.PathValue("word")
	err := survivor.Answer(v.Ctx(), v.Act(desk.Done(ComplaintsPath, "words_answered")), id, word, reply(v), true)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return complaintWith(v, v.Form(), problems)
	}
	return v.Acted()
}
