package field

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
)

// Absence is why there is no answer; it is an answer of its own.
type Absence string

// The absences. Unknown: asked, and the person does not know. Refused: asked,
// and they do not want to say, which is their right. NotAsked: left for later
// on purpose.
const (
	Unknown  Absence = "unknown"
	Refused  Absence = "refused"
	NotAsked Absence = "not_asked"
)

// Absences is the closed list of absences.
var Absences = []Absence{Unknown, Refused, NotAsked}

// Values are answers by field. The zero Values holds none. A copy shares its
// answers with the original, as a map does.
//
// Values show the names of the fields that are answered, and never an answer,
// under every verb of fmt and in slog.
type Values struct {
	// A function, because fmt looks into none: that keeps answers unprinted
	// where fmt cannot call Format, in an unexported field of a caller. A
	// pointer would not do: %s follows it.
	in func() map[string]answer
}

type answer struct {
	value  any // string, lindung.Date, int, bool or []string
	absent Absence
}

func (v Values) answer(name string) answer {
	if v.in == nil {
		return answer{}
	}
	return v.in()[name]
}

func (v *Values) set(name string, a answer) {
	if v.in == nil {
		all := map[string]answer{}
		v.in = func() map[string]answer { return all }
	}
	v.in()[name] = a
}

// Len returns how many fields have an answer, absences included.
func (v Values) Len() int {
	if v.in == nil {
		return 0
	}
	return len(v.in())
}

// Names returns the sorted names of the fields that have an answer.
func (v Values) Names() []string {
	if v.in == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(v.in()))
}

// Has reports whether the field has an answer, an absence included.
func (v Values) Has(i *Info) bool {
	a := v.answer(i.Name)
	return a.value != nil || a.absent != ""
}

// Absent returns why there is no answer, and false when nothing was said.
func (v Values) Absent(i *Info) (Absence, bool) {
	a := v.answer(i.Name).absent
	return a, a != ""
}

// Text returns the answer as one text in the form that files carry: codes by
// name, several joined by "; ", days as 2001-05-12, TRUE or FALSE. It is ""
// without an answer and for an Absence.
func (v Values) Text(i *Info) string { return text(v.answer(i.Name).value) }

// Same reports whether v and w answer the field alike.
func (v Values) Same(w Values, i *Info) bool {
	a, b := v.answer(i.Name), w.answer(i.Name)
	return a.absent == b.absent && text(a.value) == text(b.value)
}

// OfForm returns the answers to the fields of f: what a view, a referral or a
// table may carry of v.
func (v Values) OfForm(f *Form) Values {
	var w Values
	for _, i := range f.Fields {
		if v.Has(i) {
			w.set(i.Name, v.answer(i.Name))
		}
	}
	return w
}

// With returns v with those answers of w to questions that v has no answer to.
func (v Values) With(w Values) Values {
	var all Values
	for _, from := range []Values{w, v} {
		for _, name := range from.Names() {
			all.set(name, from.answer(name))
		}
	}
	return all
}

// Parse reads the answer to i from a file or a message into v; an empty text is
// no answer and leaves v unchanged. Spreadsheets count days as numbers: 44197
// is a date here, but not in a browser. The text x_Unknown is the absence
// Unknown in a coded field.
//
// changed reports that the file wrote the answer differently from Text, ext
// that it uses a code that HTCDS lacks.
func (v *Values) Parse(i *Info, text string, now time.Time) (changed, ext bool, bad *Problem) {
	if !utf8.ValidString(text) {
		return false, false, i.problem("problem.text.encoding")
	}
	trimmed := trim(text)
	if trimmed == "" {
		return false, false, nil
	}
	if i.coded() && fold(trimmed) == "x_unknown" {
		v.set(i.Name, answer{absent: Unknown})
		return false, true, nil
	}
	x, bad := i.read(trimmed, reading{now: now, file: true})
	if bad != nil || x == nil {
		return false, false, bad
	}
	v.set(i.Name, answer{value: x})
	return v.Text(i) != text, i.extended(x), nil
}

// Put says in v why there is no answer to i.
func (v *Values) Put(i *Info, why Absence) { v.set(i.Name, answer{absent: why}) }

// extended reports whether x holds a code that HTCDS lacks.
func (i *Info) extended(x any) bool {
	several, _ := x.([]string)
	if one, ok := x.(string); ok {
		several = []string{one}
	}
	return i.coded() && slices.ContainsFunc(several, func(name string) bool { return i.Nearest(name) != name })
}

// Nearest returns the value of HTCDS as which a code of the field goes out: the code
// itself where HTCDS has it, "" where it has nothing near.
func (i *Info) Nearest(code string) string {
	switch i.Kind {
	case KindLanguage, KindLanguages:
		return NearestLanguage(code)
	case KindCode, KindCodes:
		if c, ok := i.List.Code(code); ok && c.Extension() {
			return c.Ext
		}
	}
	return code
}

// Format writes the names of the answered fields under every verb.
func (v Values) Format(s fmt.State, _ rune) { io.WriteString(s, v.names()) }

// String returns the names of the answered fields.
func (v Values) String() string { return v.names() }

// LogValue is the names of the answered fields.
func (v Values) LogValue() slog.Value { return slog.StringValue(v.names()) }

func (v Values) names() string { return "[" + strings.Join(v.Names(), " ") + "]" }

var errJSON = errors.New("answers are written by Form.Split and read by Form.Restore")

// MarshalJSON always fails: answers that skip Form.Split would be stored
// unsealed or not at all.
func (v Values) MarshalJSON() ([]byte, error) { return nil, errJSON }

// UnmarshalJSON always fails: answers that skip Form.Restore are unchecked.
func (v *Values) UnmarshalJSON([]byte) error { return errJSON }

// A Problem is something that the person at the form or the sender of the file
// can repair. Key is a label key; Args are the pairs of name and value that
// its message takes, limits only and never what was answered.
type Problem struct {
	Field string
	Key   string
	Args  []any
}

// Problems are what has to be corrected before an act can be done, in the order in
// which a page asks. They are the error of the act; its text names fields and
// label keys and nothing that was typed.
type Problems []Problem

// Error names the fields and what is wrong with each.
func (ps Problems) Error() string {
	all := make([]string, len(ps))
	for i, p := range ps {
		all[i] = p.Field + ": " + p.Key
	}
	return strings.Join(all, ", ")
}

// Need adds a problem at a field unless ok.
func (ps *Problems) Need(ok bool, field, key string, args ...any) {
	if !ok {
		*ps = append(*ps, Problem{Field: field, Key: key, Args: args})
	}
}

// Err returns the problems as an error; nil when there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

func (i *Info) problem(key string, args ...any) *Problem {
	return &Problem{Field: i.Name, Key: key, Args: args}
}

// text is the inverse of Info.read.
func text(x any) string {
	switch x := x.(type) {
	case string:
		return x
	case lindung.Date:
		return x.String()
	case int:
		return fmt.Sprint(x)
	case bool:
		if x {
			return "TRUE"
		}
		return "FALSE"
	case []string:
		return strings.Join(x, "; ")
	}
	return ""
}
