// Package finding holds the pages that find a person before anything is written: search,
// who a new person might be and whom to ask of someone similar, and then opening a case,
// for one person or for another one of the same event; and which cases are of one person.
// Its routes are in [Wing].
package finding

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/person"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// newPath is where a case is opened. The steps of it have pages under it: who it
// might be, whom to ask, and the first answers.
const newPath = "/cases/new"

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "finding", Templates: templates, Views: []desk.View{
	searchView, newCaseView, matchesView, openCaseView, similarView, askedView, sameView,
}, Routes: []desk.Route{
	{Pattern: "GET /search", Who: desk.Actors, Do: newSearch},
	{Pattern: "GET /search/found", Who: desk.Actors, Action: access.CaseSearch, On: desk.OwnOrg, Do: showFound},
	{Pattern: "POST /search", Who: desk.Actors, Do: search, Free: true},
	{Pattern: "GET " + newPath, Who: desk.Actors, Do: newCase},
	{Pattern: "POST " + newPath, Who: desk.Actors, Action: access.CaseOpen, Or: []access.Action{access.CaseSimilar}, Do: openCase, Draft: "page.case_first", Page: newPath + "/first", Asks: casefile.NameAsks},
	{Pattern: "POST " + newPath + "/search", Who: desk.Actors, Do: searchFirst, Free: true, Page: newPath},
	{Pattern: "GET " + newPath + "/matches", Who: desk.Actors, Action: access.CaseSearch, On: desk.OwnOrg, Do: showMatches},
	{Pattern: "GET " + newPath + "/first", Who: desk.Actors, Do: newFirst},
	{Pattern: "GET " + newPath + UnderSimilar, Who: desk.Actors, Action: access.CaseSearch, On: desk.OwnOrg, Do: ShowSimilar},
	{Pattern: "GET " + casefile.AskedPath, Who: desk.Actors, Action: access.WorkloadRead, On: desk.OwnOrg, Do: listAsked},
	{Pattern: "GET /cases/refused", Who: desk.Actors, Do: newRefused},
	{Pattern: "POST /cases/refused", Who: desk.Actors, Action: access.CaseOpen, Do: refuseCase, Asks: []desk.Asks{{Form: person.Counted}}},
	{Pattern: "GET /cases/{id}/same", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showSame},
	{Pattern: "POST /cases/{id}/same", Who: desk.Actors, Action: access.CaseLink, Do: saveSame, Draft: "page.case_same", Asks: []desk.Asks{sameAsks}},
	{Pattern: "GET /cases/{id}/another", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newSibling},
	{Pattern: "POST /cases/{id}/another", Who: desk.Actors, Action: access.CaseSibling, Or: []access.Action{access.CaseSimilar}, Do: openSibling, Draft: "page.case_another", Asks: append(casefile.NameAsks, casefile.EventAsks)},
	{Pattern: "GET /cases/{id}/another" + UnderSimilar, Who: desk.Actors, Action: access.CaseSearch, On: desk.OwnOrg, Do: ShowSimilar},
	{Pattern: "GET /cases/{id}/another/matches", Who: desk.Actors, Action: access.CaseSearch, On: desk.OwnOrg, Do: siblingMatches},
}}
