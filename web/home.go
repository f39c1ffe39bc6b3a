package web

import (
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/staff"
	"lindung/web/casefile"
	"lindung/web/sharing"
)

type homePage struct {
	page.Base
	Heading  string // has the actor's name, which a title must not hold
	Drafts   string // what waits to be sent again; "" for nothing
	Counters []counter
	Late     page.Table
	Next     page.Table
	Due      page.Table
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

// A counter is a number with a link to the list that it counts.
type counter struct {
	N          int
	Text, Href string
	Now        bool // act now
}

var homeView = page.NewView[homePage]("home")

const soon = 7 * 24 * time.Hour

// showHome shows what waits for the actor and what is overdue.
func showHome(v *desk.Visit) error {
	a := v.Session.Actor()
	p := homePage{Base: v.Base("nav.home"), Heading: v.Text("page.home_of", "name", a.Name)}
	if err := readHome(v, &p); err != nil {
		return err
	}
	if a.HasRole(desk.Openers...) {
		p.Open = &page.Button{Text: v.Text("nav.open"), Href: "/cases/new"}
	}
	p.Calm = len(p.Counters) == 0 && len(p.Late.Rows)+len(p.Next.Rows)+len(p.Due.Rows) == 0
	return desk.Show(v, homeView, p)
}

// readHome reads the parts of Home for the actor. It leaves out a part that the
// policies refuse, so that no combination of roles loses the whole page.
func readHome(v *desk.Visit, p *homePage) error {
	a := v.Session.Actor()
	drafts, err := staff.Drafts(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	if len(drafts) > 0 {
		p.Drafts = v.Text("home.drafts", "n", len(drafts))
	}
	if a.HasRole(desk.Workers...) {
		if err := homeOfDesk(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.HasRole(lindung.Supervisor, lindung.DataProtection) {
		waiting, err := cases.ListWaitingBases(v.Ctx(), v.Session)
		if err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if err := homeDamaged(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if len(waiting) > 0 {
			p.Counters = append(p.Counters, counter{len(waiting), v.Text("home.bases", "n", len(waiting)), "/bases", true})
		}
	}
	return nil
}

// homeOfDesk adds the parts for actors who work on cases.
func homeOfDesk(v *desk.Visit, p *homePage) error {
	b, err := referral.ReadQueue(v.Ctx(), v.Session, referral.Cursor{})
	if err != nil {
		return err
	}
	homeReferrals(v, p, b)
	if err := homeUrgent(v, p); err != nil {
		return err
	}
	if err := homeDue(v, p); err != nil {
		return err
	}
	return homeMine(v, p)
}

// homeMine lists the cases that the actor worked on last.
func homeMine(v *desk.Visit, p *homePage) error {
	rows, _, err := cases.List(v.Ctx(), v.Session, cases.Filter{Mine: true, Limit: 6})
	if err != nil {
		return err
	}
	p.Mine = page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("home.mine"), CaptionClasses: "govuk-table__caption--m"}
	p.Mine.Head = []page.Cell{{Text: v.Text("home.mine.person")}, {Text: v.Text("home.mine.number")}, {Text: v.Text("home.mine.changed")}}
	for _, r := range rows {
		name := r.Name
		if name == "" || v.Private() {
			name = r.Number
		}
		p.Mine.Rows = append(p.Mine.Rows, []page.Cell{
			{Text: name, Href: "/cases/" + string(r.ID)}, {Text: r.Number}, {Text: v.Day(r.ChangedAt.Time())},
		})
	}
	return nil
}

// homeDamaged leads to a file of which something was changed behind the program.
func homeDamaged(v *desk.Visit, p *homePage) error {
	all, err := cases.ListDamaged(v.Ctx(), v.Session)
	if err == nil && len(all) > 0 {
		p.Counters = append(p.Counters, counter{len(all), v.Text("home.count.damaged", "n", len(all)), "/cases/" + string(all[0].ID), true})
	}
	return err
}

// homeUrgent counts the cases with something urgent. It comes first.
func homeUrgent(v *desk.Visit, p *homePage) error {
	n, err := cases.CountUrgent(v.Ctx(), v.Session, lindung.DateOf(v.Local(v.Node.Now())), 200)
	if err == nil && n > 0 {
		p.Counters = slices.Insert(p.Counters, 0, counter{n, v.Text("home.count.urgent", "n", n), "/cases?only=urgent", true})
	}
	return err
}

// homeDue lists what is late or due this week, and the consents that end, so that the
// person can be asked in time.
func homeDue(v *desk.Visit, p *homePage) error {
	all, err := dossier.ListDue(v.Ctx(), v.Session, lindung.DateOf(v.Local(v.Node.Now().Add(soon))))
	if err != nil {
		return err
	}
	p.Due = page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("home.due"), CaptionClasses: "govuk-table__caption--m"}
	p.Due.Head = []page.Cell{{Text: v.Text("home.due.what")}, {Text: v.Text("home.mine.number")}, {Text: v.Text("home.due.day")}}
	for _, d := range all {
		p.Due.Rows = append(p.Due.Rows, []page.Cell{
			{Text: v.Text(d.Label, "name", d.To), Href: casefile.DuePath(d)}, {Text: d.Number},
			{Text: v.T.Date(d.Day), Note: v.Near(d.Day.Last())},
		})
	}
	return nil
}

// homeReferrals counts the referrals that are late, wait for a reply or have news.
func homeReferrals(v *desk.Visit, p *homePage, b referral.Queue) {
	late, news, unanswered := b.LateReferrals(v.Node.Now()), b.InPile(referral.News), b.InPile(referral.MustAnswer)
	isLate := func(r referral.Referral) bool { return r.Late(v.Node.Now()) }
	p.Late = sharing.ReferralTable(v, "home.late", late)
	p.Next = sharing.ReferralTable(v, "home.next", slices.DeleteFunc(append(slices.Clone(news), unanswered...), isLate))
	for _, c := range []counter{
		{len(late), v.Text("home.count.late", "n", len(late)), sharing.QueueOf(sharing.Late), true},
		{len(unanswered), v.Text("home.count.queue", "n", len(unanswered)), sharing.QueueOf(referral.MustAnswer), false},
		{len(news), v.Text("home.count.news", "n", len(news)), sharing.QueueOf(referral.News), false},
	} {
		if c.N > 0 {
			p.Counters = append(p.Counters, c)
		}
	}
}
