package web

import (
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/directory"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/linkage"
	"lindung/prevention"
	"lindung/referral"
	"lindung/staff"
	"lindung/web/bodies"
	"lindung/web/casefile"
	"lindung/web/days"
	"lindung/web/emergency"
	desks "lindung/web/monitoring"
	"lindung/web/paper"
	pages "lindung/web/prevention"
	"lindung/web/sharing"
)

type homePage struct {
	page.Base
	Heading  string      // names the actor, which a title must not
	Plain    bool        // the database is reached without TLS that shows who it is
	Guessed  string      // that someone may be guessing codes of persons; "" for nothing
	Watch    string      // what is wrong with the log witness; "" for nothing
	Away     string      // since when the actor was away; "" for less than a week
	Paused   string      // that sharing is paused; "" if it is not
	SignIns  []page.Link // what changed in how the actor signs in
	Drafts   string      // what waits to be sent again; "" for nothing
	Upkeep   []string    // which backup, copy or drill is old
	Machine  []string    // what of the computer somebody must see to
	Lacks    []string    // what the administrator has to enter for the consent text
	Alarms   []counter   // before all else
	Counters []counter
	Now      []page.Table // what does not wait for its day, the first first
	Soon     page.Table
	Rest     *page.Link // to what the first page has no room for
	Mine     []mine
	Calm     bool // nothing waits
	Open     *page.Button
	Ways     []wayOn // what those can do who open no cases
}

// A wayOn leads to something that a role does, and says what it is for.
type wayOn struct {
	Link page.Link
	For  string
}

// reachPath is where the consent text gets what it says of the organisation.
const reachPath = "/administration/reach"

// ways are what the roles that open no cases do most, by the name of its texts.
var ways = []struct {
	role       lindung.Role
	name, path string
}{
	{lindung.DataProtection, "log", "/log"},
	{lindung.DataProtection, "verify", "/log/verify"},
	{lindung.DataProtection, "bases", "/bases"},
	{lindung.DataProtection, "rights", "/rights"},
	{lindung.DataProtection, "kept", "/kept"},
	{lindung.DataProtection, "entities_asked", pages.AskedPath},
	{lindung.Administrator, "people", "/people"},
	{lindung.Administrator, "invite", "/people/new"},
	{lindung.Administrator, "reach", reachPath},
	{lindung.Administrator, "settings", "/administration/settings"},
	{lindung.FocalPoint, "cases", "/cases"},
	{lindung.FocalPoint, "queue", "/queue"},
	{lindung.FocalPoint, "days", days.Path(days.Everyone)},
	{lindung.FocalPoint, "figures_together", "/figures/together"},
	{lindung.Analyst, "figures", "/figures"},
	{lindung.FocalPoint, "due", desks.DuePath},
	{lindung.DeskOfficer, "desk", desks.Path},
}

// waysOf returns what an actor can do who opens no cases.
func waysOf(v *desk.Visit) []wayOn {
	var all []wayOn
	for _, w := range ways {
		if v.Session.Actor().HasRole(w.role) && !v.Walled(w.path) && v.Offers(w.path) && !(v.Node.OnlyDesks() && w.path == reachPath) {
			all = append(all, wayOn{page.Link{Text: v.Text("home.way." + w.name), Href: w.path}, v.Text("home.way." + w.name + ".for")})
		}
	}
	return all
}

// mine is a case of the actor, by the person.
type mine struct {
	page.Link
	Note string
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

// mostOnHome is how many lines of one kind the first page shows; the days show all.
const mostOnHome = 8

// showHome shows what waits for the actor and what is overdue.
func showHome(v *desk.Visit) error {
	a := v.Session.Actor()
	p := homePage{Base: v.Base("nav.home"), Heading: v.Text("page.home_of", "name", a.Name)}
	p.Wide = true
	if since := v.Session.AwaySince(); !since.IsZero() && a.HasRole(desk.Workers...) {
		p.Away = v.Text("home.away", "day", v.Day(since))
	}
	if err := readHome(v, &p); err != nil {
		return err
	}
	if a.HasRole(desk.Openers...) && !v.Node.OnlyDesks() {
		p.Open = &page.Button{Text: v.Text("nav.open"), Href: "/cases/new"}
	} else {
		p.Ways = waysOf(v)
	}
	p.Calm = len(p.Alarms)+len(p.Counters)+len(p.Lacks)+len(p.Upkeep)+len(p.Machine) == 0 && len(p.Now)+len(p.Soon.Rows) == 0
	return desk.Show(v, homeView, p)
}

// readHome reads the parts of Home for the actor. It leaves out a part that the
// policies refuse, so that no combination of roles loses the whole page.
func readHome(v *desk.Visit, p *homePage) error {
	a := v.Session.Actor()
	if v.Node.Rescuing() {
		p.Watch = v.Text("log.rescue")
	}
	drafts, err := staff.Drafts(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	if len(drafts) > 0 {
		p.Drafts = v.Text("home.drafts", "n", len(drafts))
	}
	notices, err := staff.Notices(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	for _, n := range notices {
		line := page.Link{Text: v.Text("home."+n.Kind, "day", v.Day(n.At.Time())), Href: "/account/passkeys"}
		if n.Kind == staff.NoticeDevice {
			line = page.Link{Text: v.Text("home.device", "day", v.Day(n.At.Time()), "device", v.DeviceText(n.Machine, n.Browser)), Href: "/account/devices"}
		}
		p.SignIns = append(p.SignIns, line)
	}
	if err := homePaused(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
		return err
	}
	if err := homeWaits(v, p); err != nil && !(v.Node.Rescuing() && errors.Is(err, access.ErrDenied)) {
		return err
	}
	if a.HasRole(desk.Workers...) {
		if err := homeEnquiries(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if err := homeMine(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.HasRole(desk.Workers...) {
		if err := homeSimilar(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.HasRole(lindung.Supervisor, lindung.DataProtection) {
		if text, warns := v.WatchedLog(); warns {
			p.Watch = text
		}
		if v.Guessed != nil && v.Guessed() > 0 {
			p.Guessed = v.Text("home.guessed", "n", v.Guessed())
		}
		p.Plain = v.PlainDatabase
	}
	if a.HasRole(access.Reading...) || a.HasRole(lindung.Administrator) {
		if err := homeRights(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.HasRole(lindung.Supervisor, lindung.DataProtection, lindung.Administrator) {
		if err := homeAlarms(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.HasRole(lindung.Supervisor) {
		if err := homeEscalated(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if err := homeAskedOfOurs(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if err := homeUnnamed(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
		if err := homeDamaged(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	if a.HasRole(lindung.Administrator) {
		if err := homeOfAdministrator(v, p); err != nil && !errors.Is(err, access.ErrDenied) {
			return err
		}
	}
	return nil
}

// homeOfAdministrator says which backup, copy or drill is old, what is wrong with the
// computer, and what the consent text cannot say of the organisation as long as nobody has
// entered it.
func homeOfAdministrator(v *desk.Visit, p *homePage) error {
	_, old, err := v.Upkeep()
	if err != nil {
		return err
	}
	p.Upkeep = old
	_, p.Machine = v.Machine()
	if v.Node.OnlyDesks() {
		return nil // nobody consents to anything here
	}
	o, err := staff.OrgFor(v.Ctx(), v.Session, v.Session.Actor().Org)
	if err != nil {
		return err
	}
	for _, name := range consent.OwnerOf(o).Lacks() {
		p.Lacks = append(p.Lacks, v.Text("field."+name))
	}
	return nil
}

// homeRights says which rights wait for a second person, to all whom they concern,
// and which were given, to those who watch over them.
func homeRights(v *desk.Visit, p *homePage) error {
	n, err := staff.CountRights(v.Ctx(), v.Session, cases.Unseen)
	if err != nil {
		return err
	}
	add := func(n int, part string, now bool) {
		if n > 0 {
			p.Counters = append(p.Counters, counter{n, v.Text("home.count.rights_"+part, "n", n), "/rights?only=" + part, now})
		}
	}
	add(n.Waits, "wait", true)
	if v.Session.Actor().HasRole(lindung.Supervisor, lindung.DataProtection) {
		add(n.Key, "key", true)
		add(n.New-n.Key, "new", false)
	}
	return nil
}

// homeEnquiries counts the enquiries of others that wait for an answer, and the answers
// to the own ones.
func homeEnquiries(v *desk.Visit, p *homePage) error {
	n, err := directory.Count(v.Ctx(), v.Session)
	if n.Waiting > 0 {
		p.Counters = append(p.Counters, counter{n.Waiting, v.Text("home.count.enquiries", "n", n.Waiting), bodies.EnquiriesPath, true})
	}
	if n.Answered > 0 {
		p.Counters = append(p.Counters, counter{n.Answered, v.Text("home.count.enquiry_answers", "n", n.Answered), bodies.EnquiriesPath, false})
	}
	return err
}

// homeAlarms says before all else that alarms stand.
func homeAlarms(v *desk.Visit, p *homePage) error {
	n, reading, err := staff.CountAlarms(v.Ctx(), v.Session)
	if reading > 0 {
		p.Counters = append(p.Counters, counter{reading, v.Text("home.count.readings", "n", reading), "/alarms?only=reading", true})
	}
	if n > 0 {
		p.Alarms = append(p.Alarms, counter{n, v.Text("home.count.alarms", "n", n), "/alarms?only=now", true})
	}
	return err
}

// homeSimilar says who has asked about somebody similar to the person of a protected case
// of the actor.
func homeSimilar(v *desk.Visit, p *homePage) error {
	mine, err := linkage.AskedOfMine(v.Ctx(), v.Session)
	of := map[lindung.CaseID]int{}
	for _, asked := range mine {
		of[asked.Case]++
	}
	for _, asked := range mine { // each case once, in their order
		if n := of[asked.Case]; n > 0 {
			p.Counters = append(p.Counters, counter{n, v.Text("home.count.similar_mine", "n", n), casefile.Path(asked.Case) + "/history", true})
			of[asked.Case] = 0
		}
	}
	return err
}

// homeMine lists the cases that the actor worked on last.
func homeMine(v *desk.Visit, p *homePage) error {
	rows, _, err := cases.List(v.Ctx(), v.Session, cases.Filter{Mine: true, Limit: 6})
	if err != nil {
		return err
	}
	for _, r := range rows {
		one := mine{page.Link{Text: r.Name, Href: casefile.Path(r.ID)}, v.Text("home.mine.line", "number", r.Number, "near", v.Near(r.ChangedAt.Time()))}
		if r.Name == "" || v.Private() {
			one.Text, one.Note = r.Number, v.Near(r.ChangedAt.Time())
		}
		p.Mine = append(p.Mine, one)
	}
	return nil
}

// mostDamaged is to how many damaged files the first page leads.
const mostDamaged = 5

// homeDamaged leads to each file of which something was changed behind the program.
func homeDamaged(v *desk.Visit, p *homePage) error {
	all, err := cases.ListDamaged(v.Ctx(), v.Session)
	for _, c := range all[:min(len(all), mostDamaged)] {
		p.Counters = append(p.Counters, counter{1, v.Text("home.count.damaged", "n", 1), casefile.Path(c.ID), true})
	}
	return err
}

// mostCounted is up to how many things that are long overdue the first page counts.
const mostCounted = 100

// homeEscalated counts for a supervisor what is long overdue.
func homeEscalated(v *desk.Visit, p *homePage) error {
	e, err := dossier.ReadEscalated(v.Ctx(), v.Session, v.Node.Now(), mostCounted)
	if n := len(e.Due); n > 0 {
		p.Counters = append(p.Counters, counter{n, v.Text(days.OrMore("home.count.escalated", e), "n", n), days.EscalatedPath, true})
	}
	return err
}

// homeAskedOfOurs counts for a supervisor how often others asked about a recruiter or
// another that the organisation entered.
func homeAskedOfOurs(v *desk.Visit, p *homePage) error {
	all, err := prevention.AskedOfOurs(v.Ctx(), v.Session)
	if n := len(all); n > 0 {
		p.Counters = append(p.Counters, counter{n, v.Text("home.count.entities_asked", "n", n), pages.AskedPath, false})
	}
	return err
}

// homeUnnamed counts for a supervisor the protected cases that nobody who is named works on.
func homeUnnamed(v *desk.Visit, p *homePage) error {
	all, err := cases.Unnamed(v.Ctx(), v.Session)
	if n := len(all); n > 0 {
		p.Counters = append(p.Counters, counter{n, v.Text("home.count.unnamed", "n", n), days.UnnamedPath, true})
	}
	return err
}

// homePaused says that sharing is paused, and leads who can end it to what was shared.
func homePaused(v *desk.Visit, p *homePage) (err error) {
	if p.Paused, err = sharing.PauseText(v); err != nil || !v.Session.Actor().HasRole(lindung.Supervisor) {
		return err
	}
	n, err := cases.CountPaused(v.Ctx(), v.Session)
	if n > 0 {
		p.Counters = append(p.Counters, counter{n, v.Text("home.count.paused", "n", n), "/paused", true})
	}
	return err
}

// counted are the lists that the counters lead to.
var counted = map[string]string{
	"urgent": "/cases?only=urgent", "complaints": paper.ComplaintsPath, "bases": "/bases", "emergencies": emergency.Path, "kept": "/kept",
	"hearings": desk.ProceedingsPath, "requests": desk.ProceedingsPath, "safeguards": desk.ProceedingsPath,
	"desk": desks.Path, "late": sharing.QueueOf(sharing.Late), "queue": sharing.QueueOf(referral.MustAnswer), "news": sharing.QueueOf(referral.News),
}

// homeWaits shows what the parts of cases ask of the actor: what is overdue, what
// waits for them, where others are late, what is news, and what falls due within a week.
func homeWaits(v *desk.Visit, p *homePage) error {
	now := v.Node.Now()
	w, err := dossier.ReadWaits(v.Ctx(), v.Session, dossier.Asking{Now: now, By: lindung.DateOf(v.Local(now.Add(soon))), Of: v.Session.Actor().ID})
	if err != nil {
		return err
	}
	for _, c := range w.Counts {
		p.Counters = append(p.Counters, counter{c.N, v.Text("home.count."+c.Name, "n", c.N), counted[c.Name], c.Now})
	}
	days.Menu(v, w)
	sheet := dossier.SheetOf(w.Due)
	shown := [][]dossier.Due{
		days.First(sheet.Overdue, mostOnHome), days.First(sheet.Answer, mostOnHome), days.First(sheet.Late, mostOnHome),
		days.First(sheet.News, mostOnHome), days.First(sheet.Soon, mostOnHome),
	}
	if err := dossier.Tell(v.Ctx(), v.Session, shown...); err != nil {
		return err
	}
	p.Now = days.Tables(v, sheet, nil, mostOnHome, true)
	if n := len(sheet.Soon); n > 0 {
		p.Soon = days.Table(v, v.Text("days.soon", "n", n), days.First(sheet.Soon, mostOnHome), nil)
	}
	if slices.ContainsFunc([][]dossier.Due{sheet.Overdue, sheet.Answer, sheet.Late, sheet.News, sheet.Soon}, func(all []dossier.Due) bool { return len(all) > mostOnHome }) {
		p.Rest = &page.Link{Text: v.Text("home.rest"), Href: "/days"}
		if !v.Session.Actor().HasRole(desk.Workers...) || v.Node.OnlyDesks() {
			p.Rest = &page.Link{Text: v.Text("desk.title.due"), Href: desks.DuePath}
		}
	}
	return nil
}
