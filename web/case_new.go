package web

import (
	"errors"
	"net/url"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
)

// newCasePage asks who it is, before a case is opened.
type newCasePage struct {
	page.Base
	Search  page.Form
	Refused page.Link
}

// matchesPage shows who it might be.
type matchesPage struct {
	page.Base
	Lead   string
	Found  []foundCard
	Action string
	Hidden []page.Hidden
	None   page.Button
	Again  page.Link
}

// foundCard is a case that a search has found.
type foundCard struct {
	T                          i18n.T
	Name, Hidden, Show, Number string
	As                         string // the name that was met, if it is another
	State                      page.Tag
	Child                      string
	Facts                      string
	Open                       page.Link
}

// openCasePage is the short first page of a case.
type openCasePage struct {
	page.Base
	Lead    string
	Event   page.SummaryList // that this person shares
	First   []page.Row       // about the event, when it is new
	Action  string
	Hidden  []page.Hidden
	Names   []nameRow
	Add     page.Button
	Rows    []page.Row
	Save    page.Button
	Refused *page.Link
}

var (
	newCaseView  = page.NewView[newCasePage]("case_new")
	matchesView  = page.NewView[matchesPage]("case_matches")
	openCaseView = page.NewView[openCasePage]("case_open")
	firstForm    = field.NewForm("first",
		cases.ContactChannels, cases.ContactHours, cases.ContactNeverSay,
		cases.PrimaryLanguage, cases.InterpreterNeeded,
		cases.BirthDate, cases.EstimatedAge, cases.AgePrecision)
)

// newCase asks for the name first: it may be somebody whom the organisation
// knows, and nobody should have to tell her story twice.
func newCase(v *visit) error { return v.askName(nil) }

func (v *visit) askName(problems []field.Problem) error {
	q := v.ask("case.new", v.form(), problems)
	q.input("name", "off").Autocapitalize = "words"
	p := newCasePage{Base: v.base("page.case_new")}
	q.mark(&p.Base)
	p.Search = page.Form{Action: "/cases/new", Rows: q.rows, Save: page.Button{Text: v.text("case.new.search"), Name: "step", Value: "search"}}
	p.Refused = page.Link{Text: v.text("case.new.refused"), Href: "/cases/refused"}
	return show(v, newCaseView, p)
}

// openCase takes each step of opening a case. What was typed travels with every
// page; nothing is kept until the case is opened.
func openCase(v *visit) error {
	names, stepped := v.stepNames(v.sentNames())
	switch {
	case stepped:
		return v.firstPage(names, nil)
	case len(wrongNames(names)) > 0 && v.sent("step") == "search":
		return v.askName([]field.Problem{{Field: "name", Key: "case.names.problem"}})
	case v.sent("step") == "search":
		return v.searchFirst(names)
	case v.sent("step") == "none":
		return v.firstPage(names, nil)
	}
	answers, problems := v.firstAnswers()
	problems = append(wrongNames(names), problems...)
	if len(problems) > 0 {
		return v.firstPage(names, problems)
	}
	c, err := cases.Open(v.ctx(), v.session, cases.New{Names: given(names), Answers: answers})
	if errors.Is(err, cases.ErrIncomplete) {
		return v.firstPage(names, []field.Problem{{Field: "name", Key: "problem.text.long", Args: []any{"max", 300}}})
	}
	if err != nil {
		return err
	}
	return v.done(caseAt(c.ID), "case_opened")
}

// searchFirst shows who it might be, or goes on when there is nobody.
func (v *visit) searchFirst(names []cases.Name) error {
	found, err := v.lookFor(names)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		v.r.PostForm.Set("step", "nobody")
		return v.firstPage(names, nil)
	}
	return v.matches(found, "/cases/new", append(namesIn(v.form()), page.Hidden{Name: "step", Value: "none"}))
}

// lookFor searches for every name that was given.
func (v *visit) lookFor(names []cases.Name) ([]cases.Found, error) {
	var all []cases.Found
	seen := map[lindung.CaseID]bool{}
	for _, n := range given(names) {
		found, err := v.finder.Search(v.ctx(), v.session, n.Text)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if !seen[f.ID] {
				seen[f.ID] = true
				all = append(all, f)
			}
		}
	}
	return all, nil
}

func (v *visit) matches(found []cases.Found, action string, hidden []page.Hidden) error {
	p := matchesPage{Base: v.base("page.case_matches"), Lead: v.text("case.matches.lead", "n", len(found)), Found: v.foundCards(found, "case.matches.open")}
	p.Action, p.Hidden = action, hidden
	p.None = page.Button{Text: v.text("case.matches.none")}
	p.Again = page.Link{Text: v.text("case.matches.again"), Href: v.r.URL.Path}
	return show(v, matchesView, p)
}

// firstAnswers are the answers of the first page, by the forms they belong to.
func (v *visit) firstAnswers() (map[string]field.Values, []field.Problem) {
	in, now := v.form(), v.node.Now()
	values, problems := firstForm.Decode(in, now)
	if len(problems) > 0 {
		return nil, problems
	}
	all := map[string]field.Values{}
	for _, i := range firstForm.Fields {
		if f, ok := cases.FormOf(i); ok {
			all[f.Name] = values.Only(f)
		}
	}
	if _, ok := cases.EstimatedAge.Get(values); ok {
		birth, _ := cases.FormOf(cases.EstimatedAge.Info)
		answers := all[birth.Name]
		if _, _, bad := answers.Parse(cases.AgeAsOf.Info, lindung.DateOf(now).String(), now); bad != nil {
			return nil, []field.Problem{*bad}
		}
		all[birth.Name] = answers
	}
	return all, nil
}

// firstPage asks little: the names, how to reach the person safely, in which
// language, and how old she may be.
func (v *visit) firstPage(names []cases.Name, problems []field.Problem) error {
	p := v.openPage(names, problems)
	p.Action = "/cases/new"
	p.Lead = v.text("case.first.lead")
	if v.sent("step") == "nobody" {
		p.Lead = v.text("case.first.nobody")
	}
	p.Refused = &page.Link{Text: v.text("case.new.refused"), Href: "/cases/refused"}
	return show(v, openCaseView, p)
}

func (v *visit) openPage(names []cases.Name, problems []field.Problem) openCasePage {
	p := openCasePage{Base: v.base("page.case_first"), Names: v.nameRows(names, problems), Add: v.addName()}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/new"}
	p.Rows = v.rows(firstForm, page.Answers{Sent: firstOnly(v.form()), Problems: problems})
	p.Rows = headed(p.Rows, map[int]page.Row{
		0: {Heading: v.text("case.first.safety"), Intro: v.text("case.first.safety.why")},
		3: {Heading: v.text("form.identity_language"), Intro: v.text("form.identity_language.intro")},
		5: {Heading: v.text("case.first.age"), Intro: v.text("case.first.age.why")},
	})
	p.Save = page.Button{Text: v.text("case.first.save"), Name: "step", Value: "open"}
	v.wrongNamed(&p.Base, problems)
	return p
}

// firstOnly keeps a search from being taken for answers.
func firstOnly(in url.Values) url.Values {
	if in == nil {
		return url.Values{}
	}
	return in
}

// headed puts headings before the rows with these numbers.
func headed(rows []page.Row, at map[int]page.Row) []page.Row {
	var all []page.Row
	for i, r := range rows {
		if h, ok := at[i]; ok {
			all = append(all, h)
		}
		all = append(all, r)
	}
	return all
}

// newRefused counts an adult who wants no record and is helped all the same.
func newRefused(v *visit) error { return v.refusedForm(page.Answers{}) }

func (v *visit) refusedForm(a page.Answers) error {
	p := formPage{Base: v.base("page.case_refused"), Lead: v.text("case.refused.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/new"}
	v.wrong(&p.Base, a.Problems)
	rows := v.rows(cases.Counted, a)
	for i := range rows {
		rows[i].Absent = nil // she is not asked
	}
	p.Form = page.Form{Action: "/cases/refused", Rows: rows, Save: page.Button{Text: v.text("case.refused.save")}, Cancel: &page.Link{Text: v.text("common.cancel"), Href: "/cases/new"}}
	return show(v, formView, p)
}

// refuseCase counts her. No name is asked for, and none is taken.
//
// Source: ACTIP 14.6
func refuseCase(v *visit) error {
	answers, problems := cases.Counted.Decode(v.form(), v.node.Now())
	if answers.Len() == 0 && len(problems) == 0 {
		problems = []field.Problem{{Field: cases.HelpTaken.Name, Key: "case.refused.problem"}}
	}
	if len(problems) > 0 {
		return v.refusedForm(page.Answers{Sent: firstOnly(v.form()), Problems: problems})
	}
	if _, err := cases.Refuse(v.ctx(), v.session, answers); err != nil {
		return err
	}
	return v.done("/cases", "case_counted")
}
