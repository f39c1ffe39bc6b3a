package cases

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Brief is what a list of another package needs of a case: its number, and what
// decides who may see it.
type Brief struct {
	ID     lindung.CaseID
	Number string
	Org    lindung.OrgID
	Child  bool // the person is under 18, or may be
	Closed bool
	Team   []lindung.ActorID

	Responsible lindung.ActorID
	Batch       lindung.BatchID // with which it was imported
	Opened      db.Time
	OpenedBy    lindung.ActorID
	protected   bool
}

// Object returns the case as policies judge it for an actor of its own organisation.
func (b Brief) Object() access.Object {
	return access.Object{Type: access.TypeCase, ID: string(b.ID), Org: b.Org, Team: b.Team, Closed: b.Closed, Protected: b.protected}
}

// Numbered returns the case with a number, without its team, inside an act of the
// program on the whole node.
func Numbered(tx *access.Tx, number string) (Brief, error) {
	r, err := numberedRow(tx, number)
	return Brief{ID: r.ID, Number: r.Number, Org: r.Org}, err
}

// Briefs returns the briefs of cases, by identifier, inside an act that judges
// each of them.
func Briefs(tx *access.Tx, ids []lindung.CaseID) (map[lindung.CaseID]Brief, error) {
	rows, err := briefRows(tx, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[lindung.CaseID]Brief, len(rows))
	for _, r := range rows {
		o := r.object()
		child, err := StillChild(tx, r.ID, r.until)
		if err != nil {
			return nil, err
		}
		all[r.ID] = Brief{r.ID, r.Number, r.Org, child, o.Closed, o.Team, r.Responsible, r.Batch, r.OpenedAt, r.OpenedBy, o.Protected}
	}
	return all, nil
}
