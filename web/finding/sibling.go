package finding

import (
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/web/casefile"
)

// newSibling opens another case from this one: the same raid, a parent and a
// child. The event is recorded once; each person consents for themselves.
func newSibling(v *desk.Visit) error { return siblingPage(v, casefile.SentNames(v), nil) }

func siblingPage(v *desk.Visit, names []person.Name, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !c.Can(access.CaseSibling) || c.Refused {
		return lindung.ErrNotFound
	}
	p := openPage(v, names, problems)
	p.Title = v.Text("page.case_another")
	p.Lead = v.Text("case.another.lead", "name", casefile.CalledIn(v, c))
	p.Action = casefile.Path(c.ID) + "/another"
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID)}
	if c.Event == "" {
		p.First = append([]page.Row{{Heading: v.Text("case.event.heading"), Intro: v.Text("case.event.lead")}}, casefile.EventRows(v, v.Form(), problems)...)
		return desk.Show(v, openCaseView, p)
	}
	e, err := cases.ReadEvent(v.Ctx(), v.Session, c.ID)
	if err != nil {
		return err
	}
	p.Event = casefile.EventFacts(v, e)
	return desk.Show(v, openCaseView, p)
}

func openSibling(v *desk.Visit) error {
	names, stepped := casefile.StepNames(v, casefile.SentNames(v))
	if stepped {
		return v.Hold(v.Request.URL.Path, casefile.WithNames(v.Form(), names))
	}
	c, err := cases.ReadHead(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	answers, problems := firstAnswers(v)
	problems = append(casefile.WrongNames(names), problems...)
	n := cases.New{Names: casefile.GivenNames(names), Answers: answers}
	if c.Event == "" {
		e, bad := casefile.SentEvent(v)
		n.Event = &e
		problems = append(bad, problems...)
	}
	if len(problems) > 0 {
		return siblingPage(v, names, problems)
	}
	if v.Sent("step") != "none" {
		found, err := lookFor(v, names)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return v.Hold(v.Request.URL.Path+"/matches", v.Form())
		}
	}
	if asked, err := AsksSimilar(v, casefile.WithNames(v.Form(), names), names, slices.Collect(maps.Values(answers))...); asked || err != nil {
		return err
	}
	_, err = cases.OpenSibling(v.Ctx(), v.Act(desk.Done(casefile.Path(access.MadeID), "case_opened")), c.ID, n)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return siblingPage(v, names, problems)
	}
	return v.Acted()
}

// siblingMatches shows who it might be before another case is opened.
func siblingMatches(v *desk.Visit) error {
	at := casefile.Path(casefile.ID(v)) + "/another"
	if !v.Held() {
		return v.GoTo(at)
	}
	found, err := lookFor(v, casefile.SentNames(v))
	if err != nil {
		return err
	}
	p := matchesOf(v, found, at)
	v.Form().Set("step", "none")
	p.None = []page.Form{{Action: at, Hidden: desk.Hidden(v.Form()), Save: page.Button{Text: v.Text("case.matches.none")}, Cancel: &p.Again}}
	return desk.Show(v, matchesView, p)
}
