package desk

import (
	"lindung/field"
	"lindung/internal/page"
	"net/http"
	"net/url"
)

type stepUpPage struct {
	page.Base
	Form page.Form
	// Passkey is the same with a passkey, if the actor has one.
	Passkey *page.Passkey
	Kept    bool   // a form waits
	Demo    string // the code of the demo's device
}

var stepUpView = page.NewView[stepUpPage]("step_up")

// askProof leads to the page that asks actors to show again who they are, and
// holds what they had posted. A password or an upload has to be sent again.
func (v *Visit) askProof() error { return v.askFirst(StepUpPath) }

// askFirst leads to a page that asks something before the page that was asked for, and
// holds what was posted.
func (v *Visit) askFirst(path string) error {
	if v.Request.Method != http.MethodPost || len(v.files) > 0 {
		return v.GoTo(path + "?to=" + queryEscape(here(v)))
	}
	return v.Hold(path, url.Values{"to": {v.Request.URL.RequestURI()}, KeptForm: {withoutSecrets(v.Form()).Encode()}})
}

// StepUpPath is the page that asks for a fresh proof, which StepUpKeyPath takes with a passkey, UndertakingPath the one that asks
// for the undertaking, and KeptForm the input that carries a posted form through them.
const (
	StepUpPath      = "/step-up"
	StepUpKeyPath   = "/step-up/passkey"
	UndertakingPath = "/undertaking"
	KeptForm        = "form"
)

// AskedFor is what was asked for before a page that asks something first: where to, and
// the posted form that waits.
func (v *Visit) AskedFor() []page.Hidden {
	if v.Request.Method == http.MethodGet && !v.Held() {
		return []page.Hidden{{Name: "to", Value: LocalPath(v.Query("to"))}}
	}
	return append(Carry(v.Form(), KeptForm), page.Hidden{Name: "to", Value: LocalPath(v.Sent("to"))})
}

// GoOn leads to what was asked for, or sends the form that waits.
func (v *Visit) GoOn() error {
	if !v.Form().Has(KeptForm) {
		return v.GoTo(LocalPath(v.Sent("to")))
	}
	form, err := url.ParseQuery(v.Form().Get(KeptForm))
	if err != nil {
		return ErrBad
	}
	return v.Again(LocalPath(v.Sent("to")), form)
}

// StepUpPage asks for a fresh proof before it leads to the path in to; kept are the
// values of the form that waits, problems are what was not right.
func (v *Visit) StepUpPage(to string, kept []page.Hidden, problems ...field.Problem) error {
	q := v.Ask("step_up", url.Values{}, problems)
	q.Code("code")
	q.Password("password", "current-password")
	p := stepUpPage{Base: v.Base("page.step_up"), Kept: len(kept) > 0}
	p.Status = http.StatusForbidden
	q.Mark(&p.Base)
	p.Form = page.Form{
		Action: StepUpPath, Hidden: append(kept, page.Hidden{Name: "to", Value: LocalPath(to)}), Rows: q.Rows, Save: page.Button{Text: v.Text("step_up.save")},
		Cancel: &page.Link{Text: v.Text("common.cancel"), Href: "/"},
	}
	has, err := v.Door.HasPasskey(v.Ctx(), v.Session.Actor().ID)
	if err != nil {
		return err
	}
	if has {
		p.Passkey = v.Passkey(page.Form{Action: StepUpKeyPath, Hidden: p.Form.Hidden, Save: page.Button{Text: v.Text("step_up.passkey")}})
		p.Passkey.Or = v.Text("step_up.passkey.or")
	}
	p.Demo, err = demoCode(v)
	if err != nil {
		return err
	}
	return Show(v, stepUpView, p)
}

// demoCode returns the code of the demo's actor who is signed in; "" elsewhere.
func demoCode(v *Visit) (string, error) {
	for _, a := range v.Demo {
		if a.ID != v.Session.Actor().ID {
			continue
		}
		code, err := v.Door.NextCode(v.Ctx(), a.ID, a.Secret)
		if code == "" {
			code = v.Text("sign_in.demo.wait")
		}
		return code, err
	}
	return "", nil
}
