package assistance

import "lindung/field"

// Progress is the closed list of how far a goal is that is not reached yet.
var Progress = &field.List{Name: "goal_far", Codes: []field.Code{
	{Name: "not_begun"}, {Name: "begun"}, {Name: "half"}, {Name: "nearly"},
}}

// GoalEnds is the closed list of how a goal came to an end.
var GoalEnds = &field.List{Name: "goal_end", Codes: []field.Code{
	{Name: "reached"}, {Name: "reached_partly"}, {Name: "wants_it_no_more"}, {Name: "not_possible"},
}}

// The fields of a goal.
var (
	GoalWhat  = field.NewText("goal", inCare, toHelp)
	GoalSteps = field.NewLong("goal_steps", inCare, field.Max(2000), toHelp)
	GoalOn    = field.NewDate("goal_on", inCare, isCoded, toHelp)
	GoalDue   = field.NewDate("goal_due", inCare, isCoded, field.Future(), toHelp)
	GoalFar   = field.NewCode("goal_far", Progress, inCare, isCoded, toHelp)
	GoalEnd   = field.NewCode("goal_end", GoalEnds, inCare, isCoded, toCount)
)

// Goal asks about one goal of the plan: what the person wants, who does what, by when,
// how far it is. The goals of a case are its plan.
//
// Source: ACTIP 14.10
var Goal = field.NewForm("goal", GoalWhat, GoalSteps, GoalOn, GoalDue, GoalFar, GoalEnd).Under("care").
	Many(field.Repeat{Day: GoalOn, Due: GoalDue, Done: GoalEnd, For: true, Title: GoalWhat})
