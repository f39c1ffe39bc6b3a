package web

import (
	"errors"
	"net/http"
	"net/url"

	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
)

type stepUpPage struct {
	page.Base
	Form page.Form
	Kept bool   // a form waits
	Demo string // the code of the demo's device
}

var stepUpView = page.NewView[stepUpPage]("step_up")

// askProof shows the page that asks an actor to show again who he is, and keeps
// what he had posted: it travels with the page and is nowhere stored. An upload
// has to be sent again.
func (v *visit) askProof(wrong string) error {
	to, form := v.r.URL.RequestURI(), ""
	if v.r.Method == http.MethodPost && v.r.MultipartForm == nil {
		form = v.form().Encode()
	}
	return v.stepUpPage(to, form, wrong)
}

func (v *visit) stepUpPage(to, form, wrong string) error {
	var problems []field.Problem
	if wrong != "" {
		problems = []field.Problem{{Field: "code", Key: wrong}}
	}
	q := v.ask("step_up", url.Values{}, problems)
	q.code("code")
	q.password("password", "current-password")
	p := stepUpPage{Base: v.base("page.step_up"), Kept: form != ""}
	p.Status = http.StatusForbidden
	q.mark(&p.Base)
	hidden := []page.Hidden{{Name: "to", Value: localPath(to)}}
	if form != "" {
		hidden = append(hidden, page.Hidden{Name: "form", Value: form})
	}
	p.Form = page.Form{
		Action: "/step-up", Hidden: hidden, Rows: q.rows, Save: page.Button{Text: v.text("step_up.save")},
		Cancel: &page.Link{Text: v.text("common.cancel"), Href: "/"},
	}
	var err error
	p.Demo, err = v.demoCode()
	if err != nil {
		return err
	}
	return show(v, stepUpView, p)
}

// demoCode returns the code of the demo's actor who is signed in; "" elsewhere.
func (v *visit) demoCode() (string, error) {
	for _, a := range v.Demo {
		if a.ID != v.session.Actor().ID {
			continue
		}
		code, err := access.NextCode(v.ctx(), v.node, a.ID, a.Secret)
		if code == "" {
			code = v.text("sign_in.demo.wait")
		}
		return code, err
	}
	return "", nil
}

func showStepUp(v *visit) error { return v.stepUpPage(v.query("to"), "", "") }

func stepUp(v *visit) error {
	to, form := localPath(v.sent("to")), v.form().Get("form")
	err := access.StepUp(v.ctx(), v.session, access.Credentials{
		Password: v.form().Get("password"), Code: v.sent("code"), Network: v.network(v.r),
	})
	if errors.Is(err, access.ErrSignIn) {
		return v.stepUpPage(to, form, "problem.step_up")
	}
	if err != nil {
		return err
	}
	if form == "" {
		return v.goTo(to)
	}
	kept, err := url.ParseQuery(form)
	if err != nil {
		return errBad
	}
	_, err = v.again(to, kept)
	return err
}
