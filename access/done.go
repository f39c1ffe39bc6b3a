package access

import (
	"time"

	"lindung"
	"lindung/audit"
)

// Done is what someone did, or was refused, as the log has it.
type Done struct {
	N       int64 // of the entry
	At      time.Time
	By      lindung.ActorID
	Act     Action
	Object  string
	Refused bool
}

// DoneFrom returns what was done from entry n of the log on; with 0 since a moment.
func DoneFrom(tx *Tx, n int64, since time.Time) ([]Done, error) {
	entries, err := audit.From(tx, n, since)
	all := make([]Done, len(entries))
	for i, e := range entries {
		all[i] = Done{e.N, e.Time(), lindung.ActorID(e.Actor), Action(e.Act), e.Object, e.Decision == audit.Refused}
	}
	return all, err
}
