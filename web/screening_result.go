package web

import (
	"slices"
	"strconv"

	"lindung/identification"
	"lindung/internal/page"
)

type screeningPage struct {
	page.Base
	Case       caseHead
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
func showScreening(v *visit) error {
	a, err := v.asking()
	if err != nil {
		return err
	}
	s := a.screening
	p := screeningPage{
		Base: v.base("page.screening"), Case: v.head(a.ledger.Case), Instrument: v.text("identification.instrument." + a.instrument.ID),
		Pattern: v.text("identification.pattern." + string(s.Result.Pattern)), Child: v.childNote(a),
		MayAnswer: a.open(), MayDecide: a.ledger.MayDecide,
		Decide: page.Button{Text: v.text("page.decision_new"), Href: "/cases/" + string(s.Case) + "/decision/new", Classes: "govuk-button--secondary"},
	}
	p.Back = &page.BackLink{Text: v.text("page.screenings"), Href: screeningAt(s.Case)}
	if !a.instrument.Compared {
		p.Note = v.text("identification.transcription")
	}
	f := v.facts()
	f.add("screening.begun", v.t.Moment(s.BegunAt.Time()))
	f.add("screening.last", v.t.Moment(s.At.Time()))
	f.add("screening.table.by", a.ledger.Who[s.By])
	f.add("screening.open", v.text("identification.unanswered", "n", s.Result.Unanswered))
	p.Facts = f.list
	p.Findings = v.findingCards(a)
	for _, id := range s.Result.Uncounted {
		p.Uncounted = append(p.Uncounted, v.text("identification.indicator."+id))
	}
	p.Answers = v.answersTable(a)
	p.Go = page.Button{Text: v.text("screening.go_on"), Href: a.pageAt(a.next())}
	p.Finish = page.Form{
		Action: a.at() + "/finish", Hidden: []page.Hidden{{Name: "version", Value: strconv.FormatInt(s.Version, 10)}},
		Save: page.Button{Text: v.text("screening.finish"), Classes: "govuk-button--secondary"},
	}
	return show(v, screeningView, p)
}

// next is the first page with a question that has no answer, else the first.
func (a asking) next() int {
	for n, part := range a.parts {
		for _, i := range part.indicators {
			if !a.screening.Answers.Of(i.ID).Answered() {
				return n + 1
			}
		}
	}
	return 1
}

// findingCards are the dimensions, the met ones first; of an instrument without
// any, all that it asks.
func (v *visit) findingCards(a asking) []findingCard {
	if len(a.instrument.Dimensions) == 0 {
		return []findingCard{v.signsCard(a)}
	}
	strength := map[string]identification.Strength{}
	for _, i := range a.instrument.Indicators {
		strength[i.ID] = i.Strength(a.screening.Result.Child)
	}
	var met, others []findingCard
	for _, f := range a.screening.Result.Findings {
		c := findingCard{
			Title: v.text("identification.dimension." + f.Dimension), About: v.text("identification.element." + string(f.Element)),
			State: page.Tag{Text: v.text("identification.not_met"), Classes: "l-tag--quiet"},
			Count: v.text("screening.count", "strong", f.Strong, "medium", f.Medium, "weak", f.Weak),
		}
		for _, id := range f.Because {
			c.Because = append(c.Because, v.text("screening.because", "sign", v.text("identification.indicator."+id),
				"strength", v.text("identification.strength."+string(strength[id]))))
		}
		v.openOf(a, &c, f.Dimension, f.Open)
		if f.Met {
			c.State = page.Tag{Text: v.text("identification.met"), Classes: "l-tag--soon"}
			met = append(met, c)
		} else {
			others = append(others, c)
		}
	}
	return append(met, others...)
}

// signsCard is the one card of an instrument that counts nothing.
func (v *visit) signsCard(a asking) findingCard {
	c := findingCard{Title: v.text("screening.signs")}
	var open []string
	for _, i := range a.instrument.Asked(a.screening.Result.Child) {
		switch answer := a.screening.Answers.Of(i.ID); {
		case answer == identification.Present:
			c.Because = append(c.Because, v.text("identification.indicator."+i.ID))
		case !answer.Answered():
			open = append(open, i.ID)
		}
	}
	v.openOf(a, &c, "", open)
	return c
}

// openOf lists what has no answer, each with what was said instead of one.
func (v *visit) openOf(a asking, c *findingCard, dimension string, open []string) {
	for _, id := range open {
		c.Open = append(c.Open, v.text("common.colon", "label", v.text("identification.indicator."+id),
			"value", v.text("identification.answer."+string(a.screening.Answers.Of(id)))))
	}
	c.Without = v.text("identification.unanswered", "n", len(open))
	at := slices.IndexFunc(a.parts, func(p askPart) bool {
		return p.dimension == dimension && slices.ContainsFunc(p.indicators, func(i identification.Indicator) bool { return slices.Contains(open, i.ID) })
	})
	if at >= 0 && a.open() {
		c.Answer = page.Link{Text: v.text("screening.answer", "dimension", c.Title), Href: a.pageAt(at + 1)}
	}
}

// answersTable is every answer as it was given.
func (v *visit) answersTable(a asking) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: []page.Cell{{Text: v.text("screening.sign")}, {Text: v.text("screening.given")}}}
	for _, part := range a.parts {
		for _, i := range part.indicators {
			t.Rows = append(t.Rows, []page.Cell{
				{Text: v.text("identification.indicator." + i.ID)}, {Text: v.text("identification.answer." + string(a.screening.Answers.Of(i.ID)))},
			})
		}
	}
	return t
}
