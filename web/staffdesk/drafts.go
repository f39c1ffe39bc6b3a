package staffdesk

import (
	"lindung/internal/desk"

	"lindung/internal/page"
	"lindung/staff"
)

type draftsPage struct {
	page.Base
	Drafts []draftLine
}

// draftLine is a form that was begun, with the title of what it does.
type draftLine struct {
	When string
	Open page.Link
	Drop page.Form
}

var draftsView = page.NewView[draftsPage]("drafts")

// listDrafts shows what was typed and not sent. Each draft opens in its own form, with
// every answer at its question, and is sent from there.
func listDrafts(v *desk.Visit) error {
	all, err := staff.Drafts(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := draftsPage{Base: v.Base("page.drafts")}
	for _, d := range all {
		title := v.DraftTitle(d)
		if title == "" {
			continue // its page is gone with an older version of the program
		}
		p.Drafts = append(p.Drafts, draftLine{
			When: v.When(d.At.Time()), Open: page.Link{Text: title, Href: desk.DraftHref(d)},
			Drop: page.Form{
				Action: "/drafts/" + d.ID + "/drop", Save: page.Button{Text: v.Text("draft.drop"), Classes: "govuk-button--secondary l-button--quiet"},
				Hidden: []page.Hidden{{Name: "to", Value: "/drafts"}},
			},
		})
	}
	return desk.Show(v, draftsView, p)
}

func dropDraft(v *desk.Visit) error {
	to := desk.Done(desk.LocalPath(v.Sent("to")), "draft_dropped")
	if err := staff.DropDraft(v.Ctx(), v.Act(to), v.ID("id")); err != nil {
		return err
	}
	return v.Acted()
}
