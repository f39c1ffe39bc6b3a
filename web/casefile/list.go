package casefile

import (
	"errors"
	"lindung/internal/desk"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/page"
)

type casesPage struct {
	page.Base
	Lead    string
	Saved   []savedLink // lists that the actor saved
	Lists   *page.Link  // where they are renamed and removed
	Keep    *page.Link  // where this one is saved
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
	Sort   page.Select
	Status page.Select
	Picks  []page.Select // who is responsible, ages, coded answers
	Only   page.Checkboxes
	// Untouched asks for how many days nobody has changed a case.
	Untouched page.Input
	Apply     page.Button
	Clear     *page.Link
}

type sharedPage struct {
	page.Base
	Lead    string
	Sort    page.Select
	Apply   page.Button
	Cases   page.Table
	Privacy page.Form
}

var (
	casesView  = page.NewView[casesPage]("cases")
	sharedView = page.NewView[sharedPage]("cases_shared")
)

// listCases shows the cases that the actor may see, the last changed first.
func listCases(v *desk.Visit) error {
	f := caseFilter(v)
	rows, next, err := v.Finder.List(v.Ctx(), v.Session, f)
	if err != nil {
		return err
	}
	filter, err := filterForm(v, f)
	if err != nil {
		return err
	}
	p := casesPage{Base: v.Base("nav.cases"), Filter: filter, Shared: page.Link{Text: v.Text("page.cases_shared"), Href: "/cases/shared"}}
	p.Wide = true
	p.Privacy = v.PrivacyForm(v.Request.URL.RequestURI())
	p.Cases = CaseTable(v, rows)
	order := v.Text(orderLabel(f.Sort))
	p.Lead = v.Text("cases.lead", "n", len(rows), "order", order)
	if f.After.ID != "" || next.ID != "" {
		p.Lead = v.Text("cases.lead_page", "n", len(rows), "order", order)
	}
	p.Pages = casePages(v, f, next)
	if err := savedLists(v, &p, f); err != nil {
		return err
	}
	if v.Session.Actor().HasRole(desk.Openers...) {
		p.Open = &page.Button{Text: v.Text("nav.open"), Href: "/cases/new"}
	}
	return desk.Show(v, casesView, p)
}

// caseFilter reads the address. What it does not understand it leaves out.
func caseFilter(v *desk.Visit) cases.Filter { return filterIn(v, v.Request.URL.Query()) }

// mostUntouched is for how many days at most a list asks.
const mostUntouched = 3650

// filterIn reads a filter from an address.
func filterIn(v *desk.Visit, q url.Values) cases.Filter {
	f := cases.Filter{Limit: 50}
	if s := cases.Status(q.Get("status")); slices.Contains(cases.Statuses, s) {
		f.Status = s
	}
	only := q["only"]
	f.Mine, f.Children = slices.Contains(only, "mine"), slices.Contains(only, "children")
	if slices.Contains(only, "urgent") {
		f.Urgent = v.Today()
	}
	if days, err := strconv.Atoi(strings.TrimSpace(lindung.Digits(q.Get("untouched")))); err == nil && days > 0 && days <= mostUntouched {
		f.Untouched = days
	}
	if slices.Contains(only, "untouched") { // as lists were saved before
		f.Untouched = int(cases.UntouchedFor.Hours() / 24)
	}
	if of := q.Get("of"); lindung.IsID(of) {
		f.Responsible = lindung.ActorID(of)
	}
	if b, ok := cases.BandNamed(q.Get("age")); ok {
		f.Ages = &b
	}
	f.Codes = codesIn(q["code"])
	f.Sort = orderIn(q, cases.Orders)
	at, id, _ := strings.Cut(q.Get("after"), ".")
	if seconds, err := strconv.ParseInt(at, 10, 64); err == nil && lindung.IsID(id) {
		f.After = cases.Cursor{ID: lindung.CaseID(id)}
		if seconds > 0 {
			f.After.At = access.StoredTime(time.Unix(seconds, 0))
		}
	}
	return f
}

// orderIn reads in which of some orders a list is asked for.
func orderIn(q url.Values, orders []cases.Order) cases.Order {
	if o := cases.Order(q.Get("sort")); slices.Contains(orders, o) {
		return o
	}
	return cases.NewestChange
}

// sortPick asks for the order of a list.
func sortPick(v *desk.Visit, of cases.Order, orders []cases.Order) page.Select {
	pick := page.Select{ID: "sort", Name: "sort", Value: string(of), Label: page.Label{Text: v.Text("cases.sort"), Classes: "govuk-label--s"}}
	for _, o := range orders {
		pick.Items = append(pick.Items, page.Option{Value: string(o), Text: v.Text(orderLabel(o))})
	}
	return pick
}

func orderLabel(o cases.Order) string {
	if o == cases.NewestChange {
		return "cases.sort.changed_newest"
	}
	return "cases.sort." + string(o)
}

// codesIn reads coded answers, FIELD.CODE, as an address has them.
func codesIn(sent []string) []cases.Coded {
	var all []cases.Coded
	for _, one := range sent {
		name, code, _ := strings.Cut(one, ".")
		for _, i := range dossier.Sought {
			if i.Name == name && isCode(i, code) {
				all = append(all, cases.Coded{Field: i, Code: code})
			}
		}
	}
	return all
}

// CodesOf are the answers that a coded field can have, as the page calls them.
func CodesOf(v *desk.Visit, i *field.Info) []page.Option {
	if i.List == nil {
		return v.CountryOptions()
	}
	var all []page.Option
	for _, name := range i.List.Names() {
		all = append(all, page.Option{Value: name, Text: page.Word(v.T, i, name)})
	}
	return all
}

// SoughtLabel is what a coded field is called away from its form.
func SoughtLabel(v *desk.Visit, i *field.Info) string {
	if key := "cases.by." + i.Name; v.T.Has(key) {
		return key
	}
	return "field." + i.Name
}

func isCode(i *field.Info, code string) bool {
	if i.List == nil {
		return field.CountryName(code) != ""
	}
	return i.List.Has(code)
}

// picks are what the list can be narrowed to by one choice each.
func picks(v *desk.Visit, f cases.Filter) ([]page.Select, error) {
	pick := func(name, label, value string, items []page.Option) page.Select {
		return page.Select{
			ID: "by-" + strings.ReplaceAll(label, ".", "-"), Name: name, Value: value, Label: page.Label{Text: v.Text(label), Classes: "govuk-label--s"},
			Items: append([]page.Option{{Text: v.Text("common.any")}}, items...),
		}
	}
	names, err := v.Colleagues()
	if err != nil && !errors.Is(err, access.ErrDenied) { // in rescue mode the list goes on without this filter
		return nil, err
	}
	var who []page.Option
	for id, name := range names {
		who = append(who, page.Option{Value: string(id), Text: name})
	}
	slices.SortFunc(who, func(a, b page.Option) int { return strings.Compare(a.Text+a.Value, b.Text+b.Value) })
	var ages []page.Option
	for _, b := range cases.Bands {
		ages = append(ages, page.Option{Value: b.Name, Text: v.Text("cases.age." + b.Name)})
	}
	age := ""
	if f.Ages != nil {
		age = f.Ages.Name
	}
	all := []page.Select{pick("of", "cases.worker", string(f.Responsible), who), pick("age", "cases.age", age, ages)}
	for _, i := range dossier.Sought {
		items, chosen := CodesOf(v, i), ""
		for _, c := range f.Codes {
			if c.Field == i {
				chosen = c.Code
			}
		}
		if i.List == nil { // the others are searched for by name: the page is shorter
			items = slices.DeleteFunc(items, func(o page.Option) bool {
				return o.Value != chosen && !slices.Contains(lindung.States, lindung.Country(o.Value))
			})
		}
		value := ""
		for at, o := range items {
			items[at].Value = i.Name + "." + o.Value
			if o.Value == chosen {
				value = items[at].Value
			}
		}
		all = append(all, pick("code", SoughtLabel(v, i), value, items))
	}
	return all, nil
}

func filterForm(v *desk.Visit, f cases.Filter) (casesFilter, error) {
	form := casesFilter{Apply: page.Button{Text: v.Text("cases.filter.show"), Classes: "govuk-button--secondary"}, Sort: sortPick(v, f.Sort, cases.Orders)}
	form.Status = page.Select{
		Name: "status", Value: string(f.Status), Label: page.Label{Text: v.Text("cases.status"), Classes: "govuk-label--s"},
		Items: append([]page.Option{{Text: v.Text("common.any")}}, desk.PickFrom(v, "code.case_status", cases.Statuses)...),
	}
	form.Only = page.Checkboxes{
		Name: "only", Classes: "govuk-checkboxes--small", Fieldset: &page.Fieldset{Legend: &page.Legend{Text: v.Text("cases.only"), Classes: "govuk-fieldset__legend--s"}},
		Items: []page.Choice{{Value: "mine", Text: v.Text("cases.only.mine"), Checked: f.Mine}, {Value: "children", Text: v.Text("cases.only.children"), Checked: f.Children},
			{Value: "urgent", Text: v.Text("cases.only.urgent"), Checked: !f.Urgent.IsZero()}},
	}
	form.Untouched = page.Input{
		Name: "untouched", Inputmode: "numeric", Autocomplete: "off", Classes: "govuk-input--width-4",
		Label: page.Label{Text: v.Text("cases.untouched"), Classes: "govuk-label--s"}, Suffix: &page.Affix{Text: v.Text("cases.untouched.days")},
	}
	if f.Untouched > 0 {
		form.Untouched.Value = strconv.Itoa(f.Untouched)
	}
	if len(filterQuery(f)) > 0 {
		form.Clear = &page.Link{Text: v.Text("common.filter_clear"), Href: "/cases"}
	}
	var err error
	form.Picks, err = picks(v, f)
	return form, err
}

// CaseTable lists cases. In privacy mode the number leads to the case and the
// name stays closed.
func CaseTable(v *desk.Visit, rows []cases.Row) page.Table {
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
		tag := Tag(v, r.Case)
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

// filterQuery is the filter as an address has it: codes and identifiers, nothing typed.
func filterQuery(f cases.Filter) url.Values {
	q := url.Values{}
	if f.Status != "" {
		q.Set("status", string(f.Status))
	}
	for only, yes := range map[string]bool{"mine": f.Mine, "children": f.Children, "urgent": !f.Urgent.IsZero()} {
		if yes {
			q.Add("only", only)
		}
	}
	slices.Sort(q["only"])
	if f.Untouched > 0 {
		q.Set("untouched", strconv.Itoa(f.Untouched))
	}
	if f.Responsible != "" {
		q.Set("of", string(f.Responsible))
	}
	if f.Ages != nil {
		q.Set("age", f.Ages.Name)
	}
	for _, c := range f.Codes {
		q.Add("code", c.Field.Name+"."+c.Code)
	}
	if f.Sort != cases.NewestChange {
		q.Set("sort", string(f.Sort))
	}
	return q
}

func casePages(v *desk.Visit, f cases.Filter, next cases.Cursor) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.Text("cases.pages")}
	q := filterQuery(f)
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
	sort := orderIn(v.Request.URL.Query(), cases.SharedOrders)
	rows, err := cases.ListShared(v.Ctx(), v.Session, sort)
	if err != nil {
		return err
	}
	p := sharedPage{Base: v.Base("page.cases_shared"), Lead: v.Text("cases.shared.lead", "n", len(rows)), Cases: CaseTable(v, rows)}
	p.Back = &page.BackLink{Text: v.Text("nav.cases"), Href: "/cases"}
	p.Wide = true
	p.Privacy = v.PrivacyForm(v.Request.URL.RequestURI())
	p.Sort, p.Apply = sortPick(v, sort, cases.SharedOrders), page.Button{Text: v.Text("cases.sort.show"), Classes: "govuk-button--secondary"}
	return desk.Show(v, sharedView, p)
}
