package person

import (
	"slices"

	"lindung"
	"lindung/field"
)

// What another organisation or a file reported about the work on a case. These
// are reported facts: a reported consent is no grant and opens nothing, a
// reported status is a decision of the body it names and not one made here.
var (
	inScreening = field.InGroup(lindung.Screening)
	inNotes     = field.InGroup(lindung.SupportNotes)
	toFollow    = usedFor(forHelp)

	ReportedStatus = field.NewCode("reported_status", ReportedStatuses, inScreening, isPrivate,
		field.HTCDS("vic_TraffickingStatus", "Trafficking Status"), field.Core(),
		usedFor(forHelp, forStatus, forLegalAid, forCounting))
	ReportedStatusBy = field.NewCode("reported_status_by", DecidingBodies, inScreening, isPrivate,
		field.HTCDS("vic_TraffickingStatusDecisionMakingOrg", "Trafficking Status Decision Making Organization"),
		field.Core(), usedFor(forHelp, forStatus, forLegalAid, forCounting))

	ReportedConsent = field.NewBool("reported_consent", inNotes, toFollow, isPrivate,
		field.HTCDS("con_Consent", "Consent"), field.Core())
	ReportedCaseStatus = field.NewCode("reported_case_status", ReportedCaseStatuses, inNotes, toFollow, isPrivate,
		field.HTCDS("cas_Status", "Status"), field.Core())
	ReportedOwner = field.NewText("reported_case_owner", inNotes, toFollow,
		field.HTCDS("cas_CaseOwner", "Case Owner"), field.Core())
	ReportedClosure = field.NewLong("reported_closure", inNotes, toFollow,
		field.HTCDS("cas_ReasonForCaseClosure", "Reason for Case Closure"), field.Core())
	Position = field.NewText("position", inNotes, toFollow, field.HTCDS("prs_Title", "Title"), field.Core())

	IncomingFrom = field.NewText("incoming_from", inNotes, toFollow,
		field.HTCDS("cas_ReferringOrganisation", "Referring Organisation"), field.Core())
	IncomingWorker = field.NewText("incoming_worker", inNotes, toFollow,
		field.HTCDS("cas_ReferringPrimaryCaseWorker", "Referring Primary Case Worker"), field.Core())
	IncomingOn = field.NewDate("incoming_on", inNotes, toFollow, isPrivate,
		field.HTCDS("cas_IncomingReferralDate", "Incoming Referral Date"), field.Core())
	IncomingReason = field.NewCode("incoming_reason", ReferralReasons, inNotes, toFollow, isPrivate,
		field.HTCDS("cas_ReasonForIncomingReferral", "Reason for Incoming Referral"), field.Core())
	IncomingDetails = field.NewLong("incoming_details", inNotes, toFollow,
		field.HTCDS("cas_IncomingReferralDetails", "Incoming Referral Details"), field.Core())

	OutgoingTo = field.NewText("outgoing_to", inNotes, toFollow,
		field.HTCDS("cas_ReferredOrganisation", "Referred Organisation"), field.Core())
	OutgoingWorker = field.NewText("outgoing_worker", inNotes, toFollow,
		field.HTCDS("cas_ReferredPrimaryCaseWorker", "Referred Primary Case Worker"), field.Core())
	OutgoingOn = field.NewDate("outgoing_on", inNotes, toFollow, isPrivate,
		field.HTCDS("cas_OutgoingReferralDate", "Outgoing Referral Date"), field.Core())
	OutgoingReason = field.NewCode("outgoing_reason", ReferralReasons, inNotes, toFollow, isPrivate,
		field.HTCDS("cas_ReasonForOutgoingReferral", "Reason for Outgoing Referral"), field.Core())
	OutgoingDetails = field.NewLong("outgoing_details", inNotes, toFollow,
		field.HTCDS("cas_OutgoingReferralDetails", "Outgoing Referral Details"), field.Core())
)

// What HTCDS 2.0 deprecated: read from old files, never asked.
var (
	EarlierAgreement = field.NewBool("earlier_agreement", inNotes, toFollow, isPrivate, field.RetiredIn("2021"),
		field.HTCDS("vic_AgreementToManagePersonalData", "Agreement to Manage Personal Data"))
	EarlierVulnerabilities = field.NewCodes("earlier_vulnerabilities", Vulnerabilities, inNotes, toFollow,
		field.RetiredIn("2021"), field.HTCDS("vic_Vulnerabilities", "Vulnerabilities"), field.Core())
	EarlierVulnerabilityDetails = field.NewLong("earlier_vulnerability_details", inNotes, toFollow, field.RetiredIn("2021"),
		field.HTCDS("vic_DetailsOfVulnerabilities", "Details Of Vulnerabilities"), field.Core())
)

// Birth asks how old the person is, and whether that is sure; Guardian which adult
// cares for a child.
var (
	Birth    = field.NewForm("identity_birth", Salutation, BirthDate, EstimatedAge, AgePrecision, AgeAsOf, Sex).Under("person")
	Guardian = field.NewForm("family_guardian", GuardianName, GuardianRelation, GuardianPhone, GuardianConcern,
		GuardianReason).Under("person")
)

// SafeContact asks how to reach the person without danger. It goes with every
// contact.
var SafeContact = field.NewForm("safety_contact", ContactChannels, ContactHours, ContactWho, ContactWords, ContactNeverSay,
	ContactOtherVoice).GoesWith(lindung.Contact).Under("safety")

// SafeMessages asks what the program may send to the person by itself; nobody asked, or
// anything missing, and it sends nothing. The words are a cover: in the person's own view they
// are shown, like addresses, only to who chose so.
//
// Source: ACTIP 14.5
var SafeMessages = field.NewForm("safety_messages", MessagePhone, MessageEmail, MessageReader, MessageDays, MessageHours,
	MessageWords).Whereabouts().Under("safety")

// SafeCard asks what a card for the hand may say: words and whom to call, as the person
// chose, and nothing else.
//
// Source: ACTIP 14.5
var SafeCard = field.NewForm("safety_card", CardWords, CardCall).Whereabouts().Under("safety")

// Paper asks about one paper: a passport, a permit, a certificate. It is kept in sight,
// and falls due when it ends, until it is known what became of it.
//
// Source: ACTIP 14.4; ACTIP 15.4
var Paper = field.NewForm("paper", PaperKind, PaperNumber, PaperCountry, PaperUntil, PaperHolder, PaperOver).
	Many(field.Repeat{Day: PaperUntil, Due: PaperUntil, Done: PaperOver, For: true, Says: "ends"})

// Forms are the pages of a person's file in the order of the work, by the section
// of the page that shows them: first who the person is and how to reach them
// safely, then what they need now, then what happened as far as the work asks for
// it, at the end what others reported. Each lies within one field group, so that
// what a person agreed to share is whole pages; a post holds one page, so that
// little is lost without JavaScript.
var Forms = slices.Concat(
	field.Set{
		Birth,
		field.NewForm("identity_language", PrimaryLanguage, OtherLanguages, LanguageNamely, InterpreterNeeded, InterpreterLanguage,
			InterpreterSex, InterpreterWish),
		field.NewForm("identity_origin", Citizenships, Stateless, Education),
		field.NewForm("family_home", MaritalStatus, ChildrenCount, ChildrenCare, FamilySituation, FamilyWish, FamilyReach),
		Guardian,
	}.Under("person"),
	field.Set{
		SafeContact,
		SafeMessages,
		SafeCard,
		field.NewForm("safety_people", KeepFrom, KeepFromAsk, SecretPlace, TrustedPerson, TrustedPhone),
		field.NewForm("contact_phone", MobilePhone, HomePhone, ChatAccount, EmailAddress).Whereabouts(),
		field.NewForm("contact_address", AddressStreet, AddressCity, AddressState, AddressPostalCode, AddressCountry).Whereabouts(),
	}.Under("safety"),
	field.Set{
		field.NewForm("situation_wishes", Wishes, Situation),
		field.NewForm("health_needs", HealthUrgent, HealthNeed, Medicines, Allergies, DisabilitySupport, HealthNotes),
	}.Under("needs"),
	field.Set{
		field.NewForm("situation_journey", OriginCountry, OriginPlace, TransitCountries, TransitPlaces, DestinationCountry,
			DestinationPlace),
		field.NewForm("situation_recruitment", RecruitmentMethod, RecruitmentPlatforms, RecruitmentPlace,
			RecruitmentPromise, TraffickerRelation, AgeWhenTrafficked),
		field.NewForm("situation_exploitation", ExploitationType, Industry, SexualExploitationType, ForcedCrime,
			ExploitationPlace, ExploitationPlatforms),
		field.NewForm("situation_control", ControlMethod, MonthsExploited, ExploitedFrom, ExploitedUntil, OthersThere),
		field.NewForm("situation_event", EventType, EventDate, EventDescription),
		field.NewForm("situation_event_place", EventStreet, EventCity, EventState, EventPostalCode, EventCountry),
	}.Under("story"),
	field.Set{
		field.NewForm("legal_needs", LegalNeed, Detained, Accused, Lawyer, Complaint, LegalNote),
		field.NewForm("immigration_status", ImmigrationStatus, EnteredOn, EnteredAt, StayUntil, RemovalOrder, ReturnWish).Lapses(StayUntil, "stay"),
		field.NewForm("documents_number", IdentityNumber),
		Paper,
	}.Under("law"),
	field.Set{
		field.NewForm("reported_status", ReportedStatus, ReportedStatusBy),
		field.NewForm("reported_death", Deceased), // a case is closed for it; nobody is asked it of the living
		field.NewForm("reported_htcds", ReportedConsent, ReportedCaseStatus, ReportedOwner, ReportedClosure, Position),
		field.NewForm("reported_incoming", IncomingFrom, IncomingWorker, IncomingOn, IncomingReason, IncomingDetails),
		field.NewForm("reported_outgoing", OutgoingTo, OutgoingWorker, OutgoingOn, OutgoingReason, OutgoingDetails),
		field.NewForm("reported_earlier", EarlierAgreement, EarlierVulnerabilities, EarlierVulnerabilityDetails),
	}.Under("reported"),
)
