package dossier

import (
	"context"
	"errors"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
)

// A Sheet is what falls due or waits, by what it asks. Every page and counter that says
// "overdue", "they are late", "answer" or "news" reads it here, so that they agree.
type Sheet struct {
	Overdue []Due // its day has passed, and the actor's side owes it
	Answer  []Due // it waits for an act of the actor's side, whatever its day
	Late    []Due // its day has passed, and others owe it
	News    []Due // to be read
	Soon    []Due // its day comes
}

// SheetOf puts each thing in its one place.
func SheetOf(all []Due) Sheet {
	var s Sheet
	for _, d := range all {
		at := s.place(d)
		*at = append(*at, d)
	}
	return s
}

func (s *Sheet) place(d Due) *[]Due {
	switch {
	case d.News:
		return &s.News
	case d.Late && d.Theirs:
		return &s.Late
	case d.Late:
		return &s.Overdue
	case d.Now:
		return &s.Answer
	}
	return &s.Soon
}

// ReadLate returns what other organisations owe that is overdue, in the queue of the
// actor's organisation. s is the session of a page, as for [ReadDue].
func ReadLate(ctx context.Context, s access.Session, now time.Time) ([]Due, error) {
	w, err := waitsReferrals(ctx, s, Asking{Now: now, By: today(s, now)})
	if errors.Is(err, access.ErrDenied) {
		return nil, nil
	}
	for i := range w.Due {
		w.Due[i].Part = "referrals"
	}
	byDay(w.Due)
	return SheetOf(w.Due).Late, err
}

// Tell fills in the names of the persons and the words of the records, as far as the actor
// may read them, of what is shown of some lists. It opens no more than is shown, in two
// statements for up to 50 cases.
func Tell(ctx context.Context, s access.Session, lists ...[]Due) error {
	var ids []lindung.CaseID
	var last lindung.Date
	for _, list := range lists {
		for _, d := range list {
			ids = append(ids, d.Case)
			if last.IsZero() || !d.Day.IsZero() && past(last, d.Day) {
				last = d.Day
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		lines, err := cases.Lines(tx, last, ids)
		for _, list := range lists {
			for i, d := range list {
				l, ok := lines[d.Case]
				if !ok {
					continue
				}
				list[i].Called, list[i].Child = l.Called, d.Child || l.Child
				list[i].Record, _ = l.Record(d.Form, lindung.RecordID(d.ID))
			}
		}
		return err
	})
	if errors.Is(err, access.ErrDenied) {
		return nil
	}
	return err
}
