package linkage

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
)

// A Link says that another case is of the same person, as someone has decided. What is in
// either case stays in it, sealed with its own key; only who may read both learns of the
// link. Neither letter nor export has it.
type Link struct {
	With   lindung.CaseID
	Number string
	Why    string // "" where it cannot be opened
	At     db.Time
	By     lindung.ActorID
}

// longestWhy is how long a reason may be, in characters.
const longestWhy = 500

// LinkCases says that a case and the one with a number are of one person, and why, for an
// actor who may read both. A number that they may not read looks like one that there is
// not. The log keeps the act under both cases, for data protection; the history of neither
// shows it, so that a link that was wrong leaves no trace in a file. Where the two cannot
// have been born in the same years it is an [AgesApart], unless the actor is sure.
//
// Source: ACTIP 14.6
func LinkCases(ctx context.Context, s access.Session, id lindung.CaseID, number, why string, sure bool) error {
	return s.Do(ctx, access.CaseLink, cases.Target(id), func(tx *access.Tx) error {
		why := strings.TrimSpace(why)
		var ps field.Problems
		ps.Need(why != "", "why", "problem.missing")
		ps.Need(utf8.RuneCountInString(why) <= longestWhy, "why", "problem.text.long", "max", longestWhy)
		other, err := linked(tx, number)
		if errors.Is(err, lindung.ErrNotFound) || err == nil && other == id {
			ps.Need(false, "number", "case.relation.problem")
		} else if err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		apart, err := agesApart(tx, id, other)
		if err != nil {
			return err
		}
		if apart && !sure {
			return AgesApart{other}
		}
		if _, err := dropSame(tx, id, other); err != nil {
			return err
		}
		key, err := tx.Key(string(id))
		if err != nil {
			return err
		}
		tx.SetCount(1, "link")
		tx.AddEntry(string(other))
		return insertSame(tx, sameRow{
			Case: id, Other: other, At: tx.Now, By: tx.Actor().ID, sealed: key.Seal(samePlace(string(id), string(other)), []byte(why)),
		})
	})
}

// AgesApart says that what is known of the ages in two cases does not fit one person. It
// is no refusal: whoever has looked at both says that they are sure.
type AgesApart struct{ Other lindung.CaseID }

func (AgesApart) Error() string { return "the ages in the two cases are far apart" }

// agesApart reports whether the ages in two cases contradict each other, as far as the
// actor may read both. A paper that a trafficker had made is wrong by a few years: that is
// no contradiction.
func agesApart(tx *access.Tx, a, b lindung.CaseID) (bool, error) {
	births, err := cases.BirthsIn(tx, a, b)
	if err != nil {
		return false, err
	}
	return compareBirths(PersonOf(nil, births[a]), PersonOf(nil, births[b])) == "far", nil
}

// UnlinkCases says that two cases are not of one person after all.
func UnlinkCases(ctx context.Context, s access.Session, id, other lindung.CaseID) error {
	return s.Do(ctx, access.CaseLink, cases.Target(id), func(tx *access.Tx) error {
		o, err := cases.Target(other)(tx)
		if err != nil {
			return err
		}
		if !tx.May(access.CaseLink, o, "") {
			return lindung.ErrNotFound
		}
		there, err := dropSame(tx, id, other)
		if err == nil && !there {
			err = lindung.ErrNotFound
		}
		tx.SetCount(0, "unlink")
		tx.AddEntry(string(other))
		return err
	})
}

// linked returns the case with a number if the actor may link it.
func linked(tx *access.Tx, number string) (lindung.CaseID, error) {
	b, err := cases.Numbered(tx, number)
	if err != nil {
		return "", err
	}
	o, err := cases.Target(b.ID)(tx)
	if err != nil {
		return "", err
	}
	if !tx.May(access.CaseLink, o, "") {
		return "", lindung.ErrNotFound
	}
	return b.ID, nil
}

// LinksIn returns with which cases an own case is linked, inside an act on it: those that
// the actor may read as well.
func LinksIn(tx *access.Tx, c cases.Case) ([]Link, error) {
	if !c.Own {
		return nil, nil
	}
	rows, err := sameOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	var all []Link
	for _, r := range rows {
		l := Link{With: r.Other, At: r.At, By: r.By}
		if l.With == c.ID {
			l.With = r.Case
		}
		briefs, err := cases.Briefs(tx, []lindung.CaseID{l.With})
		if err != nil {
			return nil, err
		}
		b, ok := briefs[l.With]
		if !ok || b.Org != c.Org || !tx.May(access.CaseRead, b.Object(), "") {
			continue
		}
		l.Number = b.Number
		key, err := tx.Key(string(r.Case))
		var why []byte
		if err == nil {
			why, err = key.Open(samePlace(string(r.Case), string(r.Other)), r.sealed)
		}
		if err != nil && !access.IsBroken(err) {
			return nil, err
		}
		l.Why = string(why)
		all = append(all, l)
	}
	return all, nil
}
