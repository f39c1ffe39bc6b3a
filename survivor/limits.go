package survivor

import (
	"context"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/contact"
	"lindung/field"
)

// Limit adds ways in which the person of a case must not be reached, from this moment: some
// of contact.Limits. It is the person's own act.
//
// Source: ACTIP 14.5
func Limit(ctx context.Context, s access.Session, id lindung.CaseID, codes []string) error {
	return s.Do(ctx, access.ContactLimit, cases.Target(id), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(len(codes) > 0, "limits", "own.problem.choose")
		if err := ps.Err(); err != nil {
			return err
		}
		return contact.LimitIn(tx, id, codes)
	})
}

// Lift takes limits away again: a worker has asked the person in the old way, and says
// how they asked.
//
// Source: ACTIP 14.5
func Lift(ctx context.Context, s access.Session, id lindung.CaseID, codes []string, asked string) error {
	return s.Do(ctx, access.WordsAnswer, cases.Target(id), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(len(codes) > 0, "limits", "own.problem.choose")
		ps.Need(strings.TrimSpace(asked) != "", "asked", "words.problem.asked")
		if err := ps.Err(); err != nil {
			return err
		}
		left, err := contact.LiftIn(tx, id, codes)
		if err != nil {
			return err
		}
		tx.SetCount(left, "lifted")
		return insertWord(tx, Word{ID: lindung.NewID(), Case: id, Kind: KindLifted, At: tx.Now, By: tx.Actor().ID, Text: strings.TrimSpace(asked)})
	})
}
