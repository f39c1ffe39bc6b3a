package screening

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"lindung/internal/desk"
	"lindung/web/casefile"

	"lindung"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/page"
)

type screeningAskPage struct {
	page.Base
	Case   casefile.Head
	Where  string // which part of how many
	Lead   string
	Child  string
	Form   page.Form
	Result page.Button // saves and shows what the answers point to
}

var screeningAskView = page.NewView[screeningAskPage]("screening_ask")

// fewQuestions is the most questions on one page.
const fewQuestions = 8

// askPart is one page of questions: a dimension, or a part of a long one.
type askPart struct {
	dimension  string // "" for an instrument without any
	n, of      int    // which part of the dimension
	indicators []identification.Indicator
}

// partsOf returns the pages of an instrument. Long dimensions are parted into
// pages of about equal length.
func partsOf(in identification.Instrument, child bool) []askPart {
	names := []string{""}
	if len(in.Dimensions) > 0 {
		names = nil
	}
	for _, d := range in.Dimensions {
		names = append(names, d.ID)
	}
	var all []askPart
	for _, name := range names {
		var asked []identification.Indicator
		for _, i := range in.Asked(child) {
			if i.Dimension == name {
				asked = append(asked, i)
			}
		}
		if len(asked) == 0 {
			continue
		}
		of := (len(asked) + fewQuestions - 1) / fewQuestions
		n := 0
		for chunk := range slices.Chunk(asked, (len(asked)+of-1)/of) {
			n++
			all = append(all, askPart{name, n, of, chunk})
		}
	}
	return all
}

// asking is one page of questions of one screening.
type asking struct {
	ledger     identification.Overview
	screening  identification.Screening
	instrument identification.Instrument
	parts      []askPart
	n          int // which of parts, from 1; 0 for the result
}

func (a asking) part() askPart { return a.parts[a.n-1] }

// at is where the result is, and each page of questions under it.
func (a asking) at() string { return screeningAt(a.screening.Case) + "/" + a.screening.ID }

func (a asking) pageAt(n int) string { return a.at() + "/" + strconv.Itoa(n) }

// open reports whether the actor may still answer.
func (a asking) open() bool { return a.ledger.MayScreen && !a.screening.Finished() }

// askingAt reads the screening that the address names.
func askingAt(v *desk.Visit) (asking, error) {
	l, err := dossier.ReadDecisions(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return asking{}, err
	}
	a := asking{ledger: l}
	if a.screening, err = l.Screening(v.ID("screening")); err != nil {
		return a, err
	}
	if a.instrument, err = identification.FindInstrument(a.screening.Instrument); err != nil {
		return a, err
	}
	a.parts = partsOf(a.instrument, a.screening.Result.Child)
	if part := v.Request.PathValue("part"); part != "" {
		a.n, err = strconv.Atoi(part)
		if err != nil || a.n < 1 || a.n > len(a.parts) || !a.ledger.MayScreen && !a.ledger.Case.Status.Closed() {
			return a, lindung.ErrNotFound
		}
	}
	return a, nil
}

// askQuestions shows one page of questions with what is known of the answers.
func askQuestions(v *desk.Visit) error {
	a, err := askingAt(v)
	if err != nil {
		return err
	}
	if a.screening.Finished() {
		return v.GoTo(a.at())
	}
	if !a.ledger.MayScreen {
		return casefile.ClosedOr(v, a.ledger.Case)
	}
	in := url.Values{}
	for id, answer := range a.screening.Answers {
		in.Set(id, string(answer))
	}
	if v.Held() {
		if a.screening.Version, err = v.SentVersion(); err != nil {
			return err
		}
	}
	return questionsPage(v, a, v.Filled(in), nil, false)
}

// questionsPage shows the questions of a. If someone else has answered meanwhile, it
// shows the other answer at each question that differs.
func questionsPage(v *desk.Visit, a asking, in url.Values, problems []field.Problem, conflict bool) error {
	part := a.part()
	q := v.Ask("identification.ask", in, problems)
	for _, i := range part.indicators {
		q.Choose(i.ID, desk.ChooseFrom(v, "identification.answer", identification.AnswerList))
		r := q.Rows[len(q.Rows)-1].Radios
		r.Classes = "l-answers"
		if other := a.screening.Answers.AnswerTo(i.ID); conflict && in.Get(i.ID) != "" && string(other) != in.Get(i.ID) {
			r.Hint = &page.Hint{Text: v.Text("screening.conflict.other", "answer", v.Text("identification.answer."+string(other)))}
		}
	}
	if !a.screening.Result.Child {
		doubt := v.Ask("screening", in, nil)
		doubt.Tick("doubt", []page.Choice{{Value: "yes", Text: v.Text("screening.doubt.yes")}})
		q.Rows = append(q.Rows, doubt.Rows...)
	}
	p := screeningAskPage{Base: v.Base("page.screening_ask"), Case: casefile.HeadOf(v, a.ledger.Case)}
	p.Lead = v.Text("screening.ask.lead")
	if part.dimension != "" {
		p.Title = v.Text("identification.dimension." + part.dimension)
		p.Lead = v.Text("identification.dimension." + part.dimension + ".about")
		if part.of > 1 {
			p.Title = v.Text("screening.ask.part", "title", p.Title, "n", part.n, "of", part.of)
		}
	}
	p.Where = v.Text("screening.ask.where", "n", a.n, "of", len(a.parts))
	p.Child = childNote(v, a)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: a.at()}
	if a.n > 1 {
		p.Back.Href = a.pageAt(a.n - 1)
	}
	q.Mark(&p.Base)
	if conflict {
		p.Status = http.StatusConflict
		p.Wrong = &page.ErrorSummary{TitleText: v.Text("page.problem_title"), DescriptionText: v.Text("screening.conflict")}
	}
	p.Form = page.Form{
		Action: a.pageAt(a.n), Rows: q.Rows, Save: page.Button{Text: v.Text("screening.ask.next"), Name: "then", Value: "next"},
		Hidden: desk.Version(a.screening.Version),
	}
	p.Result = page.Button{Text: v.Text("screening.ask.result"), Name: "then", Value: "result", Classes: "govuk-button--secondary"}
	return desk.Show(v, screeningAskView, p)
}

// childNote says that the questions are those for children, and whether that is
// known or presumed.
func childNote(v *desk.Visit, a asking) string {
	switch {
	case !a.screening.Result.Child:
		return ""
	case a.screening.Doubt || a.ledger.Case.Doubt:
		return v.Text("identification.child_presumed")
	}
	return v.Text("screening.child")
}

// posted returns the answers to the questions of the page. What was not chosen
// stays as it is.
func (a asking) posted(in url.Values) (identification.Answers, []field.Problem) {
	answers := identification.Answers{}
	var problems []field.Problem
	for _, i := range a.part().indicators {
		answer := identification.Answer(in.Get(i.ID))
		switch {
		case answer == "":
		case !slices.Contains(identification.AnswerList, answer):
			problems = append(problems, field.Problem{Field: i.ID, Key: "identification.problem.answer"})
		default:
			answers[i.ID] = answer
		}
	}
	return answers, problems
}

// saveAnswers saves the answers of one page and leads to the next.
func saveAnswers(v *desk.Visit) error {
	a, err := askingAt(v)
	if err != nil {
		return err
	}
	answers, problems := a.posted(v.Form())
	if len(problems) > 0 {
		return questionsPage(v, a, v.Form(), problems, false)
	}
	from := a.screening
	if from.Version, err = v.SentVersion(); err != nil {
		return err
	}
	to := desk.Done(a.at(), "screening_saved")
	if v.Sent("then") != "result" && a.n < len(a.parts) {
		to = a.pageAt(a.n + 1)
	}
	_, err = identification.ContinueScreening(v.Ctx(), v.Act(to), from, identification.Addition{Answers: answers, Doubt: v.Sent("doubt") == "yes"})
	switch {
	case errors.Is(err, lindung.ErrConflict):
		return questionsPage(v, a, v.Form(), nil, true)
	case errors.Is(err, identification.ErrFinished):
		return v.Done(a.at(), "screening_was_finished")
	}
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return questionsPage(v, a, v.Form(), problems, false)
	}
	return v.Acted()
}

// finishScreening ends the answering. Another screening can follow.
func finishScreening(v *desk.Visit) error {
	a, err := askingAt(v)
	if err != nil {
		return err
	}
	from := a.screening
	if from.Version, err = v.SentVersion(); err != nil {
		return err
	}
	to := desk.Done(a.at(), "screening_finished")
	_, err = identification.ContinueScreening(v.Ctx(), v.Act(to), from, identification.Addition{Finish: true})
	switch {
	case errors.Is(err, lindung.ErrConflict):
		return v.Done(a.at(), "screening_changed")
	case errors.Is(err, identification.ErrFinished):
		return v.GoTo(to)
	case err != nil:
		return orClosed(v, err)
	}
	return v.Acted()
}

var answerAsks = desk.Asks{Stem: "identification.ask", Words: map[string]desk.Say{"": desk.Code("identification.answer")}}
