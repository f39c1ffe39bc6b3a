package prevention

import (
	"context"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/names"
)

// An Answer says whom to ask about an entity.
type Answer struct {
	Own   []Entity // of the actor's own organisation
	Ask   []string // the names of other organisations that know it
	Spent bool     // no more answers today
}

// mostMatches is how many entities are compared for one question.
const mostMatches = 12

// Seen answers whether an organisation of the node knows an entity by a name, a number or
// a handle: whom to ask, never in which case or in how many. It is an act of its own that
// counts as one of the day's whatever it answers, and the owners of what was found see that
// it was asked. Of an entity that has the name or the number of the person of a case that
// the actor may not read nothing is told: somebody who was forced to recruit is not found
// through it.
//
// Source: ACTIP 14.6; ACTIP 14.7
func Seen(ctx context.Context, s access.Session, f *Finder, people *cases.Finder, text string) (Answer, error) {
	var a Answer
	text = strings.TrimSpace(text)
	var ps field.Problems
	ps.Need(text != "", "entity_text", "problem.missing")
	ps.Need(len(text) <= 500, "entity_text", "problem.text.long", "max", 500)
	if err := ps.Err(); err != nil {
		return a, err
	}
	err := people.Answer(ctx, s, access.EntityAsk, func(tx *access.Tx, spent bool) error {
		if a = (Answer{Spent: spent}); spent {
			tx.SetCount(0, "spent")
			return nil
		}
		found, err := f.match(tx, text)
		if err != nil || len(found) == 0 {
			return err
		}
		names, err := access.AllOrgNames(tx)
		if err != nil {
			return err
		}
		by := make([][]string, len(found))
		for i, e := range found {
			by[i] = slices.Concat(e.Names(), e.Numbers(), []string{text})
		}
		hidden, err := people.HidePersons(tx, by)
		if err != nil {
			return err
		}
		for i, e := range found {
			tx.AddEntry(string(e.ID))
			switch {
			case hidden[i]:
			case e.Org == tx.Actor().Org:
				a.Own = append(a.Own, e)
			case !slices.Contains(a.Ask, names[e.Org]):
				a.Ask = append(a.Ask, names[e.Org])
			}
		}
		slices.Sort(a.Ask)
		return nil
	})
	return a, err
}

// lookBack is for how long it is shown who has asked, and mostAskedAbout about how many
// entities, those that were entered last.
const (
	lookBack       = 14 * 24 * time.Hour
	mostAskedAbout = 500
)

// An Asked is that someone asked about an entity of the actor's organisation.
type Asked struct {
	Entity EntityID
	Title  string // "" where it does not open to the actor
	Org    lindung.OrgID
	Name   string // of the organisation that asked
	At     db.Time
}

// AskedOfOurs returns which organisations have asked in the last days about the entities of
// the actor's own, newest first, for those who watch over them.
//
// Source: ACTIP 14.6
func AskedOfOurs(ctx context.Context, s access.Session) ([]Asked, error) {
	var all []Asked
	err := s.See(ctx, access.EntityAsked, s.OrgTarget(), func(tx *access.Tx) error {
		all = nil
		ids, err := entityIDs(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		found, err := audit.AboutSince(tx, ids, "", string(access.EntityAsk), tx.Now.Time().Add(-lookBack))
		if err != nil || len(found) == 0 {
			tx.SetCount(0, "")
			return err
		}
		names, err := access.AllOrgNames(tx)
		if err != nil {
			return err
		}
		for _, e := range found {
			all = append(all, Asked{Entity: EntityID(e.Object), Org: lindung.OrgID(e.Org), Name: names[lindung.OrgID(e.Org)], At: db.TimeOf(e.Time())})
		}
		tx.SetCount(len(all), "")
		return titled(tx, all)
	})
	return all, err
}

// titled says what the entities are called, to who may read them.
func titled(tx *access.Tx, all []Asked) error {
	own, err := tx.Session().OrgTarget()(tx)
	if err != nil || !tx.May(access.EntityList, own, "") {
		return err
	}
	var ids []EntityID
	for _, a := range all {
		if !slices.Contains(ids, a.Entity) {
			ids = append(ids, a.Entity)
		}
	}
	found, err := entitiesIn(tx, ids)
	for i := range all {
		for _, e := range found {
			if e.ID == all[i].Entity {
				all[i].Title = e.Title()
			}
		}
	}
	return err
}

// alike reports whether an entity may be what a text names.
func alike(e Entity, text string) bool {
	if slices.ContainsFunc(e.Numbers(), func(n string) bool { return sameMark(n, text) }) {
		return true
	}
	asked := called(text)
	return slices.ContainsFunc(e.Names(), func(n string) bool {
		like := names.Likeness(asked, called(n))
		return like >= names.Alike || like == names.Within && len(strings.Fields(asked)) > 1
	})
}

// forms are words that say what kind of body a name is of, and not which one.
var forms = map[string]bool{
	"pt": true, "cv": true, "tbk": true, "ltd": true, "limited": true, "co": true, "company": true, "corp": true, "inc": true, "llc": true, "sdn": true, "bhd": true, "pte": true,
	"plc": true, "jsc": true, "group": true, "agency": true, "recruitment": true, "manpower": true, "the": true,
}

// called returns a name without the words that many bodies share; the name itself if
// nothing else is left.
func called(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" \t.,()&", r) })
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return forms[strings.ToLower(w)] })
	if len(rest) == 0 {
		return name
	}
	return strings.Join(rest, " ")
}
