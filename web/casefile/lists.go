package casefile

import (
	"net/url"

	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

const (
	listsPath   = "/cases/lists"
	newListPath = listsPath + "/new"
)

// savedLink is a list that the actor saved, one press away.
type savedLink struct {
	page.Link
	Current bool
}

// listsPage is where an actor renames and removes the lists that they saved.
type listsPage struct {
	page.Base
	Lists []savedList
}

type savedList struct {
	Open   page.Link
	Rename page.Form
	Remove page.Form
}

var listsView = page.NewView[listsPage]("case_lists")

// listAsks are the questions of the forms of saved lists: the filter goes along as it
// stands in the address, in codes.
var listAsks = desk.Asks{Stem: "lists"}

// savedLists puts the saved lists on the page of a list, and where this one is saved.
func savedLists(v *desk.Visit, p *casesPage, f cases.Filter) error {
	all, err := v.Door.Lists(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	query, known := filterQuery(f).Encode(), false
	for _, l := range all {
		known = known || l.Query == query
		p.Saved = append(p.Saved, savedLink{page.Link{Text: l.Name, Href: listHref(l)}, l.Query == query})
	}
	if len(all) > 0 {
		p.Lists = &page.Link{Text: v.Text("page.case_lists"), Href: listsPath}
	}
	if query != "" && !known {
		p.Keep = &page.Link{Text: v.Text("lists.keep"), Href: newListPath + "?" + query}
	}
	return nil
}

func listHref(l staff.List) string { return "/cases?" + l.Query }

// newList asks under which name a list is saved.
func newList(v *desk.Visit) error {
	query := filterQuery(caseFilter(v)).Encode()
	if v.Held() {
		query = v.Form().Get("query")
	}
	if query == "" {
		return v.GoTo("/cases")
	}
	return listForm(v, query, v.Filled(url.Values{}), nil)
}

func listForm(v *desk.Visit, query string, in url.Values, problems []field.Problem) error {
	p := desk.FormPage{Base: v.Base("page.case_list"), Lead: v.Text("lists.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases?" + query}
	q := v.Ask("lists", in, problems)
	q.Input("name", "off")
	q.Mark(&p.Base)
	p.Form = page.Form{Action: newListPath, Hidden: []page.Hidden{{Name: "query", Value: query}}, Rows: q.Rows, Save: page.Button{Text: v.Text("lists.save")}}
	return desk.Show(v, desk.FormView, p)
}

// sentQuery is the filter that a form carries, without what is none.
func sentQuery(v *desk.Visit) string {
	sent, err := url.ParseQuery(v.Sent("query"))
	if err != nil {
		return ""
	}
	return filterQuery(filterIn(v, sent)).Encode()
}

// saveList saves a list.
func saveList(v *desk.Visit) error {
	query := sentQuery(v)
	if query == "" {
		return v.GoTo("/cases")
	}
	act := v.Act(desk.Done("/cases?"+query, "list_saved"))
	problems, err := v.Problems(staff.SaveList(v.Ctx(), act, staff.List{Name: v.Sent("name"), Query: query}))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return listForm(v, query, v.Form(), problems)
	}
	return v.Acted()
}

// listLists shows the lists that the actor saved.
func listLists(v *desk.Visit) error { return pageOfLists(v, "", nil) }

// pageOfLists shows them, with what is wrong with the new name of one.
func pageOfLists(v *desk.Visit, of string, problems []field.Problem) error {
	all, err := v.Door.Lists(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listsPage{Base: v.Base("page.case_lists")}
	p.Back = &page.BackLink{Text: v.Text("nav.cases"), Href: "/cases"}
	for _, l := range all {
		in, wrong := url.Values{"name": {l.Name}}, []field.Problem(nil)
		if l.ID == of {
			in, wrong = v.Form(), problems
		}
		q := v.Ask("lists", in, wrong)
		i := q.Input("name", "off")
		if l.ID == of {
			q.Mark(&p.Base)
		} else {
			i.ID = "name-" + l.ID
		}
		of := []page.Hidden{{Name: "list", Value: l.ID}}
		p.Lists = append(p.Lists, savedList{
			Open:   page.Link{Text: l.Name, Href: listHref(l)},
			Rename: page.Form{Action: listsPath, Hidden: of, Rows: q.Rows, Save: page.Button{Text: v.Text("lists.rename"), Classes: "govuk-button--secondary"}},
			Remove: page.Form{Action: listsPath, Hidden: append(of, page.Hidden{Name: "remove", Value: "yes"}), Save: page.Button{Text: v.Text("lists.remove"), Classes: "govuk-button--secondary l-button--quiet"}},
		})
	}
	return desk.Show(v, listsView, p)
}

// changeList renames or removes a list.
func changeList(v *desk.Visit) error {
	id := v.Sent("list")
	if v.Sent("remove") != "" {
		if err := staff.DropList(v.Ctx(), v.Act(desk.Done(listsPath, "list_removed")), id); err != nil {
			return err
		}
		return v.Acted()
	}
	problems, err := v.Problems(staff.SaveList(v.Ctx(), v.Act(desk.Done(listsPath, "list_saved")), staff.List{ID: id, Name: v.Sent("name")}))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return pageOfLists(v, id, problems)
	}
	return v.Acted()
}
