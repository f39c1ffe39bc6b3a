package staffdesk

import (
	"errors"
	"fmt"
	"image"
	"lindung/internal/desk"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/staff"
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
	// Undertaking are the points that they undertake with the code; none for roles that
	// read no cases.
	Undertaking []string
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

// showEnrol greets someone who holds an invitation and asks for a password.
func showEnrol(v *desk.Visit) error {
	forget(v)
	return askPassword(v, nil)
}

// forget shows the page as to a stranger: an invitation belongs to whoever holds
// it, and not to who has signed in on the same machine.
func forget(v *desk.Visit) {
	v.Session = access.Session{}
	v.T = i18n.For(v.WishedLang())
}

func askPassword(v *desk.Visit, problems []field.Problem) error {
	w, err := v.Door.ReadInvitation(v.Ctx(), v.Request.PathValue("token"))
	if errors.Is(err, staff.ErrUsed) {
		return spent(v)
	}
	if err != nil {
		return err
	}
	speak(v, w.Lang)
	q := v.Ask("enrol", url.Values{}, problems)
	q.Password("password", "new-password")
	q.Password("repeat", "new-password")
	p := enrolPage{Base: v.Base("page.enrol"), Login: w.Login, Hello: v.Text("enrol.hello", "name", w.Name, "organisation", w.OrgName)}
	if w.Again {
		p.Hello = v.Text("enrol.hello_again", "name", w.Name, "organisation", w.OrgName)
	}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: enrolPath(v), Hidden: hiddenLang(v), Rows: q.Rows, Save: page.Button{Text: v.Text("common.continue")}}
	return desk.Show(v, enrolView, p)
}

// speak answers in the language of the invitation unless another was asked for.
func speak(v *desk.Visit, lang string) {
	if l := i18n.Lang(lang); v.Query("lang") == "" && v.Form().Get("lang") == "" && slices.Contains(i18n.Staff(), l) {
		v.T = i18n.For(l)
	}
}

func hiddenLang(v *desk.Visit) []page.Hidden {
	return []page.Hidden{{Name: "lang", Value: string(v.T.Lang())}}
}

func enrolPath(v *desk.Visit) string { return "/enrol/" + url.PathEscape(v.Request.PathValue("token")) }

// spent says that an invitation was used or is too old.
func spent(v *desk.Visit) error {
	p := spentPage{Base: v.Base("page.enrol_spent")}
	p.Status = http.StatusNotFound
	return desk.Show(v, spentView, p)
}

// choosePassword takes the password and leads to what the device needs.
func choosePassword(v *desk.Visit) error {
	forget(v)
	password := v.Form().Get("password")
	if password != v.Form().Get("repeat") {
		return askPassword(v, []field.Problem{{Field: "repeat", Key: "problem.password.repeat"}})
	}
	e, bad, err := v.Door.ChoosePassword(v.Ctx(), v.Request.PathValue("token"), password)
	if errors.Is(err, staff.ErrUsed) {
		return spent(v)
	}
	if err != nil {
		return err
	}
	if bad != nil {
		return askPassword(v, []field.Problem{*bad})
	}
	http.SetCookie(v.Writer, &http.Cookie{
		Name: v.CookieName(boxCookie), Value: e.Box, Path: enrolPath(v), HttpOnly: true, Secure: v.Secure(), SameSite: http.SameSiteStrictMode,
	})
	return enrolStep(v, devicePath)
}

// boxCookie holds what was chosen, sealed, as long as the browser is open: there is
// no session yet that could hold it.
const boxCookie = "lindung_enrol"

// The pages that follow the password.
const (
	devicePath = "/device"
	codesPath  = "/codes"
)

// enrolStep leads to a page of the invitation.
func enrolStep(v *desk.Visit, step string) error {
	return v.GoTo(enrolPath(v) + step + "?lang=" + string(v.T.Lang()))
}

// box is what the browser holds; "" for nothing.
func box(v *desk.Visit) string { return desk.Cookie(v.Request, v.CookieName(boxCookie)) }

// showDevice shows what the device needs, to the browser that has chosen a password.
func showDevice(v *desk.Visit) error {
	forget(v)
	return deviceAgain(v, nil)
}

func deviceAgain(v *desk.Visit, problems []field.Problem) error {
	e, err := v.Door.ResumeEnrolment(v.Ctx(), v.Request.PathValue("token"), box(v))
	if errors.Is(err, staff.ErrUsed) {
		return v.GoTo(enrolPath(v))
	}
	if err != nil {
		return err
	}
	return askDevice(v, e, problems)
}

func askDevice(v *desk.Visit, e staff.Enrolment, problems []field.Problem) error {
	q := v.Ask("enrol", url.Values{}, problems)
	q.Code("code")
	p := devicePage{Base: v.Base("page.enrol_device"), Secret: inGroups(e.Secret)}
	q.Mark(&p.Base)
	save := v.Text("enrol.save")
	if e.Undertakes {
		p.Undertaking, save = undertaken(v.T), v.Text("undertaking.enrol")
	}
	p.Form = page.Form{
		Action: enrolPath(v) + devicePath, Hidden: hiddenLang(v), Rows: q.Rows, Save: page.Button{Text: save},
	}
	link, err := staff.TOTPLink(e.Secret, e.Login)
	if err != nil {
		return err
	}
	img, err := link.Image(pictureSize, pictureSize)
	if err != nil {
		return err
	}
	p.Picture = drawn(img)
	return desk.Show(v, deviceView, p)
}

// enrol proves that the device works. Sent again, it leads to the same codes.
func enrol(v *desk.Visit) error {
	forget(v)
	_, err := v.Door.Enroll(v.Ctx(), v.Request.PathValue("token"), box(v), v.Sent("code"))
	switch {
	case errors.Is(err, staff.ErrSignIn):
		return deviceAgain(v, []field.Problem{{Field: "code", Key: "problem.device_code"}})
	case errors.Is(err, staff.ErrUsed):
		codes, err := v.Door.EnrolledCodes(v.Ctx(), v.Request.PathValue("token"), box(v))
		if errors.Is(err, staff.ErrUsed) || err == nil && codes == nil {
			return spent(v)
		}
		if err != nil {
			return err
		}
	case err != nil:
		return err
	}
	return enrolStep(v, codesPath)
}

// showEnrolled shows the recovery codes for a while, in the browser that enrolled.
func showEnrolled(v *desk.Visit) error {
	forget(v)
	codes, err := v.Door.EnrolledCodes(v.Ctx(), v.Request.PathValue("token"), box(v))
	next := "/sign-in?lang=" + string(v.T.Lang())
	switch {
	case errors.Is(err, staff.ErrUsed):
		return v.GoTo(enrolPath(v))
	case err != nil:
		return err
	case codes == nil:
		return v.Done(next, "enrolled")
	}
	return codesOnce(v, codes, page.Button{Text: v.Text("enrol.sign_in"), Href: next})
}

func codesOnce(v *desk.Visit, codes []string, next page.Button) error {
	return desk.Show(v, codesView, codesPage{Base: v.Base("page.codes_once"), Codes: codes, Next: next})
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
