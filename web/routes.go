package web

// who may come to a page at all. What somebody who has signed in may see and do
// there is decided, and recorded, by the policies.
type who string

const (
	anyone who = "anyone" // also before signing in
	actors who = "actors" // who has signed in
)

// A route is a page or an act.
type route struct {
	pattern string // method and path
	who     who
	do      func(*visit) error
}

// uploads says how many bytes a form may send where that is more than formLimit.
var uploads = map[string]int64{"POST /files/preview": 33 << 20}

// routes are all addresses but the static files and page.LeavePath.
var routes = []route{
	// In and out.
	{"GET /sign-in", anyone, showSignIn},
	{"POST /sign-in", anyone, signIn},
	{"GET /sign-in/help", anyone, showSignInHelp},
	{"POST /sign-out", actors, signOut},
	{"GET /enrol/{token}", anyone, showEnrol},
	{"POST /enrol/{token}", anyone, choosePassword},
	{"POST /enrol/{token}/device", anyone, enrol},
	{"GET /step-up", actors, showStepUp},
	{"POST /step-up", actors, stepUp},
	{"GET /drafts", actors, listDrafts},
	{"GET /drafts/{id}", actors, showDraft},
	{"POST /drafts/{id}/send", actors, sendDraft},
	{"POST /drafts/{id}/drop", actors, dropDraft},

	// The own account.
	{"GET /account", actors, showAccount},
	{"GET /account/sessions", actors, listSessions},
	{"POST /account/sessions", actors, endSession},
	{"GET /account/password", actors, newPassword},
	{"POST /account/password", actors, savePassword},
	{"GET /account/codes", actors, newCodes},
	{"POST /account/codes", actors, makeCodes},
	{"GET /account/language", actors, newLanguage},
	{"POST /account/language", actors, saveLanguage},

	// People and organisations.
	{"GET /people", actors, listPeople},
	{"GET /people/new", actors, newPerson},
	{"POST /people", actors, invitePerson},
	{"GET /people/{id}", actors, showPerson},
	{"POST /people/{id}", actors, savePerson},
	{"POST /people/{id}/end", actors, endPerson},
	{"POST /people/{id}/reset", actors, resetPerson},
	{"POST /people/{id}/pass", actors, makePass},
	{"GET /organisations", actors, listOrgs},
	{"GET /organisations/new", actors, newOrg},
	{"POST /organisations", actors, addOrg},
	{"GET /administration", actors, showAdministration},
	{"GET /administration/organisation", actors, editOrg},
	{"POST /administration/organisation", actors, saveOrg},

	// What a person agreed to.
	{"GET /cases/{id}/consent", actors, showConsent},
	{"GET /cases/{id}/consent/new", actors, newConsent},
	{"POST /cases/{id}/consent/new", actors, giveConsent},
	{"GET /cases/{id}/consent/{grant}/change", actors, changeConsent},
	{"POST /cases/{id}/consent/{grant}/change", actors, giveConsent},
	{"GET /cases/{id}/consent/{grant}/withdraw", actors, askWithdraw},
	{"POST /cases/{id}/consent/{grant}/withdraw", actors, withdrawConsent},
	{"GET /cases/{id}/consent/{grant}/sheet", actors, showConsentSheet},
	{"GET /consent/text/{lang}", actors, showConsentText},
	{"GET /cases/{id}/basis/new", actors, newBasis},
	{"POST /cases/{id}/basis/new", actors, proposeBasis},
	{"POST /cases/{id}/basis/{basis}/agree", actors, agreeBasis},
	{"POST /cases/{id}/basis/{basis}/end", actors, endBasis},
	{"GET /bases", actors, listBases},

	// Referrals.
	{"GET /queue", actors, showQueue},
	{"GET /cases/{id}/referrals/new", actors, newReferral},
	{"POST /cases/{id}/referrals/preview", actors, previewReferral},
	{"POST /cases/{id}/referrals", actors, sendReferral},
	{"GET /referrals/{id}", actors, showReferral},
	{"GET /referrals/{id}/letter", actors, showLetter},
	{"POST /referrals/{id}/accept", actors, acceptReferral},
	{"POST /referrals/{id}/decline", actors, declineReferral},
	{"POST /referrals/{id}/finish", actors, finishReferral},
	{"POST /referrals/{id}/take-back", actors, takeBackReferral},
	{"POST /referrals/{id}/noted", actors, noteReferral},
	{"GET /referrals/{id}/case", actors, newOwnCase},
	{"POST /referrals/{id}/case", actors, openOwnCase},

	// Screening, and decisions on status.
	{"GET /cases/{id}/screening", actors, listScreenings},
	{"GET /cases/{id}/screening/new", actors, newScreening},
	{"POST /cases/{id}/screening/new", actors, beginScreening},
	{"GET /cases/{id}/screening/{screening}", actors, showScreening},
	{"GET /cases/{id}/screening/{screening}/{part}", actors, askQuestions},
	{"POST /cases/{id}/screening/{screening}/{part}", actors, saveAnswers},
	{"POST /cases/{id}/screening/{screening}/finish", actors, finishScreening},
	{"POST /cases/{id}/age/settle", actors, settleAge},
	{"GET /cases/{id}/decision/new", actors, newDecision},
	{"POST /cases/{id}/decision/new", actors, recordDecision},

	// Cases.
	{"GET /cases", actors, listCases},
	{"GET /cases/shared", actors, listShared},
	{"GET /search", actors, newSearch},
	{"POST /search", actors, search},
	{"POST /privacy", actors, setPrivacy},
	{"GET /cases/new", actors, newCase},
	{"POST /cases/new", actors, openCase},
	{"GET /cases/refused", actors, newRefused},
	{"POST /cases/refused", actors, refuseCase},
	{"GET /cases/{id}", actors, showCase},
	{"GET /cases/{id}/forms/{form}", actors, editForm},
	{"POST /cases/{id}/forms/{form}", actors, saveForm},
	{"GET /cases/{id}/names", actors, editNames},
	{"POST /cases/{id}/names", actors, saveNames},
	{"GET /cases/{id}/notes", actors, newNote},
	{"POST /cases/{id}/notes", actors, addNote},
	{"GET /cases/{id}/team", actors, showTeam},
	{"POST /cases/{id}/team", actors, saveTeam},
	{"GET /cases/{id}/state", actors, showState},
	{"POST /cases/{id}/state", actors, saveState},
	{"GET /cases/{id}/event", actors, showEvent},
	{"GET /cases/{id}/event/change", actors, editEvent},
	{"POST /cases/{id}/event/change", actors, saveEvent},
	{"GET /cases/{id}/another", actors, newSibling},
	{"POST /cases/{id}/another", actors, openSibling},
	{"GET /cases/{id}/history", actors, showHistory},

	// Files, and the log.
	{"GET /files", actors, listFiles},
	{"POST /files/preview", actors, previewFile},
	{"POST /files/import", actors, importFile},
	{"POST /files/export", actors, exportFile},
	{"GET /files/batches/{id}", actors, showBatch},
	{"GET /files/batches/{id}/undo", actors, askUndo},
	{"POST /files/batches/{id}/undo", actors, undoBatch},
	{"GET /log", actors, showLog},
	{"GET /log/verify", actors, newVerify},
	{"POST /log/verify", actors, verifyLog},
	{"POST /log/export", actors, exportLog},

	{"GET /{$}", actors, showHome},
	{"/", anyone, notFound},
}
