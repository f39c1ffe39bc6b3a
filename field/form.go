package field

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
)

// A Field is anything that has a declaration.
type Field interface{ Declared() *Info }

// A Form is fields that are asked and stored together, once or, with Repeat, many
// times. ForPurpose, InGroup and UpTo make smaller forms of it, which have its name
// and know the fields that were left out.
type Form struct {
	Name    string
	Fields  []*Info
	Version int     // of the declaration; it is kept with the answers
	Section string  // of the page of a case in which it is shown
	Repeat  *Repeat // nil for a form that is answered once
	// TellsWhere says that the answers can tell where the person sleeps or will be: see
	// Whereabouts.
	TellsWhere bool
	// Own says that an organisation asks it of its own: its declaration is stored, and can be
	// lost. Lost says that questions to stored answers are: see Recall.
	Own, Lost bool
	lapses    Typed[lindung.Date] // see Lapses
	says      string
	known     map[string]bool
	with      []lindung.Group // the form goes whole wherever one of these groups goes
}

// NewForm declares a form. It panics if its name is not valid, or if two of its fields
// have the same name.
func NewForm(name string, fields ...Field) *Form {
	if !goodName.MatchString(name) {
		panic("field: " + strconv.Quote(name) + " is no name for a form")
	}
	return (&Form{Name: name, Version: 1}).With(fields...)
}

// With returns the form with fields added, as a country may. It panics when a
// name is taken: figures of the region are based on the common part.
func (f *Form) With(fields ...Field) *Form {
	g := *f
	g.Fields, g.known = slices.Clone(f.Fields), maps.Clone(f.known)
	if g.known == nil {
		g.known = map[string]bool{}
	}
	for _, d := range fields {
		i := d.Declared()
		if g.known[i.Name] {
			panic("field: form " + f.Name + " has " + i.Name + " already")
		}
		g.known[i.Name] = true
		g.Fields = append(g.Fields, i)
	}
	return &g
}

// Under returns the form as it is shown in a section of the page of a case.
func (f *Form) Under(section string) *Form {
	g := *f
	g.Section = section
	return &g
}

// Whereabouts returns the form as one whose answers can tell where the person sleeps or will
// be. They read it in their own view only if they chose so: a phone is looked at by others.
//
// Source: ACTIP 14.5
func (f *Form) Whereabouts() *Form {
	g := *f
	g.TellsWhere = true
	return &g
}

// Edition returns the form with the version of its declaration. A form whose
// questions mean something else than before is a new edition.
func (f *Form) Edition(version int) *Form {
	g := *f
	g.Version = version
	return &g
}

// Group returns the one field group of the form; "" when it has no field.
func (f *Form) Group() lindung.Group {
	if len(f.Fields) == 0 {
		return ""
	}
	return f.Fields[0].Group
}

// ForPurpose returns the fields that were declared for p: only they are passed on for
// that purpose.
//
// Source: ACTIP 14.6
func (f *Form) ForPurpose(p lindung.Purpose) *Form {
	return f.Keep(func(i *Info) bool { return i.PassedOnFor(p) })
}

// InGroup returns the part of the form in group g.
func (f *Form) InGroup(g lindung.Group) *Form {
	return f.Keep(func(i *Info) bool { return i.Group == g })
}

// UpTo returns the part of the form of class c and below.
func (f *Form) UpTo(c Class) *Form {
	return f.Keep(func(i *Info) bool { return i.Class <= c })
}

// GoesWith returns the form as one that goes, whole, wherever anything of one of
// groups goes: how to reach a person safely goes with every contact.
func (f *Form) GoesWith(groups ...lindung.Group) *Form {
	g := f.Keep(func(*Info) bool { return true })
	g.with = groups
	if slices.ContainsFunc(g.Fields, func(i *Info) bool { return i.Inside }) {
		panic("field: form " + f.Name + " goes whole, and an answer stays inside")
	}
	return g
}

// Shared returns the part of the form that another organisation sees. open has the
// groups that are open to it, with the purposes of each. The part has the fields of
// each open group that were asked for one of its purposes, and the fields that go
// with an open group, which no consent can leave out.
//
// Source: ACTIP 14.5; ACTIP 14.6
func (f *Form) Shared(open map[lindung.Group][]lindung.Purpose) *Form {
	if meets(f.with, open) {
		return f
	}
	return f.Keep(func(i *Info) bool { return i.shared(open) || meets(i.With, open) })
}

// shared reports whether i was asked for one of the purposes for which its group
// is open.
func (i *Info) shared(open map[lindung.Group][]lindung.Purpose) bool {
	return slices.ContainsFunc(open[i.Group], i.PassedOnFor)
}

// meets reports whether one of groups is open.
func meets(groups []lindung.Group, open map[lindung.Group][]lindung.Purpose) bool {
	return slices.ContainsFunc(groups, func(g lindung.Group) bool { return len(open[g]) > 0 })
}

// Asked returns the part of the form that is asked today; the rest is only
// read.
func (f *Form) Asked() *Form {
	return f.Keep(func(i *Info) bool { return i.Until == "" })
}

// Keep returns the part of the form for which keep is true.
func (f *Form) Keep(keep func(*Info) bool) *Form {
	g := *f
	g.Fields = nil
	for _, i := range f.Fields {
		if keep(i) {
			g.Fields = append(g.Fields, i)
		}
	}
	return &g
}

// Field returns the field of that name.
func (f *Form) Field(name string) (*Info, bool) {
	for _, i := range f.Fields {
		if i.Name == name {
			return i, true
		}
	}
	return nil, false
}

// The names of the parts of an answer in a posted form.
const (
	dayPart    = "-day"
	monthPart  = "-month"
	yearPart   = "-year"
	absentPart = "-absent"
)

// Decode reads the answers to the asked fields from a posted form, with now
// for dates that must not lie ahead. A field that is empty has no answer. What
// cannot be an answer is a Problem, in the order of the fields, and not in the
// Values; the posted text stays with the caller for showing it again. An answer to a
// question that is not asked beside the others is a Problem too, see [When].
func (f *Form) Decode(in url.Values, now time.Time) (Values, []Problem) {
	var v Values
	var problems []Problem
	for _, i := range f.Asked().Fields {
		a, bad := i.decode(in, reading{now: now})
		switch {
		case bad != nil:
			problems = append(problems, *bad)
		case a.value != nil || a.absent != "":
			v.set(i.Name, a)
		}
	}
	return v, f.Asked().unasked(v, problems)
}

func (i *Info) decode(in url.Values, r reading) (answer, *Problem) {
	absent := Absence(in.Get(i.Name + absentPart))
	if absent != "" && !slices.Contains(Absences, absent) {
		return answer{}, i.problem("problem.absent")
	}
	posted, bad := i.posted(in)
	switch {
	case bad != nil:
		return answer{}, bad
	case posted == "":
		return answer{absent: absent}, nil
	case absent != "":
		return answer{}, i.problem("problem.absent.both")
	}
	x, bad := i.read(posted, r)
	return answer{value: x}, bad
}

// posted returns the posted answer as one text.
func (i *Info) posted(in url.Values) (string, *Problem) {
	all := in[i.Name]
	if i.Kind == KindDate && in.Get(i.Name) == "" {
		return i.postedDate(in)
	}
	if !i.Kind.Several() && len(all) > 1 {
		all = all[:1]
	}
	s := trim(strings.Join(all, ";"))
	if !utf8.ValidString(s) {
		return "", i.problem("problem.text.encoding")
	}
	return s, nil
}

// postedDate puts day, month and year together, year first. A day without a
// month or a month without a year cannot be stored.
func (i *Info) postedDate(in url.Values) (string, *Problem) {
	day := trim(lindung.Digits(in.Get(i.Name + dayPart)))
	month := trim(lindung.Digits(in.Get(i.Name + monthPart)))
	year := trim(lindung.Digits(in.Get(i.Name + yearPart)))
	for _, part := range []string{day, month, year} {
		if len(part) > 4 || strings.Trim(part, "0123456789") != "" {
			return "", i.problem("problem.date")
		}
	}
	switch {
	case day+month+year == "":
		return "", nil
	case len(year) != 4:
		return "", i.problem("problem.date.year")
	case month == "" && day != "":
		return "", i.problem("problem.date.month")
	}
	return strings.Trim(year+"-"+month+"-"+day, "-"), nil
}

// Encode is the inverse of Decode: the form as it would be posted.
func (f *Form) Encode(v Values) url.Values {
	out := url.Values{}
	for _, i := range f.Asked().Fields {
		a := v.answer(i.Name)
		switch x := a.value.(type) {
		case lindung.Date:
			out.Set(i.Name+yearPart, strconv.Itoa(x.Year))
			if x.Month > 0 {
				out.Set(i.Name+monthPart, strconv.Itoa(x.Month))
			}
			if x.Day > 0 {
				out.Set(i.Name+dayPart, strconv.Itoa(x.Day))
			}
		case []string:
			out[i.Name] = slices.Clone(x)
		case bool:
			out.Set(i.Name, map[bool]string{true: "yes", false: "no"}[x])
		case nil:
			if a.absent != "" {
				out.Set(i.Name+absentPart, string(a.absent))
			}
		default:
			out.Set(i.Name, text(x))
		}
	}
	return out
}

// Replace returns old with the answers to the asked fields of f taken from
// answers. What f does not ask, because it is retired or because the actor
// may not see it, stays as it was.
func (f *Form) Replace(old, answers Values) Values {
	var v Values
	for _, name := range old.Names() {
		v.set(name, old.answer(name))
	}
	for _, i := range f.Asked().Fields {
		if answers.Has(i) {
			v.set(i.Name, answers.answer(i.Name))
		} else if v.in != nil {
			delete(v.in(), i.Name)
		}
	}
	return v
}
