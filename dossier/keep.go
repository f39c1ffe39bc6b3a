package dossier

import (
	"slices"

	"lindung"
	"lindung/access"
	"lindung/referral"
	"lindung/staff"
)

// Touched returns those of the cases in which someone has worked since they came
// with an import: changed, given to someone, noted, shared, referred, or tied to
// another. Only the others may be erased with the import.
func Touched(tx *access.Tx, ids []lindung.CaseID) ([]lindung.CaseID, error) {
	seen := map[lindung.CaseID]bool{}
	for _, p := range Parts {
		found, err := p.TouchedCases(tx, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			seen[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id lindung.CaseID) bool { return !seen[id] }), nil
}

// Erase destroys the keys of cases, so that nothing sealed of them can ever be
// read again, and removes what is stored of them, part by part, and what
// was typed about their referrals.
func Erase(tx *access.Tx, ids []lindung.CaseID) error {
	if err := tx.DestroyKeys(ids); err != nil {
		return err
	}
	sent, err := referral.IDsOf(tx, ids)
	if err != nil {
		return err
	}
	for _, p := range slices.Backward(Parts) {
		if err := p.EraseCases(tx, ids); err != nil {
			return err
		}
	}
	return staff.DropDraftsAbout(tx, sent)
}
