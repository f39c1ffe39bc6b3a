package dossier

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/referral"
	"lindung/tasks"
)

// ReadConferences returns the conferences on a case as the actor may see them, and for
// the owner the referrals whose recipients can be invited.
func ReadConferences(ctx context.Context, s access.Session, id lindung.CaseID) (c cases.Case, all []referral.Conference, may []referral.Referral, err error) {
	c, err = cases.ReadSome(ctx, s, id, cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		if all, err = referral.Conferences(tx, c); err != nil {
			return err
		}
		may, err = referral.CanAttend(tx, c)
		return err
	})
	return c, all, may, err
}

// Remark notes what was said or decided in a conference of an own case. What the own
// organisation has to do becomes a task of the team.
func Remark(ctx context.Context, s access.Session, c referral.Conference, n referral.Remark) error {
	return c.Remark(ctx, s, n, func(tx *access.Tx, n referral.Remark) error {
		var v field.Values
		_, _, bad := v.Parse(tasks.TaskWhat.Info, n.Words, tx.Now.Time())
		_, _, late := v.Parse(tasks.TaskDay.Info, n.Due.String(), tx.Now.Time())
		if bad != nil || late != nil {
			return field.Problems{{Field: "due", Key: "conference.problem.due"}}
		}
		return cases.AddRecordIn(tx, c.Case, cases.Record{Form: tasks.Task, Values: v})
	})
}
