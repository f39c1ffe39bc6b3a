// Package event holds the pages of an event that happened to many at once, such as a raid or
// a crossing: who is still to be met, what comes first for each, from which states they are,
// and the few questions of a first meeting. Its routes are in [Wing].
package event

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "event", Templates: templates, Views: []desk.View{boardView}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/event", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showBoard},
	{Pattern: "GET /cases/{id}/event/first", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askFirst},
	{Pattern: "POST /cases/{id}/event/first", Who: desk.Actors, Action: access.CaseEdit, Do: recordFirst, Draft: "page.first_meeting", Asks: []desk.Asks{firstAsks, signAsks}},
}}
