package prevention

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/names"
)

// EntityID names an entity.
type EntityID string

// EntityKinds is the closed list of what cases name.
var EntityKinds = []string{"recruiter", "employer", "agency", "vessel", "compound", "route", "account"}

// EntityRoles is the closed list of what an entity did in a case.
var EntityRoles = []string{"recruited", "transported", "housed", "employed", "paid", "threatened", "other"}

// What is known of an entity.
var (
	EntityNames   = field.NewLong("entity_names", field.Max(1000))
	EntityNumbers = field.NewLong("entity_numbers", field.Max(1000))
	EntityPlace   = field.NewText("entity_place")
	EntityKnown   = field.NewLong("entity_known")

	EntityForm = field.NewForm("entity", EntityNames, EntityNumbers, EntityPlace, EntityKnown)
)

// An Entity is who or what recruits, moves, houses or pays people, of the organisation
// that entered it.
type Entity struct {
	ID      EntityID
	Org     lindung.OrgID
	Kind    string
	At      db.Time
	By      lindung.ActorID
	Version int64
	Answers field.Values // to EntityForm
	Cases   []InCase     // that name it and that the actor may read
}

// InCase is a case that names an entity, and what it did there.
type InCase struct {
	ID     lindung.CaseID
	Number string
	Role   string
}

// Named is an entity that a case names.
type Named struct {
	Entity
	Role string
}

// Names returns what an entity is called, the first first.
func (e Entity) Names() []string {
	text, _ := EntityNames.Get(e.Answers)
	return linesOf(text)
}

// Numbers returns the numbers and handles of an entity.
func (e Entity) Numbers() []string {
	text, _ := EntityNumbers.Get(e.Answers)
	return linesOf(text)
}

// Title is what an entity is shown as: its first name, or its first number.
func (e Entity) Title() string {
	return append(append(e.Names(), e.Numbers()...), "")[0]
}

// linesOf returns the lines of a text that say something.
func linesOf(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// mostLines is how many names, or numbers, an entity has at most.
const mostLines = 20

func (e Entity) problems() field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(EntityKinds, e.Kind), "entity_kind", "problem.missing")
	ps.Need(len(e.Names())+len(e.Numbers()) > 0, EntityNames.Name, "entity.problem.names")
	ps.Need(len(e.Names()) <= mostLines, EntityNames.Name, "entity.problem.many", "max", mostLines)
	ps.Need(len(e.Numbers()) <= mostLines, EntityNumbers.Name, "entity.problem.many", "max", mostLines)
	return ps
}

// mostListed is how many entities a list shows.
const mostListed = 500

// Entities returns the entities of the actor's organisation, the last entered first.
func Entities(ctx context.Context, s access.Session) ([]Entity, error) {
	var all []Entity
	err := s.See(ctx, access.EntityList, s.OrgTarget(), func(tx *access.Tx) (err error) {
		all, err = entitiesOf(tx, tx.Actor().Org, mostListed)
		tx.SetCount(len(all), "")
		return err
	})
	return all, err
}

// ReadEntity returns an entity of the actor's organisation, with those cases that name it
// and that they may read: of others neither which nor how many.
func ReadEntity(ctx context.Context, s access.Session, id EntityID) (Entity, error) {
	var e Entity
	err := s.See(ctx, access.EntityList, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		var err error
		if e, err = entityOf(tx, id); err != nil {
			return err
		}
		e.Cases, err = casesOf(tx, id)
		return err
	})
	return e, err
}

func casesOf(tx *access.Tx, id EntityID) ([]InCase, error) {
	links, err := linksOf(tx, id)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(links))
	for i, l := range links {
		ids[i] = l.Case
	}
	briefs, err := cases.Briefs(tx, ids)
	var all []InCase
	for _, l := range links {
		b, ok := briefs[l.Case]
		if ok && tx.May(access.CaseRead, b.Object(), "") && tx.MayGroup(b.Object(), lindung.Situation) {
			all = append(all, InCase{b.ID, b.Number, l.Role})
			tx.AddListed(string(b.ID))
		}
	}
	return all, err
}

// SaveEntity enters an entity for the actor's organisation, or changes one; version is the
// one that was shown, 0 for a new one.
func SaveEntity(ctx context.Context, s access.Session, e Entity) (EntityID, error) {
	id := e.ID
	if id == "" {
		id = EntityID(lindung.NewID())
	}
	err := s.Do(ctx, access.EntityEdit, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		if err := e.problems().Err(); err != nil {
			return err
		}
		if e.ID == "" {
			_, err := enter(tx, id, e)
			return err
		}
		old, err := entityOf(tx, id)
		if err == nil && old.Version != e.Version {
			err = lindung.ErrConflict
		}
		if err != nil {
			return err
		}
		old.Kind, old.Answers = e.Kind, e.Answers
		return updateEntity(tx, old)
	})
	return id, err
}

// enter stores a new entity.
func enter(tx *access.Tx, id EntityID, e Entity) (Entity, error) {
	e.ID, e.Org, e.At, e.By, e.Version = id, tx.Actor().Org, tx.Now, tx.Actor().ID, 1
	return e, insertEntity(tx, e)
}

// EraseEntity destroys the key of an entity, with what cases say of it, for a supervisor
// who has shown again who they are.
//
// Source: ACTIP 14.6
func EraseEntity(ctx context.Context, s access.Session, id EntityID) error {
	return s.Do(ctx, access.EntityErase, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		if _, err := entityOf(tx, id); err != nil {
			return err
		}
		return eraseEntity(tx, id)
	})
}

// NameInCase says in a case what an entity did there. One of the actor's organisation
// that is of the same kind and is called the same is that one; else it is entered. The
// person of the case is never one: they may have been forced to recruit others.
//
// Source: ACTIP 14.7
func NameInCase(ctx context.Context, s access.Session, id lindung.CaseID, e Entity, role string) error {
	return s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		if !tx.MayGroup(tx.Object(), lindung.Situation) {
			return access.ErrDenied
		}
		ps := e.problems()
		ps.Need(slices.Contains(EntityRoles, role), "entity_role", "problem.missing")
		called, err := cases.NamesIn(tx, id)
		if err != nil {
			return err
		}
		ps.Need(!likeAny(e.Names(), called), EntityNames.Name, "entity.problem.person")
		if err := ps.Err(); err != nil {
			return err
		}
		found, err := sameOwn(tx, e)
		if errors.Is(err, lindung.ErrNotFound) {
			found, err = enter(tx, EntityID(lindung.NewID()), e)
		}
		if err != nil {
			return err
		}
		tx.AddEntry(string(found.ID))
		return putLink(tx, linkRow{Case: id, Entity: found.ID, Role: role, At: tx.Now, By: tx.Actor().ID})
	})
}

// likeAny reports whether one of some names may be one of others.
func likeAny(some, others []string) bool {
	return slices.ContainsFunc(some, func(a string) bool {
		return slices.ContainsFunc(others, func(b string) bool { return names.Likeness(a, b) >= names.Alike })
	})
}

// sameOwn returns the entity of the actor's organisation that is of the kind of e and has
// one of its names; lindung.ErrNotFound if there is none.
func sameOwn(tx *access.Tx, e Entity) (Entity, error) {
	all, err := entitiesOf(tx, tx.Actor().Org, mostListed)
	if err != nil {
		return Entity{}, err
	}
	for _, o := range all {
		if o.Kind == e.Kind && sameCalled(o, e) {
			return o, nil
		}
	}
	return Entity{}, lindung.ErrNotFound
}

// sameCalled reports whether two entities share a whole name, or have no names and share a
// number.
func sameCalled(a, b Entity) bool {
	if len(a.Names())+len(b.Names()) == 0 {
		return slices.ContainsFunc(a.Numbers(), func(n string) bool {
			return slices.ContainsFunc(b.Numbers(), func(m string) bool { return sameMark(n, m) })
		})
	}
	return slices.ContainsFunc(a.Names(), func(n string) bool {
		return slices.ContainsFunc(b.Names(), func(m string) bool { return names.Likeness(n, m) == names.Same })
	})
}

// LeaveOut says that a case does not name an entity after all.
func LeaveOut(ctx context.Context, s access.Session, id lindung.CaseID, entity EntityID) error {
	return s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		if !tx.MayGroup(tx.Object(), lindung.Situation) {
			return access.ErrDenied
		}
		n, err := dropLink(tx, id, entity)
		if err == nil && n == 0 {
			err = lindung.ErrNotFound
		}
		tx.AddEntry(string(entity))
		return err
	})
}

// NamedIn returns the entities that an own case names, inside an act on it, to whom sees
// what happened.
func NamedIn(tx *access.Tx, c cases.Case) ([]Named, error) {
	if !c.Own || !tx.MayGroup(tx.Object(), lindung.Situation) {
		return nil, nil
	}
	links, err := linksIn(tx, c.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]EntityID, len(links))
	for i, l := range links {
		ids[i] = l.Entity
	}
	found, err := entitiesIn(tx, ids)
	var all []Named
	for _, l := range links {
		i := slices.IndexFunc(found, func(e Entity) bool { return e.ID == l.Entity && e.Org == c.Org })
		if i >= 0 {
			all = append(all, Named{found[i], l.Role})
		}
	}
	return all, err
}
