package htmlcheck

import (
	"testing"

	"github.com/jba/templatecheck"

	"lindung/internal/page"
)

// A View is a page's template and the struct that fills it: any page.View.
type View interface {
	Name() string
	Check(*page.Site, page.TemplateCheck) error
}

// Views checks the template of every view against the view's page struct, with
// all templates that it calls, and fails the test for a template that no view
// shows. The site must be new: a page that was shown once cannot be checked.
func Views(t *testing.T, site *page.Site, views ...View) {
	t.Helper()
	shown := map[string]bool{}
	for _, v := range views {
		shown[v.Name()] = true
		t.Run(v.Name(), func(t *testing.T) {
			if err := v.Check(site, templatecheck.CheckHTMLStrict); err != nil {
				t.Error(err)
			}
		})
	}
	for _, name := range site.Names() {
		if !shown[name] && name != page.TroubleView().Name() {
			t.Errorf("no view shows %s.html", name)
		}
	}
}
