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
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/contact"
	"lindung/field"
	"lindung/internal/page"
	"lindung/person"
)

// FormPage is a form of a case.
type FormPage struct {
	page.Base
	Case   Head
	Safety string // before anything by which the person is reached
	Lead   string
	Told   *Told // before anything is asked that may have been told already
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

// answering is a form of a case that is being answered: the one time there is, or
// as one record.
type answering struct {
	c     cases.Case
	form  *field.Form
	saved cases.Record // what is stored; the zero Record before the first answer
	path  string       // of the page that asks
	told  *Told        // what was told already, of a record that says that they are asked
}

// askedOnce is the form that the address names, which is answered once.
func askedOnce(v *desk.Visit) (answering, error) {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return answering{}, err
	}
	f, ok := c.Forms().Named(v.Request.PathValue("form"))
	if !ok || f.Repeat != nil || len(f.Asked().Fields) == 0 || !asks(v, f) {
		return answering{}, lindung.ErrNotFound
	}
	return answering{c: c, form: f, saved: c.Sections[f.Name], path: FormPath(c.ID, f.Name)}, nil
}

func editForm(v *desk.Visit) error { return editAnswers(v, askedOnce) }

func saveForm(v *desk.Visit) error { return saveAnswers(v, askedOnce) }

// editAnswers shows the form as it is answered now.
func editAnswers(v *desk.Visit, asked func(*desk.Visit) (answering, error)) error {
	a, err := asked(v)
	if err != nil {
		return err
	}
	if !a.c.CanEdit(a.form.Group()) || a.saved.Status == cases.RecordStruck {
		return ClosedOr(v, a.c)
	}
	version, err := shownVersion(v, a.saved)
	if err != nil {
		return err
	}
	return formPage(v, a, version, page.Answers{Sent: v.Filled(nil), Values: a.saved.Values})
}

// shownVersion is the version of what is stored that the form was shown with: of
// one that goes on with what was typed before, that of then.
func shownVersion(v *desk.Visit, saved cases.Record) (int64, error) {
	if v.Held() {
		return v.SentVersion()
	}
	return saved.Version, nil
}

func formPage(v *desk.Visit, a answering, version int64, in page.Answers) error {
	c, f := a.c, a.form
	p := FormPage{Base: v.Base("form." + f.Name), Case: HeadOf(v, c), Lead: v.Text("form." + f.Name + ".intro")}
	then := beforeConsent(v, f)
	if len(then) > 0 {
		p.Lead = v.Text("case.age_first")
	}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#" + f.Section}
	if g := f.Group(); (g == lindung.Contact || f.Name == person.Guardian.Name) && c.MayRead(lindung.Safety) {
		limits, err := contact.LimitsOf(v.Ctx(), v.Session, c.ID)
		if err != nil {
			return err
		}
		p.Safety = safetyLine(v, c, limits)
	}
	p.Told = a.told
	v.Wrong(&p.Base, in.Problems)
	p.Form = page.Form{
		Action: a.path, Hidden: append(desk.Version(version), then...), Rows: append(v.Rows(f, in), whomRows(v, a, in)...),
		Save: page.Button{Text: v.Text("case.form.save")}, Cancel: CancelTo(v, c.ID, f.Section),
	}
	if next := nextForm(v, c, f); next != nil && len(then) == 0 {
		p.Then = &page.Button{Text: v.Text("case.form.then", "form", v.Text("form."+next.Name)), Name: "step", Value: "next", Classes: "govuk-button--secondary"}
	}
	return desk.Show(v, FormView, p)
}

// AgeFirst is where the age is asked before consent is recorded at a page of the case, which
// comes next; "" when something
// is known of it, or the actor may not ask.
//
// Source: ACTIP 14.12
func AgeFirst(c cases.Case, next string) string {
	if c.Mark.Is != person.AgeUnknown || !c.CanEdit(lindung.Identity) {
		return ""
	}
	return FormPath(c.ID, person.Birth.Name) + "?" + then + "=" + strings.TrimPrefix(next, "/consent/")
}

// then is the input that says where a form leads on to.
const then = "then"

// The pages of a case on which consent is recorded: to share, and to be counted in figures.
const (
	ConsentPath = "/consent/new"
	CountedPath = "/consent/counted"
)

// beforeConsent carries that the age is asked before consent is recorded.
func beforeConsent(v *desk.Visit, f *field.Form) []page.Hidden {
	next := cmp.Or(v.Sent(then), v.Query(then))
	if f.Name != person.Birth.Name || !slices.Contains([]string{ConsentPath, CountedPath}, "/consent/"+next) {
		return nil
	}
	return []page.Hidden{{Name: then, Value: next}}
}

// whomRows asks who on the team is asked to see to a record, where its form has
// that.
func whomRows(v *desk.Visit, a answering, in page.Answers) []page.Row {
	if a.form.Repeat == nil || !a.form.Repeat.For {
		return nil
	}
	posted := in.Sent
	if posted == nil {
		posted = url.Values{whom: {string(a.saved.For)}}
	}
	var team []page.Option
	for _, m := range a.c.Team {
		team = append(team, page.Option{Value: string(m.ID), Text: m.Name})
	}
	q := v.Ask("field", posted, in.Problems)
	q.Pick(whom, team)
	return q.Rows
}

// whom is the name under which a form posts whom a record is for.
const whom = "record_for"

// nextForm is the one after f that the actor may fill in, nil after the last and
// after a record.
func nextForm(v *desk.Visit, c cases.Case, f *field.Form) *field.Form {
	after := false
	for _, next := range v.Session.Forms() {
		if after && f.Repeat == nil && offered(c, next) {
			return next
		}
		after = after || next.Name == f.Name
	}
	return nil
}

// offered reports whether a form that is answered once is offered to be filled in:
// what others reported is not, and only of a child it is asked who cares for them.
func offered(c cases.Case, f *field.Form) bool {
	return f.Repeat == nil && f.Section != "reported" && c.CanEdit(f.Group()) && len(f.Asked().Fields) > 0 &&
		(f.Name != person.Guardian.Name || c.Mark.SaysChild())
}

// saveAnswers saves the answers to a form. If someone else has saved in the
// meantime, both versions are shown and the actor chooses.
func saveAnswers(v *desk.Visit, asked func(*desk.Visit) (answering, error)) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	a, err := asked(v)
	if err != nil {
		return err
	}
	in := v.Form()
	if v.Sent("step") == "both" {
		var problems []field.Problem
		if in, problems = chosen(v, a); len(problems) > 0 {
			return conflict(v, a, in, problems)
		}
	}
	answers, problems := a.form.Asked().Decode(in, v.Now())
	if len(problems) > 0 {
		return formPage(v, a, version, page.Answers{Sent: in, Problems: problems})
	}
	to := PartDone(a.c.ID, a.form.Section, "case_saved")
	for _, next := range beforeConsent(v, a.form) {
		to = desk.Done(Path(a.c.ID)+"/consent/"+next.Value, "case_saved")
	}
	if next := nextForm(v, a.c, a.form); v.Sent("step") == "next" && next != nil {
		to = desk.Done(FormPath(a.c.ID, next.Name), "case_saved")
	}
	err = a.store(v, to, version, answers)
	if errors.Is(err, lindung.ErrConflict) {
		if a, err = asked(v); err != nil {
			return err
		}
		return conflict(v, a, in, nil)
	}
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return formPage(v, a, version, page.Answers{Sent: in, Problems: problems})
	}
	return v.Acted()
}

// store saves the answers over the version that was shown, as the act that leads
// to the address to.
func (a answering) store(v *desk.Visit, to string, version int64, answers field.Values) error {
	r := cases.Record{Form: a.form, ID: a.saved.ID, Version: version, For: lindung.ActorID(v.Sent(whom))}
	r.Values = a.form.Replace(a.saved.Values, answers)
	switch {
	case a.form.Repeat == nil:
		return cases.SaveForm(v.Ctx(), v.Act(to), a.c.ID, a.form, version, r.Values)
	case r.ID != "":
		return cases.CorrectRecord(v.Ctx(), v.Act(to), a.c.ID, r)
	}
	_, err := cases.AddRecord(v.Ctx(), v.Act(to), a.c.ID, r)
	return err
}

const (
	mine   = "mine"
	theirs = "theirs"
	choose = "choose-" // before the name of a field
)

// conflict shows, answer by answer, what the actor has sent and what someone
// else has saved, and lets them choose.
func conflict(v *desk.Visit, a answering, in url.Values, problems []field.Problem) error {
	c, f, saved := a.c, a.form, a.saved
	if saved.Status == cases.RecordStruck {
		return v.Done(RecordPath(c.ID, f.Name, saved.ID), "record_struck_since")
	}
	answers, bad := f.Asked().Decode(in, v.Now())
	if len(bad) > 0 {
		return formPage(v, a, saved.Version, page.Answers{Sent: in, Problems: bad})
	}
	p := caseConflictPage{Base: v.Base("page.case_conflict"), Case: HeadOf(v, c), Action: a.path}
	p.Status = http.StatusConflict
	p.Lead = v.Text("case.conflict.lead", "form", v.Text("form."+f.Name), "name", cmp.Or(c.Who[saved.By], v.Text("case.conflict.someone")), "when", v.Moment(saved.At.Time()))
	if saved.By == v.Session.Actor().ID {
		p.Lead = v.Text("case.conflict.lead_own", "form", v.Text("form."+f.Name), "when", v.Moment(saved.At.Time()))
	}
	p.Hidden = append(hiddenForm(f, in), desk.Carry(in, whom)...)
	p.Hidden = append(p.Hidden, page.Hidden{Name: "version", Value: strconv.FormatInt(saved.Version, 10)}, page.Hidden{Name: "step", Value: "both"})
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
	p.Cancel = *CancelTo(v, c.ID, f.Section)
	p.Cancel.Text = v.Text("case.conflict.theirs")
	return desk.Show(v, caseConflictView, p)
}

// rowOfBoth is one answer in both versions; nothing is chosen for the actor.
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
func chosen(v *desk.Visit, a answering) (url.Values, []field.Problem) {
	in := maps.Clone(v.Form())
	f, saved := a.form, a.saved.Values
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

// recordAsks is what a record asks besides its form.
var recordAsks = desk.Asks{Words: map[string]desk.Say{whom: desk.SayColleague}}
