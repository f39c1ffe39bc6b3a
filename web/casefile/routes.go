package casefile

import (
	"embed"
	"slices"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/desk"
)

//go:embed templates/*.html
var templates embed.FS

// Wing is what this package hands up to the pages of the staff. panels are the
// sections of the page of a case that other wings fill.
func Wing(panels ...[]Panel) desk.Wing {
	show := func(v *desk.Visit) error { return showCase(v, slices.Concat(panels...)) }
	return desk.Wing{Name: "casefile", Templates: templates, Views: []desk.View{
		casesView, sharedView, listsView, caseView, brokenView, FormView, caseConflictView, caseNamesView, recordsView, recordView, notesView, caseTeamView, relationsView, caseStateView, caseHistoryView, documentsView, paperView,
	}, Routes: []desk.Route{
		{Pattern: "GET /cases", Who: desk.Actors, Action: access.CaseList, On: desk.OwnOrg, Do: listCases},
		{Pattern: "GET " + listsPath, Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: listLists},
		{Pattern: "POST " + listsPath, Who: desk.Actors, Action: access.OwnSession, Do: changeList, Asks: []desk.Asks{listAsks}},
		{Pattern: "GET " + newListPath, Who: desk.Actors, Action: access.CaseList, On: desk.OwnOrg, Do: newList},
		{Pattern: "POST " + newListPath, Who: desk.Actors, Action: access.OwnSession, Do: saveList, Asks: []desk.Asks{listAsks}},
		{Pattern: "GET /cases/shared", Who: desk.Actors, Action: access.CaseList, On: desk.OwnOrg, Do: listShared},
		{Pattern: "POST /privacy", Who: desk.Actors, Do: setPrivacy, Free: true},
		{Pattern: "GET /cases/{id}", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: show},
		{Pattern: "GET /cases/{id}/forms/{form}", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: editForm},
		{Pattern: "POST /cases/{id}/forms/{form}", Who: desk.Actors, Action: access.CaseEdit, Do: saveForm, Draft: "form.{form}"},
		{Pattern: "GET /cases/{id}/records/{form}", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: listRecords},
		{Pattern: "GET /cases/{id}/records/{form}/new", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: func(v *desk.Visit) error { return editAnswers(v, newRecord) }},
		{Pattern: "POST /cases/{id}/records/{form}/new", Who: desk.Actors, Action: access.CaseEdit, Do: func(v *desk.Visit) error { return saveAnswers(v, newRecord) }, Draft: "form.{form}", Asks: []desk.Asks{recordAsks}},
		{Pattern: "GET /cases/{id}/records/{form}/{record}", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: showRecord},
		{Pattern: "GET /cases/{id}/records/{form}/{record}/correct", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: func(v *desk.Visit) error { return editAnswers(v, oldRecord) }},
		{Pattern: "POST /cases/{id}/records/{form}/{record}/correct", Who: desk.Actors, Action: access.CaseEdit, Do: func(v *desk.Visit) error { return saveAnswers(v, oldRecord) }, Draft: "form.{form}", Asks: []desk.Asks{recordAsks}},
		{Pattern: "GET /cases/{id}/records/{form}/{record}/strike", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: askStrike},
		{Pattern: "POST /cases/{id}/records/{form}/{record}/strike", Who: desk.Actors, Action: access.CaseEdit, Do: strikeRecord, Draft: "page.case_record_strike", Asks: []desk.Asks{{Form: cases.Struck}}},
		{Pattern: "GET /cases/{id}/names", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: editNames},
		{Pattern: "POST /cases/{id}/names", Who: desk.Actors, Action: access.CaseEdit, Do: saveNames, Draft: "page.case_names", Asks: NameAsks},
		{Pattern: "GET /cases/{id}/notes", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: newNote},
		{Pattern: "GET /cases/{id}/notes/all", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: listNotes},
		{Pattern: "POST /cases/{id}/notes", Who: desk.Actors, Action: access.NoteAdd, Do: addNote, Draft: "page.case_note", Asks: []desk.Asks{noteAsks}},
		{Pattern: "GET /cases/{id}/team", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: showTeam},
		{Pattern: "POST /cases/{id}/team", Who: desk.Actors, Action: access.CaseTeam, Or: []access.Action{access.CaseAssign}, Do: saveTeam, Asks: []desk.Asks{teamAsks}},
		{Pattern: "GET /cases/{id}/protect", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: askProtect},
		{Pattern: "POST /cases/{id}/protect", Who: desk.Actors, Action: access.CaseProtect, Do: protectCase, Asks: []desk.Asks{protectAsks}},
		{Pattern: "GET /cases/{id}/state", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: showState},
		{Pattern: "GET /cases/{id}/erase", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: askErasure},
		{Pattern: "POST /cases/{id}/erase", Who: desk.Actors, Action: access.CaseErase, Do: sendErasure, Asks: []desk.Asks{eraseAsks}},
		{Pattern: "GET /cases/{id}/hold", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: showHold},
		{Pattern: "POST /cases/{id}/hold", Who: desk.Actors, Action: access.CaseHold, Do: saveHold, Asks: []desk.Asks{holdAsks}},
		{Pattern: "POST /cases/{id}/state", Who: desk.Actors, Action: access.CaseClose, Or: []access.Action{access.CaseReopen, access.CaseEdit}, Do: saveState, Asks: []desk.Asks{closeAsks}},
		{Pattern: "GET /cases/{id}/relations", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: editRelations},
		{Pattern: "POST /cases/{id}/relations", Who: desk.Actors, Action: access.CaseEdit, Do: saveRelation, Draft: "page.case_relations", Asks: []desk.Asks{relationAsks}},
		{Pattern: "GET /cases/{id}/join", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: askJoin},
		{Pattern: "POST /cases/{id}/join", Who: desk.Actors, Action: access.CaseEdit, Do: joinCase, Draft: "page.case_join", Asks: []desk.Asks{joinAsks, EventAsks}},
		{Pattern: "GET /cases/{id}/event/change", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: editEvent},
		{Pattern: "POST /cases/{id}/event/change", Who: desk.Actors, Action: access.CaseEdit, Do: saveEvent, Draft: "page.case_event", Asks: []desk.Asks{EventAsks}},
		{Pattern: "GET /cases/{id}/documents", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: listDocuments},
		{Pattern: "GET /cases/{id}/documents/{name}", Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: showDocument},
		{Pattern: "GET /cases/{id}/documents/{name}" + FilePath, Who: desk.Actors, Action: access.CaseRead, On: UnderCase, Do: showDocument},
		{Pattern: "GET /cases/{id}/history", Who: desk.Actors, Action: access.CaseHistory, On: UnderCase, Do: showHistory},
	}}
}
