package page

import (
	"net/url"
	"slices"
	"strings"

	"lindung/field"
	"lindung/i18n"
)

// Answers are what a form shows: answers that are stored, or, when Sent is set,
// exactly what the browser sent, together with what was wrong with it.
type Answers struct {
	Values   field.Values
	Sent     url.Values
	Problems []field.Problem
}

// posted returns the answers in the form in which a browser sends them.
func (a Answers) posted(f *field.Form) url.Values {
	if a.Sent != nil {
		return a.Sent
	}
	return f.Encode(a.Values)
}

// Form is a form ready to show. Its template is "form"; a page that lays out its
// form itself shows Rows by {{template "rows" .Form.Rows}}.
type Form struct {
	Action string
	// Hidden travels with the form, such as the version that was changed.
	Hidden []Hidden
	Rows   []Row
	Save   Button
	// Cancel leads away without saving; nil for none.
	Cancel *Link
	// Upload lets the form carry files.
	Upload bool
}

// Hidden is a value that travels with a form.
type Hidden struct{ Name, Value string }

// Row is one question. One of its controls is set.
type Row struct {
	// Heading begins a group of questions; a row with a heading has no control.
	Heading string
	// Intro is a quiet line under the heading.
	Intro string
	// Folded are questions that few need, under the heading; Open shows them.
	Folded []Row
	Open   bool

	Input      *Input
	Textarea   *Textarea
	Radios     *Radios
	Checkboxes *Checkboxes
	Select     *Select
	// More are further lists for the same question.
	More []Select
	Date *DateInput
	File *Input

	// Links lead to where one finds what to answer.
	Links []Link

	// Why says why this is asked and WhyLabel is what to press to read it.
	Why, WhyLabel string
	// Absent offers to say that there is no answer and why.
	Absent *Absent
}

// Controls are the controls of a row, none or one of each kind.
type Controls struct {
	Input      []Input
	Textarea   []Textarea
	Radios     []Radios
	Checkboxes []Checkboxes
	Select     []Select
	Date       []DateInput
	File       []Input
}

// Controls returns the row's control as its template wants it.
func (r Row) Controls() Controls {
	return Controls{
		Input: each(r.Input), Textarea: each(r.Textarea), Radios: each(r.Radios), Checkboxes: each(r.Checkboxes),
		Select: each(r.Select), Date: each(r.Date), File: each(r.File),
	}
}

// Absences returns what the row offers instead of an answer.
func (r Row) Absences() []Absent { return each(r.Absent) }

// Absent offers the answers that are none: unknown, does not want to say, not asked.
type Absent struct {
	Summary string
	Open    bool
	Select  Select
}

// Rows returns the questions of a form in its order, with what is known of the
// answers. Fields that are no longer asked are left out.
func Rows(t i18n.T, f *field.Form, a Answers) []Row {
	in := a.posted(f)
	var rows []Row
	for _, info := range f.Asked().Fields {
		q := question{t: t, info: info, in: in}
		q.wrong = ProblemAt(t, a.Problems, info.Name)
		rows = append(rows, q.row())
	}
	return rows
}

// Problem returns the text of a problem. A question that was left out has a text
// of its own where the catalog has one, which says what to choose:
// problem.missing.outcome.
func Problem(t i18n.T, p field.Problem) string {
	if own := p.Key + "." + p.Field; p.Key == "problem.missing" && t.Has(own) {
		return t.Text(own)
	}
	return t.Text(p.Key, p.Args...)
}

// InOrder returns problems in the order of the questions they belong to, those of no
// question first.
func InOrder(rows []Row, problems []field.Problem) []field.Problem {
	place := map[string]int{"": -1}
	for _, r := range rows {
		place[r.Name()] = len(place)
		for _, f := range r.Folded {
			place[f.Name()] = len(place)
		}
	}
	all := slices.Clone(problems)
	slices.SortStableFunc(all, func(a, b field.Problem) int { return place[a.Field] - place[b.Field] })
	return all
}

// Name returns the name under which the row's control is posted.
func (r Row) Name() string {
	switch {
	case r.Input != nil:
		return r.Input.Name
	case r.Textarea != nil:
		return r.Textarea.Name
	case r.Radios != nil:
		return r.Radios.Name
	case r.Checkboxes != nil:
		return r.Checkboxes.Name
	case r.Select != nil:
		return r.Select.Name
	case r.Date != nil:
		return r.Date.NamePrefix
	case r.File != nil:
		return r.File.Name
	}
	return r.Heading
}

// ProblemAt returns what has to be corrected at a question; nil when nothing has.
func ProblemAt(t i18n.T, problems []field.Problem, name string) *ErrorMessage {
	for _, p := range problems {
		if p.Field == name {
			return &ErrorMessage{Text: Problem(t, p), VisuallyHiddenText: t.Text("page.problem")}
		}
	}
	return nil
}

// Wrong returns the summary of what has to be corrected, each line leading to its
// question, or nil when nothing has. stems are those of the labels, before that of
// the fields of a case. A problem without a question leads nowhere.
func Wrong(t i18n.T, problems []field.Problem, stems ...string) *ErrorSummary {
	if len(problems) == 0 {
		return nil
	}
	s := &ErrorSummary{TitleText: t.Text("page.problem_title"), DescriptionText: t.Text("page.problem_kept")}
	for _, p := range problems {
		line := Link{Text: Problem(t, p)}
		if p.Field != "" {
			line.Href = "#" + p.Field
		}
		label := labelOf(t, p.Field, append(slices.Clone(stems), "field"))
		switch own := t.Has(p.Key + "." + p.Field); {
		case label == "" || p.Key == "problem.missing" && own: // it says what to choose
		case p.Key == "problem.missing":
			line.Text = t.Text("problem.missing_at", "label", label)
		default:
			if strings.HasSuffix(label, "?") { // a question ends itself
				line.Text = label + " " + line.Text
			} else {
				line.Text = t.Text("page.problem_line", "label", label, "problem", line.Text)
			}
		}
		s.ErrorList = append(s.ErrorList, line)
	}
	return s
}

// labelOf returns the label of a question under the first stem that has one.
func labelOf(t i18n.T, name string, stems []string) string {
	for _, stem := range stems {
		if t.Has(stem + "." + name) {
			return t.Text(stem + "." + name)
		}
	}
	return ""
}
