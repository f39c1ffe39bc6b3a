// Package monitoring holds the pages of the desks: what waits, the files of the record, a
// proposal, editions, remarks, and who has which desk. Its routes are in [Wing].
package monitoring

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/page"
)

//go:embed templates/*.html
var templates embed.FS

// The addresses of the pages.
const (
	Path          = "/desk"
	DuePath       = Path + "/due"
	filesPath     = Path + "/files/{file}"
	proposalsPath = Path + "/proposals"
	proposalPath  = proposalsPath + "/{id}"
	editionsPath  = Path + "/editions"
	remarksPath   = Path + "/remarks"
	PlacesPath    = Path + "/places"
)

// mostBrought is how large a file may be that is brought in.
const mostBrought = 4 << 20

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "monitoring", Staff: true, Templates: templates, Views: []desk.View{listView, oneView, rowView}, Routes: []desk.Route{
	{Pattern: "GET " + Path, Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: showWork},
	{Pattern: "GET " + DuePath, Who: desk.Actors, Action: access.DeskDue, On: desk.OwnOrg, Do: showDues},
	{Pattern: "GET " + DuePath + ".ics", Who: desk.Actors, Action: access.DeskDue, On: desk.OwnOrg, Do: takeCalendar},
	{Pattern: "GET " + filesPath, Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: listRows},
	{Pattern: "GET " + filesPath + "/take/{format}", Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: takeFile},
	{Pattern: "GET " + filesPath + "/new", Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: newRow},
	{Pattern: "POST " + filesPath, Who: desk.Actors, Action: access.ProposalWrite, Do: addRow, Page: filesPath + "/new", Draft: "desk.title.row", Asks: []desk.Asks{rowAsks}},
	{Pattern: "POST " + filesPath + "/bring", Who: desk.Actors, Action: access.ProposalWrite, Do: bringFile, Page: filesPath, Upload: mostBrought},

	{Pattern: "GET " + proposalPath, Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: showProposal},
	{Pattern: "GET " + proposalPath + "/change", Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: editRow},
	{Pattern: "POST " + proposalPath + "/change", Who: desk.Actors, Action: access.ProposalWrite, Do: saveRow, Draft: "desk.title.row", Asks: []desk.Asks{rowAsks}},
	{Pattern: "POST " + proposalPath + "/give", Who: desk.Actors, Action: access.ProposalWrite, Do: giveProposal, Page: proposalPath},
	{Pattern: "POST " + proposalPath + "/clear", Who: desk.Actors, Action: access.ProposalWrite, Do: clearProposal, Page: proposalPath},
	{Pattern: "POST " + proposalPath + "/drop", Who: desk.Actors, Action: access.ProposalWrite, Do: dropProposal, Page: proposalPath},
	{Pattern: "POST " + proposalPath + "/review", Who: desk.Actors, Action: access.ProposalReview, Do: reviewProposal, Page: proposalPath, Asks: []desk.Asks{proposalAsks}},
	{Pattern: "POST " + proposalPath + "/hold", Who: desk.Actors, Action: access.ProposalHold, Do: holdProposal, Page: proposalPath, Asks: []desk.Asks{proposalAsks}},

	{Pattern: "GET " + editionsPath, Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: listEditions},
	{Pattern: "GET " + editionsPath + "/{number}/file", Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: takeEdition},
	{Pattern: "POST " + editionsPath, Who: desk.Actors, Action: access.EditionPublish, Do: publishEdition, Asks: []desk.Asks{editionAsks}},

	{Pattern: "GET " + remarksPath, Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: listRemarks},
	{Pattern: "POST " + remarksPath, Who: desk.Actors, Action: access.RemarkWrite, Do: addRemark, Draft: "desk.title.remarks", Asks: []desk.Asks{remarkAsks}},
	{Pattern: "GET " + remarksPath + "/{id}", Who: desk.Actors, Action: access.DeskList, On: desk.OwnOrg, Do: showRemark},
	{Pattern: "POST " + remarksPath + "/{id}", Who: desk.Actors, Action: access.RemarkAnswer, Do: answerRemark, Asks: []desk.Asks{remarkAsks}},

	{Pattern: "GET " + PlacesPath, Who: desk.Actors, Action: access.OrgList, On: desk.TheNode, Do: listPlaces},
	{Pattern: "GET " + PlacesPath + "/{org}", Who: desk.Actors, Action: access.OrgList, On: desk.TheNode, Do: showPlace},
	{Pattern: "POST " + PlacesPath + "/{org}", Who: desk.Actors, Action: access.DeskGive, Do: givePlace, Asks: []desk.Asks{placeAsks}},
}}

// listPage is a list with what can be done there.
type listPage struct {
	page.Base
	Lead    string
	Buttons []page.Button
	Tables  []page.Table
	Links   []page.Link
	Forms   []desk.ActForm
	Note    string
}

// onePage is one proposal, and the steps that can be taken with it.
type onePage struct {
	page.Base
	Lead     string
	Said     string // what was said to its author
	SaidOf   string // who gave it back or held it, and when
	SaidWhat string // what is asked
	Mend     string // that it cannot be given to others as it is
	Wrong    []string
	Facts    page.SummaryList
	Table    page.Table
	Buttons  []page.Button
	Forms    []desk.ActForm
}

var (
	listView = page.NewView[listPage]("desk_list")
	oneView  = page.NewView[onePage]("desk_one")

	rowAsks      = desk.Asks{Stem: "row", Words: rowWords()}
	proposalAsks = desk.Asks{Stem: "proposal", Words: map[string]desk.Say{"proposal_back": nil, "proposal_hold": nil}}
	editionAsks  = desk.Asks{Stem: "edition", Words: map[string]desk.Say{"edition_chosen": sayProposal}}
	remarkAsks   = desk.Asks{Stem: "remark", Words: map[string]desk.Say{
		"remark_kind": desk.Code("remark.kind"), "remark_about": nil, "remark_text": nil, "remark_source": nil, "remark_outcome": desk.Code("remark.outcome"), "remark_answer": nil,
	}}
	placeAsks = desk.Asks{Stem: "desk", Words: map[string]desk.Say{"desk_kind": desk.Code("desk.kind"), "desk_voice": nil}}
)

// head are the cells above a table.
func head(v *desk.Visit, labels ...string) []page.Cell {
	all := make([]page.Cell, len(labels))
	for i, l := range labels {
		all[i] = page.Cell{Text: v.Text(l)}
	}
	return all
}

// back leads to what waits.
func back(v *desk.Visit) *page.BackLink {
	return &page.BackLink{Text: v.Text("nav.desk"), Href: Path}
}
