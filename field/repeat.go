package field

import (
	"cmp"

	"lindung"
)

// A Repeat names the answers of a form that is answered many times which describe
// each record. They are stored in columns too, for lists.
type Repeat struct {
	Day  Typed[lindung.Date] // on which it happened; the latest comes first
	Due  Typed[lindung.Date] // until when something is owed; may be left out
	Done Field               // a record is open until this is answered; without it none is
	For  bool                // a colleague may be named who sees to it
	// Says is what Due means on pages: "record" for something to be done by then, the
	// default, "meet" for someone to meet then, "ends" for something that ends then.
	Says string
	// Title is the answer that says by itself what a record is about, where there is one.
	Title Field
	// Next returns the day by which the form is to be answered again by itself: for a case
	// that was opened on a day, with records of these days. nil for a form that nobody has
	// to answer again.
	Next func(opened lindung.Date, done ...lindung.Date) lindung.Date
	// Again must be answered in each record but the first: why the person is asked again.
	Again Field
	// Urgent is the name under which an open record must not wait, beside its urgent
	// fields: case.urgent.NAME says what. "" for a form whose open records can.
	Urgent string
	// Event says that a record is about all persons of a shared event and belongs to
	// the event; otherwise it belongs to one case.
	Event bool
}

// Many declares that the form is answered many times: each time makes a record.
// It panics if a day of r is not in the form or is sealed, or if a field of the form is
// urgent and no answer ends a record.
func (f *Form) Many(r Repeat) *Form {
	for _, day := range []*Info{r.Day.Info, r.Due.Info} {
		if day == nil {
			continue
		}
		if _, ok := f.Field(day.Name); !ok || day.Class == Sealed {
			panic("field: records of " + f.Name + " cannot be listed by " + day.Name)
		}
	}
	if r.Day.Info == nil {
		panic("field: records of " + f.Name + " have no day")
	}
	for _, asked := range []Field{r.Done, r.Again, r.Title} {
		if asked == nil {
			continue
		}
		if _, ok := f.Field(asked.Declared().Name); !ok {
			panic("field: form " + f.Name + " does not ask " + asked.Declared().Name)
		}
	}
	for _, i := range f.Fields {
		if i.Urgent && (r.Done == nil || r.Event) {
			panic("field: form " + f.Name + " asks " + i.Name + " many times, and nothing of the case ends it")
		}
	}
	if r.Next != nil && r.Event {
		panic("field: form " + f.Name + " is to be answered again, and belongs to no case")
	}
	if r.Urgent != "" && (r.Done == nil || r.Event) {
		panic("field: records of " + f.Name + " are urgent, and nothing of the case ends it")
	}
	r.Says = cmp.Or(r.Says, "record")
	g := *f
	g.Repeat = &r
	return &g
}

// Open reports whether a record with these answers still asks for something.
func (r *Repeat) Open(v Values) bool { return r.Done != nil && v.Text(r.Done.Declared()) == "" }

// Unreasoned reports whether these answers lack the reason why the person is asked again,
// where the form asks for one. The first record of a form needs none.
func (r *Repeat) Unreasoned(v Values) bool { return r.Again != nil && v.Text(r.Again.Declared()) == "" }

// DueOn returns the day by which an open record is owed, the zero Date when none is.
func (r *Repeat) DueOn(v Values) lindung.Date {
	if r.Due.Info == nil || !r.Open(v) {
		return lindung.Date{}
	}
	due, _ := r.Due.Get(v)
	return due
}

// Lapses declares, of a form that is answered once, the answer that says until when
// something lasts. says is what its end means, as with [Repeat]. It panics if the day is
// not in the form or is sealed: lists find the case by it.
func (f *Form) Lapses(day Typed[lindung.Date], says string) *Form {
	if _, ok := f.Field(day.Name); !ok || day.Class == Sealed || f.Repeat != nil {
		panic("field: form " + f.Name + " cannot be listed by " + day.Name)
	}
	g := *f
	g.lapses, g.says = day, says
	return &g
}

// DueOn returns the day by which answers to the form ask for something; the zero Date where
// they ask for nothing.
func (f *Form) DueOn(v Values) lindung.Date {
	if f.Repeat != nil {
		return f.Repeat.DueOn(v)
	}
	if f.lapses.Info == nil {
		return lindung.Date{}
	}
	day, _ := f.lapses.Get(v)
	return day
}

// Says is what the day of DueOn means on pages.
func (f *Form) Says() string {
	if f.Repeat != nil {
		return f.Repeat.Says
	}
	return f.says
}

// FallsDue reports whether anything of the form can fall due.
func (f *Form) FallsDue() bool {
	return f.lapses.Info != nil || f.Repeat != nil && (f.Repeat.Due.Info != nil || f.Repeat.Next != nil)
}
