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
var uploads = map[string]int64{}

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

	{"GET /{$}", actors, showHome},
	{"/", anyone, notFound},
}
