// Package field holds what is asked: fields, code lists and forms, each declared once
// as a Go variable. The declaration says what kind of answer a field takes, how
// sensitive it is, what the answer may be used for, in which group a person shares it
// and its name in the data standard HTCDS. Decoding, checking, storage in clear or
// sealed, who sees it, what a referral shows, import, export and the data dictionary
// follow from it. Begin with [NewText] and [NewForm].
//
// Answers are [Values]. They enter through [Form.Decode] (a browser),
// [Values.Parse] (a file or a message) and [Form.Restore] (the database), and
// in no other way, so that every answer has been checked. The variable decides the
// type: Age.Get(v) returns a number and whether it was answered, so that no zero
// value can mean "unknown". Unknown, refused and not
// asked are answers of their own: see [Absence].
//
// Values never show what they hold to fmt or slog, only the names of the
// fields that are answered. This package holds no text for people: a field has
// the label key field.NAME, and field.NAME.why when its class is Private or
// Sealed, since nothing is asked without a reason that the person can be told.
package field

import (
	"fmt"
	"regexp"
	"slices"

	"lindung"
)

// Class is how sensitive an answer is. The classes are ordered.
type Class int

// The classes. Open says little about anyone by itself. Private may harm if it
// becomes known. Sealed names a person, helps to find them or tells their
// story: it is encrypted before it reaches the database.
const (
	Open Class = iota
	Private
	Sealed
)

// String returns the word for the class in label keys and the dictionary.
func (c Class) String() string {
	switch c {
	case Open:
		return "open"
	case Private:
		return "private"
	}
	return "sealed"
}

// Kind is what sort of answer a field takes.
type Kind string

// The kinds.
const (
	KindText      Kind = "text"
	KindLong      Kind = "long"
	KindDate      Kind = "date"
	KindCount     Kind = "count"
	KindBool      Kind = "bool"
	KindCode      Kind = "code"
	KindCodes     Kind = "codes"
	KindCountry   Kind = "country"
	KindCountries Kind = "countries"
	KindLanguage  Kind = "language"
	KindLanguages Kind = "languages"
	KindPhone     Kind = "phone"
	KindEmail     Kind = "email"
)

// Several reports whether an answer of this kind can hold several values.
func (k Kind) Several() bool {
	return k == KindCodes || k == KindCountries || k == KindLanguages
}

// An Info is the declaration of a field. A name never changes and is never
// used again for something else. A field that is no longer asked stays, with Until,
// so that old answers can be read.
type Info struct {
	Name       string
	Kind       Kind
	Group      lindung.Group
	Class      Class
	Purposes   []lindung.Purpose
	HTCDS      string // full name in HTCDS 2.0, "" for a field of our own
	HTCDSLabel string
	Core       bool // HTCDS counts it as a minimum
	List       *List
	Max        int             // runes of a text, largest count
	Until      string          // year in which it was last asked, "" while it is asked
	Ahead      bool            // a date may lie in the future
	With       []lindung.Group // the answer goes wherever one of these groups goes
	ToldWith   []lindung.Group // that there is an answer is told wherever one of these groups goes
	Fact       bool            // code decides on the answer, inside an act
	Urgent     bool            // a fact that must not wait once it is answered with yes
	Inside     bool            // the answer stays in the organisation that has asked, whatever a person agrees to
	When       *When           // beside which answers it is asked; nil for always
}

// Declared returns i: fields of every kind can be listed in one form.
func (i *Info) Declared() *Info { return i }

// OnlyTold reports whether another organisation is told that the field was answered
// and whom to ask, and not the answer. open has the groups that are open to it, with
// the purposes of each.
//
// Source: ACTIP 14.5
func (i *Info) OnlyTold(open map[lindung.Group][]lindung.Purpose) bool {
	return meets(i.ToldWith, open) && !i.shared(open)
}

// HasPurpose reports whether the field was declared for p.
func (i *Info) HasPurpose(p lindung.Purpose) bool { return slices.Contains(i.Purposes, p) }

// PassedOnFor reports whether the answer may be passed on for p.
func (i *Info) PassedOnFor(p lindung.Purpose) bool { return !i.Inside && i.HasPurpose(p) }

// Typed is a declared field whose answer is a T.
type Typed[T any] struct{ *Info }

// Get returns the answer, and false when the field was not answered or the
// answer is an Absence.
func (f Typed[T]) Get(v Values) (T, bool) {
	x := v.answer(f.Name).value
	if s, ok := x.([]string); ok {
		x = slices.Clone(s)
	}
	t, ok := x.(T)
	return t, ok
}

// An Option is a part of a declaration.
type Option func(*Info)

// WithClass sets the class. Without it a field is Sealed, so that forgetting it harms
// no one.
func WithClass(c Class) Option { return func(i *Info) { i.Class = c } }

// ForPurposes names the purposes that the answer may be used or passed on for.
func ForPurposes(p ...lindung.Purpose) Option { return func(i *Info) { i.Purposes = p } }

// InGroup names the group in which a person shares the answer.
func InGroup(g lindung.Group) Option { return func(i *Info) { i.Group = g } }

// HTCDS gives the full name and the label that HTCDS 2.0 has for the field.
func HTCDS(name, label string) Option {
	return func(i *Info) { i.HTCDS, i.HTCDSLabel = name, label }
}

// Core marks a field that HTCDS counts as a minimum.
func Core() Option { return func(i *Info) { i.Core = true } }

// Max limits the runes of a text, or a count.
func Max(n int) Option { return func(i *Info) { i.Max = n } }

// RetiredIn retires a field: it is read, shown and imported, and no longer asked.
func RetiredIn(year string) Option { return func(i *Info) { i.Until = year } }

// Future allows a date that lies ahead, such as an appointment.
func Future() Option { return func(i *Info) { i.Ahead = true } }

// GoesWith sends the answer along wherever anything of one of groups goes.
func GoesWith(groups ...lindung.Group) Option { return func(i *Info) { i.With = groups } }

// ToldWith tells an organisation that gets anything of one of groups that the field
// was answered and whom to ask, never the answer.
func ToldWith(groups ...lindung.Group) Option { return func(i *Info) { i.ToldWith = groups } }

// Fact declares that code decides on the answer: yes, no, or not asked. The
// answer stays sealed and is opened inside the act that decides; no column says
// it. For the program, unknown and refused are the same as not asked.
func Fact() Option { return func(i *Info) { i.Fact = true } }

// Urgent declares a fact that must not wait once it is answered with yes.
func Urgent() Option { return func(i *Info) { i.Fact, i.Urgent = true, true } }

// StaysInside declares that the answer is never passed on: its purposes say what it is
// used for inside.
func StaysInside() Option { return func(i *Info) { i.Inside = true } }

// Bounds where a declaration gives none.
const (
	maxText  = 500
	maxLong  = 10_000
	maxCount = 999
)

// NewText declares one line of text.
func NewText(name string, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindText, Max: maxText}, opts)}
}

// NewLong declares text of several lines.
func NewLong(name string, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindLong, Max: maxLong}, opts)}
}

// NewDate declares a date, of which day or day and month may be missing.
func NewDate(name string, opts ...Option) Typed[lindung.Date] {
	return Typed[lindung.Date]{declare(Info{Name: name, Kind: KindDate}, opts)}
}

// NewCount declares a whole number from 0 to its Max.
func NewCount(name string, opts ...Option) Typed[int] {
	return Typed[int]{declare(Info{Name: name, Kind: KindCount, Max: maxCount}, opts)}
}

// NewBool declares a question with yes and no. No answer is not a no.
func NewBool(name string, opts ...Option) Typed[bool] {
	return Typed[bool]{declare(Info{Name: name, Kind: KindBool}, opts)}
}

// NewCode declares one of a list.
func NewCode(name string, list *List, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindCode, List: list}, opts)}
}

// NewCodes declares several of a list.
func NewCodes(name string, list *List, opts ...Option) Typed[[]string] {
	return Typed[[]string]{declare(Info{Name: name, Kind: KindCodes, List: list}, opts)}
}

// NewCountry declares a country, held as ISO 3166-1 alpha-2.
func NewCountry(name string, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindCountry}, opts)}
}

// NewCountries declares several countries.
func NewCountries(name string, opts ...Option) Typed[[]string] {
	return Typed[[]string]{declare(Info{Name: name, Kind: KindCountries}, opts)}
}

// NewLanguage declares a language, held as ISO 639-2 in its terminology form, or as
// ISO 639-3 where that is more exact.
func NewLanguage(name string, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindLanguage}, opts)}
}

// NewLanguages declares several languages.
func NewLanguages(name string, opts ...Option) Typed[[]string] {
	return Typed[[]string]{declare(Info{Name: name, Kind: KindLanguages}, opts)}
}

// NewPhone declares a telephone number, held as E.164.
func NewPhone(name string, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindPhone}, opts)}
}

// NewEmail declares an e-mail address.
func NewEmail(name string, opts ...Option) Typed[string] {
	return Typed[string]{declare(Info{Name: name, Kind: KindEmail}, opts)}
}

var goodName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// declare panics on an impossible declaration. It runs when the program starts,
// before anything is stored under a wrong name.
func declare(i Info, opts []Option) *Info {
	i.Class = Sealed
	for _, set := range opts {
		set(&i)
	}
	coded := i.Kind == KindCode || i.Kind == KindCodes
	switch {
	case !goodName.MatchString(i.Name):
		panic(fmt.Sprintf("field: %q is no name for a field", i.Name))
	case coded && i.List == nil:
		panic("field: " + i.Name + " has no list")
	case (i.HTCDS == "") != (i.HTCDSLabel == ""):
		panic("field: " + i.Name + " has half an HTCDS name")
	case i.Fact && (i.Kind != KindBool || i.Class != Sealed):
		panic("field: " + i.Name + " is a fact, which is a sealed yes or no")
	case i.Inside && len(i.With)+len(i.ToldWith)+len(i.HTCDS) > 0:
		panic("field: " + i.Name + " stays inside, and goes along")
	}
	if coded {
		i.List.table()
	}
	return &i
}
