package assistance

import "lindung/field"

// Areas is the closed list of what a person may need, or what may endanger them.
//
// Source: ACTIP 14.5; ACTIP 14.10; ACTIP 15.1
var Areas = &field.List{Name: "need_area", Codes: []field.Code{
	{Name: "safety"}, {Name: "trafficked_again"}, {Name: "health"}, {Name: "mind"}, {Name: "place"}, {Name: "money"},
	{Name: "debt"}, {Name: "legal"}, {Name: "stay"}, {Name: "family"}, {Name: "children"}, {Name: "work_school"}, {Name: "other"},
}}

// NeedEnds is the closed list of how a need or a risk came to an end.
var NeedEnds = &field.List{Name: "need_end", Codes: []field.Code{
	{Name: "met"}, {Name: "met_partly"}, {Name: "gone"}, {Name: "did_not_want"}, {Name: "not_possible"},
}}

// The fields of a need or a risk. What must be done today is urgent as long as the
// record is open.
var (
	NeedArea = field.NewCode("need_area", Areas, inCare, isCoded, toCount)
	NeedWhat = field.NewLong("need_what", inCare, field.Max(2000), toHelp)
	NeedNow  = field.NewBool("need_now", inCare, toHelp, field.Urgent())
	NeedOn   = field.NewDate("need_on", inCare, isCoded, toCount)
	NeedLook = field.NewDate("need_look", inCare, isCoded, field.Future(), toHelp)
	NeedEnd  = field.NewCode("need_end", NeedEnds, inCare, isCoded, toCount)
)

// Need asks about one need or one risk: what it is, whether it must not wait, and when
// someone looks again. It is open until it is known how it ended.
//
// Source: ACTIP 14.10; ACTIP 14.12
var Need = field.NewForm("need", NeedArea, NeedWhat, NeedNow, NeedOn, NeedLook, NeedEnd).Under("needs").
	Many(field.Repeat{Day: NeedOn, Due: NeedLook, Done: NeedEnd, For: true})
