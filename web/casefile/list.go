package casefile

import (
	"lindung/internal/desk"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/page"
)

type casesPage struct {
	page.Base
	Lead    string
	Filter  casesFilter
	Cases   page.Table
	Pages   page.Pagination
	Open    *page.Button
	Shared  page.Link
	Privacy page.Form
}

// Buttons returns what can be done here.
func (p casesPage) Buttons() []page.Button {
	if p.Open == nil {
		return nil
	}
	return []page.Button{*p.Open}
}

// casesFilter narrows the list; it is sent as an address, which holds codes only.
type casesFilter struct {
	Status page.Select
	Only   page.Checkboxes
	Apply  page.Button
	Clear  *page.Link
}

type sharedPage struct {
	page.Base
	Lead    string
	Cases   page.Table
	Privacy page.Form
}

var (
	casesView    = page.NewView[casesPage]("cases")
	sharedView   = page.NewView[sharedPage]("cases_shared")
	caseStatuses = []cases.Status{cases.StatusActive, cases.StatusFollowUp, cases.StatusClosed, cases.StatusClosedReferred}
)

// listCases shows the cases that the actor may see, the last changed first.
func listCases(v *desk.Visit) error {
	f := caseFilter(v)
	rows, next, err := cases.List(v.Ctx(), v.Session, f)
	if err != nil {
		return err
	}
	p := casesPage{Base: v.Base("nav.cases"), Filter: filterForm(v, f), Shared: page.Link{Text: v.Text("page.cases_shared"), Href: "/cases/shared"}}
	p.Wide = true
	p.Privacy = v.PrivacyForm(v.Request.URL.RequestURI())
	p.Cases = caseTable(v, rows)
	p.Lead = v.Text("cases.lead", "n", len(rows))
	if f.After.ID != "" || next.ID != "" {
		p.Lead = v.Text("cases.lead_page", "n", len(rows))
	}
	p.Pages = casePages(v, f, next)
	if v.Session.Actor().HasRole(desk.Openers...) {
		p.Open = &page.Button{Text: v.Text("nav.open"), Href: "/cases/new"}
	}
	return desk.Show(v, casesView, p)
}

// caseFilter reads the address. What it does not understand it leaves out.
func caseFilter(v *desk.Visit) cases.Filter {
	f := cases.Filter{Limit: 50}
	if s := cases.Status(v.Query("status")); slices.Contains(caseStatuses, s) {
		f.Status = s
	}
	only := v.Request.URL.Query()["only"]
	f.Mine, f.Children = slices.Contains(only, "mine"), slices.Contains(only, "children")
	if slices.Contains(only, "urgent") {
		f.Urgent = v.Today()
	}
	f.Untouched = slices.Contains(only, "untouched")
	if of := v.Query("of"); lindung.IsID(of) {
		f.Responsible = lindung.ActorID(of)
	}
	at, id, _ := strings.Cut(v.Query("after"), ".")
	if seconds, err := strconv.ParseInt(at, 10, 64); err == nil && lindung.IsID(id) {
		f.After = cases.Cursor{At: access.StoredTime(time.Unix(seconds, 0)), ID: lindung.CaseID(id)}
	}
	return f
}

func filterForm(v *desk.Visit, f cases.Filter) casesFilter {
	form := casesFilter{Apply: page.Button{Text: v.Text("common.filter"), Classes: "govuk-button--secondary"}}
	form.Status = page.Select{
		Name: "status", Value: string(f.Status), Label: page.Label{Text: v.Text("cases.status"), Classes: "govuk-label--s"},
		Items: append([]page.Option{{Text: v.Text("common.any")}}, desk.PickFrom(v, "code.case_status", caseStatuses)...),
	}
	form.Only = page.Checkboxes{
		Name: "only", Classes: "govuk-checkboxes--small", Fieldset: &page.Fieldset{Legend: &page.Legend{Text: v.Text("cases.only"), Classes: "govuk-fieldset__legend--s"}},
		Items: []page.Choice{{Value: "mine", Text: v.Text("cases.only.mine"), Checked: f.Mine}, {Value: "children", Text: v.Text("cases.only.children"), Checked: f.Children},
			{Value: "urgent", Text: v.Text("cases.only.urgent"), Checked: !f.Urgent.IsZero()},
			{Value: "untouched", Text: v.Text("cases.only.untouched"), Checked: f.Untouched}},
	}
	if f.Status != "" || f.Mine || f.Children || f.Untouched || f.Responsible != "" || !f.Urgent.IsZero() {
		form.Clear = &page.Link{Text: v.Text("common.filter_clear"), Href: "/cases"}
	}
	return form
}

// caseTable lists cases. In privacy mode the number leads to the case and the
// name stays closed.
func caseTable(v *desk.Visit, rows []cases.Row) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"cases.person", "common.status", "cases.opened", "cases.changed"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text(h)})
	}
	for _, r := range rows {
		person := page.Cell{Text: r.Name, Href: Path(r.ID), Note: r.Number}
		switch {
		case r.Refused:
			person.Text = v.Text("case.counted")
		case r.Name == "":
			person.Text, person.Note = r.Number, ""
		case v.Private():
			person.Text, person.Note, person.Masked, person.Hidden = r.Number, "", v.Text("case.show_name"), r.Name
		}
		if !r.Own {
			person.Note = v.Text("cases.of", "number", r.Number, "name", r.OrgName)
		}
		if r.Child {
			person.Tag = &page.Tag{Text: v.Text("case.child"), Classes: "l-tag--child"}
		}
		tag := caseTag(v, r.Case)
		urgent := ""
		if r.IsUrgent(v.Today()) {
			urgent = v.Text("cases.urgent")
		}
		t.Rows = append(t.Rows, []page.Cell{
			person, {Tag: &tag, Note: urgent}, {Text: v.DayOn(r.OpenedAt.Time())}, {Text: v.Near(r.ChangedAt.Time()), Note: v.DayOn(r.ChangedAt.Time())},
		})
	}
	return t
}

func casePages(v *desk.Visit, f cases.Filter, next cases.Cursor) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.Text("cases.pages")}
	q := url.Values{}
	if f.Status != "" {
		q.Set("status", string(f.Status))
	}
	for _, o := range v.Request.URL.Query()["only"] {
		if slices.Contains([]string{"mine", "children", "urgent", "untouched"}, o) {
			q.Add("only", o)
		}
	}
	if f.Responsible != "" {
		q.Set("of", string(f.Responsible))
	}
	if f.After.ID != "" {
		p.Previous = &page.PageLink{Text: v.Text("cases.first_page"), Href: "/cases?" + q.Encode()}
	}
	if next.ID != "" {
		q.Set("after", strconv.FormatInt(next.At.Time().Unix(), 10)+"."+string(next.ID))
		p.Next = &page.PageLink{Text: v.Text("common.next_page"), Href: "/cases?" + q.Encode()}
	}
	return p
}

// listShared shows the cases of other organisations that are open to the
// actor's at this moment.
func listShared(v *desk.Visit) error {
	rows, err := cases.ListShared(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := sharedPage{Base: v.Base("page.cases_shared"), Lead: v.Text("cases.shared.lead", "n", len(rows)), Cases: caseTable(v, rows)}
	p.Back = &page.BackLink{Text: v.Text("nav.cases"), Href: "/cases"}
	p.Wide = true
	p.Privacy = v.PrivacyForm("/cases/shared")
	return desk.Show(v, sharedView, p)
}
