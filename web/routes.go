package web

import (
	"lindung"
	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/attachments"
	"lindung/web/bodies"
	"lindung/web/casefile"
	"lindung/web/days"
	"lindung/web/emergency"
	"lindung/web/event"
	"lindung/web/figures"
	"lindung/web/finding"
	"lindung/web/law"
	"lindung/web/messages"
	"lindung/web/monitoring"
	"lindung/web/office"
	"lindung/web/paper"
	"lindung/web/prevention"
	"lindung/web/proceedings"
	"lindung/web/screening"
	"lindung/web/sharing"
	"lindung/web/staffdesk"
)

// wings lists the wings, one for each folder of pages.
var wings = []desk.Wing{
	staffdesk.Wing,
	casefile.Wing(sharing.Panels, screening.Panels, attachments.Panels, paper.Panels, law.Panels, prevention.Panels, proceedings.Panels),
	finding.Wing,
	attachments.Wing,
	sharing.Wing,
	emergency.Wing,
	screening.Wing,
	law.Wing,
	messages.Wing,
	monitoring.Wing,
	prevention.Wing,
	proceedings.Wing,
	days.Wing,
	event.Wing,
	paper.Wing,
	figures.Wing,
	bodies.Wing,
	office.Wing,
	home,
}

// home is the wing of the first page, of what happened before it, and of unknown addresses.
var home = desk.Wing{Name: "home", Staff: true, Templates: templates, Views: []desk.View{homeView, sinceView}, Routes: []desk.Route{
	{Pattern: "GET /{$}", Who: desk.Actors, Action: access.HomeRead, On: desk.OwnAccount, Do: showHome},
	{Pattern: "GET /since", Who: desk.Actors, Action: access.CaseList, On: desk.OwnOrg, Do: showSince},
	{Pattern: "/", Who: desk.Anyone, Do: notFound},
}}

// notFound answers unknown addresses.
func notFound(*desk.Visit) error { return lindung.ErrNotFound }
