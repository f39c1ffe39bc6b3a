package questions

import (
	"maps"
	"slices"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// A Version is a set of questions as it was stored. From a version that is Over on nothing
// of the set is asked; it has no forms.
type Version struct {
	Set
	Number int
	Year   string // in which it was stored
	Over   bool
}

// Join returns the forms of all versions of one set, the oldest first, as they are read
// now: what the last version asks, and what only an earlier one asked, which is not asked
// any more and stays readable. Each label is that of the latest version that has it. A
// form's edition is the latest version that declares it.
func Join(versions []Version) (field.Set, map[string]map[i18n.Lang]string) {
	texts := map[string]map[i18n.Lang]string{}
	for _, v := range versions {
		maps.Copy(texts, v.Texts)
	}
	var forms field.Set
	for _, v := range slices.Backward(versions) {
		for _, f := range v.Forms {
			if _, done := forms.Named(f.Name); !done {
				forms = append(forms, joined(versions, f.Name))
			}
		}
	}
	return forms, texts
}

// joined is one form of all versions.
func joined(versions []Version, name string) *field.Form {
	var fields []field.Field
	var day *field.Info
	var edition int
	until := "" // the year of the version after the one that is looked at, where that did not ask
	asked := map[string]bool{}
	for _, v := range slices.Backward(versions) {
		f, there := v.Forms.Named(name)
		if there {
			edition = max(edition, v.Number)
			for _, i := range f.Fields {
				if asked[i.Name] {
					continue
				}
				asked[i.Name] = true
				one := *i
				one.Until = until
				fields = append(fields, &one)
				if day == nil && f.Repeat != nil && f.Repeat.Day.Name == i.Name {
					day = &one
				}
			}
		}
		until = v.Year
	}
	f := field.NewForm(name, fields...).Under(Section).OfOwn().Edition(edition)
	if day != nil {
		f = f.Many(field.Repeat{Day: field.Typed[lindung.Date]{Info: day}})
	}
	return f
}

// After returns what is wrong with a set as the next version after others, of which was is
// what Join returned: a code never gets another meaning, since people have answered with it.
func (s Set) After(was field.Set) []Fault {
	var faults []Fault
	fault := func(what, column, key string) {
		faults = append(faults, Fault{Line: s.lineOf(what), Column: column, Key: key})
	}
	for _, f := range s.Forms {
		old, there := was.Named(f.Name)
		if there && (old.Repeat == nil) != (f.Repeat == nil) {
			fault(f.Name, colAnswers, "questions.fault.was_answered")
		}
		if there && old.Group() != f.Group() {
			fault(f.Name, colGroup, "questions.fault.was_group")
		}
		for _, i := range f.Fields {
			home, asked := formOf(was, i.Name)
			if !asked {
				continue
			}
			before, _ := home.Field(i.Name)
			switch {
			case home.Name != f.Name:
				fault(i.Name, colCode, "questions.fault.was_form")
			case before.Kind != i.Kind:
				fault(i.Name, colKind, "questions.fault.was_kind")
			case !holds(before.Purposes, i.Purposes):
				fault(i.Name, colUses, "questions.fault.was_use")
			case before.List != nil && !holds(i.List.Names(), before.List.Names()):
				fault(i.Name, "", "questions.fault.was_option")
			}
		}
	}
	return faults
}

func holds[S ~string](all, some []S) bool {
	return !slices.ContainsFunc(some, func(s S) bool { return !slices.Contains(all, s) })
}

// formOf returns the form that asks a field of that name.
func formOf(forms field.Set, name string) (*field.Form, bool) {
	for _, f := range forms {
		if _, ok := f.Field(name); ok {
			return f, true
		}
	}
	return nil, false
}

// Taken returns a fault for each form and question of the set whose name others have.
func (s Set) Taken(others field.Set) []Fault {
	var faults []Fault
	for _, f := range s.Forms {
		if _, there := others.Named(f.Name); there {
			faults = append(faults, Fault{Line: s.lineOf(f.Name), Column: colCode, Key: "questions.fault.taken"})
		}
		for _, i := range f.Fields {
			if _, there := formOf(others, i.Name); there {
				faults = append(faults, Fault{Line: s.lineOf(i.Name), Column: colCode, Key: "questions.fault.taken"})
			}
		}
	}
	return faults
}

// Lost is a form of an organisation's own whose questions are lost; its answers say what they
// can by themselves, see [field.Form.Recall].
func Lost(name string, many bool) *field.Form {
	f := field.NewForm(name).Under(Section).OfOwn()
	f.Lost = true
	if many {
		day := &field.Info{Name: name + "_day", Kind: field.KindDate, Class: field.Private, Until: "?"}
		f = f.With(day).Many(field.Repeat{Day: field.Typed[lindung.Date]{Info: day}})
	}
	return f
}
