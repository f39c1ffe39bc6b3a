// Package assistance declares what is done for a person: so far the services that
// are given, each a record of the form Service.
//
// # The group
//
// Services stand in the group of support notes. What help someone takes, where
// and from whom, tells where they sleep and what they suffer: the wall that keeps
// care from police, immigration and prosecution must hold for it, also inside one
// organisation, and no other group has that wall. A group of its own would need
// the same wall again, and a consent that was given before it would not know it.
// What leaves is narrowed once more by field: nothing here is for a police case,
// since no service depends on taking part in one.
//
// The package is pure: package cases keeps the records, and pages, previews,
// letters, export and erasure follow from the declaration.
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

// Results is the closed list of the outcome of a service.
var Results = &field.List{Name: "service_result", Codes: []field.Code{
	{Name: "given"}, {Name: "given_partly"}, {Name: "did_not_want"}, {Name: "did_not_come"}, {Name: "not_possible"},
}}

// The fields of a service. Nothing is for police or prosecution.
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

// Service is one service: what, by whom, when, with what result. Until its result
// is known it is open, and owed by its day.
//
// Source: ACTIP 14.10
var Service = field.NewForm("service", ServiceKind, ServiceBy, ServiceDay, ServiceDue, ServiceResult, ServiceNote).Under("care").
	Many(field.Repeat{Day: ServiceDay, Due: ServiceDue, Done: ServiceResult, For: true})

// Forms are the forms of this package.
var Forms = field.Set{Service}
