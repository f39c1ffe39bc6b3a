package web

import (
	"time"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/days"
	"lindung/web/sharing"
)

type sincePage struct {
	page.Base
	Lead    string
	Late    page.Table
	Changed page.Table
	Rest    *page.Link // to the changes that this page has no room for
	News    *page.Link
}

var sinceView = page.NewView[sincePage]("since")

// mostSince is how many cases that changed are listed.
const mostSince = 50

// showSince shows on one page what happened while the actor was away: what became
// overdue, which of their cases were changed, and whether a referral has news. After a
// shorter time the first page says it all.
func showSince(v *desk.Visit) error {
	since := v.Session.AwaySince()
	if since.IsZero() {
		return v.GoTo("/")
	}
	now := v.Node.Now()
	w, err := dossier.ReadWaits(v.Ctx(), v.Session, dossier.Asking{Now: now, By: v.Today(), Of: v.Session.Actor().ID})
	if err != nil {
		return err
	}
	rows, _, err := cases.List(v.Ctx(), v.Session, cases.Filter{Mine: true, Limit: mostSince})
	if err != nil {
		return err
	}
	days.Menu(v, w)
	p := sincePage{Base: v.Base("page.since"), Lead: v.Text("since.lead", "day", v.Day(since))}
	p.Wide = true
	late := lateSince(w.Due, lindung.DateOf(v.Local(since)))
	if err := dossier.Tell(v.Ctx(), v.Session, late); err != nil {
		return err
	}
	p.Late = days.Table(v, v.Text("since.late", "n", len(late)), late, nil)
	changed := changedSince(rows, since)
	if len(changed) == mostSince {
		p.Rest = &page.Link{Text: v.Text("since.rest"), Href: "/cases?only=mine"}
	}
	p.Changed = days.Cases(v, v.Text("since.changed", "n", len(changed)), changed)
	for _, c := range w.Counts {
		if c.Name == "news" {
			p.News = &page.Link{Text: v.Text("since.news", "n", c.N), Href: sharing.QueueOf(referral.News)}
		}
	}
	return desk.Show(v, sinceView, p)
}

// lateSince returns what became overdue on or after a day.
func lateSince(all []dossier.Due, day lindung.Date) []dossier.Due {
	var late []dossier.Due
	for _, d := range all {
		if d.Late && !d.Day.Last().Before(day.First()) {
			late = append(late, d)
		}
	}
	return late
}

// changedSince returns the cases, the newest change first, that were changed after a
// moment.
func changedSince(rows []cases.Row, since time.Time) []cases.Row {
	for i, r := range rows {
		if !r.ChangedAt.Time().After(since) {
			return rows[:i]
		}
	}
	return rows
}
