package public

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/names"
)

// index finds pages by their words in one language. It is made from the same
// data as the pages and lies in memory. It compares whole texts, so that it
// works in scripts that do not separate words and for words of two signs; how a
// query finds is in query.go.
type index struct {
	visit *visit
	found []findable
}

// findable is one thing that can be found.
type findable struct {
	Kind  words
	Title words
	Text  words
	Href  string
	title string // as names.Plain writes it, after a space
	all   string // the same of everything by which it is found
	roots map[string]bool
}

// newIndex makes the index of a language. Each text is in it in the language and
// in English, so that a word of either finds it.
func newIndex(e *edition, lang i18n.Lang) *index {
	v := e.visitor(lang)
	x := &index{visit: v}
	x.treaties(v)
	x.states(v)
	x.region(v)
	return x
}

// add puts something into the index; more are further texts by which it is
// found.
func (x *index) add(f findable, more ...string) {
	f.title = " " + names.Plain(f.Title.Text)
	f.all = f.title + " " + names.Plain(f.Text.Text) + " " + names.Plain(strings.Join(more, " "))
	f.roots = map[string]bool{}
	for _, w := range strings.Fields(f.all) {
		for _, root := range roots(w) {
			f.roots[root] = true
		}
	}
	x.found = append(x.found, f)
}

func (x *index) states(v *visit) {
	kind, help := v.label("public.found.state"), v.label("public.found.help")
	for _, state := range lindung.States {
		n, _ := v.snap.National(state)
		x.add(findable{Kind: kind, Title: v.name(state), Href: v.href("s", string(state))}, append(namesOf(state), string(state))...)
		x.add(findable{Kind: help, Title: v.label("public.help.in", "state", state), Href: v.href("help", string(state))}, append(namesOf(state), v.t.Text("public.find.help"))...)
		x.add(findable{Kind: v.name(state), Title: v.label("public.road.heading"), Href: v.href("s", string(state)) + "#road"}, append(namesOf(state), v.t.Text("public.find.road"))...)
		for _, f := range n.Facts() {
			text := v.factCell(f)
			topic := v.label("convention.topic." + f.Name)
			x.add(findable{
				Kind: v.name(state), Title: topic, Text: text.words, Href: v.href("s", string(state)) + "#law",
			}, i18n.For(i18n.English).Country(state), v.name(state).Text, text.words.Text, v.say(f.Note).Text)
		}
	}
}

func (x *index) treaties(v *visit) {
	kind, article := v.label("public.found.instrument"), v.label("public.found.paragraph")
	for _, in := range v.snap.Instruments() {
		x.add(findable{Kind: kind, Title: words{Text: in.ID}, Text: v.say(in.Title), Href: v.href("i", in.ID)}, in.Title, strings.ReplaceAll(in.ID, "-", " "))
		for _, ps := range v.articles(in.ID) {
			n, title := strconv.Itoa(ps[0].Article), v.articleTitle(ps)
			x.add(findable{Kind: v.label("public.found.article"), Title: words{in.ID + " " + n + " · " + title.Text, title.Lang}, Href: v.href("i", in.ID, n)}, ps[0].Title)
		}
		for _, p := range v.snap.Paragraphs(in.ID) {
			if p.Number == 0 {
				continue // the article has no other
			}
			title := v.say(p.Title)
			x.add(findable{Kind: article, Title: words{p.Ref() + " · " + title.Text, title.Lang}, Text: v.say(p.Summary), Href: v.paragraphHref(p)},
				p.Title, p.Summary, joined(v.sayAll(p.Items)), strings.Join(p.Items, " "))
		}
	}
}

func (x *index) region(v *visit) {
	bodies, _ := v.snap.Bodies()
	for _, b := range bodies {
		x.add(findable{Kind: v.label("public.found.body"), Title: words{Text: b.ID}, Text: v.say(b.Name), Href: v.href("bodies") + "#" + b.ID}, b.Name, b.Role, v.say(b.Role).Text)
	}
	plans, _ := v.snap.Plans()
	for _, p := range plans {
		x.add(findable{Kind: v.label("public.found.plan"), Title: v.say(p.Title), Href: v.href("plans") + "#" + p.ID}, p.Title, p.ID, strings.Join(p.Asks, " "), joined(v.sayAll(p.Asks)))
	}
	for _, e := range v.snap.Events() {
		x.add(findable{Kind: v.label("convention.kind." + e.Kind), Title: v.say(e.Title), Href: v.eventHref(e.ID)}, e.Title, e.Place, strings.Join(e.Bodies, " "))
	}
	for _, f := range v.e.followed() {
		x.add(findable{Kind: v.label("convention.kind.recommendation"), Title: v.recommendation(f), Text: v.addressedTo(f), Href: v.href("r", f.ID)},
			f.ID, f.Text, f.By, v.say(f.By).Text, strings.Join(f.To, " "))
	}
	for _, c := range v.snap.Conflicts() {
		x.add(findable{Kind: v.label("public.found.conflict"), Title: v.say(c.Question), Text: v.say(c.Handling), Href: v.href("conflicts") + "#" + c.ID}, c.Question, c.A, c.B)
	}
	for _, m := range v.snap.Measures(v.e.today) {
		of := v.taker(m)
		x.add(findable{Kind: of, Title: v.say(m.Title), Text: v.label("convention.measure.kind." + string(m.Kind)), Href: v.href("m", m.ID)},
			m.Title, m.ID, v.say(m.Note).Text, m.Note, i18n.For(i18n.English).Country(m.State), i18n.For(i18n.English).Text("convention.measure.kind."+string(m.Kind)))
	}
	for _, to := range []string{"help", "s", "i", "m", "monitor", "on", "timeline", "compare", "changes", "open", "conflicts", "plans", "bodies", "c", "r", "about", "data"} {
		if v.e.unripe()[to] {
			continue
		}
		title := v.label("public.nav." + to)
		if slices.Contains(asked, to) {
			title = v.label("public.home.to." + to)
		}
		x.add(findable{Kind: v.label("public.found.page"), Title: title, Href: v.href(to)}, i18n.For(i18n.English).Text("public.nav."+to), v.t.Text("public.find."+to))
	}
}

type searchPage struct {
	frame
	Query  string
	Asked  bool
	Count  words
	Found  []findable
	Rest   []findable // folded
	More   words
	Others []otherLanguage
	Index  item
}

// otherLanguage is what was found in another language only.
type otherLanguage struct {
	Name, Lang string
	Found      []findable
}

var searchView = page.NewView[searchPage]("search")

// longestQuery is longer than any real search.
const longestQuery = 200

func showSearch(v *visit) (document, error) {
	if v.e.static {
		return showIndex(v)
	}
	p := searchPage{frame: v.frame("public.search.title"), Query: strings.TrimSpace(strings.ToValidUTF8(v.query.Get("q"), ""))}
	if runes := []rune(p.Query); len(runes) > longestQuery {
		p.Query = string(runes[:longestQuery])
	}
	p.Index = item{words: v.label("public.nav.index"), Href: v.href("index")}
	if p.Asked = p.Query != ""; p.Asked {
		p.Found = v.e.indexes[v.lang]().find(p.Query)
		p.Found, p.Rest = p.Found[:min(len(p.Found), foundShown)], p.Found[min(len(p.Found), foundShown):]
		p.More = v.label("public.more_rows", "n", len(p.Rest))
		if len(p.Found) == 0 {
			p.Others = v.elsewhere(p.Query)
		}
		switch {
		case len(p.Found) > 0:
			p.Count = v.label("common.results", "n", len(p.Found)+len(p.Rest))
		case len(p.Others) > 0:
			p.Count = v.label("public.search.elsewhere")
		default:
			p.Count = v.label("public.search.none")
		}
	}
	doc := show(v, searchView, p)
	doc.rare = p.Asked
	return doc, nil
}

// foundShown is how many results a page shows at once.
const foundShown = 10

// elsewhere searches the other languages.
func (v *visit) elsewhere(query string) []otherLanguage {
	var all []otherLanguage
	for _, l := range Languages() {
		if l == v.lang {
			continue
		}
		if found := v.e.indexes[l]().find(query); len(found) > 0 {
			all = append(all, otherLanguage{v.t.Text("lang." + string(l)), string(l), found[:min(len(found), foundShown)]})
		}
	}
	return all
}

type indexPage struct {
	frame
	Groups []indexGroup
}

// indexGroup is what is listed under one kind.
type indexGroup struct {
	Kind  words
	Found []findable
}

var indexView = page.NewView[indexPage]("index")

// showIndex lists everything that can be found: what the static folder has
// instead of the search.
func showIndex(v *visit) (document, error) {
	p := indexPage{frame: v.frame("public.index.title")}
	order := v.t.Order()
	for _, f := range v.e.indexes[v.lang]().found {
		i := slices.IndexFunc(p.Groups, func(g indexGroup) bool { return g.Kind == f.Kind })
		if i < 0 {
			i = len(p.Groups)
			p.Groups = append(p.Groups, indexGroup{Kind: f.Kind})
		}
		p.Groups[i].Found = append(p.Groups[i].Found, f)
	}
	for i := range p.Groups {
		if p.Groups[i].Kind != v.label("public.found.paragraph") {
			slices.SortStableFunc(p.Groups[i].Found, func(a, b findable) int { return order(a.Title.Text, b.Title.Text) })
		}
	}
	return show(v, indexView, p), nil
}
