// Package screening holds the pages of screenings and of decisions on status. A result
// says what the answers point to and is never a status. Its routes are in [Wing].
package screening

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung/internal/desk"
	"lindung/web/casefile"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/page"
	"lindung/telling"
)

type screeningsPage struct {
	page.Base
	Case       casefile.Head
	Child      string
	Settle     page.Form
	CanSettle  bool
	Recognised string // an authority elsewhere has decided
	Negative   string // that a negative decision ends no help
	Notice     page.Link
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

// screeningSection is the section of screenings and decisions on the page of a case;
// empty if none is open to the actor.
func screeningSection(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	l := w.Screening
	if !l.MayScreenings && !l.MayDecisions && !l.MayScreen && !l.MayDecide {
		return casefile.Section{}, false
	}
	at := screeningAt(w.ID)
	s := casefile.Section{ID: "screening", Title: v.Text("page.screenings"), Lead: v.Text("screening.no_decision")}
	s.Table = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"what", "day", "result"} {
		s.Table.Head = append(s.Table.Head, page.Cell{Text: v.Text("screening.table." + h)})
	}
	current := l.CurrentDecisions()
	for _, d := range current {
		s.Lead = v.Text("screening.decisions", "n", len(current))
		s.Table.Rows = append(s.Table.Rows, []page.Cell{
			{Text: bodyName(v, d), Note: reportedNote(v, d)}, {Text: decidedOn(v, d)},
			{Text: v.Text("identification.status." + string(d.Status)), Note: stateNote(v, d)},
		})
	}
	for _, x := range l.Screenings {
		s.Table.Rows = append(s.Table.Rows, screeningRow(v, x))
	}
	s.More = []page.Link{{Text: v.Text("screening.see_all"), Href: at}}
	if l.MayScreen {
		s.Do = &page.Button{Text: v.Text("page.screening_new"), Href: at + "/new", Classes: "govuk-button--secondary"}
	}
	return s, true
}

// screeningRow is a screening in a table: which, when, what it points to.
func screeningRow(v *desk.Visit, s identification.Screening) []page.Cell {
	id, _, _ := strings.Cut(s.Instrument, "@")
	what := page.Cell{Text: v.Text("identification.instrument." + id), Href: screeningAt(s.Case) + "/" + s.ID}
	if s.Result.Child {
		what.Note = v.Text("identification.child")
	}
	result := page.Cell{Text: v.Text("identification.pattern." + string(s.Result.Pattern))}
	if !s.Finished() {
		result.Note = v.Text("screening.unfinished", "open", v.Text("identification.unanswered", "n", s.Result.Unanswered))
	}
	return []page.Cell{what, {Text: v.DayOn(s.BegunAt.Time())}, result}
}

// listScreenings shows what was asked and what was decided, each by whom.
func listScreenings(v *desk.Visit) error {
	l, err := dossier.ReadDecisions(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !l.MayScreenings && !l.MayDecisions && !l.MayScreen && !l.MayDecide {
		return lindung.ErrNotFound
	}
	at := screeningAt(l.Case.ID)
	p := screeningsPage{
		Base: v.Base("page.screenings"), Case: casefile.HeadOf(v, l.Case), MayBegin: l.MayScreen, MayDecide: l.MayDecide, MayRead: l.MayScreenings,
		Begin:  page.Button{Text: v.Text("page.screening_new"), Href: at + "/new"},
		Decide: page.Button{Text: v.Text("page.decision_new"), Href: "/cases/" + string(l.Case.ID) + "/decision/new", Classes: "govuk-button--secondary"},
	}
	p.Back = &page.BackLink{Text: v.Text("consent.back", "number", l.Case.Number), Href: p.Case.Href}
	ageNotice(v, &p, l.Case)
	if d, ok := recognised(v, l); ok {
		p.Recognised = v.Text("identification.recognised", "country", v.T.Country(d.Country))
	}
	p.Standing, p.Earlier = decisionCards(v, l)
	if slices.ContainsFunc(l.CurrentDecisions(), func(d identification.Decision) bool { return d.Status == identification.NotVictim }) {
		p.Negative = v.Text("identification.closes_nothing")
	}
	if l.MayDecisions && l.Case.Own {
		p.Notice = page.Link{Text: v.Text("page.notice"), Href: noticePath(l.Case.ID)}
	}
	p.Screenings = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"what", "day", "result", "by"} {
		p.Screenings.Head = append(p.Screenings.Head, page.Cell{Text: v.Text("screening.table." + h)})
	}
	for _, s := range l.Screenings {
		p.Screenings.Rows = append(p.Screenings.Rows, append(screeningRow(v, s), page.Cell{Text: l.Who[s.By]}))
	}
	return desk.Show(v, screeningsView, p)
}

// ageNotice says that the person is treated as a child, and lets actors who may change
// the age end a doubt.
//
// Source: ACTIP 14.12
func ageNotice(v *desk.Visit, p *screeningsPage, c cases.Case) {
	switch {
	case c.Doubt:
		p.Child = v.Text("identification.child_presumed")
	case c.Child:
		p.Child = v.Text("screening.child")
	}
	p.CanSettle = c.Doubt && c.CanEdit(lindung.Identity)
	p.Settle = page.Form{
		Action: "/cases/" + string(c.ID) + "/age/settle",
		Save:   page.Button{Text: v.Text("screening.settle"), Classes: "govuk-button--secondary"},
	}
}

// settleAge ends the doubt about the person's age.
func settleAge(v *desk.Visit) error {
	to := desk.Done(screeningAt(casefile.ID(v)), "age_settled")
	if err := cases.SettleAge(v.Ctx(), v.Act(to), casefile.ID(v)); err != nil {
		return orClosed(v, err)
	}
	return v.Acted()
}

// newScreening asks with which instrument, and whether the age is in doubt.
func newScreening(v *desk.Visit) error { return screeningForm(v, v.Filled(url.Values{}), nil) }

func screeningForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	l := w.Screening
	if !l.MayScreen {
		return casefile.ClosedOr(v, l.Case)
	}
	choices, err := instruments(v, l.Case.Child)
	if err != nil {
		return err
	}
	q := v.Ask("screening", in, problems)
	q.Choose("instrument", choices)
	if !l.Case.Mark.SaysChild() {
		q.Tick("doubt", []page.Choice{{Value: "yes", Text: v.Text("screening.doubt.yes")}})
	}
	if len(dossier.Tellings(w)) > 0 {
		q.Choose("again", desk.ChooseFrom(v, "code.interview_again", telling.Reasons.Names()))
	}
	p := casefile.FormPage{Base: v.Base("page.screening_new"), Case: casefile.HeadOf(v, l.Case), Lead: v.Text("screening.new.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: screeningAt(l.Case.ID)}
	p.Told = casefile.ToldBefore(v, w)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: screeningAt(l.Case.ID) + "/new", Rows: q.Rows, Save: page.Button{Text: v.Text("screening.begin")}}
	return desk.Show(v, casefile.FormView, p)
}

// instruments are what there is to choose from, each with what it is for.
func instruments(v *desk.Visit, child bool) ([]page.Choice, error) {
	all, err := identification.Instruments()
	choices := make([]page.Choice, len(all))
	for i, in := range all {
		about := v.Text("identification.instrument."+in.ID+".about") + " " + v.Text("screening.questions", "n", len(in.Asked(child)))
		if !in.Compared {
			about += " " + v.Text("identification.transcription")
		}
		choices[i] = page.Choice{Value: in.Key(), Text: v.Text("identification.instrument." + in.ID), Hint: &page.Hint{Text: about}}
	}
	return choices, err
}

// beginScreening stores the chosen instrument, so that every page after it can be
// saved.
func beginScreening(v *desk.Visit) error {
	if problems := desk.Missing(v.Form(), "instrument"); len(problems) > 0 {
		return screeningForm(v, v.Form(), problems)
	}
	to := screeningAt(casefile.ID(v)) + "/" + access.MadeID + "/1"
	_, err := identification.RecordScreening(v.Ctx(), v.Act(to), casefile.ID(v), v.Sent("instrument"), identification.Addition{Doubt: v.Sent("doubt") == "yes", Again: v.Sent("again")})
	var problems field.Problems
	if errors.As(err, &problems) {
		return screeningForm(v, v.Form(), problems)
	}
	if err != nil {
		return orClosed(v, err)
	}
	return v.Acted()
}

// orClosed leads an act that came after the case was closed to a page that says so.
func orClosed(v *desk.Visit, err error) error {
	if errors.Is(err, access.ErrClosed) {
		return v.Done(screeningAt(casefile.ID(v)), "case_is_closed")
	}
	return err
}

// Panels are the sections of this wing on the page of a case.
var Panels = []casefile.Panel{{ID: "screening", Show: screeningSection}}

// screeningAsks are the questions with which a screening begins. An instrument is
// posted with its edition.
var screeningAsks = desk.Asks{Stem: "screening", Words: map[string]desk.Say{
	"doubt": desk.Code("screening.doubt"), "again": desk.Code("code.interview_again"),
	"instrument": func(v *desk.Visit, value string) (string, error) {
		id, _, _ := strings.Cut(value, "@")
		return desk.Code("identification.instrument")(v, id)
	},
}}
