// Package days holds the pages about days and people: what falls due, for whom, and
// who carries which cases. Its routes are in [Wing].
package days

import (
	"embed"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/directory"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "days", Staff: true, Templates: templates, Views: []desk.View{daysView, workloadView, handOverView, keptView, escalatedView, teamView, recipientsView}, Routes: []desk.Route{
	{Pattern: "GET /days", Who: desk.Actors, Action: access.CaseList, On: desk.OwnOrg, Do: showDays},
	{Pattern: "GET /calendar/{token}", Who: desk.Anyone, Do: giveCalendar},
	{Pattern: "GET /kept", Who: desk.Actors, Action: access.KeepingList, On: desk.OwnOrg, Do: showKept},
	{Pattern: "GET /workload", Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: showWorkload},
	{Pattern: "GET " + EscalatedPath, Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: showEscalated},
	{Pattern: "GET " + TeamPath, Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: showTeam},
	{Pattern: "GET " + RecipientsPath, Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: showRecipients},
	{Pattern: "GET " + UnnamedPath, Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: askNames},
	{Pattern: "POST " + UnnamedPath, Who: desk.Actors, Action: access.CaseHandOver, Do: nameAnew, Asks: []desk.Asks{unnamedAsks}},
	{Pattern: "GET /workload/{actor}", Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: askHandOver},
	{Pattern: "POST /workload/{actor}", Who: desk.Actors, Action: access.CaseHandOver, Do: handOver, Draft: "page.hand_over", Asks: []desk.Asks{handOverAsks}},
}}

type daysPage struct {
	page.Base
	Lead  string
	Whose []page.Link  // whose days can be shown; without Href those that are
	Now   []page.Table // what does not wait for its day, the first first
	Days  []day
	Steps page.Pagination
}

// A day is what falls due on one day.
type day struct {
	Title string
	Empty string // what is said when there is nothing
	Lines []line
}

// A line is one thing that falls due.
type line struct {
	page.Link
	Note string // about whom, and who is asked to see to it
}

var daysView = page.NewView[daysPage]("days")

// Path is the address of what a colleague is asked to see to; of everything with
// [Everyone].
func Path(of string) string { return "/days?of=" + of }

// Everyone stands for all that the actor sees.
const Everyone = "all"

// showDays shows what is overdue and what falls due in a week, day by day: what the
// actor is asked to see to, or a colleague, or all that the actor sees.
func showDays(v *desk.Visit) error {
	from := weekFrom(v)
	names, err := v.Colleagues()
	if err != nil {
		return err
	}
	of, name, err := whose(v, names)
	if err != nil {
		return err
	}
	a := dossier.Asking{Now: v.Node.Now(), By: plus(from, 6), Of: of}
	w, err := dossier.ReadDue(v.Ctx(), v.Session, a)
	if err != nil {
		return err
	}
	enquiries, err := enquiriesOn(v, from, of)
	if err != nil {
		return err
	}
	if err := dossier.Tell(v.Ctx(), v.Session, w.Due); err != nil {
		return err
	}
	Menu(v, w)
	p := daysPage{Base: v.Base("page.days")}
	p.Wide = true
	sheet := dossier.SheetOf(w.Due)
	if from == v.Today() {
		p.Now = Tables(v, sheet, names, 0, of == v.Session.Actor().ID)
	}
	n := 0
	for i := range 7 {
		on := plus(from, i)
		var all []dossier.Due
		for _, d := range sheet.Soon {
			if lindung.DateOf(d.Day.Last()) == on && !d.Day.IsZero() {
				all = append(all, d)
			}
		}
		one := day{Title: v.T.Date(on), Lines: lines(v, all, names)}
		if on == v.Today() {
			one.Title, one.Lines = v.Text("days.today", "day", one.Title), append(enquiries, one.Lines...)
		}
		n += len(one.Lines)
		if len(one.Lines) == 0 {
			one.Empty = v.Text("days.nothing")
		}
		p.Days = append(p.Days, one)
	}
	p.Lead = v.Text("days.lead", "n", n, "late", len(sheet.Overdue), "theirs", len(sheet.Late), "name", name)
	p.Whose = whoseLinks(v, of)
	p.Steps = weeks(v, from)
	return desk.Show(v, daysView, p)
}

// counted are the lines of the menu that say how much waits behind them, by what counts it.
var counted = map[string]string{"queue": "/queue", "desk": "/desk"}

// Menu lets the menu say how many referrals wait for an answer and how much waits at the
// desk, as they were read with what falls due.
func Menu(v *desk.Visit, w dossier.Waits) {
	for _, c := range w.Counts {
		if path := counted[c.Name]; path != "" {
			v.Waiting(path, c.N)
		}
	}
}

// Tables are the tables of what does not wait for its day: what is overdue, what must be
// answered, where others are late, what is news; no more than most lines of each, 0 for
// all. Each says how many lines there are. own says that they are what the actor is asked
// to see to.
func Tables(v *desk.Visit, s dossier.Sheet, names map[lindung.ActorID]string, most int, own bool) []page.Table {
	whose := ".all"
	if own {
		whose = ""
	}
	var all []page.Table
	for _, x := range []struct {
		caption string
		due     []dossier.Due
	}{{"days.overdue" + whose, s.Overdue}, {"days.answer" + whose, s.Answer}, {"days.they_late", s.Late}, {"days.news", s.News}} {
		if len(x.due) > 0 {
			set, again := x.due, []dossier.Due(nil)
			if most > 0 {
				set, again = apart(x.due)
			}
			t := Table(v, v.Text(x.caption, "n", len(x.due)), First(set, most), names)
			if len(again) > 0 {
				t.Rows = append(t.Rows, againRow(v, again))
			}
			all = append(all, t)
		}
	}
	return all
}

// fewAgain is up to how many forms that are to be answered again have a line each where
// there is little room.
const fewAgain = 2

// apart parts what is asked of many persons again from the rest, in which somebody has set
// a day.
func apart(all []dossier.Due) (set, again []dossier.Due) {
	for _, d := range all {
		if d.Again {
			again = append(again, d)
		} else {
			set = append(set, d)
		}
	}
	if len(again) <= fewAgain {
		return all, nil
	}
	return set, again
}

// againRow is one line for what is asked of many persons again. It leads to where each has
// a line.
func againRow(v *desk.Visit, again []dossier.Due) []page.Cell {
	when, near := casefile.DueWhen(v, again[0])
	return []page.Cell{{Text: casefile.DueText(v, again[0]), Href: "/days"}, {Text: v.Text("days.people", "n", len(again))}, {Text: when, Note: near}}
}

// First returns the first lines of a list, no more than most; 0 for all.
func First(all []dossier.Due, most int) []dossier.Due {
	if most == 0 {
		return all
	}
	return all[:min(len(all), most)]
}

// lines are what falls due on one day. Where the days of all are shown, each says who
// is asked.
func lines(v *desk.Visit, all []dossier.Due, names map[lindung.ActorID]string) []line {
	var out []line
	for _, d := range all {
		one := line{page.Link{Text: casefile.DueText(v, d), Href: casefile.DuePath(d)}, about(v, d)}
		if name := names[d.For]; name != "" && d.For != v.Session.Actor().ID {
			one.Note = v.Text(forWhom(d), "what", one.Note, "name", name)
		}
		out = append(out, one)
	}
	return out
}

// about says in one line about whom something is.
func about(v *desk.Visit, d dossier.Due) string {
	text, number := casefile.DueAbout(v, d)
	if number != "" {
		text = v.Text("days.about", "name", text, "number", number)
	}
	if d.Child {
		text = v.Text("days.child", "number", text)
	}
	return text
}

// enquiriesOn are the enquiries that wait for the answer of the actor's organisation: each of
// its workers can give it, today.
func enquiriesOn(v *desk.Visit, from lindung.Date, of lindung.ActorID) ([]line, error) {
	if from != v.Today() || of != "" && of != v.Session.Actor().ID {
		return nil, nil
	}
	asked, _, err := directory.Enquiries(v.Ctx(), v.Session)
	if errors.Is(err, access.ErrDenied) {
		return nil, nil
	}
	var out []line
	for _, e := range asked {
		if e.Asked[0].Answer == "" {
			out = append(out, line{page.Link{Text: v.Text("days.enquiry", "name", e.FromName), Href: "/enquiries"}, v.Text("days.enquiry.until", "moment", v.Moment(e.Until().Time()))})
		}
	}
	return out, err
}

// forWhom is the label that says who is asked, and that they have left.
func forWhom(d dossier.Due) string {
	if d.Gone {
		return "days.for_gone"
	}
	return "days.for"
}

// plus is the day some days after another.
func plus(d lindung.Date, days int) lindung.Date {
	return lindung.DateOf(d.First().AddDate(0, 0, days))
}

// weekFrom reads the first day from the address: today unless it names a later one.
func weekFrom(v *desk.Visit) lindung.Date {
	d, err := lindung.ParseDate(v.Query("from"))
	if err != nil || d.Day == 0 || d.First().Before(v.Today().First()) {
		return v.Today()
	}
	return d
}

// whose reads from the address whose days are shown. Only those who see all cases are
// shown those of others.
func whose(v *desk.Visit, names map[lindung.ActorID]string) (of lindung.ActorID, name string, err error) {
	own := v.Session.Actor()
	asked := v.Query("of")
	switch {
	case asked == Everyone:
		return "", v.Text("days.of_all"), nil
	case asked == "" || asked == string(own.ID) || !leads(v):
		return own.ID, v.Text("days.of_you"), nil
	}
	if _, ok := names[lindung.ActorID(asked)]; !ok {
		return "", "", lindung.ErrNotFound
	}
	return lindung.ActorID(asked), names[lindung.ActorID(asked)], nil
}

// leads reports whether the actor sees who carries what.
func leads(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(lindung.Supervisor, lindung.DutyOfficer)
}

func whoseLinks(v *desk.Visit, of lindung.ActorID) []page.Link {
	own := v.Session.Actor().ID
	mine, all := page.Link{Text: v.Text("days.mine"), Href: "/days"}, page.Link{Text: v.Text("days.all"), Href: Path(Everyone)}
	switch of {
	case own:
		mine.Href = ""
	case "":
		all.Href = ""
	}
	links := []page.Link{mine, all}
	if leads(v) {
		links = append(links, page.Link{Text: v.Text("page.workload"), Href: "/workload"})
	}
	return links
}

func weeks(v *desk.Visit, from lindung.Date) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.Text("days.weeks")}
	at := "/days?"
	if of := v.Query("of"); of == Everyone || lindung.IsID(of) {
		at = Path(of) + "&"
	}
	if from != v.Today() {
		p.Previous = &page.PageLink{Text: v.Text("days.this_week"), Href: at}
	}
	p.Next = &page.PageLink{Text: v.Text("days.next_week"), Href: at + "from=" + plus(from, 7).String()}
	return p
}

// Table lists what falls due, each line leading to where it is seen to. names are those of
// the colleagues, where it is said who else is asked; nil for nobody.
func Table(v *desk.Visit, caption string, all []dossier.Due, names map[lindung.ActorID]string) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true}
	if caption != "" {
		t.Caption, t.CaptionClasses = caption, "govuk-table__caption--m"
	}
	about := "home.mine.person"
	if !slices.ContainsFunc(all, func(d dossier.Due) bool { return d.Part != "desk" }) {
		about = "desk.due.what"
	}
	t.Head = []page.Cell{{Text: v.Text("home.due.what")}, {Text: v.Text(about)}, {Text: v.Text("home.due.day")}}
	for _, d := range all {
		text, number := casefile.DueAbout(v, d)
		if text == "" && d.Case == "" {
			text = v.Text("days.no_case")
		}
		who, on := page.Cell{Text: text, Note: number}, page.Cell{Text: v.Text("home.due.no_day")}
		if d.Child {
			who.Note = v.Text("home.due.child")
			if number != "" {
				who.Note = v.Text("days.child", "number", number)
			}
		}
		if !d.Day.IsZero() {
			when, near := casefile.DueWhen(v, d)
			on = page.Cell{Text: when, Note: near}
		}
		what := page.Cell{Text: casefile.DueText(v, d), Href: casefile.DuePath(d)}
		if d.Gone {
			what.Note = v.Text("days.gone")
		} else if name := names[d.For]; name != "" && d.For != v.Session.Actor().ID {
			what.Note = v.Text("days.asked", "name", name)
		}
		t.Rows = append(t.Rows, []page.Cell{what, who, on})
	}
	return t
}

// Cases lists cases by the person, or by their number where names are hidden.
func Cases(v *desk.Visit, caption string, rows []cases.Row) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: caption, CaptionClasses: "govuk-table__caption--m"}
	t.Head = []page.Cell{{Text: v.Text("home.mine.person")}, {Text: v.Text("home.mine.number")}, {Text: v.Text("home.mine.changed")}}
	for _, r := range rows {
		name := r.Name
		if name == "" || v.Private() {
			name = r.Number
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: name, Href: "/cases/" + string(r.ID)}, {Text: r.Number}, {Text: v.Day(r.ChangedAt.Time())}})
	}
	return t
}
