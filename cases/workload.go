package cases

import (
	"context"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// UntouchedFor is how long nobody has changed an open case that lists call untouched.
const UntouchedFor = 30 * 24 * time.Hour

// A Workload is what one colleague carries.
type Workload struct {
	Actor     lindung.ActorID // "" for cases that nobody is responsible for
	Open      int             // open cases that they are responsible for
	Untouched int             // of those, how many nobody has changed for UntouchedFor
	Oldest    db.Time         // when the one that was left longest was changed
}

// Workloads returns what each colleague of the actor carries, those who carry nothing
// left out.
func Workloads(ctx context.Context, s access.Session) ([]Workload, error) {
	var all []Workload
	err := s.See(ctx, access.WorkloadRead, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		all, err = workloads(tx)
		tx.SetCount(len(all), "workload")
		return err
	})
	return all, err
}

// Carries reports whether an account is responsible for open cases, inside an act on it.
func Carries(tx *access.Tx, a access.Account) (bool, error) { return carries(tx, a.Org, a.ID) }

// HandingOver says which cases one colleague hands to another.
type HandingOver struct {
	From, To lindung.ActorID
	Cases    []lindung.CaseID
	Note     string // is added to each case; may be empty
}

// mostHandedOver is how many cases are handed over in one act.
const mostHandedOver = 200

// HandOver makes a colleague responsible for cases of another, with all that the other
// one was asked to see to in them, and adds a note to each. Cases that somebody else is
// responsible for meanwhile are left alone; one that the actor may not see looks like one
// that there is not. What must be corrected is returned as field.Problems.
func HandOver(ctx context.Context, s access.Session, h HandingOver) error {
	return s.Do(ctx, access.CaseHandOver, s.OrgTarget(), func(tx *access.Tx) error {
		note := strings.TrimSpace(h.Note)
		problems := field.Problems{}
		problems.Need(len(h.Cases) > 0 && len(h.Cases) <= mostHandedOver, "cases", "problem.missing")
		problems.Need(h.To != "" && h.To != h.From, "to", "problem.missing")
		if note != "" {
			problems = append(problems, wrongNote("general", note)...)
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if err := colleague(tx, h.To, "to"); err != nil {
			return err
		}
		n := 0
		for _, id := range h.Cases {
			done, err := handOver(tx, id, h, note)
			if err != nil {
				return err
			}
			if done {
				n++
			}
		}
		tx.SetCount(n, "hand_over")
		return nil
	})
}

func handOver(tx *access.Tx, id lindung.CaseID, h HandingOver, note string) (bool, error) {
	r, o, err := load(tx, id)
	if err == nil && !tx.May(access.CaseRead, o, "") {
		err = lindung.ErrNotFound
	}
	if err != nil || r.Responsible != h.From {
		return false, err
	}
	if !tx.May(access.CaseAssign, o, "") {
		return false, access.ErrDenied
	}
	if err := assign(tx, id, o.Team, h.To); err != nil {
		return false, err
	}
	if err := passOn(tx, id, h.From, h.To); err != nil {
		return false, err
	}
	if note != "" {
		key, err := tx.Unwrap(string(id), r.wrapped)
		if err != nil {
			return false, err
		}
		if err := insertNote(tx, key, id, Note{Kind: "general", Text: note}, lindung.Situation); err != nil {
			return false, err
		}
	}
	tx.AddEntry(string(id))
	return true, nil
}

// assign makes an actor responsible for a case, and puts them on its team.
func assign(tx *access.Tx, id lindung.CaseID, team []lindung.ActorID, actor lindung.ActorID) error {
	if !slices.Contains(team, actor) {
		if err := addMember(tx, id, actor); err != nil {
			return err
		}
	}
	if err := setResponsible(tx, id, actor); err != nil {
		return err
	}
	return touch(tx, id, false)
}
