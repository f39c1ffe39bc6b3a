package public

import (
	"strings"

	"lindung/i18n"
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
	Menu       []item
	Foot       []itemGroup
	Notice     words // that the language is not translated yet
	Known      words // from which day the page is
	Static     bool
	Licence    string
}

// item is a link of the menu or the footer.
type item struct {
	words
	Href    string
	Current bool // the page is this one, or one under it
	Here    bool // the page is this one
}

type itemGroup struct {
	Title words
	Items []item
}

// menu lists what every page offers, most needed first.
var menu = []string{"help", "s", "i/ACTIP", "on", "timeline", "search"}

// foot is where everything else is found.
var foot = []struct {
	title string
	items []string
}{
	{"know", []string{"i/ACTIP", "i", "s", "compare", "on", "timeline", "changes"}},
	{"doubt", []string{"open", "conflicts"}},
	{"region", []string{"plans", "bodies"}},
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
	if v.e.site.o.BaseURL != "" {
		f.Canonical = v.e.absolute(v.path())
		for _, l := range f.Languages {
			l.Href = v.e.absolute(l.Href)
			f.Alternates = append(f.Alternates, l)
		}
	}
	if v.lang.Draft() || v.snap.Draft(v.lang) {
		f.Draft = v.t.Text("public.draft")
	}
	if v.t.Fallback("public.draft") && !v.lang.Draft() {
		f.Notice = words{v.t.Text("public.untranslated", "language", v.t.Text("lang."+string(v.lang))), string(i18n.English)}
	}
	for _, to := range menu {
		f.Menu = append(f.Menu, v.item(to))
	}
	for _, g := range foot {
		group := itemGroup{Title: v.label("public.foot." + g.title)}
		for _, to := range g.items {
			group.Items = append(group.Items, v.item(to))
		}
		f.Foot = append(f.Foot, group)
	}
	return f
}

// item is the link to a page of the menu; of what lies under it, it is the
// current one.
func (v *visit) item(to string) item {
	key := "public.nav." + dotted(to)
	if v.e.static && to == "search" {
		key = "public.nav.index"
	}
	return item{v.label(key), v.href(to), v.rest == to || strings.HasPrefix(v.rest, to+"/"), v.rest == to}
}

// languages are the languages of the site with this page in each.
func (v *visit) languages() []page.Language {
	all := make([]page.Language, 0, len(i18n.Langs()))
	for _, l := range i18n.Langs() {
		all = append(all, page.Language{
			Lang: string(l), Name: v.t.Text("lang." + string(l)), Href: "/" + string(l) + "/" + v.rest, Current: l == v.lang,
		})
	}
	return all
}

// dotted is a path as a part of a label.
func dotted(path string) string { return strings.ReplaceAll(path, "/", ".") }
