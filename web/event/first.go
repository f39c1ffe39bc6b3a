package event

import (
	"net/url"
	"slices"

	"lindung"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

func firstPath(id lindung.CaseID) string { return Path(id) + "/first" }

// askFirst asks the few questions of a first meeting: what nobody has asked yet, on one page
// of a phone.
func askFirst(v *desk.Visit) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	return firstPage(v, w, v.Filled(url.Values{}), nil)
}

func firstPage(v *desk.Visit, w dossier.Whole, in url.Values, problems []field.Problem) error {
	c := w.Case
	if !dossier.MayMeet(c) {
		return casefile.ClosedOr(v, c)
	}
	p := casefile.FormPage{Base: v.Base("page.first_meeting"), Case: casefile.HeadOf(v, c), Lead: v.Text("event.first.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.case_event"), Href: Path(c.ID)}
	q := v.Ask("event.first", in, problems)
	q.Choose("first_how", desk.ChooseFrom(v, "code.first_how", identification.Hows.Names()))
	for _, asked := range []string{"ill", "danger"} {
		q.Choose(asked, desk.ChooseFrom(v, "event.first.yes_no", []string{"yes", "no"}))
		q.Rows[len(q.Rows)-1].Radios.Classes = "govuk-radios--inline"
	}
	q.Rows = append(q.Rows, v.Rows(dossier.FirstOpen(c), page.Answers{Sent: in, Problems: problems})...)
	if open := dossier.SignsOpen(w); len(open) > 0 {
		signs := v.Ask("identification.ask", in, problems)
		for _, id := range open {
			signs.Choose(id, desk.ChooseFrom(v, "identification.answer", []identification.Answer{identification.Present, identification.Absent, identification.NotAsked}))
			signs.Rows[len(signs.Rows)-1].Radios.Classes = "govuk-radios--inline l-answers"
		}
		q.Heading("signs")
		q.Rows = append(q.Rows, signs.Rows...)
	} else {
		p.Told = casefile.ToldBefore(v, w)
	}
	q.Mark(&p.Base)
	p.Form = page.Form{
		Action: firstPath(c.ID), Rows: q.Rows, Save: page.Button{Text: v.Text("event.first.save")},
		Cancel: &page.Link{Text: v.Text("common.cancel"), Href: Path(c.ID)},
	}
	return desk.Show(v, casefile.FormView, p)
}

// recordFirst keeps what was told and leads back to the event, where the next person is.
func recordFirst(v *desk.Visit) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	m, problems := meeting(v, w)
	if len(problems) > 0 {
		return firstPage(v, w, v.Form(), problems)
	}
	_, err = dossier.RecordFirst(v.Ctx(), v.Act(desk.Done(Path(w.ID), "first_met")), w.ID, m)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return firstPage(v, w, v.Form(), problems)
	}
	return v.Acted()
}

// meeting reads what was told.
func meeting(v *desk.Visit, w dossier.Whole) (dossier.FirstMeeting, []field.Problem) {
	m := dossier.FirstMeeting{How: v.Sent("first_how"), Ill: v.Sent("ill") == "yes", Danger: v.Sent("danger") == "yes", Signs: identification.Answers{}}
	answers, problems := dossier.FirstOpen(w.Case).Decode(v.Form(), v.Now())
	m.Answers = answers
	if !identification.Hows.Has(m.How) {
		problems = append([]field.Problem{{Field: "first_how", Key: "event.first.problem.how"}}, problems...)
	}
	for _, id := range dossier.SignsOpen(w) {
		switch a := identification.Answer(v.Sent(id)); {
		case a == "", a == identification.NotAsked: // it stays open
		case !slices.Contains(identification.AnswerList, a):
			problems = append(problems, field.Problem{Field: id, Key: "identification.problem.answer"})
		default:
			m.Signs[id] = a
		}
	}
	return m, problems
}

var (
	firstAsks = desk.Asks{Stem: "event.first", Form: dossier.FirstAsked, Words: map[string]desk.Say{
		"first_how": desk.Code("code.first_how"), "ill": desk.Code("event.first.yes_no"), "danger": desk.Code("event.first.yes_no"),
	}}
	signAsks = desk.Asks{Stem: "identification.ask", Words: map[string]desk.Say{"": desk.Code("identification.answer")}}
)
