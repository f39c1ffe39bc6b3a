// Package justice holds what those who inquire, prosecute and judge record in their own
// cases: the complaint ([Complaint]), the investigation ([Investigation]), what suspects are
// charged with ([Prosecution]), measures that protect witnesses ([Safeguard]), assets
// ([Asset]), and requests between states ([Request]). [Hearing] says when a court sits. Each
// is a form that is answered many times. [Suspect] is somebody whom an organisation suspects,
// once, with what they are said to have done in each of its cases.
//
// # The wall
//
// All of it but the hearing is in the group justice. The policies open that group to
// police, immigration, labour inspection, prosecution and courts alone, in their own cases or
// on an agreed legal basis; a person is not asked to share it, because it is not theirs. It is
// no way back: support notes stay where they are. A hearing is in the group of legal matters,
// so that who supports the person knows the day when the person agreed to that.
//
// # Clocks
//
// No text that was read gives a number of days in which a state answers a request. The day
// by which an answer is awaited is the one that whoever asks has set.
package justice

import (
	"slices"

	"lindung"
	"lindung/field"
)

var (
	inJustice   = field.InGroup(lindung.Justice)
	inLegal     = field.InGroup(lindung.Legal)
	isCoded     = field.WithClass(field.Private)
	toProsecute = field.ForPurposes(lindung.Supervision, lindung.LawEnforcement)
	toAttend    = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.LegalAid, lindung.LawEnforcement, lindung.Return)
)

// Sectors are the sectors of those who inquire, prosecute and judge. The policies say the
// same.
var Sectors = []lindung.Sector{"police", "immigration", "labour", "prosecution", "court"}

// Complainants is the closed list of who brought it to the authority.
var Complainants = &field.List{Name: "complaint_by", Codes: []field.Code{
	{Name: "person"}, {Name: "family"}, {Name: "helper"}, {Name: "authority"}, {Name: "own_inquiry"}, {Name: "other_state"}, {Name: "unnamed"},
}}

// ComplaintEnds is the closed list of what became of a complaint.
var ComplaintEnds = &field.List{Name: "complaint_end", Codes: []field.Code{
	{Name: "investigated"}, {Name: "joined"}, {Name: "passed_on"}, {Name: "not_taken_up"}, {Name: "withdrawn"},
}}

// The fields of a complaint.
var (
	ComplaintBy   = field.NewCode("complaint_by", Complainants, inJustice, isCoded, toProsecute)
	ComplaintOn   = field.NewDate("complaint_on", inJustice, isCoded, toProsecute)
	ComplaintAt   = field.NewText("complaint_at", inJustice, toProsecute)
	ComplaintWhat = field.NewLong("complaint_what", inJustice, field.Max(4000), toProsecute)
	ComplaintDue  = field.NewDate("complaint_due", inJustice, isCoded, field.Future(), toProsecute)
	ComplaintEnd  = field.NewCode("complaint_end", ComplaintEnds, inJustice, isCoded, toProsecute)
)

// Complaint asks about one complaint or report: it is open until it is known what became of
// it.
var Complaint = field.NewForm("complaint", ComplaintBy, ComplaintOn, ComplaintAt, ComplaintWhat, ComplaintDue, ComplaintEnd).Under("justice").
	Many(field.Repeat{Day: ComplaintOn, Due: ComplaintDue, Done: ComplaintEnd, For: true})

// Offences is the closed list of what is investigated, in the order of the Convention.
//
// Source: ACTIP 5.1; ACTIP 5.2; ACTIP 6; ACTIP 7; ACTIP 8; ACTIP 9
var Offences = &field.List{Name: "offence", Codes: []field.Code{
	{Name: "trafficking"}, {Name: "attempt"}, {Name: "accomplice"}, {Name: "directing"}, {Name: "organised_group"}, {Name: "laundering"},
	{Name: "corruption"}, {Name: "obstruction"}, {Name: "other"},
}}

// InvestigationEnds is the closed list of how an investigation ends.
var InvestigationEnds = &field.List{Name: "investigation_end", Codes: []field.Code{
	{Name: "to_prosecutor"}, {Name: "joined"}, {Name: "other_state"}, {Name: "no_evidence"}, {Name: "no_suspect"}, {Name: "no_offence"},
}}

// The fields of an investigation.
var (
	InvestigationOf     = field.NewCodes("investigation_of", Offences, inJustice, isCoded, toProsecute)
	InvestigationOn     = field.NewDate("investigation_on", inJustice, isCoded, toProsecute)
	InvestigationBy     = field.NewText("investigation_by", inJustice, toProsecute)
	InvestigationStates = field.NewCountries("investigation_states", inJustice, isCoded, toProsecute)
	InvestigationDue    = field.NewDate("investigation_due", inJustice, isCoded, field.Future(), toProsecute)
	InvestigationEnd    = field.NewCode("investigation_end", InvestigationEnds, inJustice, isCoded, toProsecute)
)

// Investigation asks about one investigation: of what, since when, by whom, in which other
// states too.
var Investigation = field.NewForm("investigation", InvestigationOf, InvestigationOn, InvestigationBy, InvestigationStates, InvestigationDue, InvestigationEnd).Under("justice").
	Many(field.Repeat{Day: InvestigationOn, Due: InvestigationDue, Done: InvestigationEnd, For: true})

// Consults returns the other states that investigate the same: their authorities consult
// with those of the own state.
//
// Source: ACTIP 10.4
func Consults(own lindung.Country, v field.Values) []lindung.Country {
	codes, _ := InvestigationStates.Get(v)
	var all []lindung.Country
	for _, code := range codes {
		if c := lindung.Country(code); c != own {
			all = append(all, c)
		}
	}
	return all
}

// ProsecutionEnds is the closed list of how a prosecution ends.
var ProsecutionEnds = &field.List{Name: "prosecution_end", Codes: []field.Code{
	{Name: "convicted"}, {Name: "convicted_other"}, {Name: "acquitted"}, {Name: "dropped"}, {Name: "not_punished"}, {Name: "surrendered"}, {Name: "died"},
}}

// The fields of what one suspect is charged with.
var (
	ProsecutionOf    = field.NewText("prosecution_of", inJustice, toProsecute)
	ProsecutionOn    = field.NewDate("prosecution_on", inJustice, isCoded, toProsecute)
	ProsecutionLaw   = field.NewText("prosecution_law", inJustice, toProsecute)
	ProsecutionDue   = field.NewDate("prosecution_due", inJustice, isCoded, field.Future(), toProsecute)
	ProsecutionEnd   = field.NewCode("prosecution_end", ProsecutionEnds, inJustice, isCoded, toProsecute)
	ProsecutionWords = field.NewLong("prosecution_words", inJustice, field.Max(4000), toProsecute)
)

// Prosecution asks what one suspect is charged with, by which law, and how it ended.
//
// Source: ACTIP 5.1; ACTIP 5.3
var Prosecution = field.NewForm("prosecution", ProsecutionOf, ProsecutionOn, ProsecutionLaw, ProsecutionDue, ProsecutionEnd, ProsecutionWords).Under("justice").
	Many(field.Repeat{Day: ProsecutionOn, Due: ProsecutionDue, Done: ProsecutionEnd, For: true})

// HearingKinds is the closed list of what a hearing is for.
var HearingKinds = &field.List{Name: "hearing_kind", Codes: []field.Code{
	{Name: "statement"}, {Name: "trial"}, {Name: "testimony"}, {Name: "compensation"}, {Name: "verdict"}, {Name: "appeal"}, {Name: "other"},
}}

// Attendances is the closed list of what a hearing asks of the person.
var Attendances = &field.List{Name: "hearing_person", Codes: []field.Code{
	{Name: "not_needed"}, {Name: "may_come"}, {Name: "called"}, {Name: "by_video"}, {Name: "statement_read"},
}}

// Privacy is the closed list of what keeps the person private and apart.
//
// Source: ACTIP 14.6; ACTIP 16.7
var Privacy = &field.List{Name: "hearing_private", Codes: []field.Code{
	{Name: "closed"}, {Name: "name_withheld"}, {Name: "screen"}, {Name: "video"}, {Name: "without_accused"}, {Name: "companion"}, {Name: "interpreter"}, {Name: "none"},
}}

// HearingEnds is the closed list of what became of a hearing.
var HearingEnds = &field.List{Name: "hearing_end", Codes: []field.Code{{Name: "held"}, {Name: "put_off"}, {Name: "called_off"}}}

// The fields of a hearing.
var (
	HearingKind    = field.NewCode("hearing_kind", HearingKinds, inLegal, isCoded, toAttend)
	HearingOn      = field.NewDate("hearing_on", inLegal, isCoded, field.Future(), toAttend)
	HearingPlace   = field.NewText("hearing_place", inLegal, toAttend)
	HearingPerson  = field.NewCode("hearing_person", Attendances, inLegal, isCoded, toAttend)
	HearingPrivate = field.NewCodes("hearing_private", Privacy, inLegal, isCoded, toAttend)
	HearingEnd     = field.NewCode("hearing_end", HearingEnds, inLegal, isCoded, toAttend)
)

// Hearing asks about one hearing: when, where, what it asks of the person, and what keeps
// them private. It is due on its day until it is known what became of it.
//
// Source: ACTIP 14.6; ACTIP 16.7
var Hearing = field.NewForm("hearing", HearingKind, HearingOn, HearingPlace, HearingPerson, HearingPrivate, HearingEnd).Under("law").
	Many(field.Repeat{Day: HearingOn, Due: HearingOn, Done: HearingEnd, For: true, Says: "meet"})

// SafeguardKinds is the closed list of measures that protect who testifies.
var SafeguardKinds = &field.List{Name: "safeguard_kind", Codes: []field.Code{
	{Name: "protection_order"}, {Name: "no_contact"}, {Name: "police_protection"}, {Name: "another_place"}, {Name: "identity_hidden"},
	{Name: "video"}, {Name: "companion"}, {Name: "other"},
}}

// Protected is the closed list of whom a measure protects.
var Protected = &field.List{Name: "safeguard_for", Codes: []field.Code{{Name: "person"}, {Name: "family"}, {Name: "witness"}}}

// SafeguardEnds is the closed list of how a measure, or the wait for it, ends.
var SafeguardEnds = &field.List{Name: "safeguard_end", Codes: []field.Code{
	{Name: "refused"}, {Name: "not_wanted"}, {Name: "over"}, {Name: "lifted"}, {Name: "renewed"},
}}

// The fields of a measure that protects a witness.
var (
	SafeguardKind  = field.NewCode("safeguard_kind", SafeguardKinds, inJustice, isCoded, toProsecute)
	SafeguardFor   = field.NewCode("safeguard_for", Protected, inJustice, isCoded, toProsecute)
	SafeguardAsked = field.NewDate("safeguard_asked", inJustice, isCoded, toProsecute)
	SafeguardFrom  = field.NewDate("safeguard_from", inJustice, isCoded, field.Future(), toProsecute)
	SafeguardUntil = field.NewDate("safeguard_until", inJustice, isCoded, field.Future(), toProsecute)
	SafeguardEnd   = field.NewCode("safeguard_end", SafeguardEnds, inJustice, isCoded, toProsecute)
)

// Safeguard asks about one measure that protects the person, their family or another witness:
// asked for when, from when until when.
//
// Source: ACTIP 16.7
var Safeguard = field.NewForm("safeguard", SafeguardKind, SafeguardFor, SafeguardAsked, SafeguardFrom, SafeguardUntil, SafeguardEnd).Under("justice").
	Many(field.Repeat{Day: SafeguardAsked, Due: SafeguardUntil, Done: SafeguardEnd, For: true, Says: "ends"})

// Waits reports whether somebody waits for a measure: it was asked for, and neither given
// nor ended.
//
// Source: ACTIP 16.7
func Waits(v field.Values) bool { return !v.Has(SafeguardFrom.Info) && Safeguard.Repeat.Open(v) }

// AssetKinds is the closed list of kinds of assets.
var AssetKinds = &field.List{Name: "asset_kind", Codes: []field.Code{
	{Name: "money"}, {Name: "account"}, {Name: "digital"}, {Name: "vehicle"}, {Name: "vessel"}, {Name: "building"}, {Name: "company"}, {Name: "tool"}, {Name: "other"},
}}

// AssetEnds is the closed list of what became of an asset. To the persons who were harmed
// comes first.
//
// Source: ACTIP 17; ACTIP 22
var AssetEnds = &field.List{Name: "asset_end", Codes: []field.Code{
	{Name: "to_victims"}, {Name: "to_owner"}, {Name: "confiscated"}, {Name: "shared"}, {Name: "released"},
}}

// The fields of an asset.
var (
	AssetKind = field.NewCode("asset_kind", AssetKinds, inJustice, isCoded, toProsecute)
	AssetWhat = field.NewText("asset_what", inJustice, toProsecute)
	AssetOn   = field.NewDate("asset_on", inJustice, isCoded, toProsecute)
	AssetBy   = field.NewText("asset_by", inJustice, toProsecute)
	AssetDue  = field.NewDate("asset_due", inJustice, isCoded, field.Future(), toProsecute)
	AssetEnd  = field.NewCode("asset_end", AssetEnds, inJustice, isCoded, toProsecute)
)

// Asset asks about one thing that was frozen or seized: what, since when, by whose order,
// until when, and what became of it.
//
// Source: ACTIP 17
var Asset = field.NewForm("asset", AssetKind, AssetWhat, AssetOn, AssetBy, AssetDue, AssetEnd).Under("justice").
	Many(field.Repeat{Day: AssetOn, Due: AssetDue, Done: AssetEnd, For: true})

// RequestKinds is the closed list of requests between states, each sent or received.
//
// Source: ACTIP 18; ACTIP 19; ACTIP 20; ACTIP 21
var RequestKinds = &field.List{Name: "request_kind", Codes: []field.Code{
	{Name: "assistance_sent"}, {Name: "assistance_received"}, {Name: "extradition_sent"}, {Name: "extradition_received"},
	{Name: "assets_sent"}, {Name: "assets_received"}, {Name: "police_sent"}, {Name: "police_received"},
}}

// RequestEnds is the closed list of answers to a request; a refusal names its ground.
var RequestEnds = &field.List{Name: "request_end", Codes: []field.Code{
	{Name: "done"}, {Name: "done_partly"}, {Name: "refused_national"}, {Name: "refused_no_offence"}, {Name: "refused_interests"}, {Name: "refused_rights"},
	{Name: "refused_no_treaty"}, {Name: "refused_other"}, {Name: "withdrawn"},
}}

// The fields of a request.
var (
	RequestKind  = field.NewCode("request_kind", RequestKinds, inJustice, isCoded, toProsecute)
	RequestState = field.NewCountry("request_state", inJustice, isCoded, toProsecute)
	RequestOn    = field.NewDate("request_on", inJustice, isCoded, toProsecute)
	RequestDue   = field.NewDate("request_due", inJustice, isCoded, field.Future(), toProsecute)
	RequestEnd   = field.NewCode("request_end", RequestEnds, inJustice, isCoded, toProsecute)
	RequestWords = field.NewLong("request_words", inJustice, field.Max(4000), toProsecute)
)

// Request asks about one request for mutual legal assistance, extradition, assets or help of
// the police: to or from which state, on which day, by when an answer is awaited, and which
// it was.
//
// Source: ACTIP 18; ACTIP 19
var Request = field.NewForm("request", RequestKind, RequestState, RequestOn, RequestDue, RequestEnd, RequestWords).Under("justice").
	Many(field.Repeat{Day: RequestOn, Due: RequestDue, Done: RequestEnd, For: true})

// MustTry returns which state is to try a suspect whose extradition was refused only because
// they are its national; "" where nothing was refused so.
//
// Source: ACTIP 10.3; ACTIP 19
func MustTry(own lindung.Country, v field.Values) lindung.Country {
	if end, _ := RequestEnd.Get(v); end != "refused_national" {
		return ""
	}
	kind, _ := RequestKind.Get(v)
	state, _ := RequestState.Get(v)
	switch kind {
	case "extradition_sent":
		return lindung.Country(state)
	case "extradition_received":
		return own
	}
	return ""
}

// Forms are the forms of this package.
var Forms = field.Set{Complaint, Investigation, Prosecution, Hearing, Safeguard, Asset, Request}

// InCriminalCase reports whether a record of a form shows that there is a criminal case in
// which the person can be heard. A complaint that nobody takes up is none, and a hearing on
// compensation can be of a civil court.
//
// Source: ACTIP 16.7
func InCriminalCase(form *field.Form, v field.Values) bool {
	switch form.Name {
	case Investigation.Name, Prosecution.Name:
		return true
	case Hearing.Name:
		kind, _ := HearingKind.Get(v)
		return slices.Contains([]string{"statement", "trial", "testimony", "verdict", "appeal"}, kind)
	}
	return false
}
