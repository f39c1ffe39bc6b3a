// Package assistance declares the care of a person: what they need and what endangers
// them ([Need]), the goals of their plan ([Goal]), the services that are given
// ([Service]), visits and appointments ([Visit]), and how they are doing ([Wellbeing]).
// Each is a form that is answered many times.
//
// The package only declares. Package cases stores the records; pages, previews,
// letters, export and erasure follow from the declaration.
//
// # The group
//
// Care is in the group of support notes. What a person needs and what help they take,
// where and from whom, shows where they sleep and what they suffer. So the wall that
// keeps support notes from police, immigration and prosecution must hold for care too,
// also inside one organisation, and no other group has that wall. A group of its own
// would need the same wall, and consents given earlier would not name it. No field
// here has law enforcement as a purpose, because no help depends on taking part in
// a police case.
package assistance

import (
	"lindung"
	"lindung/field"
)

// Services is the closed list of kinds of help, in the order in which the
// Convention names them.
//
// Source: ACTIP 14.10
var Services = &field.List{Name: "service", Codes: []field.Code{
	{Name: "shelter"}, {Name: "food_clothing"}, {Name: "counselling"}, {Name: "legal_advice"}, {Name: "interpreter"},
	{Name: "medical"}, {Name: "psychological"}, {Name: "money"}, {Name: "documents"}, {Name: "transport"},
	{Name: "family_contact"}, {Name: "education"}, {Name: "training"}, {Name: "employment"}, {Name: "other"},
}}

// Results is the closed list of results of a service.
var Results = &field.List{Name: "service_result", Codes: []field.Code{
	{Name: "given"}, {Name: "given_partly"}, {Name: "did_not_want"}, {Name: "did_not_come"}, {Name: "not_possible"},
}}

// The options of the fields, and the fields of a service. Nothing is for police or
// prosecution.
var (
	inCare  = field.InGroup(lindung.SupportNotes)
	toHelp  = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.LegalAid, lindung.Return)
	toCount = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.LegalAid, lindung.Return, lindung.Statistics)
	isCoded = field.WithClass(field.Private)

	ServiceKind   = field.NewCode("service", Services, inCare, isCoded, toCount)
	ServiceBy     = field.NewText("service_by", inCare, toHelp)
	ServiceDay    = field.NewDate("service_on", inCare, isCoded, toCount)
	ServiceDue    = field.NewDate("service_due", inCare, isCoded, field.Future(), toHelp)
	ServiceResult = field.NewCode("service_result", Results, inCare, isCoded, toCount)
	ServiceNote   = field.NewLong("service_note", inCare, field.Max(2000), toHelp)
)

// Service asks about one service: what, by whom, when, with what result. A record is
// open until its result is known, and due by ServiceDue.
//
// Source: ACTIP 14.10
var Service = field.NewForm("service", ServiceKind, ServiceBy, ServiceDay, ServiceDue, ServiceResult, ServiceNote).Under("care").Whereabouts().
	Many(field.Repeat{Day: ServiceDay, Due: ServiceDue, Done: ServiceResult, For: true})

// Forms are the forms of this package.
var Forms = field.Set{Need, Goal, Service, Visit, Wellbeing, Measure}
