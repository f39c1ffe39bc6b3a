package desk

import (
	"lindung"
	"lindung/access"
	"lindung/internal/page"
	"lindung/staff"
	"strings"
)

// OrgNames returns the names of the organisations of the node.
func (v *Visit) OrgNames() (map[lindung.OrgID]string, error) {
	all, err := staff.Orgs(v.Ctx(), v.Session)
	names := map[lindung.OrgID]string{}
	for _, o := range all {
		names[o.ID] = o.Name
	}
	return names, err
}

// facts builds a summary list, leaving out what is empty.
type facts struct {
	v    *Visit
	List page.SummaryList
}

// Facts begins a list of labelled facts.
func (v *Visit) Facts() *facts { return &facts{v: v} }

func (f *facts) Add(label, value string) {
	if strings.TrimSpace(value) != "" {
		f.Lines(label, strings.Split(value, "\n"))
	}
}

func (f *facts) Lines(label string, values []string) {
	if len(values) == 0 {
		return
	}
	f.List.Rows = append(f.List.Rows, page.SummaryRow{
		Key: page.SummaryText{Text: f.v.Text(label)}, Value: page.SummaryText{Text: values[0], Lines: values[1:]},
	})
}

// GroupNames returns the names of field groups.
func (v *Visit) GroupNames(gs []lindung.Group) []string {
	all := make([]string, len(gs))
	for i, g := range gs {
		all[i] = v.Text("group." + string(g))
	}
	return all
}

// Colleagues are the names of those who work for the actor's organisation.
func (v *Visit) Colleagues() (map[lindung.ActorID]string, error) {
	members, err := staff.Members(v.Ctx(), v.Session)
	names := map[lindung.ActorID]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, err
}

// Colleague returns the name of an actor of the own organisation; without a name it
// is the program itself.
func (v *Visit) Colleague(names map[lindung.ActorID]string, id lindung.ActorID) string {
	if name := names[id]; name != "" {
		return name
	}
	if access.IsPerson(id) {
		return v.Text("history.person")
	}
	return v.Text("history.program")
}
