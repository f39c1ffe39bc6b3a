package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/page"
)

type screeningAskPage struct {
	page.Base
	Case   caseHead
	Where  string // which part of how many
	Lead   string
	Child  string
	Form   page.Form
	Result page.Button // saves and shows what the answers point to
}

var screeningAskView = page.NewView[screeningAskPage]("screening_ask")

// fewQuestions is how many questions stand on one page at most.
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
	ledger     identification.Ledger
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

// asking reads the screening that the address names.
func (v *visit) asking() (asking, error) {
	l, err := identification.Of(v.ctx(), v.session, v.caseID())
	if err != nil {
		return asking{}, err
	}
	a := asking{ledger: l}
	if a.screening, err = l.Screening(v.id("screening")); err != nil {
		return a, err
	}
	if a.instrument, err = identification.Find(a.screening.Instrument); err != nil {
		return a, err
	}
	a.parts = partsOf(a.instrument, a.screening.Result.Child)
	if part := v.r.PathValue("part"); part != "" {
		a.n, err = strconv.Atoi(part)
		if err != nil || a.n < 1 || a.n > len(a.parts) || !a.ledger.MayScreen && !a.ledger.Case.Status.Closed() {
			return a, lindung.ErrNotFound
		}
	}
	return a, nil
}

// askQuestions shows one page of questions with what is known of the answers.
func askQuestions(v *visit) error {
	a, err := v.asking()
	if err != nil {
		return err
	}
	if a.screening.Finished() {
		return v.goTo(a.at())
	}
	if !a.ledger.MayScreen {
		return v.closedOr(a.ledger.Case)
	}
	in := url.Values{}
	for id, answer := range a.screening.Answers {
		in.Set(id, string(answer))
	}
	return v.questionsPage(a, in, nil, false)
}

// questionsPage shows the questions of a. When somebody else has answered in the
// meantime, the other answer stands beside each that differs.
func (v *visit) questionsPage(a asking, in url.Values, problems []field.Problem, conflict bool) error {
	part := a.part()
	q := v.ask("identification.ask", in, problems)
	for _, i := range part.indicators {
		q.choose(i.ID, choices(v, "identification.answer", identification.AnswerList))
		r := q.rows[len(q.rows)-1].Radios
		r.Classes = "l-answers"
		if other := a.screening.Answers.Of(i.ID); conflict && in.Get(i.ID) != "" && string(other) != in.Get(i.ID) {
			r.Hint = &page.Hint{Text: v.text("screening.conflict.other", "answer", v.text("identification.answer."+string(other)))}
		}
	}
	if !a.screening.Result.Child {
		doubt := v.ask("screening", in, nil)
		doubt.tick("doubt", []page.Choice{{Value: "yes", Text: v.text("screening.doubt.yes")}})
		q.rows = append(q.rows, doubt.rows...)
	}
	p := screeningAskPage{Base: v.base("page.screening_ask"), Case: v.head(a.ledger.Case)}
	p.Lead = v.text("screening.ask.lead")
	if part.dimension != "" {
		p.Title = v.text("identification.dimension." + part.dimension)
		p.Lead = v.text("identification.dimension." + part.dimension + ".about")
		if part.of > 1 {
			p.Title = v.text("screening.ask.part", "title", p.Title, "n", part.n, "of", part.of)
		}
	}
	p.Where = v.text("screening.ask.where", "n", a.n, "of", len(a.parts))
	p.Child = v.childNote(a)
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: a.at()}
	if a.n > 1 {
		p.Back.Href = a.pageAt(a.n - 1)
	}
	q.mark(&p.Base)
	if conflict {
		p.Status = http.StatusConflict
		p.Wrong = &page.ErrorSummary{TitleText: v.text("page.problem_title"), DescriptionText: v.text("screening.conflict")}
	}
	p.Form = page.Form{
		Action: a.pageAt(a.n), Rows: q.rows, Save: page.Button{Text: v.text("screening.ask.next"), Name: "then", Value: "next"},
		Hidden: []page.Hidden{{Name: "version", Value: strconv.FormatInt(a.screening.Version, 10)}},
	}
	p.Result = page.Button{Text: v.text("screening.ask.result"), Name: "then", Value: "result", Classes: "govuk-button--secondary"}
	return show(v, screeningAskView, p)
}

// childNote says that the questions are those for children, and whether that is
// known or presumed.
func (v *visit) childNote(a asking) string {
	switch {
	case !a.screening.Result.Child:
		return ""
	case a.screening.Doubt || a.ledger.Case.Doubt:
		return v.text("identification.child_presumed")
	}
	return v.text("screening.child")
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

// saveAnswers keeps the answers of one page and goes on to the next.
func saveAnswers(v *visit) error {
	a, err := v.asking()
	if err != nil {
		return err
	}
	answers, problems := a.posted(v.form())
	if len(problems) > 0 {
		return v.questionsPage(a, v.form(), problems, false)
	}
	from := a.screening
	if from.Version, err = strconv.ParseInt(v.sent("version"), 10, 64); err != nil {
		return errBad
	}
	_, err = identification.Continue(v.ctx(), v.session, from, identification.Part{Answers: answers, Doubt: v.sent("doubt") == "yes"})
	switch {
	case errors.Is(err, lindung.ErrConflict):
		return v.questionsPage(a, v.form(), nil, true)
	case errors.Is(err, identification.ErrFinished):
		return v.done(a.at(), "screening_was_finished")
	case errors.Is(err, access.ErrClosed):
		return v.questionsPage(a, v.form(), []field.Problem{{Key: "problem.case_closed"}}, false)
	case err != nil:
		return err
	case v.sent("then") == "result" || a.n == len(a.parts):
		return v.done(a.at(), "screening_saved")
	}
	return v.goTo(a.pageAt(a.n + 1))
}

// finishScreening ends the answering. Another screening can follow.
func finishScreening(v *visit) error {
	a, err := v.asking()
	if err != nil {
		return err
	}
	from := a.screening
	if from.Version, err = strconv.ParseInt(v.sent("version"), 10, 64); err != nil {
		return errBad
	}
	_, err = identification.Continue(v.ctx(), v.session, from, identification.Part{Finish: true})
	switch {
	case errors.Is(err, lindung.ErrConflict):
		return v.done(a.at(), "screening_changed")
	case err != nil && !errors.Is(err, identification.ErrFinished):
		return v.orClosed(err)
	}
	return v.done(a.at(), "screening_finished")
}
