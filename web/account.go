package web

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
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
	This                     bool
	End                      page.Form
}

// formPage is a page that is a form and nothing else.
type formPage struct {
	page.Base
	Lead string
	Form page.Form
}

var (
	accountView  = page.NewView[accountPage]("account")
	sessionsView = page.NewView[sessionsPage]("sessions")
	formView     = page.NewView[formPage]("form_alone")
)

// showAccount shows what the program knows of the actor, and what he can change.
func showAccount(v *visit) error {
	a := v.session.Actor()
	row := func(label, value, href string) page.SummaryRow {
		r := page.SummaryRow{Key: page.SummaryText{Text: v.text(label)}, Value: page.SummaryText{Text: value}}
		if href != "" {
			r.Actions.Items = []page.Action{{Text: v.text("page.change"), Href: href, VisuallyHiddenText: r.Key.Text}}
		}
		return r
	}
	p := accountPage{Base: v.base("page.account")}
	p.Facts.Rows = []page.SummaryRow{
		row("account.name", a.Name, ""),
		row("account.organisation", a.OrgName, ""),
		row("account.roles", v.roleNames(a.Roles), ""),
		row("account.language", v.text("lang."+a.Lang), "/account/language"),
		row("account.password", v.text("account.password.set"), "/account/password"),
		row("account.codes", v.text("account.codes.set"), "/account/codes"),
		row("account.sessions", v.text("account.sessions.set"), "/account/sessions"),
	}
	p.SignOut = page.Form{Action: "/sign-out", Save: page.Button{Text: v.text("account.sign_out")}}
	return show(v, accountView, p)
}

// listSessions shows where the actor is signed in.
func listSessions(v *visit) error {
	all, err := access.WebSessions(v.ctx(), v.session)
	if err != nil {
		return err
	}
	p := sessionsPage{Base: v.base("page.sessions"), Several: len(all) > 1}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/account"}
	for _, s := range all {
		p.Sessions = append(p.Sessions, sessionLine{
			Started: v.moment(s.Started.Time()), Seen: v.when(s.Seen.Time()), Until: v.moment(s.Until.Time()),
			By: v.text("sessions.by." + s.By), This: s.This,
			End: page.Form{
				Action: "/account/sessions", Hidden: []page.Hidden{{Name: "session", Value: s.ID}},
				Save: page.Button{Text: v.text("sessions.end"), Classes: "govuk-button--secondary"},
			},
		})
	}
	p.Others = page.Form{Action: "/account/sessions", Save: page.Button{Text: v.text("sessions.end_others"), Classes: "govuk-button--secondary"}}
	return show(v, sessionsView, p)
}

func endSession(v *visit) error {
	end := access.EndOtherSessions
	if id := v.sent("session"); id != "" {
		end = func(ctx context.Context, s access.Session) error { return access.EndSession(ctx, s, id) }
	}
	if err := end(v.ctx(), v.session); err != nil {
		return err
	}
	return v.done("/account/sessions", "session_ended")
}

func newPassword(v *visit) error { return v.passwordPage(nil) }

func (v *visit) passwordPage(problems []field.Problem) error {
	q := v.ask("account", url.Values{}, problems)
	q.password("old", "current-password")
	q.password("password", "new-password")
	q.password("repeat", "new-password")
	p := formPage{Base: v.base("page.password"), Lead: v.text("account.password.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/account"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/account/password", Rows: q.rows, Save: page.Button{Text: v.text("account.password.save")}}
	return show(v, formView, p)
}

func savePassword(v *visit) error {
	chosen := v.form().Get("password")
	if chosen != v.form().Get("repeat") {
		return v.passwordPage([]field.Problem{{Field: "repeat", Key: "problem.password.repeat"}})
	}
	bad, err := access.ChangePassword(v.ctx(), v.session, v.form().Get("old"), chosen)
	switch {
	case errors.Is(err, access.ErrSignIn):
		return v.passwordPage([]field.Problem{{Field: "old", Key: "problem.password.old"}})
	case err != nil:
		return err
	case bad != nil:
		return v.passwordPage([]field.Problem{*bad})
	}
	return v.done("/account", "password_changed")
}

func newCodes(v *visit) error {
	p := formPage{Base: v.base("page.codes"), Lead: v.text("account.codes.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/account"}
	p.Form = page.Form{Action: "/account/codes", Hidden: v.hiddenLang(), Save: page.Button{Text: v.text("account.codes.save")}}
	return show(v, formView, p)
}

func makeCodes(v *visit) error {
	codes, err := access.NewCodes(v.ctx(), v.session)
	if err != nil {
		return err
	}
	return v.codesOnce(codes, page.Button{Text: v.text("common.continue"), Href: "/account"})
}

// newLanguage asks in the language that was chosen whether to keep it.
func newLanguage(v *visit) error {
	lang := v.session.Actor().Lang
	if l := i18n.Lang(v.query("lang")); slices.Contains(i18n.Complete(), l) {
		lang, v.t = string(l), i18n.For(l)
	}
	q := v.ask("account", url.Values{"language": {lang}}, nil)
	q.choose("language", v.langChoices())
	p := formPage{Base: v.base("page.language_own"), Lead: v.text("account.language.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/account"}
	p.Form = page.Form{Action: "/account/language", Rows: q.rows, Save: page.Button{Text: v.text("common.save")}}
	return show(v, formView, p)
}

func (v *visit) langChoices() []page.Choice {
	var all []page.Choice
	for _, l := range i18n.Complete() {
		all = append(all, page.Choice{Value: string(l), Text: v.text("lang." + string(l))})
	}
	return all
}

func saveLanguage(v *visit) error {
	lang := i18n.Lang(v.sent("language"))
	if !slices.Contains(i18n.Complete(), lang) {
		return errBad
	}
	if err := access.SetLang(v.ctx(), v.session, string(lang)); err != nil {
		return err
	}
	return v.done("/account", "language_changed")
}
