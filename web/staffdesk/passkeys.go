package staffdesk

import (
	"errors"
	"net/url"

	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

const passkeysPath = "/account/passkeys"

type passkeysPage struct {
	page.Base
	Passkeys []passkeyLine
	Add      *page.Button // nil where passkeys do not work
}

// Adds returns the button that adds a passkey, if one can be added.
func (p passkeysPage) Adds() []page.Button {
	if p.Add == nil {
		return nil
	}
	return []page.Button{*p.Add}
}

type passkeyLine struct {
	Name, Made, Used string
	Elsewhere        string // where it works, if that is not here
	End              page.Form
}

type passkeyPage struct {
	page.Base
	Form    *page.Passkey
	Without string // said where the browser makes no passkeys
}

var (
	passkeysView = page.NewView[passkeysPage]("passkeys")
	passkeyView  = page.NewView[passkeyPage]("passkey_new")
)

// listPasskeys shows the passkeys of the actor.
func listPasskeys(v *desk.Visit) error {
	all, err := staff.Passkeys(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := passkeysPage{Base: v.Base("page.passkeys")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	for _, k := range all {
		l := passkeyLine{Name: k.Name, Made: v.Day(k.Made.Time()), Used: v.Text("account.passkeys.unused")}
		if k.Used != 0 {
			l.Used = v.When(k.Used.Time())
		}
		if k.Host != v.Door.PasskeysAt() {
			l.Elsewhere = v.Text("account.passkeys.elsewhere", "host", k.Host)
		}
		l.End = page.Form{Action: passkeysPath + "/" + k.ID + "/end", Save: page.Button{Text: v.Text("account.passkeys.end"), Classes: "govuk-button--secondary"}}
		p.Passkeys = append(p.Passkeys, l)
	}
	if v.Door.PasskeysAt() != "" {
		p.Add = &page.Button{Text: v.Text("page.passkey_new"), Href: passkeysPath + "/new"}
	}
	return desk.Show(v, passkeysView, p)
}

func newPasskey(v *desk.Visit) error { return passkeyForm(v, url.Values{}, nil) }

// passkeyForm asks for a name, and the device for a passkey, after a fresh proof.
func passkeyForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := v.Door.NewPasskey(v.Ctx(), v.Session)
	if errors.Is(err, staff.ErrNoPasskeys) {
		return v.GoTo(passkeysPath)
	}
	if err != nil {
		return err
	}
	q := v.Ask("account", in, problems)
	q.Input("passkey", "off")
	p := passkeyPage{Base: v.Base("page.passkey_new"), Without: v.Text("account.passkey.no_script", "host", v.Door.PasskeysAt())}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: passkeysPath}
	q.Mark(&p.Base)
	p.Form = v.Passkey(page.Form{Action: passkeysPath, Rows: q.Rows, Save: page.Button{Text: v.Text("account.passkey.save")}})
	p.Form.From, p.Form.Options, p.Form.Box = "", string(c.Options), c.Box
	return desk.Show(v, passkeyView, p)
}

func addPasskey(v *desk.Visit) error {
	if !v.Session.IsSteppedUp() {
		return access.ErrStepUp
	}
	bad, err := v.Door.AddPasskey(v.Ctx(), v.Act(desk.Done(passkeysPath, "passkey_added")), v.Sent("passkey"), v.Form().Get("box"), v.Form().Get("answer"))
	switch {
	case errors.Is(err, staff.ErrNoPasskeys):
		return v.GoTo(passkeysPath)
	case err != nil:
		return err
	case bad != nil:
		return passkeyForm(v, v.Form(), []field.Problem{*bad})
	}
	return v.Acted()
}

func endPasskey(v *desk.Visit) error {
	if err := staff.EndPasskey(v.Ctx(), v.Act(desk.Done(passkeysPath, "passkey_ended")), v.ID("id")); err != nil {
		return err
	}
	return v.Acted()
}

// challenge gives the script of a page what a passkey answers.
func challenge(v *desk.Visit) error {
	err := v.Challenge()
	if errors.Is(err, staff.ErrNoPasskeys) {
		return desk.ErrBad
	}
	return err
}

func signInWithPasskey(v *desk.Visit) error {
	in, err := v.Door.SignInWithPasskey(v.Ctx(), v.KeyAnswer())
	if errors.Is(err, staff.ErrSignIn) {
		return askCredentials(v, url.Values{}, v.Sent("to"), "", []field.Problem{{Key: "sign_in.passkey.wrong"}})
	}
	if err != nil {
		return err
	}
	return enter(v, in)
}

func stepUpWithPasskey(v *desk.Visit) error {
	err := v.Door.ProvePasskey(v.Ctx(), v.Session, v.KeyAnswer())
	if errors.Is(err, staff.ErrSignIn) {
		return v.StepUpPage(desk.LocalPath(v.Sent("to")), desk.Carry(v.Form(), desk.KeptForm), field.Problem{Key: "account.passkey.wrong"})
	}
	if err != nil {
		return err
	}
	return v.GoOn()
}
