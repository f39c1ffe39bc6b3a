package cases

import (
	"context"
	"maps"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
)

// mark computes whether the person is a child. Everyone who may open the case learns
// that; only those who may read the answers learn why and until when.
//
// Source: ACTIP 14.12
func (c *Case) mark(on lindung.Date, known map[string]field.Values) {
	c.Mark = markOn(on, c.Refused, c.Doubt, known)
	c.Child = c.Mark.Child()
	if !c.Own {
		c.Mark.Until, c.Mark.Adult = lindung.Date{}, lindung.Date{}
	}
	if !c.MayRead(lindung.Identity) || slices.Contains(c.Mark.Why, person.ByBegun) && !c.MayRead(lindung.Situation) {
		c.Mark = person.Mark{Is: c.Mark.Is}
	}
}

// markOn is person.MarkOn for a case. A refusal that is counted is always an adult's.
func markOn(on lindung.Date, refused, doubt bool, known map[string]field.Values) person.Mark {
	if refused {
		return person.Mark{Is: person.Adult}
	}
	return person.MarkOn(on, doubt, slices.Collect(maps.Values(known))...)
}

// forever stands for no known day.
var forever = db.TimeOf(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))

// untilOf returns what the database stores of a mark, so that lists can find children:
// 0 for an adult, forever while no day is known, otherwise the end of the month, so
// that no birthday can be read from it.
func untilOf(m person.Mark) db.Time {
	switch {
	case !m.Child():
		return 0
	case m.Adult.IsZero():
		return forever
	}
	return db.TimeOf(time.Date(m.Adult.Year, time.Month(m.Adult.Month)+1, 1, 0, 0, 0, 0, time.UTC))
}

// StillChild reports whether the person of a case is protected as a child today.
// until is the case's child_until; only in the month in which it may end are the
// answers opened.
//
// Source: ACTIP 14.12
func StillChild(tx *access.Tx, id lindung.CaseID, until db.Time) (bool, error) {
	const month = 31 * 24 * time.Hour
	switch on := db.TimeOf(tx.Today().First()); {
	case until <= on:
		return false, nil
	case on.Add(month) < until:
		return true, nil
	}
	key, err := tx.Key(string(id))
	if err != nil {
		return false, err
	}
	known, err := told(tx, key, id, person.TellsAge)
	return markOn(tx.Today(), false, false, known).Child(), err
}

// dated returns the first answers of a case, with the day of the estimate of the age
// filled in.
func dated(tx *access.Tx, answers map[string]field.Values) map[string]field.Values {
	f, _ := formNamed(tx, person.Birth.Name)
	birth, ok := answers[person.Birth.Name]
	if !ok {
		return answers
	}
	answers = maps.Clone(answers)
	answers[f.Name] = person.DateEstimate(f, field.Values{}, birth, tx.Today())
	return answers
}

// reckon fills in the day of the estimate in answers that say how old the person is,
// and stores until when they make the person a child.
func reckon(tx *access.Tx, key seal.Key, r row, f *field.Form, v field.Values) (field.Values, error) {
	known, err := told(tx, key, r.ID, person.TellsAge)
	if err != nil {
		return v, err
	}
	v = person.DateEstimate(f, known[f.Name], v, tx.Today())
	known[f.Name] = v
	return v, setUntil(tx, r.ID, r.Doubt, untilOf(markOn(tx.Today(), r.Refused, r.Doubt, known)))
}

// DoubtAge records, inside an act on a case, that the person may be under 18. They
// are then treated as a child, whatever a paper says, until SettleAge.
//
// Source: ACTIP 2; ACTIP 14.12
func DoubtAge(tx *access.Tx, id lindung.CaseID) error {
	r, err := oneRow(tx, id)
	if err != nil {
		return err
	}
	key, err := tx.Unwrap(string(id), r.wrapped)
	if err != nil {
		return err
	}
	return r.doubt(tx, key, true)
}

// doubt raises or ends a worker's doubt, and stores what follows from it.
func (r row) doubt(tx *access.Tx, key seal.Key, doubt bool) error {
	r.Doubt = doubt
	known, err := told(tx, key, r.ID, person.TellsAge)
	if err != nil {
		return err
	}
	if err := setUntil(tx, r.ID, doubt, untilOf(markOn(tx.Today(), r.Refused, doubt, known))); err != nil {
		return err
	}
	if err := settleUrgent(tx, key, r); err != nil {
		return err
	}
	return touch(tx, r.ID, false)
}

// SettleAge ends a worker's doubt about the age: the answers decide again.
//
// Source: ACTIP 14.12
func SettleAge(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return edit(ctx, s, id, lindung.Identity, func(tx *access.Tx, r row) error {
		key, err := tx.Unwrap(string(id), r.wrapped)
		if err != nil {
			return err
		}
		return r.doubt(tx, key, false)
	})
}
