// Package attachments holds the pages of the files that belong to a case: add one,
// look at it, take it out, strike it out. Its routes are in [Wing].
package attachments

import (
	"embed"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "attachments", Templates: templates, Views: []desk.View{listView, fileView}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/attachments", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: listFiles},
	{Pattern: "GET /cases/{id}/attachments/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newFile},
	{Pattern: "POST /cases/{id}/attachments/new", Who: desk.Actors, Action: access.CaseEdit, Do: addFile, Upload: attachment.MostBytes, Draft: "page.attachment_new", Asks: []desk.Asks{asks}},
	{Pattern: "GET /cases/{id}/attachments/{attachment}", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showFile},
	{Pattern: "GET /cases/{id}/attachments/{attachment}/file", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: giveFile},
	{Pattern: "GET /cases/{id}/attachments/{attachment}/strike", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askStrike},
	{Pattern: "POST /cases/{id}/attachments/{attachment}/strike", Who: desk.Actors, Action: access.CaseEdit, Do: strikeFile, Draft: "page.attachment_strike", Asks: []desk.Asks{asks}},
}}

// Panels are the sections of this wing on the page of a case.
var Panels = []casefile.Panel{{ID: part, Show: section}}

// part is the section of the page of a case, and the part of the case.
const part = "attachments"

// onCasePage is how many files stand on the page of a case, the newest.
const onCasePage = 5

// section lists the newest files of a case. No byte of them is read.
func section(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	s := casefile.Section{ID: part, Title: v.Text("case.part.attachments"), Count: len(w.Attachments)}
	s.Table = table(v, w.Case, w.Attachments[:min(len(w.Attachments), onCasePage)])
	if len(w.Attachments) > onCasePage {
		s.More = []page.Link{{Text: v.Text("case.record.all", "n", len(w.Attachments)), Href: listPath(w.ID)}}
	}
	if len(kinds(w.Case)) > 0 {
		s.Do = &page.Button{Text: v.Text("page.attachment_new"), Href: listPath(w.ID) + "/new", Classes: "govuk-button--secondary"}
		if len(w.Attachments) == 0 {
			s.Lead = v.Text("attachment.none")
		}
	}
	return s, len(w.Attachments) > 0 || s.Do != nil
}

// kinds are those of the files that the actor may add.
func kinds(c cases.Case) []string {
	var all []string
	for _, k := range attachment.Kinds {
		if c.CanEdit(k.Group) {
			all = append(all, k.Kind)
		}
	}
	return all
}

func listPath(id lindung.CaseID) string { return casefile.Path(id) + "/attachments" }

// Path is the address of a file of a case.
func Path(id lindung.CaseID, attachment string) string { return listPath(id) + "/" + attachment }

// SheetPath is the address where the signed sheet of a consent is added.
func SheetPath(id lindung.CaseID, g lindung.GrantID) string {
	return listPath(id) + "/new?kind=" + attachment.ConsentSheet + "&grant=" + string(g)
}

// table tells each file in a line.
func table(v *desk.Visit, c cases.Case, all []attachment.Attachment) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true}
	if len(all) == 0 {
		return t
	}
	for _, h := range []string{"attachment.kind", "attachment.title", "attachment.at"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text(h)})
	}
	for _, a := range all {
		title := page.Cell{Text: a.Title}
		if v.Private() {
			title = page.Cell{Hidden: a.Title, Masked: v.Text("page.show")}
		}
		title.Note = sizeOf(v, a)
		if a.Struck {
			title.Tag = &page.Tag{Text: v.Text("case.record.struck"), Classes: "l-tag--quiet"}
		}
		t.Rows = append(t.Rows, []page.Cell{
			{Text: v.Text("attachment_kind." + a.Kind), Href: Path(c.ID, a.ID)}, title, {Text: v.When(a.At.Time()), Note: c.Who[a.By]},
		})
	}
	return t
}

// sizeOf says what a file is and how long it takes to load.
func sizeOf(v *desk.Visit, a attachment.Attachment) string {
	return v.Text("attachment.size", "format", v.Text("attachment_format."+string(a.Format)), "n", (a.Size+1023)>>10)
}
