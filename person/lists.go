package person

import "lindung/field"

// The code lists of HTCDS 2.0: value names as codes, labels as first aliases.
// International Organization for Migration, CC BY 4.0,
// https://github.com/UNMigration/HTCDS. Codes that begin with x_ are ours and
// are exported as their Ext.

// Genders is how HTCDS names the sex or gender that the person gives.
// prs_Gender; Female and Male are the values of version 0.2.
var Genders = &field.List{Name: "gender", Codes: []field.Code{
	{Name: "Feminine", Aliases: []string{"Feminine", "Female"}},
	{Name: "Masculine", Aliases: []string{"Masculine", "Male"}},
	{Name: "TransgenderFeminine", Aliases: []string{"Transgender Feminine"}},
	{Name: "TransgenderMasculine", Aliases: []string{"Transgender Masculine"}},
	{Name: "NonConforming", Aliases: []string{"Non-Conforming"}},
	{Name: "NonSpecifiedUnknown", Aliases: []string{"Not Specified/Unknown", "Unknown", "Not specified"}},
}}

// MaritalStatuses is prs_MaritalStatus.
var MaritalStatuses = &field.List{Name: "marital_status", Codes: []field.Code{
	{Name: "Single"},
	{Name: "Married"},
	{Name: "Widowed"},
	{Name: "Divorced"},
	{Name: "Separated"},
	{Name: "RegisteredPartnership", Aliases: []string{"Registered Partnership"}},
}}

// EducationLevels is prs_HighestLevelOfEducation, ISCED 2011.
var EducationLevels = &field.List{Name: "education", Codes: []field.Code{
	{Name: "EarlyChildhoodEducation", Aliases: []string{"Early Childhood Education"}},
	{Name: "PrimaryEducation", Aliases: []string{"Primary Education"}},
	{Name: "LowerSecondaryEducation", Aliases: []string{"Lower Secondary Education"}},
	{Name: "UpperSecondaryEducation", Aliases: []string{"Upper Secondary Education"}},
	{Name: "PostSecondaryNonTertiaryEducation", Aliases: []string{"Post-secondary Non-tertiary Education"}},
	{Name: "ShortCycleTertiaryEducation", Aliases: []string{"Short-cycle Tertiary Education"}},
	{Name: "BachelorsOrEquivalentLevel", Aliases: []string{"Bachelor’s or Equivalent Level"}},
	{Name: "MastersOrEquivalentLevel", Aliases: []string{"Master’s or Equivalent Level"}},
	{Name: "DoctoralOrEquivalentLevel", Aliases: []string{"Doctoral or Equivalent Level"}},
}}

// ReportedStatuses is vic_TraffickingStatus: what a body elsewhere decided.
var ReportedStatuses = &field.List{Name: "trafficking_status", Codes: []field.Code{
	{Name: "PossibleVictimOfTrafficking", Aliases: []string{"Possible victim of trafficking"}},
	{Name: "ActualVictimOfTrafficking", Aliases: []string{"Actual victim of trafficking"}},
	{Name: "NotAVictimOfTrafficking", Aliases: []string{"Not a victim of trafficking"}},
}}

// DecidingBodies is vic_TraffickingStatusDecisionMakingOrg.
var DecidingBodies = &field.List{Name: "deciding_body", Codes: []field.Code{
	{Name: "Police"},
	{Name: "NGO"},
	{Name: "CourtOrProsecution", Aliases: []string{"Court or prosecution"}},
	{Name: "NonPoliceGovernmentalOrganization", Aliases: []string{"Non-police governmental organization"}},
	{Name: "Other"},
}}

// Relations is vic_RelationshipToTrafficker; Unaquainted is spelt so in the standard.
var Relations = &field.List{Name: "relation", Codes: []field.Code{
	{Name: "Familial"},
	{Name: "Acquainted"},
	{Name: "Unaquainted", Aliases: []string{"Unaquainted", "Unacquainted"}},
}}

// Platforms is vic_RecruitmentWebsitesAndApps and vic_ExploitationWebsitesAndApps,
// whose values are equal.
var Platforms = &field.List{Name: "platform", Codes: []field.Code{
	{Name: "Facebook"},
	{Name: "Instagram"},
	{Name: "WhatsApp"},
	{Name: "Telegram"},
	{Name: "FacebookMessenger", Aliases: []string{"Facebook Messenger"}},
	{Name: "Viber"},
	{Name: "SnapChat"},
	{Name: "Line"},
	{Name: "4Sale"},
	{Name: "WeChat"},
	{Name: "QQ"},
	{Name: "QZone"},
	{Name: "TikTok"},
	{Name: "Twitter", Aliases: []string{"Twitter", "X (Twitter)"}},
	{Name: "Other"},
}}

// RecruitmentMethods is vic_MethodOfRecruitment, with names of version 0.2.
var RecruitmentMethods = &field.List{Name: "recruitment_method", Codes: []field.Code{
	{Name: "AtAPlaceOfBusiness", Aliases: []string{"At a place of business"}},
	{Name: "AtAnEducationalInstitution", Aliases: []string{"At an educational institution", "EducationalFacility"}},
	{Name: "AtWork", Aliases: []string{"At work", "Work"}},
	{Name: "ThroughOnlineSocialNetworks", Aliases: []string{"Through online social networks"}},
	{Name: "ThroughAnOnlineAdvertisement", Aliases: []string{"Through an online advertisement"}},
	{Name: "ThroughATelevisionAdvert", Aliases: []string{"Through a television advert"}},
	{Name: "ThroughANewspaperAdvert", Aliases: []string{"Through a newspaper advert"}},
	{Name: "ThroughFamilyOrFamilyEvents", Aliases: []string{"Through family or family events"}},
	{Name: "ThroughFriendsOrSocialEvents", Aliases: []string{"Through friends or social events"}},
	{Name: "Other"},
}}

// ControlMethods is vic_MethodsOfControl. The standard defines restricted movement
// and, under another name, limited access to one's own children, and lists neither.
var ControlMethods = &field.List{Name: "control_method", Codes: []field.Code{
	{Name: "PhysicalThreats", Aliases: []string{"Physical threats"}},
	{Name: "ThreatsLawEnforcement", Aliases: []string{"Threats of law enforcement"}},
	{Name: "ThreatensChildrenFamily", Aliases: []string{"Threatens children/family"}},
	{Name: "DebtBondage", Aliases: []string{"Debt bondage"}},
	{Name: "FalsePromises", Aliases: []string{"False promises"}},
	{Name: "PhysicalAbuse", Aliases: []string{"Physical abuse"}},
	{Name: "SexualAbuse", Aliases: []string{"Sexual abuse"}},
	{Name: "TakesEarnings", Aliases: []string{"Takes earnings"}},
	{Name: "RestrictsFinancialAccess", Aliases: []string{"Restricts financial access"}},
	{Name: "RestrictsMedicalCare", Aliases: []string{"Restricts medical care"}},
	{Name: "WithholdsNecessities", Aliases: []string{"Withholds necessities"}},
	{Name: "PsychologicalAbuse", Aliases: []string{"Psychological abuse"}},
	{Name: "PsychoactiveSubstance", Aliases: []string{"Psychoactive substance"}},
	{Name: "ExcessiveWorkingHours", Aliases: []string{"Excessive working hours"}},
	{Name: "WithholdsDocuments", Aliases: []string{"Withholds documents"}},
	{Name: "x_RestrictsMovement", Aliases: []string{"Restricts movement", "MethodsOfControlRestrictsMovement"}, Ext: "Other"},
	{Name: "x_LimitsAccessToOwnChildren", Aliases: []string{"Limits access to own children", "MethodsOfControlUsesChildren"}, Ext: "Other"},
	{Name: "Other"},
}}

// ExploitationTypes is vic_TypeOfExploitation. Forced criminality was
// IllicitActivities in version 0.2 and is missing since.
var ExploitationTypes = &field.List{Name: "exploitation_type", Codes: []field.Code{
	{Name: "ForcedLabour", Aliases: []string{"Forced labour", "Forced labor"}},
	{Name: "SexualExploitation", Aliases: []string{"Sexual exploitation"}},
	{Name: "ChildLabour", Aliases: []string{"Child labour", "Child labor"}},
	{Name: "ForcedMarriage", Aliases: []string{"Forced marriage"}},
	{Name: "Servitude"},
	{Name: "ForcedMilitaryByNonStateActors", Aliases: []string{"Forced military (by non-state actors)", "ForcedMilitaryService"}},
	{Name: "OrganRemoval", Aliases: []string{"Organ removal"}},
	{Name: "ForcedBegging", Aliases: []string{"Forced begging"}},
	{Name: "ForcedAdoption", Aliases: []string{"Forced adoption", "IllegalAdoption"}},
	{Name: "Surrogacy"},
	{Name: "x_ForcedCriminality", Aliases: []string{"Forced criminality", "IllicitActivities", "Illicit activities"}, Ext: "Other"},
	{Name: "Other"},
}}

// Industries is vic_ForcedLabourIndustry, the sections of ISIC revision 4.
var Industries = &field.List{Name: "industry", Codes: []field.Code{
	{Name: "A_AgricultureForestryAndFishing", Aliases: []string{"Agriculture, forestry and fishing"}},
	{Name: "B_MiningAndQuarrying", Aliases: []string{"Mining and quarrying"}},
	{Name: "C_Manufacturing", Aliases: []string{"Manufacturing"}},
	{Name: "D_ElectricityGasSteamAndAirConditioningSupply", Aliases: []string{"Electricity, gas, steam and air conditioning supply"}},
	{Name: "E_WaterSupplySewerageWasteManagement", Aliases: []string{"Water supply; sewerage, waste management and remediation"}},
	{Name: "F_Construction", Aliases: []string{"Construction"}},
	{Name: "G_WholesaleAndRetailTradeRepairOfMotorVehicles", Aliases: []string{"Wholesale and retail trade; repair of motor vehicles and motorcycles"}},
	{Name: "H_TransportationAndStorage", Aliases: []string{"Transportation and storage"}},
	{Name: "I_AccommodationAndFoodServiceActivities", Aliases: []string{"Accommodation and food service activities"}},
	{Name: "J_InformationAndCommunication", Aliases: []string{"Information and communication"}},
	{Name: "K_FinancialAndInsuranceActivities", Aliases: []string{"Financial and insurance activities"}},
	{Name: "L_RealEstateActivities", Aliases: []string{"Real estate activities"}},
	{Name: "M_ProfessionalScientificAndTechnicalActivities", Aliases: []string{"Professional, scientific and technical activities"}},
	{Name: "N_AdministrativeAndSupportServiceActivities", Aliases: []string{"Administrative and support service activities"}},
	{Name: "O_PublicAdministrationAndDefence", Aliases: []string{"Public administration and defence; compulsory social security"}},
	{Name: "P_Education", Aliases: []string{"Education"}},
	{Name: "Q_HumanHealthAndSocialWorkActivities", Aliases: []string{"Human health and social work activities"}},
	{Name: "R_ArtsEntertainmentAndRecreation", Aliases: []string{"Arts, entertainment and recreation"}},
	{Name: "S_OtherServiceActivities", Aliases: []string{"Other service activities"}},
	{Name: "T_ActivitiesOfHouseholdsAsEmployers", Aliases: []string{"Activities of households as employers; undifferentiated goods- and services- producing activities of households for own use"}},
	{Name: "U_ActivitiesOfExtraterritorialOrganizations", Aliases: []string{"Activities of extraterritorial organizations and bodies"}},
}}

// SexualExploitationTypes is vic_TypeOfSexExploitation.
var SexualExploitationTypes = &field.List{Name: "sexual_exploitation_type", Codes: []field.Code{
	{Name: "Prostitution"},
	{Name: "Pornography"},
	{Name: "RemoteInteractiveServices", Aliases: []string{"Remote Interactive Services"}},
	{Name: "PrivateSexualServices", Aliases: []string{"Private Sexual Services"}},
}}

// Vulnerabilities is vic_Vulnerabilities, deprecated in HTCDS 2.0.
var Vulnerabilities = &field.List{Name: "vulnerability", Codes: []field.Code{
	{Name: "Addiction"},
	{Name: "SocialGroup", Aliases: []string{"Social Group"}},
	{Name: "Discrimination"},
	{Name: "Poverty"},
	{Name: "DisabilityAndPhysicalHealth", Aliases: []string{"Disability and physical health"}},
	{Name: "MentalHealth", Aliases: []string{"Mental health"}},
	{Name: "Migration"},
	{Name: "Homelessness"},
	{Name: "AbuseSocialMedia", Aliases: []string{"Abuse - social media"}},
	{Name: "AbusePhysical", Aliases: []string{"Abuse - physical"}},
	{Name: "Education"},
	{Name: "WorkEnvironment", Aliases: []string{"Work environment"}},
}}

// ReportedCaseStatuses is cas_Status.
var ReportedCaseStatuses = &field.List{Name: "case_status", Codes: []field.Code{
	{Name: "Active"},
	{Name: "FollowUp", Aliases: []string{"Follow Up"}},
	{Name: "Closed"},
	{Name: "ClosedReferred", Aliases: []string{"Closed Referred"}},
}}

// ReferralReasons is cas_ReasonForIncomingReferral and cas_ReasonForOutgoingReferral.
var ReferralReasons = &field.List{Name: "referral_reason", Codes: []field.Code{
	{Name: "AdditionalServicesRequired", Aliases: []string{"Additional Services Required"}},
	{Name: "MigrationOrChangeOfLocation", Aliases: []string{"Migration or Change of Location"}},
	{Name: "Other"},
}}

// EventTypes is hte_Type.
var EventTypes = &field.List{Name: "event_type", Codes: []field.Code{
	{Name: "Recruitment"},
	{Name: "Transit"},
	{Name: "Exploitation"},
}}

// The lists that HTCDS does not have. A country may add codes, and never
// remove any.

// AgePrecisions says how sure an estimated age is. With unsure_if_child the
// person is treated as a child until the age is known.
//
// Source: ACTIP 14.12
var AgePrecisions = &field.List{Name: "age_precision", Codes: []field.Code{
	{Name: "within_1_year"}, {Name: "within_3_years"}, {Name: "within_5_years"}, {Name: "more_than_5_years"},
	{Name: "unsure_if_child"},
}}

// Channels are the ways to reach a person.
var Channels = &field.List{Name: "channel", Codes: []field.Code{
	{Name: "call"}, {Name: "text_message"}, {Name: "chat_app"}, {Name: "email"}, {Name: "letter"}, {Name: "visit"},
	{Name: "through_someone"}, {Name: "none"},
}}

// MessageReaders say who may read a message that comes to an address of the person.
var MessageReaders = &field.List{Name: "message_reader", Codes: []field.Code{{Name: "person"}, {Name: "trusted"}}}

// Weekdays are the days of a week.
var Weekdays = &field.List{Name: "weekday", Codes: []field.Code{
	{Name: "monday"}, {Name: "tuesday"}, {Name: "wednesday"}, {Name: "thursday"}, {Name: "friday"}, {Name: "saturday"}, {Name: "sunday"},
}}

// DayParts are the parts of a day at which the program may send; the night is none of them.
var DayParts = &field.List{Name: "day_part", Codes: []field.Code{{Name: "morning"}, {Name: "afternoon"}, {Name: "evening"}}}

// GuardianRelations say what the adult who cares for a child is to the child.
var GuardianRelations = &field.List{Name: "guardian_relation", Codes: []field.Code{
	{Name: "mother"}, {Name: "father"}, {Name: "grandparent"}, {Name: "brother_or_sister"}, {Name: "other_relative"},
	{Name: "appointed"}, {Name: "carer"}, {Name: "none"},
}}

// Concerns say whether an adult may be told without danger to the child.
var Concerns = &field.List{Name: "concern", Codes: []field.Code{
	{Name: "none"}, {Name: "some"}, {Name: "do_not_tell"},
}}

// FamilyWishes say what the person wants the family to know.
var FamilyWishes = &field.List{Name: "family_wish", Codes: []field.Code{
	{Name: "help_to_reach"}, {Name: "reaches_them_alone"}, {Name: "not_now"}, {Name: "never"}, {Name: "undecided"},
}}

// ForcedCrimes are kinds of x_ForcedCriminality.
var ForcedCrimes = &field.List{Name: "forced_crime", Codes: []field.Code{
	{Name: "online_scam"}, {Name: "drugs"}, {Name: "theft"}, {Name: "other"},
}}

// HealthNeeds are reasons to see a doctor, a nurse or a counsellor.
var HealthNeeds = &field.List{Name: "health_need", Codes: []field.Code{
	{Name: "injury"}, {Name: "illness"}, {Name: "pregnancy"}, {Name: "sexual_health"}, {Name: "mental_health"},
	{Name: "medicine"}, {Name: "disability"}, {Name: "substance_use"}, {Name: "teeth_or_eyes"}, {Name: "nutrition"},
	{Name: "none"}, {Name: "other"},
}}

// LegalNeeds are matters for which a person may want a lawyer or advice.
var LegalNeeds = &field.List{Name: "legal_need", Codes: []field.Code{
	{Name: "advice"}, {Name: "complaint"}, {Name: "defence"}, {Name: "release"}, {Name: "unpaid_wages"},
	{Name: "compensation"}, {Name: "protection"}, {Name: "stay"}, {Name: "nationality"}, {Name: "papers"},
	{Name: "family_matters"}, {Name: "debt"}, {Name: "none"}, {Name: "other"},
}}

// Decisions are answers of a person who may not have decided yet.
var Decisions = &field.List{Name: "decision", Codes: []field.Code{
	{Name: "yes"}, {Name: "no"}, {Name: "undecided"},
}}

// ImmigrationStatuses follow the migrant and protection statuses that HTCDS
// lists without codes (Guidance 7), as far as they are a status in law.
var ImmigrationStatuses = &field.List{Name: "immigration_status", Codes: []field.Code{
	{Name: "citizen"},
	{Name: "family", Aliases: []string{"Family Migrant"}},
	{Name: "visitor", Aliases: []string{"Visitor / Tourist Migrant", "Visitor/Tourist Migrant"}},
	{Name: "labour", Aliases: []string{"Labour migrant"}},
	{Name: "student", Aliases: []string{"Student Migrant"}},
	{Name: "irregular", Aliases: []string{"Irregular migrant"}},
	{Name: "asylum_seeker", Aliases: []string{"Asylum Seeker"}},
	{Name: "refugee"},
	{Name: "complementary_protection", Aliases: []string{"Recipient of complementary protection"}},
	{Name: "stateless", Aliases: []string{"Stateless person"}},
	{Name: "stay_as_victim"},
	{Name: "stranded", Aliases: []string{"Stranded migrant"}},
	{Name: "deportee"},
	{Name: "displaced", Aliases: []string{"Internally displaced person"}},
	{Name: "child_alone", Aliases: []string{"Separated or Unaccompanied child", "Seperated or Unaccompanied child"}},
	{Name: "returnee"},
	{Name: "other"},
}}

// ReturnWishes say where the person wants to live.
//
// Source: ACTIP 15.1
var ReturnWishes = &field.List{Name: "return_wish", Codes: []field.Code{
	{Name: "go_home"}, {Name: "stay_here"}, {Name: "elsewhere"}, {Name: "undecided"},
}}

// InterpreterSexes say by whom the person prefers their words to be carried.
var InterpreterSexes = &field.List{Name: "interpreter_sex", Codes: []field.Code{{Name: "woman"}, {Name: "man"}, {Name: "no_matter"}}}

// PaperEnds say what became of a paper that is no longer used.
var PaperEnds = &field.List{Name: "paper_over", Codes: []field.Code{
	{Name: "renewed"}, {Name: "given_back"}, {Name: "lost"}, {Name: "not_needed"},
}}

// PaperKinds are papers that say who someone is or what they may do.
var PaperKinds = &field.List{Name: "paper_kind", Codes: []field.Code{
	{Name: "passport"}, {Name: "identity_card"}, {Name: "birth_certificate"}, {Name: "travel_document"}, {Name: "border_pass"},
	{Name: "visa"}, {Name: "work_permit"}, {Name: "seafarer_book"}, {Name: "refugee_card"}, {Name: "household_register"},
	{Name: "none"}, {Name: "other"},
}}
