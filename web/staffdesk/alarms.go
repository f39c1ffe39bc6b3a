package staffdesk

import (
	"lindung"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

// alarmsPage shows a supervisor what needs them at once.
type alarmsPage struct {
	page.Base
	Alarms []rightCard
	Stops  bool // the actor can end all sessions
}

// stops reports whether the actor can end all sessions of the organisation.
func stops(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(lindung.Supervisor) && !administers(v)
}

var alarmsView = page.NewView[alarmsPage]("alarms")

const alarmsPath = "/alarms"

// listAlarms shows the alarms that stand in the actor's organisation: all, or those that a
// counter of the first page counts.
func listAlarms(v *desk.Visit) error {
	all, err := staff.Alarms(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := alarmsPage{Base: v.Base("page.alarms"), Stops: stops(v)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/"}
	only := v.Query("only")
	for _, a := range all {
		if only == "reading" && !a.AsksReading() || only == "now" && a.AsksReading() {
			continue
		}
		c := rightCard{Title: a.Name, State: page.Tag{Text: v.Text("alarms.kind." + a.Kind), Classes: "l-tag--now"}}
		f := v.Facts()
		f.Add("alarms.at", v.When(a.At.Time()))
		f.Add("alarms.done", v.Text("alarms.done."+a.Kind))
		f.Add("alarms.do", v.Text("alarms.do."+a.Kind))
		c.Facts = f.List
		if a.Ends && a.AsksReading() {
			for i, answer := range staff.Explained {
				c.Forms = append(c.Forms, page.Form{
					Action: alarmsPath + "/" + a.ID + "/end", Hidden: []page.Hidden{{Name: "answer", Value: answer}},
					Save: page.Button{Text: v.Text("alarms.answer." + answer), Classes: []string{"", "govuk-button--secondary"}[i]},
				})
			}
		} else if a.Ends {
			c.Forms = []page.Form{{Action: alarmsPath + "/" + a.ID + "/end", Save: page.Button{Text: v.Text("alarms.end."+a.Kind, "name", a.Name), Classes: "govuk-button--secondary"}}}
		}
		p.Alarms = append(p.Alarms, c)
	}
	return desk.Show(v, alarmsView, p)
}

// endAlarm ends an alarm: its actor is safe again.
func endAlarm(v *desk.Visit) error {
	if err := staff.EndAlarm(v.Ctx(), v.Act(desk.Done(alarmsPath, "alarm_ended")), v.ID("id"), v.Sent("answer")); err != nil {
		return err
	}
	return v.Acted()
}
