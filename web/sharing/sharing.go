// Package sharing holds the pages of what leaves the organisation: consent, legal
// bases, referrals and letters. Packages consent and referral decide what may leave.
// Its routes are in [Wing].
package sharing

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/casefile"
	"lindung/web/finding"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "sharing", Templates: templates, Views: []desk.View{
	consentView, consentHowView, consentTextView, basesView, pausedView, queueView, referralView, referralNewView, previewView, needConsentView, togetherView, referralsView, conferencesView, conferenceView, linkView, linkCodesView,
}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/consent", Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: showConsent},
	{Pattern: "GET /cases/{id}/consent/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newConsent},
	{Pattern: "POST /cases/{id}/consent/new", Who: desk.Actors, Action: access.ConsentGive, Do: giveConsent, Asks: []desk.Asks{consentAsks, referralAsks}},
	{Pattern: "GET /cases/{id}" + casefile.CountedPath, Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: askCounted},
	{Pattern: "POST /cases/{id}" + casefile.CountedPath, Who: desk.Actors, Action: access.ConsentGive, Or: []access.Action{access.ConsentWithdraw}, Do: answerCounted, Asks: []desk.Asks{consentAsks}},
	{Pattern: "GET /cases/{id}/consent/{grant}/change", Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: changeConsent},
	{Pattern: "POST /cases/{id}/consent/{grant}/change", Who: desk.Actors, Action: access.ConsentChange, Or: []access.Action{access.ConsentWithdraw}, Do: giveConsent, Asks: []desk.Asks{consentAsks}},
	{Pattern: "GET /cases/{id}/consent/new" + howPath, Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newHow},
	{Pattern: "GET /cases/{id}/consent/{grant}/change" + howPath, Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: newHow},
	{Pattern: "GET /cases/{id}/consent/{grant}/withdraw", Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: askWithdraw},
	{Pattern: "POST /cases/{id}/consent/{grant}/withdraw", Who: desk.Actors, Action: access.ConsentWithdraw, Do: withdrawConsent},
	{Pattern: "GET /cases/{id}/consent/{grant}/sheet", Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: showConsentSheet},
	{Pattern: "GET /cases/{id}/consent/{grant}/sheet" + casefile.FilePath, Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: showConsentSheet},
	{Pattern: "GET /consent/text/{lang}", Who: desk.Actors, Action: access.OrgList, On: desk.OwnOrg, Do: showConsentText},
	{Pattern: "GET /cases/{id}/basis/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newBasis},
	{Pattern: "POST /cases/{id}/basis/new", Who: desk.Actors, Action: access.BasisPropose, Do: proposeBasis, Asks: []desk.Asks{basisAsks}},
	{Pattern: "POST /cases/{id}/basis/{basis}/agree", Who: desk.Actors, Action: access.BasisAgree, Do: agreeBasis, Page: "/bases"},
	{Pattern: "POST /cases/{id}/basis/{basis}/end", Who: desk.Actors, Action: access.BasisEnd, Do: endBasis, Page: "/cases/{id}/consent"},
	{Pattern: "GET /bases", Who: desk.Actors, Action: access.BasisList, On: desk.OwnOrg, Do: listBases},
	{Pattern: "GET /paused", Who: desk.Actors, Action: access.SharingConfirm, On: desk.OwnOrg, Do: listPaused},
	{Pattern: "POST /paused", Who: desk.Actors, Action: access.SharingConfirm, Do: confirmSharing, Page: "/paused"},

	{Pattern: "GET " + stopPath, Who: desk.Actors, Action: access.SharingConfirm, On: desk.OwnOrg, Do: askStop},
	{Pattern: "POST " + stopPath, Who: desk.Actors, Action: access.SharingPause, Do: stopAll},

	{Pattern: "GET " + casefile.WithdrawalPath, Who: desk.Actors, Only: casefile.TakesWithdrawals, Do: askWithdrawal},
	{Pattern: "POST " + casefile.WithdrawalPath, Who: desk.Actors, Action: access.ConsentWithdraw, Do: withdrawAll, Asks: []desk.Asks{withdrawalAsks}},

	{Pattern: "GET /queue", Who: desk.Actors, Action: access.ReferralList, On: desk.OwnOrg, Do: showQueue},
	{Pattern: "GET /cases/{id}/referrals/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: newReferral},
	{Pattern: "POST /cases/{id}/referrals/preview", Who: desk.Actors, Action: access.ReferralSend, Do: previewReferral, Free: true, Draft: "page.referral_new", Page: "/cases/{id}/referrals/new"},
	{Pattern: "GET /cases/{id}/referrals/preview", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showPreview},
	{Pattern: "POST /cases/{id}/referrals", Who: desk.Actors, Action: access.ReferralSend, Do: sendReferral, Page: "/cases/{id}/referrals/new", Asks: []desk.Asks{referralAsks}},
	{Pattern: "GET /cases/{id}/referrals/together", Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: newTogether},
	{Pattern: "POST /cases/{id}/referrals/together/preview", Who: desk.Actors, Action: access.ReferralSend, Do: previewTogether, Free: true, Draft: "page.referral_together", Page: "/cases/{id}/referrals/together"},
	{Pattern: "GET /cases/{id}/referrals/together/preview", Who: desk.Actors, Action: access.ConsentRead, On: casefile.UnderCase, Do: showTogether},
	{Pattern: "POST /cases/{id}/referrals/together", Who: desk.Actors, Action: access.ReferralSend, Do: sendTogether, Asks: []desk.Asks{referralAsks}},
	{Pattern: "GET /cases/{id}/transfer", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askTransfer},
	{Pattern: "POST /cases/{id}/transfer", Who: desk.Actors, Action: access.ReferralSend, Do: offerTransfer, Draft: "page.transfer", Asks: []desk.Asks{transferAsks}},
	{Pattern: "GET " + handedOverPath, Who: desk.Actors, Action: access.ReferralList, On: desk.OwnOrg, Do: listHandedOver},
	{Pattern: "POST /referrals/{id}/take-over", Who: desk.Actors, Action: access.ReferralAccept, Do: takeOver, Page: "/referrals/{id}", Draft: "referral.do.take-over", Asks: []desk.Asks{referralAsks}},
	{Pattern: "GET /cases/{id}/conferences", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: listConferences},
	{Pattern: "GET /cases/{id}/conferences/new", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: askConference},
	{Pattern: "POST /cases/{id}/conferences/new", Who: desk.Actors, Action: access.ReferralSend, Do: planConference, Draft: "page.conference_new", Asks: []desk.Asks{conferenceAsks}},
	{Pattern: "GET /cases/{id}/conferences/{conference}", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showConference},
	{Pattern: "POST /cases/{id}/conferences/{conference}/remark", Who: desk.Actors, Action: access.ReferralSend, Do: remarkConference, Page: "/cases/{id}/conferences/{conference}", Draft: "page.conference", Asks: []desk.Asks{conferenceAsks}},
	{Pattern: "POST /cases/{id}/conferences/{conference}/off", Who: desk.Actors, Action: access.ReferralSend, Do: callOffConference, Page: "/cases/{id}/conferences/{conference}"},
	{Pattern: "POST /cases/{id}/conferences/{conference}/member", Who: desk.Actors, Action: access.ReferralSend, Do: noteMember, Page: "/cases/{id}/conferences/{conference}", Asks: []desk.Asks{conferenceAsks}},
	{Pattern: "POST /referrals/{id}/conferences/{conference}", Who: desk.Actors, Action: access.ReferralWrite, Do: takePart, Page: "/referrals/{id}", Asks: []desk.Asks{conferenceAsks}},
	{Pattern: "GET /referrals/{id}", Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: showReferral},
	{Pattern: "GET /referrals/{id}/letter", Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: showLetter},
	{Pattern: "GET /referrals/{id}/letter" + casefile.FilePath, Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: showLetter},
	{Pattern: "GET /referrals/{id}" + linkPath, Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: showLink},
	{Pattern: "POST /referrals/{id}" + linkPath, Who: desk.Actors, Action: access.LinkMake, Do: makeLink, Asks: []desk.Asks{linkAsks}},
	{Pattern: "GET /referrals/{id}" + linkPath + "/codes", Who: desk.Actors, Do: showLinkCodes},
	{Pattern: "POST /referrals/{id}" + linkPath + "/end", Who: desk.Actors, Action: access.LinkEnd, Do: endLink, Page: "/referrals/{id}" + linkPath},
	{Pattern: "POST /referrals/{id}/approve", Who: desk.Actors, Action: access.ReferralApprove, Do: approveReferral, Page: "/referrals/{id}"},
	{Pattern: "POST /referrals/{id}/refuse", Who: desk.Actors, Action: access.ReferralApprove, Do: refuseReferral, Page: "/referrals/{id}", Draft: "referral.do.refuse", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/accept", Who: desk.Actors, Action: access.ReferralAccept, Do: acceptReferral, Page: "/referrals/{id}", Draft: "referral.do.accept.button", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/hold", Who: desk.Actors, Action: access.ReferralWrite, Do: holdPlace, Page: "/referrals/{id}", Draft: "referral.do.hold.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/decline", Who: desk.Actors, Action: access.ReferralDecline, Do: declineReferral, Page: "/referrals/{id}", Draft: "referral.do.decline.button", Asks: []desk.Asks{referralAsks}},
	{Pattern: "GET /referrals/{id}/together", Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: showReferrals},
	{Pattern: "POST /referrals/{id}/together/accept", Who: desk.Actors, Action: access.ReferralAccept, Do: acceptTogether, Page: "/referrals/{id}/together", Draft: "referral.together.accept.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/together/decline", Who: desk.Actors, Action: access.ReferralDecline, Do: declineTogether, Page: "/referrals/{id}/together", Draft: "referral.together.decline.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/finish", Who: desk.Actors, Action: access.ReferralFinish, Do: finishReferral, Page: "/referrals/{id}", Draft: "referral.do.finish", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/take-back", Who: desk.Actors, Action: access.ReferralTakeBack, Do: takeBackReferral, Page: "/referrals/{id}", Draft: "referral.do.take-back", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/ask", Who: desk.Actors, Action: access.ReferralWrite, Do: askOther, Page: "/referrals/{id}", Draft: "referral.do.ask.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/answer", Who: desk.Actors, Action: access.ReferralWrite, Do: answerOther, Page: "/referrals/{id}", Draft: "referral.do.answer.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/tell", Who: desk.Actors, Action: access.ReferralWrite, Do: tellOther, Page: "/referrals/{id}", Draft: "referral.do.tell.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/ended", Who: desk.Actors, Action: access.ReferralWrite, Do: answerEnd, Page: "/referrals/{id}", Draft: "referral.do.ended.draft", Asks: []desk.Asks{referralAsks}},
	{Pattern: "POST /referrals/{id}/remind", Who: desk.Actors, Action: access.ReferralWrite, Do: remindOther, Page: "/referrals/{id}"},
	{Pattern: "POST /referrals/{id}/noted", Who: desk.Actors, Action: access.ReferralRead, Do: noteReferral, Page: "/referrals/{id}"},
	{Pattern: "GET /referrals/{id}/case", Who: desk.Actors, Action: access.ReferralRead, On: casefile.OnReferral, Do: newOwnCase},
	{Pattern: "GET /referrals/{id}/case" + finding.UnderSimilar, Who: desk.Actors, Action: access.CaseSearch, On: desk.OwnOrg, Do: finding.ShowSimilar},
	{Pattern: "POST /referrals/{id}/case", Who: desk.Actors, Action: access.CaseOpen, Or: []access.Action{access.CaseSimilar}, Do: openOwnCase, Draft: "page.own_case", Asks: []desk.Asks{ownAsks}},
}}
