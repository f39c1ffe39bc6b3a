// Package monitoring is the work of the desks on the public record of the Convention: the
// files of convention/data. A desk proposes a row; another organisation reviews it; the
// editor publishes what was agreed as a signed edition, which the public site shows.
//
// The package knows no case and nothing of a person. It knows the files only by their
// columns, see [Files]; whether the record is right with a row in it, package
// convention/data judges. What case data adds to the record comes as a release of figures
// and never through here.
package monitoring

import (
	"context"
	"errors"
	"slices"
	"sync"

	"lindung"
	"lindung/access"
	"lindung/convention/data"
	"lindung/field"
	"lindung/internal/db"
)

// Kind is what kind of desk an organisation has.
type Kind string

// The kinds of desk.
const (
	National Kind = "national" // of the focal point of a state: the rows of that state
	Regional Kind = "regional" // of a body of ASEAN: its meetings, what it recommends, what followed
	Civil    Kind = "civil"    // of an organisation of civil society: its assessments, and remarks on facts
	Editing  Kind = "editing"  // of the one that checks and publishes
)

// Kinds is the closed list of desks.
var Kinds = []Kind{National, Regional, Civil, Editing}

// A Desk is the desk of an organisation. The zero Desk is none.
type Desk struct {
	Org     lindung.OrgID
	Kind    Kind
	Voice   string // for whom it speaks: the code of a state, the id of a body; "" of the others
	At      db.Time
	By      lindung.ActorID
	Version int64
	Name    string // of the organisation
	mac     db.Mac
}

// speaks is how a desk is named in a cell that says whose a row is: an organisation of
// civil society goes by its own name.
func (d Desk) speaks() string {
	if d.Kind == Civil {
		return d.Name
	}
	return d.Voice
}

// voices are those for whom a desk of a kind can speak; none where it speaks for itself.
func voices(k Kind, record Record, country lindung.Country) []string {
	switch k {
	case National:
		if slices.Contains(lindung.States, country) {
			return []string{string(country)}
		}
	case Regional:
		return record.Bodies()
	}
	return nil
}

// problems says what is wrong with a desk that an organisation is to have.
func (d Desk) problems(record Record, country lindung.Country) field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(Kinds, d.Kind), "desk_kind", "problem.missing")
	if d.Kind == National || d.Kind == Regional {
		ps.Need(slices.Contains(voices(d.Kind, record, country), d.Voice), "desk_voice", "desk.problem.voice")
	}
	return ps
}

// NodeTarget is the target of acts on the node that the editor's desk may do.
func NodeTarget(s access.Session) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		o, err := s.NodeTarget()(tx)
		if err == nil {
			o.To, err = editorOf(tx)
		}
		return o, err
	}
}

// editorOf is the organisation of the editor's desk; "" for none.
func editorOf(tx *access.Tx) (lindung.OrgID, error) {
	all, err := desks(tx)
	i := slices.IndexFunc(all, func(d Desk) bool { return d.Kind == Editing })
	if err != nil || i < 0 {
		return "", err
	}
	return all[i].Org, nil
}

// ownDesk is the desk of the actor's organisation. Without one it can do nothing here.
func ownDesk(tx *access.Tx) (Desk, error) { return deskOf(tx, tx.Actor().Org) }

// A Place is an organisation with the desk that it has, if any.
type Place struct {
	access.Org
	Desk Desk
}

// Places returns the organisations of the node with their desks, for the administrators of
// its keeper, who give them.
func Places(ctx context.Context, s access.Session) ([]Place, error) {
	var all []Place
	keeps := access.KeepsNode(ctx, s)
	err := s.See(ctx, access.OrgList, s.NodeTarget(), func(tx *access.Tx) error {
		if !keeps || !tx.Actor().HasRole(lindung.Administrator) {
			return access.ErrDenied
		}
		orgs, err := access.OrgsOf(tx)
		if err != nil {
			return err
		}
		given, err := desks(tx)
		for _, o := range orgs {
			p := Place{Org: o}
			if i := slices.IndexFunc(given, func(d Desk) bool { return d.Org == o.ID }); i >= 0 {
				p.Desk = given[i]
			}
			all = append(all, p)
		}
		tx.SetCount(len(all), "")
		return err
	})
	return all, err
}

// GiveDesk gives an organisation a desk, another one, or none if the kind is empty.
// Version is that of the desk it was shown with, 0 for none. Two organisations never edit
// at once.
func GiveDesk(ctx context.Context, s access.Session, record Record, d Desk) error {
	return s.Do(ctx, access.DeskGive, s.NodeTarget(), func(tx *access.Tx) error {
		o, err := access.OrgOf(tx, d.Org)
		if err != nil {
			return err
		}
		tx.SetObject(string(o.ID))
		old, err := deskOf(tx, o.ID)
		if err != nil && !errors.Is(err, lindung.ErrNotFound) {
			return err
		}
		if old.Version != d.Version {
			return lindung.ErrConflict
		}
		if d.Kind == "" {
			if old.Version == 0 {
				return nil
			}
			return removeDesk(tx, old)
		}
		if d.Kind == National {
			d.Voice = string(o.Country)
		} else if d.Kind != Regional {
			d.Voice = ""
		}
		if err := d.problems(record, o.Country).Err(); err != nil {
			return err
		}
		if editor, err := editorOf(tx); err != nil || d.Kind == Editing && editor != "" && editor != o.ID {
			return errors.Join(err, field.Problems{{Field: "desk_kind", Key: "desk.problem.editor"}})
		}
		d.At, d.By, d.Version, d.mac = tx.Now, tx.Actor().ID, old.Version+1, old.mac
		return storeDesk(tx, d)
	})
}

// Rows are the tables of this package, none of which belongs to a case.
var Rows = []db.Table{deskRows, proposalRows, remarkRows, editionRows}

// base is the record as the program was built with it, which never changes.
var base = sync.OnceValues(func() (Record, error) { return readRecord(data.Files()) })
