package days

import (
	"cmp"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
	"lindung/web/casefile"
)

const (
	// TeamPath is where a supervisor sees who has what today and this week.
	TeamPath = "/workload/days"
	// RecipientsPath is where they see which recipients are late, and with what.
	RecipientsPath = "/workload/recipients"
	// mostOfOne is how many lines of one colleague the team's days show; their own days
	// show all.
	mostOfOne = 10
)

type teamPage struct {
	page.Base
	Lead   string
	People []colleague
}

// A colleague is what one of the team has today and in the six days after it.
type colleague struct {
	Name  string
	Gone  string // that they do not work here any more
	Sum   string // how much is overdue, how much is due today and in the days after
	Lines []line // the first of it
	All   *page.Link
}

type recipientsPage struct {
	page.Base
	Lead string
	Late []page.Table // one for each recipient
}

var (
	teamView       = page.NewView[teamPage]("team_days")
	recipientsView = page.NewView[recipientsPage]("recipients")
)

// showTeam shows who has what today and in the six days after it. What nobody is asked for
// by name is with who is responsible for the case.
func showTeam(v *desk.Visit) error {
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	w, err := dossier.ReadDue(v.Ctx(), v.Session, dossier.Asking{Now: v.Node.Now(), By: plus(v.Today(), 6)})
	if err != nil {
		return err
	}
	Menu(v, w)
	of := byColleague(w.Due)
	var first [][]dossier.Due
	for _, all := range of {
		first = append(first, First(all, mostOfOne))
	}
	if err := dossier.Tell(v.Ctx(), v.Session, first...); err != nil {
		return err
	}
	p := teamPage{Base: v.Base("page.team_days")}
	p.Back = &page.BackLink{Text: v.Text("page.workload"), Href: "/workload"}
	p.Wide = true
	slices.SortFunc(members, func(a, b access.Account) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	for _, m := range members {
		if all := of[m.ID]; len(all) > 0 || m.State == access.Active && m.HasRole(desk.Openers...) {
			one := colleagueOf(v, m.Name, all)
			one.All = &page.Link{Text: v.Text("team.all", "name", m.Name), Href: Path(string(m.ID))}
			if m.State != access.Active {
				one.Gone = v.Text("escalated.gone")
			}
			p.People = append(p.People, one)
		}
	}
	if all := of[""]; len(all) > 0 {
		one := colleagueOf(v, v.Text("team.everyone"), all)
		one.All = &page.Link{Text: v.Text("days.all"), Href: Path(Everyone)}
		p.People = append(p.People, one)
	}
	p.Lead = v.Text("team.lead")
	return desk.Show(v, teamView, p)
}

// byColleague puts what falls due with who is asked: by name, else as responsible for the
// case. What is only to be read is left out.
func byColleague(all []dossier.Due) map[lindung.ActorID][]dossier.Due {
	of := map[lindung.ActorID][]dossier.Due{}
	for _, d := range all {
		who := cmp.Or(d.For, d.Responsible)
		if d.Role != "" {
			who = ""
		}
		if !d.News {
			of[who] = append(of[who], d)
		}
	}
	return of
}

// colleagueOf says what one colleague has.
func colleagueOf(v *desk.Visit, name string, all []dossier.Due) colleague {
	today, week := 0, 0
	sheet := dossier.SheetOf(all)
	for _, d := range sheet.Soon {
		if lindung.DateOf(d.Day.Last()) == v.Today() {
			today++
		} else {
			week++
		}
	}
	c := colleague{Name: name}
	c.Sum = v.Text("team.sum", "late", len(sheet.Overdue), "today", today+len(sheet.Answer), "week", week, "theirs", len(sheet.Late))
	for _, d := range First(all, mostOfOne) {
		c.Lines = append(c.Lines, line{page.Link{Text: casefile.DueBy(v, d), Href: casefile.DuePath(d)}, about(v, d)})
	}
	return c
}

// A recipient is another organisation and what it owes that is overdue.
type recipient struct {
	name string
	late []dossier.Due
}

// lateRecipients returns the organisations that are late, those with most first.
func lateRecipients(v *desk.Visit) ([]recipient, error) {
	late, err := dossier.ReadLate(v.Ctx(), v.Session, v.Node.Now())
	of := map[string][]dossier.Due{}
	for _, d := range late {
		of[d.To] = append(of[d.To], d)
	}
	var all []recipient
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, recipient{name, of[name]})
	}
	slices.SortStableFunc(all, func(a, b recipient) int { return len(b.late) - len(a.late) })
	return all, err
}

// showRecipients shows what each recipient owes that is overdue.
func showRecipients(v *desk.Visit) error {
	all, err := lateRecipients(v)
	if err != nil {
		return err
	}
	var lists [][]dossier.Due
	for _, r := range all {
		lists = append(lists, r.late)
	}
	if err := dossier.Tell(v.Ctx(), v.Session, lists...); err != nil {
		return err
	}
	p := recipientsPage{Base: v.Base("page.recipients"), Lead: v.Text("recipients.lead", "n", len(all))}
	p.Back = &page.BackLink{Text: v.Text("page.workload"), Href: "/workload"}
	p.Wide = true
	for _, r := range all {
		p.Late = append(p.Late, Table(v, v.Text("recipients.caption", "name", r.name, "n", len(r.late)), r.late, nil))
	}
	return desk.Show(v, recipientsView, p)
}

// recipientTable counts on the desk of a supervisor what is overdue, by recipient.
func recipientTable(v *desk.Visit) (page.Table, error) {
	all, err := lateRecipients(v)
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("recipients.overdue"), CaptionClasses: "govuk-table__caption--m"}
	t.Head = []page.Cell{{Text: v.Text("recipients.who")}, {Text: v.Text("recipients.late")}, {Text: v.Text("recipients.since")}}
	for _, r := range all {
		_, near := casefile.DueWhen(v, r.late[0])
		t.Rows = append(t.Rows, []page.Cell{{Text: r.name, Href: RecipientsPath}, {Text: v.T.Number(len(r.late))}, {Text: near}})
	}
	return t, err
}
