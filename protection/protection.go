// Package protection declares what the law owes a person who was trafficked, as it
// happens in their case: where and why they are held ([Detention]), what they are charged with
// ([Charge]), what they were told of their rights ([Informed]), orders that protect them
// ([Order]), time to recover and permits to stay ([Stay]), and claims to compensation
// ([Claim]). Each is a form that is answered many times.
//
// The package only declares. Package cases stores the records; pages, previews, letters,
// export and erasure follow from the declaration. Package dossier makes the facts of them
// from which package duties says what is owed.
//
// # The groups
//
// All is in the groups of legal matters and of stay, which a consent opens by themselves.
// No field here has law enforcement as a purpose: what is held against a person, and what
// they ask of a court, reaches the police by the authority that acts, never by this file.
package protection

import (
	"lindung"
	"lindung/field"
)

var (
	inLegal   = field.InGroup(lindung.Legal)
	inStay    = field.InGroup(lindung.Immigration)
	isCoded   = field.WithClass(field.Private)
	toDefend  = usedFor(lindung.Assistance, lindung.Identification, lindung.LegalAid)
	toCount   = usedFor(lindung.Assistance, lindung.Identification, lindung.LegalAid, lindung.Statistics)
	toStay    = usedFor(lindung.Assistance, lindung.Identification, lindung.LegalAid, lindung.Return)
	toSetStay = usedFor(lindung.Assistance, lindung.Identification, lindung.LegalAid, lindung.Return, lindung.Statistics)
)

func usedFor(more ...lindung.Purpose) field.Option {
	return field.ForPurposes(append([]lindung.Purpose{lindung.Supervision, lindung.OwnRequest}, more...)...)
}

// Places is the closed list of places where a person can be held.
var Places = &field.List{Name: "detention_place", Codes: []field.Code{
	{Name: "police_station"}, {Name: "prison"}, {Name: "immigration_detention"}, {Name: "closed_shelter"}, {Name: "hospital"}, {Name: "other"},
}}

// DetentionEnds is the closed list of how a detention came to an end.
var DetentionEnds = &field.List{Name: "detention_end", Codes: []field.Code{
	{Name: "released"}, {Name: "open_shelter"}, {Name: "moved"}, {Name: "removed"}, {Name: "other"},
}}

// The fields of a detention: where, since when, on whose decision, why no open shelter, when
// it is looked at again.
var (
	DetentionPlace = field.NewCode("detention_place", Places, inLegal, isCoded, toCount)
	DetentionSince = field.NewDate("detention_since", inLegal, isCoded, toCount)
	DetentionBy    = field.NewText("detention_by", inLegal, toDefend)
	DetentionWhy   = field.NewLong("detention_why", inLegal, field.Max(2000), toDefend)
	DetentionLook  = field.NewDate("detention_look", inLegal, isCoded, field.Future(), toDefend)
	DetentionEnd   = field.NewCode("detention_end", DetentionEnds, inLegal, isCoded, toCount)
)

// Detention asks about one detention. It must not wait until it is known how it ended.
//
// Source: ACTIP 14.8
var Detention = field.NewForm("detention", DetentionPlace, DetentionSince, DetentionBy, DetentionWhy, DetentionLook, DetentionEnd).Under("law").Whereabouts().
	Many(field.Repeat{Day: DetentionSince, Due: DetentionLook, Done: DetentionEnd, For: true, Urgent: "detention"})

// ChargeKinds is the closed list of what can be brought against a person.
var ChargeKinds = &field.List{Name: "charge_kind", Codes: []field.Code{
	{Name: "crime"}, {Name: "fine"}, {Name: "immigration_offence"}, {Name: "removal"}, {Name: "entry_ban"}, {Name: "other"},
}}

// Links is the closed list of how an act is tied to the trafficking.
var Links = &field.List{Name: "charge_link", Codes: []field.Code{
	{Name: "made_to_do"}, {Name: "because_of_it"}, {Name: "not_tied"}, {Name: "not_looked_at"},
}}

// ChargeEnds is the closed list of outcomes.
var ChargeEnds = &field.List{Name: "charge_end", Codes: []field.Code{
	{Name: "dropped"}, {Name: "not_punished"}, {Name: "acquitted"}, {Name: "punished"}, {Name: "removed"}, {Name: "lifted"},
}}

// The fields of a charge, a fine or a measure of immigration.
var (
	ChargeKind = field.NewCode("charge_kind", ChargeKinds, inLegal, isCoded, toCount)
	ChargeOn   = field.NewDate("charge_on", inLegal, isCoded, toCount)
	ChargeWhat = field.NewLong("charge_what", inLegal, field.Max(2000), toDefend)
	ChargeLink = field.NewCode("charge_link", Links, inLegal, isCoded, toCount)
	ChargeNext = field.NewDate("charge_next", inLegal, isCoded, field.Future(), toDefend)
	ChargeEnd  = field.NewCode("charge_end", ChargeEnds, inLegal, isCoded, toCount)
)

// Charge asks about one charge, fine or measure against the person, and how it is tied to
// the trafficking. It must not wait until its outcome is known.
//
// Source: ACTIP 14.7
var Charge = field.NewForm("charge", ChargeKind, ChargeOn, ChargeWhat, ChargeLink, ChargeNext, ChargeEnd).Under("law").Whereabouts().
	Many(field.Repeat{Day: ChargeOn, Due: ChargeNext, Done: ChargeEnd, For: true, Urgent: "charged"})

// Told is the closed list of what a person is told of their rights.
var Told = &field.List{Name: "informed_about", Codes: []field.Code{
	{Name: "services"}, {Name: "legal_help"}, {Name: "identification"}, {Name: "reflection"}, {Name: "stay"}, {Name: "compensation"},
	{Name: "proceedings"}, {Name: "return"}, {Name: "complaint"},
}}

// Ways is the closed list of how they were told.
var Ways = &field.List{Name: "informed_how", Codes: []field.Code{
	{Name: "spoken"}, {Name: "spoken_and_paper"}, {Name: "interpreter"}, {Name: "recording"}, {Name: "paper_only"},
}}

// The fields of one time that the person was told what help and protection there is.
var (
	InformedAbout = field.NewCodes("informed_about", Told, inLegal, isCoded, toCount)
	InformedOn    = field.NewDate("informed_on", inLegal, isCoded, toCount)
	InformedIn    = field.NewLanguage("informed_in", inLegal, isCoded, toDefend)
	InformedHow   = field.NewCode("informed_how", Ways, inLegal, isCoded, toDefend)
	InformedBy    = field.NewText("informed_by", inLegal, toDefend)
)

// Informed asks about one time that the person was told: of what, when, in which language.
//
// Source: ACTIP 14.9
var Informed = field.NewForm("informed", InformedAbout, InformedOn, InformedIn, InformedHow, InformedBy).Under("law").
	Many(field.Repeat{Day: InformedOn})

// OrderKinds is the closed list of what a court or an authority can order for a person.
var OrderKinds = &field.List{Name: "order_kind", Codes: []field.Code{
	{Name: "protection"}, {Name: "no_contact"}, {Name: "police_protection"}, {Name: "closed_hearing"}, {Name: "name_withheld"}, {Name: "video"},
	{Name: "heard_apart"}, {Name: "other"},
}}

// OrderEnds is the closed list of how it came to an end.
var OrderEnds = &field.List{Name: "order_end", Codes: []field.Code{{Name: "refused"}, {Name: "over"}, {Name: "lifted"}, {Name: "replaced"}}}

// The fields of an order that protects the person, or keeps them private in proceedings.
var (
	OrderKind  = field.NewCode("order_kind", OrderKinds, inLegal, isCoded, toCount)
	OrderOn    = field.NewDate("order_on", inLegal, isCoded, toCount)
	OrderBy    = field.NewText("order_by", inLegal, toDefend)
	OrderUntil = field.NewDate("order_until", inLegal, isCoded, field.Future(), toDefend)
	OrderEnd   = field.NewCode("order_end", OrderEnds, inLegal, isCoded, toCount)
)

// Order asks about one order: what, by whom, until when.
//
// Source: ACTIP 14.5; ACTIP 14.6; ACTIP 16.7
var Order = field.NewForm("order", OrderKind, OrderOn, OrderBy, OrderUntil, OrderEnd).Under("law").
	Many(field.Repeat{Day: OrderOn, Due: OrderUntil, Done: OrderEnd, For: true, Says: "ends"})

// StayKinds is the closed list of ways to stay as someone who was trafficked. A claim for
// asylum is none of them: it is a status of stay, answered there alone, for it stops a notice
// to the state of the person.
var StayKinds = &field.List{Name: "stay_kind", Codes: []field.Code{
	{Name: "reflection"}, {Name: "temporary"}, {Name: "for_proceedings"}, {Name: "humanitarian"}, {Name: "permanent"},
}}

// StayResults is the closed list of what became of it.
var StayResults = &field.List{Name: "stay_result", Codes: []field.Code{
	{Name: "refused"}, {Name: "over"}, {Name: "renewed"}, {Name: "withdrawn"},
}}

// The fields of time to recover, or of a permit to stay.
var (
	StayKind   = field.NewCode("stay_kind", StayKinds, inStay, isCoded, toSetStay)
	StayAsked  = field.NewDate("stay_asked", inStay, isCoded, toSetStay)
	StayFrom   = field.NewDate("stay_from", inStay, isCoded, toSetStay)
	StayEnds   = field.NewDate("stay_ends", inStay, isCoded, field.Future(), toStay)
	StayBy     = field.NewText("stay_by", inStay, toStay)
	StayResult = field.NewCode("stay_result", StayResults, inStay, isCoded, toSetStay)
)

// Stay asks about one time to recover or one permit to stay: asked for when, given from
// when, until when.
//
// Source: ACTIP 14.4
var Stay = field.NewForm("stay", StayKind, StayAsked, StayFrom, StayEnds, StayBy, StayResult).Under("law").
	Many(field.Repeat{Day: StayAsked, Due: StayEnds, Done: StayResult, For: true, Says: "ends"})

// ClaimWays is the closed list of ways to compensation.
var ClaimWays = &field.List{Name: "claim_way", Codes: []field.Code{
	{Name: "restitution"}, {Name: "civil"}, {Name: "wages"}, {Name: "fund"}, {Name: "settlement"},
}}

// ClaimEnds is the closed list of outcomes.
var ClaimEnds = &field.List{Name: "claim_end", Codes: []field.Code{
	{Name: "paid"}, {Name: "paid_partly"}, {Name: "not_paid"}, {Name: "refused"}, {Name: "withdrawn"},
}}

// The fields of a claim, from the filing to the payment.
var (
	ClaimWay    = field.NewCode("claim_way", ClaimWays, inLegal, isCoded, toCount)
	ClaimOn     = field.NewDate("claim_on", inLegal, isCoded, toCount)
	ClaimWhat   = field.NewLong("claim_what", inLegal, field.Max(2000), toDefend)
	ClaimAward  = field.NewText("claim_award", inLegal, toDefend)
	ClaimNext   = field.NewDate("claim_next", inLegal, isCoded, field.Future(), toDefend)
	ClaimResult = field.NewCode("claim_end", ClaimEnds, inLegal, isCoded, toCount)
)

// Claim asks about one claim to compensation. It is open until it is known what was paid.
//
// Source: ACTIP 14.13
var Claim = field.NewForm("claim", ClaimWay, ClaimOn, ClaimWhat, ClaimAward, ClaimNext, ClaimResult).Under("law").
	Many(field.Repeat{Day: ClaimOn, Due: ClaimNext, Done: ClaimResult, For: true})

// Forms are the forms of this package.
var Forms = field.Set{Detention, Charge, Informed, Order, Stay, Claim}
