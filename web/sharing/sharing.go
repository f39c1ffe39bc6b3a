// Package sharing holds the pages of what leaves the organisation: consent, legal
// bases, referrals and letters. What may leave is decided by consent and referral.
package sharing

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing is what this package hands up to the pages of the staff.
var Wing = desk.Wing{Name: "sharing", Templates: templates, Views: []desk.View{
	consentView, consentHowView, consentTextView, basesView, queueView, referralView, referralNewView, previewView, needConsentView, letterView,
}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/consent", Who: desk.Actors, Action: access.ConsentRead, On: casefile.On, Do: showConsent},
	{Pattern: "GET /cases/{id}/consent/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.On, Do: newConsent},
	{Pattern: "POST /cases/{id}/consent/new", Who: desk.Actors, Do: giveConsent},
	{Pattern: "GET /cases/{id}/consent/{grant}/change", Who: desk.Actors, Action: access.ConsentRead, On: casefile.On, Do: changeConsent},
	{Pattern: "POST /cases/{id}/consent/{grant}/change", Who: desk.Actors, Do: giveConsent},
	{Pattern: "GET /cases/{id}/consent/{grant}/withdraw", Who: desk.Actors, Action: access.ConsentRead, On: casefile.On, Do: askWithdraw},
	{Pattern: "POST /cases/{id}/consent/{grant}/withdraw", Who: desk.Actors, Do: withdrawConsent},
	{Pattern: "GET /cases/{id}/consent/{grant}/sheet", Who: desk.Actors, Action: access.ConsentRead, On: casefile.On, Do: showConsentSheet},
	{Pattern: "GET /consent/text/{lang}", Who: desk.Actors, Do: showConsentText},
	{Pattern: "GET /cases/{id}/basis/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.On, Do: newBasis},
	{Pattern: "POST /cases/{id}/basis/new", Who: desk.Actors, Do: proposeBasis},
	{Pattern: "POST /cases/{id}/basis/{basis}/agree", Who: desk.Actors, Do: agreeBasis},
	{Pattern: "POST /cases/{id}/basis/{basis}/end", Who: desk.Actors, Do: endBasis},
	{Pattern: "GET /bases", Who: desk.Actors, Action: access.BasisList, On: desk.OwnOrg, Do: listBases},

	{Pattern: "GET /queue", Who: desk.Actors, Action: access.ReferralList, On: desk.OwnOrg, Do: showQueue},
	{Pattern: "GET /cases/{id}/referrals/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.On, Do: newReferral},
	{Pattern: "POST /cases/{id}/referrals/preview", Who: desk.Actors, Do: previewReferral},
	{Pattern: "POST /cases/{id}/referrals", Who: desk.Actors, Do: sendReferral},
	{Pattern: "GET /referrals/{id}", Who: desk.Actors, Action: access.ReferralRead, On: on, Do: showReferral},
	{Pattern: "GET /referrals/{id}/letter", Who: desk.Actors, Action: access.ReferralRead, On: on, Do: showLetter},
	{Pattern: "POST /referrals/{id}/accept", Who: desk.Actors, Do: acceptReferral},
	{Pattern: "POST /referrals/{id}/decline", Who: desk.Actors, Do: declineReferral},
	{Pattern: "POST /referrals/{id}/finish", Who: desk.Actors, Do: finishReferral},
	{Pattern: "POST /referrals/{id}/take-back", Who: desk.Actors, Do: takeBackReferral},
	{Pattern: "POST /referrals/{id}/noted", Who: desk.Actors, Do: noteReferral},
	{Pattern: "GET /referrals/{id}/case", Who: desk.Actors, Action: access.ReferralRead, On: on, Do: newOwnCase},
	{Pattern: "POST /referrals/{id}/case", Who: desk.Actors, Do: openOwnCase},
}}
