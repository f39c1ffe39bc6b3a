package finding

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/names"
	"lindung/web/casefile"
)

// searchPage is a search and what it found.
type searchPage struct {
	page.Base
	Form    page.Form
	Result  string // how much was found; "" before searching
	Found   []foundCard
	Answers []page.Link // to the lists of those with an answer that is called so
	Open    *page.Link
	Ends    []page.Link // to where a withdrawal is entered without seeing the case
	Privacy page.Form
}

var searchView = page.NewView[searchPage]("search")

func newSearch(v *desk.Visit) error { return askSearch(v, nil, nil) }

// search is posted so that the query never stands in an address, which browsers,
// proxies and logs keep.
func search(v *desk.Visit) error {
	if v.Sent("find") == "" {
		return askSearch(v, nil, []field.Problem{{Field: "find", Key: "search.problem"}})
	}
	return v.Hold("/search/found", v.Form())
}

func showFound(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo("/search")
	}
	found, err := v.Finder.Search(v.Ctx(), v.Session, v.Sent("find"))
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
	find := q.Input("find", "off")
	find.Autocapitalize = "words"
	if asks := casefile.ZawgyiAsks(v, v.Sent("find")); asks != "" {
		find.Hint = &page.Hint{Text: asks}
	}
	p := searchPage{Base: v.Base("page.search"), Privacy: v.PrivacyForm(v.WithHeld(v.Request.URL.Path))}
	p.Wide, p.Find = true, nil // this page has a field of its own
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/search", Rows: q.Rows, Save: page.Button{Text: v.Text("common.search")}}
	if casefile.TakesWithdrawals(v) {
		p.Ends = []page.Link{{Text: v.Text("search.withdrawal"), Href: casefile.WithdrawalPath}}
	}
	if found != nil {
		p.Result = v.Text("search.result", "n", len(found))
		if len(found) > cases.MostFound {
			p.Result = v.Text("search.more", "n", cases.MostFound)
		}
		p.Found, p.Answers = foundCards(v, found, "search.open"), answersCalled(v, v.Sent("find"))
		if v.Session.Actor().HasRole(desk.Openers...) {
			p.Open = &page.Link{Text: v.Text("search.new"), Href: "/cases/new"}
		}
	}
	return desk.Show(v, searchView, p)
}

// mostAnswers is how many coded answers a search offers.
const mostAnswers = 8

// answersCalled are the lists of cases with a coded answer that is called as somebody
// typed, in whichever language: who works for people of five countries types as they say.
func answersCalled(v *desk.Visit, typed string) []page.Link {
	var whole, part []page.Link
	typed = names.Plain(typed)
	for _, i := range dossier.Sought {
		for _, c := range casefile.CodesOf(v, i) {
			fit := 0
			for _, label := range wordings()[cases.Coded{Field: i, Code: c.Value}] {
				fit = max(fit, called(label, typed))
			}
			link := page.Link{Text: v.Text("search.answer", "question", v.Text(casefile.SoughtLabel(v, i)), "answer", c.Text), Href: "/cases?code=" + i.Name + "." + c.Value}
			switch {
			case fit == asWhole:
				whole = append(whole, link)
			case fit == asPart:
				part = append(part, link)
			}
		}
	}
	all := append(whole, part...)
	return all[:min(len(all), mostAnswers)]
}

// wordings are what the coded answers are called in all languages of the program, each
// wording once. They are put together when somebody first searches.
var wordings = sync.OnceValue(func() map[cases.Coded][]string {
	all := map[cases.Coded][]string{}
	for _, l := range i18n.Langs() {
		t := i18n.For(l)
		for _, i := range dossier.Sought {
			for _, code := range codesOf(t, i) {
				c := cases.Coded{Field: i, Code: code}
				if label := names.Plain(page.Word(t, i, code)); !slices.Contains(all[c], label) {
					all[c] = append(all[c], label)
				}
			}
		}
	}
	return all
})

// codesOf are the codes of a field.
func codesOf(t i18n.T, i *field.Info) []string {
	if i.List != nil {
		return i.List.Names()
	}
	var all []string
	for _, c := range t.Countries() {
		all = append(all, c.Code)
	}
	return all
}

// How a label fits what was typed.
const (
	asPart  = 1 // it begins a word of it
	asWhole = 2
)

// called reports how a label fits what was typed, both as names.Plain writes them; 0 for
// not at all.
func called(label, typed string) int {
	const least = 4 // letters: fewer begin too many words
	switch {
	case typed == "":
		return 0
	case label == typed:
		return asWhole
	case utf8.RuneCountInString(typed) >= least && strings.Contains(" "+label, " "+typed):
		return asPart
	}
	return 0
}
