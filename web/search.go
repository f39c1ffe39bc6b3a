package web

import (
	"net/http"

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
	Privacy page.Form
}

var searchView = page.NewView[searchPage]("search")

func newSearch(v *visit) error { return v.searchPage(nil, nil) }

// search only reads. It is posted so that the name never stands in an address,
// which browsers, proxies and logs keep.
func search(v *visit) error {
	if v.sent("name") == "" {
		return v.searchPage(nil, []field.Problem{{Field: "name", Key: "case.names.problem"}})
	}
	found, err := v.finder.Search(v.ctx(), v.session, v.sent("name"))
	if err != nil {
		return err
	}
	if found == nil {
		found = []cases.Found{}
	}
	return v.searchPage(found, nil)
}

func (v *visit) searchPage(found []cases.Found, problems []field.Problem) error {
	q := v.ask("search", v.form(), problems)
	q.input("name", "off").Autocapitalize = "words"
	p := searchPage{Base: v.base("page.search"), Privacy: v.privacyForm("/search")}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/search", Rows: q.rows, Save: page.Button{Text: v.text("common.search")}}
	if found != nil {
		p.Result = v.text("search.result", "n", len(found))
		p.Found = v.foundCards(found, "search.open")
		if v.session.Actor().Has(openers...) {
			p.Open = &page.Link{Text: v.text("search.new"), Href: "/cases/new"}
		}
	}
	return show(v, searchView, p)
}

// foundCards show of each case what tells one person from another.
func (v *visit) foundCards(found []cases.Found, open string) []foundCard {
	all := make([]foundCard, len(found))
	for i, f := range found {
		c := foundCard{T: v.t, Name: f.Name, Number: f.Number, State: v.caseTag(f.Case)}
		if f.Matched != f.Name {
			c.As = f.Matched
		}
		if v.private() {
			c.Name, c.Hidden, c.Show, c.As = f.Number, f.Name, v.text("case.show_name"), ""
		}
		if f.Child {
			c.Child = v.text("case.child")
		}
		c.Facts = v.text("search.opened", "day", v.dayOn(f.OpenedAt.Time()), "near", v.near(f.OpenedAt.Time()))
		c.Open = page.Link{Text: v.text(open), Href: caseAt(f.ID)}
		all[i] = c
	}
	return all
}

// privacyCookie says that names stay closed until they are pressed. It lasts as
// long as the browser is open and says nothing about anybody.
const privacyCookie = "lindung_names"

// private reports whether names stay closed until they are pressed.
func (v *visit) private() bool {
	c, err := v.r.Cookie(privacyCookie)
	return err == nil && c.Value == "closed"
}

// privacyForm turns it on or off with one press, and comes back to path.
func (v *visit) privacyForm(path string) page.Form {
	next, label := "closed", "case.names_close"
	if v.private() {
		next, label = "", "case.names_open"
	}
	return page.Form{
		Action: "/privacy", Hidden: []page.Hidden{{Name: "names", Value: next}, {Name: "to", Value: path}},
		Save: page.Button{Text: v.text(label), Classes: "govuk-button--secondary l-button--quiet"},
	}
}

func setPrivacy(v *visit) error {
	c := http.Cookie{Name: privacyCookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: v.secure()}
	if v.sent("names") == "closed" {
		c.Value = "closed"
	} else {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, &c)
	return v.goTo(localPath(v.sent("to")))
}
