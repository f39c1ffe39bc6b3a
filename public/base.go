package public

import (
	"strings"

	"lindung/internal/page"
)

// frame is what every page of the site has.
type frame struct {
	page.Base
	speaker
	Heading    words
	Canonical  string // the address with the site's name; empty where it has none
	Alternates []page.Language
	Feed       string
	Card       string // the picture that networks show beside a link to the page
	Menu       []item
	Foot       []itemGroup
	Known      words // from which day the page is
	Published  words // which edition it is made from; nothing of data that nobody has signed
	Static     bool
	Licence    string
	Linked     map[string]any // what the page is, for machines
	Printed    string         // at the head of paper
}

// item is a link of the menu or the footer.
type item struct {
	words
	Href    string
	Current bool // the page is this one, or one under it
	Here    bool // the page is this one
	Replace bool // it takes the place of the page it is on, see app.js
}

type itemGroup struct {
	Title words
	Items []item
}

// menu lists what every page offers, most needed first.
var menu = []string{"help", "s", "i/ACTIP", "on", "timeline", "r", "search"}

// foot is where everything else is found.
var foot = []struct {
	title string
	items []string
}{
	{"know", []string{"i/ACTIP", "i", "s", "compare", "on", "timeline", "changes"}},
	{"doubt", []string{"open", "conflicts"}},
	{"region", []string{"m", "monitor", "c", "r", "plans", "bodies"}},
	{"site", []string{"help", "search", "data", "about"}},
}

// frame is the frame of a page with a title of the catalog.
func (v *visit) frame(key string, args ...any) frame { return v.titled(v.label(key, args...)) }

// titled is the frame of a page with a title.
func (v *visit) titled(title words) frame {
	f := frame{
		Base:    page.Base{T: v.t, Title: title.Text, Path: v.path(), Home: v.href(""), Languages: v.languages(), Wide: true},
		speaker: v.speaker, Heading: title, Static: v.e.static, Licence: licenceAddress,
		Known: v.label("public.known", "day", v.e.today),
	}
	if e := v.snap.Edition(); e.Number > 0 {
		f.Published = v.label("public.edition", "n", e.Number, "day", e.Day, "digest", e.Short())
	}
	f.Printed = v.t.Text("page.program") + " · " + v.e.absolute(v.path()) + " · " + f.Known.Text
	if v.e.site.o.BaseURL != "" {
		f.Canonical = v.e.absolute(v.path())
		f.Card = v.cardOf("", f.Known.Text) // of the first page, for those that have none of their own
		f.Linked = v.linked("WebPage", title)
		for _, l := range f.Languages {
			l.Href = v.e.absolute(l.Href)
			f.Alternates = append(f.Alternates, l)
		}
	}
	for _, to := range menu {
		if !v.e.unripe()[to] {
			f.Menu = append(f.Menu, v.item(to))
		}
	}
	for _, g := range foot {
		group := itemGroup{Title: v.label("public.foot." + g.title)}
		for _, to := range g.items {
			if !v.e.unripe()[to] {
				group.Items = append(group.Items, v.item(to))
			}
		}
		f.Foot = append(f.Foot, group)
	}
	return f
}

// linked says in the words of schema.org what a page is.
func (v *visit) linked(kind string, name words, more ...any) map[string]any {
	m := map[string]any{
		"@context": "https://schema.org", "@type": kind, "name": name.Text, "url": v.e.absolute(v.path()), "inLanguage": string(v.lang),
		"license": licenceAddress, "isPartOf": map[string]any{"@type": "WebSite", "name": v.t.Text("page.program"), "url": v.e.absolute(v.href(""))},
	}
	for i := 0; i < len(more); i += 2 {
		m[more[i].(string)] = more[i+1]
	}
	return m
}

// dataset says that a page is of the data set, with where its files are.
func (v *visit) dataset() map[string]any {
	file := func(kind, name string) map[string]any {
		return map[string]any{"@type": "DataDownload", "encodingFormat": kind, "contentUrl": v.e.absolute(dataPath + name)}
	}
	return v.linked("Dataset", v.label("public.data.name"), "description", v.t.Text("public.home.description"), "version", v.e.bundle().id,
		"dateModified", v.e.today.String(), "isAccessibleForFree", true, "distribution", []any{file("application/zip", packed), file("text/csv", "s.csv")})
}

// item is the link to a page of the menu; of what lies under it, it is the
// current one.
func (v *visit) item(to string) item {
	key := "public.nav." + dotted(to)
	if v.e.static && to == "search" {
		key = "public.nav.index"
	}
	return item{v.label(key), v.href(to), v.rest == to || strings.HasPrefix(v.rest, to+"/"), v.rest == to, to == "help"}
}

// dotted is a path as a part of a label.
func dotted(path string) string { return strings.ReplaceAll(path, "/", ".") }
