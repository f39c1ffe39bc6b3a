package dossier

import (
	"cmp"
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
)

// AskErasure asks a second person to erase a case: a supervisor asks, or the command
// line. Nothing is erased by it. A case that is held is cases.ErrHeld.
func AskErasure(ctx context.Context, s access.Session, id lindung.CaseID, reason string) error {
	var ps field.Problems
	ps.Need(slices.Contains(access.EraseReasons, reason), "erase_reason", "case.erase.problem")
	if err := ps.Err(); err != nil {
		return err
	}
	return s.Do(ctx, access.CaseErase, cases.Target(id), func(tx *access.Tx) error {
		of, err := cases.Briefs(tx, []lindung.CaseID{id})
		if err == nil {
			err = cases.Free(tx, id)
		}
		if err != nil {
			return err
		}
		if tx.Object().Protected { // others would have to agree to what they do not see
			return field.Problems{{Field: "erase_reason", Key: "case.erase.protected"}}
		}
		return access.AskErasure(tx, access.Erasure(of[id].Org, id, of[id].Number, reason))
	})
}

// AskErasureOf is AskErasure for the command line, which names the case by its number.
func AskErasureOf(ctx context.Context, s access.Session, number, reason string) error {
	return s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		c, err := cases.Numbered(tx, number)
		if err == nil {
			err = cases.Free(tx, c.ID)
		}
		if err != nil {
			return err
		}
		return access.AskErasure(tx, access.Erasure(c.Org, c.ID, c.Number, reason))
	})
}

// EraseFor erases the case of a right that the second person has just agreed to.
func EraseFor(tx *access.Tx, r access.Right) error {
	if r.Kind != access.RightErase || r.GivenAt != tx.Now || r.AgreedAt != tx.Now {
		return access.ErrDenied
	}
	id := lindung.CaseID(r.Whom)
	if unseen, err := cases.Unseen(tx, id); err != nil || unseen[id] {
		return cmp.Or(err, access.ErrDenied)
	}
	of, err := cases.Briefs(tx, []lindung.CaseID{id})
	if err != nil {
		return err
	}
	if of[id].Org != r.Org {
		return access.ErrDenied // it has moved since that was asked
	}
	if err := cases.Free(tx, id); err != nil {
		return err
	}
	if err := tx.Destroying(id); err != nil {
		return err
	}
	if err := tx.LessShared(); err != nil {
		return err
	}
	return Erase(tx, []lindung.CaseID{id})
}
