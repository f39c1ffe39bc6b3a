package access

import (
	"slices"
	"time"

	"lindung"
	"lindung/audit"
)

// Done is a case that someone opened, or an act that they were refused, as the log has it.
type Done struct {
	At      time.Time
	By      lindung.ActorID
	Object  string
	Aside   bool // a case of their own organisation, on whose team they were not
	Refused bool
}

// opens are the acts that show what is in a case, or what was done with it and agreed to.
var opens = []string{string(CaseRead), string(CaseHistory), string(ConsentRead)}

// ReadFrom returns who opened a case or took one out in a file, or was refused an act, from
// entry n of the log on; with 0 since a moment. Next is the number of the entry that comes
// after them.
func ReadFrom(tx *Tx, n int64, since time.Time) (all []Done, next int64, err error) {
	next, err = audit.From(tx, n, since, func(page []audit.Entry) {
		for _, e := range page {
			d := Done{e.Time(), lindung.ActorID(e.Actor), e.Object, e.Aside, e.Decision == audit.Refused}
			switch {
			case d.Refused, slices.Contains(opens, e.Act):
				all = append(all, d)
			case e.Act == string(ExportRun):
				for _, d.Object = range e.Listed {
					all = append(all, d)
				}
			}
		}
	})
	return all, next, err
}
