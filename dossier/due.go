package dossier

import (
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
)

// A Due is something in a case that falls due.
type Due struct {
	Part   string
	Case   lindung.CaseID
	Number string          // of the case
	Form   string          // of a record
	ID     string          // of what falls due
	Label  string          // label key of what it is
	To     string          // whom it has to do with, "" for no one
	Day    lindung.Date    // by which
	For    lindung.ActorID // who is asked to see to it; "" for the team
}

// ListDue returns what falls due by a day in the cases that the actor sees, the
// first due first.
func ListDue(ctx context.Context, s access.Session, by lindung.Date) ([]Due, error) {
	var all []Due
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		all, err = DueBy(tx, by)
		tx.SetCount(len(all), "due")
		for _, d := range all {
			tx.AddListed(string(d.Case))
		}
		return err
	})
	return all, err
}

// DueBy is ListDue inside an act on the actor's organisation.
func DueBy(tx *access.Tx, by lindung.Date) ([]Due, error) {
	var all []Due
	for _, p := range Parts {
		if p.Due == nil {
			continue
		}
		found, err := p.Due(tx, by)
		if err != nil {
			return nil, err
		}
		for _, d := range found {
			d.Part = p.Name
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b Due) int { return a.Day.Last().Compare(b.Day.Last()) })
	return all, nil
}

func dueRecords(tx *access.Tx, by lindung.Date) ([]Due, error) {
	found, err := cases.DueBy(tx, by)
	all := make([]Due, len(found))
	for at, d := range found {
		all[at] = Due{Case: d.Case, Number: d.Number, Form: d.Form, ID: string(d.Record), Label: "form." + d.Form, Day: d.Day, For: d.For}
	}
	return all, err
}

// dueConsents are the consents that end, so that the person can be asked in time.
func dueConsents(tx *access.Tx, by lindung.Date) ([]Due, error) {
	zone := lindung.Zone(tx.Actor().Country)
	y, m, d := by.Last().Date()
	found, err := cases.EndingGrantsIn(tx, db.TimeOf(time.Date(y, m, d+1, 0, 0, 0, 0, zone)))
	all := make([]Due, len(found))
	for at, g := range found {
		all[at] = Due{
			Case: g.Case, Number: g.Number, ID: string(g.ID), Label: "dossier.consent_ends", To: g.To,
			Day: lindung.DateOf(g.Until.Time().In(zone)),
		}
	}
	return all, err
}
