package justice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/seal"
)

// Join says that a suspect of a case and another one are the same: two workers who do not
// read each other's cases have recorded them twice. The parts in the cases that the actor may
// read become those of the other one; of cases that they may not read nothing is touched and
// nothing is told. The other one must be of this case, or of another that the actor may read.
//
// Source: ACTIP 14.6; ACTIP 16.1
func Join(ctx context.Context, s access.Session, id lindung.CaseID, from, into lindung.SuspectID) error {
	return s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		if err := mayEdit(tx); err != nil {
			return err
		}
		tx.SetCount(1, "suspect")
		if _, err := partOf(tx, id, from); err != nil {
			return err
		}
		other, err := otherOf(tx, id, from, into)
		if err != nil {
			return err
		}
		known, err := openSuspect(tx, from)
		if err != nil {
			return err
		}
		if err := movePartsOf(tx, id, from, into); err != nil {
			return err
		}
		row, err := suspectOf(tx, into)
		if err != nil {
			return err
		}
		key, err := tx.Key(string(into))
		if err != nil {
			return err
		}
		return saveKnown(tx, key, row, other.with(known.Known))
	})
}

// otherOf returns the suspect that one of a case can be joined with.
func otherOf(tx *access.Tx, id lindung.CaseID, from, into lindung.SuspectID) (Suspect, error) {
	none := field.Problems{{Field: "into", Key: "problem.missing"}}
	if from == into || !lindung.IsID(string(into)) {
		return Suspect{}, none
	}
	if _, err := partOf(tx, id, into); err == nil {
		return openSuspect(tx, into)
	} else if !errors.Is(err, lindung.ErrNotFound) {
		return Suspect{}, err
	}
	all, err := knownIn(tx, id)
	for _, k := range all {
		if k.ID == into {
			return k, err
		}
	}
	if err == nil {
		err = none
	}
	return Suspect{}, err
}

// movePartsOf gives the parts of a suspect in the cases that the actor may read to another.
func movePartsOf(tx *access.Tx, id lindung.CaseID, from, into lindung.SuspectID) error {
	rows, err := partsOfSuspect(tx, from)
	if err != nil {
		return err
	}
	ids := make([]lindung.CaseID, len(rows))
	for i, r := range rows {
		ids[i] = r.Case
	}
	briefs, err := cases.Briefs(tx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b, ok := briefs[r.Case]
		if !ok || r.Case != id && !reads(tx, b) {
			continue
		}
		if r.Case != id {
			tx.AddEntry(string(r.Case), "suspect")
		}
		if err := r.moveTo(tx, into); err != nil {
			return err
		}
	}
	return nil
}

// moveTo makes the part one of another suspect, together with what that one did in the case.
func (r partRow) moveTo(tx *access.Tx, into lindung.SuspectID) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	p, err := r.open(key)
	if err != nil {
		return err
	}
	to := partRow{Case: r.Case, Suspect: into}
	if there, err := partOf(tx, r.Case, into); err == nil {
		q, err := there.open(key)
		if err != nil {
			return err
		}
		p, to = q.with(p), there
	} else if !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	if err := savePart(tx, key, to, p); err != nil {
		return err
	}
	return drop(tx, r.Case, r.Suspect)
}

// open opens what a suspect did in a case, with its key.
func (r partRow) open(key seal.Key) (Part, error) {
	var p Part
	b, err := key.Open(partPlace(r.Case, r.Suspect, r.Version), r.sealed)
	if err != nil {
		return p, fmt.Errorf("suspect %s in case %s: %w", r.Suspect, r.Case, err)
	}
	return p, json.Unmarshal(b, &p)
}

// with is what is known of a suspect and of the same one under another record: nothing is
// lost, and nothing stands twice.
func (k Known) with(o Known) Known {
	also := o.Also
	if o.Name != k.Name {
		also = o.Name + "\n" + also
	}
	k.Also, k.Handles = lines(k.Also, also), lines(k.Handles, o.Handles)
	if k.Born == "" {
		k.Born = o.Born
	}
	if k.Nation == "" {
		k.Nation = o.Nation
	}
	return k
}

// with is what a suspect did in a case, from two records of it. That they may have been
// trafficked is never lost.
func (p Part) with(o Part) Part {
	for _, r := range o.Roles {
		if !slices.Contains(p.Roles, r) {
			p.Roles = append(slices.Clone(p.Roles), r)
		}
	}
	if slices.Index(Victims, o.Is) > slices.Index(Victims, p.Is) {
		p.Is = o.Is
	}
	p.Why = lines(p.Why, o.Why)
	return p
}

// lines are the lines of two texts, each once.
func lines(a, b string) string {
	var all []string
	for _, l := range strings.Split(a+"\n"+b, "\n") {
		if l = strings.TrimSpace(l); l != "" && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return strings.Join(all, "\n")
}
