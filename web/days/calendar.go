package days

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/desk"
)

// calendarDays is how far ahead a calendar shows what falls due.
const calendarDays = 60

// giveCalendar answers a calendar program with the days on which something falls due
// for the actor whose address it has. It is one act of theirs, as their own page of
// days is.
func giveCalendar(v *desk.Visit) error {
	s, err := v.Door.Calendar(v.Ctx(), v.Request.PathValue("token"))
	if errors.Is(err, access.ErrDenied) {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return err
	}
	now := v.Node.Now()
	today := lindung.DateOf(now.In(lindung.Zone(s.Actor().Country)))
	var w dossier.Waits
	action := access.CaseList
	if !s.Actor().HasRole(desk.Workers...) {
		action = access.DeskDue // a desk officer sees no case, and owes answers
	}
	err = s.Page(v.Ctx(), action, s.OrgTarget(), func(in access.Session) error {
		var err error
		w, err = dossier.ReadDue(v.Ctx(), in, dossier.Asking{Now: now, By: plus(today, calendarDays), Of: s.Actor().ID})
		return err
	})
	if errors.Is(err, access.ErrDenied) || errors.Is(err, access.ErrUndertaking) {
		return lindung.ErrNotFound // no page would help the program, and its address goes nowhere else
	}
	if err != nil {
		return err
	}
	f := &desk.Download{V: v, Name: "lindung.ics"}
	_, err = f.Write(calendarOf(daysOf(w.Due, today), now))
	return f.End(err)
}

// daysOf returns the days, in order, on which something falls due. What is late falls
// due today.
func daysOf(all []dossier.Due, today lindung.Date) []lindung.Date {
	var days []lindung.Date
	for _, d := range all {
		switch {
		case d.Late:
			days = append(days, today)
		case d.Day.Day != 0:
			days = append(days, d.Day)
		}
	}
	slices.SortFunc(days, func(a, b lindung.Date) int { return a.First().Compare(b.First()) })
	return slices.Compact(days)
}

// calendarOf is a calendar with one entry a day, which says "Lindung" and nothing else:
// others see what is in a calendar, and whoever keeps it reads it. Its form is that of
// RFC 5545.
func calendarOf(days []lindung.Date, made time.Time) []byte {
	var b bytes.Buffer
	line := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteString("\r\n")
	}
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Lindung//Lindung//EN")
	line("REFRESH-INTERVAL;VALUE=DURATION:PT12H")
	for _, d := range days {
		line("BEGIN:VEVENT")
		line("UID:", d.String(), "@lindung.invalid")
		line("DTSTAMP:", made.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE:", d.First().Format("20060102"))
		line("SUMMARY:Lindung")
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.Bytes()
}
