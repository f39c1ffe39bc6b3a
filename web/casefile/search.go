package casefile

import (
	"lindung/internal/desk"
	"net/http"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

// searchPage is a search by name and what it found.
type searchPage struct {
	page.Base
	Form    page.Form
	Result  string // how much was found; "" before searching
	Found   []foundCard
	Open    *page.Link
	Ends    []page.Link // to where a withdrawal is entered without seeing the case
	Privacy page.Form
}

var searchView = page.NewView[searchPage]("search")

// WithdrawalPath is where is entered that a person withdraws everything.
const WithdrawalPath = "/withdrawal"

// TakesWithdrawals reports whether the actor enters what a person withdraws also where
// they do not see the case.
func TakesWithdrawals(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(lindung.Supervisor, lindung.DutyOfficer)
}

func newSearch(v *desk.Visit) error { return askSearch(v, nil, nil) }

// search is posted so that the name never stands in an address, which browsers,
// proxies and logs keep.
func search(v *desk.Visit) error {
	if v.Sent("name") == "" {
		return askSearch(v, nil, []field.Problem{{Field: "name", Key: "case.names.problem"}})
	}
	return v.Hold("/search/found", v.Form())
}

func showFound(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo("/search")
	}
	found, err := v.Finder.Search(v.Ctx(), v.Session, v.Sent("name"))
	if err != nil {
		return err
	}
	if found == nil {
		found = []cases.Found{}
	}
	return askSearch(v, found, nil)
}

func askSearch(v *desk.Visit, found []cases.Found, problems []field.Problem) error {
	q := v.Ask("search", v.Form(), problems)
	name := q.Input("name", "off")
	name.Autocapitalize = "words"
	if asks := zawgyiAsks(v, v.Sent("name")); asks != "" {
		name.Hint = &page.Hint{Text: asks}
	}
	p := searchPage{Base: v.Base("page.search"), Privacy: v.PrivacyForm(v.WithHeld(v.Request.URL.Path))}
	p.Wide = true
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/search", Rows: q.Rows, Save: page.Button{Text: v.Text("common.search")}}
	if TakesWithdrawals(v) {
		p.Ends = []page.Link{{Text: v.Text("search.withdrawal"), Href: WithdrawalPath}}
	}
	if found != nil {
		p.Result = v.Text("search.result", "n", len(found))
		p.Found = foundCards(v, found, "search.open")
		if v.Session.Actor().HasRole(desk.Openers...) {
			p.Open = &page.Link{Text: v.Text("search.new"), Href: "/cases/new"}
		}
	}
	return desk.Show(v, searchView, p)
}

// foundCards show of each case what tells one person from another.
func foundCards(v *desk.Visit, found []cases.Found, open string) []foundCard {
	all := make([]foundCard, len(found))
	for i, f := range found {
		c := foundCard{T: v.T, Name: f.Name, Number: f.Number, State: caseTag(v, f.Case)}
		if f.Matched != f.Name {
			c.As = f.Matched
		}
		if v.Private() {
			c.Name, c.Hidden, c.Show, c.As = f.Number, f.Name, v.Text("case.show_name"), ""
		}
		if f.Child {
			c.Child = v.Text("case.child")
		}
		c.Facts = v.Text("search.opened", "day", v.DayOn(f.OpenedAt.Time()), "near", v.Near(f.OpenedAt.Time()))
		c.Open = page.Link{Text: v.Text(open), Href: Path(f.ID)}
		all[i] = c
	}
	return all
}

func setPrivacy(v *desk.Visit) error {
	c := http.Cookie{Name: v.CookieName(desk.PrivacyCookie), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: v.Secure()}
	if v.Sent("names") == "closed" {
		c.Value = "closed"
	} else {
		c.MaxAge = -1
	}
	http.SetCookie(v.Writer, &c)
	return v.GoTo(desk.LocalPath(v.Sent("to")))
}
