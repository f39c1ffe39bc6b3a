package web

import (
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/page"
	"lindung/referral"
)

type homePage struct {
	page.Base
	Heading  string // names the actor, which a title must not
	Drafts   string // what waits to be sent again; "" for nothing
	Counters []counter
	Late     page.Table
	Next     page.Table
	Ending   page.Table
	Mine     page.Table
	Calm     bool // nothing waits
	Open     *page.Button
}

// Opens returns the button that opens a case, for those who may.
func (p homePage) Opens() []page.Button {
	if p.Open == nil {
		return nil
	}
	return []page.Button{*p.Open}
}

// counter is a number that leads to the list it counts.
type counter struct {
	N          int
	Text, Href string
	Now        bool // act now
}

var homeView = page.NewView[homePage]("home")

const soon = 7 * 24 * time.Hour

// showHome shows what waits for the actor and what is overdue, and nothing
// else.
func showHome(v *visit) error {
	a := v.session.Actor()
	p := homePage{Base: v.base("nav.home"), Heading: v.text("page.home_of", "name", a.Name)}
	drafts, err := access.Drafts(v.ctx(), v.session)
	if err != nil {
		return err
	}
	if len(drafts) > 0 {
		p.Drafts = v.text("home.drafts", "n", len(drafts))
	}
	if a.Has(desk...) {
		if err := v.homeOfDesk(&p); err != nil {
			return err
		}
	}
	if a.Has(lindung.Supervisor, lindung.DataProtection) {
		waiting, err := consent.ListWaiting(v.ctx(), v.session)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			p.Counters = append(p.Counters, counter{len(waiting), v.text("home.bases", "n", len(waiting)), "/bases", true})
		}
	}
	if a.Has(openers...) {
		p.Open = &page.Button{Text: v.text("nav.open"), Href: "/cases/new"}
	}
	p.Calm = len(p.Counters) == 0 && len(p.Late.Rows)+len(p.Next.Rows)+len(p.Ending.Rows) == 0
	return show(v, homeView, p)
}

// homeOfDesk adds what those see who work on cases.
func (v *visit) homeOfDesk(p *homePage) error {
	waiting, err := referral.Queue(v.ctx(), v.session)
	if err != nil {
		return err
	}
	sent, err := referral.Out(v.ctx(), v.session)
	if err != nil {
		return err
	}
	v.homeReferrals(p, append(waiting, sent...))
	if err := v.homeEnding(p); err != nil {
		return err
	}
	return v.homeMine(p)
}

// homeMine lists the cases that the actor worked on last.
func (v *visit) homeMine(p *homePage) error {
	rows, _, err := cases.List(v.ctx(), v.session, cases.Filter{Mine: true, Limit: 6})
	if err != nil {
		return err
	}
	p.Mine = page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.text("home.mine"), CaptionClasses: "govuk-table__caption--m"}
	p.Mine.Head = []page.Cell{{Text: v.text("home.mine.person")}, {Text: v.text("home.mine.number")}, {Text: v.text("home.mine.changed")}}
	for _, r := range rows {
		name := r.Name
		if name == "" || v.private() {
			name = r.Number
		}
		p.Mine.Rows = append(p.Mine.Rows, []page.Cell{
			{Text: name, Href: "/cases/" + string(r.ID)}, {Text: r.Number}, {Text: v.day(r.ChangedAt.Time())},
		})
	}
	return nil
}

// homeReferrals sorts referrals into what is late, what comes next, and what
// others have answered.
func (v *visit) homeReferrals(p *homePage, all []referral.Referral) {
	var late, next, news []referral.Referral
	unanswered := 0
	for _, r := range all {
		asks := !r.Mine && r.State == referral.Sent
		switch {
		case r.Overdue(v.node.Now()):
			late = append(late, r)
		case asks:
			next = append(next, r)
		}
		if asks {
			unanswered++
		}
		if r.Mine && r.News() {
			news = append(news, r)
		}
	}
	p.Late = v.referralTable("home.late", late)
	p.Next = v.referralTable("home.next", append(news, next...))
	for _, c := range []counter{
		{len(late), v.text("home.count.late", "n", len(late)), "/queue", true},
		{unanswered, v.text("home.count.queue", "n", unanswered), "/queue", false},
		{len(news), v.text("home.count.news", "n", len(news)), "/queue", false},
	} {
		if c.N > 0 {
			p.Counters = append(p.Counters, c)
		}
	}
}

// homeEnding lists the consents that end within a week, so that the person can
// be asked in time.
func (v *visit) homeEnding(p *homePage) error {
	ending, err := consent.ListEnding(v.ctx(), v.session, access.At(v.node.Now().Add(soon)))
	if err != nil {
		return err
	}
	p.Ending = page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.text("home.ending"), CaptionClasses: "govuk-table__caption--m"}
	p.Ending.Head = []page.Cell{{Text: v.text("home.mine.number")}, {Text: v.text("consent.recipient")}, {Text: v.text("consent.until")}}
	for _, e := range ending {
		if e.To == "" {
			e.To = v.text("consent.outside") // its name is sealed, and not for a list
		}
		p.Ending.Rows = append(p.Ending.Rows, []page.Cell{
			{Text: e.Number, Href: "/cases/" + string(e.Case) + "/consent"}, {Text: e.To}, {Text: v.day(e.Until.Time())},
		})
	}
	return nil
}
