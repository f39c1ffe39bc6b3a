// Package paper holds the staff's pages of the person's own view: the paper with a code that
// a worker gives to the person, the conversation with them, in which ways they must not be
// reached, and complaints. Package survivor keeps all of it; the person's pages are in
// package own. Its routes are in [Wing], and what it shows on the page of a case in
// [Panels].
package paper

import (
	"embed"
	"net/url"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/contact"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/survivor"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// ComplaintsPath is where complaints of persons are listed.
const ComplaintsPath = "/complaints"

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "paper", Templates: templates, Views: []desk.View{ownView, codesView, complaintsView}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/own", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showOwn},
	{Pattern: "GET /cases/{id}/own/paper", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askPaper},
	{Pattern: "POST /cases/{id}/own/paper", Who: desk.Actors, Action: access.PaperMake, Do: makePaper, Asks: []desk.Asks{paperAsks}},
	{Pattern: "GET /cases/{id}/own/codes", Who: desk.Actors, Do: showCodes},
	{Pattern: "POST /cases/{id}/own/end", Who: desk.Actors, Action: access.PaperEnd, Do: endPaper, Page: "/cases/{id}/own"},
	{Pattern: "POST /cases/{id}/own/say", Who: desk.Actors, Action: access.WordsAnswer, Do: say, Page: "/cases/{id}/own", Draft: "words.say", Asks: []desk.Asks{wordsAsks}},
	{Pattern: "POST /cases/{id}/own/words/{word}", Who: desk.Actors, Action: access.WordsAnswer, Do: answer, Page: "/cases/{id}/own", Asks: []desk.Asks{wordsAsks}},
	{Pattern: "POST /cases/{id}/own/lift", Who: desk.Actors, Action: access.WordsAnswer, Do: lift, Page: "/cases/{id}/own", Asks: []desk.Asks{wordsAsks}},
	{Pattern: "GET " + ComplaintsPath, Who: desk.Actors, Action: access.ComplaintList, On: desk.OwnOrg, Do: listComplaints},
	{Pattern: "GET " + ComplaintsPath + "/{id}/{word}", Who: desk.Actors, Action: access.ComplaintAnswer, On: casefile.UnderCase, Do: showComplaint},
	{Pattern: "POST " + ComplaintsPath + "/{id}/{word}", Who: desk.Actors, Action: access.ComplaintAnswer, Do: answerComplaint, Asks: []desk.Asks{wordsAsks}},
}}

// Panels are the sections of the page of a case that this package fills.
var Panels = []casefile.Panel{{ID: "own", Show: ownPart}}

var (
	paperAsks = desk.Asks{Stem: "paper", Words: map[string]desk.Say{"where": desk.Code("paper.where"), "second": desk.Code("paper.second"), "": nil}}
	wordsAsks = desk.Asks{Stem: "words", Words: map[string]desk.Say{"how": desk.Code("words.how"), "limits": desk.Code("own.limit"), "": nil}}
)

func ownPath(id lindung.CaseID) string { return casefile.Path(id) + "/own" }

// ownPart is what the page of a case says of the person's own view.
func ownPart(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	if !w.Own || w.Refused || !w.Can(access.WordsAnswer) && w.Paper.ID == "" {
		return casefile.Section{}, false
	}
	s := casefile.Section{ID: "own", Title: v.Text("case.part.own"), Lead: paperState(v, w.Paper)}
	for _, x := range w.Words {
		if x.Waits() && x.Kind != survivor.KindComplaint {
			s.Table.Rows = append(s.Table.Rows, []page.Cell{{Text: v.Text("words.kind." + x.Kind), Href: ownPath(w.ID)}, {Text: v.Text("words.due.by", "day", v.T.Date(x.Due))}})
		}
	}
	if len(s.Table.Rows) > 0 {
		s.Table.Cards, s.Table.FirstCellIsHeader = true, true
		s.Table.Head = []page.Cell{{Text: v.Text("own_view.waits")}, {Text: v.Text("words.due")}}
	}
	s.Do = &page.Button{Text: v.Text("page.case_own"), Href: ownPath(w.ID), Classes: "govuk-button--secondary"}
	return s, true
}

func limitTexts(v *desk.Visit, codes []string) []string {
	var all []string
	for _, c := range codes {
		all = append(all, v.Text("own.limit."+c))
	}
	return all
}

// paperState says whether the person has a paper, and what must be known of it.
func paperState(v *desk.Visit, p survivor.Paper) string {
	switch {
	case p.ID == "":
		return v.Text("paper.state.none")
	case p.Rests():
		return v.Text("paper.state.rests")
	case p.Where:
		return v.Text("paper.state.where", "day", v.DayOn(p.MadeAt.Time()))
	}
	return v.Text("paper.state.plain", "day", v.DayOn(p.MadeAt.Time()))
}

// ownPage is the paper, the conversation and the limits of one case.
type ownPage struct {
	page.Base
	Case    casefile.Head
	Lead    string
	Notices []string
	Facts   page.SummaryList
	Buttons []page.Button
	Words   []wordCard
	Forms   []desk.ActForm
}

// A wordCard is one thing that was written, with the form that answers it.
type wordCard struct {
	ID    string
	Facts page.SummaryList
	Forms []desk.ActForm
}

var (
	ownView        = page.NewView[ownPage]("own")
	codesView      = page.NewView[codesPage]("own_codes")
	complaintsView = page.NewView[complaintsPage]("complaints")
)

func showOwn(v *desk.Visit) error { return ownWith(v, "", nil) }

// ownWith is showOwn with what has to be corrected in one of its forms: "say", "lift" or
// the identifier of a word.
func ownWith(v *desk.Visit, step string, problems []field.Problem) error {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !w.Own || w.Refused {
		return lindung.ErrNotFound
	}
	p := ownPage{Base: v.Base("page.case_own"), Case: casefile.HeadOf(v, w.Case), Lead: v.Text("own_view.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(w.ID)}
	f := v.Facts()
	f.Add("own_view.paper", paperState(v, w.Paper))
	f.Lines("own_view.limits", limitTexts(v, w.Limits))
	var withheld []string
	for _, x := range w.Paper.Detail.Withheld {
		withheld = append(withheld, v.Text("group."+string(x.Group))+": "+x.Reason)
	}
	f.Lines("paper.withheld", withheld)
	p.Facts = f.List
	p.Notices = notices(v, w.Paper)
	may := w.Can(access.CaseEdit)
	if may {
		label := "paper.new"
		if w.Paper.ID != "" {
			label = "paper.again"
		}
		p.Buttons = []page.Button{{Text: v.Text(label), Href: ownPath(w.ID) + "/paper"}}
	}
	for _, x := range w.Words {
		if x.Kind != survivor.KindComplaint {
			p.Words = append(p.Words, card(v, w, x, step, problems))
		}
	}
	p.Forms = forms(v, w, step, problems)
	v.Wrong(&p.Base, problems, "words")
	return desk.Show(v, ownView, p)
}

// notices say what must be known of a paper, and what the person asked for.
func notices(v *desk.Visit, p survivor.Paper) []string {
	switch p.Notice() {
	case survivor.NoticeSecond:
		then := v.Text("paper.second.nothing")
		if p.Detail.Then != "" {
			then = v.Text("paper.second.then", "words", p.Detail.Then)
		}
		return []string{v.Text("paper.second.used", "moment", v.When(p.UsedAt.Time())), then}
	case survivor.NoticeWrong:
		return []string{v.Text("paper.wrong", "n", p.Wrong)}
	}
	return nil
}

// card shows what was written, and the form that answers it.
func card(v *desk.Visit, w dossier.Whole, x survivor.Word, step string, problems []field.Problem) wordCard {
	f := v.Facts()
	f.Add("words.at", v.When(x.At.Time()))
	if about := aboutText(v, w, x.About); about != "" {
		f.Add("words.about", about)
	}
	f.Add("words.text", x.Text)
	if x.AnsweredAt != 0 {
		f.Add("words.answered", v.Text("words.how."+x.Answered))
		f.Add("words.answer.text", x.Answer)
		f.Add("words.answered_at", v.When(x.AnsweredAt.Time()))
	} else if x.Waits() {
		f.Add("words.due", v.T.Date(x.Due))
	}
	if x.News() {
		f.Add("words.seen", v.Text("words.seen.no"))
	}
	c := wordCard{ID: x.ID, Facts: f.List}
	c.Facts.Card = &page.Card{Title: page.CardTitle{Text: v.Text("words.kind." + x.Kind)}}
	if x.Waits() && w.Can(access.WordsAnswer) {
		c.Forms = []desk.ActForm{answerForm(v, x, ownPath(w.ID)+"/words/"+x.ID, sentTo(v, step == x.ID), wrongAt(step == x.ID, problems))}
	}
	return c
}

func sentTo(v *desk.Visit, here bool) url.Values {
	if here {
		return v.Form()
	}
	return url.Values{}
}

func wrongAt(here bool, problems []field.Problem) []field.Problem {
	if here {
		return problems
	}
	return nil
}

// apart gives the questions of one of several forms of a page identifiers of their own; those
// of a form in which something is to be corrected keep theirs, to which the summary leads.
func apart(rows []page.Row, form string, problems []field.Problem) []page.Row {
	if len(problems) > 0 {
		return rows
	}
	for _, r := range rows {
		switch {
		case r.Textarea != nil:
			r.Textarea.ID = r.Textarea.Name + "-" + form
		case r.Input != nil:
			r.Input.ID = r.Input.Name + "-" + form
		case r.Radios != nil:
			r.Radios.IDPrefix = r.Radios.Name + "-" + form
		case r.Checkboxes != nil:
			r.Checkboxes.IDPrefix = r.Checkboxes.Name + "-" + form
		}
	}
	return rows
}

// answerForm answers something that the person wrote. What opens or redirects is done only
// once they were asked in the old way.
func answerForm(v *desk.Visit, x survivor.Word, action string, in url.Values, problems []field.Problem) desk.ActForm {
	q := v.Ask("words", in, problems)
	if x.Opens() {
		q.Tick("asked", []page.Choice{{Value: "yes", Text: v.Text("words.asked.yes")}})
	}
	q.Choose("how", desk.ChooseFrom(v, "words.how", survivor.Answers))
	q.Long("text")
	f := desk.ActForm{Title: v.Text("words.answer"), Form: page.Form{Action: action, Rows: apart(q.Rows, x.ID, problems), Save: page.Button{Text: v.Text("words.answer.save"), Classes: "govuk-button--secondary"}}}
	if x.Opens() {
		f.Lead = v.Text("words.opens")
	}
	return f
}

// aboutText says what words are about.
func aboutText(v *desk.Visit, w dossier.Whole, about string) string {
	if about == "" {
		return ""
	}
	for _, g := range w.Consent.Grants {
		if string(g.ID) == about {
			return g.To
		}
	}
	for _, it := range dossier.Pieces(w) {
		if dossier.AboutOf(it) == about {
			return v.Text(it.Label)
		}
	}
	return v.Text("words.about.gone")
}

// forms are those of the whole page.
func forms(v *desk.Visit, w dossier.Whole, step string, problems []field.Problem) []desk.ActForm {
	var all []desk.ActForm
	if w.Paper.ID != "" {
		q := v.Ask("words", filled(v, step == "say"), wrongAt(step == "say", problems))
		q.Long("text")
		all = append(all, desk.ActForm{Title: v.Text("words.say"), Lead: v.Text("words.say.lead"), Form: page.Form{Action: ownPath(w.ID) + "/say", Rows: apart(q.Rows, "say", wrongAt(step == "say", problems)), Save: page.Button{Text: v.Text("words.say.save")}}})
	}
	if len(w.Limits) > 0 {
		q := v.Ask("words", filled(v, step == "lift"), wrongAt(step == "lift", problems))
		q.Tick("limits", desk.ChooseFrom(v, "own.limit", w.Limits))
		q.Input("asked", "off")
		all = append(all, desk.ActForm{Title: v.Text("words.lift"), Lead: v.Text("words.lift.lead"), Form: page.Form{Action: ownPath(w.ID) + "/lift", Rows: apart(q.Rows, "lift", wrongAt(step == "lift", problems)), Save: page.Button{Text: v.Text("words.lift.save"), Classes: "govuk-button--secondary"}}})
	}
	if w.Paper.ID != "" {
		all = append(all, desk.ActForm{Title: v.Text("paper.end"), Lead: v.Text("paper.end.lead"), Form: page.Form{Action: ownPath(w.ID) + "/end", Save: page.Button{Text: v.Text("paper.end.save"), Classes: "govuk-button--warning"}}})
	}
	return all
}

func filled(v *desk.Visit, here bool) url.Values {
	if here {
		return v.Form()
	}
	return v.Filled(url.Values{})
}

// askPaper asks, with the person, what the paper shows.
func askPaper(v *desk.Visit) error { return paperForm(v, v.Filled(url.Values{}), nil) }

func paperForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !c.Own || c.Refused {
		return lindung.ErrNotFound
	}
	p := desk.FormPage{Base: v.Base("page.case_paper"), Lead: v.Text("paper.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.case_own"), Href: ownPath(c.ID)}
	q := v.Ask("paper", in, problems)
	q.Choose("where", desk.ChooseFrom(v, "paper.where", []string{"no", "yes"}))
	q.Choose("second", desk.ChooseFrom(v, "paper.second", []string{"no", "yes"}))
	q.Input("then", "off")
	q.Fold("withhold", func() {
		for _, g := range consent.Groups {
			i := q.Input("reason_"+string(g), "off")
			i.Label.Text = v.Text("group." + string(g))
		}
	})
	q.Mark(&p.Base)
	p.Form = page.Form{Action: ownPath(c.ID) + "/paper", Rows: q.Rows, Save: page.Button{Text: v.Text("paper.save")}}
	return desk.Show(v, desk.FormView, p)
}

// makePaper makes it, and shows its codes once.
func makePaper(v *desk.Visit) error {
	id := casefile.ID(v)
	in := survivor.New{Where: v.Sent("where") == "yes", Second: v.Sent("second") == "yes", Then: v.Sent("then")}
	for _, g := range consent.Groups {
		if reason := v.Sent("reason_" + string(g)); reason != "" {
			in.Withheld = append(in.Withheld, survivor.Withheld{Group: g, Reason: reason})
		}
	}
	if problems := desk.Missing(v.Form(), "where", "second"); len(problems) > 0 {
		return paperForm(v, v.Form(), problems)
	}
	to := desk.Next(ownPath(id) + "/codes")
	c, err := survivor.Make(v.Ctx(), v.Act(to), id, in)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return paperForm(v, v.Form(), problems)
	}
	return v.Hold(to, url.Values{"shown": {c.Code, c.PIN, c.Second}})
}

// codesPage is the paper itself, to print or to write down. It names nobody and no
// organisation: who finds it learns nothing.
type codesPage struct {
	page.Base
	Lead           string
	Address        string // empty where the node has none for persons
	Code, PIN      string
	Second, Advice string
	Next           page.Button
}

// shownFor is how long the codes are shown again in the browser that made them.
const shownFor = 10 * time.Minute

func showCodes(v *desk.Visit) error {
	back := ownPath(casefile.ID(v))
	shown := v.Form()["shown"]
	if !v.HeldFor(shownFor) || len(shown) != 3 {
		return v.GoTo(back)
	}
	p := codesPage{Base: v.Base("page.own_codes"), Lead: v.Text("paper.codes.lead"), Code: shown[0], PIN: shown[1], Second: shown[2], Next: page.Button{Text: v.Text("common.continue"), Href: back}}
	p.Address = v.PersonAddress
	p.Print = true
	if p.Second != "" {
		p.Advice = v.Text("paper.codes.second")
	}
	return desk.Show(v, codesView, p)
}

func endPaper(v *desk.Visit) error {
	id := casefile.ID(v)
	if err := survivor.End(v.Ctx(), v.Act(desk.Done(ownPath(id), "paper_ended")), id); err != nil {
		return err
	}
	return v.Acted()
}

// did shows the page again with what has to be corrected, or leads on.
func did(v *desk.Visit, step string, err error) error {
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return ownWith(v, step, problems)
	}
	return v.Acted()
}

func say(v *desk.Visit) error {
	id := casefile.ID(v)
	return did(v, "say", survivor.Say(v.Ctx(), v.Act(desk.Done(ownPath(id), "words_said")), id, v.Sent("text")))
}

func lift(v *desk.Visit) error {
	id := casefile.ID(v)
	codes := slices.DeleteFunc(slices.Clone(v.Form()["limits"]), func(c string) bool { return !slices.Contains(contact.Limits, c) })
	return did(v, "lift", survivor.Lift(v.Ctx(), v.Act(desk.Done(ownPath(id), "words_lifted")), id, codes, v.Sent("asked")))
}

func reply(v *desk.Visit) survivor.Reply {
	return survivor.Reply{How: v.Sent("how"), Text: v.Sent("text"), Asked: v.Sent("asked") == "yes"}
}

func answer(v *desk.Visit) error {
	id, word := casefile.ID(v), v.Request.PathValue("word")
	return did(v, word, survivor.Answer(v.Ctx(), v.Act(desk.Done(ownPath(id), "words_answered")), id, word, reply(v), false))
}
