package field

import "slices"

// A Set is the declared forms of a node, in the order of the work. It is a
// value: With makes another.
type Set []*Form

// With returns the set with forms added at its end, as a country may. A form
// whose name the set already has replaces that form. With panics when the new
// form lacks a field of the old one, or when two forms ask the same field:
// figures of the region are based on the common part.
func (s Set) With(forms ...*Form) Set {
	all := slices.Clone(s)
	for _, f := range forms {
		at := slices.IndexFunc(all, func(g *Form) bool { return g.Name == f.Name })
		if at < 0 {
			all = append(all, f)
			continue
		}
		for _, i := range all[at].Fields {
			if !slices.Contains(f.Fields, i) {
				panic("field: form " + f.Name + " lacks " + i.Name)
			}
		}
		all[at] = f
	}
	asked := map[string]bool{}
	for _, i := range all.Fields() {
		if asked[i.Name] {
			panic("field: " + i.Name + " is asked twice")
		}
		asked[i.Name] = true
	}
	return all
}

// Under returns the set with each form shown in a section of the page of a case.
// A form that is declared so already stays itself.
func (s Set) Under(section string) Set {
	all := slices.Clone(s)
	for at, f := range all {
		if f.Section != section {
			all[at] = f.Under(section)
		}
	}
	return all
}

// InSection returns the forms of a section, in their order.
func (s Set) InSection(section string) Set {
	var all Set
	for _, f := range s {
		if f.Section == section {
			all = append(all, f)
		}
	}
	return all
}

// Named returns the form of that name.
func (s Set) Named(name string) (*Form, bool) {
	for _, f := range s {
		if f.Name == name {
			return f, true
		}
	}
	return nil, false
}

// Known returns the set with a form that was found answered and is not in it, or that has
// more fields than its own.
func (s Set) Known(f *Form) Set {
	at := slices.IndexFunc(s, func(g *Form) bool { return g.Name == f.Name })
	if at >= 0 && len(s[at].Fields) >= len(f.Fields) {
		return s
	}
	all := slices.Clone(s)
	if at < 0 {
		return append(all, f)
	}
	all[at] = f
	return all
}

// FormOf returns the form that asks the field.
func (s Set) FormOf(i *Info) (*Form, bool) {
	for _, f := range s {
		if _, ok := f.Field(i.Name); ok {
			return f, true
		}
	}
	return nil, false
}

// Fields returns every field of the forms in their order.
func (s Set) Fields() []*Info {
	var all []*Info
	for _, f := range s {
		all = append(all, f.Fields...)
	}
	return all
}

// ByHTCDS returns the field that HTCDS calls by that full name.
func (s Set) ByHTCDS(name string) (*Info, bool) {
	for _, i := range s.Fields() {
		if i.HTCDS == name && name != "" {
			return i, true
		}
	}
	return nil, false
}
