// Package bodies holds the pages about whom a worker can ask for help: the directory
// of organisations and outside bodies, what each offers, and enquiries without a
// person. Its routes are in [Wing].
package bodies

import (
	"embed"

	"lindung/access"
	"lindung/directory"
	"lindung/internal/desk"
)

//go:embed templates/*.html
var templates embed.FS

// Path is the address of the directory, and EnquiriesPath that of the enquiries.
const (
	Path          = "/organisations"
	searchPath    = Path + "/search"
	EnquiriesPath = "/enquiries"
)

const mostFile = 2 << 20 // bytes of a file with outside bodies

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "bodies", Templates: templates, Views: []desk.View{directoryView, listedView, bodyNewView, bodyChangeView, enquiriesView}, Routes: []desk.Route{
	{Pattern: "GET " + Path, Who: desk.Actors, Action: access.OrgList, On: desk.TheNode, Do: showDirectory},
	{Pattern: "GET " + Path + "/{id}", Who: desk.Actors, Action: access.OrgList, On: desk.TheNode, Do: showListed},
	{Pattern: "POST " + Path + "/free", Who: desk.Actors, Action: access.OfferFree, Do: sayFree, Page: Path, Asks: []desk.Asks{offerAsks}},
	{Pattern: "GET " + Path + "/{id}/offer", Who: desk.Actors, Action: access.OfferEdit, On: desk.OwnOrg, Do: editOffer},
	{Pattern: "POST " + Path + "/{id}/offer", Who: desk.Actors, Action: access.OfferEdit, Do: saveOffer, Draft: "page.offer", Asks: []desk.Asks{offerAsks}},
	{Pattern: "GET " + Path + "/{id}/body", Who: desk.Actors, Action: access.OfferEdit, On: desk.OwnOrg, Do: editBody},
	{Pattern: "POST " + Path + "/{id}/body", Who: desk.Actors, Action: access.OfferEdit, Do: saveBody, Draft: "page.body_changed", Asks: []desk.Asks{bodyAsks}},
	{Pattern: "GET /bodies/new", Who: desk.Actors, Action: access.OfferEdit, On: desk.OwnOrg, Do: newBody},
	{Pattern: "POST /bodies", Who: desk.Actors, Action: access.OfferEdit, Do: addBody, Page: "/bodies/new", Draft: "page.body_new", Asks: []desk.Asks{bodyAsks, offerAsks}},
	{Pattern: "POST /bodies/file", Who: desk.Actors, Action: access.OfferEdit, Do: addBodies, Page: "/bodies/new", Upload: mostFile, Free: true},
	{Pattern: "POST " + searchPath, Who: desk.Actors, Do: searchDirectory, Page: Path, Free: true},
	{Pattern: "POST /organisations/export", Who: desk.Actors, Action: access.OrgList, Do: exportDirectory, Page: Path, Free: true},

	{Pattern: "GET " + EnquiriesPath, Who: desk.Actors, Action: access.EnquiryList, On: desk.OwnOrg, Do: listEnquiries},
	{Pattern: "GET " + EnquiriesPath + "/new", Who: desk.Actors, Action: access.EnquiryList, On: desk.OwnOrg, Do: newEnquiry},
	{Pattern: "POST " + EnquiriesPath, Who: desk.Actors, Action: access.EnquirySend, Do: sendEnquiry, Page: EnquiriesPath + "/new", Asks: []desk.Asks{enquiryAsks, peopleAsks}},
	{Pattern: "POST " + EnquiriesPath + "/{id}/answer", Who: desk.Actors, Action: access.EnquiryAnswer, Do: answerEnquiry, Page: EnquiriesPath, Asks: []desk.Asks{enquiryAsks}},
	{Pattern: "POST " + EnquiriesPath + "/{id}/drop", Who: desk.Actors, Action: access.EnquirySend, Do: dropEnquiry, Page: EnquiriesPath},
}}

var (
	offerAsks = desk.Asks{Stem: "offer", Form: directory.OfferForm}
	bodyAsks  = desk.Asks{Stem: "consent", Words: map[string]desk.Say{"body_country": desk.SayCountry, "body_sector": desk.Code("sector")}}
)
