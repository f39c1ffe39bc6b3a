package consent

import (
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Sharing is paused when an older database was put back and the journal does not tell all
// that has ended since: what a person has withdrawn may be in force again in it. A
// supervisor can pause what their organisation shares as well. A grant or basis of a case
// whose sharing is paused is not in force, until a supervisor of the organisation that
// keeps the case has gone through it.

// A Pause is the pause of one case.
type Pause struct {
	Case        lindung.CaseID
	Org         lindung.OrgID
	Backup      db.Time // the moment of the database that was put back; 0 for none
	Since       db.Time
	ConfirmedAt db.Time // 0 while nobody has gone through it
	ConfirmedBy lindung.ActorID
}

// holds reports whether the pause holds. One that cannot be believed does.
//
// Source: ACTIP 14.6
func (p Pause) holds(believed bool) bool { return !believed || p.ConfirmedAt == 0 }

// PauseAll pauses sharing of every case of which something may be in force, because a
// database of the moment backup was put back. It returns how many cases these are.
func PauseAll(tx *access.Tx, backup db.Time) (int, error) {
	if err := tx.LessShared(); err != nil {
		return 0, err
	}
	all, err := sharing(tx, "")
	for _, p := range all {
		if err == nil {
			p.Backup, p.Since = backup, tx.Now
			err = pause(tx, p)
		}
	}
	if err == nil && len(all) > 0 {
		err = access.NotePause(tx, backup)
	}
	return len(all), err
}

// PauseIn pauses sharing of every case of an organisation of which something may be in
// force, and returns how many there were. A restore pauses it again.
//
// Source: ACTIP 14.6
func PauseIn(tx *access.Tx, org lindung.OrgID) (int, error) {
	if err := tx.LessShared(); err != nil {
		return 0, err
	}
	tx.Ends(access.EndedSharing, string(org))
	all, err := sharing(tx, org)
	if err != nil {
		return 0, err
	}
	before, err := pausesOf(tx, org)
	n := 0
	for _, p := range all {
		if slices.ContainsFunc(before, func(b Pause) bool { return b.Case == p.Case }) {
			continue // it tells of the backup that was put back
		}
		if err == nil {
			n++
			p.Since = tx.Now
			err = pause(tx, p)
		}
	}
	return n, err
}

// PausedOf returns the pauses that hold in an organisation, inside an act that shows
// them.
func PausedOf(tx *access.Tx, org lindung.OrgID) ([]Pause, error) { return pausesOf(tx, org) }

// ConfirmIn ends pauses inside an act of a supervisor who has gone through them: what they
// have not withdrawn is in force again.
func ConfirmIn(tx *access.Tx, all []Pause) error {
	tx.SetCount(len(all), "")
	for _, p := range all {
		tx.AddEntry(string(p.Case))
		if err := confirm(tx, p.Case); err != nil {
			return err
		}
	}
	left, err := pausesOf(tx, "")
	if err == nil && len(left) == 0 {
		err = access.NotePause(tx, 0)
	}
	return err
}
