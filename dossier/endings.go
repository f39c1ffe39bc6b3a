package dossier

import (
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/staff"
	"lindung/visitor"
)

// endings are how everything is ended again that the journal can name.
var endings = func() access.Endings {
	all := access.Endings{access.EndedCase: eraseAgain}
	maps.Copy(all, access.GuardEndings)
	maps.Copy(all, staff.Endings)
	for _, p := range Parts {
		maps.Copy(all, p.Ends)
	}
	return all
}()

// eraseAgain erases a case that was erased in a newer database.
func eraseAgain(tx *access.Tx, names []string) (string, error) {
	id := lindung.CaseID(names[0])
	if _, err := tx.Key(names[0]); err != nil && !access.IsBroken(err) {
		return "", err // it has no key: it was erased, or never was in this database
	}
	return names[0], Erase(tx, []lindung.CaseID{id})
}

// EndVisits ends the visits of all who came without an account: after a database was put back.
func EndVisits(tx *access.Tx) error { return visitor.EndAll(tx) }

// EndAgain does again, in an older database that has taken the place of the newer, what
// the journal says has ended since. It returns how much it has ended, and how much it did
// not understand. The history of each case tells of it.
func EndAgain(tx *access.Tx, ended []string) (done, unknown int, err error) {
	var named []string
	for _, what := range ended {
		about, ok, err := endings.End(tx, what)
		if err != nil {
			return done, unknown, err
		}
		if !ok {
			unknown++
		}
		if about != "" {
			done++
		}
		if about != "" && !slices.Contains(named, about) {
			named = append(named, about)
			tx.AddEntry(about)
		}
	}
	return done, unknown, nil
}
