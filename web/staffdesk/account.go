package staffdesk

import (
	"context"
	"errors"
	"lindung/internal/desk"
	"net/url"
	"slices"

	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/staff"
)

type accountPage struct {
	page.Base
	Facts   page.SummaryList
	SignOut page.Form
}

type sessionsPage struct {
	page.Base
	Sessions []sessionLine
	Others   page.Form
	Several  bool
}

type sessionLine struct {
	Started, Seen, Until, By string
	On                       string
	This                     bool
	Before                   string // tries that were refused before it; "" for none
	End                      page.Form
}

var (
	accountView  = page.NewView[accountPage]("account")
	sessionsView = page.NewView[sessionsPage]("sessions")
)

// showAccount shows what is stored about the actor, and what they can change.
func showAccount(v *desk.Visit) error {
	a := v.Session.Actor()
	row := func(label, value, href string) page.SummaryRow {
		r := page.SummaryRow{Key: page.SummaryText{Text: v.Text(label)}, Value: page.SummaryText{Text: value}}
		if href != "" {
			r.Actions.Items = []page.Action{{Text: v.Text("page.change"), Href: href, VisuallyHiddenText: r.Key.Text}}
		}
		return r
	}
	p := accountPage{Base: v.Base("page.account")}
	p.Facts.Rows = []page.SummaryRow{
		row("account.name", a.Name, ""),
		row("account.organisation", a.OrgName, ""),
		row("account.roles", v.RoleNames(a.Roles), ""),
		row("account.language", v.Text("lang."+a.Lang), "/account/language"),
		row("account.password", v.Text("account.password.set"), "/account/password"),
		row("account.passkeys", v.Text("account.passkeys.set"), passkeysPath),
		row("account.codes", v.Text("account.codes.set"), "/account/codes"),
		row("account.sessions", v.Text("account.sessions.set"), "/account/sessions"),
		row("account.devices", v.Text("account.devices.set"), devicesPath),
		row("account.calendar", v.Text("account.calendar.set"), calendarPath),
	}
	p.SignOut = page.Form{Action: "/sign-out", Save: page.Button{Text: v.Text("account.sign_out")}}
	return desk.Show(v, accountView, p)
}

// listSessions shows where the actor is signed in.
func listSessions(v *desk.Visit) error {
	all, err := staff.WebSessions(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := sessionsPage{Base: v.Base("page.sessions"), Several: len(all) > 1}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	for _, s := range all {
		before := ""
		if s.Before > 0 {
			before = v.Text("sessions.before", "n", s.Before)
		}
		p.Sessions = append(p.Sessions, sessionLine{
			Before:  before,
			Started: v.Moment(s.Started.Time()), Seen: v.When(s.Seen.Time()), Until: v.Moment(s.Until.Time()),
			By: v.Text("sessions.by." + s.By), On: v.Text("sessions.on." + s.On), This: s.This,
			End: page.Form{
				Action: "/account/sessions", Hidden: []page.Hidden{{Name: "session", Value: s.ID}},
				Save: page.Button{Text: v.Text("sessions.end"), Classes: "govuk-button--secondary"},
			},
		})
	}
	p.Others = page.Form{Action: "/account/sessions", Save: page.Button{Text: v.Text("sessions.end_others"), Classes: "govuk-button--secondary"}}
	return desk.Show(v, sessionsView, p)
}

func endSession(v *desk.Visit) error {
	end := staff.EndOtherSessions
	if id := v.Sent("session"); id != "" {
		end = func(ctx context.Context, s access.Session) error { return staff.EndSession(ctx, s, id) }
	}
	if err := end(v.Ctx(), v.Act(desk.Done("/account/sessions", "session_ended"))); err != nil {
		return err
	}
	return v.Acted()
}

func newPassword(v *desk.Visit) error { return passwordPage(v, url.Values{"which": {"first"}}, nil) }

// passwordPage asks for another password, or for the second one, after a fresh proof.
// Both are chosen on one page, so that nothing in the browser tells which.
func passwordPage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	if !v.Session.IsSteppedUp() {
		return access.ErrStepUp
	}
	q := v.Ask("account", in, problems)
	q.Password("old", "current-password")
	q.Choose("which", []page.Choice{
		{Value: "first", Text: v.Text("account.which.first")},
		{Value: "second", Text: v.Text("account.which.second"), Hint: &page.Hint{Text: v.Text("account.which.second.hint")}},
	})
	q.Password("password", "new-password")
	q.Password("repeat", "new-password")
	p := desk.FormPage{Base: v.Base("page.password"), Lead: v.Text("account.password.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/account/password", Rows: q.Rows, Save: page.Button{Text: v.Text("account.password.save")}}
	return desk.Show(v, desk.FormView, p)
}

func savePassword(v *desk.Visit) error {
	ask := func(problems ...field.Problem) error {
		return passwordPage(v, url.Values{"which": {v.Sent("which")}}, problems)
	}
	old, chosen := v.Form().Get("old"), v.Form().Get("password")
	change := v.Door.ChangePassword
	if v.Sent("which") == "second" {
		change = v.Door.SetSecondPassword
	}
	switch {
	case old == "":
		return ask(field.Problem{Field: "old", Key: "problem.password.old"})
	case chosen != v.Form().Get("repeat"):
		return ask(field.Problem{Field: "repeat", Key: "problem.password.repeat"})
	}
	bad, err := change(v.Ctx(), v.Act(desk.Done("/account", "password_changed")), old, chosen)
	switch {
	case errors.Is(err, staff.ErrSignIn):
		return ask(field.Problem{Field: "old", Key: "problem.password.old"})
	case err != nil:
		return err
	case bad != nil:
		return ask(*bad)
	}
	return v.Acted()
}

func newCodes(v *desk.Visit) error {
	p := desk.FormPage{Base: v.Base("page.codes"), Lead: v.Text("account.codes.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	p.Form = page.Form{Action: "/account/codes", Hidden: hiddenLang(v), Save: page.Button{Text: v.Text("account.codes.save")}}
	return desk.Show(v, desk.FormView, p)
}

func makeCodes(v *desk.Visit) error {
	to := desk.Next("/account/codes/new")
	codes, err := staff.NewCodes(v.Ctx(), v.Act(to))
	if err != nil {
		return err
	}
	return v.Hold(to, url.Values{"codes": codes})
}

// showCodes shows new codes for a while, in the browser that made them.
func showCodes(v *desk.Visit) error {
	if !v.HeldFor(shownFor) {
		return v.GoTo("/account/codes")
	}
	return codesOnce(v, v.Form()["codes"], page.Button{Text: v.Text("common.continue"), Href: "/account"})
}

// newLanguage asks, in the chosen language, whether to save it.
func newLanguage(v *desk.Visit) error {
	lang := v.Session.Actor().Lang
	if l := i18n.Lang(v.Query("lang")); slices.Contains(i18n.Staff(), l) {
		lang, v.T = string(l), i18n.For(l)
	}
	q := v.Ask("account", url.Values{"language": {lang}}, nil)
	q.Choose("language", langChoices(v))
	p := desk.FormPage{Base: v.Base("page.language_own"), Lead: v.Text("account.language.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	p.Form = page.Form{Action: "/account/language", Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}
	return desk.Show(v, desk.FormView, p)
}

func langChoices(v *desk.Visit) []page.Choice {
	var all []page.Choice
	for _, l := range i18n.Staff() {
		all = append(all, page.Choice{Value: string(l), Text: v.Text("lang." + string(l))})
	}
	return all
}

func saveLanguage(v *desk.Visit) error {
	lang := i18n.Lang(v.Sent("language"))
	if !slices.Contains(i18n.Staff(), lang) {
		return desk.ErrBad
	}
	if err := staff.SetLang(v.Ctx(), v.Session, string(lang)); err != nil {
		return err
	}
	if typed := v.Query(page.TypedFor); typed != "" {
		return v.HoldTyped(typed, "language")
	}
	if to := v.Sent("to"); to != "" {
		return v.GoTo(desk.LocalPath(to))
	}
	return v.Done("/account", "language_changed")
}
