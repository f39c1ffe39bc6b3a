package desk

import (
	"io/fs"

	"lindung/access"
	"lindung/internal/page"
)

// Who may come to a page at all. What somebody who has signed in may see and do
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
	// Action is the act that the page is, and On what it is done to: all that a GET
	// page reads is read as this one act. A page that reads nothing has none.
	Action access.Action
	On     func(*Visit) access.Target
	Do     func(*Visit) error
	Upload int64 // how many bytes its form may send, where that is more than usual
}

// OwnOrg is On for acts on the actor's organisation.
func OwnOrg(v *Visit) access.Target { return v.Session.Own() }

// OwnAccount is On for acts on the actor's own account.
func OwnAccount(v *Visit) access.Target { return access.AccountTarget(v.Session.Actor().ID) }

// TheNode is On for acts on the node.
func TheNode(v *Visit) access.Target { return v.Session.Node() }

// A Wing is a set of pages that belong together.
type Wing struct {
	Name      string
	Routes    []Route
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
var Chassis = Wing{Name: "desk", Templates: templates, Views: []View{FormView, stepUpView, unsavedView}}
