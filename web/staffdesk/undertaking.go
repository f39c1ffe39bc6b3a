package staffdesk

import (
	"errors"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
)

// undertakingPage asks an actor for the undertaking before the first case opens.
type undertakingPage struct {
	page.Base
	Lead   string
	Points []string
	Given  string // when they gave it, and until when it is valid; "" for not
	Form   []page.Form
}

var undertakingView = page.NewView[undertakingPage]("undertaking")

// undertaken are the words of the undertaking, point by point.
func undertaken(t i18n.T) []string {
	all := make([]string, access.UndertakingPoints)
	for i := range all {
		all[i] = t.Text("undertaking." + access.UndertakingVersion + "." + strconv.Itoa(i+1))
	}
	return all
}

// showUndertaking shows the undertaking, and asks for it as long as it is not in force.
func showUndertaking(v *desk.Visit) error {
	u := v.Session.Actor().Undertaking
	p := undertakingPage{Base: v.Base("page.undertaking"), Lead: v.Text("undertaking.lead"), Points: undertaken(v.T)}
	if u.InForce(access.StoredTime(v.Node.Now())) {
		p.Given = v.Text("undertaking.given", "on", v.Day(u.At.Time()), "until", v.Day(u.Until.Time()))
		p.Back = &page.BackLink{Text: v.Text("page.account"), Href: "/account"}
		return desk.Show(v, undertakingView, p)
	}
	p.Form = []page.Form{{
		Action: desk.UndertakingPath, Save: page.Button{Text: v.Text("undertaking.give")},
		Hidden: append(v.AskedFor(), page.Hidden{Name: "words", Value: access.UndertakingVersion}),
	}}
	return desk.Show(v, undertakingView, p)
}

// undertake stores the undertaking and leads to what was asked for.
func undertake(v *desk.Visit) error {
	err := access.Undertake(v.Ctx(), v.Session, v.Sent("words"))
	if errors.Is(err, lindung.ErrConflict) {
		return showUndertaking(v) // the words are others by now
	}
	if err != nil {
		return err
	}
	return v.GoOn()
}
