package web

import (
	"lindung"
	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/casefile"
	"lindung/web/office"
	"lindung/web/screening"
	"lindung/web/sharing"
	"lindung/web/staffdesk"
)

// wings are the pages of the staff, a folder a wing.
var wings = []desk.Wing{
	staffdesk.Wing,
	casefile.Wing(sharing.Panels, screening.Panels),
	sharing.Wing,
	screening.Wing,
	office.Wing,
	home,
}

// home is the first page, and what answers an address that nothing is at.
var home = desk.Wing{Name: "home", Templates: templates, Views: []desk.View{homeView}, Routes: []desk.Route{
	{Pattern: "GET /{$}", Who: desk.Actors, Action: access.HomeRead, On: desk.OwnAccount, Do: showHome},
	{Pattern: "/", Who: desk.Anyone, Do: notFound},
}}

// notFound answers every address that nothing is at.
func notFound(*desk.Visit) error { return lindung.ErrNotFound }
