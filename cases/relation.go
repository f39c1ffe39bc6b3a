package cases

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// RelationKinds is the closed list of what one person can be to another.
var RelationKinds = []string{"mother", "father", "child", "wife", "husband", "partner", "sibling", "grandparent", "guardian", "relative", "companion"}

// A Relation says what the person of one case is to the person of another case of the
// same organisation. It says that and nothing more: nothing of either case is shown
// in the other, and each person consents for themselves.
type Relation struct {
	Case  lindung.CaseID // whose person is Kind
	Other lindung.CaseID // of the person of this case
	Kind  string
	At    db.Time
	By    lindung.ActorID
}

// A Related case is the other side of a relation, as the actor may know it.
type Related struct {
	Relation
	Mine   bool           // the person of the case that was read is Kind; otherwise the other is
	With   lindung.CaseID // the other case; "" if the actor may not read it
	Number string
}

// Relate says what the person of a case is to the person of the case with a number, for
// an actor who works on both. A number that they do not work on looks like one that
// there is not.
//
// Source: ACTIP 14.12
func Relate(ctx context.Context, s access.Session, id lindung.CaseID, number, kind string) error {
	return edit(ctx, s, id, lindung.Family, func(tx *access.Tx, r row) error {
		tx.SetCount(0, "relations")
		var ps field.Problems
		ps.Need(slices.Contains(RelationKinds, kind), "kind", "problem.missing")
		other, err := alsoEdited(tx, number, lindung.Family)
		if errors.Is(err, lindung.ErrNotFound) || err == nil && other.ID == id {
			ps.Need(false, "number", "case.relation.problem")
		} else if err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		tx.AddListed(string(other.ID))
		return insertRelation(tx, Relation{Case: id, Other: other.ID, Kind: kind, At: tx.Now, By: tx.Actor().ID})
	})
}

// Unrelate takes back what was said of a case and another, which the actor may read.
func Unrelate(ctx context.Context, s access.Session, id, other lindung.CaseID) error {
	return edit(ctx, s, id, lindung.Family, func(tx *access.Tx, _ row) error {
		tx.SetCount(0, "relations")
		_, o, err := load(tx, other)
		if err != nil {
			return err
		}
		if !tx.May(access.CaseRead, o, "") {
			return lindung.ErrNotFound
		}
		tx.AddListed(string(other))
		return dropRelation(tx, id, other)
	})
}

// RelationsIn returns the relations of a case inside an act on it. In the case of
// another organisation they say what one person is to another, and not to whom.
func RelationsIn(tx *access.Tx, c Case) ([]Related, error) {
	if !c.MayRead(lindung.Family) {
		return nil, nil
	}
	rows, err := relationsOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	all := make([]Related, len(rows))
	others := make([]lindung.CaseID, len(rows))
	for i, r := range rows {
		all[i] = Related{Relation: r.Relation, Mine: r.Case == c.ID}
		if others[i] = r.Other; !all[i].Mine {
			others[i] = r.Case
		}
		all[i].Case, all[i].Other = "", ""
	}
	if !c.Own {
		return all, nil
	}
	of, err := briefRows(tx, others)
	hidden := map[int]bool{}
	for _, r := range of {
		i := slices.Index(others, r.ID)
		switch {
		case i >= 0 && tx.May(access.CaseRead, r.object(), ""):
			all[i].With, all[i].Number = r.ID, r.Number
		case i >= 0 && r.Protected: // that there is one says too much
			hidden[i] = true
		}
	}
	var told []Related
	for i, r := range all {
		if !hidden[i] {
			told = append(told, r)
		}
	}
	return told, err
}

// alsoEdited returns the case with a number if the actor may read it and change its
// group g; otherwise lindung.ErrNotFound.
func alsoEdited(tx *access.Tx, number string, g lindung.Group) (row, error) {
	found, err := numberedRow(tx, number)
	if err != nil {
		return row{}, err
	}
	r, o, err := load(tx, found.ID)
	if err != nil {
		return row{}, err
	}
	if r.Refused || !tx.May(access.CaseRead, o, "") || !tx.May(access.CaseEdit, o, "") || !tx.May(access.GroupEdit, o, g) {
		return row{}, lindung.ErrNotFound
	}
	return r, nil
}

// JoinEvent puts two cases of the actor's organisation, on which they work, under one
// shared event: that of either, or e where neither has one.
func JoinEvent(ctx context.Context, s access.Session, id lindung.CaseID, number string, e Event) error {
	return edit(ctx, s, id, lindung.Situation, func(tx *access.Tx, first row) error {
		tx.SetCount(0, "event")
		other, err := alsoEdited(tx, number, lindung.Situation)
		if errors.Is(err, lindung.ErrNotFound) || err == nil && other.ID == id {
			return field.Problems{{Field: "number", Key: "case.relation.problem"}}
		}
		if err != nil {
			return err
		}
		tx.AddListed(string(other.ID))
		return join(tx, first, other, e)
	})
}

// join puts two cases under one event.
func join(tx *access.Tx, a, b row, e Event) error {
	event := a.Event
	switch {
	case a.Event != "" && b.Event != "":
		return field.Problems{{Field: "number", Key: "case.join.problem"}}
	case b.Event != "":
		event = b.Event
	case a.Event == "":
		var err error
		if event, err = insertEvent(tx, e); err != nil {
			return err
		}
	}
	for _, r := range []row{a, b} {
		if r.Event != "" {
			continue
		}
		if err := setEvent(tx, r.ID, event); err != nil {
			return err
		}
		if err := touch(tx, r.ID, false); err != nil {
			return err
		}
	}
	return nil
}
