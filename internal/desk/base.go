package desk

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
	Workers  = []lindung.Role{lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint, lindung.Investigator}
	Openers  = []lindung.Role{lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.Investigator}
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
	{"nav.cases", "/cases", Workers},
	{"nav.queue", "/queue", Workers},
	{"nav.search", "/search", Workers},
	{"nav.open", "/cases/new", Openers},
	{"nav.directory", "/organisations", notCount},
	{"nav.files", "/files", files},
	{"nav.figures", "/figures", counters},
	{"nav.convention", "/convention", everyone},
	{"nav.log", "/log", readers},
	{"nav.people", "/people", notCount},
	{"nav.administration", "/administration", leaders},
	{"nav.account", "/account", everyone},
}

// Base returns what every page has, with the title of a label.
func (v *Visit) Base(title string, args ...any) page.Base {
	b := page.Base{T: v.T, Title: v.Text(title, args...), Path: v.Request.URL.Path, Home: "/sign-in", Languages: v.languages()}
	if what := v.Query("done"); v.Request.Method == http.MethodGet && what != "" && v.T.Has("done."+what) {
		b.Flash = v.Text("done." + what)
	}
	if !v.SignedIn() {
		return b
	}
	a := v.Session.Actor()
	b.Home, b.Organisation, b.ActorName, b.Nav = "/", a.OrgName, a.Name, v.nav()
	return b
}

// nav returns the sections of the actor. The current one is the longest whose
// path the address begins with.
func (v *Visit) nav() []page.NavItem {
	a := v.Session.Actor()
	var items []page.NavItem
	current := -1
	for _, s := range sections {
		if !v.exists(s.path) || !a.Has(s.roles...) {
			continue
		}
		if s.holds(v.Request.URL.Path) && (current < 0 || len(s.path) > len(items[current].Href)) {
			current = len(items)
		}
		items = append(items, page.NavItem{Text: v.Text(s.label), Href: s.path})
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
func (s *Server) exists(path string) bool {
	if path == "/" {
		path = "/{$}"
	}
	return s.paths["GET "+path]
}

// languages lead a stranger to the same page in another language, and an actor
// to where he changes his own.
func (v *Visit) languages() []page.Language {
	var all []page.Language
	for _, l := range i18n.Complete() {
		item := page.Language{Lang: string(l), Name: v.Text("lang." + string(l)), Current: l == v.T.Lang()}
		if v.SignedIn() {
			item.Href = "/account/language?lang=" + string(l)
		} else {
			item.Href = "?lang=" + string(l)
			if to := v.Query("to"); to != "" {
				item.Href += "&to=" + queryEscape(to)
			}
		}
		all = append(all, item)
	}
	return all
}

// WishedLang is the language before it is known who it is: what the address or
// the form says, else what the browser wishes.
func (v *Visit) WishedLang() i18n.Lang {
	for _, l := range []string{v.Query("lang"), v.Request.PostForm.Get("lang")} {
		if slices.Contains(i18n.Complete(), i18n.Lang(l)) {
			return i18n.Lang(l)
		}
	}
	return i18n.Match(v.Request.Header.Get("Accept-Language"), i18n.Complete()...)
}
