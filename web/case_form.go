package web

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

// caseFormPage is a form of a case.
type caseFormPage struct {
	page.Base
	Case   caseHead
	Safety string // before anything by which the person is reached
	Lead   string
	Form   page.Form
	Then   *page.Button // saves and goes on
}

// Buttons returns the second button, if there is one.
func (p caseFormPage) Buttons() []page.Button {
	if p.Then == nil {
		return nil
	}
	return []page.Button{*p.Then}
}

type caseConflictPage struct {
	page.Base
	Case   caseHead
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
	caseFormView     = page.NewView[caseFormPage]("case_form")
	caseConflictView = page.NewView[caseConflictPage]("case_conflict")
)

// asked is one form of one case, as the address names them.
func (v *visit) asked() (cases.Case, *field.Form, error) {
	f, ok := cases.FormNamed(v.r.PathValue("form"))
	if !ok || len(f.Asked().Fields) == 0 {
		return cases.Case{}, nil, lindung.ErrNotFound
	}
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	return c, f, err
}

func editForm(v *visit) error {
	c, f, err := v.asked()
	if err != nil {
		return err
	}
	if !c.CanEdit(cases.GroupOf(f)) {
		return v.closedOr(c)
	}
	s := c.Sections[f.Name]
	return v.formPage(c, f, s.Version, page.Answers{Values: s.Values})
}

func (v *visit) formPage(c cases.Case, f *field.Form, version int64, a page.Answers) error {
	p := caseFormPage{Base: v.base("form." + f.Name), Case: v.head(c), Lead: v.text("form." + f.Name + ".intro")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID) + "#" + partOf(f.Name)}
	if g := cases.GroupOf(f); (g == lindung.Contact || f.Name == "family_guardian") && c.May(lindung.Safety) {
		p.Safety = v.safetyLine(c)
	}
	v.wrong(&p.Base, a.Problems)
	p.Form = page.Form{
		Action: formAt(c.ID, f.Name), Hidden: versionOf(version), Rows: v.rows(f, a), Save: page.Button{Text: v.text("case.form.save")},
		Cancel: v.cancel(c.ID, partOf(f.Name)),
	}
	if next := nextForm(c, f); next != nil {
		p.Then = &page.Button{Text: v.text("case.form.then", "form", v.text("form."+next.Name)), Name: "step", Value: "next", Classes: "govuk-button--secondary"}
	}
	return show(v, caseFormView, p)
}

func versionOf(n int64) []page.Hidden {
	return []page.Hidden{{Name: "version", Value: strconv.FormatInt(n, 10)}}
}

// nextForm is the one after f that the actor may fill in, nil after the last.
func nextForm(c cases.Case, f *field.Form) *field.Form {
	after := false
	for _, part := range caseForms {
		for _, name := range part.forms {
			next, _ := cases.FormNamed(name)
			if after && part.id != "reported" && c.CanEdit(cases.GroupOf(next)) && (name != "family_guardian" || c.Child) {
				return next
			}
			after = after || name == f.Name
		}
	}
	return nil
}

// saveForm saves the answers to a form. If somebody else has saved in the
// meantime, both versions are shown and the actor chooses.
func saveForm(v *visit) error {
	version, err := v.sentVersion()
	if err != nil {
		return err
	}
	c, f, err := v.asked()
	if err != nil {
		return err
	}
	in := v.form()
	if v.sent("step") == "both" {
		var problems []field.Problem
		if in, problems = v.chosen(c, f); len(problems) > 0 {
			return v.conflict(c, f, in, problems)
		}
	}
	answers, problems := f.Asked().Decode(in, v.node.Now())
	if len(problems) > 0 {
		return v.formPage(c, f, version, page.Answers{Sent: in, Problems: problems})
	}
	err = cases.Save(v.ctx(), v.session, c.ID, f, version, f.Replace(c.Answers(f), answers))
	switch {
	case errors.Is(err, lindung.ErrConflict):
		if c, f, err = v.asked(); err != nil {
			return err
		}
		return v.conflict(c, f, in, nil)
	case errors.Is(err, access.ErrClosed):
		return v.formPage(c, f, version, page.Answers{Sent: in, Problems: []field.Problem{{Key: "problem.case_closed"}}})
	case err != nil:
		return err
	}
	if next := nextForm(c, f); v.sent("step") == "next" && next != nil {
		return v.done(formAt(c.ID, next.Name), "case_saved")
	}
	return v.caseDone(partOf(f.Name), "case_saved")
}

const (
	mine   = "mine"
	theirs = "theirs"
	choose = "choose-" // before the name of a field
)

// conflict shows, answer by answer, what the actor has sent and what somebody
// else has saved, and lets him choose.
func (v *visit) conflict(c cases.Case, f *field.Form, in url.Values, problems []field.Problem) error {
	saved := c.Sections[f.Name]
	answers, bad := f.Asked().Decode(in, v.node.Now())
	if len(bad) > 0 {
		return v.formPage(c, f, saved.Version, page.Answers{Sent: in, Problems: bad})
	}
	p := caseConflictPage{Base: v.base("page.case_conflict"), Case: v.head(c), Action: formAt(c.ID, f.Name)}
	p.Status = http.StatusConflict
	p.Lead = v.text("case.conflict.lead", "form", v.text("form."+f.Name), "name", cmp.Or(c.Who[saved.By], v.text("case.conflict.someone")), "when", v.moment(saved.At.Time()))
	p.Hidden = append(hiddenForm(f, in), page.Hidden{Name: "version", Value: strconv.FormatInt(saved.Version, 10)}, page.Hidden{Name: "step", Value: "both"})
	for _, i := range f.Asked().Fields {
		if !answers.Same(saved.Values, i) {
			p.Rows = append(p.Rows, v.bothRow(i, answers, saved.Values, problems))
		}
	}
	v.wrong(&p.Base, problems)
	if p.Wrong != nil {
		p.Wrong.DescriptionText = ""
	}
	p.Save = page.Button{Text: v.text("case.conflict.save")}
	p.Cancel = *v.cancel(c.ID, partOf(f.Name))
	p.Cancel.Text = v.text("case.conflict.theirs")
	return show(v, caseConflictView, p)
}

// bothRow is one answer in both versions; nothing is chosen for the actor.
func (v *visit) bothRow(i *field.Info, sent, saved field.Values, problems []field.Problem) bothRow {
	name := choose + i.Name
	row := bothRow{Question: v.text("field." + i.Name)}
	row.Choose = page.Radios{
		Name: name, IDPrefix: i.Name, Value: v.sent(name), Classes: "l-sides",
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: row.Question, Classes: "govuk-fieldset__legend--s"}},
		Items: []page.Choice{
			{Value: mine, Text: v.text("case.conflict.mine"), Hint: &page.Hint{Text: v.answerText(i, sent)}},
			{Value: theirs, Text: v.text("case.conflict.saved"), Hint: &page.Hint{Text: v.answerText(i, saved)}},
		},
	}
	if slices.ContainsFunc(problems, func(p field.Problem) bool { return p.Field == i.Name }) {
		row.Choose.ErrorMessage = &page.ErrorMessage{Text: v.text("problem.choose_one"), VisuallyHiddenText: v.text("page.problem")}
	}
	return row
}

// answerText is one answer in words, on one line.
func (v *visit) answerText(i *field.Info, a field.Values) string {
	one := field.NewForm("one", i)
	row := page.Summary(v.t, one, a, page.Reading{Unasked: true}).Rows[0].Value
	text := row.Text
	for _, l := range row.Lines {
		text += v.text("common.list_separator") + l
	}
	return text
}

// chosen is the form that follows from what the actor chose of both versions.
func (v *visit) chosen(c cases.Case, f *field.Form) (url.Values, []field.Problem) {
	in := maps.Clone(v.form())
	saved := c.Sections[f.Name].Values
	answers, _ := f.Asked().Decode(in, v.node.Now())
	theirForm := f.Encode(saved)
	var problems []field.Problem
	for _, i := range f.Asked().Fields {
		if answers.Same(saved, i) {
			continue
		}
		switch v.sent(choose + i.Name) {
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
		all = append(all, carry(in, inputsOf(i.Name)...)...)
	}
	return all
}

// wrongNamed is v.wrong for a page that asks more than fields of a case.
func (v *visit) wrongNamed(b *page.Base, problems []field.Problem) {
	v.wrong(b, problems)
	for i, p := range problems {
		for _, stem := range []string{"field.", "case.event."} {
			if p.Field != "" && v.t.Has(stem+p.Field) {
				b.Wrong.ErrorList[i].Text = v.text("page.problem_line", "label", v.text(stem+p.Field), "problem", v.text(p.Key, p.Args...))
			}
		}
	}
}
