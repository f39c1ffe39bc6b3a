// Package prevention holds the pages about tips and calls, about recruiters, employers and
// others that cases name, and about activities. Its routes are in [Wing], its section of
// the page of a case in [Panels].
package prevention

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/prevention"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// The addresses of the lists.
const (
	TipsPath       = "/tips"
	EntitiesPath   = "/entities"
	AskedPath      = EntitiesPath + "/asked"
	ActivitiesPath = "/activities"
)

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "prevention", Templates: templates, Views: []desk.View{listView, oneView}, Routes: []desk.Route{
	{Pattern: "GET " + TipsPath, Who: desk.Actors, Action: access.TipList, On: desk.OwnOrg, Do: listTips},
	{Pattern: "GET " + TipsPath + "/new", Who: desk.Actors, Action: access.TipList, On: desk.OwnOrg, Do: newTip},
	{Pattern: "POST " + TipsPath, Who: desk.Actors, Action: access.TipRecord, Do: recordTip, Page: TipsPath + "/new", Draft: "page.tip_new", Asks: []desk.Asks{tipAsks, {Form: prevention.TipForm}, {Form: prevention.BackForm}}},
	{Pattern: "GET " + TipsPath + "/{id}", Who: desk.Actors, Action: access.TipRead, On: desk.OwnOrg, Do: showTip},
	{Pattern: "POST " + TipsPath + "/{id}/look", Who: desk.Actors, Action: access.TipWork, Do: lookAtTip, Page: TipsPath + "/{id}"},
	{Pattern: "POST " + TipsPath + "/{id}/answer", Who: desk.Actors, Action: access.TipWork, Do: answerTip, Page: TipsPath + "/{id}", Draft: "tip.answered", Asks: []desk.Asks{{Form: prevention.AnswerForm}}},
	{Pattern: "POST " + TipsPath + "/{id}/write", Who: desk.Actors, Action: access.TipWork, Do: writeBack, Page: TipsPath + "/{id}", Draft: "tip.wrote", Asks: []desk.Asks{tipAsks}},
	{Pattern: "POST " + TipsPath + "/{id}/end", Who: desk.Actors, Action: access.TipWork, Do: endTip, Page: TipsPath + "/{id}", Draft: "tip.end", Asks: []desk.Asks{tipAsks, {Form: prevention.EndForm}}},
	{Pattern: "POST " + TipsPath + "/{id}/case", Who: desk.Actors, Action: access.TipWork, Do: putTipInCase, Page: TipsPath + "/{id}", Draft: "tip.in_case", Asks: []desk.Asks{tipAsks}},
	{Pattern: "POST " + TipsPath + "/{id}/erase", Who: desk.Actors, Action: access.TipErase, Do: eraseTip, Page: TipsPath + "/{id}"},

	{Pattern: "GET " + EntitiesPath, Who: desk.Actors, Action: access.EntityList, On: desk.OwnOrg, Do: listEntities},
	{Pattern: "GET " + EntitiesPath + "/new", Who: desk.Actors, Action: access.EntityList, On: desk.OwnOrg, Do: newEntity},
	{Pattern: "POST " + EntitiesPath, Who: desk.Actors, Action: access.EntityEdit, Do: addEntity, Page: EntitiesPath + "/new", Draft: "page.entity_new", Asks: []desk.Asks{entityAsks, {Form: prevention.EntityForm}}},
	{Pattern: "GET " + EntitiesPath + "/ask", Who: desk.Actors, Action: access.EntityList, On: desk.OwnOrg, Do: newAsk},
	{Pattern: "POST " + EntitiesPath + "/ask", Who: desk.Actors, Action: access.EntityAsk, Do: askSeen, Free: true, Asks: []desk.Asks{entityAsks}},
	{Pattern: "GET " + EntitiesPath + "/answer", Who: desk.Actors, Do: showAnswer},
	{Pattern: "GET " + AskedPath, Who: desk.Actors, Action: access.EntityAsked, On: desk.OwnOrg, Do: listAsked},
	{Pattern: "GET " + EntitiesPath + "/{id}", Who: desk.Actors, Action: access.EntityList, On: desk.OwnOrg, Do: showEntity},
	{Pattern: "GET " + EntitiesPath + "/{id}/change", Who: desk.Actors, Action: access.EntityList, On: desk.OwnOrg, Do: editEntity},
	{Pattern: "POST " + EntitiesPath + "/{id}/change", Who: desk.Actors, Action: access.EntityEdit, Do: saveEntity, Draft: "page.entity_change", Asks: []desk.Asks{entityAsks, {Form: prevention.EntityForm}}},
	{Pattern: "POST " + EntitiesPath + "/{id}/erase", Who: desk.Actors, Action: access.EntityErase, Do: eraseEntity, Page: EntitiesPath + "/{id}"},
	{Pattern: "GET /cases/{id}/entities", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: nameInCase},
	{Pattern: "POST /cases/{id}/entities", Who: desk.Actors, Action: access.CaseEdit, Do: saveInCase, Draft: "page.entity_in_case", Asks: []desk.Asks{entityAsks, {Form: prevention.EntityForm}}},
	{Pattern: "POST /cases/{id}/entities/{entity}/out", Who: desk.Actors, Action: access.CaseEdit, Do: leaveOut, Page: "/cases/{id}/entities"},

	{Pattern: "GET " + ActivitiesPath, Who: desk.Actors, Action: access.ActivityList, On: desk.OwnOrg, Do: listActivities},
	{Pattern: "GET " + ActivitiesPath + "/file", Who: desk.Actors, Action: access.ActivityList, On: desk.OwnOrg, Do: takeActivities},
	{Pattern: "GET " + ActivitiesPath + "/new", Who: desk.Actors, Action: access.ActivityList, On: desk.OwnOrg, Do: newActivity},
	{Pattern: "POST " + ActivitiesPath, Who: desk.Actors, Action: access.ActivityEdit, Do: addActivity, Page: ActivitiesPath + "/new", Draft: "page.activity_new", Asks: []desk.Asks{activityAsks, {Form: prevention.ActivityForm}}},
	{Pattern: "GET " + ActivitiesPath + "/{id}/change", Who: desk.Actors, Action: access.ActivityEdit, On: desk.OwnOrg, Do: editActivity},
	{Pattern: "POST " + ActivitiesPath + "/{id}/change", Who: desk.Actors, Action: access.ActivityEdit, Do: saveActivity, Draft: "page.activity_change", Asks: []desk.Asks{activityAsks, {Form: prevention.ActivityForm}}},
}}

// Panels are the sections of the page of a case that this package fills.
var Panels = []casefile.Panel{{ID: "entities", Show: entitiesPart}}

// listPage is a list with what can be done there.
type listPage struct {
	page.Base
	Lead    string
	Buttons []page.Button
	Links   []page.Link
	Tables  []page.Table
	Note    string
}

// onePage is one thing, and the steps that can be taken with it.
type onePage struct {
	page.Base
	Lead    string
	Facts   page.SummaryList
	Talk    page.SummaryList // with who said no name
	Table   page.Table
	Links   []page.Link
	Buttons []page.Button
	Forms   []desk.ActForm
}

var (
	listView = page.NewView[listPage]("prevention_list")
	oneView  = page.NewView[onePage]("prevention_one")

	tipAsks = desk.Asks{Stem: "tip", Words: map[string]desk.Say{
		"tip_kind": desk.Code("tip.kind"), "tip_back": desk.Code("tip.back"), "tip_outcome": desk.Code("tip.outcome"), "tip_number": nil, "tip_text": nil,
	}}
	entityAsks = desk.Asks{Stem: "entity", Words: map[string]desk.Say{
		"entity_kind": desk.Code("entity.kind"), "entity_role": desk.Code("entity.role"), "entity_text": nil,
	}}
	activityAsks = desk.Asks{Stem: "activity", Words: map[string]desk.Say{
		"activity_kind": desk.Code("activity.kind"), "activity_article": desk.Code("activity.article"), "activity_reach": nil, "activity_day": nil,
	}}
)

// head are the cells above a table.
func head(v *desk.Visit, labels ...string) []page.Cell {
	all := make([]page.Cell, len(labels))
	for i, l := range labels {
		all[i] = page.Cell{Text: v.Text(l)}
	}
	return all
}

// answers are what a form is filled with: what was sent or kept, or what is stored.
func answers(v *desk.Visit, a page.Answers) page.Answers {
	if len(a.Problems) > 0 {
		a.Sent = v.Form()
		return a
	}
	if sent := v.Filled(nil); len(sent) > 0 {
		return page.Answers{Sent: sent}
	}
	return a
}
