package cases

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// HoldReasons is the closed list of reasons for which a case must not be erased.
var HoldReasons = []string{"proceedings", "claim", "order", "complaint"}

// Holds are the reasons for which a case is held, in codes with a space between. Each
// is placed and lifted by itself.
type Holds string

// Reasons returns the reasons one by one; none if the case is not held.
func (h Holds) Reasons() []string { return strings.Fields(string(h)) }

// with returns the holds with or without a reason.
func (h Holds) with(reason string, on bool) Holds {
	left := slices.DeleteFunc(h.Reasons(), func(r string) bool { return r == reason })
	if on {
		left = append(left, reason)
	}
	return Holds(strings.Join(left, " "))
}

// ErrHeld says that a case must not be erased.
var ErrHeld = errors.New("the case is under a legal hold")

// Hold places a legal hold on a case for a reason: while it is there, the case cannot
// be erased.
func Hold(ctx context.Context, s access.Session, id lindung.CaseID, reason string) error {
	return hold(ctx, s, id, reason, true)
}

// Lift ends a legal hold.
func Lift(ctx context.Context, s access.Session, id lindung.CaseID, reason string) error {
	return hold(ctx, s, id, reason, false)
}

func hold(ctx context.Context, s access.Session, id lindung.CaseID, reason string, on bool) error {
	return s.Do(ctx, access.CaseHold, Target(id), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(slices.Contains(HoldReasons, reason), "hold_reason", "case.hold.problem")
		if err := ps.Err(); err != nil {
			return err
		}
		if on {
			tx.SetCount(0, reason)
			tx.Ends(access.EndedFree, string(id), reason)
		} else {
			tx.SetCount(0, "lifted")
		}
		return setHeld(tx, id, reason, on)
	})
}

// holdAgain places a hold that was placed after the backup of this database. If it was
// lifted since, it has to be lifted again: what was lost once cannot be brought back.
func holdAgain(tx *access.Tx, names []string) (string, error) {
	if len(names) < 2 {
		return "", nil
	}
	id := lindung.CaseID(names[0])
	r, err := oneRow(tx, id)
	if err != nil || slices.Contains(r.Held.Reasons(), names[1]) {
		return "", err
	}
	return names[0], setHeld(tx, id, names[1], true)
}

// Free returns ErrHeld if the case must not be erased, inside an act that erases it or
// asks for that.
func Free(tx *access.Tx, id lindung.CaseID) error {
	r, err := oneRow(tx, id)
	if err == nil && r.Held != "" {
		err = ErrHeld
	}
	return err
}

// A Kept is a case that has ended, as the rule on keeping sees it.
type Kept struct {
	ID       lindung.CaseID
	Number   string
	Refused  bool // it counts someone who wanted no record
	Mistaken bool // it was opened in error
	Until    db.Time
	Last     db.Time // when it was closed, or when something happened in it after that
	Held     Holds
	Due      db.Time
}

// Class returns the setting that says how long the case is kept. Who was a child when
// the case was worked on keeps the time of a child.
func (k Kept) Class() access.Setting {
	switch {
	case k.Refused:
		return access.KeepCounted
	case k.Mistaken:
		return access.KeepMistaken
	case k.Until > 0:
		return access.KeepChild
	}
	return access.KeepClosed
}

// DueAfter returns when a case falls due that is kept for some months; 0 for never: no
// time is set, or the person may be a child and nobody knows until when. A case of a
// child is kept from the month in which they come of age, so that they can ask for it
// as an adult.
func (k Kept) DueAfter(months int) db.Time {
	from := k.Last
	if class := k.Class(); class == access.KeepChild {
		from = max(from, k.Until)
	}
	if months == 0 || from >= forever {
		return 0
	}
	return db.TimeOf(from.Time().AddDate(0, months, 0))
}

// MostKept is up to how many cases the list of what was kept long enough shows.
const MostKept = 200

// KeptLongEnough returns the cases of the actor's organisation that were kept as long as
// it has set, the oldest first, up to MostKept. Nothing is erased by that.
func KeptLongEnough(ctx context.Context, s access.Session) ([]Kept, error) {
	var due []Kept
	err := s.See(ctx, access.KeepingList, s.OrgTarget(), func(tx *access.Tx) error {
		due = nil
		months, err := access.SettingsOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		for _, class := range []access.Setting{access.KeepClosed, access.KeepChild, access.KeepMistaken, access.KeepCounted} {
			if months[class.Key] == 0 {
				continue
			}
			found, err := keptRows(tx, class, tx.Now.Time().AddDate(0, -months[class.Key], 3))
			if err != nil {
				return err
			}
			for _, k := range found {
				k.Due = k.DueAfter(months[k.Class().Key])
				if k.Class() == class && k.Due != 0 && k.Due <= tx.Now {
					due = append(due, k)
				}
			}
		}
		slices.SortFunc(due, func(a, b Kept) int { return int(a.Due - b.Due) })
		due = due[:min(len(due), MostKept)]
		for _, k := range due {
			tx.AddListed(string(k.ID))
		}
		return nil
	})
	return due, err
}
