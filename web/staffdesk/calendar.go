package staffdesk

import (
	"net/url"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

const calendarPath = "/account/calendar"

type calendarPage struct {
	page.Base
	State string
	Forms []page.Form // to make an address, and to end the one that there is
}

var calendarView = page.NewView[calendarPage]("calendar")

// showCalendar says whether the actor has a calendar address, and makes and ends one.
func showCalendar(v *desk.Visit) error {
	until, err := staff.CalendarUntil(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := calendarPage{Base: v.Base("page.calendar"), State: v.Text("calendar.none")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	again := page.Form{Action: calendarPath, Save: page.Button{Text: v.Text("calendar.make")}}
	if until != 0 {
		p.State = v.Text("calendar.until", "day", v.Day(until.Time()))
		again.Save.Text, again.Save.Classes = v.Text("calendar.again"), "govuk-button--secondary"
		p.Forms = append(p.Forms, page.Form{Action: calendarPath + "/end", Save: page.Button{Text: v.Text("calendar.end")}})
	}
	p.Forms = append(p.Forms, again)
	return desk.Show(v, calendarView, p)
}

func makeCalendar(v *desk.Visit) error {
	if !v.Session.IsSteppedUp() {
		return access.ErrStepUp
	}
	to := desk.Next(calendarMade)
	token, until, err := staff.NewCalendar(v.Ctx(), v.Act(to))
	if err != nil {
		return err
	}
	return v.Hold(to, url.Values{"value": {v.Address + "/calendar/" + token}, "until": {v.Day(until.Time())}})
}

const calendarMade = calendarPath + "/made"

// showMadeCalendar shows a new address for a while, in the browser that made it.
func showMadeCalendar(v *desk.Visit) error {
	if !v.HeldFor(shownFor) {
		return v.GoTo(calendarPath)
	}
	advice := v.Text("calendar.advice")
	if v.Address == "" {
		advice = v.Text("calendar.advice.path")
	}
	return desk.Show(v, handOutView, handOutPage{
		Base: v.Base("page.calendar"), Lead: v.Text("calendar.made"), Value: v.Sent("value"), Until: v.Sent("until"), Advice: advice,
		Next: page.Button{Text: v.Text("common.continue"), Href: calendarPath},
	})
}

func endCalendar(v *desk.Visit) error {
	if err := staff.EndCalendar(v.Ctx(), v.Act(desk.Done(calendarPath, "calendar_ended"))); err != nil {
		return err
	}
	return v.Acted()
}
