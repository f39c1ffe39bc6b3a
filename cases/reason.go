package cases

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// ReasonInWords is what the log says where a Reason says why.
const ReasonInWords = "words"

// A Reason is why a case left in a file that anyone can read, in the words of whoever took
// it out. The log has no words of people, so they are sealed in the case; its history shows
// them to who may read the case.
type Reason struct {
	At  db.Time // when the file was asked for: the entry of the log is as late, or later
	By  lindung.ActorID
	Why string
}

// KeepReason keeps in a case why it left.
func KeepReason(tx *access.Tx, id lindung.CaseID, of Reason) error {
	key, err := tx.Key(string(id))
	if err != nil {
		return err
	}
	r := reasonRow{ID: lindung.NewID(), Case: id, At: of.At, By: of.By}
	r.sealed = key.Seal(reasonPlace(r.ID), []byte(of.Why))
	return insertReason(tx, r)
}

// ReasonsIn returns why a case has left, as far as whoever looks may read what is in it.
func ReasonsIn(tx *access.Tx, id lindung.CaseID) ([]Reason, error) {
	o, err := Target(id)(tx)
	if err != nil || o.Org != tx.Actor().Org || !tx.May(access.CaseRead, o, "") {
		return nil, err
	}
	rows, err := reasonsOf(tx, id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := tx.Key(string(id))
	if access.IsBroken(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []Reason
	for _, r := range rows {
		why, err := key.Open(reasonPlace(r.ID), r.sealed)
		if access.IsBroken(err) {
			continue // the doctor says so
		}
		if err != nil {
			return nil, err
		}
		all = append(all, Reason{At: r.At, By: r.By, Why: string(why)})
	}
	return all, nil
}
