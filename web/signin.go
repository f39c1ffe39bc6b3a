package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
)

type signInPage struct {
	page.Base
	Form   page.Form
	Notice string
	Demo   []demoLine
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

func showSignIn(v *visit) error {
	if v.signedIn() {
		return v.goTo(localPath(v.query("to")))
	}
	return v.signInPage(url.Values{}, v.query("to"), "", nil)
}

// signInPage shows the form to sign in, and leads to the path in to afterwards.
func (v *visit) signInPage(in url.Values, to, notice string, problems []field.Problem) error {
	q := v.ask("sign_in", in, problems)
	login := q.input("login", "username")
	login.Autocapitalize = "none"
	q.password("password", "current-password")
	q.code("code")
	p := signInPage{Base: v.base("page.sign_in"), Notice: notice}
	q.mark(&p.Base)
	hidden := []page.Hidden{{Name: "to", Value: localPath(to)}, {Name: "lang", Value: string(v.t.Lang())}}
	p.Form = page.Form{Action: "/sign-in", Hidden: hidden, Rows: q.rows, Save: page.Button{Text: v.text("sign_in.save")}}
	var err error
	if p.Demo, err = v.demo(hidden); err != nil {
		return err
	}
	return show(v, signInView, p)
}

// demo returns the demo's people, each with the code of the device that nobody holds.
func (v *visit) demo(hidden []page.Hidden) ([]demoLine, error) {
	var lines []demoLine
	for _, a := range v.Demo {
		code, err := access.NextCode(v.ctx(), v.node, a.ID, a.Secret)
		if err != nil {
			return nil, err
		}
		if code == "" {
			code = v.text("sign_in.demo.wait")
		}
		lines = append(lines, demoLine{
			Org: a.Org, Name: a.Name, Roles: v.roleNames(a.Roles), Login: a.Login, Password: a.Password, Code: code,
			Hidden: append([]page.Hidden{{Name: "demo", Value: a.Login}}, hidden...),
		})
	}
	return lines, nil
}

func (v *visit) roleNames(roles []lindung.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = v.text("role." + string(r))
	}
	return strings.Join(names, v.text("common.list_separator"))
}

func signIn(v *visit) error {
	c := access.Credentials{
		Login: v.sent("login"), Password: v.form().Get("password"), Code: v.sent("code"), Network: v.network(v.r),
	}
	if err := v.demoCredentials(&c); err != nil {
		return err
	}
	in, err := access.SignIn(v.ctx(), v.node, c)
	if errors.Is(err, access.ErrSignIn) {
		return v.signInPage(v.form(), v.sent("to"), "", []field.Problem{{Key: "problem.sign_in"}})
	}
	if err != nil {
		return err
	}
	if v.signedIn() {
		if err := access.EndSession(v.ctx(), v.session, ""); err != nil {
			return err
		}
	}
	v.sessions.WriteSessionCookie(v.ctx(), v.w, in.Token, in.Until)
	drafts, err := access.Drafts(v.ctx(), in.Session)
	if err != nil {
		return err
	}
	to := localPath(v.sent("to"))
	switch {
	case len(drafts) > 0:
		return v.goTo("/drafts")
	case in.By == access.ByRecovery && in.Left < fewCodes:
		return v.done("/account/codes", "few_codes")
	}
	return v.goTo(to)
}

// fewCodes is when an actor should make new recovery codes.
const fewCodes = 3

// demoCredentials fills in what the sign-in page of the demo shows next to the
// button that was pressed.
func (v *visit) demoCredentials(c *access.Credentials) error {
	for _, a := range v.Demo {
		if a.Login != v.sent("demo") {
			continue
		}
		code, err := access.NextCode(v.ctx(), v.node, a.ID, a.Secret)
		if err != nil {
			return err
		}
		c.Login, c.Password, c.Code = a.Login, a.Password, code
	}
	return nil
}

func showSignInHelp(v *visit) error {
	p := signInHelpPage{Base: v.base("page.sign_in_help")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/sign-in?lang=" + string(v.t.Lang())}
	return show(v, signInHelpView, p)
}

// askWho asks for somebody to sign in. What was posted is kept, if the cookie
// says whose it is.
func (v *visit) askWho(rt route) error {
	to := v.r.URL.RequestURI()
	if v.r.Method != http.MethodPost {
		lang := ""
		if l := v.query("lang"); l != "" {
			lang = "&lang=" + queryEscape(l)
		}
		return v.goTo("/sign-in?to=" + queryEscape(to) + lang)
	}
	if err := v.readForm(rt); err != nil {
		return err
	}
	kept, err := v.keep(to)
	if err != nil {
		return err
	}
	notice := "sign_in.expired.lost"
	if kept {
		notice = "sign_in.expired.kept"
	}
	return v.signInPage(url.Values{}, "/", v.text(notice), nil)
}

// keep keeps what was posted as a draft of the actor whose session has expired.
func (v *visit) keep(to string) (bool, error) {
	cookie, err := v.r.Cookie(v.sessions.Cookie.Name)
	form := url.Values{}
	for name, values := range v.form() {
		if !secrets[name] {
			form[name] = values
		}
	}
	if err != nil || len(form) == 0 || v.r.MultipartForm != nil {
		return false, nil
	}
	return access.KeepDraft(v.ctx(), v.node, cookie.Value, to, form)
}

// secrets are never kept with a form.
var secrets = map[string]bool{"password": true, "old": true, "code": true, "box": true}

func signOut(v *visit) error {
	if err := v.server.signOut(v.w, v.r); err != nil {
		return err
	}
	v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	lang := v.t.Lang()
	v.session = access.Session{}
	return v.done("/sign-in?lang="+string(lang), "signed_out")
}
