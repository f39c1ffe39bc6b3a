package casefile

import (
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
)

// A Section is a part of the case page that another resource fills.
type Section struct {
	ID, Title string
	Lead      string       // one line that says how it stands
	Table     page.Table   // what there is; may be empty
	Count     int          // how much there is, where the table shows some of it
	More      []page.Link  // where it goes on
	Do        *page.Button // the next thing to do
}

// Buttons returns the next thing to do, if there is one.
func (s Section) Buttons() []page.Button {
	if s.Do == nil {
		return nil
	}
	return []page.Button{*s.Do}
}

// A Panel is a section of the page of a case that another wing fills from the
// case with all its parts. Show reports whether there is anything to show.
type Panel struct {
	ID   string
	Show func(v *desk.Visit, w dossier.Whole) (Section, bool)
}
