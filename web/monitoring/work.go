package monitoring

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"lindung"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// showWork shows what waits at the desk.
func showWork(v *desk.Visit) error {
	w, err := monitoring.ReadWork(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("desk.title.work"), Lead: leadOf(v, w.Desk)}
	p.Wide = true
	if w.Desk.Kind == "" {
		return desk.Show(v, listView, p)
	}
	v.Waiting(Path, w.Waiting(soon(v)))
	p.Tables = []page.Table{
		proposalTable(v, w, "desk.review", w.Review), proposalTable(v, w, "desk.edit", w.Edit), proposalTable(v, w, "desk.own", w.Own), dueTable(v, w.Dues),
	}
	if len(w.Review)+len(w.Edit)+len(w.Own)+len(w.Dues) == 0 {
		p.Note = v.Text("desk.calm")
	}
	record, err := monitoring.Base()
	if err != nil {
		return err
	}
	for _, f := range record.Files() {
		p.Links = append(p.Links, page.Link{Text: v.Text("desk.file", "file", v.Text("file."+f.Name)), Href: pathOf(f)})
	}
	p.Links = append(p.Links, page.Link{Text: v.Text("desk.title.editions"), Href: editionsPath}, page.Link{Text: v.Text("desk.remarks"), Href: remarksPath})
	if len(w.Dues) > 0 {
		p.Links = append(p.Links, calendarLink(v))
	}
	return desk.Show(v, listView, p)
}

// leadOf says which desk the organisation has.
func leadOf(v *desk.Visit, d monitoring.Desk) string {
	if d.Kind == "" {
		return v.Text("desk.none")
	}
	return v.Text("desk.lead", "desk", deskText(v, d))
}

// deskText is a desk in words, with for whom it speaks.
func deskText(v *desk.Visit, d monitoring.Desk) string {
	switch d.Kind {
	case "":
		return v.Text("desk.kind.none")
	case monitoring.National:
		return v.Text("desk.kind.national") + ", " + v.T.Country(lindung.Country(d.Voice))
	case monitoring.Regional:
		return v.Text("desk.kind.regional") + ", " + d.Voice
	}
	return v.Text("desk.kind." + string(d.Kind))
}

func proposalTable(v *desk.Visit, w monitoring.Work, caption string, all []monitoring.Proposal) page.Table {
	t := page.Table{
		Caption: v.Text(caption), CaptionClasses: "govuk-table__caption--m", Cards: true, FirstCellIsHeader: true,
		Head: head(v, "desk.row", "desk.file_of", "desk.org", "desk.state", "desk.at"),
	}
	if caption == "desk.own" {
		t.Head = slices.Delete(t.Head, 2, 3)
	}
	mend := func(p monitoring.Proposal) int {
		if p.GivenBack() || p.State == monitoring.OnHold {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b monitoring.Proposal) int { return mend(a) - mend(b) })
	for _, p := range all {
		l := lineOf(v, w.Record, p.File, p.Row)
		state := page.Cell{Text: stateOf(v, p)}
		if p.GivenBack() {
			state.Note = v.Text("proposal.given_back_for", "org", w.Orgs[p.Second], "when", v.Near(p.Reviewed.Time()), "said", short(p.Said))
		}
		cells := []page.Cell{
			{Text: short(l.what), Note: strings.Join(filled(l.who, l.when), ", "), Href: proposalAt(p.ID), Lang: "en"},
			{Text: v.Text("file." + p.File)}, {Text: w.Orgs[p.Org]}, state, {Text: v.Near(p.At.Time())},
		}
		if caption == "desk.own" { // whose it is goes without saying
			cells = slices.Delete(cells, 2, 3)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func dueTable(v *desk.Visit, all []monitoring.Due) page.Table {
	t := page.Table{
		Caption: v.Text("desk.due"), CaptionClasses: "govuk-table__caption--m", Cards: true, FirstCellIsHeader: true,
		Head: head(v, "desk.due.what", "desk.due.to", "desk.due.day"),
	}
	for _, d := range all {
		to := d.To
		if name := v.T.Country(lindung.Country(d.To)); len(d.To) == 2 && name != "" {
			to = name
		}
		what := page.Cell{Text: short(cmp.Or(d.Row["text"], d.Row["id"])), Lang: "en"}
		if d.Ours && v.Session.Actor().HasRole(lindung.DeskOfficer) {
			what.Href = answerPath(d.Row["id"])
		}
		t.Rows = append(t.Rows, []page.Cell{what, {Text: to}, {Text: v.T.Date(d.Day)}})
	}
	return t
}

// soon is the day up to which the first page says what falls due: in a week.
func soon(v *desk.Visit) lindung.Date {
	return lindung.DateOf(v.Today().First().AddDate(0, 0, 7))
}

// showDues shows which answers are owed, to whoever works with those who owe them.
func showDues(v *desk.Visit) error {
	all, err := monitoring.ReadDues(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("desk.title.due"), Lead: v.Text("desk.due.lead")}
	p.Wide = true
	if v.Session.Actor().HasRole(lindung.DeskOfficer) {
		p.Back = back(v)
	}
	t := dueTable(v, all)
	t.CaptionClasses = "govuk-visually-hidden" // the title says it
	if p.Tables = []page.Table{t}; len(all) == 0 {
		p.Note = v.Text("desk.due.none")
		return desk.Show(v, listView, p)
	}
	p.Links = []page.Link{calendarLink(v)}
	return desk.Show(v, listView, p)
}

func calendarLink(v *desk.Visit) page.Link {
	return page.Link{Text: v.Text("desk.calendar"), Href: DuePath + ".ics"}
}

// takeCalendar gives the days on which answers are due. What they are about is public.
func takeCalendar(v *desk.Visit) error {
	all, err := monitoring.ReadDues(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	f := &desk.Download{V: v, Name: "lindung-desk.ics"}
	_, err = f.Write(calendarOf(all, v.Now().UTC().Format("20060102T150405Z")))
	return f.End(err)
}

// calendarOf is a calendar with one entry for each answer, in the form of RFC 5545.
func calendarOf(all []monitoring.Due, made string) []byte {
	var b bytes.Buffer
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\r\n") }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Lindung//Lindung//EN")
	for _, d := range all {
		day := d.Day
		if day.Day == 0 {
			day = lindung.DateOf(day.Last())
		}
		line("BEGIN:VEVENT")
		line("UID:", escaped(d.Row["id"]), "-", escaped(d.To), "@lindung.invalid")
		line("DTSTAMP:", made)
		line("DTSTART;VALUE=DATE:", day.First().Format("20060102"))
		line("SUMMARY:", escaped(d.Row["id"]), " ", escaped(d.To))
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.Bytes()
}

// escaped is a text as a calendar writes it.
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", " ", "\r", "").Replace(s)
}
