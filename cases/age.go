package cases

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/person"
)

// DoubtAge says, inside an act on a case, that the person may be under 18. From
// then on she is treated as a child, whatever a paper says, until SettleAge.
//
// Source: ACTIP 2; ACTIP 14.12
func DoubtAge(tx *access.Tx, id lindung.CaseID) error {
	if err := setDoubt(tx, id, true, true); err != nil {
		return err
	}
	return touch(tx, id, false)
}

// SettleAge ends the doubt about a person's age: what is answered about her birth
// decides again.
//
// Source: ACTIP 14.12
func SettleAge(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return edit(ctx, s, id, lindung.Identity, func(tx *access.Tx, _ row) error {
		c, err := Of(tx, id)
		if err != nil {
			return err
		}
		child := person.MayBeChild(c.Sections[person.Birth.Name].Values, lindung.DateOf(tx.Now.Time()))
		if err := setDoubt(tx, id, false, child); err != nil {
			return err
		}
		return touch(tx, id, false)
	})
}

// Touch says, inside an act on a case, that a record of another package that
// belongs to it has changed.
func Touch(tx *access.Tx, id lindung.CaseID) error { return touch(tx, id, false) }
