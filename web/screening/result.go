package screening

import (
	"slices"

	"lindung/internal/desk"
	"lindung/web/casefile"

	"lindung/identification"
	"lindung/internal/page"
)

type screeningPage struct {
	page.Base
	Case       casefile.Head
	Instrument string
	Pattern    string
	Note       string // the instrument is a transcription
	Child      string
	Facts      page.SummaryList
	Findings   []findingCard
	Uncounted  []string
	Answers    page.Table // all of them
	Go         page.Button
	Finish     page.Form
	MayAnswer  bool
	Decide     page.Button
	MayDecide  bool
}

// findingCard is one dimension and the answers behind it.
type findingCard struct {
	Title, About string
	State        page.Tag
	Count        string
	Because      []string
	Open         []string
	Without      string    // how many are open
	Answer       page.Link // where the open ones can be answered
}

// States returns the state, if the instrument judges the dimension at all.
func (c findingCard) States() []page.Tag {
	if c.State.Text == "" {
		return nil
	}
	return []page.Tag{c.State}
}

var screeningView = page.NewView[screeningPage]("screening")

// showScreening says what the answers of one screening point to and why. It is
// no decision, and says so.
//
// Source: ACTIP 14.1
func showScreening(v *desk.Visit) error {
	a, err := askingAt(v)
	if err != nil {
		return err
	}
	s := a.screening
	p := screeningPage{
		Base: v.Base("page.screening"), Case: casefile.HeadOf(v, a.ledger.Case), Instrument: v.Text("identification.instrument." + a.instrument.ID),
		Pattern: v.Text("identification.pattern." + string(s.Result.Pattern)), Child: childNote(v, a),
		MayAnswer: a.open(), MayDecide: a.ledger.MayDecide,
		Decide: page.Button{Text: v.Text("page.decision_new"), Href: "/cases/" + string(s.Case) + "/decision/new", Classes: "govuk-button--secondary"},
	}
	p.Back = &page.BackLink{Text: v.Text("page.screenings"), Href: screeningAt(s.Case)}
	if !a.instrument.Compared {
		p.Note = v.Text("identification.transcription")
	}
	f := v.Facts()
	f.Add("screening.begun", v.Moment(s.BegunAt.Time()))
	f.Add("screening.last", v.Moment(s.At.Time()))
	f.Add("screening.table.by", a.ledger.Who[s.By])
	f.Add("screening.open", v.Text("identification.unanswered", "n", s.Result.Unanswered))
	p.Facts = f.List
	p.Findings = findingCards(v, a)
	for _, id := range s.Result.Uncounted {
		p.Uncounted = append(p.Uncounted, v.Text("identification.indicator."+id))
	}
	p.Answers = answersTable(v, a)
	p.Go = page.Button{Text: v.Text("screening.go_on"), Href: a.pageAt(a.next())}
	p.Finish = page.Form{
		Action: a.at() + "/finish", Hidden: desk.Version(s.Version),
		Save: page.Button{Text: v.Text("screening.finish"), Classes: "govuk-button--secondary"},
	}
	return desk.Show(v, screeningView, p)
}

// next returns the first page with a question without an answer, or the first page.
func (a asking) next() int {
	for n, part := range a.parts {
		for _, i := range part.indicators {
			if !a.screening.Answers.AnswerTo(i.ID).Answered() {
				return n + 1
			}
		}
	}
	return 1
}

// findingCards are the dimensions, the met ones first; of an instrument without
// any, all that it asks.
func findingCards(v *desk.Visit, a asking) []findingCard {
	if len(a.instrument.Dimensions) == 0 {
		return []findingCard{signsCard(v, a)}
	}
	strength := map[string]identification.Strength{}
	for _, i := range a.instrument.Indicators {
		strength[i.ID] = i.Strength(a.screening.Result.Child)
	}
	var met, others []findingCard
	for _, f := range a.screening.Result.Findings {
		c := findingCard{
			Title: v.Text("identification.dimension." + f.Dimension), About: v.Text("identification.element." + string(f.Element)),
			State: page.Tag{Text: v.Text("identification.not_met"), Classes: "l-tag--quiet"},
			Count: v.Text("screening.count", "strong", f.Strong, "medium", f.Medium, "weak", f.Weak),
		}
		for _, id := range f.Because {
			c.Because = append(c.Because, v.Text("screening.because", "sign", v.Text("identification.indicator."+id),
				"strength", v.Text("identification.strength."+string(strength[id]))))
		}
		openOf(v, a, &c, f.Dimension, f.Open)
		if f.Met {
			c.State = page.Tag{Text: v.Text("identification.met"), Classes: "l-tag--soon"}
			met = append(met, c)
		} else {
			others = append(others, c)
		}
	}
	return append(met, others...)
}

// signsCard is the one card of an instrument that counts nothing.
func signsCard(v *desk.Visit, a asking) findingCard {
	c := findingCard{Title: v.Text("screening.signs")}
	var open []string
	for _, i := range a.instrument.Asked(a.screening.Result.Child) {
		switch answer := a.screening.Answers.AnswerTo(i.ID); {
		case answer == identification.Present:
			c.Because = append(c.Because, v.Text("identification.indicator."+i.ID))
		case !answer.Answered():
			open = append(open, i.ID)
		}
	}
	openOf(v, a, &c, "", open)
	return c
}

// openOf lists the questions without an answer, each with why.
func openOf(v *desk.Visit, a asking, c *findingCard, dimension string, open []string) {
	for _, id := range open {
		c.Open = append(c.Open, v.Text("common.colon", "label", v.Text("identification.indicator."+id),
			"value", v.Text("identification.answer."+string(a.screening.Answers.AnswerTo(id)))))
	}
	c.Without = v.Text("identification.unanswered", "n", len(open))
	at := slices.IndexFunc(a.parts, func(p askPart) bool {
		return p.dimension == dimension && slices.ContainsFunc(p.indicators, func(i identification.Indicator) bool { return slices.Contains(open, i.ID) })
	})
	if at >= 0 && a.open() {
		c.Answer = page.Link{Text: v.Text("screening.answer", "dimension", c.Title), Href: a.pageAt(at + 1)}
	}
}

// answersTable is every answer as it was given.
func answersTable(v *desk.Visit, a asking) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: []page.Cell{{Text: v.Text("screening.sign")}, {Text: v.Text("screening.given")}}}
	for _, part := range a.parts {
		for _, i := range part.indicators {
			t.Rows = append(t.Rows, []page.Cell{
				{Text: v.Text("identification.indicator." + i.ID)}, {Text: v.Text("identification.answer." + string(a.screening.Answers.AnswerTo(i.ID)))},
			})
		}
	}
	return t
}
