// Package tasks declares what has to be done in a case: each task is a record of the
// form [Task]. The package only declares.
//
// # The group
//
// A task says what a worker has to do, so whoever works on the case must be able to
// read it, also where a wall keeps support notes from them. It is in the group of the
// person's situation, which no wall closes inside an organisation. No task ever leaves
// the organisation: whatever a person agrees to, its fields stay inside.
package tasks

import (
	"lindung"
	"lindung/field"
)

// Ends is the closed list of how a task came to an end.
var Ends = &field.List{Name: "task_end", Codes: []field.Code{{Name: "done"}, {Name: "not_needed"}, {Name: "not_possible"}}}

// The fields of a task.
var (
	inSituation = field.InGroup(lindung.Situation)
	toLead      = field.ForPurposes(lindung.Supervision, lindung.OwnRequest)
	inside      = field.StaysInside()

	TaskWhat = field.NewText("task", inSituation, toLead, inside)
	TaskDay  = field.NewDate("task_day", inSituation, field.WithClass(field.Private), field.Future(), toLead, inside)
	TaskEnd  = field.NewCode("task_end", Ends, inSituation, field.WithClass(field.Private), toLead, inside)
)

// Task asks what has to be done, by which day, and how it ended. It is open until it
// has ended.
var Task = field.NewForm("task", TaskWhat, TaskDay, TaskEnd).Under("care").
	Many(field.Repeat{Day: TaskDay, Due: TaskDay, Done: TaskEnd, For: true, Title: TaskWhat})

// Forms are the forms of this package.
var Forms = field.Set{Task}
