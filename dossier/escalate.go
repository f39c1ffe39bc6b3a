package dossier

import (
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
)

// Escalated reports whether what falls due is so long past its day that the supervisor
// sees to it: by more days than the organisation has set. What has no day never is.
func Escalated(d Due, today lindung.Date, after int) bool {
	return d.Late && !d.Day.IsZero() && past(lindung.DateOf(d.Day.Last().AddDate(0, 0, after)), today)
}

// An Escalation is what is long overdue in an organisation, longest first.
type Escalation struct {
	Due   []Due
	After int  // for more days than these
	More  bool // there may be more of it than was read
}

// ReadEscalated returns what is escalated in the actor's organisation; of records no more
// than most. It is computed at each reading: a clock that was wrong leaves nothing behind.
func ReadEscalated(ctx context.Context, s access.Session, now time.Time, most int) (Escalation, error) {
	var e Escalation
	err := s.See(ctx, access.WorkloadRead, s.OrgTarget(), func(tx *access.Tx) (err error) {
		e.After, err = access.SettingOf(tx, tx.Actor().Org, access.Escalate)
		return err
	})
	if err != nil {
		return e, err
	}
	day := today(s, now)
	w, err := ReadDue(ctx, s, Asking{Now: now, By: lindung.DateOf(day.First().AddDate(0, 0, -e.After)), Most: most})
	e.More = len(w.Due) >= most
	e.Due = slices.DeleteFunc(w.Due, func(d Due) bool { return !Escalated(d, day, e.After) })
	return e, err
}
