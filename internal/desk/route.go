package desk

import (
	"io/fs"

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
	Do      func(*Visit) error
	Upload  int64 // how many bytes its form may send, where that is more than usual
}

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
