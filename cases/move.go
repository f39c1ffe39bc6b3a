package cases

import (
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
)

// MoveIn gives a case to another organisation, inside the act that takes it over; who
// becomes responsible. MoveIn keeps what is known of the person: names, answers and what
// they said before, notes, files, screenings, decisions, a legal hold, the day from which
// the case is kept, and that it is protected: then only who takes it over sees it. It
// leaves behind what belongs to the old owner or to others: the team, the tasks, why it
// left in files, the shared event, which is of all its persons, and the import, whose undoing would erase
// the case. A relation to another case becomes words only.
//
// Source: ACTIP 14.6
func MoveIn(tx *access.Tx, id lindung.CaseID, to lindung.OrgID, who lindung.ActorID) error {
	r, err := oneRow(tx, id)
	if err != nil || r.Org == to {
		return err
	}
	if o, err := access.OrgOf(tx, to); err != nil || o.Ended {
		return errors.Join(err, access.ErrDenied)
	}
	tx.Ends(access.EndedOwner, string(id), string(to))
	if err := access.StopErasures(tx, r.Org, id); err != nil {
		return err
	}
	for _, member := range r.team {
		if err := removeMember(tx, id, member); err != nil {
			return err
		}
	}
	if err := errors.Join(dropInside(tx, id), dropReasons(tx, id)); err != nil {
		return err
	}
	if err := passOnAll(tx, id, who); err != nil {
		return err
	}
	err = change(tx, id, func(r *row) { r.Org, r.Responsible, r.Event, r.Batch = to, who, "", "" })
	if err != nil {
		return err
	}
	if who != "" {
		if err := addMember(tx, id, who); err != nil {
			return err
		}
	}
	return touch(tx, id, true) // the search finds it with its new owner
}

// moveAgain moves a case that moved in a newer database. Nobody is responsible for it
// then: a supervisor of the new owner names someone.
func moveAgain(tx *access.Tx, names []string) (string, error) {
	if len(names) < 2 {
		return "", nil
	}
	r, err := oneRow(tx, lindung.CaseID(names[0]))
	if err != nil || string(r.Org) == names[1] {
		return "", err
	}
	return names[0], MoveIn(tx, r.ID, lindung.OrgID(names[1]), "")
}

// dropInside removes the records that never leave the organisation that wrote them.
func dropInside(tx *access.Tx, id lindung.CaseID) error {
	inside := func(i *field.Info) bool { return i.Inside }
	for _, f := range tx.FormsOf(tx.Actor().Org) {
		if !slices.ContainsFunc(f.Fields, inside) {
			continue
		}
		if err := dropRecords(tx, id, f.Name); err != nil {
			return err
		}
	}
	return nil
}
