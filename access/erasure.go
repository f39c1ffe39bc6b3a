package access

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"lindung"
)

// EraseReasons is the closed list of reasons for which a case is erased.
var EraseReasons = []string{"person_asked", "kept_long_enough", "by_mistake", "order"}

// Erasure returns the right to erase a case, which is asked for like any other right and
// needs a second person, always: a supervisor of the organisation that keeps the case.
func Erasure(org lindung.OrgID, id lindung.CaseID, number, reason string) Right {
	return Right{Org: org, Kind: RightErase, Whom: string(id), Before: number, After: reason}
}

// AskErasure stores that the actor at work asks for an erasure. One that waits already is
// lindung.ErrConflict.
func AskErasure(tx *Tx, r Right) error {
	all, err := rightsOf(tx, r.Org)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(o Right) bool { return o.Kind == RightErase && o.Whom == r.Whom && o.can(stepAgree, tx.Now) }) {
		return lindung.ErrConflict
	}
	_, err = AskRight(tx, &r)
	return err
}

// StopErasures stops the erasures of a case that wait.
func StopErasures(tx *Tx, org lindung.OrgID, id lindung.CaseID) error {
	all, err := rightsOf(tx, org)
	for _, r := range all {
		if err == nil && r.Kind == RightErase && r.Whom == string(id) && r.can(stepStop, tx.Now) {
			err = stopRight(tx, r)
		}
	}
	return err
}

// Destroying puts into the act's entry which key it is about to destroy: a digest of the
// key as it is stored. Whoever has an older copy of the database can compare it.
func (t *Tx) Destroying(owner lindung.CaseID) error {
	wrapped, err := wrappedKey(t, string(owner))
	if err != nil {
		return err
	}
	t.Ends(EndedKey, KeyDigest(wrapped))
	return nil
}

// KeyDigest is the digest of a key as it is stored.
func KeyDigest(wrapped []byte) string {
	sum := sha256.Sum256(wrapped)
	return hex.EncodeToString(sum[:])
}

// ErasuresOf returns the erasures of the case with a number that were asked for, oldest
// first, inside an act that may read the whole node.
func ErasuresOf(tx *Tx, number string) ([]Right, error) { return erasuresOf(tx, number) }

// HasKey reports whether the key of an owner is still there.
func (t *Tx) HasKey(owner string) (bool, error) {
	found, err := wrappedKeys(t, []string{owner})
	return len(found) > 0, err
}

// overErasures are the roles that see which cases are to be erased.
var overErasures = []lindung.Role{lindung.Supervisor, lindung.DataProtection}

// Unseen says of which of the cases that there are the actor at work may know nothing.
type Unseen func(tx *Tx, ids ...lindung.CaseID) (map[lindung.CaseID]bool, error)

// seesErasures leaves erasures out of rights for who does not watch over cases, and those
// of cases that are unseen.
func seesErasures(tx *Tx, all []Right, of Unseen) ([]Right, error) {
	var ids []lindung.CaseID
	for _, r := range all {
		if r.Kind == RightErase {
			ids = append(ids, lindung.CaseID(r.Whom))
		}
	}
	if len(ids) == 0 {
		return all, nil
	}
	watches := tx.Actor().HasRole(overErasures...)
	var unseen map[lindung.CaseID]bool
	if watches {
		var err error
		if unseen, err = of(tx, ids...); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(r Right) bool {
		return r.Kind == RightErase && (!watches || unseen[lindung.CaseID(r.Whom)])
	}), nil
}
