package person

import (
	"lindung"
	"lindung/field"
)

// usedFor says what the answer to a field is used for. Everything is for the person
// and for those who answer for the work in their own organisation; the rest is
// said field by field: what a referral for legal aid does not need, it does not
// carry.
//
// Source: ACTIP 14.6
func usedFor(more ...lindung.Purpose) field.Option {
	return field.ForPurposes(append([]lindung.Purpose{lindung.Supervision, lindung.OwnRequest}, more...)...)
}

const (
	forHelp     = lindung.Assistance
	forStatus   = lindung.Identification
	forPolice   = lindung.LawEnforcement
	forLegalAid = lindung.LegalAid
	forReturn   = lindung.Return
	forTracing  = lindung.Tracing
	forCounting = lindung.Statistics
)

var (
	isOpen    = field.WithClass(field.Open)
	isPrivate = field.WithClass(field.Private)
)

// Who the person is. Names are records of their own. An age that is only
// estimated says how sure it is and of which day, because a child is anyone
// who may be one.
//
// Source: ACTIP 14.12
var (
	inIdentity  = field.InGroup(lindung.Identity)
	toRecognise = usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn, forTracing)
	toDescribe  = usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn, forTracing, forCounting)

	BirthDate = field.NewDate("birth_date", inIdentity, field.HTCDS("prs_Birthdate", "Birthdate"), field.Core(),
		toRecognise)
	EstimatedAge = field.NewCount("estimated_age", inIdentity, isPrivate, field.Max(120),
		toDescribe)
	AgePrecision = field.NewCode("age_precision", AgePrecisions, inIdentity, isPrivate,
		toDescribe)
	AgeAsOf = field.NewDate("age_asof", inIdentity, isPrivate,
		toDescribe)
	Sex = field.NewCode("sex", Genders, inIdentity, isOpen, field.HTCDS("prs_Gender", "Gender"), field.Core(),
		toDescribe)
	Salutation = field.NewText("salutation", inIdentity, isPrivate, field.Max(60),
		field.HTCDS("prs_Salutation", "Salutation"), field.Core(), usedFor(forHelp, forLegalAid, forReturn))

	Citizenships = field.NewCountries("citizenships", inIdentity, isOpen,
		field.HTCDS("prs_Citizenship", "Citizenship"), field.Core(),
		toDescribe)
	Stateless = field.NewBool("stateless", inIdentity, isPrivate,
		usedFor(forHelp, forStatus, forLegalAid, forReturn, forCounting))
	PrimaryLanguage = field.NewLanguage("primary_language", inIdentity, isOpen,
		field.HTCDS("prs_PrimaryLanguage", "Primary Language"), toDescribe)
	OtherLanguages = field.NewLanguages("other_languages", inIdentity, isOpen,
		field.HTCDS("prs_SecondaryLanguage", "Secondary Language"), toRecognise)
	// LanguageNamely is the name of a language that the lists do not have.
	LanguageNamely = field.NewText("language_namely", inIdentity, field.Max(80), toRecognise)
	Education      = field.NewCode("education", EducationLevels, inIdentity, isOpen,
		field.HTCDS("prs_HighestLevelOfEducation", "Highest Level of Education"), usedFor(forHelp, forReturn, forCounting))
	Deceased = field.NewBool("deceased", inIdentity, isPrivate, field.HTCDS("prs_Deceased", "Deceased"),
		usedFor(forHelp, forPolice, forLegalAid, forTracing, forCounting))
)

// In which language the person is spoken to.
//
// Source: ACTIP 14.10
var (
	InterpreterNeeded = field.NewBool("interpreter_needed", inIdentity, isOpen,
		usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn, forCounting))
	InterpreterLanguage = field.NewLanguage("interpreter_language", inIdentity, isOpen,
		usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn))
	InterpreterSex = field.NewCode("interpreter_sex", InterpreterSexes, inIdentity, isPrivate,
		usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn))
	InterpreterWish = field.NewText("interpreter_wish", inIdentity,
		usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn))
)

// How the person is reached.
var (
	inContact = field.InGroup(lindung.Contact)
	toReach   = usedFor(forHelp, forStatus, forLegalAid, forReturn)

	MobilePhone = field.NewPhone("mobile_phone", inContact, toReach,
		field.HTCDS("prs_MobilePhone", "Mobile Phone"), field.Core())
	HomePhone = field.NewPhone("home_phone", inContact, toReach,
		field.HTCDS("prs_HomePhone", "Home Phone"), field.Core())
	EmailAddress = field.NewEmail("email", inContact, toReach, field.HTCDS("prs_Email", "Email"), field.Core())
	ChatAccount  = field.NewText("chat_account", inContact, toReach)

	AddressStreet = field.NewText("address_street", inContact, toReach,
		field.HTCDS("prs_MailingStreet", "Mailing Street"), field.Core())
	AddressCity = field.NewText("address_city", inContact, toReach,
		field.HTCDS("prs_MailingCity", "Mailing City"), field.Core())
	AddressState = field.NewText("address_state", inContact, toReach,
		field.HTCDS("prs_MailingState", "Mailing State/Province"), field.Core())
	AddressPostalCode = field.NewText("address_postal_code", inContact, toReach, field.Max(20),
		field.HTCDS("prs_MailingPostalCode", "Mailing Zip/Postal Code"), field.Core())
	AddressCountry = field.NewCountry("address_country", inContact, toReach,
		field.HTCDS("prs_MailingCountry", "Mailing Country"), field.Core())
)

// How to reach the person without danger, and from whom they must be kept safe.
//
// Source: ACTIP 14.5
var (
	inSafety   = field.InGroup(lindung.Safety)
	toStaySafe = usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn)

	ContactChannels   = field.NewCodes("contact_channels", Channels, inSafety, toStaySafe)
	ContactHours      = field.NewText("contact_hours", inSafety, toStaySafe)
	ContactWho        = field.NewText("contact_who", inSafety, toStaySafe)
	ContactWords      = field.NewText("contact_words", inSafety, toStaySafe)
	ContactNeverSay   = field.NewText("contact_never_say", inSafety, toStaySafe)
	ContactOtherVoice = field.NewText("contact_other_voice", inSafety, toStaySafe)

	// What the program itself may send to the person. It obeys nothing else: see package
	// contact. The answers are for this organisation alone, because another program sends
	// by its own rule.
	toMessage     = usedFor(forHelp)
	MessagePhone  = field.NewPhone("message_phone", inContact, toMessage, field.StaysInside())
	MessageEmail  = field.NewEmail("message_email", inContact, toMessage, field.StaysInside())
	MessageReader = field.NewCode("message_reader", MessageReaders, inContact, toMessage, field.StaysInside())
	MessageDays   = field.NewCodes("message_days", Weekdays, inContact, toMessage, field.StaysInside())
	MessageHours  = field.NewCodes("message_hours", DayParts, inContact, toMessage, field.StaysInside())
	MessageWords  = field.NewText("message_words", inContact, toMessage, field.Max(140), field.StaysInside())

	// What is printed on a card that the person carries.
	CardWords = field.NewText("card_words", inContact, toMessage, field.Max(140), field.StaysInside())
	CardCall  = field.NewText("card_call", inContact, toMessage, field.Max(80), field.StaysInside())

	KeepFrom      = field.NewLong("keep_from", inSafety, toStaySafe, field.Max(2000), field.ToldWith(lindung.Contact))
	KeepFromAsk   = field.NewText("keep_from_ask", inSafety, toStaySafe, field.GoesWith(lindung.Contact))
	SecretPlace   = field.NewBool("secret_place", inSafety, toStaySafe, field.GoesWith(lindung.Contact))
	TrustedPerson = field.NewText("trusted_person", inSafety, usedFor(forHelp))
	TrustedPhone  = field.NewPhone("trusted_phone", inSafety, usedFor(forHelp))
)

// Family, and for a child the adult who cares for them. That adult never
// overrides the child's safety.
//
// Source: ACTIP 14.12
var (
	inFamily = field.InGroup(lindung.Family)

	MaritalStatus = field.NewCode("marital_status", MaritalStatuses, inFamily, isPrivate,
		field.HTCDS("prs_MaritalStatus", "Marital Status"), usedFor(forHelp, forLegalAid, forReturn, forCounting))
	ChildrenCount = field.NewCount("children_count", inFamily, isPrivate, field.Max(30),
		field.HTCDS("prs_NumberOfChildren", "Number of Children"), usedFor(forHelp, forLegalAid, forReturn, forCounting))
	ChildrenCare    = field.NewLong("children_care", inFamily, field.Max(2000), usedFor(forHelp, forLegalAid, forReturn))
	FamilySituation = field.NewLong("family_situation", inFamily, usedFor(forHelp, forReturn, forTracing))
	FamilyWish      = field.NewCode("family_wish", FamilyWishes, inFamily, usedFor(forHelp, forReturn, forTracing))
	FamilyReach     = field.NewLong("family_reach", inFamily, field.Max(2000), usedFor(forReturn, forTracing))

	GuardianName     = field.NewText("guardian_name", inFamily, usedFor(forHelp, forStatus, forLegalAid, forReturn))
	GuardianRelation = field.NewCode("guardian_relation", GuardianRelations, inFamily, isPrivate,
		usedFor(forHelp, forStatus, forLegalAid, forReturn, forCounting))
	GuardianPhone   = field.NewPhone("guardian_phone", inFamily, usedFor(forHelp, forLegalAid, forReturn))
	GuardianConcern = field.NewCode("guardian_concern", Concerns, inFamily,
		usedFor(forHelp, forStatus, forLegalAid, forReturn))
	GuardianReason = field.NewLong("guardian_reason", inFamily, field.Max(2000), usedFor(forHelp, forStatus, forLegalAid))
)

// What happened, in codes that can be counted and in as few words as the work
// needs: no one is asked to tell their story twice.
var (
	inSituation  = field.InGroup(lindung.Situation)
	toKnow       = usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn, forCounting)
	toUnderstand = usedFor(forHelp, forStatus, forPolice, forLegalAid)

	OriginCountry = field.NewCountry("origin_country", inSituation, isOpen, toKnow)
	OriginPlace   = field.NewText("origin_place", inSituation,
		usedFor(forHelp, forStatus, forPolice, forLegalAid, forReturn))
	TransitCountries   = field.NewCountries("transit_countries", inSituation, isOpen, toKnow)
	TransitPlaces      = field.NewText("transit_places", inSituation, toUnderstand)
	DestinationCountry = field.NewCountry("destination_country", inSituation, isOpen, toKnow)
	DestinationPlace   = field.NewText("destination_place", inSituation, toUnderstand)

	RecruitmentMethod = field.NewCodes("recruitment_method", RecruitmentMethods, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_MethodOfRecruitment", "Method of Recruitment"), field.Core())
	RecruitmentPlatforms = field.NewCodes("recruitment_platforms", Platforms, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_RecruitmentWebsitesAndApps", "Recruitment Websites and Apps"))
	RecruitmentPlace = field.NewText("recruitment_place", inSituation, toUnderstand,
		field.HTCDS("vic_LocationOfRecruitment", "Location of Recruitment"), field.Core())
	RecruitmentPromise = field.NewLong("recruitment_promise", inSituation, field.Max(2000), toUnderstand)
	TraffickerRelation = field.NewCode("trafficker_relation", Relations, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_RelationshipToTrafficker", "Relationship to Trafficker"))
	AgeWhenTrafficked = field.NewCount("age_when_trafficked", inSituation, isPrivate, field.Max(120), toKnow,
		field.HTCDS("vic_AgeWhenTrafficked", "Age when Trafficked"))

	ExploitationType = field.NewCodes("exploitation_type", ExploitationTypes, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_TypeOfExploitation", "Type of Exploitation"), field.Core())
	Industry = field.NewCodes("industry", Industries, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_ForcedLabourIndustry", "Forced Labour Industry"), field.Core())
	SexualExploitationType = field.NewCodes("sexual_exploitation_type", SexualExploitationTypes, inSituation,
		isPrivate, toKnow,
		field.HTCDS("vic_TypeOfSexExploitation", "Type of Sex Exploitation"), field.Core())
	ForcedCrime       = field.NewCodes("forced_crime", ForcedCrimes, inSituation, isPrivate, toKnow)
	ExploitationPlace = field.NewText("exploitation_place", inSituation, toUnderstand,
		field.HTCDS("vic_LocationOfExploitation", "Location of Exploitation"), field.Core())
	ExploitationPlatforms = field.NewCodes("exploitation_platforms", Platforms, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_ExploitationWebsitesAndApps", "Exploitation Websites and Apps"))

	ControlMethod = field.NewCodes("control_method", ControlMethods, inSituation, isPrivate, toKnow,
		field.HTCDS("vic_MethodsOfControl", "Methods of Control"), field.Core())
	MonthsExploited = field.NewCount("months_exploited", inSituation, isPrivate, field.Max(1200), toKnow)
	ExploitedFrom   = field.NewDate("exploited_from", inSituation, toUnderstand)
	ExploitedUntil  = field.NewDate("exploited_until", inSituation, toUnderstand)
	OthersThere     = field.NewLong("others_there", inSituation, field.Max(2000), usedFor(forHelp, forStatus, forPolice))

	Situation = field.NewLong("situation", inSituation, toUnderstand)
	Wishes    = field.NewLong("wishes", inSituation, usedFor(forHelp, forLegalAid, forReturn))
)

// One event of what happened, where exact place and day matter.
var (
	EventType = field.NewCode("event_type", EventTypes, inSituation, isPrivate, toUnderstand,
		field.HTCDS("hte_Type", "Type"))
	EventDate        = field.NewDate("event_date", inSituation, toUnderstand, field.HTCDS("hte_Date", "Date"))
	EventDescription = field.NewLong("event_description", inSituation, toUnderstand, field.Max(2000),
		field.HTCDS("hte_Description", "Description"))
	EventCountry    = field.NewCountry("event_country", inSituation, toUnderstand, field.HTCDS("hte_Country", "Country"))
	EventState      = field.NewText("event_state", inSituation, toUnderstand, field.HTCDS("hte_State", "State"))
	EventCity       = field.NewText("event_city", inSituation, toUnderstand, field.HTCDS("hte_City", "City"))
	EventStreet     = field.NewText("event_street", inSituation, toUnderstand, field.HTCDS("hte_Street", "Street"))
	EventPostalCode = field.NewText("event_postal_code", inSituation, toUnderstand, field.Max(20),
		field.HTCDS("hte_PostalCode", "PostalCode"))
)

// Health is always sealed, the coded answers too.
//
// Source: ACTIP 14.10
var (
	inHealth = field.InGroup(lindung.Health)

	HealthUrgent      = field.NewBool("health_urgent", inHealth, usedFor(forHelp, forReturn), field.Urgent())
	HealthNeed        = field.NewCodes("health_need", HealthNeeds, inHealth, usedFor(forHelp, forReturn))
	Medicines         = field.NewText("medicines", inHealth, usedFor(forHelp, forReturn))
	Allergies         = field.NewText("allergies", inHealth, usedFor(forHelp, forReturn))
	DisabilitySupport = field.NewText("disability_support", inHealth, usedFor(forHelp, forLegalAid, forReturn))
	HealthNotes       = field.NewLong("health_notes", inHealth, usedFor(forHelp))
)

// What the person may need a lawyer for; above all when they are held or
// accused for something that they were made to do.
//
// Source: ACTIP 14.7
// Source: ACTIP 14.8
// Source: ACTIP 14.13
var (
	inLegal = field.InGroup(lindung.Legal)

	LegalNeed = field.NewCodes("legal_need", LegalNeeds, inLegal, isPrivate, usedFor(forHelp, forLegalAid, forCounting))
	Detained  = field.NewBool("detained", inLegal, usedFor(forHelp, forStatus, forLegalAid), field.Urgent())
	Accused   = field.NewText("accused", inLegal, usedFor(forStatus, forLegalAid))
	Lawyer    = field.NewText("lawyer", inLegal, usedFor(forHelp, forLegalAid))
	Complaint = field.NewCode("complaint", Decisions, inLegal, isPrivate, usedFor(forHelp, forLegalAid))
	LegalNote = field.NewLong("legal_note", inLegal, usedFor(forLegalAid))
)

// Stay and return.
//
// Source: ACTIP 14.4
// Source: ACTIP 15.2
var (
	inImmigration = field.InGroup(lindung.Immigration)

	ImmigrationStatus = field.NewCodes("immigration_status", ImmigrationStatuses, inImmigration, isPrivate,
		usedFor(forHelp, forLegalAid, forReturn, forCounting))
	EnteredOn = field.NewDate("entered_on", inImmigration, usedFor(forStatus, forLegalAid, forReturn))
	EnteredAt = field.NewText("entered_at", inImmigration, usedFor(forStatus, forLegalAid, forReturn))
	StayUntil = field.NewDate("stay_until", inImmigration, field.Future(), isPrivate,
		usedFor(forHelp, forLegalAid, forReturn))
	RemovalOrder = field.NewBool("removal_order", inImmigration, usedFor(forHelp, forLegalAid, forReturn), field.Urgent())
	ReturnWish   = field.NewCode("return_wish", ReturnWishes, inImmigration, isPrivate,
		usedFor(forHelp, forLegalAid, forReturn))
)

// Papers, and who holds them.
//
// Source: ACTIP 15.4
var (
	inDocuments = field.InGroup(lindung.Documents)
	toProve     = usedFor(forStatus, forLegalAid, forReturn)

	IdentityNumber = field.NewText("identity_number", inDocuments, toProve, field.Max(60),
		field.HTCDS("prs_IdentityNumber", "Identity Number"))
	PaperKind    = field.NewCode("paper_kind", PaperKinds, inDocuments, isPrivate, toProve)
	PaperNumber  = field.NewText("paper_number", inDocuments, toProve, field.Max(60))
	PaperCountry = field.NewCountry("paper_country", inDocuments, toProve)
	PaperUntil   = field.NewDate("paper_until", inDocuments, isPrivate, toProve, field.Future())
	PaperOver    = field.NewCode("paper_over", PaperEnds, inDocuments, isPrivate, toProve)
	PaperHolder  = field.NewText("paper_holder", inDocuments, usedFor(forHelp, forPolice, forLegalAid, forReturn))
)
