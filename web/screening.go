package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/page"
	"lindung/referral"
)

type screeningsPage struct {
	page.Base
	Case       caseHead
	Child      string
	Settle     page.Form
	CanSettle  bool
	Recognised string // an authority elsewhere has decided
	Standing   []decisionCard
	Earlier    []decisionCard
	Screenings page.Table
	Begin      page.Button
	MayBegin   bool
	Decide     page.Button
	MayDecide  bool
	MayRead    bool // screenings
}

var screeningsView = page.NewView[screeningsPage]("screenings")

func screeningAt(id lindung.CaseID) string { return "/cases/" + string(id) + "/screening" }

// screeningSection is what the page of a case says of screenings and decisions.
// It is empty for whom nothing of it is open.
func (v *visit) screeningSection(tx *access.Tx, c cases.Case) (caseSection, error) {
	l, err := identification.OfCase(tx, c)
	if err != nil || !l.MayScreenings && !l.MayDecisions && !l.MayScreen && !l.MayDecide {
		return caseSection{}, err
	}
	at := screeningAt(c.ID)
	s := caseSection{ID: "screening", Title: v.text("page.screenings"), Lead: v.text("screening.no_decision")}
	s.Table = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"what", "day", "result"} {
		s.Table.Head = append(s.Table.Head, page.Cell{Text: v.text("screening.table." + h)})
	}
	standing := l.Standing()
	for _, d := range standing {
		s.Lead = v.text("screening.decisions", "n", len(standing))
		s.Table.Rows = append(s.Table.Rows, []page.Cell{
			{Text: v.bodyName(d), Note: v.reportedNote(d)}, {Text: v.decidedOn(d)}, {Text: v.text("identification.status." + string(d.Status))},
		})
	}
	for _, x := range l.Screenings {
		s.Table.Rows = append(s.Table.Rows, v.screeningRow(x))
	}
	s.More = []page.Link{{Text: v.text("screening.see_all"), Href: at}}
	if l.MayScreen {
		s.Do = &page.Button{Text: v.text("page.screening_new"), Href: at + "/new", Classes: "govuk-button--secondary"}
	}
	return s, nil
}

// screeningRow is a screening in a table: which, when, what it points to.
func (v *visit) screeningRow(s identification.Screening) []page.Cell {
	id, _, _ := strings.Cut(s.Instrument, "@")
	what := page.Cell{Text: v.text("identification.instrument." + id), Href: screeningAt(s.Case) + "/" + s.ID}
	if s.Result.Child {
		what.Note = v.text("identification.child")
	}
	result := page.Cell{Text: v.text("identification.pattern." + string(s.Result.Pattern))}
	if !s.Finished() {
		result.Note = v.text("screening.unfinished", "open", v.text("identification.unanswered", "n", s.Result.Unanswered))
	}
	return []page.Cell{what, {Text: v.t.Day(s.BegunAt.Time())}, result}
}

// listScreenings shows what was asked and what was decided, each by whom.
func listScreenings(v *visit) error {
	l, err := identification.Of(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	if !l.MayScreenings && !l.MayDecisions && !l.MayScreen && !l.MayDecide {
		return lindung.ErrNotFound
	}
	at := screeningAt(l.Case.ID)
	p := screeningsPage{
		Base: v.base("page.screenings"), Case: v.head(l.Case), MayBegin: l.MayScreen, MayDecide: l.MayDecide, MayRead: l.MayScreenings,
		Begin:  page.Button{Text: v.text("page.screening_new"), Href: at + "/new"},
		Decide: page.Button{Text: v.text("page.decision_new"), Href: "/cases/" + string(l.Case.ID) + "/decision/new", Classes: "govuk-button--secondary"},
	}
	p.Back = &page.BackLink{Text: v.text("consent.back", "number", l.Case.Number), Href: p.Case.Href}
	v.ageNotice(&p, l.Case)
	if d, ok := identification.Recognised(l.Decisions, v.session.Actor().Country); ok {
		p.Recognised = v.text("identification.recognised", "country", v.t.Country(d.Country))
	}
	p.Standing, p.Earlier = v.decisionCards(l)
	p.Screenings = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"what", "day", "result", "by"} {
		p.Screenings.Head = append(p.Screenings.Head, page.Cell{Text: v.text("screening.table." + h)})
	}
	for _, s := range l.Screenings {
		p.Screenings.Rows = append(p.Screenings.Rows, append(v.screeningRow(s), page.Cell{Text: l.Who[s.By]}))
	}
	return show(v, screeningsView, p)
}

// ageNotice says that the person is treated as a child, and lets who may write
// her age down end a doubt.
//
// Source: ACTIP 14.12
func (v *visit) ageNotice(p *screeningsPage, c cases.Case) {
	switch {
	case c.Doubt:
		p.Child = v.text("identification.child_presumed")
	case c.Child:
		p.Child = v.text("screening.child")
	}
	p.CanSettle = c.Doubt && c.CanEdit(lindung.Identity)
	p.Settle = page.Form{
		Action: "/cases/" + string(c.ID) + "/age/settle",
		Save:   page.Button{Text: v.text("screening.settle"), Classes: "govuk-button--secondary"},
	}
}

// settleAge ends the doubt about the person's age.
func settleAge(v *visit) error {
	err := cases.SettleAge(v.ctx(), v.session, v.caseID())
	if err != nil {
		return v.orClosed(err)
	}
	return v.done(screeningAt(v.caseID()), "age_settled")
}

// newScreening asks with which instrument, and whether the age is in doubt.
func newScreening(v *visit) error { return v.screeningForm(url.Values{}, nil) }

func (v *visit) screeningForm(in url.Values, problems []field.Problem) error {
	l, err := identification.Of(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	if !l.MayScreen {
		return v.closedOr(l.Case)
	}
	choices, err := v.instruments(l.Case.Child)
	if err != nil {
		return err
	}
	q := v.ask("screening", in, problems)
	q.choose("instrument", choices)
	if !l.Case.Child {
		q.tick("doubt", []page.Choice{{Value: "yes", Text: v.text("screening.doubt.yes")}})
	}
	p := caseFormPage{Base: v.base("page.screening_new"), Case: v.head(l.Case), Lead: v.text("screening.new.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: screeningAt(l.Case.ID)}
	q.mark(&p.Base)
	p.Form = page.Form{Action: screeningAt(l.Case.ID) + "/new", Rows: q.rows, Save: page.Button{Text: v.text("screening.begin")}}
	return show(v, caseFormView, p)
}

// instruments are what there is to choose from, each with what it is for.
func (v *visit) instruments(child bool) ([]page.Choice, error) {
	all, err := identification.Instruments()
	choices := make([]page.Choice, len(all))
	for i, in := range all {
		about := v.text("identification.instrument."+in.ID+".about") + " " + v.text("screening.questions", "n", len(in.Asked(child)))
		if !in.Compared {
			about += " " + v.text("identification.transcription")
		}
		choices[i] = page.Choice{Value: in.Key(), Text: v.text("identification.instrument." + in.ID), Hint: &page.Hint{Text: about}}
	}
	return choices, err
}

// beginScreening stores the choice, so that every page after it can be kept.
func beginScreening(v *visit) error {
	if problems := missing(v.form(), "instrument"); len(problems) > 0 {
		return v.screeningForm(v.form(), problems)
	}
	s, err := identification.Record(v.ctx(), v.session, v.caseID(), v.sent("instrument"), identification.Part{Doubt: v.sent("doubt") == "yes"})
	if errors.Is(err, identification.ErrIncomplete) {
		return lindung.ErrNotFound
	}
	if err != nil {
		return v.orClosed(err)
	}
	return v.goTo(screeningAt(s.Case) + "/" + s.ID + "/1")
}

// orClosed is where an act leads that came after the case was closed.
func (v *visit) orClosed(err error) error {
	if errors.Is(err, access.ErrClosed) {
		return v.done(screeningAt(v.caseID()), "case_is_closed")
	}
	return err
}

// previewScreening says of the screenings and decisions of a case whether the
// recipient of a referral will see them.
//
// Source: ACTIP 14.6
func (v *visit) previewScreening(p *previewPage, c cases.Case, view consent.View) error {
	l, err := identification.Of(v.ctx(), v.session, c.ID)
	if err != nil {
		return err
	}
	shown := identification.Shown(view, lindung.Screening)
	put := func(there, seen bool, g lindung.Group, line string) {
		title := v.text("group." + string(g))
		switch {
		case !there:
		case seen:
			p.Seen = putLine(p.Seen, title, "", line)
		case len(view[g]) == 0:
			p.Unseen = putLine(p.Unseen, title, v.text(referral.NotAgreed), line)
		default:
			p.Unseen = putLine(p.Unseen, title, v.text(referral.NotPurpose), line)
		}
	}
	recorded := slices.ContainsFunc(l.Decisions, func(d identification.Decision) bool { return !d.FromFile })
	put(len(l.Screenings) > 0, shown, lindung.Screening, v.text("screening.screenings"))
	put(recorded, shown || identification.Shown(view, lindung.Legal), lindung.Legal, v.text("screening.preview.decisions"))
	return nil
}
