package finding

import (
	"strconv"

	"lindung/cases"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

// foundCard is a case that a search has found.
type foundCard struct {
	T                          i18n.T
	Name, Hidden, Show, Number string
	As                         string // the name that was met, if it is another
	State                      page.Tag
	Child                      string
	Shared                     string // whose case it is, if it is open and not the own organisation's
	Facts                      []string
	Open                       page.Link
}

// foundCards show of each case what tells one person from another.
func foundCards(v *desk.Visit, found []cases.Found, open string) []foundCard {
	all := make([]foundCard, min(len(found), cases.MostFound))
	for i := range all {
		f := found[i]
		c := foundCard{T: v.T, Name: f.Name, Number: f.Number, State: casefile.Tag(v, f.Case)}
		if f.Name == "" {
			c.Name = f.Number
		}
		if f.Matched != "" && f.Matched != f.Name {
			c.As = f.Matched
		}
		if v.Private() && f.Name != "" {
			c.Name, c.Hidden, c.Show, c.As = f.Number, f.Name, v.Text("case.show_name"), ""
		}
		if f.Child {
			c.Child = v.Text("case.child")
		}
		if !f.Own {
			c.Shared = v.Text("search.shared", "name", f.OrgName)
		}
		c.Facts = foundFacts(v, f)
		c.Open = page.Link{Text: v.Text(open), Href: casefile.Path(f.ID)}
		all[i] = c
	}
	return all
}

// foundFacts say how old the person is, who works for them, since when, and as what a
// number is known that was looked for.
func foundFacts(v *desk.Visit, f cases.Found) []string {
	var all []string
	if len(f.Age) > 0 {
		all = append(all, casefile.Said(v, f.Age...))
	}
	if f.Born > 0 {
		all = append(all, v.Text("search.born", "year", strconv.Itoa(f.Born)))
	}
	for _, i := range f.Phones {
		all = append(all, v.Text("field."+i.Name))
	}
	if f.Worker != "" {
		all = append(all, v.Text("search.worker", "name", f.Worker))
	}
	return append(all, v.Text("search.opened", "day", v.DayOn(f.OpenedAt.Time()), "near", v.Near(f.OpenedAt.Time())))
}
