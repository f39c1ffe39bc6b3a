package web

import (
	"lindung/access"
	"lindung/internal/page"
)

type homePage struct {
	page.Base
	Drafts string // what waits to be sent again; "" for nothing
}

var homeView = page.NewView[homePage]("home")

// showHome shows what waits for the actor and what is overdue.
func showHome(v *visit) error {
	p := homePage{Base: v.base("page.home_of", "name", v.session.Actor().Name)}
	drafts, err := access.Drafts(v.ctx(), v.session)
	if err != nil {
		return err
	}
	if len(drafts) > 0 {
		p.Drafts = v.text("home.drafts", "n", len(drafts))
	}
	return show(v, homeView, p)
}
