package survivor

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
)

// Limits is the closed list of ways in which a person can say that they must not be
// reached. Each only takes away.
var Limits = []string{
	"no_calls", "no_messages", "no_visits", "no_others", "not_morning", "not_afternoon", "not_evening", "not_night", "not_weekend",
}

// Limit adds ways in which the person of a case must not be reached, from this moment. It is
// the person's own act.
//
// Source: ACTIP 14.5
func Limit(ctx context.Context, s access.Session, id lindung.CaseID, codes []string) error {
	return s.Do(ctx, access.ContactLimit, cases.Target(id), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(len(codes) > 0, "limits", "own.problem.choose")
		if err := ps.Err(); err != nil {
			return err
		}
		return addLimits(tx, id, codes)
	})
}

func addLimits(tx *access.Tx, id lindung.CaseID, codes []string) error {
	r, err := limitOf(tx, id)
	if err != nil {
		return err
	}
	now := strings.Fields(r.codes)
	var all []string
	for _, c := range codes {
		if !slices.Contains(Limits, c) {
			return errCoded
		}
	}
	for _, c := range Limits {
		if slices.Contains(now, c) || slices.Contains(codes, c) {
			all = append(all, c)
		}
	}
	if len(all) == len(now) {
		return nil
	}
	tx.Ends(access.EndedContact, string(id), strings.Join(codes, ","))
	r.codes = strings.Join(all, " ")
	return putLimit(tx, r)
}

// limitAgain limits the ways again, in an older database.
func limitAgain(tx *access.Tx, names []string) (string, error) {
	if len(names) < 2 {
		return "", lindung.ErrNotFound
	}
	id := lindung.CaseID(names[0])
	before, err := LimitsIn(tx, id)
	if err != nil {
		return "", err
	}
	codes := slices.DeleteFunc(strings.Split(names[1], ","), func(c string) bool { return !slices.Contains(Limits, c) || slices.Contains(before, c) })
	if len(codes) == 0 {
		return "", nil
	}
	return string(id), addLimits(tx, id, codes)
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
		r, err := limitOf(tx, id)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(strings.Fields(r.codes), func(c string) bool { return slices.Contains(codes, c) })
		r.codes = strings.Join(left, " ")
		tx.SetCount(len(left), "lifted")
		if err := putLimit(tx, r); err != nil {
			return err
		}
		return insertWord(tx, Word{ID: lindung.NewID(), Case: id, Kind: KindLifted, At: tx.Now, By: tx.Actor().ID, Text: strings.TrimSpace(asked)})
	})
}

// LimitsIn returns in which ways the person of a case must not be reached, inside an act on
// the case.
func LimitsIn(tx *access.Tx, id lindung.CaseID) ([]string, error) {
	r, err := limitOf(tx, id)
	return strings.Fields(r.codes), err
}
