package contact

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
)

// Limits is the closed list of ways in which a person can say that they must not be
// reached. Each only takes away.
var Limits = []string{
	"no_calls", LimitMessages, "no_visits", LimitOthers, "not_morning", "not_afternoon", "not_evening", "not_night", LimitWeekend,
}

// The limits that the gate knows by name, beside those of the parts of a day.
const (
	LimitMessages = "no_messages"
	LimitOthers   = "no_others"
	LimitWeekend  = "not_weekend"
)

var errLimit = errors.New("a limit of no list")

// LimitIn adds ways in which the person of a case must not be reached, from this moment,
// inside an act on the case.
//
// Source: ACTIP 14.5
func LimitIn(tx *access.Tx, id lindung.CaseID, codes []string) error {
	r, err := limitOf(tx, id)
	if err != nil {
		return err
	}
	now := strings.Fields(r.codes)
	var all []string
	for _, c := range codes {
		if !slices.Contains(Limits, c) {
			return errLimit
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
	return string(id), LimitIn(tx, id, codes)
}

// LiftIn takes limits away again, and returns how many are left.
func LiftIn(tx *access.Tx, id lindung.CaseID, codes []string) (int, error) {
	r, err := limitOf(tx, id)
	if err != nil {
		return 0, err
	}
	left := slices.DeleteFunc(strings.Fields(r.codes), func(c string) bool { return slices.Contains(codes, c) })
	r.codes = strings.Join(left, " ")
	return len(left), putLimit(tx, r)
}

// LimitsOf is LimitsIn as an act of who may read the case, for a page that shows a contact.
func LimitsOf(ctx context.Context, s access.Session, id lindung.CaseID) (codes []string, err error) {
	err = s.See(ctx, access.CaseRead, cases.Target(id), func(tx *access.Tx) error {
		codes, err = LimitsIn(tx, id)
		return err
	})
	return codes, err
}

// LimitsIn returns in which ways the person of a case must not be reached, inside an act on
// the case.
func LimitsIn(tx *access.Tx, id lindung.CaseID) ([]string, error) {
	r, err := limitOf(tx, id)
	return strings.Fields(r.codes), err
}
