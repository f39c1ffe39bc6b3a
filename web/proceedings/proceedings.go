// Package proceedings holds the page of what is open by law in the cases of authorities, legal
// aid and consulates, and those of the suspects of a case. Its routes are in [Wing],
// its section of the page of a case in [Panels]. The records of an investigation are forms,
// shown like any other.
package proceedings

import (
	"cmp"
	"embed"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/justice"
	"lindung/protection"
	"lindung/returns"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "proceedings", Templates: templates, Views: []desk.View{proceedingsView, suspectView}, Routes: []desk.Route{
	{Pattern: "GET " + desk.ProceedingsPath, Who: desk.Actors, Action: access.CaseList, On: desk.OwnOrg, Do: showProceedings},
	{Pattern: "GET /cases/{id}/suspects/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newSuspect},
	{Pattern: "POST /cases/{id}/suspects/new", Who: desk.Actors, Action: access.CaseEdit, Do: addSuspect, Draft: "page.suspect_new", Asks: []desk.Asks{suspectAsks}},
	{Pattern: "GET /cases/{id}/suspects/{suspect}", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showSuspect},
	{Pattern: "GET /cases/{id}/suspects/{suspect}/change", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: editSuspect},
	{Pattern: "POST /cases/{id}/suspects/{suspect}/change", Who: desk.Actors, Action: access.CaseEdit, Do: changeSuspect, Draft: "page.suspect_change", Asks: []desk.Asks{suspectAsks}},
	{Pattern: "POST /cases/{id}/suspects/{suspect}/join", Who: desk.Actors, Action: access.CaseEdit, Do: joinSuspect, Page: "/cases/{id}/suspects/{suspect}", Asks: []desk.Asks{suspectAsks}},
	{Pattern: "POST /cases/{id}/suspects/{suspect}/drop", Who: desk.Actors, Action: access.CaseEdit, Do: dropSuspect, Page: "/cases/{id}/suspects/{suspect}"},
}}

// Panels are the sections of the page of a case that this package fills.
var Panels = []casefile.Panel{{ID: "suspects", Show: suspectsPart}}

type proceedingsPage struct {
	page.Base
	Lead  string
	Lists []page.Table
	Empty string
}

var proceedingsView = page.NewView[proceedingsPage]("proceedings")

// showProceedings shows what is open by law in the cases that the actor sees.
func showProceedings(v *desk.Visit) error {
	open, err := dossier.ReadMatters(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	name := v.ProceedingsName()
	p := proceedingsPage{Base: v.Base("page." + name), Lead: v.Text(name + ".lead")}
	p.Wide = true
	for _, o := range open {
		p.Lists = append(p.Lists, list(v, o.Name, o.Records))
	}
	if len(p.Lists) == 0 {
		p.Empty = v.Text("proceedings.none")
	}
	return desk.Show(v, proceedingsView, p)
}

// list is one of the lists.
func list(v *desk.Visit, name string, all []cases.OpenRecord) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("proceedings."+name, "n", len(all)), CaptionClasses: "govuk-table__caption--m"}
	heads := []string{"what", "case", "due", "since"}
	if name == "hearings" { // which have no other day than their own
		heads = heads[:3]
	}
	for _, h := range heads {
		t.Head = append(t.Head, page.Cell{Text: v.Text("proceedings.head." + h)})
	}
	for _, o := range all {
		what := page.Cell{Text: said(v, o), Note: v.Text("form." + o.Form.Name), Href: casefile.RecordPath(o.Case, o.Form.Name, o.ID)}
		if what.Text == "" {
			what.Text, what.Note = what.Note, ""
		}
		due := page.Cell{Text: v.Text("proceedings.no_day")}
		if !o.Due.IsZero() {
			due = page.Cell{Text: v.T.Date(o.Due), Note: v.Near(o.Due.Last())}
		}
		row := []page.Cell{what, {Text: o.Number, Href: casefile.Path(o.Case)}, due, {}}
		if !o.Day.IsZero() {
			row[3].Text = v.T.Date(o.Day)
		}
		t.Rows = append(t.Rows, row[:len(heads)])
	}
	return t
}

// said is what a record is about, in codes alone: a list names nobody.
func said(v *desk.Visit, o cases.OpenRecord) string {
	for _, f := range []field.Typed[string]{
		justice.HearingKind, justice.RequestKind, justice.SafeguardKind, justice.AssetKind, justice.ComplaintBy,
		protection.DetentionPlace, protection.ChargeKind, protection.OrderKind, protection.ClaimWay, protection.StayKind, returns.PlanChoice,
	} {
		code, ok := f.Get(o.Values)
		if !ok {
			continue
		}
		text := v.Text("code." + f.List.Name + "." + code)
		if state, has := justice.RequestState.Get(o.Values); has {
			text = v.Text("proceedings.with_state", "what", text, "state", v.T.Country(lindung.Country(state)))
		}
		return text
	}
	for _, f := range []field.Typed[string]{returns.NationalityOf, returns.TravelPaperOf} {
		if state, ok := f.Get(o.Values); ok {
			return v.T.Country(lindung.Country(state))
		}
	}
	return ""
}

// reminder says what the law asks because of what is recorded.
func reminder(v *desk.Visit, r dossier.Reminder) string {
	return v.Text("case.justice."+r.Name, "state", cmp.Or(v.T.Country(r.State), string(r.State)))
}
