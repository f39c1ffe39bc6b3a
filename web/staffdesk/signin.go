package staffdesk

import (
	"errors"
	"lindung/internal/desk"
	"net/url"
	"slices"

	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
	"lindung/staff"
)

type signInPage struct {
	page.Base
	Form    page.Form
	Passkey *page.Passkey // the first way to sign in, where there are passkeys
	Notice  string
	Demo    []demoLine
}

// Password is what all people of the demo have; "" without a demo.
func (p signInPage) Password() string {
	if len(p.Demo) == 0 {
		return ""
	}
	return p.Demo[0].Password
}

// demoLine is an invented person whom the sign-in page of the demo offers.
type demoLine struct {
	Org, Name, Roles, Login, Password, Code string
	Hidden                                  []page.Hidden
}

type signInHelpPage struct {
	page.Base
}

var (
	signInView     = page.NewView[signInPage]("sign_in")
	signInHelpView = page.NewView[signInHelpPage]("sign_in_help")
)

func showSignIn(v *desk.Visit) error {
	if v.SignedIn() {
		return v.GoTo(desk.LocalPath(v.Query("to")))
	}
	return askCredentials(v, url.Values{}, v.Query("to"), "", nil)
}

// askCredentials shows the form to sign in, and leads to the path in to afterwards.
func askCredentials(v *desk.Visit, in url.Values, to, notice string, problems []field.Problem) error {
	q := v.Ask("sign_in", in, problems)
	login := q.Input("login", "username")
	login.Autocapitalize = "none"
	q.Password("password", "current-password")
	q.Code("code")
	p := signInPage{Base: v.Base("page.sign_in"), Notice: notice}
	p.Wide = true
	q.Mark(&p.Base)
	hidden := []page.Hidden{{Name: "to", Value: desk.LocalPath(to)}, {Name: "lang", Value: string(v.T.Lang())}}
	p.Form = page.Form{Action: "/sign-in", Hidden: hidden, Rows: q.Rows, Save: page.Button{Text: v.Text("sign_in.save")}}
	if p.Passkey = v.Passkey(page.Form{Action: desk.ChallengePath, Hidden: hidden, Save: page.Button{Text: v.Text("sign_in.passkey")}}); p.Passkey != nil {
		p.Passkey.Or = v.Text("sign_in.passkey.or")
	}
	var err error
	if p.Demo, err = demo(v, hidden); err != nil {
		return err
	}
	return desk.Show(v, signInView, p)
}

// demo returns the demo's people, each with the code of the device that no one holds.
func demo(v *desk.Visit, hidden []page.Hidden) ([]demoLine, error) {
	var lines []demoLine
	for _, a := range v.Demo {
		code, err := v.Door.NextCode(v.Ctx(), a.ID, a.Secret)
		if err != nil {
			return nil, err
		}
		if code == "" {
			code = v.Text("sign_in.demo.wait")
		}
		lines = append(lines, demoLine{
			Org: a.Org, Name: a.Name, Roles: v.RoleNames(a.Roles), Login: a.Login, Password: a.Password, Code: code,
			Hidden: append([]page.Hidden{{Name: "demo", Value: a.Login}}, hidden...),
		})
	}
	return lines, nil
}

func signIn(v *desk.Visit) error {
	c := staff.Credentials{
		Login: v.Sent("login"), Password: v.Form().Get("password"), Code: v.Sent("code"), Network: v.Network(v.Request),
		Agent: v.Request.UserAgent(), Devices: v.Devices(),
	}
	if err := demoCredentials(v, &c); err != nil {
		return err
	}
	in, err := v.Door.SignIn(v.Ctx(), c)
	if errors.Is(err, staff.ErrSignIn) {
		return askCredentials(v, v.Form(), v.Sent("to"), "", []field.Problem{{Key: "problem.sign_in"}})
	}
	if err != nil {
		return err
	}
	return enter(v, in)
}

// enter gives the browser the session that has begun, and leads on.
func enter(v *desk.Visit, in staff.SignedIn) error {
	if v.SignedIn() {
		if err := staff.EndSession(v.Ctx(), v.Session, ""); err != nil {
			return err
		}
	}
	v.Sessions.WriteSessionCookie(v.Ctx(), v.Writer, in.Token, in.Until)
	v.KeepDevice(in.Device)
	drafts, err := staff.Drafts(v.Ctx(), in.Session)
	if err != nil {
		return err
	}
	late := slices.ContainsFunc(drafts, func(d staff.Draft) bool { return d.Late })
	to := desk.LocalPath(v.Sent("to"))
	if in.Session.IsForced() {
		to = "/" // what the address leads to is not there
	}
	switch {
	case late:
		return v.GoTo("/drafts")
	case in.Wrong >= manyWrong:
		return v.Done("/account/sessions", "wrong_tries")
	case in.By == staff.ByRecovery && in.Left < fewCodes:
		return v.Done("/account/codes", "few_codes")
	}
	return v.GoTo(to)
}

// manyWrong is the number of tries to sign in that were refused at which an actor is
// told at once: fewer are their own slips.
const manyWrong = 3

// fewCodes is the number of recovery codes at which an actor should make new ones.
const fewCodes = 3

// demoCredentials fills in what the sign-in page of the demo shows next to the
// button that was pressed.
func demoCredentials(v *desk.Visit, c *staff.Credentials) error {
	for _, a := range v.Demo {
		if a.Login != v.Sent("demo") {
			continue
		}
		code, err := v.Door.NextCode(v.Ctx(), a.ID, a.Secret)
		if err != nil {
			return err
		}
		c.Login, c.Password, c.Code = a.Login, a.Password, code
	}
	return nil
}

func showSignInHelp(v *desk.Visit) error {
	p := signInHelpPage{Base: v.Base("page.sign_in_help")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/sign-in?lang=" + string(v.T.Lang())}
	return desk.Show(v, signInHelpView, p)
}

func signOut(v *desk.Visit) error {
	if err := v.Server.SignOut(v.Writer, v.Request); err != nil {
		return err
	}
	v.Writer.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	lang := v.T.Lang()
	v.Session = access.Session{}
	return v.Done("/sign-in?lang="+string(lang), "signed_out")
}

// AskSignIn shows the form to sign in with a notice above it.
func AskSignIn(v *desk.Visit, notice string) error {
	return askCredentials(v, url.Values{}, "/", notice, nil)
}
