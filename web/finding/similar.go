package finding

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/linkage"
	"lindung/person"
	"lindung/web/casefile"
)

// similarPage says whom to ask before a case is opened, and never of which case.
type similarPage struct {
	page.Base
	Said  []string
	Found []foundCard // the similar cases that the actor may read
	Open  page.Form
}

// askedPage is the supervisor's list of who has asked.
type askedPage struct {
	page.Base
	Lead  string
	Asked page.Table
}

var (
	similarView = page.NewView[similarPage]("case_similar")
	askedView   = page.NewView[askedPage]("similar")
)

// UnderSimilar is where, under the page that opens a case, it says whom to ask before.
const UnderSimilar = "/similar"

// AsksSimilar asks, before the form that opens a case is done, whether somebody similar is
// known to a colleague. It leads to whom to ask, and on from there with form; false if
// nobody is, or that was read before.
func AsksSimilar(v *desk.Visit, form url.Values, named []person.Name, answers ...field.Values) (bool, error) {
	if v.Sent("similar") == "asked" {
		return false, nil
	}
	var called []string
	for _, n := range casefile.GivenNames(named) {
		called = append(called, n.Text)
	}
	a, err := linkage.Ask(v.Ctx(), v.Session, v.Finder, linkage.PersonOf(called, answers...))
	if errors.Is(err, access.ErrDenied) {
		return false, nil // who may not ask opens the case, if they may do that
	}
	if err != nil || !a.Anybody() {
		return false, err
	}
	form = maps.Clone(form)
	form["ask"], form["mine"] = a.Ask, nil
	for _, id := range a.Mine {
		form.Add("mine", string(id))
	}
	if a.Team {
		form.Set("supervisor", "yes")
	}
	return true, v.Hold(v.Request.URL.Path+UnderSimilar, form)
}

// ShowSimilar says whom to ask. What was typed goes on from here, or back to the form.
func ShowSimilar(v *desk.Visit) error {
	at := strings.TrimSuffix(v.Request.URL.Path, UnderSimilar)
	if !v.Held() {
		return v.GoTo(at)
	}
	back := at
	if at == newPath {
		back += "/first"
	}
	var ids []lindung.CaseID
	for _, id := range v.Form()["mine"] {
		ids = append(ids, lindung.CaseID(id))
	}
	found, err := v.Finder.Cards(v.Ctx(), v.Session, ids)
	if err != nil {
		return err
	}
	p := similarPage{Base: v.Base("page.case_similar"), Found: foundCards(v, found, "case.matches.open")}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: v.WithHeld(back)}
	p.Said = similarSaid(v, v.Form())
	form := url.Values{}
	for name, values := range v.Form() {
		if name != "ask" && name != "mine" && name != "supervisor" {
			form[name] = values
		}
	}
	form.Set("similar", "asked")
	p.Open = page.Form{Action: at, Hidden: desk.Hidden(form), Save: page.Button{Text: v.Text("case.similar.open"), Classes: "govuk-button--secondary"}}
	return desk.Show(v, similarView, p)
}

// similarSaid says whom to ask.
func similarSaid(v *desk.Visit, in url.Values) []string {
	var all []string
	for _, name := range in["ask"] {
		all = append(all, v.Text("case.similar.ask", "name", name))
	}
	if in.Get("supervisor") != "" {
		all = append(all, v.Text("case.similar.supervisor"))
	}
	return all
}

// listAsked shows a supervisor who has asked in the last days.
func listAsked(v *desk.Visit) error {
	all, err := linkage.AskedHere(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := askedPage{Base: v.Base("page.similar"), Lead: v.Text("similar.lead", "n", len(all))}
	p.Wide = true
	p.Asked = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"similar.when", "similar.who", "similar.answer"} {
		p.Asked.Head = append(p.Asked.Head, page.Cell{Text: v.Text(h)})
	}
	for _, a := range all {
		key := "similar.answered"
		if a.File {
			key = "similar.answered_file"
		}
		p.Asked.Rows = append(p.Asked.Rows, []page.Cell{{Text: v.When(a.At.Time())}, {Text: cmp.Or(a.Name, v.Text("history.program"))}, {Text: v.Text(key, "n", a.N)}})
	}
	return desk.Show(v, askedView, p)
}
