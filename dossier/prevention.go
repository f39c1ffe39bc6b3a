package dossier

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/prevention"
)

// waitsTips are what is owed for the tips of the actor's organisation, which any of its
// workers can see to.
func waitsTips(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var w Waits
	zone := lindung.Zone(s.Actor().Country)
	err := s.See(ctx, access.TipList, s.OrgTarget(), func(tx *access.Tx) error {
		open, err := prevention.OpenTips(tx)
		w.Due = nil
		for _, t := range open {
			for _, c := range prevention.Clocks(t) {
				at := c.By.Time()
				d := Due{ID: string(t.ID), Label: "dossier.due.tip_" + c.Name, What: "tip.kind." + t.Kind, At: c.By, Day: lindung.DateOf(at.In(zone)), Late: at.Before(a.Now)}
				d.Now = c.Name == "look"
				if d.Now || d.Late || !past(a.By, d.Day) {
					w.Due = append(w.Due, d)
				}
			}
		}
		tx.SetCount(len(w.Due), "due")
		return err
	})
	return w, err
}

// readEntities reads what an own case names of recruiters, employers and others.
func readEntities(tx *access.Tx, w *Whole) (err error) {
	w.Entities, err = prevention.NamedIn(tx, w.Case)
	return err
}
