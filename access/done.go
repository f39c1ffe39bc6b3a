package access

import (
	"time"

	"lindung"
	"lindung/audit"
)

// Done is a case that someone opened, or an act that they were refused, as the log has it.
type Done struct {
	At      time.Time
	By      lindung.ActorID
	Object  string
	Refused bool
}

// ReadFrom returns who opened a case, or was refused an act, from entry n of the log on;
// with 0 since a moment. Next is the number of the entry that comes after them.
func ReadFrom(tx *Tx, n int64, since time.Time) (all []Done, next int64, err error) {
	next, err = audit.From(tx, n, since, func(page []audit.Entry) {
		for _, e := range page {
			if refused := e.Decision == audit.Refused; refused || e.Act == string(CaseRead) {
				all = append(all, Done{e.Time(), lindung.ActorID(e.Actor), e.Object, refused})
			}
		}
	})
	return all, next, err
}
