package screening

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "screening", Templates: templates, Views: []desk.View{
	screeningsView, screeningAskView, screeningView, noticeView,
}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/screening", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: listScreenings},
	{Pattern: "GET /cases/{id}/screening/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newScreening},
	{Pattern: "POST /cases/{id}/screening/new", Who: desk.Actors, Action: access.ScreeningRecord, Do: beginScreening, Asks: []desk.Asks{screeningAsks}},
	{Pattern: "GET /cases/{id}/screening/{screening}", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showScreening},
	{Pattern: "GET /cases/{id}/screening/{screening}/{part}", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askQuestions},
	{Pattern: "POST /cases/{id}/screening/{screening}/{part}", Who: desk.Actors, Action: access.ScreeningRecord, Do: saveAnswers, Draft: "page.screening_ask", Asks: []desk.Asks{screeningAsks, answerAsks}},
	{Pattern: "POST /cases/{id}/screening/{screening}/finish", Who: desk.Actors, Action: access.ScreeningRecord, Do: finishScreening, Page: "/cases/{id}/screening/{screening}"},
	{Pattern: "POST /cases/{id}/age/settle", Who: desk.Actors, Action: access.CaseEdit, Do: settleAge, Page: "/cases/{id}/screening"},
	{Pattern: "GET /cases/{id}/decision/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newDecision},
	{Pattern: "POST /cases/{id}/decision/new", Who: desk.Actors, Action: access.DecisionRecord, Do: recordDecision, Asks: []desk.Asks{decisionAsks}},
	{Pattern: "GET /cases/{id}/decision/{decision}", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askChange},
	{Pattern: "POST /cases/{id}/decision/{decision}", Who: desk.Actors, Action: access.DecisionRecord, Do: saveChange, Asks: []desk.Asks{changeAsks}},
	{Pattern: "GET /cases/{id}/notice", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askNotice},
	{Pattern: "POST /cases/{id}/notice", Who: desk.Actors, Action: access.NoticeGive, Do: giveNotice, Asks: []desk.Asks{noticeAsks}},
	{Pattern: "GET /referrals/{id}/notice", Who: desk.Actors, Action: access.ReferralRead, On: onReferral, Do: askNoticeFor},
	{Pattern: "POST /referrals/{id}/notice", Who: desk.Actors, Action: access.NoticeGive, Do: giveNoticeFor, Asks: []desk.Asks{noticeAsks}},
}}
