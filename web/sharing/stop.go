package sharing

import (
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
)

const stopPath = "/paused/all"

// askStop says what it means to end all sessions and to pause sharing.
func askStop(v *desk.Visit) error {
	p := desk.FormPage{Base: v.Base("page.stop"), Lead: v.Text("stop.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/people"}
	p.Form = page.Form{Action: stopPath, Save: page.Button{Text: v.Text("stop.do"), Classes: "govuk-button--warning"}}
	return desk.Show(v, desk.FormView, p)
}

// stopAll ends all other sessions of the organisation and pauses what it shares.
func stopAll(v *desk.Visit) error {
	if _, err := dossier.Stop(v.Ctx(), v.Act(desk.Done("/paused", "all_stopped"))); err != nil {
		return err
	}
	return v.Acted()
}
