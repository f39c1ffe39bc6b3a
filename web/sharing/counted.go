package sharing

import (
	"errors"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

func countedPath(id lindung.CaseID) string { return casefile.Path(id) + casefile.CountedPath }

// askCounted shows the text to read aloud to a person who may be counted in figures, and
// asks for their answer.
func askCounted(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	if first := casefile.AgeFirst(a.Case, casefile.CountedPath); first != "" {
		return v.GoTo(first)
	}
	in := a.begun(v, url.Values{})
	v.PutDay(in, "until", v.Local(v.Node.Now()).AddDate(1, 0, -1))
	return countedPage(v, a, v.Filled(in), nil)
}

func countedPage(v *desk.Visit, a agreed, in url.Values, problems []field.Problem) error {
	if !a.Can(access.ConsentGive) {
		return casefile.ClosedOr(v, a.Case)
	}
	g, _ := a.toCount(v, in)
	q := v.Ask("consent", in, problems)
	q.Choose("counted", []page.Choice{{Value: "yes", Text: v.Text("consent.counted.yes")}, {Value: "no", Text: v.Text("consent.counted.no")}})
	askHow(v, q, in, g.Child)
	q.Date("until")
	p := consentHowPage{FormPage: desk.FormPage{Base: v.Base("page.consent_counted"), Lead: v.Text("consent.counted.lead", "now", desk.LowerFirst(a.figures(v)))}, Texts: textsAloud(v, a, g, in.Get("text"))}
	p.Lacks = missing(v, a.owner, a.admins)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(a.ID) + "/consent"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: countedPath(a.ID), Hidden: []page.Hidden{ownerVersion(a), shownText(in)}, Rows: q.Rows, Save: page.Button{Text: v.Text("consent.counted.save")}}
	return desk.Show(v, consentHowView, p)
}

// toCount is what the person is asked, and until when it holds as far as in says that.
func (a agreed) toCount(v *desk.Visit, in url.Values) (consent.Grant, *field.Problem) {
	until, bad := v.DayIn(in, "until")
	g := consent.ToCount(a.Org, access.StoredTime(v.Node.Now()), access.StoredTime(until))
	g.Child = a.Mark.SaysChild()
	return g, bad
}

// answerCounted stores the person's answer. A no needs nothing else.
func answerCounted(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	g, bad := a.toCount(v, v.Form())
	how(v, &g)
	g.Detail.Conditions = nil
	if g.OwnerRead = v.Sent("owner"); g.OwnerRead == "" {
		return desk.ErrBad
	}
	s := v.Act(desk.Done(casefile.Path(a.ID)+"/consent", "consent_counted"))
	var problems field.Problems
	switch v.Sent("counted") {
	case "no":
		err = consent.SayNo(v.Ctx(), s, cases.Target(a.ID), g)
	case "yes":
		if problems = slices.Concat(instead(g.Check(g.From), bad), hearing(a, g).Check(), g.CheckDraft()); len(problems) == 0 {
			_, err = consent.Give(v.Ctx(), s, cases.Target(a.ID), g)
		}
	default:
		problems = field.Problems{{Field: "counted", Key: "consent.problem.counted_answer"}}
	}
	if errors.As(err, &problems) || len(problems) > 0 {
		return countedPage(v, a, v.Form(), problems)
	}
	if err != nil {
		return err
	}
	return v.Acted()
}

// figures says in one line whether the person is counted.
func (a agreed) figures(v *desk.Visit) string {
	g, asked := a.Consent.Figures(a.Org)
	switch now := access.StoredTime(v.Node.Now()); {
	case !asked:
		return v.Text("consent.counted.not_asked")
	case g.SaidNo():
		return v.Text("consent.counted.said_no", "day", v.DayOn(max(g.WithdrawnAt, g.GivenAt).Time()))
	case g.Until <= now:
		return v.Text("consent.counted.over", "day", v.DayOn(g.Until.Time()))
	case g.Paused:
		return v.Text("consent.counted.paused")
	}
	return v.Text("consent.counted.until", "day", v.DayOn(g.Until.Time()))
}

// cardOfCounted shows the answer of a person to whether they are counted, and that it
// opens nothing.
func cardOfCounted(v *desk.Visit, a agreed, g consent.Grant) grantCard {
	card := cardOfGrant(v, a, g)
	facts := v.Facts()
	facts.Add("consent.purpose", v.Text("purpose."+string(g.Purpose)))
	facts.Add("consent.open", v.Text("consent.counted.opens_nothing"))
	facts.Add("consent.since", v.Day(g.From.Time()))
	if !g.SaidNo() || g.WithdrawnAt != 0 {
		facts.Add("consent.until", v.Day(g.Until.Time()))
	} else {
		card.State.Text, card.Sheet, card.AddSheet = v.Text("consent.state.no"), "", ""
	}
	facts.List.Rows = append(facts.List.Rows, explained(v, g).Rows...)
	if g.WithdrawnAt != 0 {
		facts.Add("consent.withdrawn_at", v.When(g.WithdrawnAt.Time()))
	}
	card.Facts, card.Change = facts.List, ""
	return card
}
