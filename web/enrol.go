package web

import (
	"errors"
	"fmt"
	"image"
	"net/http"
	"net/url"
	"strings"

	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
)

type enrolPage struct {
	page.Base
	Hello string
	Login string
	Form  page.Form
}

type devicePage struct {
	page.Base
	Secret  string
	Picture picture
	Form    page.Form
}

type codesPage struct {
	page.Base
	Codes []string
	Next  page.Button
}

type spentPage struct {
	page.Base
}

var (
	enrolView  = page.NewView[enrolPage]("enrol")
	deviceView = page.NewView[devicePage]("enrol_device")
	codesView  = page.NewView[codesPage]("codes_once")
	spentView  = page.NewView[spentPage]("enrol_spent")
)

// showEnrol greets somebody who holds an invitation and asks for a password.
func showEnrol(v *visit) error {
	v.forget()
	return v.enrolPage(nil)
}

// forget shows the page as to a stranger: an invitation belongs to whoever holds
// it, and not to who has signed in on the same machine.
func (v *visit) forget() {
	v.session = access.Session{}
	v.t = i18n.For(v.wishedLang())
}

func (v *visit) enrolPage(problems []field.Problem) error {
	w, err := access.Greet(v.ctx(), v.node, v.r.PathValue("token"))
	if errors.Is(err, access.ErrUsed) {
		return v.spent()
	}
	if err != nil {
		return err
	}
	v.speak(w.Lang)
	q := v.ask("enrol", url.Values{}, problems)
	q.password("password", "new-password")
	q.password("repeat", "new-password")
	p := enrolPage{Base: v.base("page.enrol"), Login: w.Login, Hello: v.text("enrol.hello", "name", w.Name, "organisation", w.OrgName)}
	if w.Again {
		p.Hello = v.text("enrol.hello_again", "name", w.Name, "organisation", w.OrgName)
	}
	q.mark(&p.Base)
	p.Form = page.Form{Action: v.enrolPath(), Hidden: v.hiddenLang(), Rows: q.rows, Save: page.Button{Text: v.text("common.continue")}}
	return show(v, enrolView, p)
}

// speak answers in the language of the invitation unless another was asked for.
func (v *visit) speak(lang string) {
	if l := i18n.Lang(lang); v.query("lang") == "" && v.form().Get("lang") == "" && i18n.Known(l) {
		v.t = i18n.For(l)
	}
}

func (v *visit) hiddenLang() []page.Hidden {
	return []page.Hidden{{Name: "lang", Value: string(v.t.Lang())}}
}

func (v *visit) enrolPath() string { return "/enrol/" + url.PathEscape(v.r.PathValue("token")) }

// spent says that an invitation was used or is too old.
func (v *visit) spent() error {
	p := spentPage{Base: v.base("page.enrol_spent")}
	p.Status = http.StatusNotFound
	return show(v, spentView, p)
}

// choosePassword takes the password and shows what the device needs.
func choosePassword(v *visit) error {
	v.forget()
	password := v.form().Get("password")
	if password != v.form().Get("repeat") {
		return v.enrolPage([]field.Problem{{Field: "repeat", Key: "problem.password.repeat"}})
	}
	e, bad, err := access.Begin(v.ctx(), v.node, v.r.PathValue("token"), password)
	if errors.Is(err, access.ErrUsed) {
		return v.spent()
	}
	if err != nil {
		return err
	}
	if bad != nil {
		return v.enrolPage([]field.Problem{*bad})
	}
	return v.devicePage(e, nil)
}

func (v *visit) devicePage(e access.Enrolment, problems []field.Problem) error {
	q := v.ask("enrol", url.Values{}, problems)
	q.code("code")
	p := devicePage{Base: v.base("page.enrol_device"), Secret: inGroups(e.Secret)}
	q.mark(&p.Base)
	p.Form = page.Form{
		Action: v.enrolPath() + "/device", Hidden: append(v.hiddenLang(), page.Hidden{Name: "box", Value: e.Box}),
		Rows: q.rows, Save: page.Button{Text: v.text("enrol.save")},
	}
	link, err := access.TOTPLink(e.Secret, e.Login)
	if err != nil {
		return err
	}
	img, err := link.Image(pictureSize, pictureSize)
	if err != nil {
		return err
	}
	p.Picture = drawn(img)
	return show(v, deviceView, p)
}

// enrol proves that the device works, and shows the recovery codes once.
func enrol(v *visit) error {
	v.forget()
	token, box := v.r.PathValue("token"), v.form().Get("box")
	codes, err := access.Enroll(v.ctx(), v.node, token, box, v.sent("code"))
	switch {
	case errors.Is(err, access.ErrSignIn):
		e, err := access.Resumed(v.ctx(), v.node, token, box)
		if err != nil {
			return v.spent()
		}
		return v.devicePage(e, []field.Problem{{Field: "code", Key: "problem.device_code"}})
	case errors.Is(err, access.ErrUsed):
		return v.spent()
	case err != nil:
		return err
	}
	return v.codesOnce(codes, page.Button{Text: v.text("enrol.sign_in"), Href: "/sign-in?lang=" + string(v.t.Lang())})
}

func (v *visit) codesOnce(codes []string, next page.Button) error {
	return show(v, codesView, codesPage{Base: v.base("page.codes_once"), Codes: codes, Next: next})
}

// inGroups writes a secret so that it can be typed.
func inGroups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// picture is a square code for a camera: a path over size by size places.
type picture struct {
	Size int
	Path string
}

const pictureSize = 256

// drawn turns a picture of dark and light squares into a path. The first dark
// run of a square code is seven places long.
func drawn(img image.Image) picture {
	b := img.Bounds()
	dark := func(x, y int) bool {
		r, _, _, _ := img.At(x, y).RGBA()
		return r < 0x8000
	}
	x0, y0 := b.Max.X, b.Max.Y
	for y := b.Min.Y; y < b.Max.Y && y0 == b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if dark(x, y) {
				x0, y0 = x, y
				break
			}
		}
	}
	run := 0
	for x := x0; x < b.Max.X && dark(x, y0); x++ {
		run++
	}
	step := max(run/7, 1)
	size := (b.Max.X - 2*x0) / step
	var path strings.Builder
	for row := range size {
		for at := 0; at < size; at++ {
			n := 0
			for at+n < size && dark(x0+(at+n)*step, y0+row*step) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", at+4, row+4, n, n)
				at += n
			}
		}
	}
	return picture{size + 8, path.String()}
}
