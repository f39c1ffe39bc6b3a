// Package returns declares the way of a person to where they choose to live: whether the
// family was found and is safe ([FamilyLook]), their nationality, asked and answered ([Nationality]), the papers that they need
// ([TravelPaper]), the plan ([Plan]), the hand-over to someone who is named ([HandOver]),
// and how they are doing afterwards ([Afterwards]). Staying, and a third place, are
// outcomes like a return. The forms are in the order of the steps on which Thailand and
// Cambodia agreed: find the family and look, answer, plan together, hand over, follow up, and
// tell the former host (repatriation handbook of the Thai ministry of social development and
// JICA, 2019, as public summaries retell it).
//
// The package only declares, as package assistance does.
//
// # The group
//
// All is in the group of stay. Where somebody will be, and when, is what a trafficker wants
// to know: the fields that say it are for return alone.
package returns

import (
	"lindung"
	"lindung/field"
)

var (
	inStay   = field.InGroup(lindung.Immigration)
	isCoded  = field.WithClass(field.Private)
	toReturn = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.LegalAid, lindung.Return)
	toCount  = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.LegalAid, lindung.Return, lindung.Statistics)
)

// FamilyLooks is the closed list of what a look at the family found.
var FamilyLooks = &field.List{Name: "family_look_found", Codes: []field.Code{
	{Name: "found_safe"}, {Name: "found_not_safe"}, {Name: "not_found"}, {Name: "did_not_want"},
}}

// The fields of a request to find the family and to see whether it is safe with them.
var (
	FamilyLookAsked = field.NewDate("family_look_asked", inStay, isCoded, toCount)
	FamilyLookBy    = field.NewText("family_look_by", inStay, toReturn)
	FamilyLookDue   = field.NewDate("family_look_due", inStay, isCoded, field.Future(), toReturn)
	FamilyLookFound = field.NewCode("family_look_found", FamilyLooks, inStay, isCoded, toCount)
	FamilyLookSays  = field.NewLong("family_look_says", inStay, field.Max(2000), toReturn)
)

// FamilyLook asks about one request to those in the other state to find the family and see
// whether the person is safe with them: the first step of the joint procedure of Thailand
// and Cambodia, before anything is agreed. It is open until they have answered.
//
// Source: ACTIP 15.2; ACTIP 14.12
var FamilyLook = field.NewForm("family_look", FamilyLookAsked, FamilyLookBy, FamilyLookDue, FamilyLookFound, FamilyLookSays).
	Under("return").Many(field.Repeat{Day: FamilyLookAsked, Due: FamilyLookDue, Done: FamilyLookFound, For: true})

// Answers is the closed list of what a state can answer.
var Answers = &field.List{Name: "nationality_answer", Codes: []field.Code{
	{Name: "is_national"}, {Name: "is_resident"}, {Name: "is_neither"}, {Name: "withdrawn"},
}}

// The fields of a question to a state whether the person is its national.
var (
	NationalityOf     = field.NewCountry("nationality_of", inStay, isCoded, toCount)
	NationalityAsked  = field.NewDate("nationality_asked", inStay, isCoded, toCount)
	NationalityBy     = field.NewText("nationality_by", inStay, toReturn)
	NationalityDue    = field.NewDate("nationality_due", inStay, isCoded, field.Future(), toReturn)
	NationalityOn     = field.NewDate("nationality_on", inStay, isCoded, toCount)
	NationalityAnswer = field.NewCode("nationality_answer", Answers, inStay, isCoded, toCount)
)

// Nationality asks about one question to a state. It is open until the state has answered.
//
// Source: ACTIP 15.3
var Nationality = field.NewForm("nationality", NationalityOf, NationalityAsked, NationalityBy, NationalityDue, NationalityOn, NationalityAnswer).
	Under("return").Many(field.Repeat{Day: NationalityAsked, Due: NationalityDue, Done: NationalityAnswer, For: true})

// PaperAnswers is the closed list of what became of a request for papers.
var PaperAnswers = &field.List{Name: "travel_paper_end", Codes: []field.Code{{Name: "issued"}, {Name: "refused"}, {Name: "not_needed"}}}

// The fields of a request for papers to travel with.
var (
	TravelPaperOf    = field.NewCountry("travel_paper_of", inStay, isCoded, toCount)
	TravelPaperAsked = field.NewDate("travel_paper_asked", inStay, isCoded, toCount)
	TravelPaperBy    = field.NewText("travel_paper_by", inStay, toReturn)
	TravelPaperDue   = field.NewDate("travel_paper_due", inStay, isCoded, field.Future(), toReturn)
	TravelPaperEnd   = field.NewCode("travel_paper_end", PaperAnswers, inStay, isCoded, toCount)
)

// TravelPaper asks about one request for papers.
//
// Source: ACTIP 15.4
var TravelPaper = field.NewForm("travel_paper", TravelPaperOf, TravelPaperAsked, TravelPaperBy, TravelPaperDue, TravelPaperEnd).
	Under("return").Many(field.Repeat{Day: TravelPaperAsked, Due: TravelPaperDue, Done: TravelPaperEnd, For: true})

// Choices is the closed list of where the person decided to live.
var Choices = &field.List{Name: "plan_choice", Codes: []field.Code{{Name: "go_home"}, {Name: "stay_here"}, {Name: "elsewhere"}}}

// Dangers is the closed list of what a look at the danger found.
var Dangers = &field.List{Name: "plan_danger", Codes: []field.Code{
	{Name: "not_looked_at"}, {Name: "none_seen"}, {Name: "with_measures"}, {Name: "too_dangerous"},
}}

// PlanEnds is the closed list of how a plan came to an end.
var PlanEnds = &field.List{Name: "plan_end", Codes: []field.Code{{Name: "carried_out"}, {Name: "changed_mind"}, {Name: "too_dangerous"}, {Name: "not_possible"}}}

// The fields of a plan: what the person decided themself, the danger, the proceedings, the day.
var (
	PlanChoice      = field.NewCode("plan_choice", Choices, inStay, isCoded, toCount)
	PlanDecided     = field.NewDate("plan_decided", inStay, isCoded, toCount)
	PlanDanger      = field.NewCode("plan_danger", Dangers, inStay, isCoded, toCount)
	PlanProceedings = field.NewLong("plan_proceedings", inStay, field.Max(2000), toReturn)
	PlanOn          = field.NewDate("plan_on", inStay, isCoded, field.Future(), toReturn)
	PlanEnd         = field.NewCode("plan_end", PlanEnds, inStay, isCoded, toCount)
)

// Plan asks about one plan of the person to live somewhere. It is open until it is known
// what came of it.
//
// Source: ACTIP 15.1; ACTIP 15.2
var Plan = field.NewForm("return_plan", PlanChoice, PlanDecided, PlanDanger, PlanProceedings, PlanOn, PlanEnd).
	Under("return").Many(field.Repeat{Day: PlanDecided, Due: PlanOn, Done: PlanEnd, For: true, Says: "meet"})

// The fields of a hand-over: to whom, where, who goes along, and the word that it went well.
var (
	HandOverTo    = field.NewText("hand_over_to", inStay, toReturn)
	HandOverReach = field.NewText("hand_over_reach", inStay, toReturn)
	HandOverOn    = field.NewDate("hand_over_on", inStay, isCoded, field.Future(), toReturn)
	HandOverWith  = field.NewText("hand_over_with", inStay, toReturn)
	HandOverWord  = field.NewDate("hand_over_word", inStay, isCoded, toCount)
)

// HandOver asks about one hand-over to someone who is named. It is open until word has come
// back that the person has arrived.
//
// Source: ACTIP 15.2; ACTIP 14.11
var HandOver = field.NewForm("hand_over", HandOverTo, HandOverReach, HandOverOn, HandOverWith, HandOverWord).
	Under("return").Many(field.Repeat{Day: HandOverOn, Due: HandOverOn, Done: HandOverWord, For: true, Says: "meet"})

// Wellness is the closed list of how somebody is doing afterwards.
var Wellness = &field.List{Name: "afterwards_how", Codes: []field.Code{
	{Name: "well"}, {Name: "needs_help"}, {Name: "in_danger"}, {Name: "not_reached"}, {Name: "wants_no_visit"},
}}

// The fields of a visit or a call afterwards, with the person's agreement.
var (
	AfterwardsOn  = field.NewDate("afterwards_on", inStay, isCoded, field.Future(), toCount)
	AfterwardsBy  = field.NewText("afterwards_by", inStay, toReturn)
	AfterwardsHow = field.NewCode("afterwards_how", Wellness, inStay, isCoded, toCount)
	AfterwardsSay = field.NewLong("afterwards_say", inStay, field.Max(2000), toReturn)
)

// Afterwards asks about one visit or call after the person went to where they live now, and
// is the word back to those who helped them before.
//
// Source: ACTIP 14.11
var Afterwards = field.NewForm("afterwards", AfterwardsOn, AfterwardsBy, AfterwardsHow, AfterwardsSay).
	Under("return").Many(field.Repeat{Day: AfterwardsOn, Due: AfterwardsOn, Done: AfterwardsHow, For: true, Says: "meet"})

// Forms are the forms of this package.
var Forms = field.Set{Plan, FamilyLook, Nationality, TravelPaper, HandOver, Afterwards}
