// Package staffdesk holds the pages of the people who work here: signing in, their
// account, drafts, people and organisations. Its routes are in [Wing].
package staffdesk

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "staffdesk", Staff: true, Templates: templates, Views: []desk.View{
	signInView, signInHelpView, enrolView, deviceView, codesView, spentView, draftsView, accountView, sessionsView, devicesView, passkeysView, passkeyView, peopleView, personView, handOutView, administrationView, rightsView, alarmsView, undertakingView, calendarView,
}, Routes: []desk.Route{
	{Pattern: "GET /sign-in", Who: desk.Anyone, Do: showSignIn},
	{Pattern: "POST /sign-in", Who: desk.Anyone, Do: signIn},
	{Pattern: "GET " + desk.ChallengePath, Who: desk.Anyone, Do: challenge},
	{Pattern: "POST " + desk.ChallengePath, Who: desk.Anyone, Do: signInWithPasskey},
	{Pattern: "GET /sign-in/help", Who: desk.Anyone, Do: showSignInHelp},
	{Pattern: "POST /sign-out", Who: desk.Actors, Action: access.OwnSession, Do: signOut, Free: true},
	{Pattern: "GET /enrol/{token}", Who: desk.Anyone, Do: showEnrol},
	{Pattern: "POST /enrol/{token}", Who: desk.Anyone, Do: choosePassword},
	{Pattern: "GET /enrol/{token}" + devicePath, Who: desk.Anyone, Do: showDevice},
	{Pattern: "POST /enrol/{token}" + devicePath, Who: desk.Anyone, Do: enrol},
	{Pattern: "GET /enrol/{token}" + codesPath, Who: desk.Anyone, Do: showEnrolled},
	{Pattern: "GET " + desk.StepUpPath, Who: desk.Actors, Do: showStepUp},
	{Pattern: "POST " + desk.StepUpPath, Who: desk.Actors, Action: access.OwnSession, Do: stepUp, Free: true},
	{Pattern: "POST " + desk.StepUpKeyPath, Who: desk.Actors, Action: access.OwnSession, Do: stepUpWithPasskey, Free: true, Page: desk.StepUpPath},
	{Pattern: "GET " + desk.UndertakingPath, Who: desk.Actors, Do: showUndertaking},
	{Pattern: "POST " + desk.UndertakingPath, Who: desk.Actors, Action: access.OwnUndertake, Do: undertake, Free: true},
	{Pattern: "GET /drafts", Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: listDrafts},
	{Pattern: "POST /drafts/{id}/drop", Who: desk.Actors, Action: access.OwnSession, Do: dropDraft, Free: true},

	{Pattern: "GET /account", Who: desk.Actors, Do: showAccount},
	{Pattern: "GET /account/sessions", Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: listSessions},
	{Pattern: "POST /account/sessions", Who: desk.Actors, Action: access.OwnSession, Do: endSession},
	{Pattern: "GET /account/password", Who: desk.Actors, Do: newPassword},
	{Pattern: "POST /account/password", Who: desk.Actors, Action: access.OwnPassword, Do: savePassword},
	{Pattern: "GET /account/codes", Who: desk.Actors, Do: newCodes},
	{Pattern: "POST /account/codes", Who: desk.Actors, Action: access.OwnPassword, Do: makeCodes},
	{Pattern: "GET /account/codes/new", Who: desk.Actors, Do: showCodes},
	{Pattern: "GET " + devicesPath, Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: listDevices},
	{Pattern: "POST " + devicesPath + "/{id}/end", Who: desk.Actors, Action: access.OwnSession, Do: endDevice, Page: devicesPath},
	{Pattern: "GET " + passkeysPath, Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: listPasskeys},
	{Pattern: "GET " + passkeysPath + "/new", Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: newPasskey},
	{Pattern: "POST " + passkeysPath, Who: desk.Actors, Action: access.OwnPassword, Do: addPasskey, Page: passkeysPath + "/new"},
	{Pattern: "POST " + passkeysPath + "/{id}/end", Who: desk.Actors, Action: access.OwnPassword, Do: endPasskey, Page: passkeysPath},
	{Pattern: "GET " + calendarPath, Who: desk.Actors, Action: access.OwnSession, On: desk.OwnAccount, Do: showCalendar},
	{Pattern: "POST " + calendarPath, Who: desk.Actors, Action: access.OwnPassword, Do: makeCalendar},
	{Pattern: "GET " + calendarMade, Who: desk.Actors, Do: showMadeCalendar},
	{Pattern: "POST " + calendarPath + "/end", Who: desk.Actors, Action: access.OwnSession, Do: endCalendar, Page: calendarPath},
	{Pattern: "GET /account/language", Who: desk.Actors, Do: newLanguage},
	{Pattern: "POST /account/language", Who: desk.Actors, Action: access.OwnSession, Do: saveLanguage, Free: true},

	{Pattern: "GET /people", Who: desk.Actors, Action: access.ActorList, On: desk.OwnOrg, Do: listPeople},
	{Pattern: "GET /people/new", Who: desk.Actors, Only: administers, Do: newPerson},
	{Pattern: "POST /people", Who: desk.Actors, Action: access.ActorInvite, On: desk.OwnOrg, Only: administers, Do: invitePerson, Page: "/people/new", Asks: []desk.Asks{peopleAsks}},
	{Pattern: "GET " + handed, Who: desk.Actors, Do: showHandOut},
	{Pattern: "GET /people/{id}", Who: desk.Actors, Action: access.ActorList, On: desk.OwnOrg, Only: leads, Do: showPerson},
	{Pattern: "POST /people/{id}", Who: desk.Actors, Action: access.ActorEdit, On: colleague, Only: administers, Do: savePerson, Asks: []desk.Asks{peopleAsks}},
	{Pattern: "POST /people/{id}/roles", Who: desk.Actors, Action: access.ActorRoles, Do: saveRoles, Page: "/people/{id}", Asks: []desk.Asks{peopleAsks}},
	{Pattern: "POST /people/{id}/end", Who: desk.Actors, Action: access.ActorEdit, Do: endPerson, Page: "/people/{id}", Asks: []desk.Asks{{Stem: "people", Words: map[string]desk.Say{"now": desk.Code("people.now")}}}},
	{Pattern: "POST /people/{id}/reset", Who: desk.Actors, Action: access.ActorReset, Do: resetPerson, Page: "/people/{id}"},
	{Pattern: "POST /people/{id}/pass", Who: desk.Actors, Action: access.ActorPass, Do: makePass, Page: "/people/{id}"},
	{Pattern: "GET " + rightsPath, Who: desk.Actors, Action: access.RightList, On: desk.OwnOrg, Do: listRights},
	{Pattern: "POST " + rightsPath + "/seen", Who: desk.Actors, Action: access.RightList, Do: seeRights, Page: rightsPath},
	{Pattern: "POST " + rightsPath + "/{id}/agree", Who: desk.Actors, Action: access.RightAgree, Do: agreeRight, Page: rightsPath},
	{Pattern: "POST " + rightsPath + "/{id}/give", Who: desk.Actors, Action: access.RightGive, Do: giveRight, Page: rightsPath},
	{Pattern: "POST " + rightsPath + "/{id}/stop", Who: desk.Actors, Action: access.RightStop, Do: stopRight, Page: rightsPath},
	{Pattern: "GET " + alarmsPath, Who: desk.Actors, Action: access.AlarmList, On: desk.OwnOrg, Do: listAlarms},
	{Pattern: "POST " + alarmsPath + "/{id}/end", Who: desk.Actors, Action: access.AlarmEnd, Do: endAlarm, Page: alarmsPath},
	{Pattern: "GET /organisations/new", Who: desk.Actors, Only: addsOrgs, Do: newOrg},
	{Pattern: "POST /organisations", Who: desk.Actors, Action: access.OrgAdd, On: desk.TheNode, Only: addsOrgs, Do: addOrg, Page: "/organisations/new", Asks: []desk.Asks{orgAsks}},
	{Pattern: "GET /administration", Who: desk.Actors, Only: administers, Do: showAdministration},
	{Pattern: "GET /administration/organisation", Who: desk.Actors, Action: access.OrgEdit, On: desk.OwnOrg, Do: editOrg},
	{Pattern: "POST /administration/organisation", Who: desk.Actors, Action: access.OrgEdit, Do: saveOrg, Draft: "page.organisation_own", Asks: []desk.Asks{orgAsks}},
	{Pattern: "GET " + settingsPath, Who: desk.Actors, Action: access.RightList, On: desk.OwnOrg, Only: administers, Do: showSettings},
	{Pattern: "GET " + settingsPath + "/{setting}", Who: desk.Actors, Action: access.RightList, On: desk.OwnOrg, Only: administers, Do: editSetting},
	{Pattern: "POST " + settingsPath + "/{setting}", Who: desk.Actors, Action: access.SettingEdit, Only: administers, Do: saveSetting, Asks: []desk.Asks{settingAsks}},
	{Pattern: "GET " + reachPath, Who: desk.Actors, Action: access.OrgEdit, On: desk.OwnOrg, Do: editReach},
	{Pattern: "POST " + reachPath, Who: desk.Actors, Action: access.OrgEdit, Do: saveReach, Draft: "page.organisation_reach"},
}}
