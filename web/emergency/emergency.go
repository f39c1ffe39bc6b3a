// Package emergency holds the pages on which a case is opened for an hour because a life is in
// danger, and on which that is judged afterwards. Package referral decides it. Its routes are
// in [Wing].
package emergency

import (
	"embed"
	"errors"

	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "emergency", Templates: templates, Views: []desk.View{emergenciesView, emergencyView}, Routes: []desk.Route{
	{Pattern: "GET /referrals/{id}" + ofReferral, Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: askEmergency},
	{Pattern: "POST /referrals/{id}" + ofReferral, Who: desk.Actors, Action: access.EmergencyOpen, Do: openEmergency, Asks: []desk.Asks{emergencyAsks}},
	{Pattern: "GET " + Path, Who: desk.Actors, Action: access.EmergencyList, On: desk.OwnOrg, Do: listEmergencies},
	{Pattern: "GET " + Path + "/{id}", Who: desk.Actors, Action: access.ReferralRead, On: onEmergency, Do: showEmergency},
	{Pattern: "POST " + Path + "/{id}/confirm", Who: desk.Actors, Action: access.EmergencyConfirm, Do: confirmEmergency, Page: "/emergencies/{id}"},
	{Pattern: "POST " + Path + "/{id}/end", Who: desk.Actors, Action: access.EmergencyEnd, Do: endEmergency, Page: "/emergencies/{id}"},
	{Pattern: "POST " + Path + "/{id}/judge", Who: desk.Actors, Action: access.EmergencyJudge, Do: judgeEmergency, Page: "/emergencies/{id}", Asks: []desk.Asks{emergencyAsks}},
}}

// Path is the list of the emergencies that ask something of the actor.
const Path = "/emergencies"

// ofReferral ends the address of the emergencies of a referral.
const ofReferral = "/emergency"

type emergenciesPage struct {
	page.Base
	Lead  string
	Cards []emergencyCard
	None  string
	Ask   []page.Form // for the receiver, one
	Bar   string      // why the receiver cannot ask
}

// An emergencyCard shows an emergency, with what the actor can do about it.
type emergencyCard struct {
	T           i18n.T
	Title, Href string
	State       page.Tag
	Facts       page.SummaryList
	View        string // where the case can be read; "" while it is not open
	Forms       []page.Form
}

var (
	emergenciesView = page.NewView[emergenciesPage]("emergencies")
	emergencyView   = page.NewView[emergencyPage]("emergency")
)

type emergencyPage struct {
	page.Base
	Card  emergencyCard
	Lead  string      // of the judgement
	Judge []page.Form // one, for who judges
}

var emergencyTags = map[string]string{
	consent.EmergencyWaits: "l-tag--now", consent.EmergencyOpen: "l-tag--now", consent.EmergencyOver: "l-tag--quiet", consent.EmergencyStopped: "l-tag--quiet",
}

// cardOf shows an emergency.
func cardOf(v *desk.Visit, u referral.Urgency) emergencyCard {
	c := emergencyCard{
		T: v.T, Title: v.Text("emergency.of", "name", u.Referral.OtherName()), Href: Path + "/" + u.ID,
		State: page.Tag{Text: v.Text("emergency.phase." + u.Phase), Classes: emergencyTags[u.Phase]},
	}
	f := v.Facts()
	f.Add("referral.number", u.Referral.CaseNumber)
	f.Add("emergency.to", u.Referral.ToName)
	f.Add("emergency.danger", v.Text("emergency.danger."+u.Danger))
	f.Add("emergency.danger_words", u.Words.Why)
	f.Add("emergency.asked_at", v.When(u.AskedAt.Time()))
	f.Add("emergency.asked_by", u.Asker)
	f.Add("emergency.confirmed_by", u.Confirmer)
	switch u.Phase {
	case consent.EmergencyWaits:
		f.Add("emergency.opens", v.Moment(u.From().Time()))
	case consent.EmergencyOpen:
		f.Add("emergency.until", v.Moment(u.Until().Time()))
		if !u.Referral.Mine {
			c.View = casefile.Path(u.Case)
		}
	}
	if u.EndedAt != 0 {
		f.Add("emergency.ended_at", v.When(u.EndedAt.Time()))
	}
	if u.Verdict != "" {
		f.Add("emergency.verdict", v.Text("emergency.verdict."+u.Verdict))
		f.Add("emergency.verdict_words", u.Words.Judged)
	} else if u.Phase != consent.EmergencyStopped {
		f.Add("emergency.verdict", v.Text("emergency.verdict.none"))
	}
	c.Facts = f.List
	act := func(step, classes string) {
		c.Forms = append(c.Forms, page.Form{Action: c.Href + "/" + step, Save: page.Button{Text: v.Text("emergency." + step), Classes: classes}})
	}
	if u.Confirms {
		act("confirm", "")
	}
	if u.Ends {
		act("end", "govuk-button--secondary")
	}
	return c
}

// listEmergencies shows what emergencies ask of the actor.
func listEmergencies(v *desk.Visit) error {
	all, err := referral.ListEmergencies(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := emergenciesPage{Base: v.Base("page.emergencies"), Lead: v.Text("emergency.list.lead"), None: v.Text("emergency.none")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/"}
	for _, u := range all {
		c := cardOf(v, u)
		c.Forms = nil // on the page of each, which says why
		p.Cards = append(p.Cards, c)
	}
	return desk.Show(v, emergenciesView, p)
}

// showEmergency shows one emergency to either side.
func showEmergency(v *desk.Visit) error { return emergencyOf(v, nil) }

func emergencyOf(v *desk.Visit, wrong []field.Problem) error {
	u, err := referral.ReadEmergency(v.Ctx(), v.Session, v.ID("id"))
	if err != nil {
		return err
	}
	p := emergencyPage{Base: v.Base("page.emergency"), Card: cardOf(v, u)}
	p.Back = &page.BackLink{Text: v.Text("emergency.to_referral"), Href: casefile.ReferralPath(u.Emergency.Referral)}
	if u.Judges {
		p.Lead = v.Text("emergency.judge.lead", "name", u.Referral.ToName)
		q := v.Ask("emergency", v.Form(), wrong)
		q.Choose("verdict", desk.ChooseFrom(v, "emergency.verdict", consent.Verdicts))
		q.Long("verdict_words")
		q.Mark(&p.Base)
		p.Judge = []page.Form{{Action: p.Card.Href + "/judge", Rows: q.Rows, Save: page.Button{Text: v.Text("emergency.judge")}}}
	}
	return desk.Show(v, emergencyView, p)
}

// askEmergency shows the emergencies of a referral, and asks its receiver why a life is in
// danger.
func askEmergency(v *desk.Visit) error { return emergenciesOf(v, v.Filled(v.Form()), nil) }

func emergenciesOf(v *desk.Visit, in map[string][]string, wrong []field.Problem) error {
	x, err := referral.ReadEmergencies(v.Ctx(), v.Session, casefile.Referral(v))
	if err != nil {
		return err
	}
	p := emergenciesPage{Base: v.Base("page.emergency"), None: v.Text("emergency.none_yet")}
	p.Back = &page.BackLink{Text: v.Text("emergency.to_referral"), Href: casefile.ReferralPath(x.Referral.ID)}
	for _, u := range x.All {
		p.Cards = append(p.Cards, cardOf(v, u))
	}
	if x.Referral.Mine {
		return desk.Show(v, emergenciesView, p)
	}
	p.None = ""
	if x.Bar != "" {
		p.Bar = barred(v, x)
		return desk.Show(v, emergenciesView, p)
	}
	p.Lead = v.Text("emergency.lead", "name", x.Referral.FromName)
	if x.Phone != "" {
		p.Lead += " " + v.Text("emergency.bar.call", "name", x.Referral.FromName, "phone", x.Phone)
	}
	q := v.Ask("emergency", in, wrong)
	q.Choose("danger", desk.ChooseFrom(v, "emergency.danger", consent.Dangers))
	q.Long("danger_words")
	q.Mark(&p.Base)
	p.Ask = []page.Form{{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("emergency.ask"), Classes: "govuk-button--warning"}}}
	return desk.Show(v, emergenciesView, p)
}

// barred says why nothing can be opened, and whom to ask instead. Why the sender keeps a
// case closed is not told.
func barred(v *desk.Visit, x referral.Emergencies) string {
	why := v.Text("emergency.bar."+x.Bar, "name", x.Referral.FromName)
	switch {
	case x.Bar == referral.EmergencyOnce:
		return why
	case x.Phone == "":
		return why + " " + v.Text("emergency.bar.ask", "name", x.Referral.FromName)
	}
	return why + " " + v.Text("emergency.bar.call", "name", x.Referral.FromName, "phone", x.Phone)
}

func openEmergency(v *desk.Visit) error {
	to := desk.Done(Path+"/"+access.MadeID, "emergency_asked")
	err := referral.OpenEmergency(v.Ctx(), v.Act(to), casefile.Referral(v), v.Sent("danger"), v.Sent("danger_words"))
	problems, err := v.Problems(err)
	switch {
	case len(problems) > 0:
		return emergenciesOf(v, v.Form(), problems)
	case errors.As(err, new(*referral.BarredError)):
		return v.GoTo(casefile.ReferralPath(casefile.Referral(v)) + ofReferral) // which says why
	case err != nil:
		return err
	}
	return v.Acted()
}

// emergencyDone leads back to the emergency after an act on it.
func emergencyDone(v *desk.Visit, err error) error {
	switch {
	case errors.Is(err, referral.ErrStep):
		return v.Done(Path+"/"+v.ID("id"), "emergency_other_step")
	case err != nil:
		return err
	}
	return v.Acted()
}

// onIt is the session for an act on an emergency.
func onIt(v *desk.Visit, done string) access.Session {
	return v.Act(desk.Done(Path+"/"+v.ID("id"), done))
}

func confirmEmergency(v *desk.Visit) error {
	return emergencyDone(v, referral.ConfirmEmergency(v.Ctx(), onIt(v, "emergency_confirmed"), v.ID("id")))
}

func endEmergency(v *desk.Visit) error {
	return emergencyDone(v, referral.EndEmergency(v.Ctx(), onIt(v, "emergency_ended"), v.ID("id")))
}

func judgeEmergency(v *desk.Visit) error {
	err := referral.JudgeEmergency(v.Ctx(), onIt(v, "emergency_judged"), v.ID("id"), v.Sent("verdict"), v.Sent("verdict_words"))
	problems, err := v.Problems(err)
	if len(problems) > 0 {
		return emergencyOf(v, problems)
	}
	return emergencyDone(v, err)
}

// onEmergency returns the target of acts on the emergency that the address names.
func onEmergency(v *desk.Visit) access.Target { return referral.EmergencyTarget(v.ID("id")) }

var emergencyAsks = desk.Asks{Stem: "emergency", Words: map[string]desk.Say{
	"danger": desk.Code("emergency.danger"), "verdict": desk.Code("emergency.verdict"),
}}

// Link leads a side of a referral to its emergencies.
func Link(v *desk.Visit, r referral.Referral) page.Link {
	began := false
	for _, s := range r.Steps {
		began = began || s.State == referral.Emergency
	}
	to := page.Link{Href: casefile.ReferralPath(r.ID) + ofReferral}
	switch {
	case !r.Mine && r.Waiting() && v.Session.Actor().HasRole(desk.Workers...):
		to.Text = v.Text("emergency.do")
	case began:
		to.Text = v.Text("emergency.see")
	default:
		return page.Link{}
	}
	return to
}
