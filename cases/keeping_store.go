package cases

import (
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// setHeld places a hold on a case or lifts it. It does not count as something that
// happened in the case: its time to be kept does not begin anew.
func setHeld(tx *access.Tx, id lindung.CaseID, reason string, on bool) error {
	return change(tx, id, func(r *row) { r.Held = r.Held.with(reason, on) })
}

// keptRow is a case with when it was changed.
var keptRow = caseRows.With(func(r *row) []any { return []any{&r.ChangedAt} })

// keptRows returns cases of a class in which nothing has happened since a moment, the
// oldest first.
func keptRows(tx *access.Tx, class access.Setting, since time.Time) ([]Kept, error) {
	org, last := tx.Actor().Org, db.TimeOf(since)
	var rows []row
	var err error
	if class == access.KeepCounted {
		rows, err = keptRow.All(tx, `
			SELECT `+caseColumns+`, c.changed_at
			FROM cases c
			WHERE c.org = ? AND c.refused AND c.changed_at <= ?`+stands+seen+`
			ORDER BY c.changed_at, c.id
			LIMIT ?`, org, last, tx.Actor().ID, MostKept)
	} else {
		rows, err = keptRow.All(tx, `
			SELECT `+caseColumns+`, c.changed_at
			FROM cases c
			WHERE c.org = ? AND c.closed_at > 0 AND c.changed_at <= ? AND NOT c.refused
				AND (c.close_reason = 'opened_in_error') = CAST(? AS BOOLEAN)
				AND (CAST(? AS BOOLEAN) OR (c.child_until > 0) = CAST(? AS BOOLEAN)) AND (CAST(? AS BOOLEAN) OR c.child_until <= ?)`+stands+seen+`
			ORDER BY c.changed_at, c.id
			LIMIT ?`, org, last, class == access.KeepMistaken, class == access.KeepMistaken, class == access.KeepChild, class == access.KeepMistaken, last, tx.Actor().ID, MostKept)
	}
	all := make([]Kept, len(rows))
	for i, r := range rows {
		all[i] = Kept{
			ID: r.ID, Number: r.Number, Refused: r.Refused, Mistaken: r.CloseReason == "opened_in_error",
			Until: r.until, Last: max(r.ClosedAt, r.ChangedAt, r.OpenedAt), Held: r.Held,
		}
	}
	return all, err
}
