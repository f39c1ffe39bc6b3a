package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/dossier"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/justice"
)

// A section is a line of the navigation. It is shown if its page exists and the actor
// has one of the roles. The policies decide what they may do there.
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

// searchPath is where the field in the bar is sent.
const searchPath = "/search"

// ProceedingsPath is where those who work by law see what is open in their cases, see
// [dossier.MattersOf].
const ProceedingsPath = "/proceedings"

// ProceedingsName is what that page is called in the labels: those who inquire, prosecute and
// judge call it otherwise than who helps with the law.
func (v *Visit) ProceedingsName() string {
	if slices.Contains(justice.Sectors, v.Session.Actor().Sector) {
		return "proceedings"
	}
	return "matters"
}

// walled are the sections that a wall closes for a role, whatever others the actor has.
var walled = map[string]lindung.Role{"/tips": lindung.Administrator, "/cases": lindung.Analyst, ProceedingsPath: lindung.Analyst, "/days": lindung.Analyst, "/workload": lindung.Analyst, "/figures": lindung.Administrator}

// Walled reports whether a wall closes a section for the actor.
func (v *Visit) Walled(path string) bool {
	if path == ProceedingsPath && len(dossier.MattersOf(v.Session.Actor().Sector)) == 0 {
		return true
	}
	wall, ok := walled[path]
	return ok && v.Session.Actor().HasRole(wall)
}

// sections is the navigation, in the order of the work.
var sections = []section{
	{"nav.home", "/", everyone},
	{"nav.cases", "/cases", Workers},
	{"nav.proceedings", ProceedingsPath, Workers},
	{"nav.queue", "/queue", Workers},
	{"nav.days", "/days", Workers},
	{"nav.search", searchPath, Workers},
	{"nav.open", "/cases/new", Openers},
	{"nav.tips", "/tips", append([]lindung.Role{lindung.DataProtection}, Workers...)},
	{"nav.workload", "/workload", []lindung.Role{lindung.Supervisor, lindung.DutyOfficer}},
	{"nav.directory", "/organisations", notCount},
	{"nav.files", "/files", files},
	{"nav.figures", "/figures", counters},
	{"nav.desk", "/desk", []lindung.Role{lindung.DeskOfficer}},
	{"nav.log", "/log", readers},
	{"nav.people", "/people", notCount},
	{"nav.administration", "/administration", leaders},
	{"nav.account", "/account", everyone},
}

// Base returns what every page has, with the title of a label.
func (v *Visit) Base(title string, args ...any) page.Base {
	b := page.Base{T: v.T, Title: v.Text(title, args...), Path: v.Request.URL.Path, Home: "/sign-in"}
	if what := v.Query("done"); v.Request.Method == http.MethodGet && what != "" && v.T.Has("done."+what) {
		b.Flash = v.Text("done." + what)
	}
	if !v.SignedIn() {
		b.Languages = languages(v)
		return b
	}
	a := v.Session.Actor()
	b.Mark, b.Unsent, b.Switch = v.mark, unsent(v), languageSwitch(v)
	v.menu = nav(v)
	b.Home, b.Organisation, b.ActorName, b.Nav = "/", a.OrgName, a.Name, v.menu
	if v.exists(searchPath) && a.HasRole(Workers...) && !a.HasRole(lindung.Administrator, lindung.Analyst, lindung.DataProtection) {
		b.Find = &page.Find{Action: searchPath, Name: "find", Label: v.Text("page.find"), Go: v.Text("common.search")}
	}
	return b
}

// nav returns the sections of the actor. The current one is the longest whose
// path the address begins with.
func nav(v *Visit) []page.NavItem {
	a := v.Session.Actor()
	var items []page.NavItem
	current := -1
	for _, s := range sections {
		if !v.exists(s.path) || !a.HasRole(s.roles...) || v.Walled(s.path) {
			continue
		}
		if s.holds(v.Request.URL.Path) && (current < 0 || len(s.path) > len(items[current].Href)) {
			current = len(items)
		}
		label := s.label
		if s.path == ProceedingsPath {
			label = "nav." + v.ProceedingsName()
		}
		items = append(items, page.NavItem{Text: v.Text(label), Href: s.path, Count: v.waiting[s.path]})
	}
	if current >= 0 {
		items[current].Current = true
	}
	// What the states have promised is on the open pages, which are served beside these.
	return append(items, page.NavItem{Text: v.Text("nav.convention"), Href: "/" + string(v.T.Lang()) + "/"})
}

// Waiting lets the menu say how many things wait behind one of its lines. A page says it
// where it has read them for itself: no page reads them for the menu alone, and none shows
// a number that it does not know to be so.
func (v *Visit) Waiting(path string, n int) {
	if n == 0 {
		return
	}
	if v.waiting == nil {
		v.waiting = map[string]string{}
	}
	v.waiting[path] = strconv.Itoa(n)
	for i := range v.menu {
		if v.menu[i].Href == path {
			v.menu[i].Count = v.waiting[path]
		}
	}
}

func (s section) holds(path string) bool {
	return path == s.path || s.path != "/" && strings.HasPrefix(path, s.path+"/")
}

// exists reports whether there is a page at path.
func (s *Server) exists(path string) bool {
	if path == "/" {
		path = "/{$}"
	}
	_, ok := s.routes["GET "+path]
	return ok
}

// languages lead to the same page in another language, for people who have not signed
// in.
func languages(v *Visit) []page.Language {
	var all []page.Language
	for _, l := range i18n.Staff() {
		item := page.Language{Lang: string(l), Name: v.Text("lang." + string(l)), Current: l == v.T.Lang(), Href: "?lang=" + string(l)}
		if to := v.Query("to"); to != "" {
			item.Href += "&to=" + queryEscape(to)
		}
		all = append(all, item)
	}
	return all
}

// languageSwitch changes the actor's language with one press and leads back to the
// page.
func languageSwitch(v *Visit) *page.Switch {
	s := &page.Switch{Action: "/account/language", Label: v.Text("page.language"), Hidden: []page.Hidden{{Name: "to", Value: here(v)}}}
	for _, l := range i18n.Staff() {
		s.Languages = append(s.Languages, page.Language{Lang: string(l), Name: v.Text("lang." + string(l)), Current: l == v.T.Lang()})
	}
	return s
}

// here returns the address of the page; for a form that was posted, that of the page
// with the form.
func here(v *Visit) string {
	if v.Request.Method == http.MethodGet {
		return v.Request.URL.RequestURI()
	}
	if path := v.rt.pageOf(v.Request.URL.Path); v.answers(path) {
		return path
	}
	return "/"
}

// answers reports whether a signed-in actor can open a page at path.
func (s *Server) answers(path string) bool {
	rt, ok := s.routeOf(http.MethodGet, path)
	return ok && rt.Who == Actors
}

// WishedLang returns the language for someone who has not signed in: that of the
// address or the form, otherwise that of the browser.
func (v *Visit) WishedLang() i18n.Lang { return v.wished(i18n.Staff()) }

// wished is WishedLang among some languages.
func (v *Visit) wished(among []i18n.Lang) i18n.Lang {
	for _, l := range []string{v.Query("lang"), v.Request.PostForm.Get("lang")} {
		if slices.Contains(among, i18n.Lang(l)) {
			return i18n.Lang(l)
		}
	}
	return i18n.Match(v.Request.Header.Get("Accept-Language"), among...)
}
