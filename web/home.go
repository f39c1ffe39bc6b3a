package web

import (
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
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
	Heading  string   // names the actor, which a title must not
	Drafts   string   // what waits to be sent again; "" for nothing
	Lacks    []string // what the administrator has to enter for the consent text
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
func showHome(v *desk.Visit) error {
	a := v.Session.Actor()
	p := homePage{Base: v.Base("nav.home"), Heading: v.Text("page.home_of", "name", a.Name)}
	if err := readHome(v, &p); err != nil {
		return err
	}
	if a.Has(desk.Openers...) {
		p.Open = &page.Button{Text: v.Text("nav.open"), Href: "/cases/new"}
	}
	p.Calm = len(p.Counters)+len(p.Lacks) == 0 && len(p.Late.Rows)+len(p.Next.Rows)+len(p.Due.Rows) == 0
	return desk.Show(v, homeView, p)
}

// readHome reads the parts of the first page that the actor has. A part that the
// policies refuse is left out, so that no mixture of roles loses the whole page.
func readHome(v *desk.Visit, p *homePage) error {
	a := v.Session.Actor()
	drafts, err := staff.Drafts(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	if len(drafts) > 0 {
		p.Drafts = v.Text("home.drafts", "n", len(drafts))
	}
	if a.Has(desk.Workers...) {
		if err := homeOfDesk(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.Has(lindung.Administrator) {
		if err := homeOfAdministrator(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.Has(lindung.Supervisor, lindung.DataProtection) {
		waiting, err := cases.ListWaiting(v.Ctx(), v.Session)
		if err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if len(waiting) > 0 {
			p.Counters = append(p.Counters, counter{len(waiting), v.Text("home.bases", "n", len(waiting)), "/bases", true})
		}
	}
	return nil
}

// homeOfAdministrator says what the consent text cannot say of the organisation
// as long as nobody has entered it.
func homeOfAdministrator(v *desk.Visit, p *homePage) error {
	o, err := staff.OrgFor(v.Ctx(), v.Session, v.Session.Actor().Org)
	if err != nil {
		return err
	}
	for _, name := range consent.OwnerOf(o).Lacks() {
		p.Lacks = append(p.Lacks, v.Text("field."+name))
	}
	return nil
}

// homeOfDesk adds what those see who work on cases.
func homeOfDesk(v *desk.Visit, p *homePage) error {
	b, err := referral.ReadQueue(v.Ctx(), v.Session)
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

// homeUrgent counts the cases in which something must not wait, before everything
// else.
func homeUrgent(v *desk.Visit, p *homePage) error {
	n, err := cases.CountUrgent(v.Ctx(), v.Session, lindung.DateOf(v.Local(v.Node.Now())), 200)
	if err == nil && n > 0 {
		p.Counters = slices.Insert(p.Counters, 0, counter{n, v.Text("home.count.urgent", "n", n), "/cases?only=urgent", true})
	}
	return err
}

// homeDue lists what was promised by a day of this week or is late, and the
// consents that end, so that the person can be asked in time.
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

// homeReferrals shows what is late, and what waits for an answer or to be noted.
// Each number leads to the list that it counts.
func homeReferrals(v *desk.Visit, p *homePage, b referral.Queue) {
	late, news, unanswered := b.Late(v.Node.Now()), b.Of(referral.News), b.Of(referral.MustAnswer)
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
