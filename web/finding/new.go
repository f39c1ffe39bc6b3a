package finding

import (
	"cmp"
	"maps"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/prevention"
	"lindung/web/casefile"
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
	Lead  string
	Found []foundCard
	Go    []page.Button // on for who is none of them, or
	None  []page.Form   // the same with what was typed
	Again page.Link
}

// openCasePage is the short first page of a case.
type openCasePage struct {
	page.Base
	Lead    string
	Event   page.SummaryList // that this person shares
	First   []page.Row       // about the event, when it is new
	Action  string
	Hidden  []page.Hidden
	Names   []casefile.NameRow
	Add     page.Button
	Rows    []page.Row
	Save    page.Button
	Ask     []page.Button // saves, and leads to whom to ask for help
	Refused *page.Link
}

var (
	newCaseView  = page.NewView[newCasePage]("case_new")
	matchesView  = page.NewView[matchesPage]("case_matches")
	openCaseView = page.NewView[openCasePage]("case_open")
	firstForm    = field.NewForm("first",
		person.ContactChannels, person.ContactHours, person.ContactNeverSay,
		person.PrimaryLanguage, person.InterpreterNeeded,
		person.BirthDate, person.EstimatedAge, person.AgePrecision)
)

// newCase asks for the name first: it may be someone whom the organisation
// knows, and no one should have to tell their story twice.
func newCase(v *desk.Visit) error { return askName(v, nil) }

func askName(v *desk.Visit, problems []field.Problem) error {
	q := v.Ask("case.new", v.Form(), problems)
	q.Input("name", "off").Autocapitalize = "words"
	p := newCasePage{Base: v.Base("page.case_new")}
	q.Mark(&p.Base)
	p.Search = page.Form{Action: newPath + "/search", Hidden: fromTip(v), Rows: q.Rows, Save: page.Button{Text: v.Text("case.new.search")}}
	p.Refused = page.Link{Text: v.Text("case.new.refused"), Href: "/cases/refused"}
	return desk.Show(v, newCaseView, p)
}

// searchFirst takes the name. Nothing is kept of the person until the case is
// opened.
func searchFirst(v *desk.Visit) error {
	if problems := casefile.WrongNames(casefile.SentNames(v)); len(problems) > 0 {
		return askName(v, problems)
	}
	return v.Hold(newPath+"/matches", v.Form())
}

// showMatches shows who it might be, or goes on when there is no one.
func showMatches(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo(newPath)
	}
	found, err := lookFor(v, casefile.SentNames(v))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return v.GoTo(v.WithHeld(newPath + "/first?nobody=yes"))
	}
	p := matchesOf(v, found, newPath)
	p.Go = []page.Button{{Text: v.Text("case.matches.none"), Href: v.WithHeld(newPath + "/first")}}
	return desk.Show(v, matchesView, p)
}

// newFirst asks for the first answers.
func newFirst(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo(newPath)
	}
	return firstPage(v, casefile.SentNames(v), nil)
}

// openCase opens it.
func openCase(v *desk.Visit) error {
	names, stepped := casefile.StepNames(v, casefile.SentNames(v))
	if stepped {
		return v.Hold(newPath+"/first", casefile.WithNames(v.Form(), names))
	}
	answers, problems := firstAnswers(v)
	problems = append(casefile.WrongNames(names), problems...)
	if len(problems) > 0 {
		return firstPage(v, names, problems)
	}
	if asked, err := AsksSimilar(v, casefile.WithNames(v.Form(), names), names, slices.Collect(maps.Values(answers))...); asked || err != nil {
		return err
	}
	to := desk.Done(casefile.Path(access.MadeID), "case_opened")
	if v.Sent("step") == "ask" {
		to = desk.Next(casefile.Path(access.MadeID) + "/referrals/new")
	}
	n := cases.New{Names: casefile.GivenNames(names), Answers: answers}
	open := func() (cases.Case, error) { return cases.Open(v.Ctx(), v.Act(to), n) }
	if from := fromTip(v); len(from) > 0 {
		open = func() (cases.Case, error) {
			return prevention.OpenCase(v.Ctx(), v.Act(to), prevention.TipID(from[0].Value), n)
		}
	}
	if _, err := open(); err != nil {
		return err
	}
	return v.Acted()
}

// fromTip carries from which tip a case is opened through the steps of it.
func fromTip(v *desk.Visit) []page.Hidden {
	id := cmp.Or(v.Sent("tip"), v.Query("tip"))
	if !lindung.IsID(id) {
		return nil
	}
	return []page.Hidden{{Name: "tip", Value: id}}
}

// lookFor searches for every name that was given.
func lookFor(v *desk.Visit, names []person.Name) ([]cases.Found, error) {
	var all []cases.Found
	seen := map[lindung.CaseID]bool{}
	for _, n := range casefile.GivenNames(names) {
		found, err := v.Finder.Search(v.Ctx(), v.Session, n.Text)
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

// matchesOf shows who it might be; who is none of them goes on from there, and
// another name can be typed at the page back.
func matchesOf(v *desk.Visit, found []cases.Found, back string) matchesPage {
	lead := v.Text("case.matches.lead", "n", len(found))
	if len(found) > cases.MostFound {
		lead = v.Text("case.matches.more", "n", cases.MostFound)
	}
	p := matchesPage{Base: v.Base("page.case_matches"), Lead: lead, Found: foundCards(v, found, "case.matches.open")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: v.WithHeld(back)}
	p.Again = page.Link{Text: v.Text("case.matches.again"), Href: back}
	return p
}

// firstAnswers are the answers of the first page, by the forms they belong to.
func firstAnswers(v *desk.Visit) (map[string]field.Values, []field.Problem) {
	values, problems := firstForm.Decode(v.Form(), v.Now())
	if len(problems) > 0 {
		return nil, problems
	}
	all := map[string]field.Values{}
	for _, i := range firstForm.Fields {
		if f, ok := v.Session.Forms().FormOf(i); ok {
			all[f.Name] = values.OfForm(f)
		}
	}
	return all, nil
}

// firstPage asks little: the names, how to reach the person safely, in which
// language, and how old they may be.
func firstPage(v *desk.Visit, names []person.Name, problems []field.Problem) error {
	p := openPage(v, names, problems)
	p.Action, p.Hidden = newPath, fromTip(v)
	p.Ask = []page.Button{{Text: v.Text("case.first.ask"), Name: "step", Value: "ask", Classes: "govuk-button--secondary"}}
	p.Lead = v.Text("case.first.lead")
	if v.Query("nobody") != "" {
		p.Lead = v.Text("case.first.nobody")
	}
	p.Refused = &page.Link{Text: v.Text("case.new.refused"), Href: "/cases/refused"}
	return desk.Show(v, openCaseView, p)
}

func openPage(v *desk.Visit, names []person.Name, problems []field.Problem) openCasePage {
	p := openCasePage{Base: v.Base("page.case_first"), Names: casefile.NameRows(v, names, problems), Add: casefile.AddName(v)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: v.WithHeld(newPath)}
	p.Rows = v.Rows(firstForm, page.Answers{Sent: firstOnly(v.Form()), Problems: problems})
	p.Rows = headed(p.Rows, map[int]page.Row{
		0: {Heading: v.Text("case.first.safety"), Intro: v.Text("case.first.safety.why")},
		3: {Heading: v.Text("form.identity_language"), Intro: v.Text("form.identity_language.intro")},
		5: {Heading: v.Text("case.first.age"), Intro: v.Text("case.first.age.why")},
	})
	p.Save = page.Button{Text: v.Text("case.first.save"), Name: "step", Value: "open"}
	v.Wrong(&p.Base, problems, "case.event")
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
func newRefused(v *desk.Visit) error { return refusedForm(v, page.Answers{}) }

func refusedForm(v *desk.Visit, a page.Answers) error {
	p := desk.FormPage{Base: v.Base("page.case_refused"), Lead: v.Text("case.refused.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/new"}
	v.Wrong(&p.Base, a.Problems)
	rows := v.Rows(person.Counted, a)
	for i := range rows {
		rows[i].Absent = nil // they are not asked
	}
	p.Form = page.Form{Action: "/cases/refused", Rows: rows, Save: page.Button{Text: v.Text("case.refused.save")}, Cancel: &page.Link{Text: v.Text("common.cancel"), Href: "/cases/new"}}
	return desk.Show(v, desk.FormView, p)
}

// refuseCase counts a person who wants no record. It asks for no name and takes none.
//
// Source: ACTIP 14.6
func refuseCase(v *desk.Visit) error {
	answers, problems := person.Counted.Decode(v.Form(), v.Now())
	if answers.Len() == 0 && len(problems) == 0 {
		problems = []field.Problem{{Field: person.HelpTaken.Name, Key: "case.refused.problem"}}
	}
	if len(problems) > 0 {
		return refusedForm(v, page.Answers{Sent: firstOnly(v.Form()), Problems: problems})
	}
	if _, err := cases.CountRefusal(v.Ctx(), v.Act(desk.Done("/cases", "case_counted")), answers); err != nil {
		return err
	}
	return v.Acted()
}
