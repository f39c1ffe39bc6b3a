package web

import (
	"net/http"
	"slices"
	"strings"

	"lindung"
	"lindung/i18n"
	"lindung/internal/page"
)

// A section is a line of the navigation. It is shown when its page exists and
// the actor has one of the roles; what he may do there the policies say.
type section struct {
	label, path string
	roles       []lindung.Role
}

// Who is offered a section.
var (
	everyone = lindung.Roles
	desk     = []lindung.Role{lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint, lindung.Investigator}
	openers  = []lindung.Role{lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.Investigator}
	files    = []lindung.Role{lindung.Supervisor}
	counters = []lindung.Role{lindung.Analyst, lindung.Supervisor, lindung.FocalPoint}
	readers  = []lindung.Role{lindung.DataProtection}
	leaders  = []lindung.Role{lindung.Administrator}
	notCount = []lindung.Role{
		lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint, lindung.Investigator,
		lindung.DataProtection, lindung.Administrator,
	}
)

// sections is the navigation, in the order of the work.
var sections = []section{
	{"nav.home", "/", everyone},
	{"nav.cases", "/cases", desk},
	{"nav.queue", "/queue", desk},
	{"nav.search", "/search", desk},
	{"nav.open", "/cases/new", openers},
	{"nav.directory", "/organisations", notCount},
	{"nav.files", "/files", files},
	{"nav.figures", "/figures", counters},
	{"nav.convention", "/convention", everyone},
	{"nav.log", "/log", readers},
	{"nav.people", "/people", notCount},
	{"nav.administration", "/administration", leaders},
	{"nav.account", "/account", everyone},
}

// base returns what every page has, with the title of a label.
func (v *visit) base(title string, args ...any) page.Base {
	b := page.Base{T: v.t, Title: v.text(title, args...), Path: v.r.URL.Path, Home: "/sign-in", Languages: v.languages()}
	if what := v.query("done"); v.r.Method == http.MethodGet && what != "" && v.t.Has("done."+what) {
		b.Flash = v.text("done." + what)
	}
	if !v.signedIn() {
		return b
	}
	a := v.session.Actor()
	b.Home, b.Organisation, b.ActorName, b.Nav = "/", a.OrgName, a.Name, v.nav()
	return b
}

// nav returns the sections of the actor. The current one is the longest whose
// path the address begins with.
func (v *visit) nav() []page.NavItem {
	a := v.session.Actor()
	var items []page.NavItem
	current := -1
	for _, s := range sections {
		if !v.exists(s.path) || !a.Has(s.roles...) {
			continue
		}
		if s.holds(v.r.URL.Path) && (current < 0 || len(s.path) > len(items[current].Href)) {
			current = len(items)
		}
		items = append(items, page.NavItem{Text: v.text(s.label), Href: s.path})
	}
	if current >= 0 {
		items[current].Current = true
	}
	return items
}

func (s section) holds(path string) bool {
	return path == s.path || s.path != "/" && strings.HasPrefix(path, s.path+"/")
}

// exists reports whether somebody has written the page at path.
func (s *server) exists(path string) bool {
	if path == "/" {
		path = "/{$}"
	}
	return s.paths["GET "+path]
}

// languages lead a stranger to the same page in another language, and an actor
// to where he changes his own.
func (v *visit) languages() []page.Language {
	var all []page.Language
	for _, l := range i18n.Complete() {
		item := page.Language{Lang: string(l), Name: v.text("lang." + string(l)), Current: l == v.t.Lang()}
		if v.signedIn() {
			item.Href = "/account/language?lang=" + string(l)
		} else {
			item.Href = "?lang=" + string(l)
			if to := v.query("to"); to != "" {
				item.Href += "&to=" + queryEscape(to)
			}
		}
		all = append(all, item)
	}
	return all
}

// wishedLang is the language before it is known who it is: what the address or
// the form says, else what the browser wishes.
func (v *visit) wishedLang() i18n.Lang {
	for _, l := range []string{v.query("lang"), v.r.PostForm.Get("lang")} {
		if slices.Contains(i18n.Complete(), i18n.Lang(l)) {
			return i18n.Lang(l)
		}
	}
	return i18n.Match(v.r.Header.Get("Accept-Language"), i18n.Complete()...)
}
