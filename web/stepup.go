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
	var kept []page.Hidden
	if v.r.Method == http.MethodPost && v.r.MultipartForm == nil {
		kept = []page.Hidden{{Name: keptForm, Value: v.form().Encode()}}
	}
	return v.stepUpPage(v.r.URL.RequestURI(), kept, wrong)
}

// keptForm is the input that carries a posted form through the page.
const keptForm = "form"

func (v *visit) stepUpPage(to string, kept []page.Hidden, wrong string) error {
	var problems []field.Problem
	if wrong != "" {
		problems = []field.Problem{{Field: "code", Key: wrong}}
	}
	q := v.ask("step_up", url.Values{}, problems)
	q.code("code")
	q.password("password", "current-password")
	p := stepUpPage{Base: v.base("page.step_up"), Kept: len(kept) > 0}
	p.Status = http.StatusForbidden
	q.mark(&p.Base)
	p.Form = page.Form{
		Action: "/step-up", Hidden: append(kept, page.Hidden{Name: "to", Value: localPath(to)}), Rows: q.rows, Save: page.Button{Text: v.text("step_up.save")},
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

func showStepUp(v *visit) error { return v.stepUpPage(v.query("to"), nil, "") }

func stepUp(v *visit) error {
	to := localPath(v.sent("to"))
	var kept []page.Hidden
	for _, form := range v.form()[keptForm] {
		kept = []page.Hidden{{Name: keptForm, Value: form}}
	}
	err := access.StepUp(v.ctx(), v.session, access.Credentials{
		Password: v.form().Get("password"), Code: v.sent("code"), Network: v.network(v.r),
	})
	if errors.Is(err, access.ErrSignIn) {
		return v.stepUpPage(to, kept, "problem.step_up")
	}
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		return v.goTo(to)
	}
	form, err := url.ParseQuery(kept[0].Value)
	if err != nil {
		return errBad
	}
	_, err = v.again(to, form)
	return err
}
