package cases

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
)

// leastNamed is how many people at least see a protected case, so that it is not lost
// with one of them.
const leastNamed = 2

// Protect hides a case from everyone in its organisation but those who are named. They
// become its team. Who is responsible for it, or a
// supervisor, protects it. What must be corrected is returned as field.Problems.
//
// Source: ACTIP 14.6
func Protect(ctx context.Context, s access.Session, id lindung.CaseID, named []lindung.ActorID) error {
	return s.Do(ctx, access.CaseProtect, Target(id), func(tx *access.Tx) error {
		r, err := protects(tx, id)
		if err != nil {
			return err
		}
		slices.Sort(named)
		named := slices.Compact(slices.Clone(named))
		if err := wrongNamed(r, named).Err(); err != nil {
			return err
		}
		for _, who := range named {
			if err := reads(tx, who); err != nil {
				return err
			}
			if !slices.Contains(r.team, who) {
				if err := addMember(tx, id, who); err != nil {
					return err
				}
			}
		}
		for _, who := range r.team {
			if !slices.Contains(named, who) {
				if err := removeMember(tx, id, who); err != nil {
					return err
				}
			}
		}
		tx.SetCount(len(named), "on")
		tx.Ends(access.EndedSight, sight(id, named)...)
		if err := access.StopErasures(tx, r.Org, id); err != nil {
			return err // others would have to agree to what they do not see
		}
		return setProtected(tx, id, true)
	})
}

// Unprotect lets those see a case again who would see it without protection.
func Unprotect(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return s.Do(ctx, access.CaseProtect, Target(id), func(tx *access.Tx) error {
		if _, err := protects(tx, id); err != nil {
			return err
		}
		tx.SetCount(0, "off")
		return setProtected(tx, id, false)
	})
}

// sight names in the journal a protected case and who sees it.
func sight(id lindung.CaseID, named []lindung.ActorID) []string {
	all := []string{string(id)}
	for _, who := range named {
		all = append(all, string(who))
	}
	return all
}

// protectAgain leaves a case to those who were named in a newer database.
func protectAgain(tx *access.Tx, names []string) (string, error) {
	id := lindung.CaseID(names[0])
	r, err := oneRow(tx, id)
	if err != nil {
		return "", err
	}
	changed := !r.Protected
	for _, name := range names[1:] {
		who := lindung.ActorID(name)
		if slices.Contains(r.team, who) {
			continue
		}
		a, err := access.AccountOf(tx, who)
		if errors.Is(err, lindung.ErrNotFound) || err == nil && (a.Org != r.Org || a.State == access.Ended) {
			continue // they came later than this database, or the case has moved, or they have left
		}
		if err != nil {
			return "", err
		}
		if err := addMember(tx, id, who); err != nil {
			return "", err
		}
		changed = true
	}
	if !changed {
		return "", nil
	}
	return names[0], setProtected(tx, id, true)
}

// Unseen returns those of the cases of which the actor may know nothing: neither read them
// nor their history. A list of another package that names cases leaves them out.
func Unseen(tx *access.Tx, ids ...lindung.CaseID) (map[lindung.CaseID]bool, error) {
	return unseen(tx, ids, func(row) bool { return true })
}

// Hidden returns those of the cases that are protected from the actor: for them there are
// none.
func Hidden(tx *access.Tx, ids ...lindung.CaseID) (map[lindung.CaseID]bool, error) {
	return unseen(tx, ids, func(r row) bool { return r.Protected })
}

func unseen(tx *access.Tx, ids []lindung.CaseID, among func(row) bool) (map[lindung.CaseID]bool, error) {
	rows, err := briefRows(tx, ids)
	if err != nil {
		return nil, err
	}
	all := map[lindung.CaseID]bool{}
	for _, r := range rows {
		if o := r.object(); among(r) && !tx.May(access.CaseRead, o, "") && !tx.May(access.CaseHistory, o, "") {
			all[r.ID] = true
		}
	}
	return all, nil
}

// protects returns the case of an act that protects it, or ends its protection.
func protects(tx *access.Tx, id lindung.CaseID) (row, error) {
	r, err := oneRow(tx, id)
	if err != nil {
		return r, err
	}
	if may, err := r.protector(tx); err != nil || !may {
		return r, cmp.Or(err, access.ErrDenied)
	}
	return r, nil
}

// protector reports whether the actor protects a case of their organisation, or ends its
// protection: who is responsible for it, a supervisor, and if nobody is responsible who
// works here, whoever sees the protected case.
func (r row) protector(tx *access.Tx) (bool, error) {
	me := tx.Actor()
	if r.Responsible == me.ID || me.HasRole(lindung.Supervisor) {
		return true, nil
	}
	if !r.Protected || r.Responsible == "" {
		return r.Protected, nil
	}
	there, err := works(tx, r.Responsible)
	return !there, err
}

// wrongNamed returns what is wrong with those who shall see a protected case: they are
// too few, or who is responsible for it is not among them.
func wrongNamed(r row, named []lindung.ActorID) field.Problems {
	problems := field.Problems{}
	problems.Need(len(named) >= leastNamed, "named", "case.protect.problem.few")
	problems.Need(r.Responsible == "" || len(named) < leastNamed || slices.Contains(named, r.Responsible), "named", "case.protect.problem.responsible")
	return problems
}

// reads returns a problem if an actor could not read the case on whose team they are.
func reads(tx *access.Tx, who lindung.ActorID) error {
	if err := colleague(tx, who, "named"); err != nil {
		return err
	}
	there, err := works(tx, who)
	if err == nil && !there {
		return field.Problems{{Field: "named", Key: "case.team.problem"}}
	}
	return err
}

// worksKey is the key under which an act has read whether an actor still works with cases here.
type worksKey lindung.ActorID

// works reports whether an actor still works with cases here.
func works(tx *access.Tx, id lindung.ActorID) (bool, error) {
	return access.ReadOnce(tx, worksKey(id), func() (bool, error) {
		a, err := access.AccountOf(tx, id)
		if errors.Is(err, lindung.ErrNotFound) {
			return true, nil // an account that cannot be believed takes no one's place
		}
		return a.WorksOnCases(), err
	})
}

// Unnamed returns the protected cases of the actor's organisation that nobody who is named
// works on any more. Their wall stays: one administrator alone, who ends accounts and
// changes roles, must not open a case. A supervisor learns the number and nothing else.
//
// Source: ACTIP 14.6
func Unnamed(ctx context.Context, s access.Session) ([]Brief, error) {
	var all []Brief
	err := s.See(ctx, access.WorkloadRead, s.OrgTarget(), func(tx *access.Tx) error {
		rows, err := unnamed(tx)
		all = nil
		for _, r := range rows {
			all = append(all, Brief{ID: r.ID, Number: r.Number, Org: r.Org})
			tx.AddListed(string(r.ID))
		}
		tx.SetCount(len(all), "unnamed")
		return err
	})
	return all, err
}

func unnamed(tx *access.Tx) ([]row, error) {
	ids, err := protectedOf(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	rows, err := briefRows(tx, ids)
	var all []row
	for _, r := range rows {
		seen := false
		for _, who := range r.team {
			there, err := works(tx, who)
			if err != nil {
				return nil, err
			}
			seen = seen || there
		}
		if !seen {
			all = append(all, r)
		}
	}
	return all, err
}

// NameAnew names, for a supervisor, who shall see protected cases that nobody who was named
// works on any more: at least two, as when they were protected. They find it in the history.
// What must be corrected is returned as field.Problems.
//
// Source: ACTIP 14.6
func NameAnew(ctx context.Context, s access.Session, ids []lindung.CaseID, named []lindung.ActorID) error {
	return s.Do(ctx, access.CaseHandOver, s.OrgTarget(), func(tx *access.Tx) error {
		if !s.IsSteppedUp() {
			return access.ErrStepUp
		}
		slices.Sort(named)
		named := slices.Compact(slices.Clone(named))
		var ps field.Problems
		ps.Need(len(ids) > 0, "cases", "problem.missing")
		ps.Need(len(named) >= leastNamed, "named", "case.protect.problem.few")
		if err := ps.Err(); err != nil {
			return err
		}
		for _, who := range named {
			if err := reads(tx, who); err != nil {
				return err
			}
		}
		rows, err := unnamed(tx)
		if err != nil {
			return err
		}
		tx.SetCount(len(ids), "named")
		for _, id := range ids {
			at := slices.IndexFunc(rows, func(r row) bool { return r.ID == id })
			if at < 0 {
				return lindung.ErrNotFound
			}
			if err := rename(tx, rows[at], named); err != nil {
				return err
			}
		}
		return nil
	})
}

// rename puts new people in the place of those who were named for a protected case.
func rename(tx *access.Tx, r row, named []lindung.ActorID) error {
	for _, who := range r.team {
		if err := removeMember(tx, r.ID, who); err != nil {
			return err
		}
	}
	for _, who := range named {
		if err := addMember(tx, r.ID, who); err != nil {
			return err
		}
	}
	tx.AddEntry(string(r.ID))
	tx.Ends(access.EndedSight, sight(r.ID, named)...)
	return setResponsible(tx, r.ID, "")
}
