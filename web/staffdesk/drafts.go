package staffdesk

import (
	"lindung/internal/desk"
	"maps"
	"slices"
	"strings"

	"lindung/internal/page"
	"lindung/staff"
)

type draftsPage struct {
	page.Base
	Drafts []draftLine
}

type draftLine struct{ When, Href string }

type draftPage struct {
	page.Base
	When    string
	Answers page.SummaryList
	Send    page.Form
	Drop    page.Form
}

var (
	draftsView = page.NewView[draftsPage]("drafts")
	draftView  = page.NewView[draftPage]("draft")
)

// listDrafts shows the forms that came after their session had expired.
func listDrafts(v *desk.Visit) error {
	all, err := staff.Drafts(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := draftsPage{Base: v.Base("page.drafts")}
	for _, d := range all {
		p.Drafts = append(p.Drafts, draftLine{v.When(d.At.Time()), "/drafts/" + d.ID})
	}
	return desk.Show(v, draftsView, p)
}

// showDraft shows what was typed, to be sent again or thrown away.
func showDraft(v *desk.Visit) error {
	d, err := staff.TakeDraft(v.Ctx(), v.Session, v.ID("id"))
	if err != nil {
		return err
	}
	p := draftPage{Base: v.Base("page.draft"), When: v.When(d.At.Time()), Answers: draftAnswers(v, d)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/drafts"}
	p.Send = page.Form{Action: "/drafts/" + d.ID + "/send", Save: page.Button{Text: v.Text("draft.send")}}
	p.Drop = page.Form{Action: "/drafts/" + d.ID + "/drop", Save: page.Button{Text: v.Text("draft.drop"), Classes: "govuk-button--secondary"}}
	return desk.Show(v, draftView, p)
}

// draftAnswers shows what has a label; numbers of versions and the like do not.
func draftAnswers(v *desk.Visit, d staff.Draft) page.SummaryList {
	var list page.SummaryList
	for _, name := range slices.Sorted(maps.Keys(d.Form)) {
		value := strings.TrimSpace(strings.Join(d.Form[name], v.Text("common.list_separator")))
		label := "field." + name
		if key := "identification.answer." + value; v.T.Has("identification.indicator."+name) && v.T.Has(key) {
			label, value = "identification.indicator."+name, v.Text(key)
		}
		if value != "" && v.T.Has(label) {
			list.Rows = append(list.Rows, page.SummaryRow{
				Key: page.SummaryText{Text: v.Text(label)}, Value: page.SummaryText{Text: value},
			})
		}
	}
	return list
}

// sendDraft sends the form again. It stays a draft until it was accepted.
func sendDraft(v *desk.Visit) error {
	d, err := staff.TakeDraft(v.Ctx(), v.Session, v.ID("id"))
	if err != nil {
		return err
	}
	accepted, err := v.Again(d.Path, d.Form)
	if err != nil || !accepted {
		return err
	}
	// The page has been answered: what goes wrong now can only be logged, and
	// leaves a draft that its actor throws away.
	if err := staff.DropDraft(v.Ctx(), v.Session, d.ID); err != nil {
		v.Logger.Error("draft stays", "draft", d.ID, "err", err)
	}
	return nil
}

func dropDraft(v *desk.Visit) error {
	if err := staff.DropDraft(v.Ctx(), v.Session, v.ID("id")); err != nil {
		return err
	}
	return v.Done("/drafts", "draft_dropped")
}
