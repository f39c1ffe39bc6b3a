package casefile

import (
	"cmp"
	"errors"
	"lindung/internal/desk"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

// FormPage is a form of a case.
type FormPage struct {
	page.Base
	Case   Head
	Safety string // before anything by which the person is reached
	Lead   string
	Form   page.Form
	Then   *page.Button // saves and goes on
}

// Buttons returns the second button, if there is one.
func (p FormPage) Buttons() []page.Button {
	if p.Then == nil {
		return nil
	}
	return []page.Button{*p.Then}
}

type caseConflictPage struct {
	page.Base
	Case   Head
	Lead   string
	Action string
	Hidden []page.Hidden
	Rows   []bothRow
	Save   page.Button
	Cancel page.Link
}

// bothRow is an answer that two people gave differently.
type bothRow struct {
	Question string
	Choose   page.Radios
}

var (
	// FormView shows a FormPage.
	FormView         = page.NewView[FormPage]("case_form")
	caseConflictView = page.NewView[caseConflictPage]("case_conflict")
)

// asked is one form of one case, as the address names them.
func asked(v *desk.Visit) (cases.Case, *field.Form, error) {
	f, ok := v.Session.Forms().Named(v.Request.PathValue("form"))
	if !ok || len(f.Asked().Fields) == 0 {
		return cases.Case{}, nil, lindung.ErrNotFound
	}
	c, err := cases.Read(v.Ctx(), v.Session, ID(v))
	return c, f, err
}

func editForm(v *desk.Visit) error {
	c, f, err := asked(v)
	if err != nil {
		return err
	}
	if !c.CanEdit(f.Group()) {
		return ClosedOr(v, c)
	}
	if v.Held() {
		version, err := v.SentVersion()
		if err != nil {
			return err
		}
		return formPage(v, c, f, version, page.Answers{Sent: v.Form()})
	}
	s := c.Sections[f.Name]
	return formPage(v, c, f, s.Version, page.Answers{Values: s.Values})
}

func formPage(v *desk.Visit, c cases.Case, f *field.Form, version int64, a page.Answers) error {
	p := FormPage{Base: v.Base("form." + f.Name), Case: HeadOf(v, c), Lead: v.Text("form." + f.Name + ".intro")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#" + partOf(f.Name)}
	if g := f.Group(); (g == lindung.Contact || f.Name == "family_guardian") && c.May(lindung.Safety) {
		p.Safety = safetyLine(v, c)
	}
	v.Wrong(&p.Base, a.Problems)
	p.Form = page.Form{
		Action: FormPath(c.ID, f.Name), Hidden: versionOf(version), Rows: v.Rows(f, a), Save: page.Button{Text: v.Text("case.form.save")},
		Cancel: cancel(v, c.ID, partOf(f.Name)),
	}
	if next := nextForm(v, c, f); next != nil {
		p.Then = &page.Button{Text: v.Text("case.form.then", "form", v.Text("form."+next.Name)), Name: "step", Value: "next", Classes: "govuk-button--secondary"}
	}
	return desk.Show(v, FormView, p)
}

func versionOf(n int64) []page.Hidden {
	return []page.Hidden{{Name: "version", Value: strconv.FormatInt(n, 10)}}
}

// nextForm is the one after f that the actor may fill in, nil after the last.
func nextForm(v *desk.Visit, c cases.Case, f *field.Form) *field.Form {
	after := false
	for _, part := range caseForms {
		for _, name := range part.forms {
			next, _ := v.Session.Forms().Named(name)
			if after && part.id != "reported" && c.CanEdit(next.Group()) && (name != "family_guardian" || c.Mark.Said()) {
				return next
			}
			after = after || name == f.Name
		}
	}
	return nil
}

// saveForm saves the answers to a form. If somebody else has saved in the
// meantime, both versions are shown and the actor chooses.
func saveForm(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	c, f, err := asked(v)
	if err != nil {
		return err
	}
	in := v.Form()
	if v.Sent("step") == "both" {
		var problems []field.Problem
		if in, problems = chosen(v, c, f); len(problems) > 0 {
			return conflict(v, c, f, in, problems)
		}
	}
	answers, problems := f.Asked().Decode(in, v.Now())
	if len(problems) > 0 {
		return formPage(v, c, f, version, page.Answers{Sent: in, Problems: problems})
	}
	to := PartDone(c.ID, partOf(f.Name), "case_saved")
	if next := nextForm(v, c, f); v.Sent("step") == "next" && next != nil {
		to = desk.Done(FormPath(c.ID, next.Name), "case_saved")
	}
	err = cases.Save(v.Ctx(), v.Act(to), c.ID, f, version, f.Replace(c.Answers(f), answers))
	if errors.Is(err, lindung.ErrConflict) {
		if c, f, err = asked(v); err != nil {
			return err
		}
		return conflict(v, c, f, in, nil)
	}
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return formPage(v, c, f, version, page.Answers{Sent: in, Problems: problems})
	}
	return v.Acted()
}

const (
	mine   = "mine"
	theirs = "theirs"
	choose = "choose-" // before the name of a field
)

// conflict shows, answer by answer, what the actor has sent and what somebody
// else has saved, and lets him choose.
func conflict(v *desk.Visit, c cases.Case, f *field.Form, in url.Values, problems []field.Problem) error {
	saved := c.Sections[f.Name]
	answers, bad := f.Asked().Decode(in, v.Now())
	if len(bad) > 0 {
		return formPage(v, c, f, saved.Version, page.Answers{Sent: in, Problems: bad})
	}
	p := caseConflictPage{Base: v.Base("page.case_conflict"), Case: HeadOf(v, c), Action: FormPath(c.ID, f.Name)}
	p.Status = http.StatusConflict
	p.Lead = v.Text("case.conflict.lead", "form", v.Text("form."+f.Name), "name", cmp.Or(c.Who[saved.By], v.Text("case.conflict.someone")), "when", v.Moment(saved.At.Time()))
	p.Hidden = append(hiddenForm(f, in), page.Hidden{Name: "version", Value: strconv.FormatInt(saved.Version, 10)}, page.Hidden{Name: "step", Value: "both"})
	for _, i := range f.Asked().Fields {
		if !answers.Same(saved.Values, i) {
			p.Rows = append(p.Rows, rowOfBoth(v, i, answers, saved.Values, problems))
		}
	}
	v.Wrong(&p.Base, problems)
	if p.Wrong != nil {
		p.Wrong.DescriptionText = ""
	}
	p.Save = page.Button{Text: v.Text("case.conflict.save")}
	p.Cancel = *cancel(v, c.ID, partOf(f.Name))
	p.Cancel.Text = v.Text("case.conflict.theirs")
	return desk.Show(v, caseConflictView, p)
}

// bothRow is one answer in both versions; nothing is chosen for the actor.
func rowOfBoth(v *desk.Visit, i *field.Info, sent, saved field.Values, problems []field.Problem) bothRow {
	name := choose + i.Name
	row := bothRow{Question: v.Text("field." + i.Name)}
	row.Choose = page.Radios{
		Name: name, IDPrefix: i.Name, Value: v.Sent(name), Classes: "l-sides",
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: row.Question, Classes: "govuk-fieldset__legend--s"}},
		Items: []page.Choice{
			{Value: mine, Text: v.Text("case.conflict.mine"), Hint: &page.Hint{Text: answerText(v, i, sent)}},
			{Value: theirs, Text: v.Text("case.conflict.saved"), Hint: &page.Hint{Text: answerText(v, i, saved)}},
		},
	}
	if slices.ContainsFunc(problems, func(p field.Problem) bool { return p.Field == i.Name }) {
		row.Choose.ErrorMessage = &page.ErrorMessage{Text: v.Text("problem.choose_one"), VisuallyHiddenText: v.Text("page.problem")}
	}
	return row
}

// answerText is one answer in words, on one line.
func answerText(v *desk.Visit, i *field.Info, a field.Values) string {
	one := field.NewForm("one", i)
	row := page.Summary(v.T, one, a, page.Reading{Unasked: true}).Rows[0].Value
	text := row.Text
	for _, l := range row.Lines {
		text += v.Text("common.list_separator") + l
	}
	return text
}

// chosen is the form that follows from what the actor chose of both versions.
func chosen(v *desk.Visit, c cases.Case, f *field.Form) (url.Values, []field.Problem) {
	in := maps.Clone(v.Form())
	saved := c.Sections[f.Name].Values
	answers, _ := f.Asked().Decode(in, v.Now())
	theirForm := f.Encode(saved)
	var problems []field.Problem
	for _, i := range f.Asked().Fields {
		if answers.Same(saved, i) {
			continue
		}
		switch v.Sent(choose + i.Name) {
		case mine:
		case theirs:
			for _, part := range inputsOf(i.Name) {
				in[part] = theirForm[part]
			}
		default:
			problems = append(problems, field.Problem{Field: i.Name, Key: "problem.choose_one"})
		}
	}
	return in, problems
}

// inputsOf are the names under which a form posts one answer.
func inputsOf(name string) []string {
	return []string{name, name + "-day", name + "-month", name + "-year", name + "-absent"}
}

// hiddenForm carries the answers to f through a page.
func hiddenForm(f *field.Form, in url.Values) []page.Hidden {
	var all []page.Hidden
	for _, i := range f.Asked().Fields {
		all = append(all, desk.Carry(in, inputsOf(i.Name)...)...)
	}
	return all
}
