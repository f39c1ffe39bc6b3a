package desk

import (
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"lindung/access"
	"lindung/internal/page"
	"lindung/internal/recordings"
)

// Who may come to a page at all. What someone who has signed in may see and do
// there is decided, and recorded, by the policies.
type Who string

// Who may come.
const (
	Anyone Who = "anyone" // also before signing in
	Actors Who = "actors" // who has signed in
)

// A Route is a page or an act.
type Route struct {
	Pattern string // method and path
	Who     Who
	// Action is the act of the page and On its target. A GET page reads everything as
	// this one act; a page that reads nothing has none. Or are other acts that a POST
	// may do, depending on what was chosen.
	Action access.Action
	On     func(*Visit) access.Target
	Or     []access.Action
	// Only says for whom the page is there at all, where it asks something before its act
	// is judged: a page that cannot work is not offered. Anyone else is refused, which
	// the log says if the page has an act and a target.
	Only   func(*Visit) bool
	Do     func(*Visit) error
	Upload int64 // how many bytes of files its form may send; 0 for a form without files
	// Free says of a form that nothing more is done when it is sent twice.
	Free bool
	// Draft is the label of the title under which what was typed into the form is
	// kept; "" for a form of which nothing is kept: of acts on people, rights and
	// consent, and where a password is asked for.
	Draft string
	// Page is where the form of a POST is, if that is not a GET of the same path.
	Page string
	// Asks are the questions of the form besides the fields of a case.
	Asks []Asks

	staff bool // see Wing.Staff
}

// OwnOrg is On for acts on the actor's organisation.
func OwnOrg(v *Visit) access.Target { return v.Session.OrgTarget() }

// OwnAccount is On for acts on the actor's own account.
func OwnAccount(v *Visit) access.Target { return access.AccountTarget(v.Session.Actor().ID) }

// TheNode is On for acts on the node.
func TheNode(v *Visit) access.Target { return v.Session.NodeTarget() }

// A Wing is a set of pages that belong together.
type Wing struct {
	Name   string
	Routes []Route
	// Staff says that its pages are also there on a node on which only the desks work, unless
	// their act belongs to cases.
	Staff     bool
	Templates fs.FS  // with a folder templates
	Views     []View // the pages that its templates make
}

// A View is a page.View of any page, so that tests can hold every template
// against the struct that fills it.
type View interface {
	Name() string
	Check(*page.Site, page.TemplateCheck) error
}

// Chassis are the pages of this package itself.
var Chassis = Wing{Name: "desk", Staff: true, Templates: templates, Views: []View{FormView, stepUpView, unsavedView, sentView}, Routes: []Route{
	{Pattern: "POST /drafts/keep", Who: Actors, Do: keepDraft, Free: true},
	{Pattern: "GET " + recordings.Path + "{file}", Who: Actors, Do: playSpoken},
}}

// page is the path of the page where the form of a POST is.
func (r Route) page() string {
	if r.Page != "" {
		return r.Page
	}
	_, path, _ := strings.Cut(r.Pattern, " ")
	return path
}

// pageOf is that page for the form that is sent to path.
func (r Route) pageOf(path string) string { return r.filled(r.page(), "/", path) }

// filled puts into text, whose parts sep divides, what path has in the places of
// the pattern.
func (r Route) filled(text, sep, path string) string {
	_, pattern, _ := strings.Cut(r.Pattern, " ")
	values := map[string]string{}
	sent := strings.Split(path, "/")
	for i, part := range strings.Split(pattern, "/") {
		if strings.HasPrefix(part, "{") && i < len(sent) {
			values[part] = sent[i]
		}
	}
	parts := strings.Split(text, sep)
	for i, part := range parts {
		if value, ok := values[part]; ok {
			parts[i] = value
		}
	}
	return strings.Join(parts, sep)
}

// routeOf is the route that answers a path.
func (s *Server) routeOf(method, path string) (Route, bool) {
	_, pattern := s.mux.Handler(&http.Request{Method: method, URL: &url.URL{Path: path}})
	rt, ok := s.routes[pattern]
	return rt, ok && strings.HasPrefix(pattern, method+" ")
}
