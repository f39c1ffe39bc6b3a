package dossier

import (
	"cmp"
	"context"

	"lindung"
	"lindung/access"
	"lindung/monitoring"
)

// waitsDesk are the answers to recommendations that the organisation of the actor owes, and
// how much waits at its desk of the public record.
//
// Source: ACTIP 24
func waitsDesk(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var w Waits
	owed, err := monitoring.ReadDues(ctx, s)
	if err != nil {
		return w, err
	}
	on := today(s, a.Now)
	for _, d := range owed {
		late := past(d.Day, on)
		if d.Ours && (late || !past(a.By, d.Day)) {
			w.Due = append(w.Due, Due{ID: d.Row["id"], Number: cmp.Or(d.Row["text"], d.Row["id"]), Label: "desk.due.answer", To: d.Row["by"], Day: d.Day, Late: late})
		}
	}
	if !s.Actor().HasRole(lindung.DeskOfficer) {
		return w, nil
	}
	work, err := monitoring.ReadWork(ctx, s)
	w.Counts = []Count{{"desk", work.Waiting(a.By), false}}
	return w, err
}
