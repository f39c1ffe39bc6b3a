package field

import (
	"slices"
	"strings"
)

// A When says that a question is asked only where another one of its form, which stands
// above it, was answered with one of some values.
type When struct {
	Of *Info
	Is []string // codes, or TRUE and FALSE
}

// AskedWhen declares that a question is asked only where another one was answered so.
func AskedWhen(of Field, is ...string) Option {
	return func(i *Info) { i.When = &When{of.Declared(), is} }
}

// Holds reports whether the question is asked beside these answers.
func (w *When) Holds(v Values) bool {
	said := []string{v.Text(w.Of)}
	if w.Of.Kind.Several() {
		said = strings.Split(said[0], "; ")
	}
	return slices.ContainsFunc(said, func(s string) bool { return slices.Contains(w.Is, s) })
}

// unasked returns a problem at each answer to a question that is not asked beside the
// others. Where the other one is wrong itself, that is said first.
func (f *Form) unasked(v Values, problems []Problem) []Problem {
	for _, i := range f.Fields {
		if i.When == nil || v.Text(i) == "" || i.When.Holds(v) {
			continue
		}
		if slices.ContainsFunc(problems, func(p Problem) bool { return p.Field == i.When.Of.Name }) {
			continue
		}
		problems = append(problems, *i.problem("questions.problem.when"))
	}
	return problems
}
