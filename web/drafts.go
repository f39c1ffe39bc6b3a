package web

import (
	"maps"
	"slices"
	"strings"

	"lindung/access"
	"lindung/internal/page"
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
func listDrafts(v *visit) error {
	all, err := access.Drafts(v.ctx(), v.session)
	if err != nil {
		return err
	}
	p := draftsPage{Base: v.base("page.drafts")}
	for _, d := range all {
		p.Drafts = append(p.Drafts, draftLine{v.when(d.At.Time()), "/drafts/" + d.ID})
	}
	return show(v, draftsView, p)
}

// showDraft shows what was typed, to be sent again or thrown away.
func showDraft(v *visit) error {
	d, err := access.TakeDraft(v.ctx(), v.session, v.id("id"))
	if err != nil {
		return err
	}
	p := draftPage{Base: v.base("page.draft"), When: v.when(d.At.Time()), Answers: v.draftAnswers(d)}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/drafts"}
	p.Send = page.Form{Action: "/drafts/" + d.ID + "/send", Save: page.Button{Text: v.text("draft.send")}}
	p.Drop = page.Form{Action: "/drafts/" + d.ID + "/drop", Save: page.Button{Text: v.text("draft.drop"), Classes: "govuk-button--secondary"}}
	return show(v, draftView, p)
}

// draftAnswers shows what has a label; numbers of versions and the like do not.
func (v *visit) draftAnswers(d access.Draft) page.SummaryList {
	var list page.SummaryList
	for _, name := range slices.Sorted(maps.Keys(d.Form)) {
		value := strings.TrimSpace(strings.Join(d.Form[name], v.text("common.list_separator")))
		label := "field." + name
		if key := "identification.answer." + value; v.t.Has("identification.indicator."+name) && v.t.Has(key) {
			label, value = "identification.indicator."+name, v.text(key)
		}
		if value != "" && v.t.Has(label) {
			list.Rows = append(list.Rows, page.SummaryRow{
				Key: page.SummaryText{Text: v.text(label)}, Value: page.SummaryText{Text: value},
			})
		}
	}
	return list
}

// sendDraft sends the form again. It stays a draft until it was accepted.
func sendDraft(v *visit) error {
	d, err := access.TakeDraft(v.ctx(), v.session, v.id("id"))
	if err != nil {
		return err
	}
	accepted, err := v.again(d.Path, d.Form)
	if err != nil || !accepted {
		return err
	}
	// The page has been answered: what goes wrong now can only be logged, and
	// leaves a draft that its actor throws away.
	if err := access.DropDraft(v.ctx(), v.session, d.ID); err != nil {
		v.Logger.Error("draft stays", "draft", d.ID, "err", err)
	}
	return nil
}

func dropDraft(v *visit) error {
	if err := access.DropDraft(v.ctx(), v.session, v.id("id")); err != nil {
		return err
	}
	return v.done("/drafts", "draft_dropped")
}
