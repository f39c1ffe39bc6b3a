package assistance

import "lindung/field"

// VisitKinds is the closed list of whom or what a visit or an appointment is with.
var VisitKinds = &field.List{Name: "visit_kind", Codes: []field.Code{
	{Name: "with_us"}, {Name: "at_home"}, {Name: "telephone"}, {Name: "doctor"}, {Name: "counsellor"}, {Name: "lawyer"}, {Name: "police"},
	{Name: "court"}, {Name: "immigration"}, {Name: "consulate"}, {Name: "school_or_work"}, {Name: "family"}, {Name: "other"},
}}

// VisitResults is the closed list of what became of a visit or an appointment.
var VisitResults = &field.List{Name: "visit_result", Codes: []field.Code{
	{Name: "took_place"}, {Name: "did_not_come"}, {Name: "did_not_want"}, {Name: "put_off"}, {Name: "called_off"},
}}

// The fields of a visit or an appointment. Its one day is when it is to be, and then
// when it was.
var (
	VisitKind   = field.NewCode("visit_kind", VisitKinds, inCare, isCoded, toHelp)
	VisitWith   = field.NewText("visit_with", inCare, toHelp)
	VisitDay    = field.NewDate("visit_day", inCare, isCoded, field.Future(), toHelp)
	VisitHour   = field.NewText("visit_hour", inCare, toHelp)
	VisitResult = field.NewCode("visit_result", VisitResults, inCare, isCoded, toHelp)
	VisitNote   = field.NewLong("visit_note", inCare, field.Max(2000), toHelp)
)

// Visit asks about one visit or appointment. It is open, and due on its day, until it
// is known what became of it.
//
// Source: ACTIP 14.10
var Visit = field.NewForm("visit", VisitKind, VisitWith, VisitDay, VisitHour, VisitResult, VisitNote).Under("care").
	Many(field.Repeat{Day: VisitDay, Due: VisitDay, Done: VisitResult, For: true, Says: "meet"})
